package hours

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	days := []Weekday{Monday}
	rows := func(r ...Row) Schedule { return Schedule{Weekly: r} }
	tests := []struct {
		name string
		s    Schedule
		want []string
	}{
		{"zero", Schedule{}, nil},
		{"whole day", rows(Row{Days: days, Opens: "00:00", Closes: "24:00"}), nil},
		{"past midnight", rows(Row{Days: days, Opens: "22:00", Closes: "02:00"}), nil},
		{"to midnight", rows(Row{Days: days, Opens: "22:00", Closes: "00:00"}), nil},
		{"times unknown", rows(Row{Days: days, TimesUnknown: true}), nil},
		{"languages", rows(Row{Days: days, TimesUnknown: true, Languages: []string{"tr", "zh-Hant-TW", "es-419"}}), nil},
		{"zone of a place", Schedule{TimeZone: "Asia/Tbilisi"}, nil},
		{"UTC", Schedule{TimeZone: "UTC"}, nil},
		{"zone of the machine", Schedule{TimeZone: "Local"}, []string{"timeZone"}},
		{"zone file of the machine", Schedule{TimeZone: "localtime"}, []string{"timeZone"}},
		{"zone with leap seconds", Schedule{TimeZone: "right/Europe/Berlin"}, []string{"timeZone"}},
		{"no such zone", Schedule{TimeZone: "Europe/Atlantis"}, []string{"timeZone"}},
		{"path as zone", Schedule{TimeZone: "../../etc/passwd"}, []string{"timeZone"}},
		{"always open with rows", Schedule{AlwaysOpen: true, Weekly: []Row{{Days: days, TimesUnknown: true}}}, []string{"weekly"}},
		{"no days", rows(Row{Opens: "09:00", Closes: "10:00"}), []string{"weekly[0].days"}},
		{"bad days", rows(Row{Days: []Weekday{Monday, "Mo", Monday}, TimesUnknown: true}), []string{"weekly[0].days[1]", "weekly[0].days[2]"}},
		{"empty span", rows(Row{Days: days, Opens: "09:00", Closes: "09:00"}), []string{"weekly[0].closes"}},
		{"midnight to midnight", rows(Row{Days: days, Opens: "00:00", Closes: "00:00"}), []string{"weekly[0].closes"}},
		{"no times", rows(Row{Days: days}), []string{"weekly[0].opens", "weekly[0].closes"}},
		{"opens at 24:00", rows(Row{Days: days, Opens: "24:00", Closes: "02:00"}), []string{"weekly[0].opens"}},
		{"closes past 24:00", rows(Row{Days: days, Opens: "22:00", Closes: "26:00"}), []string{"weekly[0].closes"}},
		{"short time", rows(Row{Days: days, Opens: "9:00", Closes: "10:0x"}), []string{"weekly[0].opens", "weekly[0].closes"}},
		{"times with unknown times", rows(Row{Days: days, Opens: "09:00", Closes: "10:00", TimesUnknown: true}), []string{"weekly[0].opens", "weekly[0].closes"}},
		{
			"bad languages", rows(Row{Days: days, TimesUnknown: true, Languages: []string{"tr", "", "english language", "1a"}}),
			[]string{"weekly[0].languages[1]", "weekly[0].languages[2]", "weekly[0].languages[3]"},
		},
		{"holiday rule", Schedule{PublicHolidays: "SOMETIMES"}, []string{"publicHolidays"}},
		{"own hours without rows", Schedule{PublicHolidays: HolidaysOwnHours}, []string{"holidayRows"}},
		{"rows without own hours", Schedule{PublicHolidays: HolidaysClosed, HolidayRows: []Span{{"09:00", "10:00"}}}, []string{"holidayRows"}},
		{"bad holiday row", Schedule{PublicHolidays: HolidaysOwnHours, HolidayRows: []Span{{"09:00", "09:00"}}}, []string{"holidayRows[0].closes"}},
		{"exception backwards", Schedule{Exceptions: []Exception{{From: "2026-12-25", Through: "2026-12-24"}}}, []string{"exceptions[0].through"}},
		{"exception without dates", Schedule{Exceptions: []Exception{{From: "2026-02-29"}}}, []string{"exceptions[0].from", "exceptions[0].through"}},
		{
			"closed exception with rows",
			Schedule{Exceptions: []Exception{{From: "2026-12-24", Through: "2026-12-24", Closed: true, Rows: []Span{{"x", "10:00"}}}}},
			[]string{"exceptions[0].rows", "exceptions[0].rows[0].opens"},
		},
		{"overlaps", Schedule{Exceptions: []Exception{
			{From: "2026-12-26", Through: "2026-12-26"},
			{From: "2026-12-01", Through: "2026-12-31"},
			{From: "2027-01-01", Through: "2027-01-01"},
			{From: "2026-12-31", Through: "2026-12-31"},
		}}, []string{"exceptions[0].from", "exceptions[3].from"}},
		{"validity backwards", Schedule{ValidFrom: "2026-12-25", ValidThrough: "2026-12-24"}, []string{"validThrough"}},
		{"validity out of bounds", Schedule{ValidFrom: "1899-12-31", ValidThrough: "2201-01-01"}, []string{"validFrom", "validThrough"}},
		{"longest note", Schedule{Note: strings.Repeat("ş", 500)}, nil},
		{
			"long notes",
			Schedule{Note: strings.Repeat("ş", 501), Exceptions: []Exception{{From: "2026-12-24", Through: "2026-12-24", Note: strings.Repeat("x", 501)}}},
			[]string{"exceptions[0].note", "note"},
		},
		{"too many rows", rows(slices.Repeat([]Row{{Days: days, TimesUnknown: true}}, 65)...), []string{"weekly"}},
		{"too many exceptions", Schedule{Exceptions: manyExceptions(367)}, []string{"exceptions"}},
		{"many exceptions", Schedule{Exceptions: manyExceptions(366)}, nil},
	}
	for _, tt := range tests {
		var paths []string
		for _, p := range tt.s.Validate() {
			paths = append(paths, p.Path)
			if p.Code != CodeInvalidInput || p.Message == "" || len(p.Message) > 300 {
				t.Errorf("%s: problem %+v", tt.name, p)
			}
		}
		if !slices.Equal(paths, tt.want) {
			t.Errorf("%s: problems at %q, want %q", tt.name, paths, tt.want)
		}
		_, err := Compile(&tt.s, nil)
		var invalid *InvalidError
		if errors.As(err, &invalid) != (len(tt.want) > 0) {
			t.Errorf("%s: Compile: %v", tt.name, err)
		}
	}
	if _, err := Compile(nil, nil); err == nil {
		t.Error("Compile(nil) has no error")
	}
}

