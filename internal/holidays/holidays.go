package holidays

import (
	_ "embed" // the table is part of the program
	"sync"

	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

//go:embed table.txt
var table string

// calendars has one calendar for each country of the table. A table that cannot be read knows nothing, which is
// better than half of it; a test reads it.
var calendars = sync.OnceValue(func() map[geography.Code]*calendar {
	read, err := readTable(table)
	if err != nil {
		return nil
	}
	return read
})

// For returns the public holidays of a country, nil when there are no data for it. Every call for a country returns
// the same value, which is safe for concurrent use and allocates nothing.
func For(country geography.Code) hours.Holidays {
	if c := calendars()[country]; c != nil {
		return c
	}
	return nil // and not a calendar that is nil
}
