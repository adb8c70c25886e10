package site

import (
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
