package holidays

import (
	"fmt"
	"strings"

	"github.com/blueheart-federation/api/internal/geography"
)

// readTable reads lines "DK 2026 0101 ?0402": a country, a year, and its days as MMDD in order. A question mark
// stands before a day that may be a holiday; a year without a line is not known at all. Lines with # are comments. The
// error names the line.
func readTable(text string) (map[geography.Code]*calendar, error) {
	read := map[geography.Code]*calendar{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if err := readLine(read, line); err != nil {
			return nil, fmt.Errorf("line %d of the table of public holidays: %w", n, err)
		}
	}
	for _, c := range read {
		c.findYearly()
	}
	return read, nil
}

func readLine(read map[geography.Code]*calendar, line string) error {
	words := strings.Split(line, " ")
	if len(words) < 2 {
		return fmt.Errorf("%.40q has no country and year", line)
	}
	country, err := geography.ParseCode(words[0])
	if err != nil {
		return err
	}
	year, ok := number(words[1])
	if !ok || year < firstYear || year > lastYear {
		return fmt.Errorf("%.40q is no year from %d to %d", words[1], firstYear, lastYear)
	}
	c := read[country]
	if c == nil {
		c = &calendar{}
		read[country] = c
	}
	if c.has(year) {
		return fmt.Errorf("%s %d comes twice", country, year)
	}
	c.years |= 1 << (year - firstYear)
	for _, word := range words[2:] {
		if err := c.mark(year, word); err != nil {
			return err
		}
	}
	return nil
}

// mark enters one day, "1224" or "?1224".
func (c *calendar) mark(year int, word string) error {
	day, doubtful := strings.CutPrefix(word, "?")
	n, ok := number(day)
	if !ok || len(day) != len("1224") || !isDay(n/100, n%100) {
		return fmt.Errorf("%.40q is no day", word)
	}
	marked := &c.holidays
	if doubtful {
		marked = &c.doubtful
	}
	marked.add(slotAt(year, n/100, n%100))
	return nil
}
