package snapshot

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// source is a store that counts its reads and fails when told to.
type source struct {
	mu       sync.Mutex
	revision int64
	records  map[string]document.Record
	reads    map[string]int
	fail     map[string]error // by method
	panics   map[string]bool  // by method
}

func newSource(records ...any) *source {
	s := &source{revision: 1, records: map[string]document.Record{}, reads: map[string]int{}, fail: map[string]error{}, panics: map[string]bool{}}
	for _, r := range records {
		rec := stored(1, r)
		s.records[rec.ID] = rec
	}
	return s
}

// put stores a new version of a record without a change of the revision.
func (s *source) put(record any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := stored(0, record)
	rec.Version = s.records[rec.ID].Version + 1
	s.records[rec.ID] = rec
}

func (s *source) drop(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.records, string(id(n)))
}

func (s *source) raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revision++
}

func (s *source) breaks(method string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail[method] = err
}

func (s *source) panicking(method string, yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.panics[method] = yes
}

// count gives the reads of a method, of all methods when none is named.
func (s *source) count(methods ...string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for method, reads := range s.reads {
		if len(methods) == 0 || method == methods[0] {
			n += reads
		}
	}
	return n
}

// read counts a read; s.mu is held.
func (s *source) read(method string) error {
	s.reads[method]++
	if s.panics[method] {
		panic("the store has gone mad in " + method)
	}
	return s.fail[method]
}

func (s *source) Revision(context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revision, s.read("Revision")
}

func (s *source) Versions(context.Context) (map[string]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	versions := map[string]int64{}
	for id, rec := range s.records {
		versions[id] = rec.Version
	}
	return versions, s.read("Versions")
}

func (s *source) Records(_ context.Context, yield func(document.Record) error) error {
	s.mu.Lock()
	all := maps.Clone(s.records)
	err := func() error { defer s.mu.Unlock(); return s.read("Records") }()
	if err != nil {
		return err
	}
	for _, rec := range all {
		if err := yield(rec); err != nil {
			return err
		}
	}
	return nil
}

func (s *source) RecordsByID(_ context.Context, ids []string) (map[string]document.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[string]document.Record{}
	for _, id := range ids {
		if rec, ok := s.records[id]; ok {
			found[id] = rec
		}
	}
	return found, s.read("RecordsByID")
}

// running is a refresher at work in a bubble of testing/synctest.
type running struct {
	*Refresher
	holder Holder
	log    bytes.Buffer
}

// run starts a refresher over a source after its first read; it stops with the test.
func run(t *testing.T, src *source, s Settings) *running {
	t.Helper()
	r := &running{}
	s.Logger = slog.New(slog.NewTextHandler(&r.log, nil))
	r.Refresher = NewRefresher(src, &r.holder, s)
	if err := r.Refresh(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); r.Run(t.Context()) }()
	t.Cleanup(func() { <-done })
	synctest.Wait()
	return r
}

// pass lets time go by until a poll has certainly been made, jitter included.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

const onePoll = 6*time.Second + time.Millisecond

func nameOf(h *Holder, n int) string {
	if in := h.Current().Initiatives.ByID(id(n)); in != nil {
		return in.Names[0].Value
	}
	return ""
}

func renamed(n int, name string) *directory.Initiative {
	in := initiative(n)
	in.Names[0].Value = name
	return in
}

func (r *running) logged(text string) int { return strings.Count(r.log.String(), text) }

func TestManyWakesMakeOneRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newSource(initiative(1))
		r := run(t, src, Settings{Poll: time.Hour, Full: time.Hour * 10})
		before := src.count("Revision")
		src.mu.Lock() // the store is slow: the first wake waits in it
		r.Wake()
		for range 1000 {
			r.Wake()
		}
		src.mu.Unlock()
		synctest.Wait()
		if n := src.count("Revision") - before; n < 1 || n > 2 {
			t.Errorf("1001 wakes made %d refreshes", n)
		}
	})
}

func TestWakeAfterAPublicationShowsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newSource(initiative(1))
		r := run(t, src, Settings{Poll: time.Hour, Full: time.Hour * 10})
		src.put(renamed(1, "New name"))
		src.raise()
		r.Wake()
		synctest.Wait()
		if nameOf(&r.holder, 1) != "New name" || r.holder.Current().Revision != 2 {
			t.Errorf("serves %q of revision %d", nameOf(&r.holder, 1), r.holder.Current().Revision)
		}
	})
}

func TestPollFindsChangedRemovedAndNewRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newSource(initiative(1), initiative(2), initiative(3))
		r := run(t, src, Settings{})
		unchanged := r.holder.Current().Initiatives.ByID(id(3))
		src.put(renamed(1, "Changed"))
		src.drop(2)
		src.put(renamed(4, "New"))
		pass(onePoll)
		if r.holder.Current().Revision != 1 || src.count("Versions") != 0 {
			t.Fatal("versions were compared while the revision stood still")
		}
		src.raise()
		pass(onePoll)
		s := r.holder.Current()
		if s.Revision != 2 || nameOf(&r.holder, 1) != "Changed" || s.Initiatives.ByID(id(2)) != nil || nameOf(&r.holder, 4) != "New" {
			t.Errorf("revision %d: 1 is %q, 2 is %q, 4 is %q", s.Revision, nameOf(&r.holder, 1), nameOf(&r.holder, 2), nameOf(&r.holder, 4))
		}
		if s.Initiatives.ByID(id(3)) != unchanged {
			t.Error("an unchanged record was read again")
		}
		if src.count("Records") != 1 || src.count("RecordsByID") != 1 {
			t.Errorf("the store was asked %v", src.reads)
		}
	})
}

func TestRevisionChangeAloneIsServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newSource(initiative(1))
		r := run(t, src, Settings{})
		first := r.holder.Current()
		src.raise()
		pass(onePoll)
		if s := r.holder.Current(); s == first || s.Revision != 2 {
			t.Errorf("serves revision %d", s.Revision)
		}
	})
}

func TestFullComparisonFindsAChangeWithoutRevision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var healed atomic.Int32
		src := newSource(initiative(1), initiative(2))
		r := run(t, src, Settings{Full: time.Minute, Heal: func(context.Context) error { healed.Add(1); return nil }})
		src.put(renamed(1, "Healed"))
		src.drop(2)
		pass(50 * time.Second)
		if nameOf(&r.holder, 1) == "Healed" || healed.Load() != 0 {
			t.Fatal("compared in full too early")
		}
		pass(20 * time.Second)
		if nameOf(&r.holder, 1) != "Healed" || r.holder.Current().Initiatives.ByID(id(2)) != nil || healed.Load() != 1 {
			t.Errorf("serves %q, healed %d times", nameOf(&r.holder, 1), healed.Load())
		}
		same := r.holder.Current()
		pass(time.Minute + onePoll)
		if r.holder.Current() != same || healed.Load() != 2 {
			t.Errorf("a full comparison without a change built a new snapshot, or healed %d times", healed.Load())
		}
	})
}

func TestFailureKeepsTheLastGoodSnapshotAndIsLoggedOnce(t *testing.T) {
	for _, method := range []string{"Revision", "Versions", "RecordsByID"} {
		t.Run(method, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src := newSource(initiative(1))
				r := run(t, src, Settings{})
				good, checked := r.holder.Current(), r.Status().CheckedAt
				src.put(renamed(1, "Later"))
				src.raise()
				src.breaks(method, errors.New("the store is away"))
				pass(time.Minute)
				if r.holder.Current() != good {
					t.Error("the last good snapshot is gone")
				}
				if st := r.Status(); !st.Failing || !st.CheckedAt.Equal(checked) {
					t.Errorf("status %+v, last good check at %s", st, checked)
				}
				if n := r.logged("the last good snapshot serves"); n != 1 || r.logged("the store is away") != 1 {
					t.Errorf("logged %d times:\n%s", n, r.log.String())
				}
				src.breaks(method, nil)
				pass(onePoll)
				if st := r.Status(); st.Failing || !st.CheckedAt.After(checked) || nameOf(&r.holder, 1) != "Later" || r.logged("refresh works again") != 1 {
					t.Errorf("did not recover: %+v, serves %q\n%s", st, nameOf(&r.holder, 1), r.log.String())
				}
			})
		})
	}
}

// What a failed comparison has read must not be taken for what is served.
func TestChangeFoundByAFullComparisonThatFailedIsServedByTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newSource(initiative(1), initiative(2))
		r := run(t, src, Settings{Full: time.Minute})
		src.drop(2)
		src.put(renamed(1, "Changed"))
		src.breaks("RecordsByID", errors.New("the store is away"))
		pass(time.Minute + onePoll)
		if !r.holder.Current().Initiatives.ByID(id(2)).UpdatedAt.Equal(now) || src.count("RecordsByID") != 1 {
			t.Fatal("the comparison did not fail")
		}
		src.breaks("RecordsByID", nil)
		pass(time.Minute + 2*onePoll)
		if s := r.holder.Current(); s.Initiatives.ByID(id(2)) != nil || nameOf(&r.holder, 1) != "Changed" {
			t.Errorf("still serves %q and the removed record", nameOf(&r.holder, 1))
		}
	})
}

func TestPanicInTheSourceIsContained(t *testing.T) {
	for _, method := range []string{"Revision", "Versions", "RecordsByID"} {
		t.Run(method, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src := newSource(initiative(1))
				r := run(t, src, Settings{})
				src.put(renamed(1, "Later"))
				src.raise()
				src.panicking(method, true)
				pass(time.Minute)
				if !r.Status().Failing || nameOf(&r.holder, 1) != "Initiative 1" || r.logged("gone mad") != 1 {
					t.Errorf("status %+v, serves %q:\n%s", r.Status(), nameOf(&r.holder, 1), r.log.String())
				}
				src.panicking(method, false)
				pass(onePoll)
				if r.Status().Failing || nameOf(&r.holder, 1) != "Later" {
					t.Errorf("did not recover: %+v, serves %q", r.Status(), nameOf(&r.holder, 1))
				}
			})
		})
	}
}

