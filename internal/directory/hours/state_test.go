package hours

import (
	"slices"
	"sync"
	"testing"
	"time"
)

func TestState(t *testing.T) {
	always := &Schedule{AlwaysOpen: true}
	office := in(t, "Europe/Istanbul", "Mo-Fr 09:00-17:00")
	night := in(t, "America/Bogota", "Fr 22:00-02:00")
	closedDay := in(t, "Europe/Berlin", "Mo-Su 22:00-06:00")
	closedDay.Exceptions = []Exception{{From: "2026-12-24", Through: "2026-12-24", Closed: true}}
	unknownDay := in(t, "Europe/Berlin", "Mo-Su 22:00-06:00")
	unknownDay.Exceptions = []Exception{{From: "2026-12-24", Through: "2026-12-24"}}
	valid := in(t, "Europe/Berlin", "Mo-Su 22:00-02:00")
	valid.ValidFrom, valid.ValidThrough = "2026-03-01", "2026-03-31"
	some := in(t, "Asia/Kathmandu", "Mo 10:00-12:00")
	some.Weekly = append(some.Weekly, Row{Days: []Weekday{Monday, Tuesday}, TimesUnknown: true})
	noZone := in(t, "", "Mo-Fr 09:00-17:00")
	bounded := &Schedule{AlwaysOpen: true, ValidThrough: "2026-06-30"}
	tests := []struct {
		name string
		s    *Schedule
		at   string
		want State
	}{
		{"the zero schedule says nothing", &Schedule{}, "2026-11-24T12:00:00Z", Unknown},
		{"a zone alone says nothing", &Schedule{TimeZone: "UTC"}, "2026-11-24T12:00:00Z", Unknown},
		{"always open needs no zone", always, "2026-11-24T12:00:00Z", Open},
		{"before 1900", always, "1899-12-31T23:59:59Z", Unknown},
		{"first second of 1900", always, "1900-01-01T00:00:00Z", Open},
		{"last second of 2200", always, "2200-12-31T23:59:59Z", Open},
		{"after 2200", always, "2201-01-01T00:00:00Z", Unknown},
		{"rows after 2200", office, "2201-01-01T09:00:00Z", Unknown},
		{"office before opening", office, "2026-11-24T05:59:59Z", Closed},
		{"office opens", office, "2026-11-24T06:00:00Z", Open},
		{"office last second", office, "2026-11-24T13:59:59.999Z", Open},
		{"office closes", office, "2026-11-24T14:00:00Z", Closed},
		{"office on Saturday", office, "2026-11-28T09:00:00Z", Closed},
		{"no zone", noZone, "2026-11-24T09:00:00Z", Unknown},
		{"night of Friday", night, "2026-11-28T03:00:00Z", Open},
		{"night runs into Saturday", night, "2026-11-28T06:59:00Z", Open},
		{"night ends on Saturday", night, "2026-11-28T07:00:00Z", Closed},
		{"Friday morning is not the night of Friday", night, "2026-11-27T06:00:00Z", Closed},
		{"the night before runs into a closed day", closedDay, "2026-12-24T04:59:00Z", Open},
		{"the closed day does not open", closedDay, "2026-12-24T22:00:00Z", Closed},
		{"nor does it run into the next day", closedDay, "2026-12-25T04:00:00Z", Closed},
		{"the night before runs into an unknown day", unknownDay, "2026-12-24T04:59:00Z", Open},
		{"an unknown day is unknown all day", unknownDay, "2026-12-24T12:00:00Z", Unknown},
		{"and in the night it would have carried", unknownDay, "2026-12-25T04:00:00Z", Unknown},
		{"and not after it", unknownDay, "2026-12-25T05:00:00Z", Closed},
		{"before the validity", valid, "2026-02-28T21:30:00Z", Unknown},
		{"a night before the validity", valid, "2026-03-01T00:30:00Z", Unknown},
		{"first valid day", valid, "2026-03-01T01:00:00Z", Closed},
		{"last valid night", valid, "2026-03-31T23:30:00Z", Open},
		{"after the validity", valid, "2026-04-01T00:00:00Z", Unknown},
		{"stated times beside unknown ones", some, "2026-11-23T05:00:00Z", Open},
		{"unknown times beside stated ones", some, "2026-11-23T09:00:00Z", Unknown},
		{"a day of unknown times", some, "2026-11-24T05:00:00Z", Unknown},
		{"a day without row", some, "2026-11-25T05:00:00Z", Closed},
		{"no zone, no place is past the validity", bounded, "2026-06-30T09:59:59Z", Open},
		{"no zone, some place is past the validity", bounded, "2026-06-30T10:00:00Z", Unknown},
	}
	for _, tt := range tests {
		if got := mustCompile(t, tt.s, nil).State(utc(t, tt.at)); got != tt.want {
			t.Errorf("%s: State(%s) = %s, want %s", tt.name, tt.at, got, tt.want)
		}
	}
}

