package synthetic_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/synthetic"
)

var day = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// encoded gives the stored forms of a directory, one after another.
func encoded(n int, seed uint64) []byte {
	var b []byte
	for o, in := range synthetic.Directory(n, seed, day) {
		if o != nil {
			b = append(b, document.Encode(o)...)
		}
		b = append(b, document.Encode(in)...)
	}
	return b
}

func TestSameSeedGivesSameRecords(t *testing.T) {
	if !bytes.Equal(encoded(50, 7), encoded(50, 7)) {
		t.Error("two runs from one seed differ")
	}
	if bytes.Equal(encoded(50, 7), encoded(50, 8)) {
		t.Error("two seeds give one directory")
	}
	if !bytes.HasPrefix(encoded(50, 7), encoded(10, 7)) {
		t.Error("a larger directory does not begin with the smaller one")
	}
}

func TestEveryRecordIsValidAndSaysThatItIsMadeUp(t *testing.T) {
	ids := map[directory.ID]bool{}
	check := func(m *directory.Common, problems []directory.Problem) {
		t.Helper()
		for _, p := range problems {
			t.Errorf("%s: %s: %s", m.ID, p.Path, p.Message)
		}
		if ids[m.ID] {
			t.Errorf("%s stands twice", m.ID)
		}
		ids[m.ID] = true
		if len(m.Notes) == 0 || !strings.Contains(m.Notes[0].Value, "Synthetic") {
			t.Errorf("%s does not say that it is made up", m.ID)
		}
	}
	countries := map[directory.CountryCode]bool{}
	schedules := map[string]bool{}
	var organizations, initiatives, hotlines, channels int
	for o, in := range synthetic.Directory(1000, 1, day) {
		if t.Failed() {
			return
		}
		if o != nil {
			organizations++
			check(&o.Common, directory.ValidateOrganization(o))
		}
		initiatives++
		countries[in.Countries[0]] = true
		check(&in.Common, directory.ValidateInitiative(in))
		for _, h := range in.Hotlines {
			hotlines++
			check(&h.Common, directory.ValidateHotline(h))
			for i := range h.Channels {
				channels++
				unreal(t, &h.Channels[i])
				if hours := h.Channels[i].Hours; hours != nil {
					schedules[string(document.EncodeJSON(&hours.Schedule))] = true
				}
			}
		}
		for _, c := range in.Campaigns {
			check(&c.Common, directory.ValidateCampaign(c))
		}
		for _, r := range in.Resources {
			check(&r.Common, directory.ValidateResource(r))
		}
		for _, l := range in.Lessons {
			check(&l.Common, directory.ValidateLesson(l))
		}
	}
	if initiatives != 1000 || organizations != 500 {
		t.Errorf("%d initiatives and %d organizations", initiatives, organizations)
	}
	if n := len(geography.Countries()); len(countries) != n {
		t.Errorf("%d of %d countries", len(countries), n)
	}
	if hotlines < 1800 || hotlines > 2200 || channels < hotlines*14/10 || channels > hotlines*16/10 {
		t.Errorf("%d hotlines with %d channels", hotlines, channels)
	}
	if len(schedules) < 50 || len(schedules) > 75 {
		t.Errorf("%d different schedules", len(schedules))
	}
}

// unreal makes sure that nobody can be reached at an address.
func unreal(t *testing.T, ch *directory.Channel) {
	t.Helper()
	ok := strings.HasPrefix(string(ch.Number), "+999") || strings.HasPrefix(ch.NationalNumber, "00000") ||
		strings.HasSuffix(string(ch.Email), ".example.org") || strings.Contains(string(ch.URL), ".example.org/")
	if !ok || ch.ShortCode != "" {
		t.Errorf("%q may be real", ch.Address())
	}
}

func BenchmarkDirectory(b *testing.B) {
	for b.Loop() {
		for range synthetic.Directory(1000, 1, day) {
		}
	}
}
