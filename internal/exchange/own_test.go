package exchange

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/founding"
	"github.com/blueheart-federation/api/internal/synthetic"
)

const ownJSON = directory.ExchangeFormatJSON

// asOf is the day of the synthetic records.
var asOf = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// written is a file of the project's own JSON.
func written(organizations []*directory.Organization, initiatives []*directory.Initiative) []byte {
	list := func(b []byte, n int, encode func(i int) []byte) []byte {
		for i := range n {
			if i > 0 {
				b = append(b, ",\n"...)
			}
			b = append(b, encode(i)...)
		}
		return append(b, ']')
	}
	b := list([]byte(`{"organizations": [`), len(organizations), func(i int) []byte { return document.EncodeJSON(organizations[i]) })
	b = list(append(b, `, "initiatives": [`...), len(initiatives), func(i int) []byte { return document.EncodeJSON(initiatives[i]) })
	return append(b, '}')
}

// failing is what tests and properties have in common.
type failing interface {
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// sameAsWritten compares every record with what was written.
func sameAsWritten(t failing, report Report, rows []Row, organizations []*directory.Organization, initiatives []*directory.Initiative) {
	if report.Refused != 0 || report.Organizations != len(organizations) || report.Initiatives != len(initiatives) {
		t.Fatalf("%+v %+v", report, rows)
	}
	for i, r := range rows {
		var id directory.ID
		var want, got []byte
		if i < len(organizations) {
			id, want, got = organizations[i].ID, document.EncodeJSON(organizations[i]), document.EncodeJSON(r.Organization)
		} else {
			in := initiatives[i-len(organizations)]
			id, want, got = in.ID, document.EncodeJSON(in), document.EncodeJSON(r.Initiative)
		}
		if !bytes.Equal(want, got) || r.Key != (directory.Identifier{Scheme: SchemeOwn, Value: string(id)}) || r.Number != i+1 {
			t.Errorf("row %d, %+v: %s", r.Number, r.Key, cmp.Diff(string(want), string(got)))
		}
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var organizations []*directory.Organization
		var initiatives []*directory.Initiative
		for o, in := range synthetic.Directory(rapid.IntRange(1, 5).Draw(t, "initiatives"), rapid.Uint64().Draw(t, "seed"), asOf) {
			if o != nil {
				organizations = append(organizations, o)
			}
			if in != nil {
				initiatives = append(initiatives, in)
			}
		}
		var rows []Row
		report, err := Read(t.Context(), bytes.NewReader(written(organizations, initiatives)), ownJSON, Limits{}, func(r Row) error {
			rows = append(rows, r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		sameAsWritten(t, report, rows, organizations, initiatives)
	})
}

func TestFoundingRegister(t *testing.T) {
	organizations, initiatives, err := founding.Load()
	if err != nil {
		t.Fatal(err)
	}
	rows, report, err := collect(t, ownJSON, written(organizations, initiatives), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	sameAsWritten(t, report, rows, organizations, initiatives)
}

func TestRecordsOfPartnersWithoutIDs(t *testing.T) {
	file := `{"initiatives": [{"identifiers": [{"scheme": "crm", "value": "7"}], "names": [{"value": "One", "language": "en"}], "scope": "GLOBAL",
		"hotlines": [{"identifiers": [{"scheme": "crm", "value": "8"}], "names": [{"value": "Line", "language": "en"}]}]}]}`
	rows := read(t, ownJSON, file)
	in := initiative(t, rows)
	if rows[0].Key != (directory.Identifier{Scheme: "crm", Value: "7"}) || in.ID != "" || in.Slug != "" || in.Hotlines[0].ID != "" {
		t.Errorf("%+v %s", rows[0].Key, document.EncodeJSON(in))
	}
}

func TestRecordsThatAreRefused(t *testing.T) {
	const named = `"names": [{"value": "One", "language": "en"}], "scope": "GLOBAL"`
	for name, c := range map[string]struct{ record, field, message string }{
		"no identifier":             {`{` + named + `}`, "id", "without an identifier"},
		"a part without identifier": {`{"identifiers": [{"scheme": "crm", "value": "7"}], ` + named + `, "hotlines": [{"names": [{"value": "Line", "language": "en"}]}]}`, "identifiers", "without an identifier"},
		"an unknown name":           {`{"identifiers": [{"scheme": "crm", "value": "7"}], ` + named + `, "colour": 1}`, "", `"colour"`},
		"not JSON":                  {`{"identifiers": x}`, "", "not JSON"},
		"a broken rule":             {`{"identifiers": [{"scheme": "crm", "value": "7"}], ` + named + `, "slug": "A B"}`, "slug", "lower-case"},
		"twice in the file":         {`{"identifiers": [{"scheme": "crm", "value": "1"}], ` + named + `}`, "id", "further up"},
	} {
		t.Run(name, func(t *testing.T) {
			good := `{"identifiers": [{"scheme": "crm", "value": "1"}], ` + named + `}`
			rows, report, err := collect(t, ownJSON, []byte(`{"initiatives": [`+good+`,`+c.record+`]}`), Limits{})
			if err != nil || report.Initiatives != 1 || report.Refused != 1 || !noted(rows, Problem, 2, c.field, c.message) {
				t.Errorf("%v %+v %+v", err, report, rows)
			}
		})
	}
}

func TestJSONFilesThatAreRefusedAsAWhole(t *testing.T) {
	whole := `{"organizations": [], "initiatives": [{"a": 1}, {"b": 2}]}`
	cases := map[string]struct {
		format directory.ExchangeFormat
		file   string
		limits Limits
		words  []string
	}{
		"empty":                     {ownJSON, "", Limits{}, []string{"holds no list"}},
		"no list":                   {ownJSON, `{"people": []}`, Limits{}, []string{"holds no list"}},
		"breaks off":                {ownJSON, whole[:len(whole)-8], Limits{}, []string{"breaks off", "object 2"}},
		"breaks off, HSDS":          {hsdsJSON, `[{"id": "`, Limits{}, []string{"breaks off", "object 1"}},
		"not JSON":                  {ownJSON, `hello`, Limits{}, []string{"not JSON"}},
		"not JSON, HSDS":            {hsdsJSON, `id,name`, Limits{}, []string{"not JSON"}},
		"a list of numbers":         {hsdsJSON, `[1, 2]`, Limits{}, []string{"object 1", "braces"}},
		"too deep":                  {hsdsJSON, `[{"a":` + strings.Repeat("[", 100_000), Limits{}, []string{"object 1", "deeper than 32"}},
		"an object too large":       {hsdsJSON, `[{"a":"` + strings.Repeat("x", 5000) + `"}]`, Limits{Object: 4096}, []string{"object 1", "larger than 4 KiB"}},
		"an outer object too large": {hsdsJSON, `{"a":"` + strings.Repeat("x", 5000) + `"}`, Limits{Object: 4096}, []string{"larger than 4 KiB"}},
		"too many objects":          {hsdsJSON, strings.Repeat(`{}`, 20), Limits{Rows: 10}, []string{"more than 10"}},
		"too large":                 {ownJSON, whole, Limits{Bytes: 20}, []string{"larger than"}},
		"Latin-1":                   {hsdsJSON, "[{\"id\": \"L\xednea\"}]", Limits{}, []string{"object 1", "UTF-8"}},
		"no such format":            {"XML", "<a/>", Limits{}, []string{"XML"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, _, err := collect(t, c.format, []byte(c.file), c.limits)
			refusedFile(t, err, c.words...)
		})
	}
}

func TestDetect(t *testing.T) {
	cases := []struct {
		head, name string
		want       directory.ExchangeFormat
	}{
		{`{"initiatives": [`, "", ownJSON},
		{" {\n \"organizations\" : [", "", ownJSON},
		{`[{"id"`, "x.json", hsdsJSON},
		{"\uFEFF{\"total_items\": 1", "", hsdsJSON},
		{"PK\x03\x04", "", hsdsCSV},
		{"PK", "a.ZIP", hsdsCSV},
		{"name;number", "lines.csv", plainCSV},
		{"Initiative ID\tName", "", plainCSV},
		{"hello", "", ""},
		{"", "", ""},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%q", c.head), func(t *testing.T) {
			got, err := Detect([]byte(c.head), c.name)
			if got != c.want || (err != nil) != (c.want == "") {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}
