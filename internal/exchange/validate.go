package exchange

import (
	"github.com/blueheart-federation/api/internal/directory"
)

// stand is what stands for ids that are not known yet while a record is checked. It is taken out again.
const stand directory.ID = "00000000-0000-4000-8000-000000000000"

// standIn fills an empty field while a record is checked and gives what empties it again.
func standIn[T ~string](fields []*T, value T) (empty func()) {
	var filled []*T
	for _, f := range fields {
		if *f == "" {
			*f = value
			filled = append(filled, f)
		}
	}
	return func() {
		for _, f := range filled {
			*f = ""
		}
	}
}

func validOrganization(o *directory.Organization) []directory.Problem {
	defer standIn([]*directory.ID{&o.ID}, stand)()
	return directory.ValidateOrganization(o)
}

// validInitiative gives everything that is wrong with an initiative and its parts.
func validInitiative(in *directory.Initiative, references []Reference) []directory.Problem {
	ids := []*directory.ID{&in.ID}
	for _, h := range in.Hotlines {
		ids = append(ids, &h.ID)
	}
	for _, k := range in.Campaigns {
		ids = append(ids, &k.ID)
		for i := range k.Testimonies {
			ids = append(ids, &k.Testimonies[i].ID)
		}
	}
	for _, r := range in.Resources {
		ids = append(ids, &r.ID)
	}
	for _, l := range in.Lessons {
		ids = append(ids, &l.ID)
	}
	for i := range in.Organizations {
		for _, r := range references {
			if r.Into == &in.Organizations[i].Organization {
				ids = append(ids, r.Into)
			}
		}
	}
	defer standIn(ids, stand)()
	defer standIn([]*string{&in.Slug}, "not-yet-chosen")()

	problems := directory.ValidateInitiative(in)
	problems = append(problems, validParts("hotlines", in.Hotlines, directory.ValidateHotline)...)
	problems = append(problems, validParts("campaigns", in.Campaigns, directory.ValidateCampaign)...)
	problems = append(problems, validParts("resources", in.Resources, directory.ValidateResource)...)
	return append(problems, validParts("lessons", in.Lessons, directory.ValidateLesson)...)
}

func validParts[T any](list string, parts []*T, validate func(*T) []directory.Problem) (problems []directory.Problem) {
	for i, p := range parts {
		for _, problem := range validate(p) {
			problem.Path = join(spot{}.at("%s[%d]", list, i).path, problem.Path)
			problems = append(problems, problem)
		}
	}
	return problems
}
