package hours

import "time"

// Schedule is what is known about when a channel is answered. The zero value
// says nothing, and everything asked of it is [Unknown].
type Schedule struct {
	// AlwaysOpen says that the channel is answered round the clock. It needs
	// no zone and excludes Weekly. Exceptions, a validity and a holiday rule
	// of CLOSED or OWN_HOURS still hold; without a zone an instant that any
	// place on Earth could count to such a day is UNKNOWN.
	AlwaysOpen bool
	// TimeZone is the IANA name of the zone in which all times are meant.
	// Empty is an unknown zone: nothing but AlwaysOpen can be answered then.
	TimeZone string
	// TimeZoneDerived says that the zone was taken from the country and that
	// no source printed it. It changes no answer.
	TimeZoneDerived bool
	// Weekly has the rows of an ordinary week, at most 64. Rows may overlap;
	// together they are open whenever one of them is. With no row at all an
	// ordinary day is UNKNOWN; with at least one, a day without a row is
	// CLOSED.
	Weekly []Row
	// PublicHolidays says what holds on public holidays. The empty rule is
	// the same as UNKNOWN.
	PublicHolidays HolidayRule
	// HolidayRows are the spans of every public holiday, at most 64, present
	// exactly when PublicHolidays is OWN_HOURS.
	HolidayRows []Span
	// Exceptions are dated and do not overlap, at most 366.
	Exceptions []Exception
	// ValidFrom is the first local day for which the schedule was stated.
	// Empty is unbounded. Days before it are UNKNOWN.
	ValidFrom Date
	// ValidThrough is the last local day for which the schedule was stated.
	// Empty is unbounded. Days after it are UNKNOWN.
	ValidThrough Date
	// Printed has the hours exactly as the source printed them.
	Printed string
	// Note has what does not fit the fields, at most 500 runes. It changes no
	// answer.
	Note string
}

// Row is one span that recurs on days of the week.
type Row struct {
	// Days are the days on which the span starts, each at most once.
	Days []Weekday
	// Opens is the first minute that is open, 00:00 to 23:59.
	Opens LocalTime
	// Closes is the first minute that is no longer open, 00:00 to 24:00. At or
	// before Opens it is on the next day, but it is never equal to Opens: the
	// whole day is 00:00 to 24:00.
	Closes LocalTime
	// TimesUnknown says that the channel is open at some time on these days
	// and that nobody stated when. Opens and Closes are empty then, and the
	// days are UNKNOWN except where another row is open.
	TimesUnknown bool
	// Languages are the BCP 47 tags of the languages spoken in this row only.
	// Empty means the channel's languages.
	Languages []string
}

// Exception replaces the whole of one or more local days. A span that began
// the day before and runs past midnight still runs.
type Exception struct {
	// From is the first day replaced.
	From Date
	// Through is the last day replaced; it is From for a single day.
	Through Date
	// Closed says that no span starts on these days. Rows is empty then.
	Closed bool
	// Rows are the spans of each of these days, at most 64. An exception that
	// is not Closed and has no rows says that the days differ and that nobody
	// stated how: they are UNKNOWN.
	Rows []Span
	// Note has the reason, at most 500 runes. It changes no answer.
	Note string
}

// Span is one stretch of opening that starts on a given day. Opens and Closes
// are meant as in [Row].
type Span struct {
	Opens  LocalTime
	Closes LocalTime
}

// HolidayRule says what holds on public holidays.
type HolidayRule string

const (
	// HolidaysUnknown means that no source says anything about holidays.
	HolidaysUnknown HolidayRule = "UNKNOWN"
	// HolidaysClosed means that no span starts on a public holiday.
	HolidaysClosed HolidayRule = "CLOSED"
	// HolidaysAsUsual means that the weekly rows hold on public holidays.
	HolidaysAsUsual HolidayRule = "AS_USUAL"
	// HolidaysOwnHours means that HolidayRows hold on public holidays.
	HolidaysOwnHours HolidayRule = "OWN_HOURS"
)

// State is the answer for one instant.
type State string

const (
	// Open means that the schedule says somebody is there.
	Open State = "OPEN"
	// Closed means that the schedule says nobody is there.
	Closed State = "CLOSED"
	// Unknown means that what is known does not decide it.
	Unknown State = "UNKNOWN"
)

// Holidays is a calendar of public holidays for the place of one schedule. It
// must be safe for concurrent use and must not keep state that changes an
// answer.
type Holidays interface {
	// IsPublicHoliday reports whether the local date is a public holiday, and
	// whether that is known at all. When known is false, yes says that there is
	// reason to think that it may be one, such as a holiday in a part of the
	// country, and no says that there are no data. The dates asked for run up to
	// two days beyond the years 1900 to 2200.
	IsPublicHoliday(date Date) (yes, known bool)
}

// StatedFor says whether the instant lies on one of the days for which the schedule was stated, by the clock of its
// zone, or of UTC where that is not known.
func (s *Schedule) StatedFor(at time.Time) bool {
	if s.ValidFrom == "" && s.ValidThrough == "" {
		return true
	}
	zone, err := location(s.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	day := Date(at.In(zone).Format(time.DateOnly))
	return (s.ValidFrom == "" || s.ValidFrom <= day) && (s.ValidThrough == "" || day <= s.ValidThrough)
}
