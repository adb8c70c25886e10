package hours

import (
	"slices"
	"time"
)

// minInstant and endInstant are the first second of the year 1900 and of the
// year 2201 in UTC. Outside everything is unknown.
var (
	minInstant = time.Date(minYear, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	endInstant = time.Date(maxYear+1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
)

// The clocks of all places on Earth are between these many seconds behind UTC
// and ahead of it. They bound the local day where the zone is unknown.
const (
	farthestBehind = 12 * 60 * 60
	farthestAhead  = 14 * 60 * 60
)

// State answers for one instant. It allocates nothing. Instants outside the
// years 1900 to 2200 are [Unknown].
func (c *Compiled) State(at time.Time) State {
	second := at.Unix()
	switch {
	case second < minInstant || second >= endInstant:
		return Unknown
	case c.plain:
		return Open
	case c.zone == nil:
		return c.stateAnywhere(second)
	}
	day, minute := c.wallClock(at)
	return c.stateAt(day, minute)
}

// Languages returns the languages of the weekly rows that are in force at the
// instant, in the order of the rows and each once. It is nil when no row in
// force names languages of its own, when the instant is not covered by a
// weekly row, and when it is not certain that the weekly rows hold. On a day
// that may be a public holiday, and is closed then, they do: whoever answers
// answers by them. A row without languages adds nothing, so a row that overlaps
// another names all the languages spoken while it lasts. The caller owns the
// slice.
func (c *Compiled) Languages(at time.Time) []string {
	second := at.Unix()
	if len(c.languages) == 0 || c.zone == nil || second < minInstant || second >= endInstant {
		return nil
	}
	day, minute := c.wallClock(at)
	rows := make([]bool, len(c.languages))
	mark := func(day int32, minute int) {
		switch r := c.reading(day); {
		case r == weeklyHolds, r == weeklyOrHoliday && c.rule == HolidaysClosed:
		default:
			return
		}
		for _, s := range c.weekday(day) {
			if s.languages >= 0 && s.covers(minute) {
				rows[s.languages] = true
			}
		}
	}
	mark(day-1, minute+minutesPerDay)
	mark(day, minute)
	var spoken []string
	for i, inForce := range rows {
		if !inForce {
			continue
		}
		for _, tag := range c.languages[i] {
			if !slices.Contains(spoken, tag) {
				spoken = append(spoken, tag)
			}
		}
	}
	return spoken
}

// wallClock converts the instant to the local day, counted from 1970-01-01, and
// the minute of that day.
func (c *Compiled) wallClock(at time.Time) (day int32, minute int) {
	_, offset := at.In(c.zone).Zone()
	local := at.Unix() + int64(offset)
	d := floorDivide(local, secondsPerDay)
	return int32(d), int(local-d*secondsPerDay) / 60
}

// stateAt answers for a minute of a local day from that day and from what the
// day before carries past midnight.
func (c *Compiled) stateAt(day int32, minute int) State {
	own := c.ofDay(day, minute)
	if own == Open || minute >= c.spill {
		return own
	}
	return either(own, c.ofDay(day-1, minute+minutesPerDay))
}

// stateAnywhere answers where the zone is unknown. A round-the-clock schedule
// is open when no day the instant can fall on, anywhere on Earth, is special.
func (c *Compiled) stateAnywhere(second int64) State {
	if !c.alwaysOpen {
		return Unknown
	}
	first := int32(floorDivide(second-farthestBehind, secondsPerDay))
	last := int32(floorDivide(second+farthestAhead, secondsPerDay))
	for day := first; day <= last; day++ {
		if c.reading(day) != weeklyHolds {
			return Unknown
		}
	}
	return Open
}

// reading says which part of the schedule decides a local day.
type reading uint8

const (
	weeklyHolds reading = iota
	nothingHolds
	exceptionHolds
	holidayHolds
	// weeklyOrHoliday is a day of which nobody knows whether it is a public
	// holiday, under a rule that makes a difference.
	weeklyOrHoliday
)

func (c *Compiled) reading(day int32) reading {
	if day < c.validFrom || day > c.validThrough {
		return nothingHolds
	}
	if c.exceptionOf(day) != nil {
		return exceptionHolds
	}
	if c.rule == HolidaysAsUsual {
		return weeklyHolds
	}
	var yes, known bool
	if c.calendar != nil {
		yes, known = c.calendar.IsPublicHoliday(dateOf(c.dates, day))
	}
	switch {
	case known && !yes:
		return weeklyHolds
	case c.rule == HolidaysUnknown && yes:
		return nothingHolds
	case c.rule == HolidaysUnknown:
		return weeklyHolds
	case known:
		return holidayHolds
	}
	return weeklyOrHoliday
}

// ofDay answers from the spans that start on one local day. Minutes from 1440
// to 2880 are those of the next day.
func (c *Compiled) ofDay(day int32, minute int) State {
	weekly := c.weekly(day, minute)
	switch c.reading(day) {
	case weeklyHolds:
		return weekly
	case exceptionHolds:
		e := c.exceptionOf(day)
		if !e.unknown {
			return within(e.spans, minute)
		}
	case holidayHolds:
		return within(c.holidaySpans, minute)
	case weeklyOrHoliday:
		if weekly == within(c.holidaySpans, minute) {
			return weekly
		}
		return Unknown
	default:
	}
	// Nothing is known of the day, so nothing is known of the night it would
	// have carried past midnight either.
	if minute >= minutesPerDay && weekly == Closed {
		return Closed
	}
	return Unknown
}

// weekly answers as if no date were special.
func (c *Compiled) weekly(day int32, minute int) State {
	ownDay := minute < minutesPerDay
	switch {
	case c.alwaysOpen && ownDay:
		return Open
	case c.noRows && ownDay:
		return Unknown
	case within(c.weekday(day), minute) == Open:
		return Open
	case ownDay && c.timesUnknown.has(weekdayIndex(day)):
		return Unknown
	}
	return Closed
}

// weekday returns the weekly spans that start on a local day.
func (c *Compiled) weekday(day int32) []span {
	i := weekdayIndex(day)
	return c.spans[c.week[i]:c.week[i+1]]
}

// exceptionOf finds the exception that covers a local day, or nil. It is a
// binary search by hand because a closure would cost more than the search.
func (c *Compiled) exceptionOf(day int32) *exception {
	low, high := 0, len(c.exceptions)
	for low < high {
		middle := (low + high) / 2
		if c.exceptions[middle].through < day {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(c.exceptions) && c.exceptions[low].from <= day {
		return &c.exceptions[low]
	}
	return nil
}

func (s span) covers(minute int) bool { return int(s.from) <= minute && minute < int(s.to) }

func within(spans []span, minute int) State {
	for _, s := range spans {
		if s.covers(minute) {
			return Open
		}
	}
	return Closed
}

// either joins what two days say about one minute: open when one is open, and
// otherwise unknown when one is unknown.
func either(a, b State) State {
	switch {
	case a == Open || b == Open:
		return Open
	case a == Unknown || b == Unknown:
		return Unknown
	}
	return Closed
}
