package holidays

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

const (
	yes     = "yes"
	no      = "no"
	perhaps = "perhaps"
	unknown = "unknown"
)

func ask(t testing.TB, country geography.Code, date hours.Date) string {
	t.Helper()
	c := For(country)
	if c == nil {
		t.Fatalf("there is no calendar for %s", country)
	}
	switch holiday, known := c.IsPublicHoliday(date); {
	case !known && holiday:
		return perhaps
	case !known:
		return unknown
	case holiday:
		return yes
	}
	return no
}

// TestDates has well-known days, entered by hand and not taken from the source.
func TestDates(t *testing.T) {
	for _, tt := range []struct {
		country geography.Code
		date    hours.Date
		want    string
		why     string
	}{
		{"DK", "2026-05-01", no, "Store Bededag, abolished from 2024"},
		{"DK", "2027-04-23", no, "the same"},
		{"DK", "2026-04-02", yes, "Maundy Thursday"},
		{"DK", "2026-05-14", yes, "Ascension"},
		{"DE", "2026-10-03", yes, "Day of German Unity"},
		{"DE", "2027-10-03", yes, "the same on a Sunday"},
		{"DE", "2026-12-24", perhaps, "Christmas Eve is no public holiday, but offices close"},
		{"DE", "2026-01-06", perhaps, "Epiphany in three Länder"},
		{"DE", "2026-11-01", perhaps, "All Saints in five Länder"},
		{"DE", "2026-10-05", no, "a Monday"},
		{"GB", "2026-12-25", yes, "Christmas"},
		{"GB", "2026-12-28", yes, "Boxing Day is a Saturday"},
		{"GB", "2026-01-02", perhaps, "in Scotland only"},
		{"GB", "2026-11-30", perhaps, "in Scotland only"},
		{"GB", "2026-04-06", perhaps, "Easter Monday, not in Scotland"},
		{"GB", "2026-03-17", perhaps, "in Northern Ireland only"},
		{"GB", "2026-08-31", perhaps, "in Scotland it is 3 August"},
		{"FR", "2026-07-14", yes, "the national day"},
		{"FR", "2026-12-26", perhaps, "in Alsace and Moselle only"},
		{"IE", "2026-02-02", yes, "St Brigid's Day, since 2023"},
		{"IE", "2030-02-01", yes, "St Brigid's Day on a Friday"},
		{"PL", "2025-12-24", yes, "since 2025"},
		{"IT", "2026-10-04", yes, "St Francis, since 2026"},
		{"US", "2026-07-03", yes, "4 July is a Saturday"},
		{"US", "2026-10-12", perhaps, "Columbus Day, not in all states"},
		{"ZA", "2026-08-10", yes, "9 August is a Sunday"},
		{"NZ", "2026-07-10", yes, "Matariki"},
		{"JP", "2026-09-22", yes, "between two holidays"},
		{"JP", "2032-09-21", perhaps, "the sources disagree"},
		{"IL", "2026-09-21", yes, "Yom Kippur"},
		{"CY", "2026-02-23", perhaps, "Green Monday, which the source has on Tuesday"},
		{"TR", "2026-10-29", yes, "Republic Day"},
		{"TR", "2026-03-18", no, "two days before the feast"},
		{"TR", "2026-03-19", perhaps, "the day before the feast"},
		{"TR", "2026-03-20", perhaps, "Ramazan Bayramı"},
		{"TR", "2026-05-26", perhaps, "the day before Kurban Bayramı"},
		{"NG", "2026-10-01", yes, "Independence Day"},
		{"MY", "2027-02-06", unknown, "the source has no dates of Vesak for 2027"},
		{"DE", "2024-10-03", perhaps, "before the table, and a holiday in each of its years"},
		{"DE", "2033-01-01", perhaps, "after the table, and a holiday in each of its years"},
		{"DE", "2033-01-06", perhaps, "after the table, and a holiday in three Länder in each of its years"},
		{"DE", "2034-04-10", unknown, "after the table: Easter Monday is on another day each year"},
		{"DE", "2024-01-02", unknown, "before the table"},
		{"NL", "2150-12-25", perhaps, "long after the table"},
		{"MY", "2027-08-31", perhaps, "the national day, in a year that the source does not have"},
		{"DE", "1899-12-30", unknown, "long before the table"},
		{"DE", "2201-01-02", unknown, "long after the table"},
		{"DE", "", unknown, "no date"},
		{"DE", "2026/10/03", unknown, "no date"},
		{"DE", "2026-1x-03", unknown, "no date"},
		{"DE", "2026-13-01", unknown, "no date"},
	} {
		if got := ask(t, tt.country, tt.date); got != tt.want {
			t.Errorf("%s %s is %s, want %s: %s", tt.country, tt.date, got, tt.want, tt.why)
		}
	}
}

func TestCountriesWithoutData(t *testing.T) {
	for _, country := range []geography.Code{
		"KH", "NP", // not in the source
		"RU", "UA", "CN", "LK", "SA", // left out, see .ci/hours/left-out.mjs
		"", "ZZ", "de", "IC",
	} {
		if c := For(country); c != nil {
			t.Errorf("For(%q) = %v, want nil", country, c)
		}
	}
}

