package help

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// codes gives the reasons of the first entry.
func codes(a *Answer) []directory.HelpReasonCode {
	var out []directory.HelpReasonCode
	for _, r := range a.Entries[0].Reasons {
		out = append(out, r.Code)
	}
	return out
}

func TestReasonsTellTheFacts(t *testing.T) {
	s := build(t, hotline(1, verified("2026-11-20"), answeredBy(directory.ResponderMixed), open("Mo-Fr 08:00-20:00"), speaking("uk"),
		safety(directory.Safety{TollFree: yes(), WorksWithoutCredit: yes()}), func(h *directory.Hotline) {
			h.MinimumAge = new(12)
			h.Subdivisions = []directory.SubdivisionCode{"MD-CU"}
			h.Conflicts = []directory.SourceConflict{{Path: "channels[0].number", Claims: []directory.Claim{{Value: "1"}, {Value: "2"}}}}
		}))
	a := find(t, s, Situation{
		Country: "MD", Subdivision: "MD-CU", Age: new(15), Languages: []directory.LanguageTag{"uk-UA"},
		Channels: []directory.ChannelKind{directory.ChannelKindVoice}, Phone: directory.PhoneKindMobile,
	})
	want := []directory.HelpReasonCode{
		directory.HelpReasonCodeServesCountry, directory.HelpReasonCodeServesSubdivision, directory.HelpReasonCodeOpenNow,
		directory.HelpReasonCodeSpeaksLanguage, directory.HelpReasonCodeChannelUsable, directory.HelpReasonCodeReachableFromHere,
		directory.HelpReasonCodeWorksWithoutCredit, directory.HelpReasonCodeFree, directory.HelpReasonCodeVerifiedRecently,
		directory.HelpReasonCodeSourcesDisagree, directory.HelpReasonCodeMayBeAnsweredByPolice, directory.HelpReasonCodeServesAge,
	}
	if d := cmp.Diff(want, codes(a)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	e := &a.Entries[0]
	if e.Usable != directory.AnswerYes || !*e.Channels[0].IsOpen || e.Channels[0].Dial().Press == "" {
		t.Errorf("%+v", e)
	}
	closes := e.Reasons[2]
	if at := time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC); closes.At == nil || !closes.At.Equal(at) || closes.TimeZone != "Europe/Chisinau" {
		t.Errorf("closes %v, want %v", closes.At, at)
	}
	if e.Reasons[3].Language != "uk-UA" || e.Reasons[8].Date != "2026-11-20" {
		t.Errorf("%+v", e.Reasons)
	}
}

func TestReasonsWhenItCannotBeUsed(t *testing.T) {
	s := build(t, hotline(1, verified("2026-08-01"), open("Mo-Fr 08:00-09:00"), interpreting("ar"),
		channel(directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: "157", Country: "TR"}), open("Mo-Fr 08:00-09:00")))
	a := find(t, s, Situation{Country: "MD", Languages: []directory.LanguageTag{"ar"}})
	line := a.Entries[1] // behind the emergency numbers
	for _, code := range []directory.HelpReasonCode{
		directory.HelpReasonCodeOpensAt, directory.HelpReasonCodeNotReachableFromHere, directory.HelpReasonCodeVerificationDue, directory.HelpReasonCodeMayCost,
	} {
		if !has(&line, code) {
			t.Errorf("%s is missing in %+v", code, line.Reasons)
		}
	}
	if line.Usable != directory.AnswerNo || line.Channels[0].Dial().Press != "" {
		t.Errorf("%+v", line)
	}
	notices := []directory.HelpNoticeCode{}
	for _, n := range a.Notices {
		notices = append(notices, n.Code)
	}
	want := []directory.HelpNoticeCode{directory.HelpNoticeCodeImmediateDanger, directory.HelpNoticeCodeNoUsableLine, directory.HelpNoticeCodeTraces}
	if d := cmp.Diff(want, notices); d != "" {
		t.Errorf("notices (-want +got):\n%s", d)
	}
}

// TestHoursThatAreStatedAndDoNotTell: hours that are there are not said to be unknown.
func TestHoursThatAreStatedAndDoNotTell(t *testing.T) {
	printed := func(h *directory.Hotline) {
		h.Channels[0].Hours = &directory.OpeningHours{Schedule: hours.Schedule{Printed: "by day"}}
	}
	for name, c := range map[string]struct {
		line *directory.Hotline
		want bool
	}{
		"perhaps a holiday": {hotline(1, serving("MD", "GE"), open("Mo-Fr 08:00-20:00; PH off")), true},
		"no zone":           {hotline(1, open("Mo-Fr 08:00-20:00"), func(h *directory.Hotline) { h.Channels[0].Hours.TimeZone = "" }), true},
		"no hours":          {hotline(1), false},
		"nothing but words": {hotline(1, printed), false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range find(t, build(t, c.line), Situation{Country: "MD"}).Entries[0].Reasons {
				if r.Code == directory.HelpReasonCodeHoursUnknown && r.Stated == c.want {
					return
				}
			}
			t.Errorf("HOURS_UNKNOWN with stated hours %t is not among the reasons", c.want)
		})
	}
}

