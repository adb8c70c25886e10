package snapshot

import (
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
)

// gathered are the parts of all aggregates, kind by kind.
type gathered struct {
	organizations []*directory.Organization
	initiatives   []*directory.Initiative
	hotlines      []*directory.Hotline
	campaigns     []*directory.Campaign
	resources     []*directory.Resource
	lessons       []*directory.Lesson
}

// take adds an aggregate with its parts.
func (g *gathered) take(e *Entry) {
	if e.Organization != nil {
		g.organizations = append(g.organizations, e.Organization)
		return
	}
	if in := e.Initiative; in != nil {
		g.initiatives = append(g.initiatives, in)
		g.hotlines = append(g.hotlines, in.Hotlines...)
		g.campaigns = append(g.campaigns, in.Campaigns...)
		g.resources = append(g.resources, in.Resources...)
		g.lessons = append(g.lessons, in.Lessons...)
	}
}

// commons ranges over what all records have in common.
func (g *gathered) commons(yield func(*directory.Common) bool) {
	_ = each(g.organizations, yield) && each(g.initiatives, yield) && each(g.hotlines, yield) &&
		each(g.campaigns, yield) && each(g.resources, yield) && each(g.lessons, yield)
}

func each[T any, P record[T]](records []*T, yield func(*directory.Common) bool) bool {
	for _, r := range records {
		if !yield(P(r).Meta()) {
			return false
		}
	}
	return true
}

// gathering gathers aggregates whose ids and slugs stand once.
type gathering struct {
	gathered

	seen  map[directory.ID]bool
	slugs map[string]bool
}

func newGathering(records int) *gathering {
	return &gathering{seen: make(map[directory.ID]bool, records), slugs: map[string]bool{}}
}

// add takes an aggregate, or says why it cannot stand beside those before it.
func (g *gathering) add(e *Entry) *directory.Problem {
	if e.Organization != nil && g.seen[e.ID] {
		return &directory.Problem{Path: "id", Code: directory.Conflict, Message: "stands at another record"}
	}
	if in := e.Initiative; in != nil && g.slugs[in.Slug] {
		return &directory.Problem{Path: "slug", Code: directory.Conflict, Message: "stands at another initiative"}
	}
	ids := e.ids()
	for i, id := range ids {
		if g.seen[id] || slices.Contains(ids[:i], id) {
			return &directory.Problem{Path: "id", Code: directory.Conflict, Message: "a part of it has the id of another record: " + string(id)}
		}
	}
	for _, id := range ids {
		g.seen[id] = true
	}
	if e.Initiative != nil {
		g.slugs[e.Initiative.Slug] = true
	}
	g.take(e)
	return nil
}

// ids gives those of a public record and of its parts.
func (e *Entry) ids() []directory.ID {
	if e.Organization != nil {
		return []directory.ID{e.Organization.ID}
	}
	in := e.Initiative
	if in == nil {
		return nil
	}
	ids := []directory.ID{in.ID}
	for _, h := range in.Hotlines {
		ids = append(ids, h.ID)
	}
	for _, c := range in.Campaigns {
		ids = append(ids, c.ID)
	}
	for _, r := range in.Resources {
		ids = append(ids, r.ID)
	}
	for _, l := range in.Lessons {
		ids = append(ids, l.ID)
	}
	return ids
}
