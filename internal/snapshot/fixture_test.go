package snapshot

import (
	"fmt"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/synthetic"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// id gives the n-th id; ids sort as their numbers do.
func id(n int) directory.ID { return directory.ID(fmt.Sprintf("00000000-0000-7000-8000-%012x", n)) }

func common(n int, name string) directory.Common {
	return directory.Common{ID: id(n), Names: []directory.Text{{Value: name, Language: "en"}}}
}

func verified(on directory.Date) *directory.Provenance {
	if on == "" {
		return nil
	}
	return &directory.Provenance{Verification: &directory.Verification{VerifiedOn: on, Method: directory.VerificationMethodCalled}}
}

func hotline(n int, name string) *directory.Hotline {
	return &directory.Hotline{
		Common: common(n, name), Countries: []directory.CountryCode{"MD"},
		Channels: []directory.Channel{{Kind: directory.ChannelKindVoice, Number: "+37322233309"}},
	}
}

func initiative(n int, hotlines ...*directory.Hotline) *directory.Initiative {
	return &directory.Initiative{
		Common: common(n, fmt.Sprintf("Initiative %d", n)), Slug: fmt.Sprintf("initiative-%d", n),
		Scope: directory.ScopeNational, Countries: []directory.CountryCode{"MD"}, Hotlines: hotlines,
	}
}

func organization(n int) *directory.Organization {
	return &directory.Organization{Common: common(n, fmt.Sprintf("Organization %d", n)), Country: "MD"}
}

// stored is a published record as a store keeps it.
func stored(version int64, record any) document.Record {
	rec := document.Record{Version: version, UpdatedAt: now, Content: document.Content{State: "PUBLISHED", Public: document.Encode(record)}}
	switch r := record.(type) {
	case *directory.Organization:
		rec.ID, rec.Kind = string(r.ID), document.KindOrganization
	case *directory.Initiative:
		rec.ID, rec.Kind = string(r.ID), document.KindInitiative
	}
	return rec
}

func prepared(records ...any) []*Entry {
	entries := make([]*Entry, len(records))
	for i, r := range records {
		entries[i] = Prepare(stored(1, r))
	}
	return entries
}

// build makes the directory of these records; one that is set aside fails the test.
func build(t rapid.TB, records ...any) *Snapshot {
	t.Helper()
	s := Build(prepared(records...), 1, now, directory.DefaultThresholds)
	for _, aside := range s.SetAside {
		t.Fatalf("set aside %s %s: %v", aside.Record, aside.Part, aside.Problems)
	}
	return s
}

// made are the records of a synthetic directory.
func made(initiatives int, seed uint64) []any {
	var records []any
	for o, in := range synthetic.Directory(initiatives, seed, now) {
		if o != nil {
			records = append(records, o)
		}
		records = append(records, in)
	}
	return records
}

var (
	someCountries = []directory.CountryCode{"AQ", "BR", "CH", "CO", "FR", "KE", "MD", "XK"}
	someLanguages = []directory.LanguageTag{"en", "fr", "fr-CH", "pt", "pt-BR", "ro", "uk", "zh-Hant", "zh-Hant-HK"}
	someNames     = []string{
		"Line", "line", "LINE", "Ligne", "ligne d'écoute", "Ligne D'ECOUTE", "Линия", "линия", "热线", "خط", "two\nlines", "Ǆ",
		"a name that agrees with another one for all of the sixty-four bytes that a key has, A",
		"a name that agrees with another one for all of the sixty-four bytes that a key has, B",
		"название, которое обрезают посередине буквы, потому что у неё два байта",
	}
	someDates = []directory.Date{"", "2026-11-24", "2026-08-27", "2026-08-26", "2026-05-29", "2026-05-28", "1999-01-01", "2027-01-01"}
	someHours = []hours.Schedule{
		{AlwaysOpen: true},
		{TimeZone: "Europe/Chisinau", Weekly: []hours.Row{{Days: hours.Weekdays(), Opens: "22:00", Closes: "06:00"}}},
		{TimeZone: "America/Bogota", Weekly: []hours.Row{{Days: []hours.Weekday{hours.Monday, hours.Tuesday}, Opens: "08:00", Closes: "12:00", Languages: []string{"es"}}}},
		{TimeZone: "Pacific/Apia", Weekly: []hours.Row{{Days: []hours.Weekday{hours.Sunday}, TimesUnknown: true}}},
		{Printed: "by appointment"},
	}
)

// pick draws up to most different values in the order of the list.
func pick[T any](t *rapid.T, label string, list []T, most int) []T {
	var out []T
	for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(list)-1), 0, most, rapid.ID).Draw(t, label) {
		out = append(out, list[i])
	}
	return out
}

