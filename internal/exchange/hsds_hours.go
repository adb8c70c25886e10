package exchange

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// zoneHint is what is known about the time zone of a schedule.
type zoneHint struct {
	stated string // an IANA name that the file gives
	only   string // the one zone of the one country, which may be taken with a warning
}

// notation reads hours in the opening_hours notation.
func (d *draft) notation(at spot, field, value string, zone zoneHint) *directory.OpeningHours {
	s, err := hours.Parse(value)
	if err != nil {
		d.problem(at, field, `use the opening_hours notation, such as "Mo-Fr 09:00-17:00; PH off" or "24/7", or give the hours in words only`, "%s", err)
		return nil
	}
	s.Printed = value
	s.TimeZone, s.TimeZoneDerived = zone.stated, false
	if s.TimeZone == "" && zone.only != "" {
		s.TimeZone, s.TimeZoneDerived = zone.only, true
		if !s.AlwaysOpen {
			d.warn(at, field, "state the time zone", "no time zone is stated; the only one of the country is taken, %s", zone.only)
		}
	}
	if s.TimeZone == "" && !s.AlwaysOpen {
		d.warn(at, field, "state the time zone, such as Europe/Chisinau", "no time zone is stated, so it is not known when the hours are")
		return &directory.OpeningHours{Schedule: hours.Schedule{Printed: value}}
	}
	return &directory.OpeningHours{Schedule: *s}
}

// errNoHours marks schedules that say nothing.
var errNoHours = errors.New("no hours")

// schedules reads the schedules of HSDS. What does not repeat weekly, or is in a time zone that is not
// known, is kept as printed and otherwise unknown: a UTC offset is not a time zone, since it does not say
// when clocks change.
func (d *draft) schedules(at spot, list []hsdsSchedule, zone zoneHint) *directory.OpeningHours {
	if len(list) == 0 {
		return nil
	}
	here := d.within(at, "schedules.csv", "schedules", 0, list[0].row)
	printed := printedHours(list)
	week, err := weekOf(list, &zone)
	switch {
	case errors.Is(err, errNoHours) && printed == "":
		return nil
	case errors.Is(err, errNoHours):
	case err != nil:
		d.warn(here, "", "state the hours as an attribute opening_hours of the profile", "the hours are kept in words only: %s", err)
	case !week.AlwaysOpen && zone.stated == "" && zone.only == "":
		d.warn(here, "timezone", "state the time zone as an attribute time_zone of the profile, such as Europe/Chisinau", "an offset from UTC is no time zone, and the country has not exactly one, so the hours are kept in words only")
	default:
		week.Printed = printed
		if week.TimeZone = zone.stated; week.TimeZone == "" && zone.only != "" {
			week.TimeZone, week.TimeZoneDerived = zone.only, true
			d.warn(here, "timezone", "state the time zone as an attribute time_zone of the profile", "an offset from UTC is no time zone; the only one of the country is taken, %s", zone.only)
		}
		return &directory.OpeningHours{Schedule: *week}
	}
	return &directory.OpeningHours{Schedule: hours.Schedule{Printed: printed}}
}

// weekOf reads schedules that repeat every week, all for the same dates.
func weekOf(list []hsdsSchedule, zone *zoneHint) (*hours.Schedule, error) {
	week := &hours.Schedule{}
	round := map[hours.Weekday]bool{}
	for i := range list {
		s := &list[i]
		row, err := weekRow(s, zone)
		if err != nil {
			return nil, err
		}
		from, through, err := validity(s)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			week.ValidFrom, week.ValidThrough = from, through
		} else if week.ValidFrom != from || week.ValidThrough != through {
			return nil, errors.New("the schedules hold on different dates")
		}
		if row.Opens == "00:00" && row.Closes == "24:00" {
			for _, day := range row.Days {
				round[day] = true
			}
		}
		week.Weekly = append(week.Weekly, row)
	}
	if len(round) == len(hours.Weekdays()) {
		week.AlwaysOpen, week.Weekly = true, nil
	}
	if problems := week.Validate(); len(problems) > 0 {
		return nil, fmt.Errorf("%s", problems[0].Message)
	}
	return week, nil
}

// weekRow reads one schedule as a row of the week.
func weekRow(s *hsdsSchedule, zone *zoneHint) (row hours.Row, err error) {
	interval := strings.TrimSuffix(unquote(string(s.Interval)), ".0")
	frequency := strings.ToUpper(unquote(string(s.Frequency)))
	switch {
	case s.Opens == "" && s.Closes == "":
		return row, errNoHours
	case s.Count != "" || s.Weeks != "" || s.MonthDays != "" || s.YearDays != "":
		return row, errors.New("they repeat in a way that is not weekly")
	case interval != "" && interval != "1":
		return row, errors.New("they do not repeat every week")
	case frequency == "DAILY" && s.Days == "":
		row.Days = hours.Weekdays()
	case frequency == "WEEKLY" || frequency == "" && s.Days != "":
		if row.Days, err = weekdays(string(s.Days)); err != nil {
			return row, err
		}
	default:
		return row, errors.New("they do not repeat weekly")
	}
	opens, err := zone.clock(string(s.Opens), s)
	if err != nil {
		return row, err
	}
	closes, err := zone.clock(string(s.Closes), s)
	if err != nil {
		return row, err
	}
	// The guidance of HSDS for "round the clock" is 00:00 to 23:59.
	if opens == "00:00" && (closes == "23:59" || closes == "00:00") {
		closes = "24:00"
	}
	row.Opens, row.Closes = opens, closes
	return row, nil
}

