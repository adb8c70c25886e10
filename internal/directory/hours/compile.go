package hours

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"
)

// Compiled is a schedule made ready to answer. It shares nothing with the
// schedule it was made from, never changes and is safe for concurrent use as
// long as its [Holidays] is. Without exceptions it takes some hundred bytes.
type Compiled struct {
	// zone is nil when the zone is unknown.
	zone     *time.Location
	calendar Holidays
	// dates is dateText when the calendar is asked, and empty otherwise.
	dates string

	alwaysOpen bool
	// plain is an AlwaysOpen schedule to which nothing dated applies.
	plain bool
	// noRows is a schedule that says nothing about ordinary days.
	noRows bool
	rule   HolidayRule

	// spans has the weekly spans by the day they start on; those of weekday i
	// are spans[week[i]:week[i+1]].
	spans []span
	week  [8]uint16
	// timesUnknown are the weekdays with a row whose times nobody stated.
	timesUnknown daySet
	holidaySpans []span
	exceptions   []exception
	// validFrom and validThrough are local days.
	validFrom, validThrough int32
	// spill is the first minute of a day that no span of the day before can
	// reach, 0 when none runs past midnight.
	spill int

	// languages are the row languages that spans point to.
	languages [][]string
}

// span is one stretch of a day in minutes since its midnight; to may pass 1440.
type span struct {
	from, to int16
	// languages is an index into Compiled.languages, -1 for none.
	languages int16
}

// exception is a run of local days with their own spans.
type exception struct {
	from, through int32
	// unknown is an exception that says neither that it is closed nor when it
	// is open.
	unknown bool
	spans   []span
}

// Compile checks the schedule and makes it ready to answer. The calendar may be
// nil when there are no holiday data. The error is an [*InvalidError] when the
// schedule has problems.
func Compile(s *Schedule, h Holidays) (*Compiled, error) {
	if s == nil {
		return nil, errors.New("opening hours: there is no schedule")
	}
	if problems := s.Validate(); len(problems) > 0 {
		return nil, &InvalidError{Problems: problems}
	}
	c := &Compiled{
		alwaysOpen:   s.AlwaysOpen,
		noRows:       !s.AlwaysOpen && len(s.Weekly) == 0,
		rule:         s.PublicHolidays,
		validFrom:    math.MinInt32,
		validThrough: math.MaxInt32,
	}
	if s.TimeZone != "" {
		zone, err := location(s.TimeZone)
		if err != nil {
			return nil, err
		}
		c.zone = zone
	}
	if c.rule == "" {
		c.rule = HolidaysUnknown
	}
	if s.AlwaysOpen && c.rule == HolidaysUnknown {
		c.rule = HolidaysAsUsual
	}
	if h != nil && c.rule != HolidaysAsUsual {
		c.calendar, c.dates = h, dateText()
	}
	if day, ok := s.ValidFrom.day(); ok {
		c.validFrom = day
	}
	if day, ok := s.ValidThrough.day(); ok {
		c.validThrough = day
	}
	c.compileWeek(s.Weekly)
	c.holidaySpans = compileSpans(s.HolidayRows)
	for _, e := range s.Exceptions {
		from, _ := e.From.day()
		through, _ := e.Through.day()
		c.exceptions = append(c.exceptions, exception{
			from: from, through: through,
			unknown: !e.Closed && len(e.Rows) == 0,
			spans:   compileSpans(e.Rows),
		})
	}
	slices.SortFunc(c.exceptions, func(a, b exception) int { return cmp.Compare(a.from, b.from) })
	c.exceptions = slices.Clip(c.exceptions)
	c.plain = c.alwaysOpen && c.rule == HolidaysAsUsual && len(c.exceptions) == 0 &&
		s.ValidFrom == "" && s.ValidThrough == ""
	c.measureSpill()
	return c, nil
}

func (c *Compiled) compileWeek(rows []Row) {
	tongues := make([]int16, len(rows))
	for i, row := range rows {
		tongues[i] = -1
		if len(row.Languages) > 0 {
			tongues[i] = int16(len(c.languages))
			c.languages = append(c.languages, slices.Clone(row.Languages))
		}
		if row.TimesUnknown {
			c.timesUnknown |= daySetOf(row.Days)
		}
	}
	for day := range 7 {
		c.week[day] = uint16(len(c.spans))
		for i, row := range rows {
			if row.TimesUnknown || !daySetOf(row.Days).has(day) {
				continue
			}
			from, to, _ := spanMinutes(row.Opens, row.Closes)
			c.spans = append(c.spans, span{int16(from), int16(to), tongues[i]})
		}
	}
	c.week[7] = uint16(len(c.spans))
	c.spans = slices.Clip(c.spans)
}

func compileSpans(rows []Span) []span {
	if len(rows) == 0 {
		return nil
	}
	spans := make([]span, 0, len(rows))
	for _, row := range rows {
		from, to, _ := spanMinutes(row.Opens, row.Closes)
		spans = append(spans, span{int16(from), int16(to), -1})
	}
	return spans
}

func (c *Compiled) measureSpill() {
	measure := func(spans []span) {
		for _, s := range spans {
			c.spill = max(c.spill, int(s.to)-minutesPerDay)
		}
	}
	measure(c.spans)
	measure(c.holidaySpans)
	for _, e := range c.exceptions {
		measure(e.spans)
	}
}
