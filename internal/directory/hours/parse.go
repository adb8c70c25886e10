package hours

import "slices"

// Parse reads a strict subset of the OpenStreetMap opening_hours notation, at
// most 1,000 bytes. It knows
//
//   - 24/7, as the first rule,
//   - weekdays, ranges and lists of them and PH: Mo, Fr-Mo, Sa-Su,PH,
//   - times, also past midnight: 09:00-12:30,13:30-17:00 22:00-26:00,
//   - off and closed,
//   - whole dates: 2026 Dec 24-26 off, 2026 Dec 24-2027 Jan 2 off,
//   - rules after a semicolon, which override earlier ones for their days,
//     and additional rules after a comma, which do not.
//
// Weekdays without times are the whole day, times without weekdays are every
// day, both as OpenStreetMap means them. Nothing said about PH leaves the
// holiday rule [HolidaysUnknown], except that 24/7 includes holidays. The
// notation has no zone, so TimeZone stays empty, and Printed does too.
//
// Everything else is refused with a [*SyntaxError] and never guessed. That
// includes orders of rules which OpenStreetMap reads in a way a [Schedule]
// cannot hold: a weekday rule after one for PH, any rule but a dated one after
// a dated one, and a rule that overrides days into which a night runs, for
// which OpenStreetMap cuts the night at midnight. Times without weekdays after
// weekdays are refused because its readers differ on them.
func Parse(notation string) (*Schedule, error) {
	list, err := tokens(notation)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: list, schedule: Schedule{PublicHolidays: HolidaysUnknown}}
	for additional := false; ; {
		if err := p.rule(additional); err != nil {
			return nil, err
		}
		t := p.take()
		if t.kind == tokenEnd {
			break
		}
		if !t.is(";") && !t.is(",") {
			return nil, t.unexpected("a semicolon or the end")
		}
		additional = t.is(",")
	}
	return p.finish()
}

// parser reads one notation from left to right with one token of lookahead.
type parser struct {
	tokens   []token
	next     int
	schedule Schedule
	// daysNamed, holidaysNamed and datesNamed say which kinds of rule came
	// already.
	daysNamed, holidaysNamed, datesNamed bool
	// dates are the tokens with which the exceptions begin.
	dates []token
}

func (p *parser) peek() token { return p.tokens[p.next] }

// after is the token behind the next one.
func (p *parser) after() token { return p.tokens[min(p.next+1, len(p.tokens)-1)] }

// take returns the next token and goes on, but never beyond the end.
func (p *parser) take() token {
	t := p.peek()
	if t.kind != tokenEnd {
		p.next++
	}
	return t
}

// rule reads one rule and applies it.
func (p *parser) rule(additional bool) error {
	t := p.peek()
	switch {
	case t.kind == tokenAlways:
		return p.always()
	case t.kind == tokenNumber:
		if additional {
			return t.refuse("A dated rule replaces the day and follows a semicolon.")
		}
		p.datesNamed = true
		return p.dated()
	case isDayName(t) || t.kind == tokenTime:
		if p.datesNamed {
			return t.refuse("Dated rules come last; after them this rule would override the dates.")
		}
		return p.recurring(t, additional)
	case isOff(t):
		return t.refuse("A day or a date must be named.")
	}
	return t.unexpected("a weekday, PH, a time, a year or 24/7")
}

// always reads 24/7. Elsewhere than in front it would override every rule
// before it, which nobody means.
func (p *parser) always() error {
	t := p.take()
	if p.next != 1 {
		return t.refuse("24/7 can only be the first rule.")
	}
	p.schedule.AlwaysOpen = true
	p.schedule.PublicHolidays = HolidaysAsUsual
	return nil
}

