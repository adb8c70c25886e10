package exchange

import (
	_ "embed" // the table is part of the binary
	"strings"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

//go:embed zones.txt
var zonesText string

// onlyZones has the countries with one time zone only.
var onlyZones = func() map[directory.CountryCode]string {
	zones := map[directory.CountryCode]string{}
	for line := range strings.Lines(zonesText) {
		if country, zone, ok := strings.Cut(strings.TrimSpace(line), " "); ok && len(country) == 2 {
			zones[directory.CountryCode(country)] = zone
		}
	}
	return zones
}()

// onlyZone is the time zone of a service in these countries when no other comes into question: one country
// with one zone. Any other choice would be a guess, and a wrong hour sends a person to a line that nobody
// answers.
func onlyZone(countries []directory.CountryCode) string {
	if len(countries) != 1 {
		return ""
	}
	return onlyZones[countries[0]]
}

// keeps says that clocks of the zone stand at this offset from UTC in winter or in summer. The year is
// that of the table.
func keeps(zone string, offset time.Duration) bool {
	location, err := time.LoadLocation(zone)
	if err != nil {
		return false
	}
	for _, month := range []time.Month{time.January, time.July} {
		if _, seconds := time.Date(2025, month, 1, 12, 0, 0, 0, location).Zone(); time.Duration(seconds)*time.Second == offset {
			return true
		}
	}
	return false
}
