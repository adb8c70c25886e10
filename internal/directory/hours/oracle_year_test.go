package hours

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestEveryMinuteOfAYear walks whole years minute by minute, in zones with and without changes of the clock, and
// compares the state at every minute with the oracle, which works from texts and local days. The next change, the
// opening, the closing and the languages are compared about every change and every jump of the clock, and at every
// 31st minute between.
func TestEveryMinuteOfAYear(t *testing.T) {
	if testing.Short() {
		t.Skip("looks at every minute of nine years")
	}
	for i, tt := range []struct {
		zone string
		year int
	}{
		{"Europe/Istanbul", 2026},
		{"America/Bogota", 2026},
		{"Australia/Lord_Howe", 2026}, // half an hour
		{"Africa/Casablanca", 2026},   // for Ramadan
		{"Pacific/Apia", 2026},
		{"Pacific/Apia", 2011}, // it lost 30 December
		{"Asia/Kathmandu", 2026},
		{"Europe/Berlin", 2026},
		{"America/New_York", 2026},
	} {
		zone, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		random := rapid.Custom(func(t *rapid.T) *Schedule { return anySchedule(t, tt.year, false) })
		for n, s := range []*Schedule{nightsOfAYear(tt.year), random.Example(i)} {
			if raced && (n != i%2 || i%3 != 0) {
				continue // a few; the test without the race detector walks them all
			}
			t.Run(fmt.Sprintf("%s/%d/%d", tt.zone, tt.year, n), func(t *testing.T) {
				t.Parallel()
				s.TimeZone = tt.zone
				walk(t, s, everyThird{}, zone, tt.year)
			})
		}
	}
}

// nightsOfAYear has everything at once: nights, breaks, times that nobody stated, languages, holidays with their own
// hours, exceptions that close, open and say nothing, and a validity that ends within the year.
func nightsOfAYear(year int) *Schedule {
	y := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")
	return &Schedule{
		Weekly: []Row{
			{Days: weekdaysMoFr, Opens: "09:00", Closes: "12:30"},
			{Days: weekdaysMoFr, Opens: "13:30", Closes: "02:15", Languages: []string{"en"}},
			{Days: []Weekday{Saturday, Sunday}, Opens: "22:00", Closes: "03:30", Languages: []string{"ar", "en"}},
			{Days: []Weekday{Sunday}, Opens: "02:30", Closes: "02:45", Languages: []string{"fr"}},
			{Days: []Weekday{Wednesday}, TimesUnknown: true},
		},
		PublicHolidays: HolidaysOwnHours,
		HolidayRows:    []Span{{"10:00", "12:00"}, {"23:00", "01:30"}},
		Exceptions: []Exception{
			{From: Date(y + "-03-27"), Through: Date(y + "-03-30"), Rows: []Span{{"20:00", "04:00"}, {"01:30", "03:00"}}},
			{From: Date(y + "-10-24"), Through: Date(y + "-10-26"), Closed: true},
			{From: Date(y + "-10-27"), Through: Date(y + "-10-27")},
		},
		ValidFrom:    Date(y + "-01-10"),
		ValidThrough: Date(y + "-12-30"),
	}
}

// walk compares one schedule over one year of UTC.
func walk(t *testing.T, s *Schedule, h Holidays, zone *time.Location, year int) {
	t.Helper()
	c := mustCompile(t, s, h)
	start := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	minutes := int(start.AddDate(1, 0, 0).Sub(start) / time.Minute)
	days := &oracleDays{s: s, h: h, zone: zone, known: map[int64]*[minutesPerDay]State{}}
	want := make([]State, minutes)
	for i := range want {
		at := start.Add(time.Duration(i) * time.Minute)
		want[i] = days.state(at)
		if got := c.State(at); got != want[i] {
			t.Fatalf("State(%s) = %s, want %s", at.In(zone), got, want[i])
		}
	}
	next := minutes // the first minute after i with another state
	for i := minutes - 2; i >= 0; i-- {
		if want[i+1] != want[i] {
			next = i + 1
		}
		at := start.Add(time.Duration(i) * time.Minute)
		_, before := at.In(zone).Zone()
		_, after := at.Add(time.Minute).In(zone).Zone()
		if i%31 == 0 || next == i+1 || i > 0 && want[i-1] != want[i] || before != after {
			end := start.Add(time.Duration(next) * time.Minute)
			compareChange(t, c, at, end, next < minutes, want[i], want[min(next, minutes-1)])
			if got, spoken := c.Languages(at), days.languages(at); !slices.Equal(got, spoken) {
				t.Fatalf("Languages(%s) = %v, want %v", at.In(zone), got, spoken)
			}
		}
	}
}

