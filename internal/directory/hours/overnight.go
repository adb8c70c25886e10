package hours

import (
	"slices"
	"time"
)

// OpenStreetMap lets a rule after a semicolon override whatever was open on its
// days, and that includes the hours after midnight of a night that began the
// day before: "Fr 22:00-04:00; Sa 21:00-04:00" closes on Saturday at midnight.
// In a [Schedule] a night belongs to the day on which it starts and is never
// cut. Where the two readings differ, the notation is neither read nor written.

// overnight returns the days of the week on which a row runs past midnight.
func overnight(rows []Row) daySet {
	var nights daySet
	for _, row := range rows {
		if runsOver(Span{row.Opens, row.Closes}) {
			nights |= daySetOf(row.Days)
		}
	}
	return nights
}

// anyOvernight reports whether one of the spans runs past midnight.
func anyOvernight(spans []Span) bool { return slices.ContainsFunc(spans, runsOver) }

// runsOver reports whether minutes after midnight are open. A span that closes
// at midnight has none.
func runsOver(s Span) bool {
	_, to, ok := spanMinutes(s.Opens, s.Closes)
	return ok && to > minutesPerDay
}

// cutBy reports whether a rule that overrides these days would cut one of the
// nights, because the night starts on a day of the rule and ends on another
// one, or the other way round.
func (d daySet) cutBy(days daySet) bool {
	for i := range 7 {
		if d.has(i) && days.has(i) != days.has((i+1)%7) {
			return true
		}
	}
	return false
}

// cutByHolidays reports whether the rule for public holidays would cut a night
// of the week. A holiday can be any day, so every night is one too many.
func (s *Schedule) cutByHolidays() bool {
	differs := s.PublicHolidays == HolidaysClosed || s.PublicHolidays == HolidaysOwnHours
	return differs && overnight(s.Weekly) != 0
}

// cutByException reports whether the dated rule for an exception, in its place
// among the others, would cut a night: one that begins the day before it, or
// one that the week or a holiday would have begun on its last day. Nights that
// an exception begins are cut by those after it only. The exceptions must be
// valid.
func (s *Schedule) cutByException(index int) bool {
	e := s.Exceptions[index]
	first, _ := e.From.day()
	last, _ := e.Through.day()
	before, after := s.exceptionAt(first-1), s.exceptionAt(last+1)
	if before >= 0 && before < index && anyOvernight(s.Exceptions[before].Rows) {
		return true
	}
	return before < 0 && s.mayRunOver(first-1) || after < 0 && s.mayRunOver(last)
}

// exceptionAt returns the index of the exception that covers the day, or -1.
func (s *Schedule) exceptionAt(day int32) int {
	date := Date(time.Unix(int64(day)*secondsPerDay, 0).UTC().Format(time.DateOnly))
	for i, e := range s.Exceptions {
		if e.From <= date && date <= e.Through {
			return i
		}
	}
	return -1
}

// mayRunOver reports whether the week, or the day being a public holiday, would
// begin a night on the day.
func (s *Schedule) mayRunOver(day int32) bool {
	return overnight(s.Weekly).has(weekdayIndex(day)) || anyOvernight(s.HolidayRows)
}
