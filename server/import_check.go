package main

import (
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// parsedRow is a record that obeys the rules of its kind.
type parsedRow struct {
	place
	id     directory.ID
	owner  directory.ID
	slug   string
	public []byte
	shown  []byte // as an export has it
	parts  []part // of an initiative
	record any    // what was read: *directory.Organization or *directory.Initiative
}

// updatedAt is when the record last changed, as an export says; zero when the file does not.
func (r *parsedRow) updatedAt() time.Time {
	switch v := r.record.(type) {
	case *directory.Organization:
		return v.UpdatedAt
	case *directory.Initiative:
		return v.UpdatedAt
	}
	return time.Time{}
}

// part is a record within an initiative, and what names it.
type part struct {
	path string
	id   directory.ID
}

// parseRow reads a row and gives everything that is wrong with it.
func parseRow(r row) (parsedRow, []directory.Problem) {
	if r.kind == document.KindOrganization {
		o := &directory.Organization{}
		if err := document.DecodeJSON(r.text, o); err != nil {
			return parsedRow{}, unread(err)
		}
		if problems := directory.ValidateOrganization(o); len(problems) > 0 {
			return parsedRow{}, problems
		}
		return parsedRow{place: r.place, id: o.ID, owner: o.ID, public: document.Encode(o), shown: document.EncodeJSON(o), record: o}, nil
	}
	in := &directory.Initiative{}
	if err := document.DecodeJSON(r.text, in); err != nil {
		return parsedRow{}, unread(err)
	}
	parsed := parsedRow{place: r.place, id: in.ID, owner: ownerOf(in), slug: in.Slug}
	problems := directory.ValidateInitiative(in)
	problems = append(problems, partsOf(&parsed, "hotlines", in.Hotlines, directory.ValidateHotline)...)
	problems = append(problems, partsOf(&parsed, "campaigns", in.Campaigns, directory.ValidateCampaign)...)
	problems = append(problems, partsOf(&parsed, "resources", in.Resources, directory.ValidateResource)...)
	problems = append(problems, partsOf(&parsed, "lessons", in.Lessons, directory.ValidateLesson)...)
	if len(problems) > 0 {
		return parsedRow{}, problems
	}
	parsed.public, parsed.shown, parsed.record = document.Encode(in), document.EncodeJSON(in), in
	return parsed, nil
}

// partsOf notes the ids of an initiative's parts and gives what is wrong with them. Here one bad part
// refuses the whole initiative: its owner is at hand to mend it.
func partsOf[T any, P interface {
	*T
	Meta() *directory.Common
}](r *parsedRow, list string, parts []P, validate func(P) []directory.Problem) (problems []directory.Problem) {
	for i, p := range parts {
		path := fmt.Sprintf("%s[%d]", list, i)
		for _, problem := range validate(p) {
			problem.Path = joinPath(path, problem.Path)
			problems = append(problems, problem)
		}
		r.parts = append(r.parts, part{joinPath(path, "id"), p.Meta().ID})
	}
	return problems
}

func unread(err error) []directory.Problem {
	return []directory.Problem{{Code: directory.InvalidInput, Message: err.Error()}}
}

// inspection is the first reading of a file: it tells what is wrong, row by row.
type inspection struct {
	say     func(format string, args ...any)
	served  *snapshot.Snapshot // what is in the store now
	at      time.Time
	refused map[place]bool
	seen    map[directory.ID]bool // ids of this file
	slugs   map[string]bool       // and its slugs
}

// row looks at one row and never fails: a bad row is refused alone.
func (n *inspection) row(r row) error {
	parsed, problems := parseRow(r)
	if len(problems) == 0 {
		problems = append(n.collisions(parsed), editing.Unpublishable(parsed.record, n.at)...)
	}
	for _, p := range problems {
		n.say("%s: %s", joinPath(r.String(), p.Path), p.Message)
	}
	if len(problems) > 0 {
		n.refused[r.place] = true
		return nil
	}
	n.seen[parsed.id] = true
	for _, p := range parsed.parts {
		n.seen[p.id] = true
	}
	if parsed.slug != "" {
		n.slugs[parsed.slug] = true
	}
	return nil
}

// collisions finds ids and slugs that another record has, in the file or in the store.
func (n *inspection) collisions(r parsedRow) (problems []directory.Problem) {
	add := func(path, format string, args ...any) {
		problems = append(problems, directory.Problem{Path: path, Code: directory.InvalidInput, Message: fmt.Sprintf(format, args...)})
	}
	own := map[directory.ID]bool{}
	for _, p := range append([]part{{"id", r.id}}, r.parts...) {
		switch {
		case n.seen[p.id] || own[p.id]:
			add(p.path, "%s stands in the file twice", p.id)
		case n.takenBy(p.id, r):
			add(p.path, "%s belongs to another record in the store", p.id)
		}
		own[p.id] = true
	}
	if n.slugs[r.slug] {
		add("slug", "%q stands in the file twice", r.slug)
	} else if other := n.served.InitiativeBySlug(r.slug); other != nil && other.ID != r.id {
		add("slug", "%q belongs to initiative %s", r.slug, other.ID)
	}
	return problems
}

// takenBy tells whether a public record other than r and its own parts has this id.
func (n *inspection) takenBy(id directory.ID, r parsedRow) bool {
	if of := n.served.AggregateOf(id); of == "" || of != r.id {
		return of != ""
	}
	return n.served.Initiatives.ByID(id) != nil && r.kind != document.KindInitiative ||
		n.served.Organizations.ByID(id) != nil && r.kind != document.KindOrganization
}
