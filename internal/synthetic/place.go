package synthetic

import (
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// place is a country, with what records in it look like.
type place struct {
	code      directory.CountryCode
	languages []directory.LanguageTag // spoken by its lines, its own first, English among them
	tongue    *tongue                 // in which its names are written
	schedules []hours.Schedule
}

// places are all countries.
type places struct {
	all     []place
	upTo    []int64 // people in this country and those before it
	mankind int64
}

func newPlaces() *places {
	p := &places{}
	for _, c := range geography.Countries() {
		p.all = append(p.all, newPlace(c))
		p.mankind += c.Population
		p.upTo = append(p.upTo, p.mankind)
	}
	return p
}

func newPlace(c *geography.Country) place {
	p := place{code: c.Code, schedules: schedulesOf(c)}
	add := func(tag string) {
		canonical, err := directory.ParseLanguageTag(tag)
		if err != nil || canonical == directory.Undetermined {
			return
		}
		if !slices.Contains(p.languages, canonical) {
			p.languages = append(p.languages, canonical)
		}
	}
	for _, tag := range append(append([]string{}, c.OfficialLanguages...), c.RegionalLanguages...) {
		if len(p.languages) < 4 {
			add(tag)
		}
	}
	add("en")
	p.tongue = tongueOf(p.languages)
	return p
}

// pick gives a country, each as likely as its share of mankind.
func (p *places) pick(random *rand.Rand) *place {
	n := random.Int64N(p.mankind)
	return &p.all[sort.Search(len(p.upTo), func(i int) bool { return p.upTo[i] > n })]
}

// zones gives each UN M49 subregion a time zone that is in it. With one zone each there are about as many
// different opening hours in a directory as a real one has.
var zones = map[string]string{
	"005": "America/Sao_Paulo", "011": "Africa/Lagos", "013": "America/Mexico_City", "014": "Africa/Nairobi",
	"015": "Africa/Cairo", "017": "Africa/Kinshasa", "018": "Africa/Johannesburg", "021": "America/New_York",
	"029": "America/Santo_Domingo", "030": "Asia/Shanghai", "034": "Asia/Kolkata", "035": "Asia/Jakarta",
	"039": "Europe/Rome", "053": "Australia/Sydney", "054": "Pacific/Port_Moresby", "057": "Pacific/Guam",
	"061": "Pacific/Apia", "143": "Asia/Tashkent", "145": "Asia/Riyadh", "151": "Europe/Kyiv",
	"154": "Europe/London", "155": "Europe/Paris",
}

var (
	weekdays   = []hours.Weekday{hours.Monday, hours.Tuesday, hours.Wednesday, hours.Thursday, hours.Friday}
	notSundays = append(append([]hours.Weekday{}, weekdays...), hours.Saturday)
)

// schedulesOf gives the opening hours in use in a country: office hours, long days, evenings.
func schedulesOf(c *geography.Country) []hours.Schedule {
	zone, ok := zones[c.Subregion]
	if !ok {
		zone = "Etc/UTC"
	}
	return []hours.Schedule{
		{
			TimeZone: zone, TimeZoneDerived: true, PublicHolidays: hours.HolidaysClosed, Printed: "Mo-Fr 09:00-17:00; PH off",
			Weekly: []hours.Row{{Days: weekdays, Opens: "09:00", Closes: "17:00"}},
		},
		{
			TimeZone: zone, TimeZoneDerived: true, Printed: "Mo-Sa 08:00-20:00",
			Weekly: []hours.Row{{Days: notSundays, Opens: "08:00", Closes: "20:00"}},
		},
		{
			TimeZone: zone, TimeZoneDerived: true, PublicHolidays: hours.HolidaysAsUsual, Printed: "Mo-Su 14:00-02:00",
			Weekly: []hours.Row{{Days: hours.Weekdays(), Opens: "14:00", Closes: "02:00"}},
		},
	}
}

// dayAndNight is a line that is always answered.
var dayAndNight = hours.Schedule{AlwaysOpen: true, PublicHolidays: hours.HolidaysAsUsual, Printed: "24/7"}