// days of RFC 5545, with the names that files have in their place.
var weekdayCodes = map[string]hours.Weekday{
	"MO": hours.Monday, "TU": hours.Tuesday, "WE": hours.Wednesday, "TH": hours.Thursday,
	"FR": hours.Friday, "SA": hours.Saturday, "SU": hours.Sunday,
}

func weekdays(value string) (days []hours.Weekday, err error) {
	for _, item := range items(value) {
		day, ok := weekdayCodes[strings.ToUpper(item)]
		if !ok {
			return nil, errors.New("byday holds more than days of the week")
		}
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		return nil, errors.New("byday names no day")
	}
	return days, nil
}

var clockForm = regexp.MustCompile(`^([0-9]{1,2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?$`)

// clock reads a time of day on the clocks of the place. A time with an offset that the zone never has is not
// on those clocks.
func (z *zoneHint) clock(value string, s *hsdsSchedule) (hours.LocalTime, error) {
	m := clockForm.FindStringSubmatch(unquote(value))
	if m == nil {
		return "", errors.New("a time is not HH:MM")
	}
	if err := z.offset(m[3]); err != nil {
		return "", err
	}
	if m[3] == "" {
		if err := z.offset(unquote(string(s.TimeZone))); err != nil {
			return "", err
		}
	}
	clock := m[1]
	if len(clock) == len("9:00") {
		clock = "0" + clock
	}
	if t, err := hours.ParseLocalTime(clock); err == nil {
		return t, nil
	}
	return "", errors.New("a time is not HH:MM")
}

// offset compares an offset from UTC with the zone that is known. It gives no zone; a name in its place does.
func (z *zoneHint) offset(value string) error {
	if value == "" {
		return nil
	}
	d, ok := utcOffset(value)
	if !ok {
		name, err := directory.ParseTimeZone(value)
		if err != nil {
			return errors.New("timezone is neither an offset from UTC nor a time zone")
		}
		if z.stated == "" {
			z.stated = name
		}
		return nil
	}
	zone := z.stated
	if zone == "" {
		zone = z.only
	}
	if zone != "" && !keeps(zone, d) {
		return fmt.Errorf("the times are given with an offset from UTC that %s does not have", zone)
	}
	return nil
}

// utcOffset reads "Z", "3", "-3.5", "+03:00", "+0300" and "UTC+3".
func utcOffset(value string) (time.Duration, bool) {
	v := strings.TrimPrefix(strings.ToUpper(value), "UTC")
	if v == "Z" || v == "" {
		return 0, true
	}
	if sign := v[0]; (sign == '+' || sign == '-') && len(v) >= len("+0300") {
		t, err := time.Parse("1504", strings.Replace(v[1:], ":", "", 1))
		if err != nil {
			return 0, false
		}
		d := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
		if sign == '-' {
			d = -d
		}
		return d, d >= -14*time.Hour && d <= 14*time.Hour
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !(n >= -14 && n <= 14) {
		return 0, false
	}
	return time.Duration(n * float64(time.Hour)), true
}

// validity are the first and the last day of a schedule.
func validity(s *hsdsSchedule) (from, through hours.Date, err error) {
	day := func(values ...cell) (hours.Date, error) {
		for _, v := range values {
			text := unquote(string(v))
			if i := strings.IndexAny(text, "T "); i > 0 {
				text = text[:i]
			}
			if text != "" {
				return hours.ParseDate(text)
			}
		}
		return "", nil
	}
	if from, err = day(s.ValidFrom, s.Start); err == nil {
		through, err = day(s.ValidTo, s.Until)
	}
	if err != nil {
		return "", "", errors.New("a date of the schedule is not YYYY-MM-DD")
	}
	return from, through, nil
}

// printedHours are the hours in the words of the file, else its fields one after another.
func printedHours(list []hsdsSchedule) string {
	var said []string
	for i := range list {
		s := &list[i]
		words := tidy(string(s.Description))
		if words == "" {
			words = strings.TrimSpace(fmt.Sprintf("%s %s-%s", strings.Join(items(string(s.Days)), ","), s.Opens, s.Closes))
		}
		if words != "-" && words != "" && !slices.Contains(said, words) {
			said = append(said, words)
		}
	}
	printed := strings.Join(said, "; ")
	for utf8.RuneCountInString(printed) > directory.MaxText {
		said = said[:len(said)-1]
		printed = strings.Join(said, "; ")
	}
	return printed
}
