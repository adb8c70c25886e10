package hours

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// differences compares two schedules; an empty list and no list are the same.
func differences(a, b *Schedule) string { return cmp.Diff(a, b, cmpopts.EquateEmpty()) }

var weekdaysMoFr = []Weekday{Monday, Tuesday, Wednesday, Thursday, Friday}

func TestParse(t *testing.T) {
	week := func(rows ...Row) *Schedule { return &Schedule{Weekly: rows, PublicHolidays: HolidaysUnknown} }
	row := func(opens, closes LocalTime, days ...Weekday) Row {
		return Row{Days: days, Opens: opens, Closes: closes}
	}
	office := row("09:00", "17:00", weekdaysMoFr...)
	with := func(s *Schedule, change func(*Schedule)) *Schedule { change(s); return s }
	tests := []struct {
		notation, canonical string // canonical empty means the same
		want                *Schedule
	}{
		{"24/7", "", &Schedule{AlwaysOpen: true, PublicHolidays: HolidaysAsUsual}},
		{"24/7; PH off", "", &Schedule{AlwaysOpen: true, PublicHolidays: HolidaysClosed}},
		{"Mo-Fr 09:00-17:00", "", week(office)},
		{"  Mo - Fr   09:00 - 17:00 ", "Mo-Fr 09:00-17:00", week(office)},
		{"Mo-Fr", "Mo-Fr 00:00-24:00", week(row("00:00", "24:00", weekdaysMoFr...))},
		{"Mo,We,Fr 10:00-12:00", "", week(row("10:00", "12:00", Monday, Wednesday, Friday))},
		{"Fr-Mo 10:00-12:00", "Mo,Fr-Su 10:00-12:00", week(row("10:00", "12:00", Monday, Friday, Saturday, Sunday))},
		{"08:00-20:00", "Mo-Su 08:00-20:00", week(row("08:00", "20:00", Weekdays()...))},
		{"Sa 22:00-02:00", "", week(row("22:00", "02:00", Saturday))},
		{"Sa 22:00-26:00", "Sa 22:00-02:00", week(row("22:00", "02:00", Saturday))},
		{"Sa 09:00-00:00", "", week(row("09:00", "00:00", Saturday))},
		{"Mo-Fr 09:00-12:30,13:30-17:00", "", week(row("09:00", "12:30", weekdaysMoFr...), row("13:30", "17:00", weekdaysMoFr...))},
		{"Mo-Fr 09:00-12:30, 13:30-17:00", "Mo-Fr 09:00-12:30,13:30-17:00", week(row("09:00", "12:30", weekdaysMoFr...), row("13:30", "17:00", weekdaysMoFr...))},
		{"Mo-Fr 08:00-12:00, We 14:00-18:00", "", week(row("08:00", "12:00", weekdaysMoFr...), row("14:00", "18:00", Wednesday))},
		{
			"Mo-Fr 09:00-17:00; We 10:00-12:00", "Mo-Tu,Th-Fr 09:00-17:00; We 10:00-12:00",
			week(row("09:00", "17:00", Monday, Tuesday, Thursday, Friday), row("10:00", "12:00", Wednesday)),
		},
		{"Mo-Su 09:00-17:00; Sa-Su off", "Mo-Fr 09:00-17:00", week(office)},
		{"Fr 22:00-04:00, Sa 21:00-04:00", "", week(row("22:00", "04:00", Friday), row("21:00", "04:00", Saturday))},
		{"Sa 21:00-04:00; Fr 22:00-04:00", "", week(row("21:00", "04:00", Saturday), row("22:00", "04:00", Friday))},
		{"Mo-Su 20:00-02:00; Mo-Su 22:00-04:00", "Mo-Su 22:00-04:00", week(row("22:00", "04:00", Weekdays()...))},
		{
			"Fr 22:00-04:00; 2026 Dec 24 off; 2026 Dec 23 22:00-04:00", "",
			with(week(row("22:00", "04:00", Friday)), func(s *Schedule) {
				s.Exceptions = []Exception{
					{From: "2026-12-24", Through: "2026-12-24", Closed: true},
					{From: "2026-12-23", Through: "2026-12-23", Rows: []Span{{"22:00", "04:00"}}},
				}
			}),
		},
		{
			"Mo-Fr 09:00-17:00; 2026 Feb 1-28 off", "Mo-Fr 09:00-17:00; 2026 Feb 1-2026 Feb 28 off",
			with(week(office), func(s *Schedule) {
				s.Exceptions = []Exception{{From: "2026-02-01", Through: "2026-02-28", Closed: true}}
			}),
		},
		{
			"Mo-Fr 09:00-17:00; PH closed", "Mo-Fr 09:00-17:00; PH off",
			with(week(office), func(s *Schedule) { s.PublicHolidays = HolidaysClosed }),
		},
		{
			"Mo-Fr 09:00-17:00; Sa,PH 10:00-12:00", "Mo-Fr 09:00-17:00; Sa 10:00-12:00; PH 10:00-12:00",
			with(week(office, row("10:00", "12:00", Saturday)), func(s *Schedule) {
				s.PublicHolidays, s.HolidayRows = HolidaysOwnHours, []Span{{"10:00", "12:00"}}
			}),
		},
		{
			"Mo-Fr,PH 09:00-17:00, PH 18:00-19:00", "Mo-Fr 09:00-17:00; PH 09:00-17:00,18:00-19:00",
			with(week(office), func(s *Schedule) {
				s.PublicHolidays, s.HolidayRows = HolidaysOwnHours, []Span{{"09:00", "17:00"}, {"18:00", "19:00"}}
			}),
		},
		{
			"Mo-Fr 09:00-17:00; 2026 Dec 24-26 off; 2026 Dec 30-2027 Jan 2 off; 2026 Nov 30-2026 Dec 1 10:00-12:00; 2027 Feb 28", "Mo-Fr 09:00-17:00; 2026 Dec 24-26 off; 2026 Dec 30-2027 Jan 2 off; 2026 Nov 30-2026 Dec 1 10:00-12:00; 2027 Feb 28 00:00-24:00",
			with(week(office), func(s *Schedule) {
				s.Exceptions = []Exception{
					{From: "2026-12-24", Through: "2026-12-26", Closed: true},
					{From: "2026-12-30", Through: "2027-01-02", Closed: true},
					{From: "2026-11-30", Through: "2026-12-01", Rows: []Span{{"10:00", "12:00"}}},
					{From: "2027-02-28", Through: "2027-02-28", Rows: []Span{{"00:00", "24:00"}}},
				}
			}),
		},
	}
	for _, tt := range tests {
		got, err := Parse(tt.notation)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.notation, err)
			continue
		}
		if d := differences(tt.want, got); d != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", tt.notation, d)
		}
		canonical := tt.canonical
		if canonical == "" {
			canonical = tt.notation
		}
		if text, err := got.Notation(); err != nil || text != canonical {
			t.Errorf("Parse(%q).Notation() = %q, %v, want %q", tt.notation, text, err, canonical)
		}
	}
}

