package snapshot

import (
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// movements are the moves of all tables.
type movements struct{ organizations, initiatives, hotlines, campaigns, resources, lessons *moves }

// exchange makes everything of s but its finder: what old has without the records that left and with those
// that came. Its cost grows with the size of a directory only where numbers are copied. It says which rows went
// where.
func (s *Snapshot) exchange(old *Snapshot, left, came *gathered) *movements {
	m := &movements{}
	together(
		func() {
			s.Organizations, m.organizations = old.Organizations.replace(left.organizations, came.organizations)
		},
		func() { s.Initiatives, m.initiatives = old.Initiatives.replace(left.initiatives, came.initiatives) },
		func() { s.Hotlines, m.hotlines = old.Hotlines.replace(left.hotlines, came.hotlines) },
		func() { s.Campaigns, m.campaigns = old.Campaigns.replace(left.campaigns, came.campaigns) },
		func() { s.Resources, m.resources = old.Resources.replace(left.resources, came.resources) },
		func() { s.Lessons, m.lessons = old.Lessons.replace(left.lessons, came.lessons) },
	)
	s.exchangeSlugs(old, left, came)
	s.exchangeLanguages(old, left, came)
	s.readMemberships()
	anew := s.markedAnew(old, left, came)
	together(
		func() {
			remark(s, old, s.Organizations, old.Organizations, m.organizations, left.organizations, came.organizations, nil, (*marker).organization)
		},
		func() {
			remark(s, old, s.Initiatives, old.Initiatives, m.initiatives, left.initiatives, came.initiatives, anew.initiatives, (*marker).initiative)
		},
		func() {
			f, marks := remark(s, old, s.Hotlines, old.Hotlines, m.hotlines, left.hotlines, came.hotlines, anew.hotlines, (*marker).hotline)
			s.exchangeSchedules(old, f, marks)
			s.relate()
		},
		func() {
			remark(s, old, s.Campaigns, old.Campaigns, m.campaigns, left.campaigns, came.campaigns, anew.campaigns, (*marker).campaign)
		},
		func() {
			remark(s, old, s.Resources, old.Resources, m.resources, left.resources, came.resources, anew.resources, (*marker).resource)
		},
		func() {
			remark(s, old, s.Lessons, old.Lessons, m.lessons, left.lessons, came.lessons, nil, (*marker).lesson)
		},
	)
	return m
}

// remark makes the facets of a table. anew are records that stay and whose marks may have changed.
func remark[T any](s, old *Snapshot, t, was *Table[T], moved *moves, left, came, anew []*T, mark func(*marker, *T)) (*following, *marker) {
	if moved == nil && len(anew) == 0 {
		return nil, nil
	}
	if len(was.rows) == 0 {
		came = t.rows // the same records in the order of rows, so that lists of them need no sorting
	}
	out, in := newMarker(old), newMarker(s)
	markEach(out, was, left, mark)
	markEach(out, was, anew, mark)
	markEach(in, t, came, mark)
	markEach(in, t, anew, mark)
	rows := make([]uint32, len(anew))
	for i, r := range anew {
		rows[i], _ = was.slots.row(was.meta(r).ID)
	}
	f := follow(was, moved, rows)
	for facet := range facets {
		t.values[facet] = was.values[facet].follow(facet, f, t.slots.rows, &out.marks, &in.marks)
	}
	return f, in
}

func (s *Snapshot) exchangeSchedules(old *Snapshot, f *following, marks *marker) {
	if f == nil {
		s.schedules = old.schedules
		return
	}
	slots := s.Hotlines.slots.rows
	for _, r := range old.schedules {
		rows := f.set(r.rows)
		if coming := marks.open[r.hours]; coming != nil {
			rows = packed(roaring.Or(rows, setOf(slots, *coming)))
		}
		delete(marks.open, r.hours)
		if !rows.IsEmpty() {
			s.schedules = append(s.schedules, scheduleRows{r.hours, rows})
		}
	}
	for compiled, coming := range marks.open {
		s.schedules = append(s.schedules, scheduleRows{compiled, packed(setOf(slots, *coming))})
	}
}

// scheduleRows are the hotlines with a channel that keeps these hours.
type scheduleRows struct {
	hours *hours.Compiled
	rows  *roaring.Bitmap
}

func (s *Snapshot) exchangeSlugs(old *Snapshot, left, came *gathered) {
	s.slugs = old.slugs
	if len(left.initiatives) == 0 && len(came.initiatives) == 0 {
		return
	}
	if s.slugs = maps.Clone(old.slugs); s.slugs == nil {
		s.slugs = make(map[string]*directory.Initiative, len(came.initiatives))
	}
	for _, in := range left.initiatives {
		delete(s.slugs, in.Slug)
	}
	for _, in := range came.initiatives {
		s.slugs[in.Slug] = in
	}
}

// exchangeLanguages counts the names in each language, so that one goes with its last name.
func (s *Snapshot) exchangeLanguages(old *Snapshot, left, came *gathered) {
	if s.names = maps.Clone(old.names); s.names == nil {
		s.names = map[directory.LanguageTag]int{}
	}
	count := func(records *gathered, by int) {
		for m := range records.commons {
			for i := range m.Names {
				s.names[m.Names[i].Language] += by
			}
		}
	}
	count(came, 1)
	count(left, -1)
	for tag, n := range s.names {
		if n == 0 {
			delete(s.names, tag)
		} else if tag != directory.Undetermined {
			s.languages = append(s.languages, tag)
		}
	}
	slices.Sort(s.languages)
}

// readMemberships asks every initiative: few are banners, and their order counts.
func (s *Snapshot) readMemberships() {
	s.memberships = map[string][]*directory.BannerMembership{}
	for _, in := range s.Initiatives.rows {
		for i := range in.Members {
			member := memberOf(&in.Members[i])
			s.memberships[member] = append(s.memberships[member], &in.Members[i])
		}
	}
}

// memberOf gives the id of the initiative or campaign that is a member, or the code of the country.
func memberOf(m *directory.BannerMembership) string {
	switch {
	case m.Initiative != "":
		return string(m.Initiative)
	case m.Campaign != "":
		return string(m.Campaign)
	}
	return string(m.Country)
}
