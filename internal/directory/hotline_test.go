package directory_test

import (
	"reflect"
	"regexp"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// channel makes a channel with compiled hours, nil for none.
func channel(t rapid.TB, s *hours.Schedule) directory.Channel {
	t.Helper()
	ch := directory.Channel{Kind: directory.ChannelKindVoice, Number: "+37322233309"}
	if s == nil {
		return ch
	}
	compiled, err := hours.Compile(s, nil)
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	ch.Hours = &directory.OpeningHours{Schedule: *s}
	ch.Hours.Use(compiled)
	return ch
}

// daily is answered every day between two times.
func daily(zone string, opens, closes hours.LocalTime) *hours.Schedule {
	return &hours.Schedule{TimeZone: zone, Weekly: []hours.Row{{Days: hours.Weekdays(), Opens: opens, Closes: closes}}}
}

func utc(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC)
}

func TestStateOfSeveralChannels(t *testing.T) {
	morning, evening := daily("Etc/UTC", "08:00", "12:00"), daily("Etc/UTC", "11:00", "20:00")
	vague := &hours.Schedule{TimeZone: "Etc/UTC", Weekly: []hours.Row{
		{Days: []hours.Weekday{hours.Tuesday}, TimesUnknown: true}, {Days: []hours.Weekday{hours.Monday}, Opens: "08:00", Closes: "12:00"},
	}}
	always := &hours.Schedule{AlwaysOpen: true}
	for name, c := range map[string]struct {
		schedules     []*hours.Schedule
		at            time.Time
		state         hours.State
		opens, closes time.Time // zero for not known
	}{
		"no channel":                           {nil, utc(24, 9, 0), hours.Unknown, time.Time{}, time.Time{}},
		"no hours":                             {[]*hours.Schedule{nil}, utc(24, 9, 0), hours.Unknown, time.Time{}, time.Time{}},
		"one open":                             {[]*hours.Schedule{morning}, utc(24, 9, 0), hours.Open, time.Time{}, utc(24, 12, 0)},
		"open until the last of two closes":    {[]*hours.Schedule{morning, evening}, utc(24, 9, 0), hours.Open, time.Time{}, utc(24, 20, 0)},
		"closed, the first opens":              {[]*hours.Schedule{evening, morning}, utc(24, 21, 0), hours.Closed, utc(25, 8, 0), time.Time{}},
		"open beside unknown":                  {[]*hours.Schedule{nil, morning}, utc(24, 9, 0), hours.Open, time.Time{}, time.Time{}},
		"closed beside unknown":                {[]*hours.Schedule{nil, morning}, utc(24, 13, 0), hours.Unknown, time.Time{}, time.Time{}},
		"always open":                          {[]*hours.Schedule{morning, always}, utc(24, 9, 0), hours.Open, time.Time{}, time.Time{}},
		"unknown comes before the next opens":  {[]*hours.Schedule{vague, morning}, utc(23, 13, 0), hours.Closed, time.Time{}, time.Time{}},
		"unknown at the minute another closes": {[]*hours.Schedule{vague, daily("Etc/UTC", "20:00", "24:00")}, utc(23, 21, 0), hours.Open, time.Time{}, time.Time{}},
		"the first minute":                     {[]*hours.Schedule{morning}, utc(24, 8, 0), hours.Open, time.Time{}, utc(24, 12, 0)},
		"the first minute after":               {[]*hours.Schedule{morning}, utc(24, 12, 0), hours.Closed, utc(25, 8, 0), time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			h := &directory.Hotline{}
			for _, s := range c.schedules {
				h.Channels = append(h.Channels, channel(t, s))
			}
			if got := h.State(c.at); got != c.state {
				t.Errorf("state %s, want %s", got, c.state)
			}
			if at, ok := h.OpensAt(c.at); ok == c.opens.IsZero() || !at.Equal(c.opens) {
				t.Errorf("opens at %s (%v), want %s", at, ok, c.opens)
			}
			if at, ok := h.ClosesAt(c.at); ok == c.closes.IsZero() || !at.Equal(c.closes) {
				t.Errorf("closes at %s (%v), want %s", at, ok, c.closes)
			}
		})
	}
}

