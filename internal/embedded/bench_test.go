package embedded_test

import (
	"fmt"
	"testing"

	"github.com/blueheart-federation/api/internal/document"
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

// BenchmarkRecords streams a large directory, as building a snapshot does.
func BenchmarkRecords(b *testing.B) {
	const size = 20_000
	s := open(b, b.TempDir())
	for from := 0; from < size; from += 1000 {
		batch := make([]document.Revision, 1000)
		for i := range batch {
			batch[i] = testkit.Revision(fmt.Sprintf("r%09d", from+i), 1)
		}
		if _, _, err := s.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
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
