package embedded_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/testkit"
)

// BenchmarkCommit is one person publishing: one revision, synced.
func BenchmarkCommit(b *testing.B) {
	s := open(b, b.TempDir())
	for i := 0; b.Loop(); i++ {
		if _, outcomes, err := s.Commit(b.Context(), []document.Revision{testkit.Revision(fmt.Sprintf("r%09d", i), 1)}); err != nil || outcomes[0] != nil {
			b.Fatal(outcomes, err)
		}
	}
	if err := s.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// large opens a store of so many records.
func large(b *testing.B, size int) *embedded.Store {
	b.Helper()
	s := open(b, b.TempDir())
	for from := 0; from < size; from += 1000 {
		batch := make([]document.Revision, 1000)
		for i := range batch {
			batch[i] = testkit.Revision(fmt.Sprintf("r%09d", from+i), 1)
			if (from+i)%(size/3) == 100 {
				batch[i].Content.State = "SUBMITTED"
			}
		}
		if _, _, err := s.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// BenchmarkRecords streams a large directory, as building a snapshot does.
func BenchmarkRecords(b *testing.B) {
	const size = 20_000
	s := large(b, size)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Records(b.Context(), func(document.Record) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(size*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	if err := s.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkList lists the three records of many that wait for review, and a page of all.
func BenchmarkList(b *testing.B) {
	for _, size := range []int{1000, 10_000, 100_000} {
		s := large(b, size)
		for name, q := range map[string]document.Listing{
			"3 submitted": {Kind: document.KindInitiative, States: []string{"SUBMITTED", "RETURNED"}, Limit: 50},
			"50 of all":   {Kind: document.KindInitiative, After: "r000000500", Limit: 50},
		} {
			b.Run(fmt.Sprint(size, " records, ", name), func(b *testing.B) {
				if _, err := s.List(b.Context(), q); err != nil { // which reads all, once
					b.Fatal(err)
				}
				for b.Loop() {
					if list, err := s.List(b.Context(), q); err != nil || len(list) < 3 {
						b.Fatal(len(list), err)
					}
				}
			})
		}
		if err := s.Close(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstList is what the first List of an opened store costs.
func BenchmarkFirstList(b *testing.B) {
	for _, size := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(size, " records"), func(b *testing.B) {
			s := large(b, size)
			dir := filepath.Dir(s.Location())
			for b.Loop() {
				if err := s.Close(b.Context()); err != nil {
					b.Fatal(err)
				}
				s = open(b, dir)
				if _, err := s.List(b.Context(), document.Listing{Kind: document.KindToken, Limit: 1}); err != nil {
					b.Fatal(err)
				}
			}
			if err := s.Close(b.Context()); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkRedact redacts a revision, and scrubs the whole file each time.
func BenchmarkRedact(b *testing.B) {
	for _, size := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(size, " records"), func(b *testing.B) {
			s := large(b, size)
			for i := 0; b.Loop(); i++ {
				r := testkit.Redacted(fmt.Sprintf("r%09d", i*7919%size), 1)
				if err := s.Redact(b.Context(), r.RecordID, 1, r.Content); err != nil {
					b.Fatal(err)
				}
			}
			if err := s.Close(b.Context()); err != nil {
				b.Fatal(err)
			}
		})
	}
}
