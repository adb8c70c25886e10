package founding

import (
	_ "embed" // the entries are part of the binary
	"fmt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

var (
	//go:embed organizations.json
	organizationsJSON []byte
	//go:embed initiatives.json
	initiativesJSON []byte
)

// Warnings say in English how the founding entries must be read. They belong with every copy of them.
var Warnings = []string{
	"These entries were read in stored copies of public pages, and the copies are of varying age. No entry has been verified: check every number with its operator before it is shown to a person in danger.",
	"A number in E.164 form identifies a printed number. For a toll-free number it does not promise that the number can be dialled from abroad; only the fact \"reachable from abroad\" says that, and when that fact is missing it is unknown.",
	"Toll-free, languages, anonymous, reachable from abroad and the other safety facts are given only where a source states them. A missing fact or an empty list means unknown, never no.",
	"Opening hours are read from the opening_hours notation kept as printed, and their note keeps what does not fit. Where the time zone is marked as derived, it was taken from the country and no source printed it.",
	"A retired line was reported as superseded or is history, and is kept so that nobody publishes it again. An initiative out of service was reported not to work.",
	"Source classes tell first-party pages, pages of governments or operators, authorities (UN, EU, OSCE, state reports), press and other pages, repositories, and the statements this project began from. Where an entry lists several classes without assigning them, no source says which page is of which class.",
	"Initiatives without a country belong to no single one.",
}

type organizationsFile struct {
	Organizations []*directory.Organization
}

type initiativesFile struct {
	Initiatives []*directory.Initiative
}

// Load gives the founding organizations and initiatives, new copies at each call. An error means that
// the files built into this program are damaged.
func Load() ([]*directory.Organization, []*directory.Initiative, error) {
	var o organizationsFile
	if err := document.DecodeJSON(organizationsJSON, &o); err != nil {
		return nil, nil, fmt.Errorf("load founding organizations: %w", err)
	}
	var i initiativesFile
	if err := document.DecodeJSON(initiativesJSON, &i); err != nil {
		return nil, nil, fmt.Errorf("load founding initiatives: %w", err)
	}
	return o.Organizations, i.Initiatives, nil
}
