package export

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/exchange"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
)

// noon is when the tests take place.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// foundingDirectory is the founding data as a server has it. Nobody changes it.
var foundingDirectory = sync.OnceValue(func() *snapshot.Snapshot { return testkit.Founding(noon) })

// wholeDirectory is a small directory in which every field is set: testdata/whole.json. Two of its testimonies
// must not be shown.
func wholeDirectory(t testing.TB) *snapshot.Snapshot {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", "whole.json"))
	if err != nil {
		t.Fatal(err)
	}
	var organizations []*directory.Organization
	var initiatives []*directory.Initiative
	_, err = exchange.Read(t.Context(), bytes.NewReader(file), directory.ExchangeFormatJSON, exchange.Limits{}, func(r exchange.Row) error {
		for _, n := range r.Notes {
			t.Errorf("%+v", n)
		}
		if r.Organization != nil {
			organizations = append(organizations, r.Organization)
		}
		if r.Initiative != nil {
			initiatives = append(initiatives, r.Initiative)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return testkit.Snapshot(t, noon, organizations, initiatives)
}

func edition(s *snapshot.Snapshot, f Filter) *Edition {
	e := &Edition{
		Source: Source{Snapshot: s, Revision: "1-test", Licence: "Apache-2.0", Attribution: "Blue Heart federation directory", Warnings: []string{"A warning."}},
		Filter: f, Day: "2026-11-24",
	}
	if s.Initiatives.Len() > 0 {
		e.Updated = noon
	}
	return e
}

func written(t testing.TB, name string, e *Edition) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Lookup(name).Write(&b, e); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
