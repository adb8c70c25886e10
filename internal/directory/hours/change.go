package hours

import "time"

// horizonYears is how far ahead a change is looked for.
const horizonYears = 2

// NextChange returns the next instant strictly after at at which [Compiled.State]
// changes, in UTC, and the state from then on. It is false when there is none
// within two years. The new state can be [Unknown].
func (c *Compiled) NextChange(at time.Time) (time.Time, State, bool) {
	now := c.State(at)
	if !c.changes() {
		return c.edgeOfTime(at, now)
	}
	limit := at.AddDate(horizonYears, 0, 0).Unix()
	cursor := at.Unix()
	if cursor < minInstant {
		cursor = min(minInstant, limit)
		if s := c.stateOfSecond(cursor); s != now {
			return instant(cursor), s, true
		}
	}
	for end := min(limit, endInstant); cursor < end; {
		cursor = c.candidate(cursor, end)
		if s := c.stateOfSecond(cursor); s != now {
			return instant(cursor), s, true
		}
	}
	return time.Time{}, Unknown, false
}

// OpensAt returns the instant in UTC at which the schedule, closed at the
// instant at, opens. It is false when it is open already, when it does not open
// within two years, and when anything unknown comes first: then it may open
// earlier and nobody can say.
func (c *Compiled) OpensAt(at time.Time) (time.Time, bool) {
	return c.changesFrom(Closed, Open, at)
}

// ClosesAt returns the instant in UTC at which the schedule, open at the
// instant at, closes. It is false when it is not open, when it does not close
// within two years, and when it becomes unknown rather than closed.
func (c *Compiled) ClosesAt(at time.Time) (time.Time, bool) {
	return c.changesFrom(Open, Closed, at)
}

func (c *Compiled) changesFrom(before, after State, at time.Time) (time.Time, bool) {
	if c.State(at) != before {
		return time.Time{}, false
	}
	when, s, ok := c.NextChange(at)
	if !ok || s != after {
		return time.Time{}, false
	}
	return when, true
}

// changes reports whether the state can differ at all between two instants of
// the years that are answered.
func (c *Compiled) changes() bool {
	return !c.plain && (c.zone != nil || c.alwaysOpen)
}

// edgeOfTime is NextChange of a schedule that never changes: only the first
// and the last year bound it.
func (c *Compiled) edgeOfTime(at time.Time, now State) (time.Time, State, bool) {
	limit := at.AddDate(horizonYears, 0, 0).Unix()
	for _, edge := range [...]int64{minInstant, endInstant} {
		if edge > at.Unix() && edge <= limit {
			if s := c.stateOfSecond(edge); s != now {
				return instant(edge), s, true
			}
		}
	}
	return time.Time{}, Unknown, false
}

// candidate returns the next second after cursor, at most end, at which the
// state could change. While the offset of the zone is constant a wall clock
// boundary is a single instant; where it is not, the wall clock jumps, and the
// jump is the candidate. The offsets themselves are compared, because
// [time.Time.ZoneBounds] can name an end that is already past on the last day
// of a leap year, and a search that trusts it would never finish. No candidate
// is more than a day away, and no zone jumps there and back within a day.
func (c *Compiled) candidate(cursor, end int64) int64 {
	offset := c.offset(cursor)
	next := min(c.boundary(cursor+offset)-offset, end)
	if c.offset(next) == offset {
		return next
	}
	before, jumped := cursor, next
	for jumped-before > 1 {
		middle := before + (jumped-before)/2
		if c.offset(middle) == offset {
			before = middle
		} else {
			jumped = middle
		}
	}
	return jumped
}

// offset is that of the zone from UTC in seconds, 0 for an unknown zone.
func (c *Compiled) offset(second int64) int64 {
	if c.zone == nil {
		return 0
	}
	_, o := time.Unix(second, 0).In(c.zone).Zone()
	return int64(o)
}

// boundary returns the first second of the wall clock after local at which any
// rule of the schedule could change the state. It may return one at which
// nothing changes, but never misses one.
func (c *Compiled) boundary(local int64) int64 {
	d := floorDivide(local, secondsPerDay)
	midnight := d * secondsPerDay
	passed := int(local - midnight)
	next := secondsPerDay
	consider := func(minute int) {
		if s := minute * 60; s > passed && s < next {
			next = s
		}
	}
	if c.zone == nil {
		// The days an instant can fall on change when the first and the last
		// place on Earth pass midnight.
		consider((secondsPerDay - farthestAhead) / 60)
		consider(farthestBehind / 60)
		return midnight + int64(next)
	}
	day := int32(d)
	for back := range 2 {
		for _, spans := range [...][]span{c.weekday(day - int32(back)), c.holidaySpans, c.exceptionSpans(day - int32(back))} {
			for _, s := range spans {
				consider(int(s.from) - back*minutesPerDay)
				consider(int(s.to) - back*minutesPerDay)
			}
		}
	}
	return midnight + int64(next)
}

func (c *Compiled) exceptionSpans(day int32) []span {
	if e := c.exceptionOf(day); e != nil {
		return e.spans
	}
	return nil
}

func (c *Compiled) stateOfSecond(second int64) State { return c.State(time.Unix(second, 0)) }

func instant(second int64) time.Time { return time.Unix(second, 0).UTC() }
