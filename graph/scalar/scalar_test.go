package scalar

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/blueheart-federation/api/internal/directory"
)

// written gives what a marshaler writes.
func written(m graphql.Marshaler) string {
	var b strings.Builder
	m.MarshalGQL(&b)
	return b.String()
}

func TestAcceptedInputsAreCanonical(t *testing.T) {
	for name, cases := range map[string][]struct{ in, want any }{
		"ID": {
			{"0197a8a0-0000-7000-8000-000000000001", directory.ID("0197a8a0-0000-7000-8000-000000000001")},
			{"not ours", directory.ID("not ours")}, // not found, like every id that is not public
		},
		"String":  {{"", ""}, {"Привет", "Привет"}, {"5", "5"}},
		"Boolean": {{true, true}, {false, false}},
		"Int": {
			{0, 0},
			{int64(5), 5},
			{json.Number("5"), 5},
			{json.Number("-0"), 0},
			{json.Number("2147483647"), 2147483647},
			{json.Number("-2147483648"), -2147483648},
			{int64(2147483647), 2147483647},
			{-2147483648, -2147483648},
		},
		"CountryCode": {
			{"MD", directory.CountryCode("MD")},
			{"md", directory.CountryCode("MD")},
			{"UK", directory.CountryCode("GB")},
			{"uk", directory.CountryCode("GB")},
			{"EL", directory.CountryCode("GR")},
			{"XK", directory.CountryCode("XK")},
		},
		"RegionCode":      {{"001", directory.RegionCode("001")}, {"150", directory.RegionCode("150")}},
		"SubdivisionCode": {{"CH-NE", directory.SubdivisionCode("CH-NE")}, {"ch-ne", directory.SubdivisionCode("CH-NE")}},
		"LanguageTag": {
			{"uk", directory.LanguageTag("uk")},
			{"iw", directory.LanguageTag("he")},
			{"EN-gb", directory.LanguageTag("en-GB")},
			{"ZH-hant", directory.LanguageTag("zh-Hant")},
			{"und", directory.LanguageTag("und")},
		},
		"TimeZone":  {{"Europe/Chisinau", "Europe/Chisinau"}, {"UTC", "UTC"}},
		"LocalTime": {{"00:00", directory.LocalTime("00:00")}, {"23:59", directory.LocalTime("23:59")}, {"24:00", directory.LocalTime("24:00")}},
		"Date": {
			{"2026-11-24", directory.Date("2026-11-24")},
			{"2028-02-29", directory.Date("2028-02-29")},
			{"1900-01-01", directory.Date("1900-01-01")},
			{"2200-12-31", directory.Date("2200-12-31")},
		},
		"DateTime": {
			{"2026-11-24T23:10:00Z", time.Date(2026, 11, 24, 23, 10, 0, 0, time.UTC)},
			{"2026-11-25T01:10:00+02:00", time.Date(2026, 11, 24, 23, 10, 0, 0, time.UTC)},
			{"1900-01-01T00:00:00Z", time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)},
			{"2200-12-31T23:59:59Z", time.Date(2200, 12, 31, 23, 59, 59, 0, time.UTC)},
			{"2201-01-01T01:00:00+02:00", time.Date(2200, 12, 31, 23, 0, 0, 0, time.UTC)}, // the year counts in UTC
		},
		"PartialDate": {
			{"2020", directory.PartialDate("2020")},
			{"2019-11", directory.PartialDate("2019-11")},
			{"2017-10-18", directory.PartialDate("2017-10-18")},
		},
		"E164":         {{"+37322233309", directory.E164("+37322233309")}, {"+1234567", directory.E164("+1234567")}, {"+123456789012345", directory.E164("+123456789012345")}},
		"URL":          {{"https://example.org/a?b=c#d", directory.URL("https://example.org/a?b=c#d")}, {"http://example.org", directory.URL("http://example.org")}},
		"EmailAddress": {{"help@example.org", directory.EmailAddress("help@example.org")}},
		"Float":        {{1.5, 1.5}, {int64(2), 2.0}, {2, 2.0}, {json.Number("2.5"), 2.5}},
	} {
		for _, c := range cases {
			got, err := Inputs[name](c.in)
			if err != nil {
				t.Errorf("%s %#v: %v", name, c.in, err)
				continue
			}
			if at, ok := got.(time.Time); ok && at.Location() != time.UTC {
				t.Errorf("%s %#v is not in UTC", name, c.in)
			}
			if got != c.want {
				t.Errorf("%s %#v = %#v, want %#v", name, c.in, got, c.want)
			}
		}
	}
}

