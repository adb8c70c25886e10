package exchange

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/document"
)

const plainCSV = directory.ExchangeFormatCSV

// aSheet is a small file that is right.
func aSheet(t testing.TB) string {
	return sheet(t, "initiative_id initiative_name language organization_id organization_name hotline_id hotline_name countries phone email opening_hours languages toll_free verified_on",
		[]string{"I1", "Лінія", "uk", "O1", "Ла Страда", "H1", "Лінія допомоги", "MD", "+373 22 000 001", "", "24/7", "uk, ro", "YES", "2026-05-01"},
		[]string{"I1", "", "", "", "", "H1", "", "", "", "help@example.org", "Mo-Fr 09:00-17:00", "ro", "", ""},
		[]string{"I2", "Zweite", "de", "O1", "", "H2", "Zweite", "DE", "116 016", "", "", "", "", ""},
		[]string{"I1", "", "", "", "", "H3", "Друга", "MD", "0800 80 001", "", "", "", "no", ""})
}

func TestTemplate(t *testing.T) {
	rows, report, err := collect(t, plainCSV, []byte(aSheet(t)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 || rows[0].Organization == nil || rows[0].Key != (directory.Identifier{Scheme: SchemePartner, Value: "O1"}) || report.Rows != 4 || report.Initiatives != 2 || report.Refused != 0 {
		t.Fatalf("%+v %+v", report, rows)
	}
	in := rows[1].Initiative
	if rows[1].Number != 2 || rows[1].Key.Value != "I1" || in.Names[0].Language != "uk" || len(in.Hotlines) != 2 || !cmp.Equal(in.Countries, []directory.CountryCode{"MD"}) {
		t.Fatalf("%s", document.EncodeJSON(in))
	}
	want := []directory.Channel{
		{
			Kind: directory.ChannelKindVoice, Number: "+37322000001", Printed: "+373 22 000 001", Languages: []directory.ChannelLanguage{{Tag: "uk"}, {Tag: "ro"}},
			Hours:  &directory.OpeningHours{Schedule: hours.Schedule{AlwaysOpen: true, TimeZone: "Europe/Chisinau", TimeZoneDerived: true, PublicHolidays: hours.HolidaysAsUsual, Printed: "24/7"}},
			Safety: &directory.Safety{TollFree: directory.SafetyFact{Value: directory.AnswerYes}},
		},
		{
			Kind: directory.ChannelKindEmail, Email: "help@example.org", Languages: []directory.ChannelLanguage{{Tag: "ro"}},
			Hours: &directory.OpeningHours{Schedule: hours.Schedule{
				TimeZone: "Europe/Chisinau", TimeZoneDerived: true, PublicHolidays: hours.HolidaysUnknown, Printed: "Mo-Fr 09:00-17:00",
				Weekly: []hours.Row{{Days: hours.Weekdays()[:5], Opens: "09:00", Closes: "17:00"}},
			}},
		},
	}
	if diff := cmp.Diff(want, in.Hotlines[0].Channels, unshown); diff != "" {
		t.Error(diff)
	}
	if ch := in.Hotlines[1].Channels[0]; ch.NationalNumber != "080080001" || ch.Country != "MD" || ch.Safety.TollFree.Value != directory.AnswerNo {
		t.Errorf("%+v", ch)
	}
	if ch := rows[2].Initiative.Hotlines[0].Channels[0]; ch.ShortCode != "116016" || ch.Country != "DE" || ch.Safety != nil {
		t.Errorf("%+v", ch)
	}
	if v := in.Hotlines[0].Provenance.Verification; v.VerifiedOn != "2026-05-01" || v.Method != directory.VerificationMethodOperatorConfirmed {
		t.Errorf("%+v", v)
	}
}

// TestTheSameSheetInOtherForms gives the same records whatever program wrote the file.
func TestTheSameSheetInOtherForms(t *testing.T) {
	base := aSheet(t)
	tabs := strings.NewReplacer("\"uk, ro\"", "uk ro", ",", "\t").Replace(base)
	semicolons := strings.NewReplacer("\"uk, ro\"", "uk ro", ",", ";").Replace(base)
	utf16 := func(e unicode.Endianness) string {
		s, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(base)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	forms := map[string]string{
		"byte order mark":    "\uFEFF" + base,
		"UTF-16 LE":          utf16(unicode.LittleEndian),
		"UTF-16 BE":          utf16(unicode.BigEndian),
		"tabs":               tabs,
		"semicolons":         semicolons,
		"separator stated":   "sep=;\r\n" + semicolons,
		"CRLF":               strings.ReplaceAll(base, "\n", "\r\n"),
		"no last line end":   strings.TrimSuffix(base, "\n"),
		"header in capitals": strings.Replace(base, "initiative_id,initiative_name", "Initiative ID, INITIATIVE_NAME", 1),
		"an apostrophe":      strings.Replace(base, "+373 22", "'+373 22", 1),
		"empty rows":         strings.ReplaceAll(base, "\n", "\n,,,,,,,,,,,,,\n"),
	}
	want := read(t, plainCSV, base)
	for name, file := range forms {
		t.Run(name, func(t *testing.T) {
			if format, err := Detect([]byte(file), ""); err != nil || format != plainCSV {
				t.Errorf("detected %q, %v", format, err)
			}
			got := read(t, plainCSV, file)
			if len(got) != len(want) {
				t.Fatalf("%d rows: %+v", len(got), got)
			}
			for i := range got {
				if diff := cmp.Diff(want[i].Initiative, got[i].Initiative, unshown); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestSheetsThatAreRefusedAsAWhole(t *testing.T) {
	base := aSheet(t)
	latin, err := charmap.Windows1252.NewEncoder().String(sheet(t, "initiative_id initiative_name", []string{"a", "plain"}, []string{"b", "Línea"}))
	if err != nil {
		t.Fatal(err)
	}
	bare, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(base)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		file   string
		limits Limits
		words  []string
	}{
		"empty":                       {"", Limits{}, []string{"empty"}},
		"another table":               {"name,number\na,1\n", Limits{}, []string{"initiative_id", "template"}},
		"Windows-1252":                {latin, Limits{}, []string{"row 3", "UTF-8"}},
		"UTF-16 without a mark":       {bare, Limits{}, []string{"row 1", "UTF-8"}},
		"a column twice":              {"initiative_id,initiative_name,phone,Phone\n", Limits{}, []string{`"phone"`, "twice"}},
		"cut off in a quoted cell":    {base[:strings.Index(base, "uk, ro")+3], Limits{}, []string{"row 2", "quotation mark"}},
		"a quotation mark not closed": {"initiative_id,initiative_name\na,\"x\n" + strings.Repeat("b,y\n", 100_000), Limits{}, []string{"row 2", "longer than 256 KiB"}},
		"a quotation mark within":     {"initiative_id,initiative_name\na,x\nb,the \"line\"\n", Limits{}, []string{"row 3", "quotation marks"}},
		"too many rows":               {"initiative_id,initiative_name\n" + strings.Repeat("a,x\n", 11), Limits{Rows: 10}, []string{"more than 10 rows", "divide"}},
		"too large":                   {base, Limits{Bytes: 100}, []string{"larger than"}},
		"a cell too large":            {"initiative_id,initiative_name\na," + strings.Repeat("x", 40_000) + "\n", Limits{}, []string{"row 2", "cell 2", "32 KiB"}},
		"a row too long":              {"initiative_id,initiative_name\na," + strings.Repeat("x", 1<<20) + "\n", Limits{}, []string{"row 2", "256 KiB"}},
		"too many columns":            {"initiative_id,initiative_name" + strings.Repeat(",", 600) + "\n", Limits{}, []string{"602 columns"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, _, err := collect(t, plainCSV, []byte(c.file), c.limits)
			refusedFile(t, err, c.words...)
		})
	}
}

// A file whose size is known is not read when it is too large; one of which only a part is left counts by that.
func TestATooLargeFileIsNotRead(t *testing.T) {
	t.Parallel()
	base := aSheet(t)
	read := func(r io.Reader) (int64, error) {
		report, err := Read(t.Context(), r, plainCSV, Limits{Bytes: int64(len(base))}, func(Row) error { return nil })
		return report.Bytes, err
	}
	long := base + "\n"
	if n, err := read(struct{ io.Reader }{strings.NewReader(long)}); n == 0 || directory.CodeOf(err) != directory.InvalidInput {
		t.Errorf("a pipe: %d bytes read, %v", n, err)
	}
	if n, err := read(strings.NewReader(long)); n != 0 || directory.CodeOf(err) != directory.InvalidInput || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("a file: %d bytes read, %v", n, err)
	}
	rest := strings.NewReader(long + base)
	if _, err := rest.Seek(int64(len(long)), io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if n, err := read(rest); n != int64(len(base)) || err != nil {
		t.Errorf("the rest of a file: %d bytes read, %v", n, err)
	}
}

func TestRowsThatAreRefusedOrDoubted(t *testing.T) {
	const columns = "initiative_id initiative_name language hotline_id hotline_name countries phone"
	good := []string{"I1", "One", "en", "H1", "Line", "MD", "+37322000001"}
	other := []string{"I2", "Two", "en", "H2", "Line", "MD", "+37322000002"}
	with := func(more string, values ...string) string {
		return sheet(t, columns+" "+more, append(append([]string{}, good...), values...), append(append([]string{}, other...), make([]string, len(values))...))
	}
	row := func(cells ...string) string { return sheet(t, columns, good, cells, other) }
	cases := map[string]struct {
		file     string
		severity Severity
		row      int
		field    string
		message  string
	}{
		"a number a spreadsheet rewrote":     {row("I1", "", "", "H1", "", "", "3.73E+10"), Problem, 3, "phone", "spreadsheet"},
		"a short code nowhere":               {row("I1", "", "", "H9", "Other", "MD UA", "157"), Problem, 3, "phone", "one country"},
		"another name for one hotline":       {row("I1", "", "", "H1", "Another", "", "157"), Problem, 3, "hotline_name", "row 2 says something else"},
		"another name for one initiative":    {row("I1", "Uno", "", "H3", "Other", "MD", "157"), Problem, 3, "initiative_name", "row 2 says something else"},
		"no identifier of the hotline":       {row("I1", "", "", "", "Other", "MD", "157"), Problem, 3, "hotline_id", "no identifier"},
		"no identifier of the initiative":    {row("", "x", "", "", "", "", ""), Problem, 3, "initiative_id", "belongs to no initiative"},
		"an unknown country":                 {row("I1", "", "", "H3", "Other", "MX SU", "+37322000003"), Problem, 3, "countries", ""},
		"a formula":                          {row("I1", "", "", "H3", "=1+1", "MD", "+37322000003"), Problem, 3, "hotline_name", "formula"},
		"a hotline of two initiatives":       {sheet(t, columns, good, []string{"I2", "Two", "en", "H1", "Line", "MD", "+37322000002"}), Problem, 3, "id", "in the file already"},
		"too few cells":                      {strings.Join([]string{strings.ReplaceAll(columns, " ", ","), strings.Join(good, ","), "I2,Two", ""}, "\n"), Problem, 3, "", "fewer cells"},
		"too many cells":                     {strings.Join([]string{strings.ReplaceAll(columns, " ", ","), strings.Join(good, ","), strings.Join(other, ",") + ",x", ""}, "\n"), Problem, 3, "", "more cells"},
		"hours in words":                     {with("opening_hours", "nine to five"), Problem, 2, "opening_hours", ""},
		"a closed set":                       {with("answered_by", "robots"), Problem, 2, "answered_by", "robots"},
		"an age in words":                    {with("minimum_age", "twelve"), Problem, 2, "minimum_age", "whole number"},
		"ages the wrong way round":           {with("minimum_age maximum_age", "30", "12"), Problem, 2, "hotlines[0].maximumAge", "below"},
		"a zone that is none":                {with("time_zone opening_hours", "GMT+2 or so", "24/7"), Problem, 2, "time_zone", "IANA"},
		"an address without scheme":          {with("chat_url", "example.org/chat"), Problem, 2, "chat_url", "absolute"},
		"a day seen without a page":          {with("source_seen_on", "2026-01-01"), Problem, 2, "source_url", "page"},
		"an organization without identifier": {with("organization_name", "Org"), Problem, 2, "organization_id", "no identifier"},
		"no language":                        {sheet(t, columns, append([]string{"I1", "One", ""}, good[3:]...)), Warning, 2, "language", "which language"},
		"no scope":                           {row("I1", "", "", "H1", "", "", ""), Warning, 2, "scope", "NATIONAL"},
		"hours in a country of many zones":   {sheet(t, columns+" opening_hours", append(append([]string{}, good[:5]...), "UA", "+380440000001", "Mo-Fr 09:00-17:00")), Warning, 2, "opening_hours", "not known when"},
		"a lost letter":                      {sheet(t, columns, append([]string{"I1", "Ch\uFFFDin", "en"}, good[3:]...)), Warning, 2, "", "letter got lost"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			rows := read(t, plainCSV, c.file)
			if !noted(rows, c.severity, c.row, c.field, c.message) {
				t.Errorf("no %s in row %d at %q has %q: %+v", c.severity, c.row, c.field, c.message, rows)
			}
			refused := 0
			for _, r := range rows {
				if r.Refused() {
					refused++
				}
			}
			if want := map[Severity]int{Problem: 1}[c.severity]; refused != want {
				t.Errorf("%d of %d rows are refused, want %d", refused, len(rows), want)
			}
		})
	}
}

func TestAnUnknownColumnIsNamed(t *testing.T) {
	_, report, err := collect(t, plainCSV, []byte("initiative_id,initiative_name,colour\n"), Limits{})
	if err != nil || len(report.Notes) != 1 || !strings.Contains(report.Notes[0].Message, `"colour"`) || report.Warnings != 1 {
		t.Errorf("%v %+v", err, report)
	}
}

// TestNotesAreCut keeps counting where it no longer says what it counts.
func TestNotesAreCut(t *testing.T) {
	var rows [][]string
	for i := range 50 {
		rows = append(rows, []string{fmt.Sprint("I", i), "Name", "xx-not-a-language", "en"})
	}
	got, report, err := collect(t, plainCSV, []byte(sheet(t, "initiative_id initiative_name language scope", rows...)), Limits{Notes: 20})
	if err != nil {
		t.Fatal(err)
	}
	kept := len(notes(got, Problem)) + len(notes(got, Warning))
	if report.Refused != 50 || kept != 20 || kept+report.NotesLeftOut != report.Problems+report.Warnings || !got[49].Refused() {
		t.Errorf("%d notes kept, %+v", kept, report)
	}
}

// TestMessagesRepeatLittleOfTheFile looks for long and unprintable values in what is said.
func TestMessagesRepeatLittleOfTheFile(t *testing.T) {
	long := strings.Repeat("secret", 20) + "\u202e\x1b[31m"
	for _, column := range []string{"language", "scope", "initiative_countries", "initiative_website", "phone", "email", "opening_hours", "time_zone", "verified_on", "minimum_age", "toll_free", "chat_url", "subdivisions", "colour"} {
		columns := "initiative_id initiative_name hotline_id hotline_name countries " + column
		rows, report, err := collect(t, plainCSV, []byte(sheet(t, columns, []string{"I", "N", "H", "N", "MD", long})), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		said := append(append(notes(rows, Problem), notes(rows, Warning)...), report.Notes...)
		if len(said) == 0 {
			t.Errorf("%s: nothing is said", column)
		}
		for _, n := range said {
			if text := n.Message + n.Remedy + n.Field; strings.Contains(text, strings.Repeat("secret", 7)) || strings.ContainsAny(text, "\u202e\x1b") {
				t.Errorf("%s: %q", column, text)
			}
		}
	}
}

func TestTheTemplateReadsItself(t *testing.T) {
	if format, err := Detect([]byte(Template()), "x"); err != nil || format != plainCSV {
		t.Errorf("%s, %v", format, err)
	}
	rows, report, err := collect(t, plainCSV, []byte(Template()), Limits{})
	if err != nil || len(rows) != 0 || len(report.Notes) != 0 {
		t.Errorf("%v %+v", err, report)
	}
}

// TestThePaperNamesEveryColumnAndAttribute keeps what partners read in step with what is read.
func TestThePaperNamesEveryColumnAndAttribute(t *testing.T) {
	paper, err := os.ReadFile("../../.github/docs/importing.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Columns {
		if !strings.Contains(string(paper), "| `"+c.Name+"` | "+c.Meaning+" |") {
			t.Errorf("the paper does not explain the column %s as %q", c.Name, c.Meaning)
		}
	}
	for _, a := range Attributes {
		if !strings.Contains(string(paper), "| `"+a.Code+"` | "+strings.ReplaceAll(a.Objects, " ", ", ")+" | "+a.Value+" |") {
			t.Errorf("the paper does not explain the attribute %s", a.Code)
		}
	}
}

// TestApostrophesOfExports takes off what keeps a spreadsheet program from running or shortening a cell.
func TestApostrophesOfExports(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{"'+373": "+373", "'-1": "-1", "'080012345": "080012345", "'=1": "'=1", "'n sync": "'n sync", "'": "'", "0800": "0800"} {
		if got := plain(cell); got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}
