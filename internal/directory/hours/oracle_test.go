package hours

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// world is one way in which a day may turn out: is it open at this wall clock
// time, of its own day or, with next set, of the morning after?
type world func(clock string, next bool) bool

// oracle answers from the schedule by comparing texts and trying every world.
// It shares no code with the compiled form.
func oracle(s *Schedule, h Holidays, zone *time.Location, at time.Time) State {
	if y := at.UTC().Year(); y < 1900 || y > 2200 {
		return Unknown
	}
	local := at.In(zone)
	clock := local.Format("15:04")
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	seen := map[bool]bool{}
	for _, a := range worlds(s, h, today) {
		for _, b := range worlds(s, h, today.AddDate(0, 0, -1)) {
			seen[a(clock, false) || b(clock, true)] = true
		}
	}
	switch {
	case len(seen) > 1:
		return Unknown
	case seen[true]:
		return Open
	}
	return Closed
}

func worlds(s *Schedule, h Holidays, date time.Time) []world {
	day := Date(date.Format("2006-01-02"))
	weekday := weekdayOf(date)
	var spans []Span
	open, vague := s.AlwaysOpen, !s.AlwaysOpen && len(s.Weekly) == 0
	for _, row := range s.Weekly {
		for _, d := range row.Days {
			if d == weekday && row.TimesUnknown {
				vague = true
			} else if d == weekday {
				spans = append(spans, Span{row.Opens, row.Closes})
			}
		}
	}
	usual := func(clock string, next bool) bool { return open && !next || inSpans(spans, clock, next) }
	usuals := []world{usual}
	if vague {
		usuals = append(usuals, func(clock string, next bool) bool { return !next || usual(clock, next) })
	}
	nobodyKnows := []world{
		func(string, bool) bool { return false },
		func(clock string, next bool) bool { return !next || usual(clock, next) },
	}
	if s.ValidFrom != "" && day < s.ValidFrom || s.ValidThrough != "" && day > s.ValidThrough {
		return nobodyKnows
	}
	for _, e := range s.Exceptions {
		if day < e.From || day > e.Through {
			continue
		}
		if !e.Closed && len(e.Rows) == 0 {
			return nobodyKnows
		}
		return []world{func(clock string, next bool) bool { return inSpans(e.Rows, clock, next) }}
	}
	var yes, known bool
	if h != nil {
		yes, known = h.IsPublicHoliday(day)
	}
	holiday := world(func(clock string, next bool) bool { return inSpans(s.HolidayRows, clock, next) })
	differs := s.PublicHolidays == HolidaysClosed || s.PublicHolidays == HolidaysOwnHours
	switch {
	case differs && !known:
		return append(usuals, holiday)
	case differs && yes:
		return []world{holiday}
	case s.PublicHolidays == HolidaysUnknown && yes && !s.AlwaysOpen:
		return nobodyKnows
	}
	return usuals
}

func weekdayOf(date time.Time) Weekday { return Weekday(strings.ToUpper(date.Weekday().String())) }

func inSpans(spans []Span, clock string, next bool) bool {
	for _, s := range spans {
		overnight := s.Closes < s.Opens
		switch {
		case next && overnight && clock < string(s.Closes):
			return true
		case !next && clock >= string(s.Opens) && (overnight || clock < string(s.Closes)):
			return true
		}
	}
	return false
}

// everyThird knows two dates of three, and calls a quarter of all holidays, or perhaps holidays.
type everyThird struct{}

func (everyThird) IsPublicHoliday(d Date) (yes, known bool) {
	n := 0
	for _, c := range []byte(d) {
		n = n*7 + int(c)
	}
	return n%4 == 0, n%3 != 0
}

func anySpan(t *rapid.T) Span {
	for {
		from := rapid.IntRange(0, minutesPerDay-1).Draw(t, "opens")
		to := rapid.IntRange(0, minutesPerDay).Draw(t, "closes")
		if rapid.Bool().Draw(t, "round") {
			from, to = from/30*30, to/30*30
		}
		if from != to {
			return Span{localTimeAt(from), localTimeAt(to)}
		}
	}
}