// founding are all the hours the directory was founded with.
var founding = []string{
	"24/7",
	"Mo 10:00-16:00; Tu 10:00-16:00; We 12:00-20:00; Th 10:00-16:00",
	"Mo-Fr",
	"Mo-Fr 08:00-16:00",
	"Mo-Fr 08:30-16:00; Sa-Su,PH 09:00-15:00",
	"Mo-Fr 09:00-12:30,13:30-17:00",
	"Mo-Fr 09:00-15:00",
	"Mo-Fr 09:00-16:30",
	"Mo-Fr 09:00-17:00",
	"Mo-Su 07:30-17:30",
	"Mo-Su 07:30-21:00",
	"Mo-Su 08:00-23:00",
}

func TestParseFoundingHours(t *testing.T) {
	for _, notation := range founding {
		s, err := Parse(notation)
		if err != nil {
			t.Errorf("Parse(%q): %v", notation, err)
			continue
		}
		if p := s.Validate(); len(p) > 0 {
			t.Errorf("Parse(%q) has problems: %v", notation, p)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		notation string
		offset   int
		token    string
	}{
		{"", 0, ""},
		{"   ", 3, ""},
		{"Mo-Fr 09:00-17:00;", 18, ""},
		{";Mo", 0, ";"},
		{"Mo 09:00-17:00 || Tu", 15, "||"},
		{"sunrise-sunset", 0, "sunrise"},
		{"Mo sunrise-sunset", 3, "sunrise"},
		{"Mo 09:00-sunset", 9, "sunset"},
		{"Mo (sunrise+01:00)-17:00", 3, "("},
		{"easter off", 0, "easter"},
		{"2026 easter off", 5, "easter"},
		{"week 10 Mo 09:00-17:00", 0, "week"},
		{"SH 09:00-17:00", 0, "SH"},
		{"Mo,SH 09:00-17:00", 3, "SH"},
		{"Mo 09:00-17:00; SH off", 16, "SH"},
		{"Mo[1] 09:00-17:00", 2, "["},
		{"Mo 09:00-17:00 \"by appointment\"", 15, "\""},
		{"Mo 09:00+", 8, "+"},
		{"Mo 09:00-17:00+", 14, "+"},
		{"Mo 09:00-17:00/90", 14, "/"},
		{"Mo 09:00-17:00 open", 15, "open"},
		{"Mo unknown", 3, "unknown"},
		{"Dec 25 off", 0, "Dec"},
		{"Mo 09:00-17:00; Dec 25 off", 16, "Dec"},
		{"2026 off", 5, "off"},
		{"Mo 09:00-17:00; 2026 Dec off", 25, "off"},
		{"Mo 09:00-17:00; 2026-2027 Mo off", 20, "-"},
		{"Mo 09:00-17:00; 2026 Feb 29 off", 25, "29"},
		{"Mo 09:00-17:00; 1899 Feb 2 off", 16, "1899"},
		{"Mo 09:00-17:00; 2026 Dec 26-24 off", 16, "2026"},
		{"Mo 09:00-17:00; 2026 Dec 24,25 off", 27, ","},
		{"Mo 09:00-17:00; 2026 Nov 30-Dec 1 off", 28, "Dec"},
		{"Mo 09:00-17:00; 2026 Nov 30-easter off", 28, "easter"},
		{"Mo 09:00-17:00; 2026 Dec 24-26 off; 2026 Dec 26 off", 36, "2026"},
		{"Mo 09:00-17:00, 2026 Dec 24 off", 16, "2026"},
		{"2026 Dec 24 off; Mo 09:00-17:00", 17, "Mo"},
		{"PH off; Mo 09:00-17:00", 8, "Mo"},
		{"Mo,PH 09:00-17:00; Sa 10:00-12:00", 19, "Sa"},
		{"Mo 09:00-17:00, PH 10:00-12:00", 16, "PH"},
		{"Mo 09:00-17:00, PH off", 16, "PH"},
		{"Mo 09:00-17:00; 18:00-19:00", 16, "18:00"},
		{"PH off; 18:00-19:00", 8, "18:00"},
		{"Fr 22:00-04:00; Sa 21:00-04:00", 16, "Sa"},
		{"Su 22:00-04:00; Mo 10:00-12:00", 16, "Mo"},
		{"Mo-Su 22:00-04:00; Tu off", 19, "Tu"},
		{"22:00-02:00; Tu 12:00-14:00", 13, "Tu"},
		{"Mo-Su 22:00-04:00; PH off", 19, "PH"},
		{"Mo 09:00-17:00; PH off; Sa,PH 22:00-04:00", 24, "Sa"},
		{"Mo 09:00-17:00; PH 22:00-04:00; PH off", 32, "PH"},
		{"Mo-Su 22:00-04:00; 2026 Dec 24 off", 19, "2026"},
		{"We 22:00-04:00; 2026 Dec 24 off", 16, "2026"}, // a Thursday
		{"Th 22:00-04:00; 2026 Dec 24 off", 16, "2026"},
		{"Mo 09:00-17:00; PH 22:00-04:00; 2026 Dec 24 off", 32, "2026"},
		{"Mo 09:00-17:00; 2026 Dec 23 22:00-04:00; 2026 Dec 24 off", 41, "2026"},
		{"Mo 09:00-17:00, Mo off", 19, "off"},
		{"Mo 09:00-17:00; 24/7", 16, "24/7"},
		{"24/7; Mo off", 6, "Mo"},
		{"24/7 off", 5, "off"},
		{"off", 0, "off"},
		{"Mo off", 0, "Mo"},
		{"Mo 09:00-17:00; Mo-Su off", 0, "Mo"},
		{"PH 10:00-12:00", 0, "PH"},
		{"2026 Dec 24 10:00-12:00", 0, "2026"},
		{"mo 09:00-17:00", 0, "mo"},
		{"Mon 09:00-17:00", 0, "Mon"},
		{"Mo-Mo 09:00-17:00", 3, "Mo"},
		{"Mo-PH 09:00-17:00", 3, "PH"},
		{"Mo-Fr, 09:00-17:00", 7, "09:00"},
		{"Mo-Fr: 09:00-17:00", 5, ":"},
		{"Mo 9:00-17:00", 3, "9:00"},
		{"Mo 09:60-17:00", 3, "09:60"},
		{"Mo 24:00-26:00", 3, "24:00"},
		{"Mo 09:00-48:01", 9, "48:01"},
		{"Mo 09:00-09:00", 9, "09:00"},
		{"Mo 09:00-33:00", 9, "33:00"},
		{"Mo 00:00-26:00", 9, "26:00"},
		{"Mo 09:00", 8, ""},
		{"Mo 09:00–17:00", 8, "–"},
		{"Mo\t09:00-17:00", 2, "\t"},
		{"Mo \xff", 3, "\uFFFD"},
		{strings.Repeat(" ", maxNotation+1), maxNotation, ""},
		{"Mo 00:00-01:00" + strings.Repeat(",00:00-01:00", 64), 3, "00:00"},
	}
	for _, tt := range tests {
		s, err := Parse(tt.notation)
		var refused *SyntaxError
		if !errors.As(err, &refused) {
			t.Errorf("Parse(%q) = %v, %v, want a SyntaxError", tt.notation, s, err)
			continue
		}
		if refused.Offset != tt.offset || refused.Token != tt.token || refused.Message == "" || s != nil {
			t.Errorf("Parse(%q): byte %d %q: %s, want byte %d %q", tt.notation, refused.Offset, refused.Token, refused.Message, tt.offset, tt.token)
		}
	}
}

func TestNotationRefuses(t *testing.T) {
	office := Row{Days: weekdaysMoFr, Opens: "09:00", Closes: "17:00"}
	night := Row{Days: weekdaysMoFr, Opens: "22:00", Closes: "04:00"}
	spoken := office
	spoken.Languages = []string{"ar"}
	tests := []struct {
		s    Schedule
		path string
	}{
		{Schedule{}, "weekly"},
		{Schedule{Weekly: []Row{office, {Days: []Weekday{Saturday}, TimesUnknown: true}}}, "weekly[1]"},
		{Schedule{Weekly: []Row{spoken}}, "weekly[0].languages"},
		{Schedule{Weekly: []Row{office}, ValidFrom: "2026-01-01"}, "validFrom"},
		{Schedule{Weekly: []Row{office}, ValidThrough: "2026-01-01"}, "validThrough"},
		{Schedule{Weekly: []Row{office}, PublicHolidays: HolidaysAsUsual}, "publicHolidays"},
		{Schedule{Weekly: []Row{night}, PublicHolidays: HolidaysClosed}, "publicHolidays"},
		{Schedule{Weekly: []Row{night}, Exceptions: []Exception{{From: "2026-01-01", Through: "2026-01-01", Closed: true}}}, "exceptions[0]"},
		{Schedule{Weekly: []Row{office}, Exceptions: []Exception{{From: "2026-01-01", Through: "2026-01-01"}}}, "exceptions[0]"},
	}
	for _, tt := range tests {
		text, err := tt.s.Notation()
		var refused *NotationError
		if !errors.As(err, &refused) || refused.Path != tt.path {
			t.Errorf("Notation() = %q, %v, want an error at %s", text, err, tt.path)
		}
	}
	var invalid *InvalidError
	if _, err := (&Schedule{AlwaysOpen: true, Weekly: []Row{office}}).Notation(); !errors.As(err, &invalid) {
		t.Errorf("Notation of an invalid schedule: %v", err)
	}
	if text, err := (&Schedule{AlwaysOpen: true}).Notation(); err != nil || text != "24/7" {
		t.Errorf("Notation of a round-the-clock schedule = %q, %v", text, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, notation := range founding {
		f.Add(notation)
	}
	for _, notation := range []string{
		"Fr-Mo 22:00-26:00, We 14:00-18:00; PH off; 2026 Dec 24-2027 Jan 2 10:00-12:00",
		"24/7; PH 10:00-12:00; 2026 Nov 30-2026 Dec 1 off", "Mo,PH 09:00-17:00, PH 18:00-19:00",
		"Fr 22:00-04:00, Sa 21:00-04:00", "Fr 22:00-04:00; 2026 Dec 24 off; 2026 Dec 23 22:00-04:00",
		"Mo-Su 00:00-24:00; Sa off", "Dec 25 off", "sunrise-sunset", "Mo[1] 09:00+ || \"x\"", "Mo \xff–",
	} {
		f.Add(notation)
	}
	f.Fuzz(func(t *testing.T, notation string) {
		s, err := Parse(notation)
		if err != nil {
			var refused *SyntaxError
			if !errors.As(err, &refused) || refused.Offset < 0 || refused.Offset > len(notation) {
				t.Fatalf("Parse(%q): %#v", notation, err)
			}
			return
		}
		text, err := s.Notation()
		if err != nil {
			t.Fatalf("Parse(%q) cannot be written: %v", notation, err)
		}
		back, err := Parse(text)
		if err != nil {
			t.Fatalf("Parse(%q) was written as %q: %v", notation, text, err)
		}
		if d := differences(s, back); d != "" {
			t.Fatalf("Parse(%q) was written as %q and reads back differently:\n%s", notation, text, d)
		}
	})
}
