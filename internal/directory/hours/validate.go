package hours

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// CodeInvalidInput is the code of every [Problem] of this package.
const CodeInvalidInput = "INVALID_INPUT"

// Limits of a schedule.
const (
	maxRows       = 64
	maxExceptions = 366
	maxNoteRunes  = 500
)

// Problem is one thing that is wrong with a schedule.
type Problem struct {
	// Path leads from the schedule to the field, such as "weekly[2].closes".
	Path string
	// Code is always INVALID_INPUT.
	Code string
	// Message is one sentence for the person who entered the schedule.
	Message string
}

// InvalidError reports that a schedule cannot be used, with every problem.
type InvalidError struct {
	// Problems is never empty.
	Problems []Problem
}

// Error names the first problem and how many there are.
func (e *InvalidError) Error() string {
	p := e.Problems[0]
	return fmt.Sprintf("opening hours: %s: %s (%d problems in all)", p.Path, p.Message, len(e.Problems))
}

// Validate returns everything that is wrong with the schedule, in the order of
// its fields, or nil. Lists that are too long are checked up to their limit
// only, so the answer is bounded too.
func (s *Schedule) Validate() []Problem {
	var r report
	if s.TimeZone != "" {
		if _, err := location(s.TimeZone); err != nil {
			r.add("timeZone", "%s.", err)
		}
	}
	if s.AlwaysOpen && len(s.Weekly) > 0 {
		r.add("weekly", "A schedule that is always open has no weekly rows.")
	}
	for i, row := range upTo(&r, "weekly", s.Weekly, maxRows) {
		r.row(fmt.Sprintf("weekly[%d]", i), row)
	}
	r.holidays(s)
	for i, e := range upTo(&r, "exceptions", s.Exceptions, maxExceptions) {
		r.exception(fmt.Sprintf("exceptions[%d]", i), e)
	}
	r.overlaps(s.Exceptions[:min(len(s.Exceptions), maxExceptions)])
	r.validity(s)
	r.note("note", s.Note)
	return r.problems
}

// report collects problems.
type report struct{ problems []Problem }

func (r *report) add(path, format string, args ...any) {
	r.problems = append(r.problems, Problem{Path: path, Code: CodeInvalidInput, Message: fmt.Sprintf(format, args...)})
}

// upTo reports a list that is too long and returns the part that is checked.
func upTo[T any](r *report, path string, list []T, limit int) []T {
	if len(list) > limit {
		r.add(path, "There are %d entries; at most %d are allowed.", len(list), limit)
		return list[:limit]
	}
	return list
}

func (r *report) note(path, note string) {
	if n := utf8.RuneCountInString(note); n > maxNoteRunes {
		r.add(path, "The note has %d characters; at most %d are allowed.", n, maxNoteRunes)
	}
}

func (r *report) row(path string, row Row) {
	if len(row.Days) == 0 {
		r.add(path+".days", "A row needs at least one day.")
	}
	var seen daySet
	for i, d := range upTo(r, path+".days", row.Days, len(Weekdays())) {
		at := fmt.Sprintf("%s.days[%d]", path, i)
		switch x := d.index(); {
		case x < 0:
			r.add(at, "%.60q is not a day of the week.", string(d))
		case seen.has(x):
			r.add(at, "%s is named twice.", string(d))
		default:
			seen |= 1 << x
		}
	}
	if row.TimesUnknown {
		if row.Opens != "" {
			r.add(path+".opens", "A row whose times are unknown has no opening time.")
		}
		if row.Closes != "" {
			r.add(path+".closes", "A row whose times are unknown has no closing time.")
		}
	} else {
		r.span(path, Span{row.Opens, row.Closes})
	}
	for i, tag := range upTo(r, path+".languages", row.Languages, maxRows) {
		if !isLanguageTag(tag) {
			r.add(fmt.Sprintf("%s.languages[%d]", path, i), "%.60q is not a BCP 47 language tag.", tag)
		}
	}
}

