package hours

import "slices"

// RoundTheClock says that the schedule has no closing time on any day, public holidays among them: it says so, or its
// weekly rows leave no minute of a week out. Exceptions of single dates do not count.
func (s *Schedule) RoundTheClock() bool {
	switch s.PublicHolidays {
	case HolidaysAsUsual:
	case HolidaysOwnHours:
		holidays := make([]Row, len(s.HolidayRows))
		for i, span := range s.HolidayRows {
			holidays[i] = Row{Days: Weekdays(), Opens: span.Opens, Closes: span.Closes}
		}
		if !fillWeek(holidays) {
			return false
		}
	case HolidaysClosed:
		return false
	default: // nobody spoke of holidays: then "day and night" means them, too, and a week does not
		return s.AlwaysOpen
	}
	return s.AlwaysOpen || fillWeek(s.Weekly)
}

// MayBeRoundTheClock says that nothing in the schedule speaks against that: what nobody stated, of public holidays or of
// the times on some day, may be day and night.
func (s *Schedule) MayBeRoundTheClock() bool {
	may := *s
	if may.PublicHolidays == "" || may.PublicHolidays == HolidaysUnknown {
		may.PublicHolidays = HolidaysAsUsual
	}
	may.Weekly = slices.Clone(s.Weekly)
	for i := range may.Weekly {
		if row := &may.Weekly[i]; row.TimesUnknown {
			row.TimesUnknown, row.Opens, row.Closes = false, "00:00", "24:00"
		}
	}
	return may.RoundTheClock()
}

// fillWeek says that rows leave no minute of a week out.
func fillWeek(rows []Row) bool {
	const week = 7 * minutesPerDay
	minutes := 0
	each := func(open func(day, from, to int)) {
		for _, row := range rows {
			from, to, ok := spanMinutes(row.Opens, row.Closes)
			if row.TimesUnknown || !ok {
				continue
			}
			for day := range 7 {
				if daySetOf(row.Days).has(day) {
					open(day, from, to)
				}
			}
		}
	}
	if each(func(_, from, to int) { minutes += to - from }); minutes < week {
		return false // as nearly all are, without looking at each minute
	}
	var open [week]bool
	left := week
	each(func(day, from, to int) {
		for minute := from; minute < to; minute++ {
			if at := &open[(day*minutesPerDay+minute)%week]; !*at {
				*at = true
				left--
			}
		}
	})
	return left == 0
}
