package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/exchange"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
)

// restored reads a file back as an import does.
func restored(t testing.TB, format directory.ExchangeFormat, file []byte) (organizations, initiatives map[directory.ID]string, notes []exchange.Note) {
	t.Helper()
	organizations, initiatives = map[directory.ID]string{}, map[directory.ID]string{}
	report, err := exchange.Read(t.Context(), bytes.NewReader(file), format, exchange.Limits{Bytes: 1 << 30}, func(r exchange.Row) error {
		notes = append(notes, r.Notes...)
		if r.Organization != nil {
			organizations[r.Organization.ID] = string(document.EncodeJSON(r.Organization))
		}
		if r.Initiative != nil {
			initiatives[r.Initiative.ID] = string(document.EncodeJSON(r.Initiative))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if report.Refused > 0 {
		t.Errorf("%d records are refused: %+v", report.Refused, notes)
	}
	return organizations, initiatives, append(notes, report.Notes...)
}

func TestWhatIsReadBackIsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("reads whole directories back")
	}
	for directoryName, s := range map[string]*snapshot.Snapshot{"founding": foundingDirectory(), "whole": wholeDirectory(t)} {
		organizations, initiatives := map[directory.ID]string{}, map[directory.ID]string{}
		for o := range s.Organizations.All {
			organizations[o.ID] = string(document.EncodeJSON(o))
		}
		for in := range s.Initiatives.All {
			initiatives[in.ID] = string(document.EncodeJSON(in.Shown("2026-11-24")))
		}
		for name, format := range map[string]directory.ExchangeFormat{
			"directory.json": directory.ExchangeFormatJSON, "directory.ndjson": directory.ExchangeFormatJSON,
			"hsds.json": directory.ExchangeFormatHSDS, "hsds.zip": directory.ExchangeFormatHSDSCSV,
		} {
			t.Run(directoryName+" "+name, func(t *testing.T) {
				file := written(t, name, edition(s, Filter{}))
				if found, err := exchange.Detect(file, ""); err != nil || found != format {
					t.Errorf("it is taken for %s: %v", found, err)
				}
				o, in, notes := restored(t, format, file)
				if diff := cmp.Diff(organizations, o); diff != "" || len(o) == 0 {
					t.Errorf("organizations: %.3000s", diff)
				}
				if diff := cmp.Diff(initiatives, in); diff != "" || len(in) == 0 {
					t.Errorf("initiatives: %.3000s", diff)
				}
				if len(notes) > 0 {
					t.Errorf("%d notes, the first %+v", len(notes), notes[0])
				}
			})
		}
	}
}

// TestTheTableIsReadBack reads a table, builds a directory of it and writes that again: every row comes back as it
// was, so whatever the template can say is read as it is written.
func TestTheTableIsReadBack(t *testing.T) {
	for name, s := range map[string]*snapshot.Snapshot{"founding": foundingDirectory(), "whole": wholeDirectory(t)} {
		t.Run(name, func(t *testing.T) {
			file := written(t, "directory.csv", edition(s, Filter{}))
			var organizations []*directory.Organization
			var initiatives []*directory.Initiative
			own := func(c *directory.Common) { // the identifiers of the file as ids
				c.ID, c.Identifiers = directory.ID(c.Identifiers[0].Value), nil
			}
			report, err := exchange.Read(t.Context(), bytes.NewReader(file), directory.ExchangeFormatCSV, exchange.Limits{}, func(r exchange.Row) error {
				for _, ref := range r.References {
					*ref.Into = directory.ID(ref.Key.Value)
				}
				if o := r.Organization; o != nil {
					own(&o.Common)
					organizations = append(organizations, o)
				}
				if in := r.Initiative; in != nil {
					own(&in.Common)
					in.Slug = "s" + string(in.ID)
					for _, h := range in.Hotlines {
						own(&h.Common)
					}
					initiatives = append(initiatives, in)
				} else if r.Refused() {
					t.Errorf("%+v", r.Notes)
				}
				return nil
			})
			if err != nil || len(report.Notes) > 0 {
				t.Fatalf("%v %+v", err, report.Notes)
			}
			again := written(t, "directory.csv", edition(testkit.Snapshot(t, noon, organizations, initiatives), Filter{}))
			if diff := cmp.Diff(rowsOf(t, file), rowsOf(t, again)); diff != "" {
				t.Errorf("%.3000s", diff)
			}
		})
	}
}

// rowsOf gives the rows of a table by their columns, sorted, as an order by name depends on names that a
// table leaves out. Hours in words may come from the notation.
func rowsOf(t *testing.T, file []byte) []string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, row := range rows[1:] {
		said := map[string]string{}
		for i, c := range row {
			if c != "" {
				said[rows[0][i]] = c
			}
		}
		if said["hours_printed"] == "" && said["opening_hours"] != "" {
			said["hours_printed"] = said["opening_hours"]
		}
		if said["opening_hours"] == "24/7" {
			delete(said, "time_zone") // the only one of a country is taken, which changes nothing
		}
		out = append(out, fmt.Sprint(said))
	}
	slices.Sort(out)
	return out
}