func (r *report) span(path string, s Span) {
	from, okFrom := s.Opens.minutes()
	to, okTo := s.Closes.minutes()
	switch {
	case !okFrom:
		r.add(path+".opens", "%.60q is not a time of day from 00:00 to 23:59.", string(s.Opens))
	case from == minutesPerDay:
		r.add(path+".opens", "24:00 is a closing time only.")
	}
	switch {
	case !okTo:
		r.add(path+".closes", "%.60q is not a time of day from 00:00 to 24:00.", string(s.Closes))
	case okFrom && from == to:
		r.add(path+".closes", "A span cannot close when it opens; the whole day is 00:00 to 24:00.")
	}
}

func (r *report) spans(path string, spans []Span) {
	for i, s := range upTo(r, path, spans, maxRows) {
		r.span(fmt.Sprintf("%s[%d]", path, i), s)
	}
}

func (r *report) holidays(s *Schedule) {
	switch s.PublicHolidays {
	case HolidaysOwnHours:
		if len(s.HolidayRows) == 0 {
			r.add("holidayRows", "Holidays with their own hours need at least one row; the rule is UNKNOWN when nobody states them.")
		}
	case "", HolidaysUnknown, HolidaysClosed, HolidaysAsUsual:
		if len(s.HolidayRows) > 0 {
			r.add("holidayRows", "Rows for holidays need the rule OWN_HOURS.")
		}
	default:
		r.add("publicHolidays", "%.60q is not a rule for public holidays.", string(s.PublicHolidays))
	}
	r.spans("holidayRows", s.HolidayRows)
}

func (r *report) exception(path string, e Exception) {
	_, okFrom := e.From.day()
	if !okFrom {
		r.date(path+".from", e.From)
	}
	_, okThrough := e.Through.day()
	if !okThrough {
		r.date(path+".through", e.Through)
	}
	if okFrom && okThrough && e.From > e.Through {
		r.add(path+".through", "The last day is before the first.")
	}
	if e.Closed && len(e.Rows) > 0 {
		r.add(path+".rows", "An exception that is closed has no rows.")
	}
	r.spans(path+".rows", e.Rows)
	r.note(path+".note", e.Note)
}

func (r *report) date(path string, d Date) {
	r.add(path, "%.60q is not a date such as 2026-11-24 between the years %d and %d.", string(d), minYear, maxYear)
}

// overlaps reports each exception that starts on or before the last day of one
// that starts no later. Dates in canonical form sort as text.
func (r *report) overlaps(exceptions []Exception) {
	var order []int
	for i, e := range exceptions {
		_, okFrom := e.From.day()
		_, okThrough := e.Through.day()
		if okFrom && okThrough && e.From <= e.Through {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return strings.Compare(string(exceptions[a].From), string(exceptions[b].From))
	})
	var last Date
	var lastIndex int
	for _, i := range order {
		e := exceptions[i]
		if last != "" && e.From <= last {
			r.add(fmt.Sprintf("exceptions[%d].from", i), "The exception overlaps exceptions[%d].", lastIndex)
		}
		if e.Through > last {
			last, lastIndex = e.Through, i
		}
	}
}

func (r *report) validity(s *Schedule) {
	_, okFrom := s.ValidFrom.day()
	if s.ValidFrom != "" && !okFrom {
		r.date("validFrom", s.ValidFrom)
	}
	_, okThrough := s.ValidThrough.day()
	if s.ValidThrough != "" && !okThrough {
		r.date("validThrough", s.ValidThrough)
	}
	if okFrom && okThrough && s.ValidFrom > s.ValidThrough {
		r.add("validThrough", "The last valid day is before the first.")
	}
}

// isLanguageTag checks the shape of a BCP 47 tag and not its registry: subtags
// of one to eight letters or digits, the first of letters, 35 bytes at most.
func isLanguageTag(tag string) bool {
	if len(tag) > 35 {
		return false
	}
	for i, part := range strings.Split(tag, "-") {
		if part == "" || len(part) > 8 {
			return false
		}
		for _, c := range []byte(part) {
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			number := c >= '0' && c <= '9'
			if !letter && (!number || i == 0) {
				return false
			}
		}
	}
	return true
}