func anySchedule(t *rapid.T) *hours.Schedule {
	pick := func(label string, times []hours.LocalTime) hours.LocalTime {
		return rapid.SampledFrom(times).Draw(t, label)
	}
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return &hours.Schedule{AlwaysOpen: true}
	}
	s := &hours.Schedule{TimeZone: rapid.SampledFrom([]string{"Etc/UTC", "Europe/Chisinau", "Asia/Kathmandu", "America/New_York"}).Draw(t, "zone")}
	for range rapid.IntRange(0, 2).Draw(t, "rows") {
		row := hours.Row{Days: rapid.SliceOfNDistinct(rapid.SampledFrom(hours.Weekdays()), 1, 4, rapid.ID).Draw(t, "days")}
		if row.TimesUnknown = rapid.IntRange(0, 6).Draw(t, "vague") == 0; !row.TimesUnknown {
			row.Opens = pick("opens", []hours.LocalTime{"00:00", "06:00", "08:00", "12:00", "22:00"})
			row.Closes = pick("closes", []hours.LocalTime{"02:30", "09:00", "13:00", "23:00", "24:00"})
		}
		s.Weekly = append(s.Weekly, row)
	}
	return s
}

func TestStateOpensAtAndClosesAtAgreeWithAWalkOverTheMinutes(t *testing.T) {
	const horizon = 8 * 24 * 60
	rapid.Check(t, func(t *rapid.T) {
		h := &directory.Hotline{}
		for range rapid.IntRange(0, 3).Draw(t, "channels") {
			h.Channels = append(h.Channels, channel(t, anySchedule(t)))
		}
		// Around a change of the clock of both zones that have one, and a week without.
		start := rapid.SampledFrom([]time.Time{utc(1, 0, 0), utc(20, 0, 0), time.Date(2026, 10, 24, 0, 0, 0, 0, time.UTC)}).Draw(t, "start")
		at := start.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "minute")) * time.Minute)
		naive := func(at time.Time) hours.State {
			open, unknown := false, len(h.Channels) == 0
			for i := range h.Channels {
				state := h.Channels[i].State(at)
				open, unknown = open || state == hours.Open, unknown || state == hours.Unknown
			}
			switch {
			case open:
				return hours.Open
			case unknown:
				return hours.Unknown
			}
			return hours.Closed
		}
		now := naive(at)
		if got := h.State(at); got != now {
			t.Fatalf("state %s, want %s", got, now)
		}
		// The first minute at which the line is something else.
		next, then, certain := time.Time{}, now, true
		for m := range horizon {
			minute := at.Add(time.Duration(m+1) * time.Minute)
			if s := naive(minute); s != now {
				next, then = minute, s
				break
			}
			for i := range h.Channels {
				certain = certain && h.Channels[i].State(minute) != hours.Unknown
			}
		}
		opens, willOpen := h.OpensAt(at)
		if want := now == hours.Closed && then == hours.Open; !next.IsZero() && (willOpen != want || want && !opens.Equal(next)) {
			t.Fatalf("closed at %s: opens at %s (%v); the walk says %s at %s", at, opens, willOpen, then, next)
		}
		closes, willClose := h.ClosesAt(at)
		want := now == hours.Open && then == hours.Closed
		if !next.IsZero() && willClose && (!want || !closes.Equal(next)) || want && certain && !willClose {
			t.Fatalf("open at %s: closes at %s (%v); the walk says %s at %s", at, closes, willClose, then, next)
		}
		end := at.Add(horizon * time.Minute)
		if next.IsZero() && (willOpen && !opens.After(end) || willClose && !closes.After(end)) {
			t.Fatalf("at %s: opens at %s (%v), closes at %s (%v); the walk finds no change", at, opens, willOpen, closes, willClose)
		}
	})
}

func TestChannelWithoutHoursIsUnknown(t *testing.T) {
	for name, ch := range map[string]directory.Channel{"no hours": {}, "hours not compiled": {Hours: &directory.OpeningHours{}}} {
		if ch.State(utc(1, 0, 0)) != hours.Unknown {
			t.Errorf("%s: %s", name, ch.State(utc(1, 0, 0)))
		}
		if _, ok := ch.OpensAt(utc(1, 0, 0)); ok {
			t.Errorf("%s: it opens", name)
		}
		if _, ok := ch.ClosesAt(utc(1, 0, 0)); ok {
			t.Errorf("%s: it closes", name)
		}
	}
	ch := channel(t, daily("Etc/UTC", "08:00", "12:00"))
	if at, ok := ch.OpensAt(utc(1, 7, 0)); !ok || !at.Equal(utc(1, 8, 0)) {
		t.Errorf("opens at %s", at)
	}
	if at, ok := ch.ClosesAt(utc(1, 8, 0)); !ok || !at.Equal(utc(1, 12, 0)) {
		t.Errorf("closes at %s", at)
	}
}