func TestStateWhenTheClockChanges(t *testing.T) {
	tests := []struct {
		name, zone, notation, at string
		want                     State
	}{
		{"Berlin gap, before", "Europe/Berlin", "Su 02:30-04:00", "2026-03-29T00:59:59Z", Closed},
		{"Berlin gap, opens at its end", "Europe/Berlin", "Su 02:30-04:00", "2026-03-29T01:00:00Z", Open},
		{"Berlin gap, closes", "Europe/Berlin", "Su 02:30-04:00", "2026-03-29T02:00:00Z", Closed},
		{"Berlin gap swallows a span", "Europe/Berlin", "Su 02:10-02:50", "2026-03-29T01:00:00Z", Closed},
		{"Berlin gap at the close", "Europe/Berlin", "Su 01:00-02:30", "2026-03-29T01:00:00Z", Closed},
		{"Berlin overlap, first", "Europe/Berlin", "Su 02:30-02:45", "2026-10-25T00:30:00Z", Open},
		{"Berlin overlap, between", "Europe/Berlin", "Su 02:30-02:45", "2026-10-25T01:00:00Z", Closed},
		{"Berlin overlap, second", "Europe/Berlin", "Su 02:30-02:45", "2026-10-25T01:30:00Z", Open},
		{"Berlin overlap, after", "Europe/Berlin", "Su 02:30-02:45", "2026-10-25T01:45:00Z", Closed},
		{"a night over the overlap", "Europe/Berlin", "Sa 22:00-06:00", "2026-10-25T04:59:00Z", Open},
		{"a night over the overlap ends", "Europe/Berlin", "Sa 22:00-06:00", "2026-10-25T05:00:00Z", Closed},
		{"Lord Howe half-hour gap", "Australia/Lord_Howe", "Su 02:15-03:00", "2026-10-03T15:30:00Z", Open},
		{"Lord Howe half-hour overlap, first", "Australia/Lord_Howe", "Su 01:45-02:00", "2026-04-04T14:45:00Z", Open},
		{"Lord Howe half-hour overlap, second", "Australia/Lord_Howe", "Su 01:45-02:00", "2026-04-04T15:15:00Z", Open},
		{"Casablanca in Ramadan", "Africa/Casablanca", "Mo-Su 09:00-17:00", "2026-03-01T09:00:00Z", Open},
		{"Casablanca out of Ramadan", "Africa/Casablanca", "Mo-Su 09:00-17:00", "2026-05-01T08:00:00Z", Open},
		{"Casablanca in Ramadan, an hour earlier", "Africa/Casablanca", "Mo-Su 09:00-17:00", "2026-03-01T08:00:00Z", Closed},
		{"Apia, Thursday before the lost day", "Pacific/Apia", "Sa 00:00-24:00", "2011-12-30T09:59:59Z", Closed},
		{"Apia, Saturday follows Thursday", "Pacific/Apia", "Sa 00:00-24:00", "2011-12-30T10:00:00Z", Open},
		{"Kathmandu, odd minutes", "Asia/Kathmandu", "Mo 09:00-10:00", "2026-11-23T03:15:00Z", Open},
		{"Kathmandu, a minute before", "Asia/Kathmandu", "Mo 09:00-10:00", "2026-11-23T03:14:00Z", Closed},
	}
	for _, tt := range tests {
		c := mustCompile(t, in(t, tt.zone, tt.notation), nil)
		if got := c.State(utc(t, tt.at)); got != tt.want {
			t.Errorf("%s: State(%s) = %s, want %s", tt.name, tt.at, got, tt.want)
		}
	}
}

