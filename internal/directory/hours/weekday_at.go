package hours

import "time"

// NamesLanguages says whether any row has languages of its own.
func (c *Compiled) NamesLanguages() bool { return len(c.languages) > 0 }

// Weekday is the day of the week to which an instant belongs in the schedule's zone: the day on which the span
// that covers it began, which after midnight may be the day before. ok is false when the zone is unknown.
func (c *Compiled) Weekday(at time.Time) (weekday Weekday, ok bool) {
	if c.zone == nil {
		return "", false
	}
	day, minute := c.wallClock(at)
	if minute < c.spill && c.ofDay(day, minute) != Open && c.ofDay(day-1, minute+minutesPerDay) == Open {
		day--
	}
	return Weekdays()[weekdayIndex(day)], true
}
