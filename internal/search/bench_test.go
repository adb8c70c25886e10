package search_test

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/search"
)

var sizes = map[string]func() []document{
	"founding": sync.OnceValue(register),
	"10k":      sync.OnceValue(func() []document { return made(10_000) }),
	"100k":     sync.OnceValue(func() []document { return made(100_000) }),
}

var sizeNames = []string{"founding", "10k", "100k"}

// mixed gives 300 queries for a directory of so many initiatives.
func mixed(n int) []string {
	common := []string{
		"trafficking", "helpline", "campaign", "haven", "against trafficking", "helpline harbour", "line", "contra la trata", "guide",
		"India", "China", "Nigeria", "France helpline", "Brasil farol", "lantern", "association river", "professionals", "look twice", "Deutschland", "shelter",
	}
	foreign := []string{
		"гавань", "маяк", "линия помощи", "надежда", "灯塔", "求助热线", "反人口贩运", "人", "المنارة", "منارة", "جمعية", "خط المساعدة", "दीपस्तंभ", "मानव तस्करी", "आशा",
		"Індія", "中国", "مصر", "ประเทศไทย", "Бразилия",
	}
	prefixes := []string{"traff", "hel", "c", "har", "lan", "ass", "t", "pro", "mor", "ope", "маи", "ма", "सहा", "الم", "prof", "99", "9990", "1", "12", "ref"}
	none := []string{"zzzzqq", "xylophone", "trafficking qqq", "77777777777777", "щщщ", "龘龘", "quetzal bridge", "no such thing", "ωωω", "e4e4e4"}
	var queries []string
	for i := range 300 {
		k := i / 6
		switch i % 6 {
		case 0:
			queries = append(queries, common[k%len(common)])
		case 1:
			queries = append(queries, foreign[k%len(foreign)])
		case 2:
			queries = append(queries, prefixes[k%len(prefixes)])
		case 3:
			queries = append(queries, none[k%len(none)])
		case 4:
			queries = append(queries, fmt.Sprintf("helpline %d", (k*7919)%(10*n)))
		case 5:
			queries = append(queries, fmt.Sprintf("+999 %08d", (k*7919)%n))
		}
	}
	return queries
}

// BenchmarkSearch answers 300 mixed queries, the first 20 hits of each, and reports the median of one.
func BenchmarkSearch(b *testing.B) {
	for i, size := range sizeNames {
		b.Run(size, func(b *testing.B) {
			x := indexOf(sizes[size]())
			queries := mixed([]int{108, 10_000, 100_000}[i])
			took := make([]time.Duration, len(queries))
			b.ReportAllocs()
			for b.Loop() {
				for n, q := range queries {
					begin := time.Now()
					x.Search(search.Query{Text: q, Limit: 20})
					took[n] = time.Since(begin)
				}
			}
			order := slices.Clone(took)
			slices.Sort(order)
			b.ReportMetric(float64(order[len(order)/2].Nanoseconds()), "ns/median")
			b.ReportMetric(float64(order[len(order)*95/100].Nanoseconds()), "ns/p95")
			b.ReportMetric(float64(order[len(order)-1].Nanoseconds()), "ns/worst")
			for n, d := range took {
				if d >= order[len(order)-5] {
					b.Logf("%v %q", d, queries[n])
				}
			}
		})
	}
}

// BenchmarkBuild reports how long an index takes and how much memory it holds.
func BenchmarkBuild(b *testing.B) {
	for _, size := range sizeNames {
		b.Run(size, func(b *testing.B) {
			documents := sizes[size]()
			countryNames()
			var held float64
			for b.Loop() {
				b.StopTimer()
				before := heap()
				b.StartTimer()
				x := indexOf(documents)
				b.StopTimer()
				held = float64(heap()-before) / (1 << 20)
				runtime.KeepAlive(x)
				b.StartTimer()
			}
			b.ReportMetric(held, "MiB")
		})
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
