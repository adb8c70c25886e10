package help

import (
	"fmt"
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

// Situation is what is known of one person. A zero field is unknown, which excludes nothing.
type Situation struct {
	Country          directory.CountryCode
	Subdivision      directory.SubdivisionCode
	Nationality      directory.CountryCode
	Languages        []directory.LanguageTag
	Channels         []directory.ChannelKind // nil: not said; empty: none
	Phone            directory.PhoneKind
	CanPay           *bool
	At               *time.Time // nil: now
	Populations      []directory.Population
	Age              *int
	PoliceAcceptable *bool
}

// adult is the age at which a person is no longer a child (Convention on the Rights of the Child,
// article 1; Palermo Protocol, article 3 (d)).
const adult = 18

// maxAge is the highest age that is taken for a person's.
const maxAge = 130

// Validate names every contradiction in a situation. Nothing of the situation itself is in the messages
// beyond the names of closed sets.
func (s *Situation) Validate() []directory.Problem {
	var problems []directory.Problem
	report := func(path, format string, args ...any) {
		problems = append(problems, directory.Problem{Path: "situation." + path, Code: directory.InvalidInput, Message: fmt.Sprintf(format, args...)})
	}
	if s.Subdivision != "" && s.Country != "" && countryOf(s.Subdivision) != s.Country && territories[s.Subdivision] != s.Country {
		report("subdivision", "lies in another country than %s; give a subdivision of that, or leave one of the two out", s.Country)
	}
	if s.Phone == directory.PhoneKindNoPhone {
		for _, k := range s.Channels {
			if needsPhone(k) {
				report("channels", "%s needs a phone, and phone is NO_PHONE; change one of the two", k)
				break
			}
		}
	}
	s.validateAge(report)
	return problems
}

// territories are the subdivisions that have a country code, too (ISO 3166-2): US-PR and PR are one place, while
// US-MD is not in MD.
var territories = map[directory.SubdivisionCode]directory.CountryCode{
	"CN-HK": "HK", "CN-MO": "MO", "CN-TW": "TW",
	"FI-01":  "AX",
	"FR-971": "GP", "FR-972": "MQ", "FR-973": "GF", "FR-974": "RE", "FR-976": "YT",
	"FR-BL": "BL", "FR-MF": "MF", "FR-NC": "NC", "FR-PF": "PF", "FR-PM": "PM", "FR-TF": "TF", "FR-WF": "WF",
	"NL-AW": "AW", "NL-CW": "CW", "NL-SX": "SX",
	"NL-BQ1": "BQ", "NL-BQ2": "BQ", "NL-BQ3": "BQ",
	"NO-21": "SJ", "NO-22": "SJ",
	"US-AS": "AS", "US-GU": "GU", "US-MP": "MP", "US-PR": "PR", "US-UM": "UM", "US-VI": "VI",
}

func (s *Situation) validateAge(report func(path, format string, args ...any)) {
	if s.Age == nil {
		return
	}
	if *s.Age < 0 || *s.Age > maxAge {
		report("age", "must be 0 to %d", maxAge)
		return
	}
	child, grown := slices.ContainsFunc(s.Populations, isChild), slices.ContainsFunc(s.Populations, isAdult)
	switch {
	case *s.Age >= adult && child && !grown:
		report("age", "contradicts populations, which name children only; leave out one of the two")
	case *s.Age < adult && grown && !child:
		report("age", "contradicts populations, which name adults and no children; leave out one of the two")
	}
}

func isChild(p directory.Population) bool {
	return p == directory.PopulationChildren || p == directory.PopulationGirls || p == directory.PopulationBoys
}

func isAdult(p directory.Population) bool {
	return p == directory.PopulationWomen || p == directory.PopulationMen || p == directory.PopulationProfessionals
}

// needsPhone tells the ways of contact that go through a telephone line.
func needsPhone(k directory.ChannelKind) bool {
	return k == directory.ChannelKindVoice || k == directory.ChannelKindSms || k == directory.ChannelKindTty
}
