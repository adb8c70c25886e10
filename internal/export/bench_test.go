package export

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// BenchmarkWrite writes directories of ten and a hundred thousand initiatives in every form. It reports how much
// more memory is live than before, at the worst of many looks, which may be 50 MiB at most. Run it with
// -benchtime 1x; the larger one takes some minutes, most of which the looks take.
func BenchmarkWrite(b *testing.B) {
	for _, initiatives := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(initiatives), func(b *testing.B) {
			e := edition(large(initiatives), Filter{})
			for _, f := range Formats {
				b.Run(f.Name, func(b *testing.B) {
					for b.Loop() {
						w := &watching{before: live()}
						if err := f.Write(w, e); err != nil {
							b.Fatal(err)
						}
						b.ReportMetric(float64(w.written)/(1<<20), "MiB/file")
						b.ReportMetric(float64(w.most)/(1<<20), "MiB/live")
					}
				})
			}
		})
	}
}

func large(initiatives int) *snapshot.Snapshot {
	decoder := make([]*snapshot.Entry, 0, initiatives*3/2)
	for o, in := range synthetic.Directory(initiatives, 7, noon) {
		add := func(id directory.ID, kind document.Kind, record any) {
			decoder = append(decoder, snapshot.Prepare(document.Record{
				ID: string(id), Kind: kind, Version: 1, UpdatedAt: noon, Content: document.Content{State: "PUBLISHED", Public: document.Encode(record)},
			}))
		}
		if o != nil {
			add(o.ID, document.KindOrganization, o)
		}
		add(in.ID, document.KindInitiative, in)
	}
	return snapshot.Build(decoder, 1, noon, directory.DefaultThresholds)
}

// live is how much memory is in use.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// watching looks at the memory after each 64 MiB.
type watching struct {
	before, most  uint64
	written, next int64
}

var _ io.Writer = (*watching)(nil)

func (w *watching) Write(b []byte) (int, error) {
	if w.written += int64(len(b)); w.written >= w.next {
		w.next = w.written + 64<<20
		if now := live(); now > w.before {
			w.most = max(w.most, now-w.before)
		}
	}
	return len(b), nil
}
