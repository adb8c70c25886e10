package hsds

import (
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// days are the days of RFC 5545.
var days = map[hours.Weekday]string{
	hours.Monday: "MO", hours.Tuesday: "TU", hours.Wednesday: "WE", hours.Thursday: "TH",
	hours.Friday: "FR", hours.Saturday: "SA", hours.Sunday: "SU",
}

// schedules gives the ordinary week of a service. HSDS has an offset from UTC in place of a time zone, which says
// nothing of summer time; the attribute time_zone says the zone.
func schedules(of string, o *directory.OpeningHours) []Schedule {
	rows := o.Weekly
	if o.AlwaysOpen { // as the guidance of HSDS says it
		rows = []hours.Row{{Days: hours.Weekdays(), Opens: "00:00", Closes: "23:59"}}
	}
	var out []Schedule
	for _, row := range rows {
		if row.TimesUnknown {
			continue
		}
		closes := string(row.Closes)
		if row.Opens == "00:00" && closes == "24:00" {
			closes = "23:59"
		}
		out = append(out, Schedule{
			ID: nth(of, "schedule", len(out)), Frequency: "WEEKLY", Days: daysOf(row.Days), Opens: string(row.Opens), Closes: closes,
			ValidFrom: string(o.ValidFrom), ValidTo: string(o.ValidThrough), Description: o.Printed, Notes: o.Note,
		})
	}
	if out == nil && o.Printed != "" {
		out = []Schedule{{ID: nth(of, "schedule", 0), Description: o.Printed, Notes: o.Note}}
	}
	return out
}

func daysOf(list []hours.Weekday) string {
	words := make([]string, len(list))
	for i, d := range list {
		words[i] = days[d]
	}
	return strings.Join(words, ",")
}
