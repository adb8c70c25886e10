package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// BenchmarkPublish is how long it takes from the end of a commit until readers see it, in a directory of 10 000
// initiatives: when the publisher says what it was, when it does not, and in another process, without the wait
// for the poll. It reports the median and the worst of all rounds.
func BenchmarkPublish(b *testing.B) {
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s, err := embedded.Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close(context.WithoutCancel(b.Context())) //nolint:errcheck // nothing to lose
	var batch []document.Revision
	commit := func() (revision int64) {
		revision, outcomes, err := s.Commit(b.Context(), batch)
		if err != nil || slices.ContainsFunc(outcomes, func(err error) bool { return err != nil }) {
			b.Fatal(err, outcomes)
		}
		batch = batch[:0]
		return revision
	}
	publish := func(id directory.ID, kind document.Kind, version int64, record any) {
		batch = append(batch, document.Revision{
			ID: document.RevisionID(string(id), version), RecordID: string(id), Version: version, Kind: kind, At: at, Public: true,
			Content: document.Content{State: "PUBLISHED", Public: document.Encode(record), PublishedAt: at.Add(time.Duration(version) * time.Second)},
		})
	}
	var initiatives []*directory.Initiative
	for o, in := range synthetic.Directory(10_000, 1, at) {
		if o != nil {
			publish(o.ID, document.KindOrganization, 1, o)
		}
		publish(in.ID, document.KindInitiative, 1, in)
		if initiatives = append(initiatives, in); len(batch) >= 1000 {
			commit()
		}
	}
	commit()
	var holder snapshot.Holder
	r := snapshot.NewRefresher(s, &holder, snapshot.Settings{Poll: time.Hour, Full: time.Hour, Now: func() time.Time { return at }})
	if err := r.Refresh(b.Context(), false); err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	defer func() { stop(); <-done }()
	runtime.GC()

	versions := map[directory.ID]int64{}
	n := 0
	for _, announced := range []bool{true, false} {
		b.Run(fmt.Sprintf("announced %v", announced), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				n++
				in := *initiatives[n*37%len(initiatives)]
				in.Names = []directory.Text{{Value: fmt.Sprintf("Renamed for the %dth time", n), Language: "en"}}
				versions[in.ID]++
				publish(in.ID, document.KindInitiative, 1+versions[in.ID], &in)
				revision := commit()
				begin := time.Now()
				if announced {
					r.Wake(snapshot.Change{Revision: revision, Record: string(in.ID)})
				} else {
					r.Wake()
				}
				for holder.Current().Revision < revision {
					time.Sleep(100 * time.Microsecond)
				}
				took = append(took, time.Since(begin))
				if got := holder.Current().Initiatives.ByID(in.ID).Names[0].Value; got != in.Names[0].Value {
					b.Fatalf("serves %q", got)
				}
				b.StopTimer()
				_ = r.Refresh(b.Context(), false) // waits for what it does after the swap
				b.StartTimer()
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/median")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms/worst")
		})
	}
}