// TestWhatHoursSay shows what follows for opening hours: with data they say closed, and where nobody knows they
// say unknown unless it makes no difference.
func TestWhatHoursSay(t *testing.T) {
	for _, tt := range []struct {
		notation, zone string
		country        geography.Code
		at             string
		want           hours.State
	}{
		{"Mo-Fr 09:00-17:00; PH off", "Europe/Copenhagen", "DK", "2026-05-14T10:00:00Z", hours.Closed},
		{"Mo-Fr 09:00-17:00; PH off", "Europe/Copenhagen", "DK", "2026-05-15T10:00:00Z", hours.Open},
		{"Mo-Fr 09:00-17:00; PH off", "Europe/London", "GB", "2026-01-02T10:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00; PH off", "Europe/London", "GB", "2026-01-02T20:00:00Z", hours.Closed},
		{"Mo-Fr 09:00-17:00; PH off", "Europe/Copenhagen", "DK", "2033-05-13T10:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00; PH off", "Asia/Phnom_Penh", "KH", "2026-05-15T04:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00; PH off", "Asia/Phnom_Penh", "KH", "2026-05-15T14:00:00Z", hours.Closed},
		{"Mo-Fr 09:00-17:00", "Europe/Copenhagen", "DK", "2026-05-14T10:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00", "Europe/Berlin", "DE", "2026-06-04T10:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00", "Europe/Berlin", "DE", "2026-06-04T20:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00", "Europe/Berlin", "DE", "2026-06-03T10:00:00Z", hours.Open},
		{"Mo-Fr 09:00-17:00", "Asia/Kuala_Lumpur", "MY", "2026-03-20T04:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00", "Europe/Amsterdam", "NL", "2024-12-25T10:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00", "Europe/Amsterdam", "NL", "2034-12-25T10:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00", "Europe/Amsterdam", "NL", "2150-12-25T10:00:00Z", hours.Unknown},
		{"Mo-Fr 09:00-17:00", "Europe/Amsterdam", "NL", "2034-12-20T10:00:00Z", hours.Open},
		{"Mo-Fr 09:00-17:00", "Asia/Phnom_Penh", "KH", "2026-05-15T04:00:00Z", hours.Open},
		{"24/7", "Europe/Copenhagen", "DK", "2026-05-14T10:00:00Z", hours.Open},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := compile(t, tt.notation, tt.zone, tt.country).State(at); got != tt.want {
			t.Errorf("%q in %s at %s is %s, want %s", tt.notation, tt.country, tt.at, got, tt.want)
		}
	}
}

func compile(t testing.TB, notation, zone string, country geography.Code) *hours.Compiled {
	t.Helper()
	s, err := hours.Parse(notation)
	if err != nil {
		t.Fatal(err)
	}
	s.TimeZone = zone
	c, err := hours.Compile(s, For(country))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestTable reads the table, which [For] does without telling of an error, and looks for what cannot be right.
func TestTable(t *testing.T) {
	read, err := readTable(table)
	if err != nil {
		t.Fatal(err)
	}
	if len(read) < 150 {
		t.Errorf("the table has %d countries", len(read))
	}
	for country := range read {
		for year := firstYear; year <= lastYear; year++ {
			if read[country].years&(1<<(year-firstYear)) == 0 {
				continue
			}
			holidays := 0
			for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
				if holiday, known := read[country].IsPublicHoliday(hours.Date(day.Format(time.DateOnly))); holiday && known {
					holidays++
				}
			}
			if holidays < 2 || holidays > 35 {
				t.Errorf("%s has %d public holidays in %d", country, holidays, year)
			}
		}
	}
}

func TestDamagedTables(t *testing.T) {
	for text, want := range map[string]string{
		"DE":                           `line 1 of the table of public holidays: "DE" has no country and year`,
		"# head\nQQ 2026 0101":         "line 2",
		"DE 2024 0101":                 "no year",
		"DE x 0101":                    "no year",
		"DE 2026 0101\nDE 2026 0102":   "comes twice",
		"DE 2026 1301":                 "no day",
		"DE 2026 0132":                 "no day",
		"DE 2026 101":                  "no day",
		"DE 2026 ??01":                 "no day",
		"DE 2026  0101":                "no day",
		"DE 2026 0101\n\nFR 2026 0101": "has no country",
	} {
		if read, err := readTable(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("readTable(%q) = %v, %v, want an error with %q", text, read, err, want)
		}
	}
}

func TestAsksWithoutAllocating(t *testing.T) {
	c := For("DE")
	if n := testing.AllocsPerRun(1000, func() { c.IsPublicHoliday("2026-10-03") }); n != 0 {
		t.Errorf("IsPublicHoliday allocates %v times", n)
	}
	office := compile(t, "Mo-Fr 09:00-17:00; PH off", "Europe/Berlin", "DE")
	at := time.Date(2026, 10, 5, 10, 0, 0, 0, time.UTC)
	if n := testing.AllocsPerRun(1000, func() { office.State(at) }); n != 0 {
		t.Errorf("State with a calendar allocates %v times", n)
	}
}

func BenchmarkIsPublicHoliday(b *testing.B) {
	c := For("DE")
	b.ReportAllocs()
	for b.Loop() {
		c.IsPublicHoliday("2026-10-03")
	}
}

// BenchmarkState is the engine's benchmark with a real calendar: at random minutes of a year.
func BenchmarkState(b *testing.B) {
	office := compile(b, "Mo-Fr 09:00-12:30,13:30-17:00; Sa 10:00-14:00; PH off; 2026 Dec 24-31 off", "Europe/Berlin", "DE")
	start, i := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 0
	b.ReportAllocs()
	for b.Loop() {
		i = (i + 1009) % (365 * 24 * 60)
		office.State(start.Add(time.Duration(i) * time.Minute))
	}
}

func BenchmarkReadTable(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readTable(table); err != nil {
			b.Fatal(err)
		}
	}
}
