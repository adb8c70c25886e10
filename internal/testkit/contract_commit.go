package testkit

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// wantCode fails the test when an error has not the code, or is no *directory.Error at all.
func wantCode(t testing.TB, what string, err error, code directory.Code) {
	t.Helper()
	if err == nil || directory.CodeOf(err) != code {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
}

func testVersionGap(t *testing.T, open Opener) {
	s := opened(t, open)
	commit(t, s, histories(2, "a")...)
	for _, version := range []int64{-1, 0, 1, 2, 4, 1 << 40} {
		_, outcomes, err := s.Commit(t.Context(), []document.Revision{Revision("a", version)})
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		wantCode(t, fmt.Sprintf("version %d after 2", version), outcomes[0], directory.Conflict)
	}
	_, outcomes, err := s.Commit(t.Context(), []document.Revision{Revision("b", 2)})
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, "version 2 of a new record", outcomes[0], directory.Conflict)
	wantStore(t, s, histories(2, "a"))
}

func testMalformed(t *testing.T, open Opener) {
	s := opened(t, open)
	other := Revision("a", 1)
	other.ID = document.RevisionID("b", 1)
	nameless := Revision("", 1)
	huge := Revision("c", 1)
	huge.Reason = string(make([]byte, 16<<20))
	_, outcomes, err := s.Commit(t.Context(), []document.Revision{other, nameless, huge, Revision("d", 1)})
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, "an id of another record", outcomes[0], directory.Internal)
	wantCode(t, "no record id", outcomes[1], directory.Internal)
	wantCode(t, "a document of 16 MiB", outcomes[2], directory.Internal)
	if outcomes[3] != nil {
		t.Errorf("the sound one: %v", outcomes[3])
	}
	wantStore(t, s, histories(1, "d"))
}

func testOneWinner(t *testing.T, open Opener) {
	s := opened(t, open)
	commit(t, s, Revision("a", 1))
	const writers = 50
	results := make([]error, writers)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range writers {
		done.Go(func() {
			r := Revision("a", 2)
			r.Actor = fmt.Sprint("writer ", i)
			start.Wait()
			_, outcomes, err := s.Commit(t.Context(), []document.Revision{r})
			if err == nil {
				err = outcomes[0]
			}
			results[i] = err
		})
	}
	start.Done()
	done.Wait()
	winner := -1
	for i, err := range results {
		switch {
		case err == nil && winner >= 0:
			t.Errorf("writers %d and %d both won", winner, i)
		case err == nil:
			winner = i
		default:
			wantCode(t, fmt.Sprint("writer ", i), err, directory.Conflict)
		}
	}
	if winner < 0 {
		t.Fatal("nobody won")
	}
	want := histories(2, "a")
	want[1].Actor = fmt.Sprint("writer ", winner)
	wantStore(t, s, want)
}

// testLosersRead reads a record and its history at once after each lost commit: a caller answers from them.
func testLosersRead(t *testing.T, open Opener) {
	s := opened(t, open)
	const writers, rounds = 20, 25
	for version := int64(1); version <= rounds; version++ {
		var start, done sync.WaitGroup
		start.Add(1)
		for range writers {
			done.Go(func() {
				start.Wait()
				_, outcomes, err := s.Commit(t.Context(), []document.Revision{Revision("a", version)})
				if err != nil {
					t.Error(err)
					return
				}
				if outcomes[0] == nil {
					return
				}
				rec, err := s.Record(t.Context(), "a")
				if err != nil || rec.Version != version {
					t.Errorf("who lost version %d reads version %d, %v", version, rec.Version, err)
				}
				history, err := s.History(t.Context(), "a", version+1, 1)
				if err != nil || len(history) != 1 || history[0].Version != version {
					t.Errorf("who lost version %d does not find it in the history: %d revisions, %v", version, len(history), err)
				}
			})
		}
		start.Done()
		done.Wait()
	}
}

func testManyRecords(t *testing.T, open Opener) {
	s := opened(t, open)
	var done sync.WaitGroup
	var want []document.Revision
	for i := range 8 {
		history := histories(5, fmt.Sprintf("r%d", i))
		want = append(want, history...)
		done.Go(func() {
			for _, r := range history {
				if _, outcomes, err := s.Commit(t.Context(), []document.Revision{r}); err != nil || outcomes[0] != nil {
					t.Errorf("commit %s: %v %v", r.ID, outcomes, err)
				}
			}
		})
	}
	done.Wait()
	wantStore(t, s, want)
}