func TestRefusedInputs(t *testing.T) {
	for name, inputs := range map[string][]any{
		"ID":      {5.5, true, []any{"a"}},
		"String":  {5, json.Number("5"), true, []any{"a"}, map[string]any{}},
		"Boolean": {"true", "", 1, json.Number("1")},
		"Int": {
			"5", "", true, 1.0, 1.5, json.Number("1.5"), json.Number("1e3"), json.Number("x"), json.Number(""),
			json.Number("2147483648"), json.Number("-2147483649"), json.Number("9223372036854775808"),
			int64(2147483648), int64(-2147483649), 1 << 40,
		},
		"CountryCode":     {"", "SU", "YU", "ZZ", "EU", "AA", "MDA", "498", " MD", "ＭＤ", 498},
		"RegionCode":      {"", "1", "999", "MD", "150 ", 150},
		"SubdivisionCode": {"", "CH", "CH-", "CH-NEUCHATEL", "SU-MOW", "ＣＨ-NE", 1},
		"LanguageTag":     {"", "a", "english!", "uk_", "-uk", strings.Repeat("a-", 50), 1},
		"TimeZone":        {"", "Local", "Europe/Chisinow", "+02:00", 2},
		"LocalTime":       {"", "9:00", "09:0", "24:01", "25:00", "12:60", "09:00:00", "09.00", "０９:00", 900},
		"Date":            {"", "2026-2-1", "2026-02-29", "2026-13-01", "1899-12-31", "2201-01-01", "2026-11-24T00:00:00Z", "26-11-24", 20261124},
		"DateTime": {
			"", "2026-11-24", "2026-11-24T23:10:00", "2026-11-24 23:10:00Z", "2026-11-24T24:00:00Z", "2026-02-29T00:00:00Z",
			"1899-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
			"1900-01-01T00:00:00+02:00", "2026-11-24T23:10:00." + strings.Repeat("1", 60) + "Z", json.Number("1795561800"),
		},
		"PartialDate":  {"", "20", "2020-1", "2020-13", "2020-02-30", "1899", "2201", "2020-11-24T00:00:00Z", 2020},
		"E164":         {"", "37322233309", "+0123456789", "+123456", "+1234567890123456", "+1 650 253 0000", "+1(650)2530000", "+１２３４５６７８", 37322233309},
		"URL":          {"", "example.org", "//example.org", "ftp://example.org", "javascript:alert(1)", "https://", "https:///path", "https://user:secret@example.org", "http://example.org/" + strings.Repeat("a", directory.MaxURL), 1},
		"EmailAddress": {"", "help", "help@", "Help <help@example.org>", "a@b, c@d", "help@example.org ", strings.Repeat("a", directory.MaxEmail) + "@example.org", 1},
		"Float":        {true, "x", "5", "NaN", math.Inf(1), math.NaN(), json.Number("1e999"), json.Number("")},
	} {
		for _, in := range inputs {
			if got, err := Inputs[name](in); err == nil {
				t.Errorf("%s %#v was accepted as %#v", name, in, got)
			} else if err.Error() == "" || len(err.Error()) > 400 {
				t.Errorf("%s %#.40v: the error has %d characters: %v", name, in, len(err.Error()), err)
			}
		}
	}
}

// The generated code reads null by these too, where an input may be null and its Go type cannot be.
func TestNullIsNotGiven(t *testing.T) {
	for name, read := range Inputs {
		got, err := read(nil)
		switch name {
		case "ID", "Int", "Float", "Boolean", "Document":
			if err == nil {
				t.Errorf("%s: null was accepted as %#v", name, got)
			}
		default:
			if err != nil || !reflect.ValueOf(got).IsZero() {
				t.Errorf("%s: null gives %#v, %v, want the zero value", name, got, err)
			}
		}
	}
}

