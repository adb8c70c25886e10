package holidays

import "github.com/blueheart-federation/api/internal/directory/hours"

// The years of the table.
const (
	firstYear = 2025
	lastYear  = 2032
)

// slots is the number of days of a calendar, with 31 for each month, so that a date is found without arithmetic
// on months.
const slots = (lastYear - firstYear + 1) * 12 * 31

// daySet is a set of slots.
type daySet [(slots + 63) / 64]uint64

func (s *daySet) add(slot int) { s[slot/64] |= 1 << (slot % 64) }

func (s *daySet) has(slot int) bool { return s[slot/64]&(1<<(slot%64)) != 0 }

// calendar is the table of one country: three quarters of a kilobyte.
type calendar struct {
	holidays, doubtful daySet
	years              uint      // bit 0 for the first year: those that the table has
	yearly             [12]int32 // by month, bit 0 for the first day: those that are marked in each year of the table
}

// IsPublicHoliday implements [hours.Holidays]. In a year that the table does not have, the days that it has in each
// year may be holidays.
func (c *calendar) IsPublicHoliday(date hours.Date) (yes, known bool) {
	year, month, day, ok := parts(string(date))
	switch {
	case !ok:
		return false, false
	case !c.has(year):
		return c.yearly[month-1]&(1<<(day-1)) != 0, false
	}
	slot := slotAt(year, month, day)
	if c.doubtful.has(slot) {
		return true, false
	}
	return c.holidays.has(slot), true
}

// has says that the table has a year.
func (c *calendar) has(year int) bool {
	return year >= firstYear && year <= lastYear && c.years&(1<<(year-firstYear)) != 0
}

// findYearly looks for the days that are marked in each year of the table.
func (c *calendar) findYearly() {
	for month := range 12 {
		c.yearly[month] = 1<<31 - 1
	}
	for year := firstYear; year <= lastYear; year++ {
		if !c.has(year) {
			continue
		}
		for month := range 12 {
			for day := range 31 {
				if slot := slotAt(year, month+1, day+1); !c.holidays.has(slot) && !c.doubtful.has(slot) {
					c.yearly[month] &^= 1 << day
				}
			}
		}
	}
}

// parts cuts a date "2026-12-24"; ok is false for what is none.
func parts(date string) (year, month, day int, ok bool) {
	if len(date) != len("2026-12-24") || date[4] != '-' || date[7] != '-' {
		return 0, 0, 0, false
	}
	year, okYear := number(date[:4])
	month, okMonth := number(date[5:7])
	day, okDay := number(date[8:])
	return year, month, day, okYear && okMonth && okDay && isDay(month, day)
}

// isDay says that a month may have a day.
func isDay(month, day int) bool { return month >= 1 && month <= 12 && day >= 1 && day <= 31 }

// slotAt finds the slot of a day of the table.
func slotAt(year, month, day int) int { return ((year-firstYear)*12+month-1)*31 + day - 1 }

// number reads digits. The functions of the standard library would want an error to be made for what is none.
func number(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}