func TestStateOnPublicHolidays(t *testing.T) {
	// 2026-10-29 is a Thursday; office hours are 06:00Z to 14:00Z.
	const working, early, evening = "2026-10-29T13:00:00Z", "2026-10-29T07:00:00Z", "2026-10-29T18:00:00Z"
	yes, no, other := calendar{"2026-10-29": true}, calendar{"2026-10-29": false}, calendar{"2026-10-28": true}
	office := []Row{{Days: Weekdays(), Opens: "09:00", Closes: "17:00"}}
	tests := []struct {
		name string
		rule HolidayRule
		h    Holidays
		at   string
		want State
	}{
		{"unknown rule, no data", HolidaysUnknown, nil, working, Open},
		{"empty rule, no data", "", nil, working, Open},
		{"unknown rule, not covered", HolidaysUnknown, other, working, Open},
		{"unknown rule, ordinary day", HolidaysUnknown, no, working, Open},
		{"unknown rule, holiday", HolidaysUnknown, yes, working, Unknown},
		{"unknown rule, holiday, evening", HolidaysUnknown, yes, evening, Unknown},
		{"unknown rule, perhaps a holiday", HolidaysUnknown, perhaps{}, working, Unknown},
		{"empty rule, perhaps a holiday", "", perhaps{}, working, Unknown},
		{"as usual, perhaps a holiday", HolidaysAsUsual, perhaps{}, working, Open},
		{"closed, perhaps a holiday, readings differ", HolidaysClosed, perhaps{}, working, Unknown},
		{"closed, perhaps a holiday, readings agree", HolidaysClosed, perhaps{}, evening, Closed},
		{"as usual, holiday", HolidaysAsUsual, yes, working, Open},
		{"as usual, not covered", HolidaysAsUsual, other, working, Open},
		{"closed, holiday", HolidaysClosed, yes, working, Closed},
		{"closed, ordinary day", HolidaysClosed, no, working, Open},
		{"closed, not covered, readings differ", HolidaysClosed, other, working, Unknown},
		{"closed, no data, readings differ", HolidaysClosed, nil, working, Unknown},
		{"closed, no data, readings agree", HolidaysClosed, nil, evening, Closed},
		{"own hours, holiday", HolidaysOwnHours, yes, working, Closed},
		{"own hours, holiday, open", HolidaysOwnHours, yes, early, Open},
		{"own hours, no data, readings agree", HolidaysOwnHours, nil, early, Open},
		{"own hours, no data, readings differ", HolidaysOwnHours, nil, working, Unknown},
	}
	for _, tt := range tests {
		s := &Schedule{TimeZone: "Europe/Istanbul", Weekly: office, PublicHolidays: tt.rule}
		if tt.rule == HolidaysOwnHours {
			s.HolidayRows = []Span{{"10:00", "12:00"}}
		}
		if got := mustCompile(t, s, tt.h).State(utc(t, tt.at)); got != tt.want {
			t.Errorf("%s: State(%s) = %s, want %s", tt.name, tt.at, got, tt.want)
		}
	}

	always := &Schedule{AlwaysOpen: true, TimeZone: "Europe/Istanbul"}
	if got := mustCompile(t, always, yes).State(utc(t, working)); got != Open {
		t.Errorf("round the clock on a holiday: %s, want OPEN", got)
	}
	always.PublicHolidays = HolidaysClosed
	if got := mustCompile(t, always, yes).State(utc(t, working)); got != Closed {
		t.Errorf("round the clock but on holidays: %s, want CLOSED", got)
	}
	dated := in(t, "Europe/Istanbul", "Mo-Su 09:00-17:00; PH off; 2026 Oct 29 12:00-17:00")
	if got := mustCompile(t, dated, yes).State(utc(t, working)); got != Open {
		t.Errorf("an exception on a holiday: %s, want OPEN", got)
	}
}

