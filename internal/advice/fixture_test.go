package advice

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/founding"
	"github.com/blueheart-federation/api/internal/snapshot"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// id gives the n-th id.
func id(n int) directory.ID { return directory.ID(fmt.Sprintf("00000000-0000-7000-8000-%012x", n)) }

func meta(n int, name string) directory.Common {
	return directory.Common{ID: id(n), Names: []directory.Text{{Value: name, Language: "en"}}}
}

// line is a line of Moldova with nothing to say about.
func line(n int, channels ...directory.Channel) *directory.Hotline {
	return &directory.Hotline{Common: meta(n, fmt.Sprintf("Telefonul nr%d", n)), Countries: []directory.CountryCode{"MD"}, Channels: channels}
}

func voice(number directory.E164) directory.Channel {
	return directory.Channel{Kind: directory.ChannelKindVoice, Number: number}
}

func initiative(n int, hotlines ...*directory.Hotline) *directory.Initiative {
	return &directory.Initiative{
		Common: meta(n, fmt.Sprintf("Casa nr%d", n)), Slug: fmt.Sprintf("casa-%d", n),
		Scope: directory.ScopeNational, Countries: []directory.CountryCode{"MD"}, Hotlines: hotlines,
	}
}

// published is a snapshot of these initiatives; one that is set aside fails the test.
func published(t testing.TB, initiatives ...*directory.Initiative) *snapshot.Snapshot {
	t.Helper()
	var entries []*snapshot.Entry
	for _, in := range initiatives {
		entries = append(entries, snapshot.Prepare(document.Record{
			ID: string(in.ID), Kind: document.KindInitiative, Version: 1, UpdatedAt: now,
			Content: document.Content{State: "PUBLISHED", Public: document.Encode(in)},
		}))
	}
	s := snapshot.Build(entries, 1, now, directory.DefaultThresholds)
	for _, aside := range s.SetAside {
		t.Fatalf("set aside %s %s: %v", aside.Record, aside.Part, aside.Problems)
	}
	return s
}

func foundingInitiatives(t testing.TB) []*directory.Initiative {
	t.Helper()
	_, initiatives, err := founding.Load()
	if err != nil {
		t.Fatal(err)
	}
	return initiatives
}

// at lists findings as "path CODE".
func at(findings []Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Path+" "+string(f.Code))
	}
	return out
}

func codes(findings []Finding) map[Code]int {
	out := map[Code]int{}
	for _, f := range findings {
		out[f.Code]++
	}
	return out
}

func doubles(duplicates []Duplicate) []string {
	var out []string
	for _, d := range duplicates {
		out = append(out, fmt.Sprintf("%s %s %s %s", d.Path, d.Reason, d.Kind, d.Name))
	}
	slices.Sort(out)
	return out
}
