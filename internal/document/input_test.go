package document

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// canonical are values of the types that not every text is one of, as records hold them.
var canonical = map[reflect.Type][]string{
	reflect.TypeFor[directory.ID]():              {"0190b1a2-0000-7000-8000-000000000000", "0190b1a2-0000-7000-8000-00000000000f"},
	reflect.TypeFor[directory.CountryCode]():     {"MD", "GB", "XK"},
	reflect.TypeFor[directory.SubdivisionCode](): {"CH-NE", "GB-ENG"},
	reflect.TypeFor[directory.LanguageTag]():     {"uk", "und", "zh-Hant", "nb"},
	reflect.TypeFor[directory.PartialDate]():     {"2020", "2020-11", "2020-11-24"},
	reflect.TypeFor[directory.E164]():            {"+37322233309"},
	reflect.TypeFor[directory.URL]():             {"https://example.org/é?a=%20"},
	reflect.TypeFor[directory.EmailAddress]():    {"help@example.org"},
	reflect.TypeFor[hours.Date]():                {"2026-11-24", "1900-01-01"},
	reflect.TypeFor[hours.LocalTime]():           {"00:00", "24:00", "09:30"},
	reflect.TypeFor[hours.Weekday]():             {"MONDAY", "SUNDAY"},
	reflect.TypeFor[hours.HolidayRule]():         {"UNKNOWN", "OWN_HOURS"},
}

// acceptable makes a filler write what an input may say: canonical values, and texts that are not empty,
// trimmed and in normal form. Fields of plain strings that have a rule take the text of tags.
func acceptable(f *filler) *filler {
	f.typed = func(t reflect.Type) (string, bool) {
		values, ok := canonical[t]
		if !ok {
			return "", false
		}
		return values[f.choose(len(values))], true
	}
	return f
}

// ruledStrings puts values into the plain strings that have a rule.
func ruledStrings(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			ruledStrings(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			ruledStrings(v.Index(i))
		}
	case reflect.Struct:
		if s, ok := reflect.TypeAssert[*hours.Schedule](v.Addr()); ok && s.TimeZone != "" {
			s.TimeZone = "Europe/Chisinau"
		}
		if r, ok := reflect.TypeAssert[*hours.Row](v.Addr()); ok {
			for i := range r.Languages {
				r.Languages[i] = "ro"
			}
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				ruledStrings(v.Field(i))
			}
		}
	default:
	}
}

func inputReturns(t interface {
	Helper()
	Fatalf(string, ...any)
}, record any,
) {
	t.Helper()
	got := fresh(record)
	if problems := ReadInput(WriteInput(record), got); len(problems) > 0 {
		t.Fatalf("an input that was written has problems: %v", problems)
	}
	if diff := cmp.Diff(record, got, asStored); diff != "" {
		t.Fatalf("the input changes the record (-before +after):\n%s", diff)
	}
}

