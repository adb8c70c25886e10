package snapshot

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

func anyIn(countries []directory.CountryCode, area []geography.Code) bool {
	return slices.ContainsFunc(countries, func(c directory.CountryCode) bool { return slices.Contains(area, c) })
}

func countIn[T any](t *Table[T], area []geography.Code, countries func(*T) []directory.CountryCode) int {
	n := 0
	for r := range t.All {
		if anyIn(countries(r), area) {
			n++
		}
	}
	return n
}

// recount counts once more, record by record, without any index.
func recount(s *Snapshot, area []geography.Code, at time.Time) *directory.Coverage {
	k := &directory.Coverage{
		CountryCount:  len(area),
		Initiatives:   countIn(s.Initiatives, area, func(r *directory.Initiative) []directory.CountryCode { return r.Countries }),
		Organizations: countIn(s.Organizations, area, func(r *directory.Organization) []directory.CountryCode { return []directory.CountryCode{r.Country} }),
		Campaigns:     countIn(s.Campaigns, area, func(r *directory.Campaign) []directory.CountryCode { return r.Countries }),
		Resources:     countIn(s.Resources, area, func(r *directory.Resource) []directory.CountryCode { return r.Countries }),
		Lessons:       countIn(s.Lessons, area, func(r *directory.Lesson) []directory.CountryCode { return r.CountriesOfAction }),
	}
	lines := workingLines(s, area)
	k.Hotlines = len(lines)
	k.HasAlwaysOpenLine = alwaysOpen(s, area)
	for _, h := range lines {
		switch s.Thresholds().Freshness(h.Provenance.VerifiedOn(), at) {
		case directory.FreshnessFresh:
			k.Freshness.Fresh++
		case directory.FreshnessDue:
			k.Freshness.Due++
		case directory.FreshnessStale:
			k.Freshness.Stale++
		default:
			k.Freshness.Unverified++
		}
		for _, tag := range spoken(h) {
			if !slices.Contains(k.HotlineLanguages, tag) {
				k.HotlineLanguages = append(k.HotlineLanguages, tag)
			}
		}
	}
	slices.Sort(k.HotlineLanguages)
	for _, code := range area {
		k.CountriesWithInitiative += min(1, countIn(s.Initiatives, []geography.Code{code}, func(r *directory.Initiative) []directory.CountryCode { return r.Countries }))
		k.CountriesWithHotline += min(1, len(workingLines(s, []geography.Code{code})))
	}
	return k
}

func workingLines(s *Snapshot, area []geography.Code) []*directory.Hotline {
	var lines []*directory.Hotline
	for h := range s.Hotlines.All {
		if h.Status == directory.HotlineStatusActive && anyIn(h.Countries, area) {
			lines = append(lines, h)
		}
	}
	return lines
}

// alwaysOpen tells whether a line in an area never closes. A country without a line, and a channel whose hours
// are in words at most, leave it unknown.
func alwaysOpen(s *Snapshot, area []geography.Code) directory.Answer {
	answer := directory.AnswerNo
	for _, code := range area {
		lines := workingLines(s, []geography.Code{code})
		vague := len(lines) == 0
		for _, h := range lines {
			vague = vague || len(h.Channels) == 0
			for _, ch := range h.Channels {
				if ch.Hours != nil && ch.Hours.RoundTheClock() {
					return directory.AnswerYes
				}
				vague = vague || ch.Hours == nil || len(ch.Hours.Weekly) == 0
			}
		}
		if vague {
			answer = directory.AnswerUnknown
		}
	}
	return answer
}

// speaks tells whether a line of a country speaks one of its official languages.
func speaks(s *Snapshot, c *geography.Country) directory.Answer {
	lines := workingLines(s, []geography.Code{c.Code})
	vague := len(lines) == 0
	for _, h := range lines {
		vague = vague || len(h.Channels) == 0
		for _, ch := range h.Channels {
			vague = vague || len(ch.Languages) == 0
		}
		for _, official := range c.OfficialLanguages {
			if slices.ContainsFunc(spoken(h), func(s directory.LanguageTag) bool { return directory.Understands(directory.LanguageTag(official), s) }) {
				return directory.AnswerYes
			}
		}
	}
	if vague {
		return directory.AnswerUnknown
	}
	return directory.AnswerNo
}

