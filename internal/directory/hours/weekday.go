package hours

// Weekday is a day of the week by its English name in capitals.
type Weekday string

// The days of the week, beginning with Monday as ISO 8601 does.
const (
	Monday    Weekday = "MONDAY"
	Tuesday   Weekday = "TUESDAY"
	Wednesday Weekday = "WEDNESDAY"
	Thursday  Weekday = "THURSDAY"
	Friday    Weekday = "FRIDAY"
	Saturday  Weekday = "SATURDAY"
	Sunday    Weekday = "SUNDAY"
)

// Weekdays returns the seven days in order, Monday first. The caller owns the
// slice.
func Weekdays() []Weekday {
	return []Weekday{Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday}
}

// index returns 0 for Monday to 6 for Sunday, and -1 for anything else.
func (w Weekday) index() int {
	switch w {
	case Monday:
		return 0
	case Tuesday:
		return 1
	case Wednesday:
		return 2
	case Thursday:
		return 3
	case Friday:
		return 4
	case Saturday:
		return 5
	case Sunday:
		return 6
	}
	return -1
}

// daySet is a set of weekdays, bit 0 for Monday to bit 6 for Sunday.
type daySet uint8

// everyDay has all seven days.
const everyDay daySet = 1<<7 - 1

// daySetOf collects the weekdays it is given and leaves out what is none.
func daySetOf(days []Weekday) daySet {
	var d daySet
	for _, w := range days {
		if i := w.index(); i >= 0 {
			d |= 1 << i
		}
	}
	return d
}

// has reports whether the weekday with this index, Monday 0, is in the set.
func (d daySet) has(index int) bool { return d&(1<<index) != 0 }

// weekdays lists the set in order, Monday first.
func (d daySet) weekdays() []Weekday {
	var days []Weekday
	for i, w := range Weekdays() {
		if d.has(i) {
			days = append(days, w)
		}
	}
	return days
}
