package document

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// parseFunc gives the canonical form of a value, or says in words what to write instead.
type parseFunc func(string) (string, error)

func parserOf[T ~string](parse func(string) (T, error)) parseFunc {
	return func(s string) (string, error) {
		v, err := parse(s)
		return string(v), err
	}
}

// parsers read the value types of the domain.
var parsers = map[reflect.Type]parseFunc{
	reflect.TypeFor[directory.ID](): func(s string) (string, error) {
		id, err := directory.ParseID(strings.ToLower(s))
		return string(id), err
	},
	reflect.TypeFor[directory.CountryCode]():     parserOf(geography.ParseCode),
	reflect.TypeFor[directory.RegionCode]():      parserOf(directory.ParseRegionCode),
	reflect.TypeFor[directory.SubdivisionCode](): parserOf(directory.ParseSubdivisionCode),
	reflect.TypeFor[directory.LanguageTag]():     parserOf(directory.ParseLanguageTag),
	reflect.TypeFor[directory.PartialDate]():     parserOf(directory.ParsePartialDate),
	reflect.TypeFor[directory.E164]():            parserOf(directory.ParseE164),
	reflect.TypeFor[directory.URL]():             parserOf(directory.ParseURL),
	reflect.TypeFor[directory.EmailAddress]():    parserOf(directory.ParseEmailAddress),
	reflect.TypeFor[hours.Date]():                parserOf(hours.ParseDate),
	reflect.TypeFor[hours.LocalTime]():           parserOf(hours.ParseLocalTime),
	reflect.TypeFor[hours.Weekday]():             closedTo(hours.Weekdays()...),
	reflect.TypeFor[hours.HolidayRule](): closedTo(
		hours.HolidaysUnknown, hours.HolidaysClosed, hours.HolidaysAsUsual, hours.HolidaysOwnHours),
}

// fieldParsers read fields that have a rule and, being of package hours, no type of the domain.
var fieldParsers = map[reflect.Type]map[string]parseFunc{
	openingHoursType:             {"TimeZone": directory.ParseTimeZone},
	reflect.TypeFor[hours.Row](): {"Languages": parserOf(directory.ParseLanguageTag)},
}

// closedTo reads a closed set that package directory does not list.
func closedTo[T ~string](values ...T) parseFunc {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return func(s string) (string, error) {
		if !slices.Contains(names, s) {
			return "", errors.New(oneOf(names))
		}
		return s, nil
	}
}

// oneOf names the values of a closed set.
func oneOf(values []string) string { return "must be one of " + strings.Join(values, ", ") }

// withoutValue strips the value from the beginning of a message: whoever typed it sees the path, and it may
// be a person's.
func withoutValue(err error) string {
	message := err.Error()
	quoted, _ := strconv.QuotedPrefix(message) // empty when there is none
	return strings.TrimLeft(message[len(quoted):], ": ")
}

// most is how many items a list in an input may have: many where the items are parts or days, and as many
// as any list of values elsewhere. The rules of the domain are stricter in places.
func (f *field) most() int {
	switch {
	case f.shape.elem.typ == reflect.TypeFor[directory.BannerMembership]():
		return directory.MaxMembers
	case f.shape.holdsRecords(),
		f.shape.elem.typ == reflect.TypeFor[directory.TourStop](),
		f.shape.elem.typ == reflect.TypeFor[hours.Exception]():
		return directory.MaxChildren
	}
	return directory.MaxList
}

var openingHoursType = reflect.TypeFor[directory.OpeningHours]()

// notationName is the field of opening hours that an input has beyond those of the record: the hours in
// OpenStreetMap's notation, in place of the rows.
const notationName = "notation"

// ruled are the fields of opening hours that a notation says itself.
var ruled = [...]string{"alwaysOpen", "weekly", "publicHolidays", "holidayRows", "exceptions"}

// notation reads opening hours in OpenStreetMap's notation; whatever else the input says of them is read
// already.
func (r *inputReader) notation(given map[string]any, o *directory.OpeningHours) {
	text, ok := r.text(given[notationName])
	if !ok || text == "" {
		return
	}
	for _, name := range ruled {
		if given[name] != nil {
			r.add("says the hours, and so does %s: give one of the two", name)
			return
		}
	}
	s, err := hours.Parse(text)
	if syntax, ok := errors.AsType[*hours.SyntaxError](err); ok {
		r.add("%s", refusal(text, syntax))
		return
	}
	if err != nil {
		r.add("%s", withoutValue(err))
		return
	}
	o.AlwaysOpen, o.Weekly, o.Exceptions = s.AlwaysOpen, s.Weekly, s.Exceptions
	o.PublicHolidays, o.HolidayRows = s.PublicHolidays, s.HolidayRows
}

// refusal names what a notation was refused for and where it stands, counted in characters from 1.
func refusal(notation string, e *hours.SyntaxError) string {
	at := len([]rune(notation[:min(e.Offset, len(notation))])) + 1
	if e.Token == "" {
		return fmt.Sprintf("is refused at character %d: %s", at, e.Message)
	}
	return fmt.Sprintf("is refused at character %d, %q: %s", at, printable(e.Token), e.Message)
}
