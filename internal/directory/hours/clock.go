package hours

import (
	"fmt"
	"time"
)

const (
	minutesPerDay = 24 * 60
	secondsPerDay = 24 * 60 * 60

	// minYear and maxYear bound every date and every answer.
	minYear = 1900
	maxYear = 2200
)

// LocalTime is a time of day on the wall clock in the canonical form "HH:MM",
// from "00:00" to "24:00". "24:00" is the end of the day and serves as a
// closing time only. It has no zone and no date.
type LocalTime string

// ParseLocalTime checks that s is exactly two digits, a colon and two digits
// between 00:00 and 24:00.
func ParseLocalTime(s string) (LocalTime, error) {
	if m, ok := clockMinutes(s); !ok || m > minutesPerDay {
		return "", fmt.Errorf("%.60q is not a time of day from 00:00 to 24:00", s)
	}
	return LocalTime(s), nil
}

// minutes returns the minutes since midnight, 0 to 1440.
func (t LocalTime) minutes() (int, bool) {
	m, ok := clockMinutes(string(t))
	return m, ok && m <= minutesPerDay
}

// localTimeAt is the canonical form of 0 to 1440 minutes since midnight.
func localTimeAt(minutes int) LocalTime {
	h, m := minutes/60, minutes%60
	return LocalTime([]byte{digit(h / 10), digit(h), ':', digit(m / 10), digit(m)})
}

// clockMinutes reads HH:MM with any two-digit hour, because the notation
// counts hours past midnight on to 48.
func clockMinutes(s string) (int, bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	h, okH := twoDigits(s[0], s[1])
	m, okM := twoDigits(s[3], s[4])
	return h*60 + m, okH && okM && m < 60
}

func twoDigits(a, b byte) (int, bool) {
	if a < '0' || a > '9' || b < '0' || b > '9' {
		return 0, false
	}
	return int(a-'0')*10 + int(b-'0'), true
}

func digit(n int) byte { return byte('0' + n%10) }

// Date is a calendar day in the form of an RFC 3339 full-date, "2026-11-24",
// with a year from 1900 to 2200. It has no zone: it is the date where the
// schedule's zone is.
type Date string

// ParseDate checks that s is a day that exists, in canonical form and between
// the years 1900 and 2200.
func ParseDate(s string) (Date, error) {
	if _, ok := Date(s).day(); !ok {
		return "", fmt.Errorf("%.60q is not a date such as 2026-11-24 between the years %d and %d", s, minYear, maxYear)
	}
	return Date(s), nil
}

// day returns the number of days since 1970-01-01.
func (d Date) day() (int32, bool) {
	if len(d) != len(time.DateOnly) {
		return 0, false
	}
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || t.Year() < minYear || t.Year() > maxYear {
		return 0, false
	}
	return int32(floorDivide(t.Unix(), secondsPerDay)), true
}

// floorDivide rounds towards the past, so that instants before 1970 fall on
// their own day.
func floorDivide(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// weekdayIndex is 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday.
func weekdayIndex(day int32) int {
	i := (int(day) + 3) % 7
	if i < 0 {
		i += 7
	}
	return i
}

// spanMinutes turns the two ends of a span into minutes since midnight of the
// day on which it starts. The second is greater than the first and passes 1440
// when the span runs into the next day. It is false for what [Schedule.Validate]
// refuses.
func spanMinutes(opens, closes LocalTime) (from, to int, ok bool) {
	from, okFrom := opens.minutes()
	to, okTo := closes.minutes()
	if !okFrom || !okTo || from == minutesPerDay || from == to {
		return 0, 0, false
	}
	if to < from {
		to += minutesPerDay
	}
	return from, to, true
}