// speakEverywhere tells whether each country of an area that has official languages has such a line.
func speakEverywhere(s *Snapshot, area []geography.Code) directory.Answer {
	answers := map[directory.Answer]int{}
	for _, code := range area {
		if c := geography.Lookup(code); len(c.OfficialLanguages) > 0 {
			answers[speaks(s, c)]++
		}
	}
	switch {
	case answers[directory.AnswerNo] > 0:
		return directory.AnswerNo
	case answers[directory.AnswerUnknown] > 0 || answers[directory.AnswerYes] == 0:
		return directory.AnswerUnknown
	}
	return directory.AnswerYes
}

var countsOnly = cmpopts.IgnoreFields(directory.Coverage{}, "Level", "Country", "Region", "OfficialLanguages", "HasLineInOfficialLanguage", "Gaps")

func TestCoverageIsThatOfARecount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := build(t, anyDirectory(t, 6)...)
		at := now.AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "days"))
		view := s.Coverage(at)
		for _, code := range append([]directory.CountryCode{"NZ"}, someCountries...) {
			country, got := geography.Lookup(code), view.Country(code)
			if d := cmp.Diff(recount(s, []geography.Code{code}, at), got, countsOnly, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("%s:\n%s", code, d)
			}
			if want := speaks(s, country); got.Level != directory.CoverageLevelCountry || got.Country != code || got.HasLineInOfficialLanguage != want {
				t.Fatalf("%s: line in an official language %s, want %s", code, got.HasLineInOfficialLanguage, want)
			}
			checkGaps(t, s, got, []geography.Code{code})
		}
		for _, code := range []string{"001", "150", "419", "014", "029", "009"} {
			region, got := geography.RegionByCode(code), view.Region(directory.RegionCode(code))
			if d := cmp.Diff(recount(s, region.Countries, at), got, countsOnly, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("%s:\n%s", code, d)
			}
			want := speakEverywhere(s, region.Countries)
			if string(got.Level) != region.Level || string(got.Region) != code || got.HasLineInOfficialLanguage != want {
				t.Fatalf("%s: %+v, want official languages %s", code, got, want)
			}
			checkGaps(t, s, got, region.Countries)
		}
		if got, want := s.CountriesWithInitiative(), view.Region("001").CountriesWithInitiative; got != want {
			t.Fatalf("%d countries with an initiative, want %d", got, want)
		}
	})
}

// checkGaps compares the gaps with the rules for them, each said once more.
func checkGaps(t rapid.TB, s *Snapshot, k *directory.Coverage, area []geography.Code) {
	lines := workingLines(s, area)
	every := func(rule func(*directory.Hotline) bool) bool {
		return len(lines) > 0 && !slices.ContainsFunc(lines, func(h *directory.Hotline) bool { return !rule(h) })
	}
	never := func(rule func(*directory.Channel) bool) bool {
		return every(func(h *directory.Hotline) bool {
			return !slices.ContainsFunc(h.Channels, func(ch directory.Channel) bool { return rule(&ch) })
		})
	}
	employers := false
	for c := range s.Campaigns.All {
		employers = employers || anyIn(c.Countries, area) && slices.Contains(c.Audiences, directory.AudienceEmployers)
	}
	want := map[directory.GapKind]bool{
		directory.GapKindNoHotline:        len(lines) == 0,
		directory.GapKindNoInitiative:     k.Initiatives == 0,
		directory.GapKindNothingVerified:  len(lines) > 0 && k.Freshness.Unverified == len(lines),
		directory.GapKindNothingFresh:     k.Freshness.Fresh == 0 && k.Freshness.Unverified < len(lines),
		directory.GapKindNoAlwaysOpenLine: len(lines) > 0 && k.HasAlwaysOpenLine != directory.AnswerYes,
		directory.GapKindNoLineInOfficialLanguage: len(lines) > 0 && k.HasLineInOfficialLanguage != directory.AnswerYes &&
			(k.Level != directory.CoverageLevelCountry || len(k.OfficialLanguages) > 0),
		directory.GapKindNoLineFromAbroad: never(func(ch *directory.Channel) bool {
			return ch.Safety != nil && ch.Safety.ReachableFromAbroad.Value == directory.AnswerYes
		}),
		directory.GapKindNoTextChannel:          never(func(ch *directory.Channel) bool { return ch.Kind == directory.ChannelKindSms }),
		directory.GapKindOnlyPolice:             every(func(h *directory.Hotline) bool { return h.AnsweredBy == directory.ResponderPolice }),
		directory.GapKindNoCampaign:             k.Campaigns == 0,
		directory.GapKindNoCampaignForEmployers: k.Campaigns > 0 && !employers,
	}
	for kind, is := range want {
		if got := slices.ContainsFunc(k.Gaps, func(g directory.CoverageGap) bool { return g.Kind == kind && g.Reason.Value != "" }); got != is {
			t.Fatalf("%s%s: gap %s is %v, want %v", k.Country, k.Region, kind, got, is)
		}
	}
	for _, g := range k.Gaps { // a gap is as unknown as the answer that it comes from
		switch g.Kind {
		case directory.GapKindNoAlwaysOpenLine:
			if g.Unknown != (k.HasAlwaysOpenLine == directory.AnswerUnknown) {
				t.Fatalf("%s%s: always open %s, gap %+v", k.Country, k.Region, k.HasAlwaysOpenLine, g)
			}
		case directory.GapKindNoLineInOfficialLanguage:
			if g.Unknown != (k.HasLineInOfficialLanguage == directory.AnswerUnknown) {
				t.Fatalf("%s%s: official language %s, gap %+v", k.Country, k.Region, k.HasLineInOfficialLanguage, g)
			}
		case directory.GapKindNoHotline, directory.GapKindOnlyPolice, directory.GapKindNoLineFromAbroad:
			if !g.Unknown && k.CountriesWithHotline < k.CountryCount {
				t.Fatalf("%s%s: no line is known in some country, and yet it is known that %+v", k.Country, k.Region, g)
			}
		default:
		}
	}
	if n := len(k.Gaps); n > 0 && len(lines) == 0 && k.Gaps[0].Kind != directory.GapKindNoHotline {
		t.Fatalf("the gravest of %d gaps is %s", n, k.Gaps[0].Kind)
	}
}