// recurring reads a rule for weekdays, public holidays or both.
func (p *parser) recurring(first token, additional bool) error {
	days, holidays := everyDay, false
	if first.kind != tokenTime {
		var err error
		if days, holidays, err = p.selector(); err != nil {
			return err
		}
	}
	switch {
	case days != 0 && p.schedule.AlwaysOpen:
		return first.refuse("After 24/7 only PH and dates can be ruled.")
	case days != 0 && !holidays && p.holidaysNamed:
		return first.refuse("PH comes after the weekdays; here this rule would override it on some holidays.")
	case first.kind == tokenTime && p.daysNamed:
		return first.refuse("After a rule with weekdays, this one needs its weekdays too.")
	case !additional && holidays && anyOvernight(p.schedule.HolidayRows):
		return first.refuse("This rule would leave what the nights of earlier holidays have after midnight.")
	case !additional && overnight(p.schedule.Weekly).cutBy(days):
		return first.refuse("This rule would cut a night at midnight; a comma adds to it instead.")
	case holidays && additional && p.schedule.PublicHolidays != HolidaysOwnHours:
		return first.refuse("PH first needs hours of its own; a rule that replaces the weekday follows a semicolon.")
	}
	p.daysNamed = p.daysNamed || first.kind != tokenTime
	p.holidaysNamed = p.holidaysNamed || holidays
	state := p.peek()
	spans, err := p.hours()
	if err != nil {
		return err
	}
	if spans == nil && additional {
		return state.refuse("An additional rule cannot close; closing follows a semicolon.")
	}
	if err := p.applyWeekly(first, days, spans, additional); err != nil {
		return err
	}
	if !holidays {
		return nil
	}
	if err := p.applyHolidays(first, spans, additional); err != nil {
		return err
	}
	if p.schedule.cutByHolidays() {
		return first.refuse("On a public holiday this rule would cut a night at midnight.")
	}
	return nil
}

// applyWeekly puts the spans on the days; a rule that is not additional first
// takes away what the days had.
func (p *parser) applyWeekly(at token, days daySet, spans []Span, additional bool) error {
	if days == 0 {
		return nil
	}
	s := &p.schedule
	if !additional {
		kept := s.Weekly[:0]
		for _, row := range s.Weekly {
			if rest := daySetOf(row.Days) &^ days; rest != 0 {
				row.Days = rest.weekdays()
				kept = append(kept, row)
			}
		}
		s.Weekly = kept
	}
	for _, sp := range spans {
		s.Weekly = append(s.Weekly, Row{Days: days.weekdays(), Opens: sp.Opens, Closes: sp.Closes})
	}
	if len(s.Weekly) > maxRows {
		return at.refuse("There are more than 64 spans in the week.")
	}
	return nil
}

func (p *parser) applyHolidays(at token, spans []Span, additional bool) error {
	s := &p.schedule
	switch {
	case spans == nil:
		s.PublicHolidays, s.HolidayRows = HolidaysClosed, nil
	case additional:
		s.HolidayRows = append(s.HolidayRows, spans...)
	default:
		s.PublicHolidays, s.HolidayRows = HolidaysOwnHours, slices.Clone(spans)
	}
	if len(s.HolidayRows) > maxRows {
		return at.refuse("There are more than 64 spans on public holidays.")
	}
	return nil
}

// selector reads weekdays, ranges of them and PH, separated by commas.
func (p *parser) selector() (days daySet, holidays bool, err error) {
	for {
		if t := p.take(); t.is("PH") {
			holidays = true
		} else {
			first := t.indexOf(dayNames[:])
			if first < 0 {
				return 0, false, t.unexpected("a weekday or PH")
			}
			days |= 1 << first
			if p.peek().is("-") {
				p.take()
				end := p.take()
				last := end.indexOf(dayNames[:])
				if last < 0 {
					return 0, false, end.unexpected("a weekday")
				}
				if last == first {
					return 0, false, end.refuse("A range needs two different weekdays.")
				}
				for i := first; i != last; i = (i + 1) % 7 {
					days |= 1 << i
				}
				days |= 1 << last
			}
		}
		if !p.peek().is(",") {
			return days, holidays, nil
		}
		// A comma behind weekdays without times could begin a rule of its own,
		// as in "Mo-Fr, 09:00-17:00", where it is usually a slip.
		if t := p.after(); !isDayName(t) {
			return 0, false, t.unexpected("a weekday or PH after the comma")
		}
		p.take()
	}
}

// finish refuses what leaves no hours on ordinary days: as a schedule that
// would be unknown, while the notation means closed.
func (p *parser) finish() (*Schedule, error) {
	s := p.schedule
	if len(s.Weekly) == 0 {
		s.Weekly = nil
		if !s.AlwaysOpen {
			return nil, p.tokens[0].refuse("No rule states opening hours for weekdays.")
		}
	}
	for i, t := range p.dates {
		if s.cutByException(i) {
			return nil, t.refuse("This rule would cut a night at midnight, before these dates or after them.")
		}
	}
	// What is read can also be written; only length can stand against it.
	if _, err := s.Notation(); err != nil {
		return nil, p.tokens[0].refuse("The rules are too long: " + err.Error())
	}
	return &s, nil
}

func isDayName(t token) bool { return t.is("PH") || t.indexOf(dayNames[:]) >= 0 }

func isOff(t token) bool { return t.is("off") || t.is("closed") }