// TestAFileThatWasChangedIsReadAsItSaysNow changes the number of a line in HSDS: the number holds, and not
// the record that stands beside it.
func TestAFileThatWasChangedIsReadAsItSaysNow(t *testing.T) {
	s := wholeDirectory(t)
	file := bytes.Replace(written(t, "hsds.json", edition(s, Filter{})), []byte(`"number":"+373 22 233 309"`), []byte(`"number":"+373 22 999 999"`), 1)
	_, initiatives, notes := restored(t, directory.ExchangeFormatHSDS, file)
	const initiative = directory.ID("00000000-0000-7000-8000-000000000103")
	got := initiatives[initiative]
	if !strings.Contains(got, "+37322999999") || strings.Contains(got, "+37322233309") {
		t.Errorf("the number of the file is not taken: %s", got)
	}
	warned := false
	for _, n := range notes {
		warned = warned || strings.Contains(n.Message, "changed since it was exported")
	}
	if !warned {
		t.Errorf("nobody is told: %+v", notes)
	}
	in := &directory.Initiative{}
	if err := document.DecodeJSON([]byte(got), in); err != nil {
		t.Fatal(err)
	}
	line := in.Hotlines[0]
	if line.ID != "00000000-0000-7000-8000-000000000105" || len(line.PairedWith) != 1 || line.Operator == "" || len(in.Campaigns) != 2 || len(in.Lessons) != 1 || len(in.Hotlines) != 2 {
		t.Errorf("what HSDS has no place for is lost: %s", got)
	}
	want := s.Initiatives.ByID(initiative).Hotlines[1]
	if diff := cmp.Diff(string(document.EncodeJSON(want)), string(document.EncodeJSON(in.Hotlines[1]))); diff != "" {
		t.Errorf("the other line changed: %s", diff)
	}
}

// TestFieldsOfHSDSHoldOverAttributes changes what programs for HSDS know of, and leaves the attributes that say the
// same as they were.
func TestFieldsOfHSDSHoldOverAttributes(t *testing.T) {
	s := foundingDirectory()
	was := string(written(t, "hsds.json", edition(s, Filter{})))
	line := func(t *testing.T, file string, has func(h *directory.Hotline) bool) *directory.Hotline {
		t.Helper()
		_, initiatives, notes := restored(t, directory.ExchangeFormatHSDS, []byte(file))
		told := false
		for _, n := range notes {
			told = told || strings.Contains(n.Message, "differ: ") || strings.Contains(n.Message, "the number holds")
		}
		if !told {
			t.Errorf("nobody is told: %+v", notes)
		}
		for _, text := range initiatives {
			in := &directory.Initiative{}
			if err := document.DecodeJSON([]byte(text), in); err != nil {
				t.Fatal(err)
			}
			if i := slices.IndexFunc(in.Hotlines, has); i >= 0 {
				return in.Hotlines[i]
			}
		}
		t.Fatal("the line is lost")
		return nil
	}
	calls := func(code string) func(h *directory.Hotline) bool {
		return func(h *directory.Hotline) bool {
			return slices.ContainsFunc(h.Channels, func(ch directory.Channel) bool { return ch.ShortCode == code && ch.Country == "PH" })
		}
	}
	// The service of the line 1343 in the Philippines, to its end.
	before, _, _ := strings.Cut(was, `"number":"1343"`)
	begin := strings.LastIndex(before, `{"id":"ebf25fd0-dba9-5c50-a4d6-01a9a4bf894d"`)
	length := strings.Index(was[begin:], `"service_areas"`)
	length += strings.Index(was[begin+length:], "]")
	service := was[begin : begin+length]
	changed := func(old, now string) string {
		t.Helper()
		if !strings.Contains(service, old) {
			t.Fatalf("no %s in %s", old, service)
		}
		return was[:begin] + strings.Replace(service, old, now, 1) + was[begin+length:]
	}
	if h := line(t, changed(`"number":"1343"`, `"number":"1344"`), calls("1344")); h.Channels[0].Printed != "1344" || calls("1343")(h) {
		t.Errorf("the old number is called: %+v", h.Channels[0])
	}
	if h := line(t, changed(`"closes_at":"23:59"`, `"closes_at":"18:00"`), calls("1343")); h.Channels[0].Hours == nil || h.Channels[0].Hours.AlwaysOpen || h.Channels[0].Hours.Weekly[0].Closes != "18:00" || h.Channels[0].Hours.TimeZone != "Asia/Manila" {
		t.Errorf("the old hours are shown: %+v", h.Channels[0].Hours)
	}
	if h := line(t, changed(`"name":"Philippines"`, `"name":"Malaysia"`), calls("1343")); len(h.Countries) != 1 || h.Countries[0] != "MY" {
		t.Errorf("the old country is shown: %v", h.Countries)
	}
}
