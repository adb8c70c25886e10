package snapshot

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestAnnouncedChangesAreReadAlone(t *testing.T) {
	first, second, third := string(id(1)), string(id(2)), string(id(3))
	for name, c := range map[string]struct {
		announced [][]Change // wake by wake
		revision  int64
		versions  int // how often all were compared
	}{
		"one":                                 {[][]Change{{{2, first}}}, 2, 0},
		"of several revisions":                {[][]Change{{{2, first}}, {{3, second}}, {{4, first}}}, 4, 0},
		"of several revisions in one wake":    {[][]Change{{{3, second}, {2, first}}}, 3, 0},
		"beside one of another process":       {[][]Change{{{2, first}}}, 3, 1},
		"after one of another process":        {[][]Change{{{3, first}}}, 3, 1},
		"not at all":                          {[][]Change{nil}, 2, 1},
		"before it can be seen":               {[][]Change{{{2, first}, {3, second}}}, 2, 0},
		"of a revision that was shown before": {[][]Change{{{1, first}}}, 2, 1},
		"of a record that is not there":       {[][]Change{{{2, string(id(77))}}}, 2, 1},
		"twice":                               {[][]Change{{{2, first}}, {{2, first}}}, 2, 0},
		"with more than is remembered":        {[][]Change{slices.Repeat([]Change{{2, third}}, 3), manyChanges(2*mostNews, second)}, 2*mostNews + 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src := newSource(initiative(1), initiative(2), initiative(3), initiative(4), initiative(5), initiative(6), initiative(7), initiative(8))
				r := run(t, src, Settings{Poll: time.Hour, Full: time.Hour * 10})
				src.put(renamed(1, "New name"))
				src.put(renamed(2, "Other name"))
				src.mu.Lock()
				src.revision = c.revision
				src.mu.Unlock()
				r.mu.Lock() // all are announced before one is read
				for _, changes := range c.announced {
					r.Wake(changes...)
				}
				r.mu.Unlock()
				synctest.Wait()
				s := r.holder.Current()
				if s.Revision != c.revision || src.count("Versions") != c.versions || src.count("Records") != 1 {
					t.Errorf("serves revision %d after %v", s.Revision, src.reads)
				}
				wanted := map[string]string{first: "New name", second: "Other name"}
				for id, name := range wanted {
					known := c.versions > 0 || slices.ContainsFunc(slices.Concat(c.announced...), func(ch Change) bool { return ch.Record == id && ch.Revision <= c.revision })
					if in := s.Initiatives.ByID(directory.ID(id)); known != (in.Names[0].Value == name) {
						t.Errorf("serves %q", in.Names[0].Value)
					}
				}
				if len(r.news.records) > mostNews {
					t.Errorf("remembers %d changes", len(r.news.records))
				}
			})
		})
	}
}

func manyChanges(n int64, record string) []Change {
	changes := make([]Change, n)
	for i := range changes {
		changes[i] = Change{Revision: int64(i) + 2, Record: record}
	}
	return changes
}

// What others have written meanwhile comes with the next comparison, whatever was announced.
func TestChangeBesideAnAnnouncedOneIsFoundByAFullComparison(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newSource(initiative(1), initiative(2), initiative(3), initiative(4), initiative(5))
		r := run(t, src, Settings{Poll: time.Second, Full: time.Minute})
		src.put(renamed(1, "Ours"))
		src.put(renamed(2, "Healed without a revision"))
		src.raise()
		r.Wake(Change{Revision: 2, Record: string(id(1))})
		synctest.Wait()
		if nameOf(&r.holder, 1) != "Ours" || nameOf(&r.holder, 2) != "Initiative 2" || r.holder.Current().updates != 1 {
			t.Fatalf("serves %q and %q", nameOf(&r.holder, 1), nameOf(&r.holder, 2))
		}
		pass(time.Minute + 2*time.Second)
		s := r.holder.Current()
		if nameOf(&r.holder, 2) != "Healed without a revision" || s.updates != 0 {
			t.Errorf("serves %q after %d updates", nameOf(&r.holder, 2), s.updates)
		}
		pass(2 * time.Minute)
		if r.holder.Current() != s {
			t.Error("what was built was built again")
		}
	})
}

func TestUpdateThatPanicsIsReplacedByABuild(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newSource(initiative(1), initiative(2), initiative(3), initiative(4), initiative(5))
		r := run(t, src, Settings{})
		r.holder.Current().finder = nil
		src.put(renamed(1, "New name"))
		src.raise()
		pass(onePoll)
		if r.Status().Failing || nameOf(&r.holder, 1) != "New name" || r.logged("update failed") != 1 {
			t.Errorf("serves %q:\n%s", nameOf(&r.holder, 1), r.log.String())
		}
	})
}
