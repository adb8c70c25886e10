package hours

import (
	"sync"
	"time"
)

// firstDateDay and endDateDay bound the local days an answer can touch: the
// years 1900 to 2200 with two days on either side, for the day before and for
// zones ahead of and behind UTC.
var (
	firstDateDay = int32(floorDivide(minInstant, secondsPerDay)) - 2
	endDateDay   = int32(floorDivide(endInstant, secondsPerDay)) + 2
)

// dateText has every date from firstDateDay on, ten bytes each, in one string
// of about a megabyte. A holiday calendar asks for a [Date], and cutting it out
// of this string is what keeps State free of allocations. It is made once, and
// only when a schedule needs a calendar.
var dateText = sync.OnceValue(func() string {
	text := make([]byte, 0, int(endDateDay-firstDateDay)*len(time.DateOnly))
	for d := firstDateDay; d < endDateDay; d++ {
		text = time.Unix(int64(d)*secondsPerDay, 0).UTC().AppendFormat(text, time.DateOnly)
	}
	return string(text)
})

// dateOf returns the date of a day between firstDateDay and endDateDay, cut
// out of dateText.
func dateOf(text string, day int32) Date {
	at := int(day-firstDateDay) * len(time.DateOnly)
	return Date(text[at : at+len(time.DateOnly)])
}
