package help

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
)

// now is a Wednesday, 16:00 in Chisinau.
var now = time.Date(2026, 11, 25, 14, 0, 0, 0, time.UTC)

var foundingSnapshot = sync.OnceValue(func() *snapshot.Snapshot { return testkit.Founding(now) })

// id makes the n-th id.
func id(n int) directory.ID { return directory.ID(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

// hotline makes a working line of Moldova with an ordinary number, changed as the case needs.
func hotline(n int, change ...func(*directory.Hotline)) *directory.Hotline {
	h := &directory.Hotline{
		Common:    directory.Common{ID: id(n), Names: []directory.Text{{Value: fmt.Sprintf("Line %d", n), Language: "en"}}},
		Status:    directory.HotlineStatusActive,
		Countries: []directory.CountryCode{"MD"},
		Channels:  []directory.Channel{{Kind: directory.ChannelKindVoice, Number: directory.E164(fmt.Sprintf("+3732223330%d", n%10))}},
	}
	for _, c := range change {
		c(h)
	}
	return h
}

// build makes a directory of these lines, all of one initiative.
func build(t testing.TB, lines ...*directory.Hotline) *snapshot.Snapshot {
	t.Helper()
	in := &directory.Initiative{
		Common: directory.Common{ID: id(900_000), Names: []directory.Text{{Value: "Initiative", Language: "en"}}},
		Slug:   "initiative", Scope: directory.ScopeNational, Countries: []directory.CountryCode{"MD"}, Hotlines: lines,
	}
	return testkit.Snapshot(t, now, nil, []*directory.Initiative{in})
}

// find answers and fails on an error.
func find(t testing.TB, s *snapshot.Snapshot, situation Situation) *Answer {
	t.Helper()
	a, err := Find(s, &situation, now, 20)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// order gives the numbers of the lines in the order of the answer, 0 for the emergency numbers.
func order(a *Answer) []int {
	var out []int
	for _, e := range a.Entries {
		n := 0
		if e.Hotline != nil {
			_, _ = fmt.Sscanf(string(e.Hotline.ID[24:]), "%d", &n)
		}
		out = append(out, n)
	}
	return out
}

// has tells whether an entry gives a reason.
func has(e *Entry, code directory.HelpReasonCode) bool {
	for _, r := range e.Reasons {
		if r.Code == code {
			return true
		}
	}
	return false
}

func verified(day directory.Date) func(*directory.Hotline) {
	return func(h *directory.Hotline) {
		h.Provenance = &directory.Provenance{Verification: &directory.Verification{VerifiedOn: day, Method: directory.VerificationMethodCalled}}
	}
}

func answeredBy(r directory.Responder) func(*directory.Hotline) {
	return func(h *directory.Hotline) { h.AnsweredBy = r }
}

func status(s directory.HotlineStatus) func(*directory.Hotline) {
	return func(h *directory.Hotline) { h.Status = s }
}

// open sets the hours of all channels, in the zone of the fixture.
func open(notation string) func(*directory.Hotline) {
	return func(h *directory.Hotline) {
		parsed, err := hours.Parse(notation)
		if err != nil {
			panic(err)
		}
		parsed.TimeZone = "Europe/Chisinau"
		for i := range h.Channels {
			h.Channels[i].Hours = &directory.OpeningHours{Schedule: *parsed}
		}
	}
}

func speaking(tags ...directory.LanguageTag) func(*directory.Hotline) {
	return func(h *directory.Hotline) {
		for _, tag := range tags {
			h.Channels[0].Languages = append(h.Channels[0].Languages, directory.ChannelLanguage{Tag: tag})
		}
	}
}

func interpreting(tag directory.LanguageTag) func(*directory.Hotline) {
	return func(h *directory.Hotline) {
		h.Channels[0].Languages = append(h.Channels[0].Languages, directory.ChannelLanguage{Tag: tag, ByInterpreter: true})
	}
}

func forPeople(p ...directory.Population) func(*directory.Hotline) {
	return func(h *directory.Hotline) { h.Populations = p }
}

func serving(codes ...directory.CountryCode) func(*directory.Hotline) {
	return func(h *directory.Hotline) { h.Countries = codes }
}

func channel(ch directory.Channel) func(*directory.Hotline) {
	return func(h *directory.Hotline) { h.Channels = []directory.Channel{ch} }
}

func safety(s directory.Safety) func(*directory.Hotline) {
	return func(h *directory.Hotline) { h.Channels[0].Safety = &s }
}

func yes() directory.SafetyFact { return directory.SafetyFact{Value: directory.AnswerYes} }
