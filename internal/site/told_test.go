package site

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/help"
)

// TestWhatOneMustKnowOfALineIsTold has what somebody who makes contact cannot do without.
func TestWhatOneMustKnowOfALineIsTold(t *testing.T) {
	for name, c := range map[string]struct{ country, want string }{
		"the word to send":               {"US", "Text HELP or INFO"},
		"what to choose in a menu":       {"PE", "Menu option: <bdi>1</bdi>"},
		"hours nobody stated since":      {"LR", `<span lang="" dir="auto">Hours as of 2016.</span>`},
		"a day of which nobody knows":    {"CZ", "Friday not visible in the stored excerpt"},
		"hours are those of one number":  {"CZ", `<dd>Call <bdi dir="ltr">222 717 171</bdi> – Monday 10:00–16:00`},
		"of the other nothing is known":  {"CZ", `<dd>Call <bdi dir="ltr">800 077 777</bdi> – Not known`},
		"a language on some days only":   {"CZ", "<bdi>Bulgarian</bdi> (Thursday)"},
		"what is free is one number":     {"MD", "Hotline from abroad<br>\nMay cost money<br>"},
		"messages are recorded":          {"CY", "the page says messages are recorded"},
		"nothing is said without reason": {"MD", "<dt>Hours<dd>Not known\n"},
	} {
		if page := answer(foundingSite(), c.country, "en").body; !strings.Contains(page, c.want) {
			t.Errorf("%s: the page of %s lacks %q", name, c.country, c.want)
		}
	}
}

// TestEachEmergencyNumberIsThere asks for every territory: a number that is left out may be the one that is answered.
func TestEachEmergencyNumberIsThere(t *testing.T) {
	for _, c := range geography.Countries() {
		found, err := help.Find(foundingSnapshot(), &help.Situation{Country: c.Code}, now, asked)
		if err != nil {
			t.Fatal(err)
		}
		for i := range found.Entries {
			if e := &found.Entries[i]; e.Kind == directory.HelpEntryKindEmergencyNumbers && len(e.Channels) > tooMany {
				t.Errorf("%s has %d emergency numbers", c.Code, len(e.Channels))
			}
		}
	}
}

func TestDaysOfALanguageOfTwoChannels(t *testing.T) {
	monday, always := []hours.Weekday{hours.Monday}, []hours.Weekday(nil)
	for name, c := range map[string]struct {
		first, second []hours.Weekday
		want          string
	}{
		"the same days":        {monday, monday, "<bdi>Thai</bdi> (Monday)"},
		"other days":           {monday, always, "<bdi>Thai</bdi>\n"},
		"whenever it is there": {always, always, "<bdi>Thai</bdi>\n"},
	} {
		h := &directory.Hotline{Channels: []directory.Channel{
			{Kind: directory.ChannelKindVoice, Number: "+37322123456", Languages: []directory.ChannelLanguage{{Tag: "th", Days: c.first}}},
			{Kind: directory.ChannelKindSms, Number: "+37322123456", Languages: []directory.ChannelLanguage{{Tag: "th", Days: c.second}}},
		}}
		if page := answer(one(t, h), "MD", "en").body; !strings.Contains(page, c.want) {
			t.Errorf("%s: the page lacks %q", name, c.want)
		}
	}
}

// TestHoursSayWhatIsNotKnown has weeks of which some is not known, which must not be read as closed, nor as open.
func TestHoursSayWhatIsNotKnown(t *testing.T) {
	week := hours.Weekdays()
	nine := hours.Row{Days: week[:1], Opens: "09:00", Closes: "17:00"}
	for name, c := range map[string]struct {
		of   hours.Schedule
		want string
	}{
		"a day without times":     {hours.Schedule{Weekly: []hours.Row{nine, {Days: week[5:6], TimesUnknown: true}}}, "<dd>Monday 09:00–17:00; Saturday (Not known)"},
		"no times at all":         {hours.Schedule{Weekly: []hours.Row{{Days: week[:5], TimesUnknown: true}}}, "<dd>Not known"},
		"hours until yesterday":   {hours.Schedule{TimeZone: "Europe/Chisinau", Weekly: []hours.Row{nine}, ValidThrough: "2026-11-24"}, "<dd>Not known"},
		"hours until today":       {hours.Schedule{Weekly: []hours.Row{nine}, ValidThrough: "2026-11-25"}, "<dd>Monday 09:00–17:00"},
		"hours from tomorrow on":  {hours.Schedule{AlwaysOpen: true, ValidFrom: "2026-11-26"}, "<dd>Not known"},
		"more than there is room": {hours.Schedule{Weekly: slices.Repeat([]hours.Row{nine}, 15)}, "<dd>" + strings.Repeat("Monday 09:00–17:00; ", 14) + "…"},
	} {
		h := &directory.Hotline{Channels: []directory.Channel{{Kind: directory.ChannelKindVoice, Number: "+37322123456", Hours: &directory.OpeningHours{Schedule: c.of}}}}
		_, told, _ := strings.Cut(answer(one(t, h), "MD", "en").body, "<dt>Hours")
		if told, _, _ = strings.Cut(told, "\n"); told != c.want {
			t.Errorf("%s: %q, want %q", name, told, c.want)
		}
	}
}

// TestNamesAreInTheReadersOwnLanguage, in which there need not be a page.
func TestNamesAreInTheReadersOwnLanguage(t *testing.T) {
	s := one(t, &directory.Hotline{
		Common:   directory.Common{Names: []directory.Text{{Value: "Line", Language: "en"}, {Value: "Лінія", Language: "uk"}, {Value: "Линия", Language: "ru"}}},
		Channels: []directory.Channel{{Kind: directory.ChannelKindVoice, Number: "+37322123456"}},
	})
	for name, c := range map[string]struct{ accepted, chosen, page, want string }{
		"no page in it":             {"uk", "", "en", `<span lang="uk" dir="ltr">Лінія</span>`},
		"a page in another of them": {"uk, ru;q=0.5", "", "ru", `<span lang="uk" dir="ltr">Лінія</span>`},
		"a page of their choice":    {"uk", "ru", "ru", ">Линия<"},
		"none of them":              {"th", "", "en", ">Line<"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("show=1&country=MD&lang="+c.chosen))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept-Language", c.accepted)
		if page := do(s, r); page.header.Get("Content-Language") != c.page || !strings.Contains(page.body, c.want) {
			t.Errorf("%s: the page in %s lacks %q", name, page.header.Get("Content-Language"), c.want)
		}
	}
}
