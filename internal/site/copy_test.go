package site

import (
	"bytes"
	"errors"
	"maps"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/wording"
)

const originOfCopy = "https://directory.example/"

// some are countries with lines and without.
var some = []directory.CountryCode{"", "AQ", "KE", "MD", "SK", "US"}

// everywhere are all countries, or some when that takes long.
func everywhere() []directory.CountryCode {
	if raceDetector {
		return some
	}
	codes := []directory.CountryCode{""}
	for _, country := range geography.Countries() {
		codes = append(codes, country.Code)
	}
	return codes
}

// copyOf renders a copy of some countries into memory, at an instant.
func copyOf(t testing.TB, of *snapshot.Snapshot, at time.Time, codes []directory.CountryCode) map[string]string {
	t.Helper()
	pages := map[string]string{}
	s := New(Options{Snapshot: func() *snapshot.Snapshot { return of }, Now: func() time.Time { return at }, Words: wording.Default()})
	err := s.copyFor(Copy{Origin: originOfCopy, Files: []string{"directory.json"}}, codes, func(name string, page []byte) error {
		if _, twice := pages[name]; twice {
			t.Errorf("%s is written twice", name)
		}
		pages[name] = string(page)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

var linkOfCopy = regexp.MustCompile(`href="((?:\.\./)?(?:[a-z]{2}/)?[A-Za-z]+\.html)"`)

func TestEveryPageOfACopyIsValidSmallAndLeadsToPages(t *testing.T) {
	codes := everywhere()
	pages := copyOf(t, foundingSnapshot(), now, codes)
	if want := 1 + 6*(1+len(codes)); len(pages) != want {
		t.Errorf("%d pages, want %d", len(pages), want)
	}
	outside := addressesOfRecords()
	outside[originOfCopy] = true
	largest, total := 0, 0
	for name, page := range pages {
		largest, total = max(largest, len(page)), total+len(page)
		tag, _, within := strings.Cut(name, "/")
		if !within {
			tag = "en"
		}
		page = linkOfCopy.ReplaceAllStringFunc(page, func(href string) string {
			if to := path.Join(path.Dir(name), href[len(`href="`):len(href)-1]); pages[to] == "" && (len(codes) > len(some) || path.Base(name) != "index.html") {
				t.Errorf("%s leads to %s, which is not there", name, to)
			}
			return `href="/"`
		})
		page = strings.Replace(page, `<a href="directory.json">`, `<a href="/">`, 1)
		if found := faults(page, tag, outside); len(found) != 1 || found[0] != "<script> is there 0 times" {
			t.Errorf("%s: %q", name, found)
		}
		for _, want := range []string{`http-equiv="Content-Security-Policy"`, hash(style), originOfCopy, ": 1<", `id="exit" href="` + Exit} {
			if !strings.Contains(strings.ReplaceAll(page, "&#43;", "+"), want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
		if base := path.Base(name); base != "index.html" && !strings.Contains(page, `id="emergency"`) {
			t.Errorf("%s: there are no emergency numbers", name)
		}
	}
	t.Logf("%d bytes in all, the largest has %d", total, largest)
}

func TestCopiesAreEqualOnEqualDays(t *testing.T) {
	morning := copyOf(t, foundingSnapshot(), now.Truncate(24*time.Hour), some)
	if evening := copyOf(t, foundingSnapshot(), now.Truncate(24*time.Hour).Add(24*time.Hour-1), some); !maps.Equal(morning, evening) {
		t.Error("the pages change within a day")
	}
}

// TestPageOfACopyShowsHoursAndNoInstant looks at a line that is open on working days alone, on a Sunday.
func TestPageOfACopyShowsHoursAndNoInstant(t *testing.T) {
	weekdays := hours.Weekdays()
	of := one(t, &directory.Hotline{Channels: []directory.Channel{
		{
			Kind: directory.ChannelKindVoice, Number: "+37322233301",
			Languages: []directory.ChannelLanguage{{Tag: "ro"}},
			Hours:     &directory.OpeningHours{Schedule: hours.Schedule{TimeZone: "Europe/Chisinau", Weekly: []hours.Row{{Days: weekdays[:5], Opens: "09:00", Closes: "17:00"}}}},
		},
		{Kind: directory.ChannelKindEmail, Email: "line@example.org"},
	}}).snapshot()
	pages := copyOf(t, of, time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC), some)
	for name, wants := range map[string][]string{
		"en/MD.html": {"Monday–Friday 09:00–17:00 (Europe/Chisinau)", "tel:+37322233301", "Romanian", "Nobody has checked this entry", "A copy cannot say which line is open now", "2026-11-29", "tel:112"},
		"ar/MD.html": {`<html lang="ar" dir="rtl">`, "09:00–17:00 (Europe/Chisinau)", "tel:+37322233301"},
		"fr/KE.html": {"Aide", "tel:112"},
	} {
		page := strings.ReplaceAll(pages[name], "&#43;", "+")
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
		for _, never := range []string{"it is open now", "closed now", "<script", "<form", "Shift"} {
			if strings.Contains(page, never) {
				t.Errorf("%s holds %q", name, never)
			}
		}
	}
	// Whatever day it is, the line stands among those that a person can contact.
	if lines, others, _ := strings.Cut(pages["en/MD.html"], `id="emergency"`); !strings.Contains(lines, "22233301") || strings.Contains(others, "22233301") {
		t.Error("the line does not stand where it does on a working day")
	}
}

func TestCopyEndsWithTheErrorOfItsWriter(t *testing.T) {
	full := errors.New("the disk is full")
	for _, at := range []string{"index.html", "ar/index.html", "en/MD.html"} {
		written := 0
		err := foundingSite().copyFor(Copy{}, some, func(name string, page []byte) error {
			if written++; bytes.Contains(page, []byte("directory.example")) {
				t.Errorf("%s names an origin", name)
			}
			if name == at {
				return full
			}
			return nil
		})
		if !errors.Is(err, full) || written == 0 {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// TestPageSaysOfWhenACopyIs: a server that starts anew from an old copy must not make it look fresh.
func TestPageSaysOfWhenACopyIs(t *testing.T) {
	s := New(Options{
		Snapshot: foundingSnapshot, Now: func() time.Time { return now }, Words: wording.Default(),
		AsOf: func() time.Time { return now.AddDate(0, -2, 0) },
	})
	if page := answer(s, "MD", "en").body; !strings.Contains(page, "as of 2026-09-25.") || strings.Contains(page, "as of 2026-11-25.") {
		t.Error("the page says it is of another day")
	}
	if page := answer(foundingSite(), "MD", "en").body; !strings.Contains(page, "as of 2026-11-25.") {
		t.Error("the page does not say of which day it is")
	}
}

func BenchmarkCopy(b *testing.B) {
	of := foundingSnapshot()
	for b.Loop() {
		copyOf(b, of, now, everywhere())
	}
}
