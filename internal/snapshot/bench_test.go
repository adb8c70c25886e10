package snapshot

import (
	"fmt"
	"slices"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

// lines makes a directory of so many hotlines, two to an initiative.
func lines(n int) []*Entry {
	var records []any
	for i := range n / 2 {
		a, b := hotline(3*i+2, fmt.Sprintf("Line %d", (i*7919)%n)), hotline(3*i+3, fmt.Sprintf("Ligne d’écoute %d", i%97))
		b.Countries = []directory.CountryCode{someCountries[i%len(someCountries)]}
		records = append(records, initiative(3*i+1, a, b))
	}
	return prepared(records...)
}

func BenchmarkBuildOf10kInitiatives(b *testing.B) {
	entries := prepared(made(10_000, 1)...)
	b.ReportAllocs()
	for b.Loop() {
		Build(entries, 1, now, directory.DefaultThresholds)
	}
}

// BenchmarkUpdateOf10kInitiatives is a publication: of a line that was verified today, which comes to stand
// before all others; of a new initiative; of an organization that is of another kind now.
func BenchmarkUpdateOf10kInitiatives(b *testing.B) {
	records := made(10_000, 1)
	s := Build(prepared(records...), 1, now, directory.DefaultThresholds)
	again := func(change func(*directory.Initiative)) *Entry {
		for _, r := range records {
			if in, ok := r.(*directory.Initiative); ok && len(in.Hotlines) > 1 && len(in.Campaigns) > 0 {
				change(in)
				return Prepare(stored(2, in))
			}
		}
		panic("there is no such initiative")
	}
	o := *records[slices.IndexFunc(records, func(r any) bool { _, ok := r.(*directory.Organization); return ok })].(*directory.Organization)
	o.Kind = directory.OrganizationKindAcademic
	for name, e := range map[string]*Entry{
		"organization": Prepare(stored(2, &o)),
		"verified":     again(func(in *directory.Initiative) { in.Hotlines[0].Provenance = verified("2026-11-24") }),
		"new": again(func(in *directory.Initiative) {
			in.ID, in.Slug = id(1<<40), "new"
			for i := range in.Hotlines {
				in.Hotlines[i].ID = id(1<<40 + 1 + i)
			}
			for i := range in.Campaigns {
				in.Campaigns[i].ID = id(1<<41 + i)
			}
			for i := range in.Resources {
				in.Resources[i].ID = id(1<<42 + i)
			}
			for i := range in.Lessons {
				in.Lessons[i].ID = id(1<<43 + i)
			}
		}),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Update([]*Entry{e}, nil, 2, now)
			}
		})
	}
}

func BenchmarkPage(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		s := Build(lines(n), 1, now, directory.DefaultThresholds)
		dense := With(s.Hotlines, ByStatus, []string{"ACTIVE"})
		sparse := With(s.Hotlines, ByCountry, []string{"KE"})
		for name, set := range map[string]Set{"all": nil, "dense": dense, "sparse": sparse} {
			for o, order := range []string{"STANDING", "NAME"} {
				middle := Page[directory.Hotline]{table: s.Hotlines, order: o, rows: []uint32{uint32(n / 2)}}
				args := PageArgs{First: new(20), After: new(middle.Cursor(0))}
				b.Run(fmt.Sprintf("%s by %s of %d", name, order, n), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if _, err := s.Hotlines.Page(set, Sort{By: order}, args); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

func BenchmarkOpenAt(b *testing.B) {
	s := Build(prepared(made(2_000, 1)...), 1, now, directory.DefaultThresholds)
	for b.Loop() {
		s.OpenAt(now)
	}
}
