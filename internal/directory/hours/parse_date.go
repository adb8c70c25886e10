package hours

import (
	"fmt"
	"strconv"
)

// dated reads a rule for one date or a range of dates and adds the exception.
func (p *parser) dated() error {
	start := p.peek()
	from, err := p.fullDate()
	if err != nil {
		return err
	}
	through := from
	if p.peek().is("-") {
		p.take()
		if through, err = p.endDate(from); err != nil {
			return err
		}
	}
	if through < from {
		return start.refuse("The last date is before the first.")
	}
	for _, e := range p.schedule.Exceptions {
		if from <= e.Through && e.From <= through {
			return start.refuse("The dates overlap those of an earlier rule.")
		}
	}
	spans, err := p.hours()
	if err != nil {
		return err
	}
	p.dates = append(p.dates, start)
	p.schedule.Exceptions = append(p.schedule.Exceptions, Exception{
		From: from, Through: through, Closed: spans == nil, Rows: spans,
	})
	return nil
}

// fullDate reads a year, a month and a day.
func (p *parser) fullDate() (Date, error) {
	year := p.take()
	if n, err := strconv.Atoi(year.text); year.kind != tokenNumber || len(year.text) != 4 || err != nil || n < minYear || n > maxYear {
		return "", year.unexpected("a year from 1900 to 2200")
	}
	return p.monthAndDay(year.text)
}

// monthAndDay reads a month name and a day of the given year.
func (p *parser) monthAndDay(year string) (Date, error) {
	month := p.take()
	m := month.indexOf(monthNames[:])
	if m < 0 {
		if reason, ok := outside[month.text]; ok && month.kind != tokenEnd {
			return "", month.refuse(reason)
		}
		return "", month.refuse("A year needs a month and a day behind it, as in 2026 Dec 24.")
	}
	return p.dayOf(fmt.Sprintf("%s-%02d", year, m+1))
}

// dayOf reads a day number and joins it to "YYYY-MM".
func (p *parser) dayOf(yearMonth string) (Date, error) {
	day := p.take()
	n, err := strconv.Atoi(day.text)
	if day.kind != tokenNumber || len(day.text) > 2 || err != nil {
		return "", day.refuse("A month needs the number of a day behind it; whole months are not supported.")
	}
	d, err := ParseDate(fmt.Sprintf("%s-%02d", yearMonth, n))
	if err != nil {
		return "", day.refuse("The month has no such day.")
	}
	return d, nil
}

// endDate reads the end of a range: a whole date, or a day of the month of its
// start.
func (p *parser) endDate(from Date) (Date, error) {
	t := p.peek()
	switch {
	case t.kind == tokenNumber && len(t.text) == 4:
		return p.fullDate()
	case t.kind == tokenNumber:
		return p.dayOf(string(from[:len("2026-12")]))
	case t.indexOf(monthNames[:]) >= 0:
		return "", t.refuse("The second date needs its year too, as in 2026 Nov 30-2026 Dec 1.")
	}
	return "", t.unexpected("a year or a day of the month")
}