func TestAddressIsTheOneThatIsSet(t *testing.T) {
	for want, ch := range map[string]directory.Channel{
		"+37322233309": {Number: "+37322233309"}, "122": {ShortCode: "122"}, "018000522020": {NationalNumber: "018000522020"},
		"https://example.org/chat": {URL: "https://example.org/chat"}, "help@example.org": {Email: "help@example.org"}, "": {},
	} {
		if got := ch.Address(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// own is a provenance that is ready to be inherited.
func own(day directory.Date) *directory.Provenance {
	p := &directory.Provenance{Verification: &directory.Verification{VerifiedOn: day, Method: directory.VerificationMethodCalled}}
	p.Share()
	return p
}

func TestShownPartsHaveTheirOwnOrTheChannelsProvenance(t *testing.T) {
	above, mine := own("2026-01-01"), own("2026-02-02")
	ch := directory.Channel{
		Provenance: above,
		Languages:  []directory.ChannelLanguage{{Tag: "ro"}, {Tag: "uk", Provenance: mine}},
		Safety:     &directory.Safety{TollFree: directory.SafetyFact{Value: directory.AnswerNo, Provenance: mine}, Anonymous: directory.SafetyFact{Value: directory.AnswerYes}},
		Hours:      &directory.OpeningHours{Schedule: *daily("Etc/UTC", "08:00", "12:00")},
	}
	before := reflect.ValueOf(ch).Interface().(directory.Channel)
	languages, safety, oh := ch.LanguagesShown(), ch.SafetyShown(), ch.HoursShown()
	for name, c := range map[string]struct {
		got       *directory.Provenance
		inherited bool
	}{
		"language":          {languages[0].Provenance, true},
		"language with own": {languages[1].Provenance, false},
		"fact":              {safety.Anonymous.Provenance, true},
		"fact with own":     {safety.TollFree.Provenance, false},
		"unknown fact":      {safety.CallsRecorded.Provenance, true},
		"hours":             {oh.Provenance, true},
	} {
		want := map[bool]directory.Date{true: "2026-01-01", false: "2026-02-02"}[c.inherited]
		if c.got.Inherited != c.inherited || c.got.VerifiedOn() != want {
			t.Errorf("%s: %+v", name, c.got)
		}
	}
	if safety.TollFree.Value != directory.AnswerNo || safety.Anonymous.Value != directory.AnswerYes || safety.CallsRecorded.Value != directory.AnswerUnknown {
		t.Errorf("safety %+v", safety)
	}
	if oh.PublicHolidays != hours.HolidaysUnknown || oh.Weekly[0].Opens != "08:00" {
		t.Errorf("hours %+v", oh)
	}
	if !reflect.DeepEqual(before, ch) || ch.Languages[0].Provenance != nil || ch.Hours.PublicHolidays != "" || ch.Safety.CallsRecorded.Value != "" {
		t.Error("showing changed the record")
	}
	ch.Hours.Provenance, ch.Hours.PublicHolidays = mine, hours.HolidaysClosed
	if oh := ch.HoursShown(); oh.Provenance != mine || oh.PublicHolidays != hours.HolidaysClosed {
		t.Errorf("own hours %+v", oh)
	}
}

func TestShownPartsOfNothing(t *testing.T) {
	var ch directory.Channel
	if ch.HoursShown() != nil || len(ch.LanguagesShown()) != 0 {
		t.Error("nothing is shown as something")
	}
	for i, f := range ch.SafetyShown().Facts() {
		if f.Value != directory.AnswerUnknown || f.Provenance != nil {
			t.Errorf("fact %d: %+v", i, f)
		}
	}
	for i, f := range (*directory.Safety)(nil).Facts() {
		if f != nil {
			t.Errorf("fact %d of nothing: %+v", i, f)
		}
	}
}

func TestFactsAreAllFieldsOfSafety(t *testing.T) {
	var s directory.Safety
	v, facts := reflect.ValueOf(&s).Elem(), s.Facts()
	if v.NumField() != len(facts) {
		t.Fatalf("%d fields, %d facts", v.NumField(), len(facts))
	}
	for i, f := range facts {
		if v.Field(i).Addr().Interface() != f {
			t.Errorf("fact %d is not %s", i, v.Type().Field(i).Name)
		}
	}
}

func TestForPartsIsMarkedInherited(t *testing.T) {
	p := own("2026-01-01")
	parts := p.ForParts()
	if p.Inherited || !parts.Inherited || parts.VerifiedOn() != "2026-01-01" || parts.ForParts() != parts || p.ForParts() != parts {
		t.Errorf("%+v of %+v", parts, p)
	}
	p.Share()
	parts.Share()
	if p.ForParts() != parts || parts.ForParts() != parts {
		t.Error("sharing twice changed it")
	}
	var none *directory.Provenance
	none.Share()
	if none.ForParts() != nil || none.VerifiedOn() != "" {
		t.Error("nothing is inherited as something")
	}
}

func TestFreshnessAtTheEdgesOfItsDays(t *testing.T) {
	midnight := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	after := func(days int, less time.Duration) time.Time { return midnight.AddDate(0, 0, days).Add(-less) }
	for name, c := range map[string]struct {
		on   directory.Date
		at   time.Time
		want directory.Freshness
	}{
		"never":                   {"", midnight, directory.FreshnessUnverified},
		"unreadable":              {"24.11.2026", midnight, directory.FreshnessUnverified},
		"the same day":            {"2026-11-24", midnight, directory.FreshnessFresh},
		"a day ahead":             {"2026-11-25", midnight, directory.FreshnessFresh},
		"two days ahead":          {"2026-11-26", midnight, directory.FreshnessUnverified},
		"a century ahead":         {"2126-11-24", midnight, directory.FreshnessUnverified},
		"the last instant fresh":  {"2026-11-24", after(90, 1), directory.FreshnessFresh},
		"the first instant due":   {"2026-11-24", after(90, 0), directory.FreshnessDue},
		"the last instant due":    {"2026-11-24", after(180, 1), directory.FreshnessDue},
		"the first instant stale": {"2026-11-24", after(180, 0), directory.FreshnessStale},
		"long ago":                {"1900-01-01", midnight, directory.FreshnessStale},
		"days are those of UTC":   {"2026-11-24", after(90, 0).In(time.FixedZone("", -12*3600)), directory.FreshnessDue},
		"beyond what is measured": {"1900-01-01", time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC), directory.FreshnessStale},
	} {
		t.Run(name, func(t *testing.T) {
			if got := directory.DefaultThresholds.Freshness(c.on, c.at); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	if got := (directory.Thresholds{Due: 1, Stale: 2}).Freshness("2026-11-23", midnight); got != directory.FreshnessDue {
		t.Errorf("with thresholds of a day: %s", got)
	}
}

func TestConsentHolds(t *testing.T) {
	for name, c := range map[string]struct {
		consent directory.Consent
		want    bool
	}{
		"nothing recorded against it":    {directory.Consent{}, true},
		"on its last day":                {directory.Consent{ExpiresOn: "2026-11-24"}, true},
		"the day after":                  {directory.Consent{ExpiresOn: "2026-11-23"}, false},
		"withdrawn":                      {directory.Consent{WithdrawnOn: "2026-11-01"}, false},
		"withdrawn with effect later on": {directory.Consent{WithdrawnOn: "2027-01-01"}, false},
		"withdrawn though not expired":   {directory.Consent{WithdrawnOn: "2026-11-01", ExpiresOn: "2030-01-01"}, false},
	} {
		if got := c.consent.Holds("2026-11-24"); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A testimony cannot say who a survivor is, since it has no field for it.
func TestTestimonyHasNoFieldForASurvivorsNameBirthOrPlace(t *testing.T) {
	personal := regexp.MustCompile(`(?i)name|birth|born|age$|place|address|city|town|village|country|nationality|origin|location|subdivision|contact|phone|email|photo|image`)
	for _, typ := range []reflect.Type{reflect.TypeFor[directory.Testimony](), reflect.TypeFor[directory.Consent]()} {
		for field := range typ.Fields() {
			if personal.MatchString(field.Name) || field.Anonymous {
				t.Errorf("%s has a field %s", typ.Name(), field.Name)
			}
			switch field.Type {
			case reflect.TypeFor[directory.CountryCode](), reflect.TypeFor[directory.Place](), reflect.TypeFor[directory.EmailAddress](), reflect.TypeFor[directory.E164]():
				t.Errorf("%s.%s is a %s", typ.Name(), field.Name, field.Type)
			}
		}
	}
}

func TestEveryClosedSetIsListedOnceAndInCapitals(t *testing.T) {
	word := regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)
	for _, typ := range directory.EnumTypes() {
		seen := map[string]bool{}
		for _, v := range directory.EnumValues(typ) {
			if seen[v] || !word.MatchString(v) {
				t.Errorf("%s: %q", typ.Name(), v)
			}
			seen[v] = true
		}
	}
	if directory.EnumValues(reflect.TypeFor[string]()) != nil {
		t.Error("string is a closed set")
	}
}
