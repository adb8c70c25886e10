package export

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-vcard"
	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/document"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden writes a small directory, in which every field is set, in every form.
func TestGolden(t *testing.T) {
	e := edition(wholeDirectory(t), Filter{})
	for _, f := range Formats {
		t.Run(f.Name, func(t *testing.T) {
			got := written(t, f.Name, e)
			if f.Packed {
				got = unpacked(t, got)
			}
			golden := filepath.Join("testdata", f.Name+".golden")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
				t.Errorf("%.3000s", diff)
			}
			if again := written(t, f.Name, e); !f.Packed && !bytes.Equal(again, got) {
				t.Error("the same edition gives other bytes")
			}
		})
	}
}

// unpacked gives the files of a zip one after another.
func unpacked(t *testing.T, data []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, f := range archive.File {
		b.WriteString("== " + f.Name + " ==\n")
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
	}
	return b.Bytes()
}

// TestTheFixtureSetsEveryField keeps the golden files complete: a field that is added to the domain must be added
// to testdata/whole.json.
func TestTheFixtureSetsEveryField(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("testdata", "whole.json"))
	if err != nil {
		t.Fatal(err)
	}
	var whole struct {
		Organizations, Initiatives []json.RawMessage
	}
	if err := json.Unmarshal(file, &whole); err != nil {
		t.Fatal(err)
	}
	said := map[string]map[string]bool{}
	var walk func(typ reflect.Type, value any)
	walk = func(typ reflect.Type, value any) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			if list, ok := value.([]any); ok && typ.Kind() == reflect.Slice {
				for _, v := range list {
					walk(typ.Elem(), v)
				}
				return
			}
			typ = typ.Elem()
		}
		object, ok := value.(map[string]any)
		if !ok || typ.Kind() != reflect.Struct {
			return
		}
		for _, f := range document.JSONFields(typ) {
			name := typ.Name() + "." + f.Name
			if said[name] == nil {
				said[name] = map[string]bool{}
			}
			if v, there := object[f.Name]; there {
				said[name]["set"] = true
				walk(f.Type, v)
			}
		}
	}
	for typ, list := range map[reflect.Type][]json.RawMessage{
		reflect.TypeFor[directory.Organization](): whole.Organizations, reflect.TypeFor[directory.Initiative](): whole.Initiatives,
	} {
		for _, record := range list {
			var value any
			if err := json.Unmarshal(record, &value); err != nil {
				t.Fatal(err)
			}
			walk(typ, value)
		}
	}
	for name, how := range said {
		if !how["set"] {
			t.Errorf("testdata/whole.json sets %s nowhere", name)
		}
	}
}

// TestCardsAreRead reads the cards with a reader of vCards.
func TestCardsAreRead(t *testing.T) {
	for _, e := range []*Edition{edition(wholeDirectory(t), Filter{}), edition(foundingDirectory(), Filter{})} {
		file := written(t, "directory.vcf", e)
		for line := range strings.Lines(string(file)) {
			if text := strings.TrimSuffix(line, "\r\n"); len(text) > 75 || text == line {
				t.Fatalf("%d octets, or no end of line: %q", len(text), line)
			}
		}
		n := 0
		for d := vcard.NewDecoder(bytes.NewReader(file)); ; n++ {
			card, err := d.Decode()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if card.Value(vcard.FieldVersion) != "4.0" || card.Value(vcard.FieldFormattedName) == "" || card.Kind() != vcard.KindOrganization {
				t.Errorf("%v", card)
			}
			h := e.Snapshot.Hotlines.ByID(directory.ID(strings.TrimPrefix(card.Value(vcard.FieldUID), "urn:uuid:")))
			for _, f := range card[vcard.FieldTelephone] {
				if !calls(h, keyed(f.Value)) {
					t.Errorf("%q is no number of %s: %s would call a stranger", f.Value, h.ID, keyed(f.Value))
				}
			}
			if note := card.Value(vcard.FieldNote); !strings.Contains(note, "Apache-2.0") || !strings.Contains(note, "revision 1, as of 2026-11-24") {
				t.Error(note)
			}
		}
		want := 0
		for h := range e.Snapshot.Hotlines.All {
			if h.Works() && len(h.Channels) > 0 {
				want++
			}
		}
		if n != want {
			t.Errorf("%d cards, want %d", n, want)
		}
	}
}

