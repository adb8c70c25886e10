package exchange

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// An export says hours and countries twice: in the fields of HSDS, and in attributes, which say more. Programs for
// HSDS change the fields and leave the attributes. So where a field is not as it was exported, it holds.

// replacedHours gives the hours, in the notation, that the schedules of an exported service have replaced; nothing
// where they are as they were. Schedules are those of the first channel that has hours.
func (r *serviceReader) replacedHours(at spot, s *hsdsService, zone zoneHint) string {
	if r.was == nil {
		return ""
	}
	i := slices.IndexFunc(r.was.Channels, func(ch directory.Channel) bool { return ch.Hours != nil })
	if i < 0 {
		return ""
	}
	o := r.was.Channels[i].Hours
	before, err := o.Notation()
	if err != nil || sameWeek(s.Schedules, asSchedules(o), zone) {
		return ""
	}
	r.warn(at, "schedules", "write the same in both", "the schedules and the attribute opening_hours differ: the schedules hold")
	return before
}

// asSchedules gives hours as they are exported.
func asSchedules(o *directory.OpeningHours) (list []hsdsSchedule) {
	rows := o.Weekly
	if o.AlwaysOpen {
		rows = []hours.Row{{Days: hours.Weekdays(), Opens: "00:00", Closes: "24:00"}}
	}
	for _, row := range rows {
		if row.TimesUnknown {
			continue
		}
		var days []string
		for code, day := range weekdayCodes {
			if slices.Contains(row.Days, day) {
				days = append(days, code)
			}
		}
		list = append(list, hsdsSchedule{
			Frequency: "WEEKLY", Days: cell(strings.Join(days, ",")), Opens: cell(row.Opens), Closes: cell(row.Closes),
			ValidFrom: cell(o.ValidFrom), ValidTo: cell(o.ValidThrough),
		})
	}
	return list
}

// sameWeek says that schedules say the same week, whatever their words and the order of days.
func sameWeek(a, b []hsdsSchedule, zone zoneHint) bool {
	weeks := [2]*hours.Schedule{}
	for i, list := range [...][]hsdsSchedule{a, b} {
		if !slices.ContainsFunc(list, func(s hsdsSchedule) bool { return s.Opens != "" || s.Closes != "" }) {
			continue
		}
		at := zone
		week, err := weekOf(list, &at)
		if err != nil {
			return false
		}
		week.TimeZone = ""
		for _, row := range week.Weekly {
			slices.Sort(row.Days)
		}
		weeks[i] = week
	}
	return reflect.DeepEqual(weeks[0], weeks[1])
}

// whereNow is where a service is meant for: of an exported one whose service areas name other countries by now,
// these.
func (r *serviceReader) whereNow(at spot, s *hsdsService, stated facts, language directory.LanguageTag) area {
	where := r.area(at, s, stated, language, r.countries)
	if r.was == nil || len(s.ServiceAreas) == 0 || stated["countries"] == nil {
		return where
	}
	fields := maps.Clone(stated)
	delete(fields, "countries")
	quiet := &draft{}
	named := quiet.area(at, s, fields, language, nil)
	if len(named.countries) == 0 || sameCountries(named.countries, where.countries) {
		return where
	}
	r.warn(at, "service_areas", "write the same in both", "the service areas and the attribute countries differ: the areas hold")
	where.countries = named.countries
	return where
}

func sameCountries(a, b []directory.CountryCode) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}