// TestLanguagesByTheHour: a language may be spoken in some hours or on some days only.
func TestLanguagesByTheHour(t *testing.T) {
	byRow := hotline(1, speaking("ro"), open("Mo-Fr 08:00-20:00"), func(h *directory.Hotline) {
		h.Channels[0].Hours.Weekly = []hours.Row{
			{Days: hours.Weekdays(), Opens: "08:00", Closes: "12:00", Languages: []string{"uk"}},
			{Days: hours.Weekdays(), Opens: "12:00", Closes: "20:00", Languages: []string{"ru"}},
		}
	})
	byDay := hotline(2, open("24/7"), func(h *directory.Hotline) {
		h.Channels[0].Languages = []directory.ChannelLanguage{{Tag: "uk", Days: []hours.Weekday{hours.Thursday}}}
	})
	byNight := hotline(3, open("Fr-Sa 22:00-06:00"), func(h *directory.Hotline) {
		h.Channels[0].Languages = []directory.ChannelLanguage{{Tag: "uk", Days: []hours.Weekday{hours.Friday}}}
	})
	// Serving two countries, the line has no calendar: each day may be a public holiday.
	perhaps := hotline(4, serving("MD", "GE"), speaking("he"), open("Mo-Fr 08:00-20:00; PH off"), func(h *directory.Hotline) {
		h.Channels[0].Hours.Weekly[0].Languages = []string{"ka"}
	})
	s := build(t, byRow, byDay, byNight, perhaps)
	spoken := func(tag directory.LanguageTag, at time.Time) []int {
		var lines []int
		for n, e := range find(t, s, Situation{Country: "MD", Languages: []directory.LanguageTag{tag}, At: &at}).Entries {
			if has(&e, directory.HelpReasonCodeSpeaksLanguage) {
				lines = append(lines, order(&Answer{Entries: []Entry{e}})...)
			}
			_ = n
		}
		slices.Sort(lines)
		return lines
	}
	morning := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC) // a Wednesday, 10:00 in Chisinau
	for name, c := range map[string]struct {
		tag  directory.LanguageTag
		at   time.Time
		want []int
	}{
		"Ukrainian in the morning":       {"uk", morning, []int{1, 3}},
		"Ukrainian in the afternoon":     {"uk", morning.Add(4 * time.Hour), []int{3}},
		"Russian in the afternoon":       {"ru", morning.Add(4 * time.Hour), []int{1}},
		"Ukrainian on Thursday morning":  {"uk", morning.Add(24 * time.Hour), []int{1, 2, 3}},
		"Ukrainian at midnight there":    {"uk", time.Date(2026, 11, 25, 22, 30, 0, 0, time.UTC), []int{1, 2, 3}}, // 1 and 3 open with it
		"Ukrainian on a Friday night":    {"uk", time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), []int{1, 3}},      // Saturday there
		"Romanian, which no row names":   {"ro", morning, nil},
		"Georgian, when it is answered":  {"ka", morning, []int{4}},
		"Hebrew, which no row names":     {"he", morning, nil},
		"Romanian when nobody is there":  {"ro", morning.Add(-6 * time.Hour), nil},
		"a variety of the language does": {"uk-UA", morning, []int{1, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, spoken(c.tag, c.at)); d != "" {
				t.Errorf("lines that speak it (-want +got):\n%s", d)
			}
		})
	}
}

