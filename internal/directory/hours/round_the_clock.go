package hours

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
	return s.AlwaysOpen || s.FillsWeek()
}

// FillsWeek says that the weekly rows leave no minute of a week out. What holds on public holidays is another
// question.
func (s *Schedule) FillsWeek() bool { return fillWeek(s.Weekly) }

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
