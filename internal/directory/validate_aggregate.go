package directory

import "fmt"

// ValidateAggregate gives everything that is wrong with an initiative and all its parts, paths relative to
// the initiative, and with what only holds across parts: an id that stands twice.
func ValidateAggregate(in *Initiative) []Problem {
	problems := ValidateInitiative(in)
	seen := map[ID]bool{in.ID: true}
	problems = append(problems, validateParts("hotlines", in.Hotlines, seen, ValidateHotline)...)
	problems = append(problems, validateParts("campaigns", in.Campaigns, seen, ValidateCampaign)...)
	problems = append(problems, testimonyIDs(in.Campaigns, seen)...)
	problems = append(problems, validateParts("resources", in.Resources, seen, ValidateResource)...)
	return append(problems, validateParts("lessons", in.Lessons, seen, ValidateLesson)...)
}

func validateParts[T any, P interface {
	*T
	Meta() *Common
}](list string, parts []P, seen map[ID]bool, validate func(P) []Problem) (problems []Problem) {
	for i, part := range parts {
		path := fmt.Sprintf("%s[%d]", list, i)
		if part == nil {
			problems = append(problems, Problem{Path: path, Code: InvalidInput, Message: "is empty: leave it out"})
			continue
		}
		for _, p := range validate(part) {
			p.Path = JoinPath(path, p.Path)
			problems = append(problems, p)
		}
		id := part.Meta().ID
		if id != "" && seen[id] {
			problems = append(problems, Problem{Path: path + ".id", Code: InvalidInput, Message: "stands twice"})
		}
		seen[id] = true
	}
	return problems
}

// testimonyIDs finds testimonies whose id stands twice: the withdrawal of a consent names a testimony by it.
func testimonyIDs(campaigns []*Campaign, seen map[ID]bool) (problems []Problem) {
	for i, k := range campaigns {
		if k == nil {
			continue
		}
		for j := range k.Testimonies {
			id := k.Testimonies[j].ID
			if id != "" && seen[id] {
				problems = append(problems, Problem{Path: fmt.Sprintf("campaigns[%d].testimonies[%d].id", i, j), Code: InvalidInput, Message: "stands twice"})
			}
			seen[id] = true
		}
	}
	return problems
}

// JoinPath puts the path of a part before that of a field in it.
func JoinPath(above, below string) string {
	switch {
	case above == "":
		return below
	case below == "" || below[0] == '[':
		return above + below
	}
	return above + "." + below
}

// ValidateWords gives what is wrong with words of people that are kept beside records, such as comments and
// reasons. They may be empty.
func ValidateWords(s string) []Problem {
	c := &checker{}
	c.line("", s, MaxText)
	return c.problems
}

// ValidateText gives what is wrong with one text, paths relative to it.
func ValidateText(t *Text) []Problem {
	c := &checker{}
	c.text("", t, MaxText)
	return c.problems
}