// TestNoEmergencyNumberIsLost: of what the metadata list only what is left out for a reason is missing.
func TestNoEmergencyNumberIsLost(t *testing.T) {
	for _, c := range geography.Countries() {
		list := emergencyChannels(c.Code).list
		if len(list) > 7 {
			t.Errorf("%s has %d emergency numbers, more than anybody reads; which can go?", c.Code, len(list))
		}
		local := !slices.ContainsFunc(c.EmergencyNumbers, nationwide)
		for _, e := range c.EmergencyNumbers {
			shown := slices.ContainsFunc(list, func(ch directory.Channel) bool { return ch.ShortCode == e.Number })
			if want := !superseded(e.Number, c) && (nationwide(e) || local); shown != want {
				t.Errorf("%s %s is shown: %t, want %t", c.Code, e.Number, shown, want)
			}
			if slices.Contains(everywhere, e.Number) && !shown {
				t.Errorf("%s lacks %s", c.Code, e.Number)
			}
		}
	}
	for code, numbers := range lacking {
		c := geography.Lookup(code)
		for _, e := range numbers {
			if slices.ContainsFunc(c.EmergencyNumbers, func(of geography.EmergencyNumber) bool { return of.Number == e.Number }) {
				t.Errorf("the metadata list %s in %s by now", e.Number, code)
			}
			if !slices.ContainsFunc(emergencyChannels(code).list, func(ch directory.Channel) bool { return ch.ShortCode == e.Number }) {
				t.Errorf("%s lacks %s", code, e.Number)
			}
		}
	}
	for code, numbers := range givenUp {
		for _, number := range numbers {
			if c := geography.Lookup(code); !slices.ContainsFunc(c.EmergencyNumbers, func(e geography.EmergencyNumber) bool { return e.Number == number }) {
				t.Errorf("the metadata no longer list %s in %s", number, code)
			}
		}
	}
}

func TestEmergencyNumbers(t *testing.T) {
	s := build(t, hotline(1))
	numbersOf := func(q Situation) (Entry, []string) {
		a := find(t, s, q)
		e := a.Entries[len(a.Entries)-1]
		var out []string
		for i := range e.Channels {
			out = append(out, e.Channels[i].Dial().Press)
		}
		return e, out
	}
	for name, c := range map[string]struct {
		situation  Situation
		want       []string
		usable     directory.Answer
		anyNetwork bool
	}{
		"of the country":                    {Situation{Country: "MD"}, []string{"112", "902", "903"}, directory.AnswerYes, false},
		"with a foreign SIM":                {Situation{Country: "FR", Phone: directory.PhoneKindForeignSim}, []string{"112", "15", "17", "18"}, directory.AnswerYes, false},
		"no stations of single towns":       {Situation{Country: "NE"}, []string{"15", "17", "18", "118"}, directory.AnswerYes, false},
		"112 is not cut off":                {Situation{Country: "IN"}, []string{"112", "100", "101", "102", "108", "1298", "2611"}, directory.AnswerYes, false},
		"911 is not cut off":                {Situation{Country: "ET"}, []string{"91", "92", "93", "939", "991", "997", "911"}, directory.AnswerYes, false},
		"what 101 to 103 took the place of": {Situation{Country: "RU"}, []string{"112", "101", "102", "103"}, directory.AnswerYes, false},
		"the same with mobile forms":        {Situation{Country: "LT"}, []string{"112", "101", "102", "103"}, directory.AnswerYes, false},
		"one number took the place of all":  {Situation{Country: "MX", Phone: directory.PhoneKindLandline}, []string{"911"}, directory.AnswerYes, false},
		"what was never activated":          {Situation{Country: "BR"}, []string{"190", "192", "193", "112", "911"}, directory.AnswerYes, false},
		"the one for everything first":      {Situation{Country: "CO"}, []string{"123", "119", "132", "156", "112"}, directory.AnswerYes, false},
		"an outermost region of the Union":  {Situation{Country: "GF", Phone: directory.PhoneKindLandline}, []string{"112", "15", "17", "18"}, directory.AnswerYes, false},
		"what the metadata lack":            {Situation{Country: "NG"}, []string{"199", "112"}, directory.AnswerYes, false},
		"a territory of a numbering plan":   {Situation{Country: "BL"}, []string{"18", "15", "17", "112"}, directory.AnswerYes, false},
		"texts last":                        {Situation{Country: "HK"}, []string{"999", "112", "992"}, directory.AnswerYes, false},
		"without a phone":                   {Situation{Country: "FR", Phone: directory.PhoneKindNoPhone}, []string{"", "", "", ""}, directory.AnswerNo, false},
		"nobody knows the country":          {Situation{}, []string{"112", "911"}, directory.AnswerUnknown, true},
		"no source names any":               {Situation{Country: "AQ"}, []string{"112", "911"}, directory.AnswerUnknown, true},
	} {
		t.Run(name, func(t *testing.T) {
			e, got := numbersOf(c.situation)
			if e.Kind != directory.HelpEntryKindEmergencyNumbers || e.Usable != c.usable || has(&e, directory.HelpReasonCodeWorksOnAnyNetwork) != c.anyNetwork {
				t.Errorf("%+v", e)
			}
			if c.situation.Country == "MD" || c.situation.Country == "FR" {
				got = got[:1]
				c.want = c.want[:1]
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
