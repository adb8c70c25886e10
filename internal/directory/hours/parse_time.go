package hours

// hours reads what a selector is given: times, off, or nothing at all for the
// whole day. No spans at all mean off.
func (p *parser) hours() ([]Span, error) {
	t := p.peek()
	switch {
	case isOff(t):
		p.take()
		return nil, nil
	case t.kind == tokenEnd || t.is(";"):
		return []Span{{"00:00", "24:00"}}, nil
	case t.kind != tokenTime:
		return nil, t.unexpected("times, off or a semicolon")
	}
	spans := []Span{}
	for {
		s, err := p.span()
		if err != nil {
			return nil, err
		}
		spans = append(spans, s)
		if len(spans) > maxRows {
			return nil, t.refuse("There are more than 64 spans in the rule.")
		}
		if !p.peek().is(",") || p.after().kind != tokenTime {
			return spans, nil
		}
		p.take()
	}
}

// span reads two times. Hours past 24 count on into the next day.
func (p *parser) span() (Span, error) {
	first := p.take()
	from, ok := clockMinutes(first.text)
	if first.kind != tokenTime || !ok || from >= minutesPerDay {
		return Span{}, first.unexpected("an opening time from 00:00 to 23:59")
	}
	if t := p.take(); !t.is("-") {
		return Span{}, t.unexpected("a hyphen and a closing time")
	}
	last := p.take()
	to, ok := clockMinutes(last.text)
	if last.kind != tokenTime || !ok || to > 2*minutesPerDay {
		return Span{}, last.unexpected("a closing time from 00:00 to 48:00")
	}
	if to == from {
		return Span{}, last.refuse("A span cannot close when it opens; the whole day is 00:00-24:00.")
	}
	if to > minutesPerDay {
		// Beyond 24 hours the closing time would come after the next opening.
		if to-from >= minutesPerDay {
			return Span{}, last.refuse("A span is shorter than a day, unless it is 00:00-24:00.")
		}
		to -= minutesPerDay
	}
	return Span{localTimeAt(from), localTimeAt(to)}, nil
}