func anySpans(t *rapid.T, atLeast int) []Span {
	var spans []Span
	for range rapid.IntRange(atLeast, 3).Draw(t, "spans") {
		spans = append(spans, anySpan(t))
	}
	return spans
}

// anySchedule draws a valid schedule with dates in the given year. When
// writable it has nothing the notation cannot say.
func anySchedule(t *rapid.T, year int, writable bool) *Schedule {
	s := &Schedule{AlwaysOpen: rapid.IntRange(0, 9).Draw(t, "always") == 0}
	least := 0
	if writable {
		least = 1
	}
	if !s.AlwaysOpen {
		for range rapid.IntRange(least, 5).Draw(t, "rows") {
			days := daySet(rapid.IntRange(1, int(everyDay)).Draw(t, "days")).weekdays()
			sp := anySpan(t)
			row := Row{Days: days, Opens: sp.Opens, Closes: sp.Closes}
			if !writable && rapid.IntRange(0, 7).Draw(t, "vague") == 0 {
				row = Row{Days: days, TimesUnknown: true}
			}
			if !writable {
				row.Languages = rapid.SampledFrom([][]string{nil, {"ar"}, {"en", "fr"}, {"fr"}}).Draw(t, "languages")
			}
			s.Weekly = append(s.Weekly, row)
		}
	}
	rules := []HolidayRule{HolidaysUnknown, HolidaysClosed, HolidaysOwnHours, HolidaysAsUsual}
	switch {
	case writable && s.AlwaysOpen:
		rules = rules[1:]
	case writable:
		rules = rules[:3]
	}
	s.PublicHolidays = rapid.SampledFrom(rules).Draw(t, "rule")
	if s.PublicHolidays == HolidaysOwnHours {
		s.HolidayRows = anySpans(t, 1)
	}
	day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	for range rapid.IntRange(0, 4).Draw(t, "exceptions") {
		from := day.AddDate(0, 0, rapid.IntRange(0, 120).Draw(t, "from"))
		through := from.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "length"))
		day = through.AddDate(0, 0, 1)
		e := Exception{From: Date(from.Format(time.DateOnly)), Through: Date(through.Format(time.DateOnly))}
		if e.Closed = rapid.Bool().Draw(t, "closed"); !e.Closed {
			e.Rows = anySpans(t, least)
		}
		s.Exceptions = append(s.Exceptions, e)
	}
	if !writable && rapid.IntRange(0, 3).Draw(t, "valid") == 0 {
		from := time.Date(year, 1, rapid.IntRange(1, 300).Draw(t, "validFrom"), 0, 0, 0, 0, time.UTC)
		s.ValidFrom = Date(from.Format(time.DateOnly))
		s.ValidThrough = Date(from.AddDate(0, 0, rapid.IntRange(0, 200).Draw(t, "valid days")).Format(time.DateOnly))
	}
	return s
}

// clockTurns finds the changes of the clock in a year, to six hours.
func clockTurns(zone *time.Location, year int) []time.Time {
	var turns []time.Time
	at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, offset := at.In(zone).Zone(); at.Year() == year; at = at.Add(6 * time.Hour) {
		if _, o := at.In(zone).Zone(); o != offset {
			turns, offset = append(turns, at), o
		}
	}
	return turns
}

// instants draws minutes of a year, half of them close to a change of the
// clock when the year has one.
func instants(t *rapid.T, turns []time.Time, year, n int) []time.Time {
	start := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	var list []time.Time
	for i := range n {
		if i%2 == 0 && len(turns) > 0 {
			turn := rapid.SampledFrom(turns).Draw(t, "turn")
			list = append(list, turn.Add(time.Duration(rapid.IntRange(-1600, 1600).Draw(t, "near"))*time.Minute))
			continue
		}
		list = append(list, start.Add(time.Duration(rapid.IntRange(0, 366*minutesPerDay-1).Draw(t, "minute"))*time.Minute))
	}
	return list
}

func TestStateAgreesWithTheOracle(t *testing.T) {
	for _, name := range []string{
		"Europe/Istanbul", "America/Bogota", "Australia/Lord_Howe", "Africa/Casablanca",
		"Pacific/Apia", "Asia/Kathmandu", "Europe/Berlin",
	} {
		t.Run(name, func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { checkAgainstOracle(t, name) }) })
	}
}

