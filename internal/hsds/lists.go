package hsds

import (
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/exchange"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// part is a hotline or a resource, with its initiative.
type part struct {
	in       *directory.Initiative
	hotline  *directory.Hotline
	resource *directory.Resource
}

func (p *part) of(m *Mapper) *Service {
	if p.hotline != nil {
		return m.Hotline(p.in, p.hotline)
	}
	return m.Resource(p.in, p.resource)
}

// parts ranges over all services of the directory, in its order.
func parts(s *snapshot.Snapshot) func(yield func(part) bool) {
	return func(yield func(part) bool) {
		for in := range s.Initiatives.All {
			for _, h := range in.Hotlines {
				if !yield(part{in: in, hotline: h}) {
					return
				}
			}
			for _, r := range in.Resources {
				if !yield(part{in: in, resource: r}) {
					return
				}
			}
		}
	}
}

// services gives a page of services, in short, in full, or as ids with the instant of the last change. With
// minimal one page holds all, as the specification asks.
func (c *call) services() (any, error) {
	var found []part
	wanted := parts(c.Snapshot)
	if c.query.term != "" && !slices.ContainsFunc(Terms(), func(t Term) bool { return t.ID == c.query.term }) {
		return pageOf(c.query, []struct{}{}), nil
	}
	if c.query.search != "" {
		hits, err := c.found(directory.RecordKindHotline, directory.RecordKindResource)
		if err != nil {
			return nil, err
		}
		wanted = slices.Values(hits)
	}
	for p := range wanted {
		if c.wants(&p) {
			found = append(found, p)
		}
	}
	if c.query.minimal {
		type minimal struct {
			ID       string `json:"id"`
			Name     string `json:"name"`
			Status   string `json:"status"`
			Modified string `json:"last_modified,omitempty"`
		}
		bare := *c.Mapper
		bare.Bare = true
		all := make([]minimal, 0, len(found))
		for i := range found {
			s := found[i].of(&bare)
			all = append(all, minimal{s.ID, s.Name, s.Status, s.LastModified})
		}
		q := *c.query
		q.page, q.perPage = 1, max(len(all), 1)
		return pageOf(&q, all), nil
	}
	from, to := c.query.window(len(found))
	list := make([]*Service, 0, to-from)
	for i := from; i < to; i++ {
		list = append(list, c.listed(&found[i]))
	}
	return newPage(c.query, len(found), list), nil
}

// listed gives a service as a list has it: alone with its organization and program, or in full.
func (c *call) listed(p *part) *Service {
	if c.query.full {
		return c.Whole(p.in, p.of(c.Mapper))
	}
	bare := *c.Mapper
	bare.Bare = true
	s := bare.Whole(p.in, p.of(&bare))
	return alone(s)
}

// alone takes off what a service has many of.
func alone(s *Service) *Service {
	s.Phones, s.Schedules, s.Languages, s.ServiceAreas, s.Attributes = nil, nil, nil, nil, nil
	if s.Organization != nil {
		s.Organization.Identifiers = nil
	}
	return s
}

func (c *call) wants(p *part) bool {
	q := c.query
	if q.modified && p.in.UpdatedAt.Before(q.modifiedAfter) {
		return false
	}
	if q.organization != "" {
		o := c.Owner(p.in)
		if o == nil && q.organization != c.Placeholder().ID || o != nil && string(o.ID) != q.organization {
			return false
		}
	}
	if q.taxonomy != "" && q.taxonomy != Profile().ID {
		return false
	}
	switch q.term {
	case "", termOf[exchange.CodeRecord].ID, termOf[exchange.CodePrint].ID: // which every service has
		return true
	}
	brief := *c.Mapper
	brief.brief = true
	s := p.of(&brief)
	is := func(a Attribute) bool { return a.Term.ID == q.term }
	return slices.ContainsFunc(s.Attributes, is) ||
		slices.ContainsFunc(s.Phones, func(phone Phone) bool { return slices.ContainsFunc(phone.Attributes, is) })
}

// mostFound is how many records a search finds at most.
const mostFound = 1000

// found searches records, best first.
func (c *call) found(kinds ...directory.RecordKind) ([]part, error) {
	var out []part
	first := 100
	args := snapshot.PageArgs{First: &first}
	for len(out) < mostFound {
		page, err := c.Snapshot.Search(c.query.search, kinds, nil, args)
		if err != nil {
			return nil, err
		}
		for i := range page.Hits {
			switch r := page.Hits[i].Record.(type) {
			case *directory.Hotline:
				out = append(out, part{in: c.Snapshot.Initiatives.ByID(r.Initiative), hotline: r})
			case *directory.Resource:
				out = append(out, part{in: c.Snapshot.Initiatives.ByID(r.Initiative), resource: r})
			}
		}
		if !page.HasNext {
			break
		}
		after := page.Hits[len(page.Hits)-1].Cursor
		args.After = &after
	}
	return out, nil
}

// service gives a service in full.
func (c *call) service() (any, error) {
	id := directory.ID(c.r.PathValue("id"))
	p := part{hotline: c.Snapshot.Hotlines.ByID(id), resource: c.Snapshot.Resources.ByID(id)}
	switch {
	case p.hotline != nil:
		p.in = c.Snapshot.Initiatives.ByID(p.hotline.Initiative)
	case p.resource != nil:
		p.in = c.Snapshot.Initiatives.ByID(p.resource.Initiative)
	default:
		return nil, notFound()
	}
	return c.Whole(p.in, p.of(c.Mapper)), nil
}

// organizations gives a page of organizations; with full or full_service, with their programs and services.
func (c *call) organizations() (any, error) {
	var found []*directory.Organization
	if c.query.search != "" {
		first := 100
		page, err := c.Snapshot.Search(c.query.search, []directory.RecordKind{directory.RecordKindOrganization}, nil, snapshot.PageArgs{First: &first})
		if err != nil {
			return nil, err
		}
		for i := range page.Hits {
			found = append(found, page.Hits[i].Record.(*directory.Organization))
		}
	} else {
		found = slices.Collect(c.Snapshot.Organizations.All)
		if len(c.index.none) > 0 {
			found = append(found, nil) // the placeholder
		}
	}
	from, to := c.query.window(len(found))
	list := make([]*Organization, 0, to-from)
	for _, o := range found[from:to] {
		if c.query.full {
			list = append(list, c.inFull(o))
			continue
		}
		bare := *c.Mapper
		bare.Bare = true
		short := bare.Placeholder()
		if o != nil {
			short = bare.Organization(o)
		}
		short.Identifiers = nil
		list = append(list, short)
	}
	return newPage(c.query, len(found), list), nil
}

// organization gives an organization with its programs, and its services in short or, with full_service, in full.
func (c *call) organization() (any, error) {
	id := c.r.PathValue("id")
	o := c.Snapshot.Organizations.ByID(directory.ID(id))
	if o == nil && (id != c.Placeholder().ID || len(c.index.none) == 0) {
		return nil, notFound()
	}
	return c.inFull(o), nil
}

// inFull gives an organization, nil for the placeholder, with programs and services.
func (c *call) inFull(o *directory.Organization) *Organization {
	out, initiatives := c.Placeholder(), c.index.none
	if o != nil {
		out, initiatives = c.Mapper.Organization(o), c.index.of[o.ID]
	}
	services := *c.Mapper
	services.Bare = !c.query.full
	for _, in := range initiatives {
		out.Programs = append(out.Programs, *c.Program(in))
		for _, s := range services.Services(in) {
			s.ProgramID = string(in.ID)
			if !c.query.full {
				s = alone(s)
			}
			out.Services = append(out.Services, s)
		}
	}
	return out
}

func (c *call) taxonomies() (any, error) {
	profile := Profile()
	if !c.query.says(profile.Name, profile.Description) {
		return pageOf(c.query, []Taxonomy{}), nil
	}
	return pageOf(c.query, []Taxonomy{profile}), nil
}

func (c *call) taxonomy() (any, error) {
	if p := Profile(); p.ID == c.r.PathValue("id") {
		return p, nil
	}
	return nil, notFound()
}

// terms gives the codes of the profile. None stands below another.
func (c *call) terms() (any, error) {
	all := Terms()
	if c.query.parent != "" || c.query.taxonomy != "" && c.query.taxonomy != Profile().ID {
		all = nil
	}
	all = slices.DeleteFunc(all, func(t Term) bool { return !c.query.says(t.Code, t.Name, t.Description) })
	return pageOf(c.query, all), nil
}

func (c *call) term() (any, error) {
	for _, t := range Terms() {
		if t.ID == c.r.PathValue("id") {
			return t, nil
		}
	}
	return nil, notFound()
}
