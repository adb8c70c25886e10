package hours

import (
	"testing"
	"time"
	_ "time/tzdata"
)

// calendar is a holiday calendar for tests: the dates it has are known, those
// mapped to true are holidays.
type calendar map[Date]bool

func (c calendar) IsPublicHoliday(d Date) (yes, known bool) {
	yes, known = c[d]
	return yes, known
}

// perhaps is a calendar in which each day may be a holiday.
type perhaps struct{}

func (perhaps) IsPublicHoliday(Date) (yes, known bool) { return true, false }

// mustCompile compiles a schedule that has to be valid.
func mustCompile(t testing.TB, s *Schedule, h Holidays) *Compiled {
	t.Helper()
	c, err := Compile(s, h)
	if err != nil {
		t.Fatalf("Compile: %v", err)
	}
	return c
}

// in parses a notation and puts it into a zone.
func in(t testing.TB, zone, notation string) *Schedule {
	t.Helper()
	s, err := Parse(notation)
	if err != nil {
		t.Fatalf("Parse(%q): %v", notation, err)
	}
	s.TimeZone = zone
	return s
}

// utc parses an RFC 3339 instant.
func utc(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// closedOnHolidays adds the rule that the notation cannot say next to nights.
func closedOnHolidays(s *Schedule) *Schedule {
	s.PublicHolidays = HolidaysClosed
	return s
}