func TestAnInputThatWasWrittenIsTheRecord(t *testing.T) {
	byType(t, func(t *testing.T, typ reflect.Type) {
		t.Run("every field filled", func(t *testing.T) {
			record := reflect.New(typ)
			acceptable(everything()).fill(record.Elem(), 0)
			ruledStrings(record.Elem())
			inputReturns(t, record.Interface())
			data, err := json.Marshal(WriteInput(record.Interface()))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(decoded(t, string(EncodeJSON(record.Interface()))), decoded(t, string(data))); diff != "" {
				t.Errorf("the input differs from the own JSON (-JSON +input):\n%s", diff)
			}
		})
		t.Run("no field filled", func(t *testing.T) { inputReturns(t, reflect.New(typ).Interface()) })
		t.Run("any fields filled", func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				f := acceptable(anything(t))
				text := rapid.SampledFrom([]string{"a", "ä", "line\nline", "\x00", "\"", `\`, "</script>", "é", "𝄞", "0", "null", "가"})
				f.text = func() string { return text.Draw(t, "text") }
				record := reflect.New(typ)
				f.fill(record.Elem(), 0)
				ruledStrings(record.Elem())
				inputReturns(t, record.Interface())
			})
		})
	})
}

func decoded(t testing.TB, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value map[string]any
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestDerivedFieldsAreNoInput(t *testing.T) {
	h := &directory.Hotline{Initiative: "someone"}
	h.Provenance = &directory.Provenance{Inherited: true}
	if diff := cmp.Diff(map[string]any{"provenance": map[string]any{}}, WriteInput(h)); diff != "" {
		t.Error(diff)
	}
	problems := ReadInput(map[string]any{"initiative": "x"}, &directory.Hotline{})
	if len(problems) != 1 || problems[0].Path != "initiative" {
		t.Errorf("a derived field was read: %v", problems)
	}
}

func TestAnInputIsReadInCanonicalForm(t *testing.T) {
	tests := map[string]struct {
		given string
		want  directory.Initiative
	}{
		"a country in lower case":        {`{"countries":["md"]}`, directory.Initiative{Countries: []directory.CountryCode{"MD"}}},
		"a country by another name":      {`{"countries":["uk","EL"]}`, directory.Initiative{Countries: []directory.CountryCode{"GB", "GR"}}},
		"a subdivision in lower case":    {`{"subdivisions":["uk-eng"]}`, directory.Initiative{Subdivisions: []directory.SubdivisionCode{"GB-ENG"}}},
		"a language by its old tag":      {`{"summaries":[{"language":"iw"}]}`, directory.Initiative{Summaries: []directory.Text{{Language: "he"}}}},
		"an id in upper case":            {`{"parent":"0190B1A2-0000-7000-8000-00000000000F"}`, directory.Initiative{Parent: "0190b1a2-0000-7000-8000-00000000000f"}},
		"surrounding white space":        {`{"acronym":" \u00a0A B\t\n","countries":[" md "],"scope":" GLOBAL "}`, directory.Initiative{Acronym: "A B", Countries: []directory.CountryCode{"MD"}, Scope: "GLOBAL"}},
		"a letter and its accent":        {`{"acronym":"e\u0301"}`, directory.Initiative{Acronym: "é"}},
		"an empty text":                  {`{"acronym":"","scope":" ","website":""}`, directory.Initiative{}},
		"null everywhere":                {`{"acronym":null,"names":null,"provenance":null,"hotlines":null}`, directory.Initiative{}},
		"an empty list":                  {`{"names":[],"hotlines":[]}`, directory.Initiative{}},
		"one value for a list":           {`{"countries":"md","summaries":{"value":"a"}}`, directory.Initiative{Countries: []directory.CountryCode{"MD"}, Summaries: []directory.Text{{Value: "a"}}}},
		"an object without fields":       {`{"statusNote":{}}`, directory.Initiative{StatusNote: &directory.Text{}}},
		"whole numbers for a number":     {`{"facts":[{"quantity":{"value":50}}]}`, directory.Initiative{Facts: []directory.Fact{{Quantity: &directory.Quantity{Value: 50}}}}},
		"a number with exponent":         {`{"facts":[{"quantity":{"value":5E-1}}]}`, directory.Initiative{Facts: []directory.Fact{{Quantity: &directory.Quantity{Value: 0.5}}}}},
		"zero that is given":             {`{"hotlines":[{"minimumAge":0}]}`, directory.Initiative{Hotlines: []*directory.Hotline{{MinimumAge: new(int)}}}},
		"a language of one row of hours": {`{"hotlines":[{"channels":[{"hours":{"weekly":[{"languages":["iw"]}]}}]}]}`, directory.Initiative{Hotlines: []*directory.Hotline{{Channels: []directory.Channel{{Hours: &directory.OpeningHours{Schedule: hours.Schedule{Weekly: []hours.Row{{Languages: []string{"he"}}}}}}}}}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got directory.Initiative
			if problems := ReadInput(decoded(t, test.given), &got); len(problems) > 0 {
				t.Fatalf("problems: %v", problems)
			}
			if diff := cmp.Diff(test.want, got, asStored); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNumbersOfEveryGoTypeAreRead(t *testing.T) {
	for _, n := range []any{7, int64(7), 7.0, json.Number("7")} {
		var h directory.Hotline
		var q directory.Quantity
		problems := append(ReadInput(map[string]any{"minimumAge": n}, &h), ReadInput(map[string]any{"value": n}, &q)...)
		if len(problems) > 0 || *h.MinimumAge != 7 || q.Value != 7 {
			t.Errorf("%T: %v, %v, %v", n, problems, h.MinimumAge, q.Value)
		}
	}
	for _, n := range []any{true, "7", nil, []any{}, math.NaN(), math.Inf(1), json.Number("1e999"), json.Number("x")} {
		var q directory.Quantity
		if problems := ReadInput(map[string]any{"value": n}, &q); len(problems) != 1 && n != nil || q.Value != 0 {
			t.Errorf("%v: %v, %v", n, problems, q.Value)
		}
	}
}

func TestAListOfAnotherGoTypeIsAList(t *testing.T) {
	var got directory.Initiative
	problems := ReadInput(map[string]any{"summaries": []map[string]any{{"value": "a"}}, "countries": []string{"md"}}, &got)
	if len(problems) > 0 || len(got.Summaries) != 1 || got.Summaries[0].Value != "a" || len(got.Countries) != 1 || got.Countries[0] != "MD" {
		t.Errorf("problems %v, read %+v", problems, got)
	}
}

// problem is what a test says of a problem: where, and some of the words.
type problem struct{ path, words string }

func TestAnInputIsRefusedWithThePlace(t *testing.T) {
	many := func(item string, n int) string {
		return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
	}
	tests := map[string]struct {
		given string
		want  []problem
	}{
		"an unknown name":              {`{"nickName":"x","also":1}`, []problem{{"also", "not known here"}, {"nickName", "not known here"}}},
		"an unknown name deep inside":  {`{"hotlines":[{},{"channels":[{"safety":{"free":{}}}]}]}`, []problem{{"hotlines[1].channels[0].safety.free", "not known here"}}},
		"a name in another case":       {`{"Slug":"a"}`, []problem{{"Slug", "not known here"}}},
		"a number for a text":          {`{"slug":7}`, []problem{{"slug", "must be a text"}}},
		"an object for a text":         {`{"slug":{}}`, []problem{{"slug", "must be a text"}}},
		"a list for a text":            {`{"slug":["a"]}`, []problem{{"slug", "must be a text"}}},
		"a text for an object":         {`{"provenance":"x"}`, []problem{{"provenance", "must be an object"}}},
		"a list for an object":         {`{"provenance":[{}]}`, []problem{{"provenance", "must be an object"}}},
		"a text for a number":          {`{"facts":[{"quantity":{"value":"50"}}]}`, []problem{{"facts[0].quantity.value", "must be a number"}}},
		"a fraction for a whole one":   {`{"hotlines":[{"minimumAge":1.5}]}`, []problem{{"hotlines[0].minimumAge", "whole number"}}},
		"a number beyond 64 bits":      {`{"hotlines":[{"minimumAge":9223372036854775808}]}`, []problem{{"hotlines[0].minimumAge", "whole number"}}},
		"a text for true or false":     {`{"hotlines":[{"channels":[{"hours":{"alwaysOpen":"true"}}]}]}`, []problem{{"hotlines[0].channels[0].hours.alwaysOpen", "true or false"}}},
		"a value outside a closed set": {`{"scope":"GALACTIC"}`, []problem{{"scope", "must be one of LOCAL, SUBNATIONAL, NATIONAL"}}},
		"a closed set in lower case":   {`{"scope":"global"}`, []problem{{"scope", "must be one of"}}},
		"a day of no week":             {`{"hotlines":[{"channels":[{"languages":[{"days":["MONDAY","MAYDAY"]}]}]}]}`, []problem{{"hotlines[0].channels[0].languages[0].days[1]", "must be one of MONDAY"}}},
		"a rule for holidays":          {`{"hotlines":[{"channels":[{"hours":{"publicHolidays":"OPEN"}}]}]}`, []problem{{"hotlines[0].channels[0].hours.publicHolidays", "must be one of UNKNOWN"}}},
		"a time that is none":          {`{"hotlines":[{},{},{"channels":[{"hours":{"weekly":[{"opens":"25:00","closes":"9"}]}}]}]}`, []problem{{"hotlines[2].channels[0].hours.weekly[0].opens", "time of day"}, {"hotlines[2].channels[0].hours.weekly[0].closes", "time of day"}}},
		"a date that is none":          {`{"hotlines":[{"provenance":{"sources":[{"seenOn":"2026-02-30"}]}}]}`, []problem{{"hotlines[0].provenance.sources[0].seenOn", "is not a date"}}},
		"a country that is no more":    {`{"countries":["MD","SU"]}`, []problem{{"countries[1]", ""}}},
		"a language that is none":      {`{"names":[{"language":"klingonish"}]}`, []problem{{"names[0].language", "is not a BCP 47 language tag"}}},
		"a zone that is none":          {`{"hotlines":[{"channels":[{"hours":{"timeZone":"Local"}}]}]}`, []problem{{"hotlines[0].channels[0].hours.timeZone", "is not an IANA time zone"}}},
		"a URL without scheme":         {`{"website":"example.org"}`, []problem{{"website", "http or https URL"}}},
		"an id that is none":           {`{"parent":"x"}`, []problem{{"parent", "UUID"}}},
		"a number with spaces":         {`{"hotlines":[{"channels":[{"number":"+373 22 233 309"}]}]}`, []problem{{"hotlines[0].channels[0].number", "E.164"}}},
		"null in a list":               {`{"hotlines":[null,{"slug":1}],"countries":[null]}`, []problem{{"countries[0]", "is empty"}, {"hotlines[0]", "is empty"}, {"hotlines[1].slug", "not known"}}},
		"an empty text in a list":      {`{"countries":["MD"," "]}`, []problem{{"countries[1]", "is empty"}}},
		"too many values":              {`{"countries":` + many(`"XX"`, 101) + `}`, []problem{{"countries", "has 101 items; at most 100"}}},
		"too many parts":               {`{"hotlines":` + many(`{"x":1}`, 501) + `}`, []problem{{"hotlines", "has 501 items; at most 500"}}},
		"too many members":             {`{"members":` + many(`{"x":1}`, 2001) + `}`, []problem{{"members", "has 2001 items; at most 2000"}}},
		"a text that is far too long":  {`{"acronym":"` + strings.Repeat("x", 64_001) + `"}`, []problem{{"acronym", "longer than 4000"}}},
		"several at once": {
			`{"slug":1,"scope":"x","website":"y","hotlines":[{"minimumAge":"z"}]}`,
			[]problem{{"slug", ""}, {"scope", ""}, {"website", ""}, {"hotlines[0].minimumAge", ""}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got directory.Initiative
			expect(t, test.want, ReadInput(decoded(t, test.given), &got))
		})
	}
}

func expect(t *testing.T, want []problem, got []directory.Problem) {
	t.Helper()
	for i, p := range got {
		if p.Code != directory.InvalidInput {
			t.Errorf("%s has the code %q", p.Path, p.Code)
		}
		if i < len(want) && (p.Path != want[i].path || !strings.Contains(p.Message, want[i].words)) {
			t.Errorf("problem %d is %q: %q; want %q: %q", i, p.Path, p.Message, want[i].path, want[i].words)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d problems, want %d: %v", len(got), len(want), got)
	}
}

func TestReadingGoesOnAfterAProblem(t *testing.T) {
	var got directory.Initiative
	problems := ReadInput(decoded(t, `{
		"slug": 7, "acronym": "A", "statusNote": "x", "countries": ["MD", "??", "CO"],
		"hotlines": [7, {"minimumAge": "x", "maximumAge": 18, "channels": [{"number": "x", "printed": "1"}]}]
	}`), &got)
	expect(t, []problem{{"slug", ""}, {"countries[1]", ""}, {"statusNote", ""}, {"hotlines[0]", ""}, {"hotlines[1].minimumAge", ""}, {"hotlines[1].channels[0].number", ""}}, problems)
	age := 18
	want := directory.Initiative{
		Acronym: "A", Countries: []directory.CountryCode{"MD", "", "CO"},
		Hotlines: []*directory.Hotline{{}, {MaximumAge: &age, Channels: []directory.Channel{{Printed: "1"}}}},
	}
	if diff := cmp.Diff(want, got, asStored); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestProblemsAreBoundedAndRepeatLittle(t *testing.T) {
	long := strings.Repeat("\u202esecret", 1000)
	wrong := map[string]any{}
	for i := range 2000 {
		wrong[fmt.Sprintf("%d%s", i, long)] = 1
	}
	problems := ReadInput(wrong, &directory.Initiative{})
	if len(problems) != maxInputProblems+1 || !strings.Contains(problems[maxInputProblems].Message, "more than 500 problems") {
		t.Errorf("%d problems", len(problems))
	}
	for _, p := range append(problems, ReadInput(map[string]any{
		"slug": []any{long}, "scope": long, "website": long, "parent": long, "countries": []any{long, "S" + "U"}, "subdivisions": long,
		"names":    map[string]any{"language": long, "kind": long},
		"hotlines": map[string]any{"channels": map[string]any{"number": long, "email": long, "hours": map[string]any{"timeZone": long, "notation": long, "validFrom": long}}},
	}, &directory.Initiative{})...) {
		if strings.Count(p.Path+p.Message, "secret") > 5 || strings.Contains(p.Path+p.Message, "\u202e") || utf8.RuneCountInString(p.Path) > 80 || len(p.Message) > 400 {
			t.Errorf("a problem repeats too much: %.200q: %.500q", p.Path, p.Message)
		}
	}
}

func TestOpeningHoursAreReadFromNotation(t *testing.T) {
	var got directory.Channel
	if problems := ReadInput(decoded(t, `{"hours":{"notation":" Mo-Fr 09:00-17:00; PH off ","timeZone":"Europe/Chisinau","note":"a"}}`), &got); len(problems) > 0 {
		t.Fatal(problems)
	}
	want := &directory.OpeningHours{Schedule: hours.Schedule{
		TimeZone: "Europe/Chisinau", Note: "a", PublicHolidays: hours.HolidaysClosed,
		Weekly: []hours.Row{{Days: hours.Weekdays()[:5], Opens: "09:00", Closes: "17:00"}},
	}}
	if diff := cmp.Diff(want, got.Hours, asStored); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got = directory.Channel{}
	if problems := ReadInput(decoded(t, `{"hours":{"notation":"24/7"}}`), &got); len(problems) > 0 || !got.Hours.AlwaysOpen {
		t.Errorf("24/7: %v, %+v", problems, got.Hours)
	}
	for name, test := range map[string]struct {
		given, words string
	}{
		"a token outside the subset":    {`{"notation":"Mo 09:00-17:00; SH off"}`, `is refused at character 17, "SH": School holidays`},
		"a token behind wider letters":  {`{"notation":"ää"}`, `is refused at character 1, "ä": `},
		"an end that comes early":       {`{"notation":"Mo-"}`, `is refused at character 4: The notation ends`},
		"a notation that is too long":   {`{"notation":"` + strings.Repeat("Mo ", 400) + `"}`, `is refused at character 1001: The notation is longer`},
		"rows and a notation":           {`{"notation":"24/7","weekly":[]}`, "so does weekly: give one of the two"},
		"always open and a notation":    {`{"notation":"24/7","alwaysOpen":true}`, "so does alwaysOpen"},
		"holidays beside a notation":    {`{"notation":"24/7","publicHolidays":"CLOSED"}`, "so does publicHolidays"},
		"an exception and a notation":   {`{"notation":"24/7","exceptions":[{"from":"2026-12-24"}]}`, "so does exceptions"},
		"a notation that is no text":    {`{"notation":7}`, "must be a text"},
		"a notation of another program": {`{"notation":"FREQ=WEEKLY"}`, `is refused at character 1, "FREQ"`},
	} {
		t.Run(name, func(t *testing.T) {
			given := map[string]any{"channels": []any{map[string]any{"hours": decoded(t, test.given)}}}
			expect(t, []problem{{"channels[0].hours.notation", test.words}}, ReadInput(given, &directory.Hotline{}))
		})
	}
	expect(t, []problem{{"notation", "not known"}}, ReadInput(map[string]any{"notation": "24/7"}, &directory.Channel{}))
}

// Whatever an input says, it is read or refused in few words; and what is read without problem is the
// same when it is written and read again.
func FuzzReadInput(f *testing.F) {
	seeds(func(data []byte) { f.Add(data) }, EncodeJSON)
	f.Add([]byte(`{"hotlines":[{"channels":[{"hours":{"notation":"Mo-Fr 09:00-17:00","timeZone":"Europe/Rome"}}]}],"countries":"uk"}`))
	f.Add([]byte(`{"names":[{"value":" e\u0301 ","language":"iw"}],"parent":"0190B1A2-0000-7000-8000-00000000000F"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := json.NewDecoder(strings.NewReader(string(data)))
		d.UseNumber()
		var given map[string]any
		if d.Decode(&given) != nil {
			return
		}
		for _, typ := range records[:2] {
			record := reflect.New(typ).Interface()
			problems := ReadInput(given, record)
			for _, p := range problems {
				if p.Code != directory.InvalidInput || p.Message == "" || len(p.Message) > 800 || len(p.Path) > 400 || !utf8.ValidString(p.Path+p.Message) {
					t.Fatalf("problem %+q", p)
				}
			}
			if len(problems) == 0 {
				inputReturns(t, record)
			}
		}
	})
}