func anyOf[T any](t *rapid.T, label string, list []T) T {
	return rapid.SampledFrom(list).Draw(t, label)
}

// anyHotline draws a valid hotline.
func anyHotline(t *rapid.T, n int) *directory.Hotline {
	h := hotline(n, anyOf(t, "name", someNames))
	h.Countries = pick(t, "countries", someCountries, 3)
	h.Status = anyOf(t, "status", []directory.HotlineStatus{
		"", directory.HotlineStatusActive, directory.HotlineStatusPaused, directory.HotlineStatusOutOfService, directory.HotlineStatusRetired,
	})
	h.AnsweredBy = anyOf(t, "answered by", []directory.Responder{"", directory.ResponderPolice, directory.ResponderNgo})
	h.Provenance = verified(anyOf(t, "verified", someDates))
	h.Channels = nil
	for range rapid.IntRange(0, 2).Draw(t, "channels") {
		h.Channels = append(h.Channels, anyChannel(t))
	}
	return h
}

func anyChannel(t *rapid.T) directory.Channel {
	ch := directory.Channel{
		Number: "+37322233309",
		Kind:   anyOf(t, "kind", []directory.ChannelKind{directory.ChannelKindVoice, directory.ChannelKindVideoSign, directory.ChannelKindSms}),
	}
	for _, tag := range pick(t, "languages", someLanguages, 2) {
		ch.Languages = append(ch.Languages, directory.ChannelLanguage{Tag: tag})
	}
	if i := rapid.IntRange(0, len(someHours)).Draw(t, "hours"); i < len(someHours) {
		ch.Hours = &directory.OpeningHours{Schedule: someHours[i]}
	}
	if a := anyOf(t, "abroad", []directory.Answer{"", directory.AnswerYes, directory.AnswerNo, directory.AnswerUnknown}); a != "" {
		ch.Safety = &directory.Safety{ReachableFromAbroad: directory.SafetyFact{Value: a}}
	}
	return ch
}

// anyDirectory draws valid records; the names of hotlines collide often.
func anyDirectory(t *rapid.T, mostInitiatives int) []any {
	var records []any
	next := 0
	number := func() int { next++; return next }
	for range rapid.IntRange(0, mostInitiatives).Draw(t, "initiatives") {
		in := initiative(number())
		in.Provenance = verified(anyOf(t, "verified", someDates))
		in.Scope, in.Countries = directory.ScopeRegional, pick(t, "countries", someCountries, 2)
		for range rapid.IntRange(0, 4).Draw(t, "hotlines") {
			in.Hotlines = append(in.Hotlines, anyHotline(t, number()))
		}
		if rapid.Bool().Draw(t, "campaign") {
			in.Campaigns = []*directory.Campaign{{
				Common: common(number(), "Campaign"), Countries: pick(t, "countries", someCountries, 2),
				Audiences: pick(t, "audiences", []directory.Audience{directory.AudienceEmployers, directory.AudienceParents}, 2),
			}}
		}
		if rapid.Bool().Draw(t, "resource") {
			in.Resources = []*directory.Resource{{
				Common: common(number(), "Guide"), Kind: directory.ResourceKindGuide, Countries: pick(t, "countries", someCountries, 2),
			}}
			in.Lessons = []*directory.Lesson{{Common: common(number(), "Lesson"), CountriesOfAction: pick(t, "countries", someCountries, 2)}}
		}
		o := organization(number())
		o.Country = anyOf(t, "country", append([]directory.CountryCode{""}, someCountries...))
		records = append(records, in, o)
	}
	return records
}