func checkAgainstOracle(t *rapid.T, name string) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	// 1915 has offsets with seconds, 2011 the day Apia lost, 2092 lies beyond
	// the transitions that zone files list and is a leap year.
	year := rapid.SampledFrom([]int{2026, 2026, 2011, 1915, 2092}).Draw(t, "year")
	s := anySchedule(t, year, false)
	s.TimeZone = name
	var h Holidays
	if rapid.Bool().Draw(t, "calendar") {
		h = everyThird{}
	}
	c, err := Compile(s, h)
	if err != nil {
		t.Fatal(err)
	}
	turns := clockTurns(zone, year)
	for _, at := range instants(t, turns, year, 24) {
		if got, want := c.State(at), oracle(s, h, zone, at); got != want {
			t.Fatalf("State(%s) = %s, want %s", at.Format(time.RFC3339), got, want)
		}
	}
	for _, at := range instants(t, turns, year, 3) {
		checkNextChange(t, c, s, h, zone, at)
	}
}

// checkNextChange compares the next change with the state around it, with a
// walk of the oracle over the next minutes, and with samples until then.
func checkNextChange(t *rapid.T, c *Compiled, s *Schedule, h Holidays, zone *time.Location, at time.Time) {
	now := c.State(at)
	when, to, ok := c.NextChange(at)
	end := at.AddDate(2, 0, 0)
	if ok {
		end = when
		if !when.After(at) || to == now || c.State(when) != to || c.State(when.Add(-time.Nanosecond)) != now {
			t.Fatalf("NextChange(%s) = %s %s; states %s, before %s, then %s",
				at.Format(time.RFC3339), when, to, now, c.State(when.Add(-time.Nanosecond)), c.State(when))
		}
	}
	for m := 1; m <= 300; m++ {
		if next := at.Add(time.Duration(m) * time.Minute); next.Before(end) && oracle(s, h, zone, next) != now {
			t.Fatalf("NextChange(%s) = %s %v, but it is %s at %s", at.Format(time.RFC3339), when, ok, oracle(s, h, zone, next), next)
		}
	}
	for i := range 40 {
		between := at.Add(end.Sub(at) / 40 * time.Duration(i)).Truncate(time.Minute)
		if !between.Before(at) && oracle(s, h, zone, between) != now {
			t.Fatalf("NextChange(%s) = %s %v, but it is %s at %s", at.Format(time.RFC3339), when, ok, oracle(s, h, zone, between), between)
		}
	}
}

func TestNotationRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySchedule(t, 2026, true)
		if rapid.Bool().Draw(t, "days only") {
			withoutNights(s)
		}
		text, err := s.Notation()
		var refused *NotationError
		if hasNights(s) && errors.As(err, &refused) && (refused.Path == "publicHolidays" || strings.HasPrefix(refused.Path, "exceptions[")) {
			t.Skip(refused)
		}
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(text)
		if err != nil {
			t.Fatalf("Parse(%q): %v", text, err)
		}
		if d := differences(s, back); d != "" {
			t.Fatalf("%q reads back differently:\n%s", text, d)
		}
	})
}

// eachSpan calls f with the two ends of every span of a schedule.
func eachSpan(s *Schedule, f func(opens, closes *LocalTime)) {
	for i := range s.Weekly {
		f(&s.Weekly[i].Opens, &s.Weekly[i].Closes)
	}
	for i := range s.HolidayRows {
		f(&s.HolidayRows[i].Opens, &s.HolidayRows[i].Closes)
	}
	for _, e := range s.Exceptions {
		for i := range e.Rows {
			f(&e.Rows[i].Opens, &e.Rows[i].Closes)
		}
	}
}

// withoutNights turns every span around that runs past midnight.
func withoutNights(s *Schedule) {
	eachSpan(s, func(opens, closes *LocalTime) {
		if *closes < *opens {
			*opens, *closes = *closes, *opens
		}
	})
}

func hasNights(s *Schedule) (found bool) {
	eachSpan(s, func(opens, closes *LocalTime) { found = found || *closes < *opens && *closes != "00:00" })
	return found
}