func testMixedBatch(t *testing.T, open Opener) {
	s := opened(t, open)
	commit(t, s, histories(2, "a")...)
	batch := []document.Revision{
		Revision("b", 1), Revision("a", 2), Revision("c", 2), Revision("a", 3), Revision("d", 1), Revision("d", 1), Revision("d", 3), Revision("d", 2),
	}
	taken := []bool{true, false, false, true, true, false, false, true}
	revision, outcomes, err := s.Commit(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	for i, err := range outcomes {
		if taken[i] && err != nil {
			t.Errorf("%s (%d): %v", batch[i].ID, i, err)
		}
		if !taken[i] {
			wantCode(t, fmt.Sprintf("%s (%d)", batch[i].ID, i), err, directory.Conflict)
		}
	}
	if revision != 4 {
		t.Errorf("directory revision %d, want 4", revision)
	}
	want := histories(3, "a")
	want = append(want, histories(1, "b")...)
	wantStore(t, s, append(want, histories(2, "d")...))
}

func testHistoryInBatch(t *testing.T, open Opener) {
	s := opened(t, open)
	want := histories(7, "a", "b", "c")
	commit(t, s, want...)
	wantStore(t, s, want)
}

func testLargeBatch(t *testing.T, open Opener) {
	s := opened(t, open)
	want := make([]document.Revision, 2100) // more than stores take in one piece
	for i := range want {
		want[i] = Revision(fmt.Sprintf("record-%05d", i), 1)
	}
	if revision := commit(t, s, want...); revision != 2100 {
		t.Errorf("directory revision %d, want 2100", revision)
	}
	wantStore(t, s, want)
	_, outcomes, err := s.Commit(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	for i, err := range outcomes {
		if directory.CodeOf(err) != directory.Conflict {
			t.Fatalf("the same batch again: %s: %v", want[i].ID, err)
		}
	}
}

func testRevision(t *testing.T, open Opener) {
	s := opened(t, open)
	var got []int64
	for _, r := range histories(5, "a") { // odd versions are public
		got = append(got, commit(t, s, r))
	}
	if diff := cmp.Diff([]int64{1, 1, 2, 2, 3}, got); diff != "" {
		t.Errorf("directory revisions (-want +got):\n%s", diff)
	}
	if revision := commit(t, s, histories(2, "b", "c")...); revision != 5 {
		t.Errorf("after a batch with two public revisions: %d, want 5", revision)
	}
	if revision, _, err := s.Commit(t.Context(), []document.Revision{Revision("a", 5)}); err != nil || revision != 5 {
		t.Errorf("after a conflict: %d, %v, want 5", revision, err)
	}
	if revision, outcomes, err := s.Commit(t.Context(), nil); err != nil || revision != 5 || len(outcomes) != 0 {
		t.Errorf("after nothing: %d, %v, %v, want 5", revision, outcomes, err)
	}
}

// testModel compares the store with a list of what was committed, over batches drawn from few records,
// so that conflicts, gaps and repetitions are common.
func testModel(t *testing.T, open Opener) {
	s := opened(t, open)
	random := rand.New(rand.NewPCG(11, 12))
	newest := make(map[string]int64)
	var committed []document.Revision
	for range 40 {
		batch := make([]document.Revision, random.IntN(30))
		want := make([]bool, len(batch))
		for i := range batch {
			record := fmt.Sprintf("r%d", random.IntN(12))
			version := newest[record] + 1
			if random.IntN(4) == 0 {
				version = newest[record] + random.Int64N(4) - 1
			}
			batch[i] = Revision(record, version)
			if want[i] = version == newest[record]+1; want[i] {
				newest[record] = version
				committed = append(committed, batch[i])
			}
		}
		_, outcomes, err := s.Commit(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		for i, err := range outcomes {
			if want[i] != (err == nil) {
				t.Fatalf("commit %s: %v, want committed: %v", batch[i].ID, err, want[i])
			}
		}
	}
	wantStore(t, s, committed)
}
