package help

import (
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
)

// fit is how a line's people match the person, the best first.
type fit uint8

const (
	fitsPerson fit = iota // meant for people like this person
	fitsAll               // meant for everybody, or it does not say
	fitsSome              // meant for some people; whether the person is one of them was not said
	fitsOthers            // meant for people that this person is known not to be
)

func (q *question) fit(h *directory.Hotline) fit {
	if q.otherAge(h) || q.professionalsOnly(h) {
		return fitsOthers
	}
	best := fitsAll
	switch {
	case forProfessionals(h): // and the person is one
		best = fitsPerson
	case len(h.Populations) > 0 && !slices.Contains(h.Populations, directory.PopulationEverybody):
		best = fitsOthers
		for _, p := range h.Populations {
			best = min(best, q.fitOf(p, h))
		}
	case q.servesAge(h):
		return fitsPerson
	}
	if q.ageUnsaid(h) {
		best = max(best, fitsSome)
	}
	return best
}

// ageUnsaid says that the line serves some ages only, and nobody said whether the person's is one.
func (q *question) ageUnsaid(h *directory.Hotline) bool {
	return q.situation.Age == nil && (h.MinimumAge != nil || h.MaximumAge != nil)
}

// fitOf tells how the person matches one of the populations that a line is meant for.
func (q *question) fitOf(p directory.Population, h *directory.Hotline) fit {
	said := q.situation.Populations
	if p == directory.PopulationNationalsAbroad { // not everybody who is abroad is a national of the line's country
		return q.fitsNationalsAbroad(h)
	}
	if slices.Contains(said, p) {
		return fitsPerson
	}
	child, grown := q.age()
	female := slices.Contains(said, directory.PopulationWomen) || slices.Contains(said, directory.PopulationGirls)
	male := slices.Contains(said, directory.PopulationMen) || slices.Contains(said, directory.PopulationBoys)
	either := fitsSome
	switch p {
	case directory.PopulationChildren:
		either = decide(child, grown)
	case directory.PopulationGirls:
		either = decide(child && female, grown || male && !female)
	case directory.PopulationBoys:
		either = decide(child && male, grown || female && !male)
	case directory.PopulationWomen:
		either = decide(false, male && !female) // a girl may call a line for women
	case directory.PopulationMen:
		either = decide(false, female && !male)
	case directory.PopulationProfessionals:
		either = fitsOthers
	default: // the others say nothing of one another: a woman may be a domestic worker
	}
	return either
}

func decide(yes, no bool) fit {
	switch {
	case yes:
		return fitsPerson
	case no:
		return fitsOthers
	}
	return fitsSome
}

// fitsNationalsAbroad tells whether the person is abroad and from one of the countries of the line.
func (q *question) fitsNationalsAbroad(h *directory.Hotline) fit {
	s := q.situation
	switch {
	case s.Nationality != "" && s.Country == "" && slices.Contains(h.Countries, s.Nationality):
		return fitsSome // abroad or at home, nobody knows
	case s.Nationality != "":
		return decide(s.Nationality != s.Country && slices.Contains(h.Countries, s.Nationality), true)
	case s.Country != "" && slices.Contains(h.Countries, s.Country):
		return fitsOthers // not abroad, as far as is known
	}
	return fitsSome
}

// age tells whether the person is known to be a child, and whether known to be grown up.
func (q *question) age() (child, grown bool) {
	s := q.situation
	if s.Age != nil {
		return *s.Age < adult, *s.Age >= adult
	}
	child, grown = slices.ContainsFunc(s.Populations, isChild), slices.ContainsFunc(s.Populations, isAdult)
	return child && !grown, grown && !child
}

// otherAge says that the line serves another age than the person's.
func (q *question) otherAge(h *directory.Hotline) bool {
	if age := q.situation.Age; age != nil {
		return h.MinimumAge != nil && *age < *h.MinimumAge || h.MaximumAge != nil && *age > *h.MaximumAge
	}
	child, grown := q.age()
	return child && h.MinimumAge != nil && *h.MinimumAge >= adult || grown && h.MaximumAge != nil && *h.MaximumAge < adult
}

// servesAge says that the line names ages and the person's is among them.
func (q *question) servesAge(h *directory.Hotline) bool {
	return q.situation.Age != nil && (h.MinimumAge != nil || h.MaximumAge != nil) && !q.otherAge(h)
}

// forProfessionals says that the line helps professionals and nobody else.
func forProfessionals(h *directory.Hotline) bool {
	return slices.Contains(h.Purposes, directory.HotlinePurposeProfessionalsOnly) && !slices.Contains(h.Purposes, directory.HotlinePurposeHelp)
}

// professionalsOnly says that the line is for professionals and the person did not say to be one.
func (q *question) professionalsOnly(h *directory.Hotline) bool {
	return forProfessionals(h) && !slices.Contains(q.situation.Populations, directory.PopulationProfessionals)
}