// compareChange compares all that is said of the next change, which is at end if the year has one.
func compareChange(t *testing.T, c *Compiled, at, end time.Time, within bool, now, then State) {
	t.Helper()
	when, to, ok := c.NextChange(at)
	if within && (!ok || !when.Equal(end) || to != then) || !within && ok && when.Before(end) {
		t.Fatalf("NextChange(%s) = %s %s %v, want %s %s (%v)", at, when, to, ok, end, then, within)
	}
	if !within {
		return
	}
	opens, ok := c.OpensAt(at)
	if want := now == Closed && then == Open; ok != want || ok && !opens.Equal(end) {
		t.Fatalf("OpensAt(%s) = %s %v, want %s %v", at, opens, ok, end, want)
	}
	closes, ok := c.ClosesAt(at)
	if want := now == Open && then == Closed; ok != want || ok && !closes.Equal(end) {
		t.Fatalf("ClosesAt(%s) = %s %v, want %s %v", at, closes, ok, end, want)
	}
}

// oracleDays is the oracle with one page for each local day, so that a year takes a moment.
type oracleDays struct {
	s     *Schedule
	h     Holidays
	zone  *time.Location
	known map[int64]*[minutesPerDay]State
}

func (o *oracleDays) state(at time.Time) State {
	local := at.In(o.zone)
	date := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	page := o.known[date.Unix()]
	if page == nil {
		page = o.page(date)
		o.known[date.Unix()] = page
	}
	return page[local.Hour()*60+local.Minute()]
}

// clockTexts has every time of a day as a clock shows it.
var clockTexts = sync.OnceValue(func() (texts [minutesPerDay]string) {
	for minute := range texts {
		texts[minute] = time.Unix(int64(minute)*60, 0).UTC().Format("15:04")
	}
	return texts
})

// page tries every way in which a day and the day before it may have turned out.
func (o *oracleDays) page(date time.Time) *[minutesPerDay]State {
	var page [minutesPerDay]State
	clocks := clockTexts()
	own, before := worlds(o.s, o.h, date), worlds(o.s, o.h, date.AddDate(0, 0, -1))
	for minute := range page {
		clock := clocks[minute]
		open, closed := false, false
		for _, a := range own {
			for _, b := range before {
				if a(clock, false) || b(clock, true) {
					open = true
				} else {
					closed = true
				}
			}
		}
		switch {
		case open && closed:
			page[minute] = Unknown
		case open:
			page[minute] = Open
		default:
			page[minute] = Closed
		}
	}
	return &page
}

// languages are those of the weekly rows that are certainly in force.
func (o *oracleDays) languages(at time.Time) (spoken []string) {
	local := at.In(o.zone)
	clock := local.Format("15:04")
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	for _, row := range o.s.Weekly {
		if row.TimesUnknown {
			continue
		}
		for _, d := range row.Days {
			for _, next := range []bool{false, true} {
				date := today
				if next {
					date = today.AddDate(0, 0, -1)
				}
				if d != weekdayOf(date) || !o.ordinary(date) || !inSpans([]Span{{row.Opens, row.Closes}}, clock, next) {
					continue
				}
				for _, tag := range row.Languages {
					if !slices.Contains(spoken, tag) {
						spoken = append(spoken, tag)
					}
				}
			}
		}
	}
	return spoken
}

// ordinary reports whether it is certain that the weekly rows hold on a day, if anything is open at all.
func (o *oracleDays) ordinary(date time.Time) bool {
	day := Date(date.Format(time.DateOnly))
	if o.s.ValidFrom != "" && day < o.s.ValidFrom || o.s.ValidThrough != "" && day > o.s.ValidThrough {
		return false
	}
	for _, e := range o.s.Exceptions {
		if e.From <= day && day <= e.Through {
			return false
		}
	}
	switch yes, known := o.h.IsPublicHoliday(day); {
	case o.s.PublicHolidays == HolidaysAsUsual, known && !yes:
		return true
	default:
		return !known && (o.s.PublicHolidays == HolidaysClosed || !yes && o.s.PublicHolidays == HolidaysUnknown)
	}
}
