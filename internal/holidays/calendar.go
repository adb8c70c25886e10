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

func (s *daySet) remove(slot int) { s[slot/64] &^= 1 << (slot % 64) }

func (s *daySet) has(slot int) bool { return s[slot/64]&(1<<(slot%64)) != 0 }

// calendar is the table of one country: three quarters of a kilobyte.
type calendar struct {
	holidays, unknown daySet
	years             uint // bit 0 for the first year: those that the table has
}

// IsPublicHoliday implements [hours.Holidays].
func (c *calendar) IsPublicHoliday(date hours.Date) (yes, known bool) {
	slot, ok := slotOf(string(date))
	if !ok || c.unknown.has(slot) {
		return false, false
	}
	return c.holidays.has(slot), true
}

// slotOf finds the slot of a date "2026-12-24"; ok is false for one outside the table.
func slotOf(date string) (slot int, ok bool) {
	if len(date) != len("2026-12-24") || date[4] != '-' || date[7] != '-' {
		return 0, false
	}
	year, okYear := number(date[:4])
	month, okMonth := number(date[5:7])
	day, okDay := number(date[8:])
	if !okYear || !okMonth || !okDay {
		return 0, false
	}
	return slotAt(year, month, day)
}

func slotAt(year, month, day int) (slot int, ok bool) {
	if year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	return ((year-firstYear)*12+month-1)*31 + day - 1, true
}

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
