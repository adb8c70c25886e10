package mirror

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/export"
	"github.com/blueheart-federation/api/internal/signing"
)

// wanted is what the server signs now. It has the digest ready afterwards.
func (s *served) wanted(t testing.TB) *signing.Statement {
	w := httptest.NewRecorder()
	s.exports.ServeHTTP(w, httptest.NewRequest(http.MethodGet, export.Prefix+signatureFile, http.NoBody))
	statement, err := verifyServed(w.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return statement
}

// BenchmarkObtain gets the file of a directory of ten thousand initiatives in which one has changed: from the copy and
// what has changed, and whole. What is made of the file afterwards is not in it, as it is the same. It reports the
// bytes that are sent, which this server does not compress. Run it with -benchtime 5x.
func BenchmarkObtain(b *testing.B) {
	records := made(10_000, 7)
	for _, byDelta := range []bool{true, false} {
		b.Run(map[bool]string{true: "delta", false: "whole"}[byDelta], func(b *testing.B) {
			s := newServed(b, records...)
			m := s.mirror(b.TempDir())
			if _, err := m.Sync(b.Context()); err != nil {
				b.Fatal(err)
			}
			have, err := m.have()
			if err != nil {
				b.Fatal(err)
			}
			in := records[5002].(*directory.Initiative)
			in.Notes = []directory.Text{{Value: "Changed.", Language: "en"}}
			s.publish("", "", in)
			wanted := s.wanted(b)
			s.forget()
			for b.Loop() {
				file, made, err := m.obtain(b.Context(), have, wanted, !byDelta)
				if err != nil || made != byDelta {
					b.Fatalf("by delta: %v, %v", made, err)
				}
				if err := os.Remove(file); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(s.sent[File]+s.sent[deltaFile])/float64(b.N), "B-sent/op")
		})
	}
}