func TestUnknownValuesAreNull(t *testing.T) {
	for name, m := range map[string]graphql.Marshaler{
		"String":          MarshalString(""),
		"ID":              MarshalID(""),
		"CountryCode":     MarshalCountryCode(""),
		"RegionCode":      MarshalRegionCode(""),
		"SubdivisionCode": MarshalSubdivisionCode(""),
		"LanguageTag":     MarshalLanguageTag(""),
		"LocalTime":       MarshalLocalTime(""),
		"Date":            MarshalDate(""),
		"PartialDate":     MarshalPartialDate(""),
		"E164":            MarshalE164(""),
		"URL":             MarshalURL(""),
		"EmailAddress":    MarshalEmailAddress(""),
	} {
		if got := written(m); got != "null" {
			t.Errorf("an empty %s is written as %s, want null", name, got)
		}
	}
}

func TestKnownValuesAreWritten(t *testing.T) {
	east := time.FixedZone("east", 2*60*60)
	for want, m := range map[string]graphql.Marshaler{
		`"Привет"`:               MarshalString("Привет"),
		`"\"\\\n"`:               MarshalString("\"\\\n"),
		`"0197a8a0"`:             MarshalID("0197a8a0"),
		`"MD"`:                   MarshalCountryCode("MD"),
		`"150"`:                  MarshalRegionCode("150"),
		`"CH-NE"`:                MarshalSubdivisionCode("CH-NE"),
		`"uk"`:                   MarshalLanguageTag("uk"),
		`"24:00"`:                MarshalLocalTime("24:00"),
		`"2026-11-24"`:           MarshalDate("2026-11-24"),
		`"2019-11"`:              MarshalPartialDate("2019-11"),
		`"+37322233309"`:         MarshalE164("+37322233309"),
		`"https://example.org/"`: MarshalURL("https://example.org/"),
		`"help@example.org"`:     MarshalEmailAddress("help@example.org"),
		`true`:                   MarshalBoolean(true),
		`false`:                  MarshalBoolean(false),
		`0`:                      MarshalInt(0),
		`-2147483648`:            MarshalInt(-2147483648),
		`2147483647`:             MarshalInt64(2147483647),
		`"2026-11-24T23:10:00Z"`: MarshalDateTime(time.Date(2026, 11, 25, 1, 10, 0, 999_999_999, east)),
	} {
		if got := written(m); got != want {
			t.Errorf("written as %s, want %s", got, want)
		}
	}
}

// TestEveryScalarOfTheSchemaIsRead compares the schema with Inputs.
func TestEveryScalarOfTheSchemaIsRead(t *testing.T) {
	source, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := parser.ParseSchema(&ast.Source{Name: "schema.graphqls", Input: string(source)})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"ID", "Int", "Float", "String", "Boolean"}
	for _, d := range doc.Definitions {
		if d.Kind == ast.Scalar {
			want = append(want, d.Name)
		}
	}
	var got []string
	for name := range Inputs {
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("Inputs reads %q, the schema has %q", got, want)
	}
}

// output writes what an input gave, and is nil for numbers and booleans.
func output(v any) graphql.Marshaler {
	switch v := v.(type) {
	case time.Time:
		return MarshalDateTime(v)
	default:
		if r := reflect.ValueOf(v); r.Kind() == reflect.String {
			return text(r.String())
		}
	}
	return nil
}

// FuzzTextScalars reads any text with every scalar: nothing panics, errors are short and can be printed,
// and what is accepted is accepted again as it is written, unchanged.
func FuzzTextScalars(f *testing.F) {
	for _, seed := range []string{
		"", "MD", "uk", "iw", "zh-Hant", "150", "CH-NE", "09:30", "2026-11-24", "2019-11", "2026-11-24T23:10:00.5+02:00",
		"+37322233309", "https://example.org/", "help@example.org", "x-private", "i-klingon", "sl-rozaj-biske", "\xff", "\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for name, read := range Inputs {
			first, err := read(in)
			if err != nil {
				if len(err.Error()) > 400 {
					t.Errorf("%s: an error of %d characters", name, len(err.Error()))
				}
				continue
			}
			m := output(first)
			if m == nil || first == directory.ID("") || first == "" {
				continue
			}
			if at, ok := first.(time.Time); ok {
				first = at.Truncate(time.Second) // written to the second
			}
			if !utf8.ValidString(in) {
				continue // requests are UTF-8; reading it must not panic, that is all
			}
			var out string
			if err := json.Unmarshal([]byte(written(m)), &out); err != nil {
				t.Fatalf("%s %q is written as %s: %v", name, in, written(m), err)
			}
			second, err := read(out)
			if err != nil || second != first {
				t.Errorf("%s %q gives %#v, and that gives %#v, %v", name, in, first, second, err)
			}
		}
	})
}
