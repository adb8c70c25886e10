package editing_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/exchange"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// BenchmarkImport takes ten thousand initiatives that are new, then as they are, then with one more word each,
// on the embedded store. The limit for the first is 60 s. Run it with -benchtime 1x.
func BenchmarkImport(b *testing.B) {
	const many = 10_000
	var first, last []*directory.Initiative
	for _, in := range synthetic.Directory(many, 1, importDay) {
		in.Slug = ""
		first = append(first, in)
		changed := *in
		changed.Summaries = append(slices.Clip(changed.Summaries), named("One more.")...)
		last = append(last, &changed)
	}
	whole := []byte(ownFile(first...))
	files := [][]byte{whole, whole, []byte(ownFile(last...))}
	for b.Loop() {
		o := newOffice(b)
		for i, name := range []string{"new", "unchanged", "changed"} {
			begun := time.Now()
			out, report, err := o.desk.Import(b.Context(), o.as(managerOf(ours)), &editing.File{
				Format: own, Data: bytes.NewReader(files[i]), Submit: true, Limits: exchange.Limits{Bytes: 1 << 30},
			})
			if err != nil || len(out.Problems) > 0 || report.Refused > 0 {
				b.Fatalf("%+v %v", out, err)
			}
			b.ReportMetric(time.Since(begun).Seconds(), "s/"+name)
		}
	}
	b.ReportMetric(float64(len(files[0]))/(1<<20), "MiB/file")
}
