package testkit

import (
	"fmt"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/founding"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Snapshot builds the directory of these records as a server would, through the stored form. A record
// that is set aside fails the test.
func Snapshot(t testing.TB, now time.Time, organizations []*directory.Organization, initiatives []*directory.Initiative) *snapshot.Snapshot {
	t.Helper()
	s := build(now, organizations, initiatives)
	for _, aside := range s.SetAside {
		t.Errorf("set aside %s %s: %v", aside.Record, aside.Part, aside.Problems)
	}
	return s
}

// Founding builds the directory of the founding data, outside any one test: it panics when that cannot be done.
func Founding(now time.Time) *snapshot.Snapshot {
	organizations, initiatives, err := founding.Load()
	if err != nil {
		panic(err)
	}
	s := build(now, organizations, initiatives)
	if len(s.SetAside) > 0 {
		panic(fmt.Sprintf("testkit: parts of the founding data were set aside: %v", s.SetAside))
	}
	return s
}

func build(now time.Time, organizations []*directory.Organization, initiatives []*directory.Initiative) *snapshot.Snapshot {
	entries := make([]*snapshot.Entry, 0, len(organizations)+len(initiatives))
	add := func(id directory.ID, kind document.Kind, record any) {
		entries = append(entries, snapshot.Prepare(document.Record{
			ID: string(id), Kind: kind, Version: 1, UpdatedAt: now,
			Content: document.Content{State: "PUBLISHED", Public: document.Encode(record)},
		}))
	}
	for _, o := range organizations {
		add(o.ID, document.KindOrganization, o)
	}
	for _, in := range initiatives {
		add(in.ID, document.KindInitiative, in)
	}
	return snapshot.Build(entries, 1, now, directory.DefaultThresholds)
}