func TestCoverageHasEveryCountryAndArea(t *testing.T) {
	view := build(t).Coverage(now)
	for _, c := range geography.Countries() {
		k := view.Country(c.Code)
		if k == nil || k.Hotlines != 0 || k.HasAlwaysOpenLine != directory.AnswerUnknown || k.HasLineInOfficialLanguage != directory.AnswerUnknown || len(k.OfficialLanguages) != len(c.OfficialLanguages) {
			t.Errorf("%s: %+v", c.Code, k)
		}
	}
	for _, r := range geography.Regions() {
		if k := view.Region(directory.RegionCode(r.Code)); k == nil || k.CountryCount != len(r.Countries) ||
			k.HasAlwaysOpenLine != directory.AnswerUnknown || k.HasLineInOfficialLanguage != directory.AnswerUnknown {
			t.Errorf("%s: %+v", r.Code, k)
		}
	}
	if view.Country("ZZ") != nil || view.Region("999") != nil {
		t.Error("there is coverage of what does not exist")
	}
}

func TestFreshnessInCoverageChangesWithTheDay(t *testing.T) {
	h := hotline(2, "A")
	h.Provenance = verified("2026-11-24")
	s := build(t, initiative(1, h))
	for days, want := range map[int]directory.FreshnessCounts{0: {Fresh: 1}, 89: {Fresh: 1}, 90: {Due: 1}, 179: {Due: 1}, 180: {Stale: 1}} {
		if got := s.Coverage(now.AddDate(0, 0, days)).Country("MD").Freshness; got != want {
			t.Errorf("after %d days: %+v, want %+v", days, got, want)
		}
	}
}

// What nobody stated must not be shown as "no".
func TestLineOfUnknownHoursAndLanguagesIsAnUnknownGap(t *testing.T) {
	silent := hotline(2, "A")
	silent.Channels = nil
	vague := hotline(2, "A")
	vague.Channels[0].Hours = &directory.OpeningHours{Schedule: someHours[4]}
	counted := hotline(2, "A")
	counted.Channels[0].Languages = []directory.ChannelLanguage{{Tag: "en"}}
	counted.Channels[0].InterpreterLanguages = &directory.Quantity{Value: 200, Qualifier: directory.QuantityQualifierAtLeast, Printed: "over 200"}
	for name, h := range map[string]*directory.Hotline{
		"no channel": silent, "hours in words only": vague, "no hours": hotline(2, "A"), "languages counted and not named": counted,
	} {
		k := build(t, initiative(1, h)).Coverage(now).Country("MD")
		if k.HasAlwaysOpenLine != directory.AnswerUnknown || k.HasLineInOfficialLanguage != directory.AnswerUnknown {
			t.Errorf("%s: always open %s, official language %s", name, k.HasAlwaysOpenLine, k.HasLineInOfficialLanguage)
		}
	}
}

