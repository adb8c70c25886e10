package exchange

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/document"
)

const hsdsJSON = directory.ExchangeFormatHSDS

// unshown are what the snapshot fills in.
var unshown = cmpopts.IgnoreUnexported(directory.Channel{}, directory.OpeningHours{}, directory.Provenance{})

func TestOrganizationInFull(t *testing.T) {
	rows := read(t, hsdsJSON, fixture(t, "organization.json"))
	if len(rows) != 2 || rows[0].Organization == nil {
		t.Fatalf("%d rows, the first %+v", len(rows), rows[0])
	}
	org := rows[0].Organization
	wantOrg := &directory.Organization{
		Common: directory.Common{
			Names: []directory.Text{{Value: "Casa Clara", Language: "ro", Kind: directory.TextKindOfficial}},
			Identifiers: []directory.Identifier{
				{Scheme: SchemeHSDS, Value: "0b8f4c0e-6a53-4b0e-9d0c-1f0d7a1c2e01"}, {Scheme: "MD-IDNO", Value: "1009600000000"},
			},
		},
		Country: "MD", Website: "https://casa-clara.example", Emails: []directory.EmailAddress{"office@casa-clara.example"},
	}
	if diff := cmp.Diff(wantOrg, org); diff != "" {
		t.Error(diff)
	}
	in := initiative(t, rows)
	if len(in.Hotlines) != 1 || len(in.Resources) != 1 || len(in.Campaigns) != 1 || in.Scope != directory.ScopeNational || !cmp.Equal(in.Countries, []directory.CountryCode{"MD"}) {
		t.Fatalf("the initiative is %s", document.EncodeJSON(in))
	}
	line := in.Hotlines[0]
	ro := directory.ChannelLanguage{Tag: "ro"}
	week := &directory.OpeningHours{Schedule: hours.Schedule{
		TimeZone: "Europe/Chisinau", TimeZoneDerived: true, Printed: "Mon to Wed, 9 to 5; FR 22:00+03:00-02:00+03:00",
		Weekly: []hours.Row{
			{Days: []hours.Weekday{hours.Monday, hours.Tuesday, hours.Wednesday}, Opens: "09:00", Closes: "17:00"},
			{Days: []hours.Weekday{hours.Friday}, Opens: "22:00", Closes: "02:00"},
		},
	}}
	channels := []directory.Channel{
		{Kind: directory.ChannelKindVoice, Number: "+37322000001", Printed: "+373 22 000 001", Languages: []directory.ChannelLanguage{{Tag: "uk"}}, Hours: week, Notes: []directory.Text{{Value: "Extension 12", Language: "en"}}},
		{
			Kind: directory.ChannelKindVoice, NationalNumber: "080000001", Country: "MD", Printed: "0 800 00 001", Languages: []directory.ChannelLanguage{ro},
			Hours:  &directory.OpeningHours{Schedule: hours.Schedule{AlwaysOpen: true, TimeZone: "Europe/Chisinau", TimeZoneDerived: true, PublicHolidays: hours.HolidaysAsUsual, Printed: "24/7"}},
			Safety: &directory.Safety{TollFree: directory.SafetyFact{Value: directory.AnswerYes}},
		},
		{Kind: directory.ChannelKindSms, ShortCode: "116000", Country: "MD", Printed: "116 000", Languages: []directory.ChannelLanguage{ro}, Hours: week},
		{Kind: directory.ChannelKindWhatsapp, Number: "+37360000005", Printed: "+37360000005", Languages: []directory.ChannelLanguage{ro}, Hours: week},
		{Kind: directory.ChannelKindEmail, Email: "help@casa-clara.example", Languages: []directory.ChannelLanguage{ro}, Hours: week},
	}
	if diff := cmp.Diff(channels, line.Channels, unshown); diff != "" {
		t.Error(diff)
	}
	line.Channels = nil
	sixteen := 16
	wantLine := &directory.Hotline{
		Common: directory.Common{
			Names:       []directory.Text{{Value: "Linia fierbinte", Language: "ro", Kind: directory.TextKindOfficial}},
			Identifiers: []directory.Identifier{{Scheme: SchemeHSDS, Value: "s-1"}},
			Provenance: &directory.Provenance{
				Sources:      []directory.Source{{URL: "https://casa-clara.example/line"}},
				Verification: &directory.Verification{VerifiedOn: "2026-03-15", Method: directory.VerificationMethodOperatorConfirmed},
			},
		},
		Status: directory.HotlineStatusActive, Countries: []directory.CountryCode{"MD"}, Subdivisions: []directory.SubdivisionCode{"MD-CU"},
		ServiceAreas: []directory.Text{{Value: "Moldova", Language: "ro"}, {Value: "MD-CU", Language: "ro"}},
		MinimumAge:   &sixteen, Offers: []directory.Text{{Value: "Advice.", Language: "ro"}},
	}
	if diff := cmp.Diff(wantLine, line, unshown); diff != "" {
		t.Error(diff)
	}
	course := in.Resources[0]
	if course.Kind != directory.ResourceKindTrainingCourse || course.URL != "https://casa-clara.example/course" || !cmp.Equal(course.Languages, []directory.LanguageTag{"ro"}) ||
		!cmp.Equal(course.Professions, []directory.Profession{directory.ProfessionSocialWorker, directory.ProfessionTeacher}) {
		t.Errorf("the course is %s", document.EncodeJSON(course))
	}
	if in.Campaigns[0].Status != directory.CampaignStatusEnded || in.Campaigns[0].Start != "2020" {
		t.Errorf("the campaign is %s", document.EncodeJSON(in.Campaigns[0]))
	}
	for _, w := range []struct{ field, message string }{
		{"services[0].phones[3].type", "fax"},
		{"services[0].languages[1].code", "Romani"},
		{"services[0].schedules[0].timezone", "Europe/Chisinau"},
	} {
		if !noted(rows, Warning, 1, w.field, w.message) {
			t.Errorf("no warning at %s has %q: %+v", w.field, w.message, rows[1].Notes)
		}
	}
	for _, private := range []string{"Private Person", "Hidden Street", "000009"} {
		if text := string(document.EncodeJSON(in)) + string(document.EncodeJSON(org)); strings.Contains(text, private) {
			t.Errorf("%q came in", private)
		}
	}
	owner := directory.Identifier{Scheme: SchemeHSDS, Value: "0b8f4c0e-6a53-4b0e-9d0c-1f0d7a1c2e01"}
	var refs []string
	for _, r := range rows[1].References {
		if r.Key != owner || *r.Into != "" {
			t.Errorf("reference %+v", r)
		}
		refs = append(refs, r.Path)
	}
	if diff := cmp.Diff([]string{"organizations[0].organization", "hotlines[0].operator", "resources[0].publisher"}, refs); diff != "" {
		t.Error(diff)
	}
}

