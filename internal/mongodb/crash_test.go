package mongodb_test

import (
	"context"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/mongodb"
	"github.com/blueheart-federation/api/internal/testkit"
)

// writer commits the versions of one record one after the other, and says each one acknowledged. It
// says the ones again that were answered by UNAVAILABLE.
type writer struct {
	acknowledged chan int64
	stop, done   chan struct{}
	refused      int // how often the store was UNAVAILABLE
	fault        error
}

func startWriter(ctx context.Context, s *mongodb.Store) *writer {
	w := &writer{acknowledged: make(chan int64, 100_000), stop: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for version := int64(1); ; {
			select {
			case <-w.stop: // between two commits, so that none is left half done on the way
				return
			default:
			}
			_, outcomes, err := s.Commit(ctx, []document.Revision{testkit.Revision("r", version)})
			switch {
			case ctx.Err() != nil:
				return
			case err != nil && directory.CodeOf(err) == directory.Unavailable:
				w.refused++
				continue
			case err != nil:
				w.fault = err
				return
			case outcomes[0] == nil:
				w.acknowledged <- version
			case directory.CodeOf(outcomes[0]) != directory.Conflict:
				w.fault = outcomes[0]
				return
			}
			version++ // a conflict means that what was said before got through
		}
	}()
	return w
}

// next waits for so many further acknowledgements and gives the last version.
func (w *writer) next(t testing.TB, cluster *testkit.Cluster, n int) (last int64) {
	t.Helper()
	for range n {
		select {
		case last = <-w.acknowledged:
		case <-w.done:
			t.Fatalf("the writer ended: %v", w.fault)
		case <-time.After(2 * time.Minute):
			t.Fatalf("no commit was acknowledged for two minutes\n%s", cluster.States(t))
		}
	}
	return last
}

func TestKilledServersLoseNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		members int
		rounds  int
	}{
		{"the only member", 1, 3},
		{"the primary of three", 3, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, cluster := testkit.MongoDB(t, c.members)
			s := open(t, migrated(t, cluster)+"&serverSelectionTimeoutMS=500")
			defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
			w := startWriter(t.Context(), s)
			var last int64
			for range c.rounds {
				w.next(t, cluster, 20)
				victim := cluster.Primary(t)
				cluster.Kill(t, victim)
				start := time.Now()
				if c.members == 1 {
					cluster.Restart(t, victim)
				}
				for len(w.acknowledged) > 0 { // those from before
					<-w.acknowledged
				}
				w.next(t, cluster, 1)
				t.Logf("the first commit after the kill: %s", time.Since(start).Round(time.Millisecond))
				last = w.next(t, cluster, 20)
				if c.members > 1 {
					cluster.Restart(t, victim)
					cluster.CaughtUp(t)
				}
			}
			close(w.stop)
			<-w.done
			if w.fault != nil {
				t.Fatal(w.fault)
			}
			for len(w.acknowledged) > 0 {
				last = <-w.acknowledged
			}
			if _, _, err := s.Heal(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			var versions int64
			err := s.Revisions(t.Context(), func(r document.Revision) error {
				versions++
				if r.Version != versions {
					t.Errorf("version %d where %d is due", r.Version, versions)
				}
				return nil
			})
			if err != nil || versions < last {
				t.Errorf("%d versions, %v, and %d was acknowledged", versions, err, last)
			}
			wantVersion(t, s, "r", versions)
			t.Logf("%d commits, %d answers of UNAVAILABLE", versions, w.refused)
		})
	}
}
