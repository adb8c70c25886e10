package hours

import (
	"fmt"
	"strconv"
	"strings"
)

// NotationError names what a schedule has that the notation cannot say.
type NotationError struct {
	// Path leads from the schedule to the field, such as "weekly[2]".
	Path string
	// Message is one sentence that says why it cannot be written.
	Message string
}

// Error names the field and the reason.
func (e *NotationError) Error() string {
	return fmt.Sprintf("opening hours notation: %s: %s", e.Path, e.Message)
}

// Notation writes the schedule in the subset [Parse] reads: the weekly rows in
// their order, then PH, then the dates. The zone, Printed and the notes have no
// place in it and are left out. Whatever else cannot be written is a
// [*NotationError], and a schedule with problems an [*InvalidError]: a notation
// that says something else than the schedule is never returned. That concerns
// nights most of all, for OpenStreetMap cuts them where a rule overrides a day:
// a schedule with a night that a holiday or an exception could follow or replace
// cannot be written.
//
// Reading the notation gives the same rules back, with the days of each row in
// order and an AlwaysOpen schedule open on public holidays as usual.
func (s *Schedule) Notation() (string, error) {
	if problems := s.Validate(); len(problems) > 0 {
		return "", &InvalidError{Problems: problems}
	}
	if err := s.unwritable(); err != nil {
		return "", err
	}
	var b strings.Builder
	if s.AlwaysOpen {
		b.WriteString("24/7")
	}
	writeWeekly(&b, s.Weekly)
	switch s.PublicHolidays {
	case HolidaysClosed:
		b.WriteString("; PH off")
	case HolidaysOwnHours:
		b.WriteString("; PH ")
		writeSpans(&b, s.HolidayRows)
	default: // as usual and unknown have no words
	}
	for _, e := range s.Exceptions {
		b.WriteString("; ")
		b.WriteString(dateRange(e.From, e.Through))
		if e.Closed {
			b.WriteString(" off")
			continue
		}
		b.WriteByte(' ')
		writeSpans(&b, e.Rows)
	}
	if b.Len() > maxNotation {
		return "", &NotationError{"weekly", fmt.Sprintf("The notation would be longer than %d bytes.", maxNotation)}
	}
	return b.String(), nil
}

// unwritable finds the first thing for which the notation has no words.
func (s *Schedule) unwritable() error {
	switch {
	case !s.AlwaysOpen && len(s.Weekly) == 0:
		return &NotationError{"weekly", "Without rows the hours are unknown, which the notation cannot say."}
	case s.ValidFrom != "":
		return &NotationError{"validFrom", "The notation has no validity."}
	case s.ValidThrough != "":
		return &NotationError{"validThrough", "The notation has no validity."}
	case s.PublicHolidays == HolidaysAsUsual && !s.AlwaysOpen:
		return &NotationError{"publicHolidays", "The notation cannot say that holidays are as usual."}
	}
	for i, row := range s.Weekly {
		path := fmt.Sprintf("weekly[%d]", i)
		if row.TimesUnknown {
			return &NotationError{path, "The times are unknown, which the notation cannot say."}
		}
		if len(row.Languages) > 0 {
			return &NotationError{path + ".languages", "The notation has no languages."}
		}
	}
	for i, e := range s.Exceptions {
		if !e.Closed && len(e.Rows) == 0 {
			return &NotationError{fmt.Sprintf("exceptions[%d]", i), "The hours are unknown, which the notation cannot say."}
		}
	}
	if s.cutByHolidays() {
		return &NotationError{"publicHolidays", "The rule for PH would cut a night of the week at midnight."}
	}
	for i := range s.Exceptions {
		if s.cutByException(i) {
			return &NotationError{fmt.Sprintf("exceptions[%d]", i), "The dated rule would cut a night at midnight."}
		}
	}
	return nil
}

// writeWeekly writes rows in order. Neighbours with the same days share a list
// of times. Days that had no row yet start a rule after a semicolon; days that
// had one need a comma, because a semicolon would override it, and so do days
// at which a semicolon would cut a night.
func writeWeekly(b *strings.Builder, rows []Row) {
	var written, last daySet
	for i, row := range rows {
		days := daySetOf(row.Days)
		switch {
		case days == last:
			b.WriteByte(',')
		case written == 0:
			b.WriteString(dayRanges(days) + " ")
		case written&days == 0 && !overnight(rows[:i]).cutBy(days):
			b.WriteString("; " + dayRanges(days) + " ")
		default:
			b.WriteString(", " + dayRanges(days) + " ")
		}
		written |= days
		last = days
		writeSpan(b, Span{row.Opens, row.Closes})
	}
}

func writeSpans(b *strings.Builder, spans []Span) {
	for i, s := range spans {
		if i > 0 {
			b.WriteByte(',')
		}
		writeSpan(b, s)
	}
}

func writeSpan(b *strings.Builder, s Span) {
	b.WriteString(string(s.Opens))
	b.WriteByte('-')
	b.WriteString(string(s.Closes))
}

// dayRanges writes a set of weekdays as ranges from Monday on, such as
// "Mo-We,Sa".
func dayRanges(days daySet) string {
	var parts []string
	for i := 0; i < 7; i++ {
		if !days.has(i) {
			continue
		}
		end := i
		for end < 6 && days.has(end+1) {
			end++
		}
		part := dayNames[i]
		if end > i {
			part += "-" + dayNames[end]
		}
		parts = append(parts, part)
		i = end
	}
	return strings.Join(parts, ",")
}

// dateRange writes two valid dates. Days of one month share it; otherwise the
// second date is written in full, because common readers of the notation do not
// know "2026 Nov 30-Dec 1". They also take "2026 Feb 1-28" for no day at all, so
// February is written in full too.
func dateRange(from, through Date) string {
	switch {
	case from == through:
		return from.words()
	case from[:7] == through[:7] && from.number(5, 7) != 2:
		return from.words() + "-" + strconv.Itoa(through.number(8, 10))
	}
	return from.words() + "-" + through.words()
}

// words writes a valid date as in "2026 Dec 24".
func (d Date) words() string {
	return fmt.Sprintf("%s %s %d", d[:4], monthNames[d.number(5, 7)-1], d.number(8, 10))
}

// number reads digits of a valid date.
func (d Date) number(from, to int) int {
	n, _ := strconv.Atoi(string(d[from:to]))
	return n
}