// aService is a service in full with some members changed or added.
func aService(id, more string) string {
	return fmt.Sprintf(`{"id": %q, "name": "Line", "status": "active", "organization": {"id": "o-1", "name": "Org", "description": ""}, "service_areas": [{"id": "sa", "name": "MD"}]%s}`, id, more)
}

func TestFormsOfAnHSDSFile(t *testing.T) {
	one, two := aService("s-1", ""), aService("s-2", "")
	for name, file := range map[string]string{
		"array":                     "[" + one + ",\n" + two + "]",
		"one after another, NDJSON": one + "\n" + two + "\n",
		"page":                      `{"total_items": 2, "empty": false, "contents": [` + one + "," + two + `], "size": 2}`,
		"two pages":                 `{"contents": [` + one + `]}{"contents": [` + two + `]}`,
		"byte order mark":           "\uFEFF[" + one + "," + two + "]",
	} {
		t.Run(name, func(t *testing.T) {
			rows := read(t, hsdsJSON, file)
			var keys []string
			for _, r := range rows {
				keys = append(keys, fmt.Sprintln(r.Number, r.Key.Value, r.Refused()))
			}
			if diff := cmp.Diff([]string{"1 o-1 false\n", "1 s-1 false\n", "2 s-2 false\n"}, keys); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestServicesOfOneProgramComeTogether(t *testing.T) {
	program := `, "program": {"id": "p-1", "name": "Programme"}`
	rows := read(t, hsdsJSON, "["+aService("s-1", program)+","+aService("s-2", "")+","+aService("s-3", program)+"]")
	var found *Row
	for i, r := range rows {
		if r.Key.Value == "p-1" {
			found = &rows[i]
		}
	}
	if found == nil || found.Refused() || len(found.Initiative.Hotlines) != 2 || found.Initiative.Hotlines[1].Identifiers[0].Value != "s-3" {
		t.Fatalf("the rows are %+v", rows)
	}
	// With next to nothing held, the second part of the programme is told apart from a new one.
	rows, _, err := collect(t, hsdsJSON, []byte("["+aService("s-1", program)+","+aService("s-2", program)+"]"), Limits{Held: 1})
	if err != nil || len(rows) != 3 || rows[1].Refused() || !noted(rows, Problem, 2, "id", "stands further up") {
		t.Errorf("%v: the rows are %+v", err, rows)
	}
}

func TestServicesThatAreRefusedOrDoubted(t *testing.T) {
	cases := map[string]struct {
		more     string
		severity Severity
		field    string
		message  string
	}{
		"short code without country": {`, "service_areas": [{"name": "Everywhere"}], "phones": [{"id": "p", "number": "157"}], "attributes": [` + attribute("scope", "GLOBAL") + `]`, Problem, "phones[0].number", "one country only"},
		"two countries":              {`, "service_areas": [{"name": "MD"}, {"name": "UA"}], "phones": [{"id": "p", "number": "157"}]`, Problem, "phones[0].number", "one country only"},
		"letters":                    {`, "phones": [{"id": "p", "number": "1-800-CALL"}]`, Problem, "phones[0].number", "not a telephone number"},
		"zero in brackets":           {`, "phones": [{"id": "p", "number": "+44 (0)1234 234567"}]`, Problem, "phones[0].number", "two ways"},
		"double zero":                {`, "phones": [{"id": "p", "number": "0037322000001"}]`, Problem, "phones[0].number", "begins with 00"},
		"two numbers":                {`, "phones": [{"id": "p", "number": "022000001, 022000002"}]`, Problem, "phones[0].number", "several"},
		"no status":                  {`, "status": ""`, Problem, "status", "missing"},
		"unknown status":             {`, "status": "open"`, Problem, "status", `"open"`},
		"bad address":                {`, "email": "help at example"`, Problem, "email", "not an e-mail"},
		"bad date":                   {`, "assured_date": "15/03/2026"`, Problem, "assured_date", ""},
		"no name":                    {`, "name": ""`, Problem, "names", "required"},
		"no identifier":              {`, "id": null`, Problem, "id", "identifier"},
		"no country":                 {`, "service_areas": null`, Problem, "attributes.scope", "no country"},
		"unknown fact":               {`, "attributes": [` + attribute("colour", "blue") + `]`, Warning, "attributes", `"colour"`},
		"lost plus":                  {`, "phones": [{"id": "p", "number": "37322000001"}]`, Warning, "phones[0].number", "calling code"},
		"no way to reach it":         {``, Warning, "phones", "no way"},
		"broken letter":              {`, "description": "Ch\ufffdin\u0103u", "phones": null`, Warning, "phones", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			rows := read(t, hsdsJSON, aService("s-1", c.more))
			if !noted(rows, c.severity, 1, c.field, c.message) {
				t.Errorf("no %s at %q has %q: %+v", c.severity, c.field, c.message, rows)
			}
			if last := rows[len(rows)-1]; last.Refused() != (c.severity == Problem) {
				t.Errorf("refused: %v", last.Refused())
			}
		})
	}
}

func attribute(code, value string) string {
	return fmt.Sprintf(`{"id": "a", "value": %q, "taxonomy_term": {"id": "t", "code": %q, "taxonomy": %q}}`, value, code, Profile)
}

// TestOneBadServiceRefusesItsInitiativeAlone keeps "all or nothing" and "the others go on" together.
func TestOneBadServiceRefusesItsInitiativeAlone(t *testing.T) {
	good, bad := `, "program_id": "p-1"`, `, "program_id": "p-1", "phones": [{"id": "p", "number": "x"}]`
	rows, report, err := collect(t, hsdsJSON, []byte("["+aService("s-1", good)+aService("s-2", bad)+aService("s-3", "")+"]"), Limits{})
	if err != nil || report.Initiatives != 1 || report.Refused != 1 || !noted(rows, Problem, 2, "phones[0].number", "not a telephone") {
		t.Errorf("%v %+v %+v", err, report, rows)
	}
}

func TestHoursOfHSDS(t *testing.T) {
	const (
		week   = `"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU"`
		always = "always"
		words  = "words"
	)
	cases := map[string]struct {
		area, schedules, attributes string
		want                        string // opening_hours notation, or one of the two above
		zone                        string
	}{
		"round the clock, as the guidance says it": {"UA", `{` + week + `, "opens_at": "00:00", "closes_at": "23:59"}`, "", always, ""},
		"an offset is no zone":                     {"UA", `{` + week + `, "timezone": 2, "opens_at": "09:00", "closes_at": "17:00"}`, "", words, ""},
		"the only zone of a country":               {"MD", `{"freq": "WEEKLY", "byday": "SA", "opens_at": "9:00", "closes_at": "17:00"}`, "", "Sa 09:00-17:00", "Europe/Chisinau"},
		"UTC is not the clock there":               {"MD", `{` + week + `, "opens_at": "09:00Z", "closes_at": "17:00Z"}`, "", words, ""},
		"UTC is the clock there":                   {"GH", `{"freq": "WEEKLY", "byday": "SA", "opens_at": "09:00:00Z", "closes_at": "17:00:00Z"}`, "", "Sa 09:00-17:00", "Africa/Accra"},
		"a zone in place of the offset":            {"UA", `{"freq": "WEEKLY", "byday": "SA", "timezone": "Europe/Kyiv", "opens_at": "09:00", "closes_at": "17:00"}`, "", "Sa 09:00-17:00", "Europe/Kyiv"},
		"a zone of the profile":                    {"UA", `{"freq": "WEEKLY", "byday": "SA", "timezone": "2", "opens_at": "09:00", "closes_at": "17:00"}`, attribute("time_zone", "Europe/Kyiv"), "Sa 09:00-17:00", "Europe/Kyiv"},
		"monthly":                                  {"MD", `{"freq": "MONTHLY", "byday": "1SA", "opens_at": "09:00", "closes_at": "17:00"}`, "", words, ""},
		"every other week":                         {"MD", `{"freq": "WEEKLY", "interval": 2, "byday": "SA", "opens_at": "09:00", "closes_at": "17:00"}`, "", words, ""},
		"a number of times":                        {"MD", `{"freq": "WEEKLY", "count": 3, "byday": "SA", "opens_at": "09:00", "closes_at": "17:00"}`, "", words, ""},
		"different dates":                          {"MD", `{"freq": "WEEKLY", "byday": "SA", "opens_at": "09:00", "closes_at": "17:00", "valid_to": "2026-01-01"}, {"freq": "WEEKLY", "byday": "SU", "opens_at": "09:00", "closes_at": "17:00"}`, "", words, ""},
		"hours of the profile come first":          {"MD", `{"freq": "MONTHLY", "byday": "1SA", "opens_at": "09:00", "closes_at": "17:00"}`, attribute("opening_hours", "Mo-Fr 08:00-20:00"), "Mo-Fr 08:00-20:00", "Europe/Chisinau"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			more := fmt.Sprintf(`, "email": "a@example.org", "service_areas": [{"name": %q}], "schedules": [%s], "attributes": [%s]`, c.area, c.schedules, c.attributes)
			rows := read(t, hsdsJSON, aService("s-1", more))
			got := initiative(t, rows).Hotlines[0].Channels[0].Hours
			if got == nil || got.Printed == "" {
				t.Fatalf("the hours are %+v", got)
			}
			notation, _ := got.Notation()
			switch {
			case got.AlwaysOpen:
				notation = always
			case len(got.Weekly) == 0:
				notation = words
				if len(notes(rows, Warning)) < 2 {
					t.Error("nothing says that the hours are not known")
				}
			}
			if notation != c.want || c.zone != "" && got.TimeZone != c.zone || c.want == words && got.TimeZone != "" {
				t.Errorf("%s in %q, want %s in %q", notation, got.TimeZone, c.want, c.zone)
			}
		})
	}
}

func TestObjectsThatAreNoHSDS(t *testing.T) {
	for name, object := range map[string]string{
		"location":   `{"id": "l", "location_type": "physical", "name": "x"}`,
		"taxonomy":   `{"id": "t", "name": "x", "version": "1"}`,
		"not JSON":   `{"id": "t", "name": x}`,
		"wrong type": `{"id": "t", "status": "active", "phones": 3}`,
		"nested":     `{"id": "t", "status": "active", "name": {"value": 3}}`,
	} {
		t.Run(name, func(t *testing.T) {
			rows := read(t, hsdsJSON, "["+object+","+aService("s-1", "")+"]")
			if !rows[0].Refused() || len(rows) != 3 || rows[2].Refused() {
				t.Errorf("the rows are %+v", rows)
			}
		})
	}
}
