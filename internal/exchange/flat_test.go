package exchange

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

// repeated gives a file of many rows without holding it.
type repeated struct {
	head    string
	row     func(i int) string
	tail    string
	rows, i int
	buf     bytes.Buffer
}

func (r *repeated) Read(p []byte) (int, error) {
	for r.buf.Len() < len(p) {
		switch {
		case r.i == 0:
			r.buf.WriteString(r.head)
		case r.i <= r.rows:
			r.buf.WriteString(r.row(r.i))
		case r.i == r.rows+1:
			r.buf.WriteString(r.tail)
		default:
			return r.buf.Read(p)
		}
		r.i++
	}
	return r.buf.Read(p)
}

const flatHead = "initiative_id,initiative_name,language,scope,hotline_id,hotline_name,countries,phone\n"

// flatRow is an initiative, every tenth of them with a hotline.
func flatRow(i int) string {
	if i%10 > 0 {
		return fmt.Sprintf("i%d,Initiative %d,en,GLOBAL,,,,\n", i, i)
	}
	return fmt.Sprintf("i%d,Initiative %d,en,NATIONAL,h%d,Line %d,MD,+37322%06d\n", i, i, i, i, i%1_000_000)
}

// highest reads a file and gives the highest heap above the start, looking now and then. What remains of the
// file afterwards is what was kept to recognize identifiers.
func highest(t *testing.T, file io.Reader, format directory.ExchangeFormat, limits Limits) (Report, uint64, error) {
	t.Helper()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	start, most := m.HeapAlloc, uint64(0)
	n := 0
	report, err := Read(t.Context(), file, format, limits, func(Row) error {
		if n++; n%50_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc-min(start, m.HeapAlloc))
		}
		return nil
	})
	return report, most, err
}

// TestMemoryStaysFlat reads one row too many and stops there, saying so.
func TestMemoryStaysFlat(t *testing.T) {
	limits := Limits{Bytes: 1 << 30, Held: 4 << 20, Rows: manyRows}
	const bound = 80 << 20 // 4 MiB held, and some 20 bytes for each identifier of a million rows
	report, most, err := highest(t, &repeated{head: flatHead, row: flatRow, rows: manyRows + 1}, plainCSV, limits)
	refusedFile(t, err, fmt.Sprintf("more than %d rows", manyRows), "divide")
	if report.Rows != manyRows || report.Refused != 0 || report.Initiatives < manyRows/2 || most > bound {
		t.Errorf("%v %+v, %d MiB", err, report, most>>20)
	}
	t.Logf("%d rows: %d MiB of file, %d MiB of heap", manyRows, report.Bytes>>20, most>>20)
}

func BenchmarkRead(b *testing.B) {
	const n = 10_000
	service := func(i int) string {
		return aService(fmt.Sprintf("s-%d", i), `, "email": "a@example.org", "phones": [{"id": "p", "number": "+37322000001"}]`) + "\n"
	}
	own := func(i int) string {
		comma := ","
		if i == n {
			comma = ""
		}
		return fmt.Sprintf(`{"identifiers":[{"scheme":"x","value":"i%d"}],"names":[{"value":"One","language":"en"}],"scope":"NATIONAL","countries":["MD"],"hotlines":[{"identifiers":[{"scheme":"x","value":"h%d"}],"names":[{"value":"Line","language":"en"}],"channels":[{"kind":"VOICE","number":"+37322000001"}]}]}%s`, i, i, comma)
	}
	table := func(head string, row func(i int) string) string {
		data, err := io.ReadAll(&repeated{head: head, row: row, rows: n})
		if err != nil {
			b.Fatal(err)
		}
		return string(data)
	}
	files := map[directory.ExchangeFormat][]byte{
		plainCSV: []byte(table(flatHead, flatRow)),
		hsdsJSON: []byte(table("", service)),
		ownJSON:  []byte(table(`{"initiatives":[`, own) + "]}"),
		hsdsCSV: packed(b, map[string]string{
			"services.csv":      table("id,name,status,email\n", func(i int) string { return fmt.Sprintf("s-%d,Line,active,a@example.org\n", i) }),
			"phones.csv":        table("id,service_id,number\n", func(i int) string { return fmt.Sprintf("p-%d,s-%d,+37322000001\n", i, i) }),
			"service_areas.csv": table("id,service_id,name\n", func(i int) string { return fmt.Sprintf("a-%d,s-%d,MD\n", i, i) }),
		}),
	}
	for _, format := range []directory.ExchangeFormat{ownJSON, hsdsJSON, hsdsCSV, plainCSV} {
		b.Run(string(format), func(b *testing.B) {
			b.SetBytes(int64(len(files[format])))
			for b.Loop() {
				report, err := Read(b.Context(), bytes.NewReader(files[format]), format, Limits{}, func(Row) error { return nil })
				if err != nil || report.Initiatives != n {
					b.Fatalf("%v %+v", err, report)
				}
			}
		})
	}
}
