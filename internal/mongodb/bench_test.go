package mongodb_test

import (
	"fmt"
	"testing"

	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/testkit"
)

// BenchmarkCommit is one person publishing: one revision, on the disks of a majority.
func BenchmarkCommit(b *testing.B) {
	for _, members := range []int{1, 3} {
		b.Run(fmt.Sprint(members, " members"), func(b *testing.B) {
			_, cluster := testkit.MongoDB(b, members)
			s := open(b, migrated(b, cluster))
			defer s.Close(b.Context()) //nolint:errcheck // nothing to lose
			for i := 0; b.Loop(); i++ {
				commit(b, s, testkit.Revision(fmt.Sprintf("r%09d", i), 1))
			}
		})
	}
}

// BenchmarkLarge works on a large directory: building a snapshot, looking for what changed, healing.
func BenchmarkLarge(b *testing.B) {
	const size = 20_000
	_, cluster := testkit.MongoDB(b, 1)
	s := open(b, migrated(b, cluster))
	defer s.Close(b.Context()) //nolint:errcheck // nothing to lose
	for from := 0; from < size; from += 1000 {
		batch := make([]document.Revision, 1000)
		for i := range batch {
			batch[i] = testkit.Revision(fmt.Sprintf("r%09d", from+i), 1)
		}
		commit(b, s, batch...)
	}
	for _, c := range []struct {
		name string
		run  func() error
	}{
		{"Records", func() error { return s.Records(b.Context(), func(document.Record) error { return nil }) }},
		{"Versions", func() error { _, err := s.Versions(b.Context()); return err }},
		{"Heal", func() error { _, _, err := s.Heal(b.Context(), 0); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.run(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(size*float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
