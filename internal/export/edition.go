package export

import (
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/hsds"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Source is the directory that is exported, pinned.
type Source struct {
	Snapshot *snapshot.Snapshot
	// Revision names what the snapshot holds and the program that writes it: equal names give equal bytes.
	Revision    string
	Licence     string // SPDX identifier
	Attribution string // how to name the directory
	Warnings    []string
}

// Edition is one revision of the directory under one filter, on one day. It is safe for concurrent use.
type Edition struct {
	Source
	Filter
	Day     directory.Date // on which consents must hold
	Updated time.Time      // when a public record last changed; zero for an empty directory
}

// Notice stands in every export: what no reader may overlook.
const Notice = "An entry without the date of a check is UNVERIFIED: check its number with its operator before you show it to a person in danger. Unknown is never no."

// unverified is the notice of one entry.
const unverified = "UNVERIFIED: check it with its operator before use"

// Stamp says which directory an export is of, of when it is, and how it may be used.
type Stamp struct {
	Source    string                  `json:"source"`
	Revision  int64                   `json:"revision"`
	Updated   string                  `json:"updatedAt,omitempty"`
	Licence   string                  `json:"licence"`
	Countries []directory.CountryCode `json:"countries,omitempty"`
	Languages []directory.LanguageTag `json:"languages,omitempty"`
	Warnings  []string                `json:"warnings"`
}

// Stamp gives the head of the edition.
func (e *Edition) Stamp() Stamp {
	return Stamp{
		Source: e.Attribution, Revision: e.Snapshot.Revision, Updated: e.updated(), Licence: e.Licence,
		Countries: e.Countries, Languages: e.Languages, Warnings: append([]string{Notice}, e.Warnings...),
	}
}

func (e *Edition) updated() string {
	if e.Updated.IsZero() {
		return ""
	}
	return e.Updated.UTC().Format(time.RFC3339)
}

// initiatives ranges over the initiatives of the edition as they may be shown, in the order of the directory.
func (e *Edition) initiatives(yield func(*directory.Initiative) bool) {
	for in := range e.Snapshot.Initiatives.All {
		if e.Initiative(in) && !yield(e.shown(in)) {
			return
		}
	}
}

// shown gives an initiative as it may be shown: on the day of the edition, and without who changed it last where that
// organization is not public.
func (e *Edition) shown(in *directory.Initiative) *directory.Initiative {
	in = in.Shown(e.Day)
	if in.UpdatedBy == "" || e.Snapshot.Organizations.ByID(in.UpdatedBy) != nil {
		return in
	}
	known := *in
	known.UpdatedBy = ""
	return &known
}

// lines ranges over the lines of the edition that work, with their initiatives.
func (e *Edition) lines(yield func(*directory.Initiative, *directory.Hotline) bool) {
	for in := range e.Snapshot.Initiatives.All {
		for _, h := range in.Hotlines {
			if h.Works() && len(h.Channels) > 0 && e.Line(h) && !yield(in, h) {
				return
			}
		}
	}
}

// organizations ranges over the organizations of the edition: all, or with a filter those that its initiatives
// name, and those above them.
func (e *Edition) organizations(yield func(*directory.Organization) bool) {
	if len(e.Countries)+len(e.Languages) == 0 {
		e.Snapshot.Organizations.All(yield)
		return
	}
	named := map[directory.ID]bool{}
	var name func(id directory.ID)
	name = func(id directory.ID) {
		if o := e.Snapshot.Organizations.ByID(id); o != nil && !named[id] {
			named[id] = true
			name(o.Parent)
		}
	}
	for in := range e.initiatives {
		for i := range in.Organizations {
			name(in.Organizations[i].Organization)
		}
		for _, h := range in.Hotlines {
			name(h.Operator)
		}
		for _, r := range in.Resources {
			name(r.Publisher)
			name(r.Author)
			name(r.Commissioner)
		}
		for _, c := range in.Campaigns {
			for i := range c.Partners {
				name(c.Partners[i].Organization)
			}
		}
	}
	for o := range e.Snapshot.Organizations.All {
		if named[o.ID] && !yield(o) {
			return
		}
	}
}

// mapper turns records of the edition into HSDS.
func (e *Edition) mapper() *hsds.Mapper {
	return &hsds.Mapper{Snapshot: e.Snapshot, Languages: e.Languages, Day: e.Day, Publisher: e.Attribution}
}
