package snapshot

import (
	"fmt"
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
