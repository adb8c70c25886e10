package exchange

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// fuzzed reads any bytes as a file of a format and looks at what comes out: records that obey the rules and
// can be told apart, notes that can be shown, errors that are the file's.
func fuzzed(t *testing.T, format directory.ExchangeFormat, data []byte) {
	t.Helper()
	limits := Limits{Bytes: 1 << 20, Unpacked: 4 << 20, Rows: 2000, Object: 64 << 10, Held: 64 << 10, Notes: 50}
	kept := 0
	report, err := Read(t.Context(), bytes.NewReader(data), format, limits, func(r Row) error {
		kept += len(r.Notes)
		problems := 0
		for _, n := range r.Notes {
			if n.Severity == Problem {
				problems++
			}
			if !utf8.ValidString(n.Message+n.Field) || n.Message == "" || n.Remedy == "" {
				t.Fatalf("the note %+v cannot be shown", n)
			}
		}
		if r.Refused() {
			return nil
		}
		if problems > 0 || r.Key.Value == "" {
			t.Fatalf("taken with problems: %+v", r)
		}
		for _, ref := range r.References {
			if *ref.Into != "" || ref.Key.Value == "" {
				t.Fatalf("reference %+v", ref)
			}
		}
		if r.Organization != nil {
			if p := validOrganization(r.Organization); len(p) > 0 {
				t.Fatalf("%+v", p)
			}
			return nil
		}
		if p := validInitiative(r.Initiative, r.References); len(p) > 0 {
			t.Fatalf("%+v", p)
		}
		again := &directory.Initiative{}
		if err := document.DecodeJSON(document.EncodeJSON(r.Initiative), again); err != nil {
			t.Fatal(err)
		}
		return nil
	})
	if kept > limits.Notes || report.Problems+report.Warnings < kept {
		t.Fatalf("%d notes of %+v", kept, report)
	}
	if err != nil {
		if _, ours := errors.AsType[*directory.Error](err); !ours {
			t.Fatalf("the error %v is not the file's", err)
		}
		if !utf8.ValidString(err.Error()) {
			t.Fatalf("the error %q cannot be shown", err)
		}
	}
}

func FuzzOwn(f *testing.F) {
	f.Add([]byte(`{"initiatives": [{"identifiers": [{"scheme": "crm", "value": "7"}], "names": [{"value": "One", "language": "en"}], "scope": "GLOBAL"}]}`))
	f.Add([]byte(`{"organizations": [{"id": "1b41b98f-3113-5c7a-9c19-ed0fa104292d", "names": [{"value": "One", "language": "en"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzed(t, ownJSON, data) })
}

func FuzzHSDS(f *testing.F) {
	f.Add([]byte(fixture(f, "organization.json")))
	f.Add([]byte("[" + aService("s-1", `, "phones": [{"id": "p", "number": "157"}]`) + "]"))
	f.Add([]byte(`{"contents": [` + aService("s-1", `, "schedules": [{"freq": "WEEKLY", "byday": "SA", "opens_at": "09:00Z", "closes_at": "17:00Z"}]`) + `]}`))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzed(t, hsdsJSON, data) })
}

func FuzzPackage(f *testing.F) {
	f.Add(packed(f, folder(f, "package")))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzed(t, hsdsCSV, data) })
}

// FuzzPackageTables changes what is in the tables, which a changed zip seldom does.
func FuzzPackageTables(f *testing.F) {
	files := folder(f, "package")
	f.Add([]byte(files["services.csv"]), []byte(files["phones.csv"]), []byte(files["schedules.csv"]))
	f.Fuzz(func(t *testing.T, services, phones, schedules []byte) {
		fuzzed(t, hsdsCSV, packed(t, map[string]string{
			"services.csv": string(services), "phones.csv": string(phones), "schedules.csv": string(schedules), "service_areas.csv": files["service_areas.csv"],
		}))
	})
}

func FuzzTemplate(f *testing.F) {
	f.Add([]byte(aSheet(f)))
	f.Add([]byte("sep=\"\n"))
	f.Add([]byte("sep=;\r\ninitiative_id;initiative_name;scope\r\na;\"x;\ny\";GLOBAL\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzed(t, plainCSV, data) })
}

func FuzzDetect(f *testing.F) {
	f.Add([]byte(`{"initiatives": [`), "a.json")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		format, err := Detect(data, name)
		if (format == "") != (err != nil) {
			t.Fatalf("%q, %v", format, err)
		}
	})
}
