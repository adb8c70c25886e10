package hours

import "time"

// Weekday is the day of the week on the wall clock of the schedule's zone at an
// instant. ok is false when the zone is unknown.
func (c *Compiled) Weekday(at time.Time) (day Weekday, ok bool) {
	if c.zone == nil {
		return "", false
	}
	return Weekdays()[(int(at.In(c.zone).Weekday())+6)%7], true
}