// What is known of every channel is known: then "no" is no more than the truth.
func TestLineOfKnownHoursAndLanguagesIsAKnownGap(t *testing.T) {
	h := hotline(2, "A")
	h.Channels[0].Hours = &directory.OpeningHours{Schedule: someHours[1]}
	h.Channels[0].Languages = []directory.ChannelLanguage{{Tag: "en"}}
	view := build(t, initiative(1, h)).Coverage(now)
	if k := view.Country("MD"); k.HasAlwaysOpenLine != directory.AnswerNo || k.HasLineInOfficialLanguage != directory.AnswerNo {
		t.Errorf("always open %s, official language %s", k.HasAlwaysOpenLine, k.HasLineInOfficialLanguage)
	}
	// Of the other countries of the area nothing is known; one that is known to have no line in an official
	// language is enough for the area not to have one in each.
	if k := view.Region("151"); k.HasAlwaysOpenLine != directory.AnswerUnknown || k.HasLineInOfficialLanguage != directory.AnswerNo {
		t.Errorf("area: always open %s, official language %s", k.HasAlwaysOpenLine, k.HasLineInOfficialLanguage)
	}
}

// Who speaks a language is understood in it, whatever the script of the tag: HK has zh-Hant.
func TestOfficialLanguageIsSpokenWhateverTheScript(t *testing.T) {
	h := hotline(2, "A")
	h.Countries = []directory.CountryCode{"HK"}
	h.Channels[0].Languages = []directory.ChannelLanguage{{Tag: "zh"}}
	if k := build(t, initiative(1, h)).Coverage(now).Country("HK"); k.HasLineInOfficialLanguage != directory.AnswerYes {
		t.Errorf("official language %s", k.HasLineInOfficialLanguage)
	}
}

// Languages that somebody can make do with are no languages that a line is known to speak.
func TestHotlineLanguagesAreThoseThatWereStated(t *testing.T) {
	h := hotline(2, "A")
	h.Channels[0].Languages = []directory.ChannelLanguage{{Tag: "no"}, {Tag: "pt-BR"}, {Tag: "sgn-MD"}}
	s := build(t, initiative(1, h))
	want := []directory.LanguageTag{"no", "pt-BR", "sgn-MD"}
	if d := cmp.Diff(want, s.Coverage(now).Country("MD").HotlineLanguages); d != "" {
		t.Error(d)
	}
	for tag, found := range map[directory.LanguageTag]bool{"nn": true, "pt": true, "pt-PT": true, "sgn": true, "sgn-RO": false, "p": false} {
		if got := !Speaking(s.Hotlines, []directory.LanguageTag{tag}).IsEmpty(); got != found {
			t.Errorf("the line is found by %s: %v", tag, got)
		}
	}
}

// A week without a gap is day and night, however it is written.
func TestLineThatNeverClosesIsAlwaysOpen(t *testing.T) {
	for notation, want := range map[string]directory.Answer{
		"unknown times": directory.AnswerUnknown,
		"24/7":          directory.AnswerYes, "Mo-Su,PH 00:00-24:00": directory.AnswerYes,
		"Mo-Su 00:00-24:00":         directory.AnswerUnknown, // on holidays
		"Mo-Su 00:00-24:00; PH off": directory.AnswerNo, "Mo-Su,PH 00:00-23:00": directory.AnswerNo,
	} {
		schedule := &hours.Schedule{Weekly: []hours.Row{{Days: hours.Weekdays(), TimesUnknown: true}}, PublicHolidays: hours.HolidaysAsUsual}
		if notation != "unknown times" {
			var err error
			if schedule, err = hours.Parse(notation); err != nil {
				t.Fatal(err)
			}
		}
		h := hotline(2, "A")
		h.Channels[0].Hours = &directory.OpeningHours{Schedule: *schedule}
		s := build(t, initiative(1, h))
		if got := s.Coverage(now).Country("MD").HasAlwaysOpenLine; got != want {
			t.Errorf("%s: %s, want %s", notation, got, want)
		}
		if found := !With(s.Hotlines, ByAlwaysOpen, []directory.Answer{directory.AnswerYes}).IsEmpty(); found != (want == directory.AnswerYes) {
			t.Errorf("%s: found among lines that are always open: %v", notation, found)
		}
	}
}
