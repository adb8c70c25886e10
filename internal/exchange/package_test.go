package exchange

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

const hsdsCSV = directory.ExchangeFormatHSDSCSV

func TestDataPackage(t *testing.T) {
	rows, report, err := collect(t, hsdsCSV, packed(t, folder(t, "package")), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	type short struct {
		number  int
		key     string
		refused bool
	}
	var got []short
	for _, r := range rows {
		got = append(got, short{r.Number, r.Key.Value, r.Refused()})
	}
	want := []short{{2, "org-1", false}, {2, "prog-1", false}, {3, "serv-2", false}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(short{})); diff != "" {
		t.Fatalf("%s%+v", diff, rows)
	}
	if name := rows[0].Organization.Names[0]; name.Value != `Casa "Clara"` || name.Language != "ro" {
		t.Errorf("the organization is %+v", name)
	}
	if len(report.Notes) != 0 {
		t.Errorf("notes %+v", report.Notes)
	}
	in := rows[1].Initiative
	if text := in.Summaries[0].Value; text != "Doua randuri,\nunul dupa altul; separate" {
		t.Errorf("the summary is %q", text)
	}
	if len(in.Hotlines) != 2 || in.Hotlines[1].Identifiers[0].Value != "serv-3" {
		t.Fatalf("the hotlines are %s", document.EncodeJSON(in))
	}
	channels := in.Hotlines[0].Channels
	if len(channels) != 3 || channels[0].Number != "+37322000001" || channels[0].Languages[0].Tag != "uk" ||
		channels[0].Safety.TollFree.Value != directory.AnswerNo || channels[0].Hours.TimeZone != "Europe/Chisinau" ||
		channels[1].ShortCode != "116000" || channels[1].Languages[0].Tag != "ro" || channels[1].Safety != nil || channels[2].Email == "" {
		t.Errorf("the channels are %s", document.EncodeJSON(in.Hotlines[0]))
	}
	if rows[2].Initiative.Hotlines[0].Status != directory.HotlineStatusPaused {
		t.Errorf("%s", document.EncodeJSON(rows[2].Initiative))
	}
	for _, r := range rows {
		if r.Initiative != nil {
			for _, private := range []string{"Private", "Hidden", "000009"} {
				if bytes.Contains(document.EncodeJSON(r.Initiative), []byte(private)) {
					t.Errorf("%q came in", private)
				}
			}
		}
	}
}

// TestAPackageThatCannotSeek reads the same from a stream.
func TestAPackageThatCannotSeek(t *testing.T) {
	data := packed(t, folder(t, "package"))
	n := 0
	report, err := Read(t.Context(), iotest.OneByteReader(bytes.NewReader(data)), hsdsCSV, Limits{}, func(Row) error { n++; return nil })
	if err != nil || n != 3 || report.Bytes != int64(len(data)) {
		t.Errorf("%v %d %+v", err, n, report)
	}
}

func TestPackagesThatAreRefused(t *testing.T) {
	change := func(name, text string) []byte {
		files := folder(t, "package")
		files[name] = text
		return packed(t, files)
	}
	whole := packed(t, folder(t, "package"))
	many := map[string]string{}
	for _, c := range "abcdefghij" {
		many[string(c)+".csv"] = "id\n1\n"
	}
	cases := map[string]struct {
		file   []byte
		limits Limits
		words  []string
	}{
		"cut off":            {whole[:len(whole)-30], Limits{}, []string{"not a complete zip"}},
		"no zip":             {[]byte("id,name\n"), Limits{}, []string{"not a complete zip"}},
		"too large":          {whole, Limits{Bytes: 1000}, []string{"larger than"}},
		"too many files":     {packed(t, many), Limits{Entries: 9}, []string{"more than 9 files"}},
		"no table of HSDS":   {packed(t, many), Limits{}, []string{"no services.csv"}},
		"bomb":               {change("services.csv", "id,name\n"+strings.Repeat(",\n", 8<<20)), Limits{}, []string{"services.csv", "unpacks to more"}},
		"too much unpacked":  {whole, Limits{Unpacked: 700}, []string{"unpacks to more"}},
		"ragged":             {change("services.csv", "id,name,status\ns,Line\n"), Limits{}, []string{"services.csv", "row 2", "2 cells"}},
		"not closed":         {change("services.csv", "id,name,status\ns,\"Line,active\nx,y,z\nx,y,z\n"), Limits{}, []string{"services.csv", "row 2", "not closed"}},
		"Latin-1":            {change("services.csv", "id,name,status\ns,Line,active\nt,L\xednea,active\n"), Limits{}, []string{"services.csv", "row 3", "UTF-8"}},
		"a file twice":       {change("x/Services.csv", "id\n"), Limits{}, []string{"twice"}},
		"descriptor":         {change("datapackage.json", "[]"), Limits{}, []string{"datapackage.json"}},
		"too many rows":      {whole, Limits{Rows: 3}, []string{"more than 3 rows"}},
		"a column twice":     {change("services.csv", "id,name,ID\n"), Limits{}, []string{"services.csv", `"id"`, "twice"}},
		"a cell too large":   {change("services.csv", "id,name\ns,"+strings.Repeat("x", 3000)+"\n"), Limits{Cell: 2000}, []string{"services.csv", "row 2", "cell 2"}},
		"an empty table":     {change("services.csv", ""), Limits{}, []string{"services.csv", "empty"}},
		"a damaged checksum": {damagedZip(t), Limits{}, []string{"damaged"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, _, err := collect(t, hsdsCSV, c.file, c.limits)
			refusedFile(t, err, c.words...)
		})
	}
}

// damagedZip has one wrong byte in the data of a table.
func damagedZip(t *testing.T) []byte {
	data := packed(t, map[string]string{"services.csv": "id,name\n" + strings.Repeat("abcdefgh,ijklmnop\n", 50)})
	at := bytes.Index(data, []byte("services.csv")) + len("services.csv") + 20
	data[at] ^= 0x55
	return data
}

func TestFilesThatAreNoTablesAreNamed(t *testing.T) {
	files := folder(t, "package")
	files["notes.txt"] = "x"
	delete(files, "datapackage.json")
	files["organizations.csv"] = files["Orgs.csv"]
	delete(files, "Orgs.csv")
	_, report, err := collect(t, hsdsCSV, packed(t, files), Limits{})
	if err != nil || len(report.Notes) != 2 || !strings.Contains(report.Notes[1].Message, "notes.txt") {
		t.Errorf("%v %+v", err, report.Notes)
	}
}

func TestRowsThatNameNothingAreNoted(t *testing.T) {
	files := folder(t, "package")
	files["phones.csv"] += "ph-8,serv-8,,,157,,voice,\nph-9,serv-9,,,158,,voice,\n"
	_, report, err := collect(t, hsdsCSV, packed(t, files), Limits{})
	if err != nil || len(report.Notes) != 1 || report.Notes[0].Row != 6 || report.Notes[0].Field != "phones.csv.service_id" || !strings.Contains(report.Notes[0].Message, "2 rows") {
		t.Errorf("%v %+v", err, report.Notes)
	}
}

// TestPackedRows keeps what a table packs.
func TestPackedRows(t *testing.T) {
	tb := &table{columns: []string{"id", "name"}, indexes: map[string]*index{}}
	s := newSink(t.Context(), defaults, nil)
	for i, row := range [][]string{{"a", ""}, {"b", strings.Repeat("x", 2*blockSize)}, {"a", "z"}} {
		tb.addRow(i+2, row)
	}
	if diff := cmp.Diff([]int{0, 2}, tb.by(s, "id", "a")); diff != "" {
		t.Error(diff)
	}
	if got := fill[hsdsProgram](tb, 2); got.ID != "a" || got.Name != "z" || len(tb.cell(1, 1)) != 2*blockSize || tb.by(s, "code", "a") != nil {
		t.Errorf("%+v", got)
	}
}
