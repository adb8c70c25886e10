package snapshot

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/blueheart-federation/api/internal/directory"
)

// Build makes a snapshot of prepared entries: a pure function of its arguments. A slug or id that stands
// twice is set aside for the later entry. A reference to a record that is not there is kept and answers
// null: hiding a number because its operator's entry is missing would be the greater harm.
func Build(entries []*Entry, revision int64, now time.Time, thresholds directory.Thresholds) *Snapshot {
	s := &Snapshot{thresholds: thresholds, entries: make(map[directory.ID]*Entry, len(entries))}
	entries = slices.SortedFunc(slices.Values(entries), func(a, b *Entry) int { return cmp.Compare(a.ID, b.ID) })
	all := newGathering(4 * len(entries))
	for _, e := range entries {
		s.entries[e.ID] = e
		s.SetAside = append(s.SetAside, e.SetAside...)
		if problem := all.add(e); problem != nil {
			s.SetAside = append(s.SetAside, SetAside{Record: e.ID, Problems: []directory.Problem{*problem}})
			s.conflicts++
		}
	}
	s.stamp(revision, now)
	s.exchange(noSnapshot(), &gathered{}, &all.gathered)
	s.finder = newFinder(s)
	s.followChanges(noSnapshot(), maps.Keys(s.entries))
	s.Coverage(now) // so that the first reader does not pay for it
	return s
}

func (s *Snapshot) stamp(revision int64, now time.Time) {
	s.Revision, s.BuiltAt, s.Source = revision, now.UTC(), directory.DirectorySourceDatabase
}

// noSnapshot is a directory without records, whose tables know their orders.
func noSnapshot() *Snapshot {
	return &Snapshot{
		changes: &changeFeed{},
		Organizations: newTable('o',
			sortBy[directory.Organization]{"NAME", nil},
			sortBy[directory.Organization]{"COUNTRY", func(o *directory.Organization, name string) string { return countryKey(nonEmpty(o.Country), name) }},
		),
		Initiatives: newTable('i',
			sortBy[directory.Initiative]{"NAME", nil},
			sortBy[directory.Initiative]{"COUNTRY", func(i *directory.Initiative, name string) string { return countryKey(i.Countries, name) }},
			sortBy[directory.Initiative]{"VERIFIED_ON", func(i *directory.Initiative, _ string) string { return string(i.Provenance.VerifiedOn()) }},
			sortBy[directory.Initiative]{"UPDATED_AT", func(i *directory.Initiative, _ string) string {
				return i.UpdatedAt.UTC().Format("2006-01-02T15:04:05.000Z")
			}},
		),
		Hotlines: newTable('h',
			sortBy[directory.Hotline]{"STANDING", standingKey},
			sortBy[directory.Hotline]{"NAME", nil},
			sortBy[directory.Hotline]{"COUNTRY", func(h *directory.Hotline, name string) string { return countryKey(h.Countries, name) }},
			sortBy[directory.Hotline]{"VERIFIED_ON", func(h *directory.Hotline, _ string) string { return string(h.Provenance.VerifiedOn()) }},
		),
		Campaigns: newTable('c',
			sortBy[directory.Campaign]{"NAME", nil},
			sortBy[directory.Campaign]{"COUNTRY", func(c *directory.Campaign, name string) string { return countryKey(c.Countries, name) }},
			sortBy[directory.Campaign]{"START", func(c *directory.Campaign, _ string) string { return string(c.Start) }},
			sortBy[directory.Campaign]{"END", func(c *directory.Campaign, _ string) string { return string(c.End) }},
		),
		Resources: newTable('r',
			sortBy[directory.Resource]{"NAME", nil},
			sortBy[directory.Resource]{"COUNTRY", func(r *directory.Resource, name string) string { return countryKey(r.Countries, name) }},
			sortBy[directory.Resource]{"KIND", func(r *directory.Resource, name string) string { return bound(string(r.Kind) + " " + name) }},
		),
		Lessons: newTable('l',
			sortBy[directory.Lesson]{"NAME", nil},
			sortBy[directory.Lesson]{"COUNTRY", func(l *directory.Lesson, name string) string { return countryKey(l.CountriesOfAction, name) }},
		),
	}
}

// together does all jobs, and panics in the goroutine of its caller, who contains it, when one of them does.
func together(jobs ...func()) {
	var work errgroup.Group
	for _, job := range jobs {
		work.Go(func() error { return contained(func() error { job(); return nil }) })
	}
	if err := work.Wait(); err != nil {
		panic(err)
	}
}