// keyed is what a telephone makes of the text of a number, as Android's address book does: of all characters it
// takes the digits, a plus sign at the beginning, and letters for pauses.
func keyed(text string) string {
	var b strings.Builder
	for i, r := range strings.TrimPrefix(text, "tel:") {
		switch {
		case r >= '0' && r <= '9', r == '+' && i == 0:
			b.WriteRune(r)
		case strings.ContainsRune("pPwW", r):
			b.WriteByte(',')
		}
	}
	return b.String()
}

// calls says that what is keyed in is a number of a line, as it is stored: not one for its country without
// the country.
func calls(h *directory.Hotline, keys string) bool {
	return slices.ContainsFunc(h.Channels, func(ch directory.Channel) bool {
		return keys == string(ch.Number) || keys == ch.ShortCode || keys == ch.NationalNumber
	})
}

// TestLinkedNumbersAreNumbers reads the numbers of JSON-LD as a telephone does.
func TestLinkedNumbersAreNumbers(t *testing.T) {
	for _, e := range []*Edition{edition(wholeDirectory(t), Filter{}), edition(foundingDirectory(), Filter{})} {
		var file struct {
			Graph []struct {
				ID       string           `json:"@id"`
				Channels []map[string]any `json:"availableChannel"`
			} `json:"@graph"`
		}
		if err := json.Unmarshal(written(t, "directory.jsonld", e), &file); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, s := range file.Graph {
			for _, channel := range s.Channels {
				for _, name := range []string{"servicePhone", "serviceSmsNumber"} {
					point, _ := channel[name].(map[string]any)
					if number, ok := point["telephone"].(string); ok {
						n++
						if h := e.Snapshot.Hotlines.ByID(directory.ID(strings.TrimPrefix(s.ID, "urn:uuid:"))); !calls(h, keyed(number)) {
							t.Errorf("%q is no number of %s", number, h.ID)
						}
					}
				}
			}
		}
		if n == 0 {
			t.Error("no numbers")
		}
	}
}

// TestLinkedHours looks at what cannot be said of hours, and what can.
func TestLinkedHours(t *testing.T) {
	week := hours.Row{Days: []hours.Weekday{hours.Monday}, Opens: "09:00", Closes: "24:00"}
	for name, c := range map[string]struct {
		of   hours.Schedule
		want string
	}{
		"a week":                  {hours.Schedule{Weekly: []hours.Row{week}}, "09:00-23:59 "},
		"some of it is not known": {hours.Schedule{Weekly: []hours.Row{week, {Days: []hours.Weekday{hours.Sunday}, TimesUnknown: true}}}, ""},
		"days that differ": {hours.Schedule{Weekly: []hours.Row{week}, Exceptions: []hours.Exception{
			{From: "2026-12-24", Through: "2026-12-24", Rows: []hours.Span{{Opens: "08:00", Closes: "12:00"}}}, {From: "2026-12-25", Through: "2026-12-25", Closed: true},
		}}, "09:00-23:59 08:00-12:00 2026-12-24 00:00-00:00 2026-12-25 "},
		"closed on public holidays":     {hours.Schedule{Weekly: []hours.Row{week}, PublicHolidays: hours.HolidaysClosed}, "09:00-23:59 PublicHolidays 00:00-00:00 "},
		"holidays of an open line":      {hours.Schedule{AlwaysOpen: true, PublicHolidays: hours.HolidaysClosed}, "00:00-23:59 PublicHolidays 00:00-00:00 "},
		"hours of their own on those":   {hours.Schedule{Weekly: []hours.Row{week}, PublicHolidays: hours.HolidaysOwnHours, HolidayRows: []hours.Span{{Opens: "10:00", Closes: "12:00"}}}, "09:00-23:59 PublicHolidays 10:00-12:00 "},
		"holidays of an unknown week":   {hours.Schedule{PublicHolidays: hours.HolidaysClosed}, ""},
		"hours of holidays alone":       {hours.Schedule{PublicHolidays: hours.HolidaysOwnHours, HolidayRows: []hours.Span{{Opens: "10:00", Closes: "12:00"}}}, ""},
		"holidays are days like others": {hours.Schedule{Weekly: []hours.Row{week}, PublicHolidays: hours.HolidaysAsUsual}, "09:00-23:59 "},
	} {
		said := ""
		for _, n := range openings(&directory.OpeningHours{Schedule: c.of}) {
			if days, ok := n["dayOfWeek"].([]string); ok && days[0] == publicHoliday {
				said += "PublicHolidays "
			}
			said += n["opens"].(string) + "-" + n["closes"].(string) + " "
			if from, ok := n["validFrom"].(string); ok {
				said += from + " "
			}
		}
		if said != c.want {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
	}
}