func TestPanicInTheFirstReadIsAnError(t *testing.T) {
	src := newSource(initiative(1))
	src.panicking("Records", true)
	var holder Holder
	r := NewRefresher(src, &holder, Settings{})
	if err := r.Refresh(t.Context(), false); err == nil || !strings.Contains(err.Error(), "gone mad in Records") {
		t.Fatalf("got %v", err)
	}
	if holder.Current() != nil || !r.Status().Failing {
		t.Fatal("a snapshot was made of nothing")
	}
	src.panicking("Records", false)
	if err := r.Refresh(t.Context(), false); err != nil || holder.Current().Initiatives.Len() != 1 {
		t.Fatalf("did not recover: %v", err)
	}
}

func TestHealThatFailsOrPanicsDoesNotStopTheComparison(t *testing.T) {
	for name, heal := range map[string]func(context.Context) error{
		"fails":  func(context.Context) error { return errors.New("no healing") },
		"panics": func(context.Context) error { panic("no healing") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src := newSource(initiative(1))
				r := run(t, src, Settings{Full: time.Minute, Heal: heal})
				src.put(renamed(1, "Changed"))
				pass(time.Minute + onePoll)
				if nameOf(&r.holder, 1) != "Changed" || r.logged("no healing") != 1 {
					t.Errorf("serves %q:\n%s", nameOf(&r.holder, 1), r.log.String())
				}
			})
		})
	}
}

func TestFirstReadThatFailsLeavesNoSnapshot(t *testing.T) {
	for _, method := range []string{"Revision", "Records"} {
		t.Run(method, func(t *testing.T) {
			away := errors.New("the store is away")
			src := newSource(initiative(1))
			src.breaks(method, away)
			var holder Holder
			r := NewRefresher(src, &holder, Settings{})
			if err := r.Refresh(t.Context(), false); !errors.Is(err, away) || holder.Current() != nil || !r.Status().Failing {
				t.Errorf("got %v, %+v", err, r.Status())
			}
		})
	}
}

func TestReadingRecordsDoesNotReadTheStore(t *testing.T) {
	src := newSource(made(20, 1)...)
	var holder Holder
	if err := NewRefresher(src, &holder, Settings{}).Refresh(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	before := src.count()
	s := holder.Current()
	for h := range s.Hotlines.All {
		if s.Hotlines.ByID(h.ID) != h || s.Initiatives.ByID(h.Initiative) == nil || s.Organizations.ByID(h.Operator) == nil {
			t.Fatalf("hotline %s has lost a record it names", h.ID)
		}
	}
	if _, err := s.Hotlines.Page(s.OpenAt(now), Sort{By: "COUNTRY"}, PageArgs{}); err != nil {
		t.Fatal(err)
	}
	s.Coverage(now.AddDate(0, 0, 1)).Region("001")
	if n := src.count() - before; n != 0 {
		t.Errorf("%d reads of the store", n)
	}
}

func TestFirstReadOfManyRecordsHasThemAll(t *testing.T) {
	records := made(250, 9)
	src := newSource(records...)
	var holder Holder
	if err := NewRefresher(src, &holder, Settings{}).Refresh(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	same(t, build(t, records...), holder.Current())
}

func TestMoreChangesThanOneBatchAreAllRead(t *testing.T) {
	src := newSource()
	var holder Holder
	r := NewRefresher(src, &holder, Settings{})
	if err := r.Refresh(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	for n := range 450 {
		src.put(initiative(n + 1))
	}
	src.raise()
	if err := r.Refresh(t.Context(), false); err != nil || holder.Current().Initiatives.Len() != 450 || src.count("RecordsByID") != 3 {
		t.Errorf("%v, %d records in %d reads", err, holder.Current().Initiatives.Len(), src.count("RecordsByID"))
	}
}

// Records that are there before the directory revision has ever risen are those of a commit under way: whoever
// published them under 0 would give two directories one number.
func TestNothingIsPublishedBeforeTheFirstCommitIsComplete(t *testing.T) {
	src := newSource(initiative(1))
	src.revision = 0
	var holder Holder
	refresher := NewRefresher(src, &holder, Settings{})
	for _, full := range []bool{true, false, true} {
		if err := refresher.Refresh(t.Context(), full); err != nil {
			t.Fatal(err)
		}
		if s := holder.Current(); s == nil || s.Revision != 0 || s.Initiatives.Len() != 0 {
			t.Fatalf("published: %+v", s)
		}
		src.put(initiative(2))
	}
	src.raise()
	if err := refresher.Refresh(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if s := holder.Current(); s.Revision != 1 || s.Initiatives.Len() != 2 {
		t.Fatalf("published: revision %d with %d initiatives", s.Revision, s.Initiatives.Len())
	}
	// A store that was emptied is no commit under way.
	src.drop(1)
	src.drop(2)
	src.revision = 0
	if err := refresher.Refresh(t.Context(), false); err != nil || holder.Current().Initiatives.Len() != 0 {
		t.Fatalf("an emptied store serves %d initiatives, %v", holder.Current().Initiatives.Len(), err)
	}
}