func TestLanguages(t *testing.T) {
	s := &Schedule{
		TimeZone: "Europe/Berlin",
		Weekly: []Row{
			{Days: Weekdays(), Opens: "08:00", Closes: "20:00"},
			{Days: []Weekday{Monday}, Opens: "10:00", Closes: "14:00", Languages: []string{"ar", "de"}},
			{Days: []Weekday{Monday}, Opens: "12:00", Closes: "16:00", Languages: []string{"de", "zh-Hant"}},
			{Days: []Weekday{Monday}, Opens: "22:00", Closes: "02:00", Languages: []string{"ro"}},
			{Days: []Weekday{Sunday}, TimesUnknown: true, Languages: []string{"pl"}},
		},
		PublicHolidays: HolidaysClosed,
	}
	ordinary := calendar{"2026-11-22": false, "2026-11-23": false, "2026-11-24": false}
	tests := []struct {
		at   string
		h    Holidays
		want []string
	}{
		{"2026-11-23T08:00:00Z", ordinary, nil},
		{"2026-11-23T09:00:00Z", ordinary, []string{"ar", "de"}},
		{"2026-11-23T11:00:00Z", ordinary, []string{"ar", "de", "zh-Hant"}},
		{"2026-11-23T14:59:00Z", ordinary, []string{"de", "zh-Hant"}},
		{"2026-11-24T00:30:00Z", ordinary, []string{"ro"}},
		{"2026-11-24T01:00:00Z", ordinary, nil},
		{"2026-11-22T11:00:00Z", ordinary, nil},
		{"2026-11-23T11:00:00Z", calendar{"2026-11-23": true}, nil},
		{"2026-11-23T11:00:00Z", nil, []string{"ar", "de", "zh-Hant"}},
		{"2300-11-23T11:00:00Z", ordinary, nil},
	}
	for _, tt := range tests {
		got := mustCompile(t, s, tt.h).Languages(utc(t, tt.at))
		if !slices.Equal(got, tt.want) || (got == nil) != (tt.want == nil) {
			t.Errorf("Languages(%s) = %v, want %v", tt.at, got, tt.want)
		}
	}
	s.PublicHolidays, s.HolidayRows = HolidaysOwnHours, []Span{{"10:00", "12:00"}}
	if got := mustCompile(t, s, nil).Languages(utc(t, "2026-11-23T11:00:00Z")); got != nil {
		t.Errorf("on what may be a holiday with hours of its own: %v, want none", got)
	}
}

func TestCompiledKeepsNothingOfTheSchedule(t *testing.T) {
	s := in(t, "Europe/Berlin", "Mo-Su 09:00-17:00; 2026 Dec 24 10:00-12:00")
	s.Weekly[0].Languages = []string{"de"}
	c := mustCompile(t, s, nil)
	s.Weekly[0].Days[1], s.Weekly[0].Closes, s.Weekly[0].Languages[0] = Monday, "09:01", "xx"
	s.Exceptions[0].Rows[0].Closes = "10:01"
	at := utc(t, "2026-11-24T12:00:00Z")
	if c.State(at) != Open || c.State(utc(t, "2026-12-24T10:30:00Z")) != Open {
		t.Error("a change of the schedule changed the compiled form")
	}
	c.Languages(at)[0] = "yy"
	if got := c.Languages(at); got[0] != "de" {
		t.Errorf("Languages = %v after its caller changed an earlier answer", got)
	}
}

func TestStateIsSafeForConcurrentUse(t *testing.T) {
	s := in(t, "Europe/Berlin", "Mo-Fr 09:00-17:00; PH off; 2026 Dec 24 off")
	c := mustCompile(t, s, calendar{"2026-11-24": false})
	at := utc(t, "2026-11-24T12:00:00Z")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i := range 200 {
				if got := c.State(at.Add(time.Duration(i) * time.Second)); got != Open {
					t.Errorf("State = %s, want OPEN", got)
				}
				c.NextChange(at)
			}
		})
	}
	group.Wait()
}

func TestStateAllocatesNothing(t *testing.T) {
	s := closedOnHolidays(in(t, "Europe/Berlin", "Mo-Fr 09:00-17:00; Sa 22:00-04:00; 2026 Dec 24-31 off"))
	c := mustCompile(t, s, calendar{"2026-11-24": false})
	at := utc(t, "2026-11-24T12:00:00Z")
	if n := testing.AllocsPerRun(1000, func() { at = at.Add(37 * time.Minute); c.State(at) }); n != 0 {
		t.Errorf("State allocates %v times", n)
	}
}
