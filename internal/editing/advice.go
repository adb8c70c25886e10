package editing

import (
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/advice"
	"github.com/blueheart-federation/api/internal/directory"
)

// What is said about an initiative beyond the rules of its form.
type (
	// Advice is what the people of an initiative should look at again.
	Advice = advice.Advice
	// Finding is one thing to look at.
	Finding = advice.Finding
	// Duplicate is another public record that may be the same.
	Duplicate = advice.Duplicate
)

// Advise looks at what is being worked on in an initiative. It refuses nothing.
func (d *Desk) Advise(rec *Stored, at time.Time) (*Advice, error) {
	in, err := working(&rec.Content)
	if err != nil {
		return nil, err
	}
	a := advice.About(d.public(), in, at)
	return &a, nil
}

// Unpublishable gives what of an initiative or an organization may never be published, such as the address of a
// shelter, paths relative to it. It is for records that come past a desk; a desk refuses the same.
func Unpublishable(record any, at time.Time) []directory.Problem {
	switch v := record.(type) {
	case *directory.Initiative:
		return findingsAt("", advice.Briefly(nil, v, at).Problems)
	case *directory.Organization:
		return personal(v)
	}
	return nil
}

// freeText gives what may never stand in a text that everybody sees at once, without review: where a shelter
// is, what happened to somebody, whose mailbox it is.
func freeText(path string, t *directory.Text) []directory.Problem {
	if t == nil {
		return nil
	}
	return slices.Concat(findingsAt(path, advice.FreeText(t.Value)), findingsAt(path+".translatedBy", advice.FreeText(t.TranslatedBy)))
}

// freeSources gives the same of the words in which sources are named.
func freeSources(path string, p *directory.Provenance) []directory.Problem {
	if p == nil {
		return nil
	}
	return findingsAt(path, advice.FreeTexts(p))
}

// findingsAt refuses findings, whose paths are relative to the given one.
func findingsAt(path string, found []Finding) []directory.Problem {
	var problems []directory.Problem
	for _, f := range found {
		problems = append(problems, f.Problem(path))
	}
	return problems
}