// manyExceptions makes n single days in a row from 2026-01-01.
func manyExceptions(n int) []Exception {
	start, _ := Date("2026-01-01").day()
	var list []Exception
	for i := range n {
		d := dateOf(dateText(), start+int32(i))
		list = append(list, Exception{From: d, Through: d, Closed: true})
	}
	return list
}

func TestParseLocalTimeAndDate(t *testing.T) {
	for s, ok := range map[string]bool{
		"00:00": true, "23:59": true, "24:00": true, "24:01": false, "9:00": false, "09:60": false,
		"": false, "09.00": false, "0９:0": false, "-1:00": false,
	} {
		if got, err := ParseLocalTime(s); (err == nil) != ok || ok && got != LocalTime(s) {
			t.Errorf("ParseLocalTime(%q) = %q, %v", s, got, err)
		}
	}
	for s, ok := range map[string]bool{
		"2026-11-24": true, "2024-02-29": true, "2026-02-29": false, "1900-01-01": true, "1899-12-31": false,
		"2200-12-31": true, "2201-01-01": false, "2026-1-1": false, "": false, "2026-11-24T": false, "2026/11/24": false,
	} {
		if got, err := ParseDate(s); (err == nil) != ok || ok && got != Date(s) {
			t.Errorf("ParseDate(%q) = %q, %v", s, got, err)
		}
	}
}
