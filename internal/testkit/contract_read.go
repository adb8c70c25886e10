package testkit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// wantStore fails the test unless every way of reading the store gives exactly these revisions and
// what follows from them.
func wantStore(t testing.TB, s Store, committed []document.Revision) {
	t.Helper()
	ctx := t.Context()
	committed = slices.SortedFunc(slices.Values(committed), func(a, b document.Revision) int {
		return cmp.Or(cmp.Compare(a.RecordID, b.RecordID), cmp.Compare(a.Version, b.Version))
	})
	newest := make(map[string]document.Record)
	versions := make(map[string]int64)
	var public int64
	for _, r := range committed {
		newest[r.RecordID], versions[r.RecordID] = r.Record(), r.Version
		if r.Public {
			public++
		}
	}

	var revisions []document.Revision
	err := s.Revisions(ctx, func(r document.Revision) error {
		revisions = append(revisions, r)
		return nil
	})
	same(t, "revisions", committed, revisions, err)

	records := make(map[string]document.Record)
	var order []string
	err = s.Records(ctx, func(r document.Record) error {
		records[r.ID], order = r, append(order, r.ID)
		return nil
	})
	same(t, "records", newest, records, err)
	if !slices.IsSorted(order) || len(order) != len(newest) {
		t.Errorf("records come twice or not in the order of their ids: %q", order)
	}

	got, err := s.Versions(ctx)
	same(t, "versions", versions, got, err)
	revision, err := s.Revision(ctx)
	same(t, "directory revision", public, revision, err)
	empty, err := s.Empty(ctx)
	same(t, "empty", len(committed) == 0, empty, err)

	byID, err := s.RecordsByID(ctx, append(order, "nobody's", ""))
	same(t, "records by id", newest, byID, err)
}

func same[T any](t testing.TB, what string, want, got T, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	} else if reflect.DeepEqual(want, got) { // a diff of thousands of equal documents takes half a minute
		return
	} else if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func testFresh(t *testing.T, open Opener) {
	s := opened(t, open)
	wantStore(t, s, nil)
	if s.Location() == "" {
		t.Error("it has no location")
	}
}

func testRoundTrip(t *testing.T, open Opener) {
	s := opened(t, open)
	bare := Revision("bare", 1)
	bare.Content.Public, bare.Content.Draft, bare.Reason, bare.Key = nil, nil, "", ""
	want := append(histories(2, "a", "a@1", "ü/x", "a b"), bare) // ids that tempt whoever splits them
	commit(t, s, want...)
	wantStore(t, s, want)
	for _, id := range []string{"a", "a@1", "ü/x", "a b"} {
		record, err := s.Record(t.Context(), id)
		last := Revision(id, 2)
		same(t, "record "+id, last.Record(), record, err)
		history, err := s.History(t.Context(), id, 0, 10)
		same(t, "history of "+id, []document.Revision{last, Revision(id, 1)}, history, err)
	}
}

func testUnknown(t *testing.T, open Opener) {
	s := opened(t, open)
	commit(t, s, Revision("known", 1))
	_, err := s.Record(t.Context(), "unknown")
	wantCode(t, "record", err, directory.NotFound)
	_, err = s.Record(t.Context(), "")
	wantCode(t, "record without id", err, directory.NotFound)
	_, err = s.History(t.Context(), "unknown", 0, 1)
	wantCode(t, "history", err, directory.NotFound)
	none, err := s.RecordsByID(t.Context(), nil)
	same(t, "no ids", map[string]document.Record{}, none, err)
}

// testOwn asks for every record as of every owner and kind, while one is given away, and after reopening.
func testOwn(t *testing.T, open Opener) {
	newest := make(map[string]document.Record)
	want := func(s Store) {
		t.Helper()
		for _, owner := range []string{"owner-a", "owner-b", "a", ""} {
			for _, kind := range []document.Kind{document.KindInitiative, document.KindOrganization, ""} {
				for _, id := range []string{"a", "b", "c", ""} {
					what := fmt.Sprintf("%q of %q as %q", id, owner, kind)
					record, err := s.OwnRecord(t.Context(), kind, owner, id)
					if w, ok := newest[id]; ok && w.Content.Owner == owner && w.Kind == kind {
						same(t, what, w, record, err)
					} else {
						wantCode(t, what, err, directory.NotFound)
					}
				}
			}
		}
	}
	put := func(s Store, r document.Revision) {
		commit(t, s, r)
		newest[r.RecordID] = r.Record()
	}
	before := open(t)
	want(before)
	put(before, Revision("a", 1))
	put(before, Revision("b", 1))
	want(before)
	given := Revision("b", 2)
	given.Content.Owner = "owner-a"
	put(before, given)
	want(before)
	if err := before.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := opened(t, open)
	want(after)
	put(after, Revision("b", 3)) // and back
	want(after)
}

func testHistory(t *testing.T, open Opener) {
	s := opened(t, open)
	commit(t, s, histories(12, "a", "aa", "b")...) // neighbours on both sides
	for _, c := range []struct {
		id          string
		before      int64
		limit       int
		first, last int64
	}{
		{"aa", 0, 100, 12, 1},
		{"aa", 0, 5, 12, 8},
		{"aa", 8, 5, 7, 3},
		{"aa", 3, 5, 2, 1},
		{"aa", 1, 5, 0, 1},
		{"aa", 1 << 50, 2, 12, 11},
		{"aa", -1, 2, 12, 11},
		{"aa", 0, 0, 0, 1},
		{"b", 0, 11, 12, 2},
		{"a", 12, 100, 11, 1},
	} {
		var want []document.Revision
		for v := c.first; v >= c.last; v-- {
			want = append(want, Revision(c.id, v))
		}
		got, err := s.History(t.Context(), c.id, c.before, c.limit)
		if len(got) == 0 {
			got = nil
		}
		same(t, "history", want, got, err)
	}
}

func testNothingToHeal(t *testing.T, open Opener) {
	s := opened(t, open)
	want := histories(3, "a", "b")
	commit(t, s, want...)
	for range 2 {
		replayed, raisedTo, err := s.Heal(t.Context(), 0)
		if err != nil || replayed != 0 || raisedTo != 4 {
			t.Errorf("heal: %d replayed, raised to %d, %v, want 0 and 4", replayed, raisedTo, err)
		}
	}
	wantStore(t, s, want)
}

func testReopen(t *testing.T, open Opener) {
	want := histories(3, "a", "b")
	first := open(t)
	commit(t, first, want...)
	if err := first.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := opened(t, open)
	wantStore(t, second, want)
	commit(t, second, Revision("a", 4))
	wantStore(t, second, append(want, Revision("a", 4)))
}

func testCallbackError(t *testing.T, open Opener) {
	s := opened(t, open)
	commit(t, s, histories(2, "a", "b")...)
	mine := errors.New("enough")
	calls := 0
	if err := s.Records(t.Context(), func(document.Record) error { calls++; return mine }); !errors.Is(err, mine) || calls != 1 {
		t.Errorf("records: %v after %d calls", err, calls)
	}
	if directory.CodeOf(s.Revisions(t.Context(), func(document.Revision) error { return mine })) != directory.Internal {
		t.Error("a callback's error was given a code")
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Revisions(ctx, func(document.Revision) error { cancel(); return nil })
	wantCode(t, "cancelled on the way", err, directory.Unavailable)
	func() {
		defer func() {
			if p := recover(); p != "mine" {
				t.Errorf("the callback's panic became %v", p)
			}
		}()
		_ = s.Records(t.Context(), func(document.Record) error { panic("mine") })
	}()
	commit(t, s, Revision("c", 1)) // and the store goes on
}

func testCopy(t *testing.T, open, other Opener) {
	from, to := opened(t, open), opened(t, other)
	want := histories(4, "a", "b", "c", "d")
	commit(t, from, want...)
	var batch []document.Revision
	err := from.Revisions(t.Context(), func(r document.Revision) error {
		if batch = append(batch, r); len(batch) == 5 {
			commit(t, to, batch...)
			batch = nil
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	commit(t, to, batch...)
	wantStore(t, to, want)
}

func testCancelled(t *testing.T, open Opener) {
	s := opened(t, open)
	commit(t, s, Revision("a", 1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, outcomes, err := s.Commit(ctx, []document.Revision{Revision("a", 2)})
	if outcomes != nil {
		t.Errorf("outcomes %v of a failed commit", outcomes)
	}
	wantUnavailable(t, "commit", err, context.Canceled)
	wantUnavailable(t, "redact", s.Redact(ctx, "a", 1, Redacted("a", 1).Content), context.Canceled)
	for what, err := range everyRead(ctx, s) {
		wantUnavailable(t, what, err, context.Canceled)
	}
	wantStore(t, s, histories(1, "a"))
}

func testClosed(t *testing.T, open Opener) {
	s := open(t)
	commit(t, s, Revision("a", 1))
	for range 2 {
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := s.Commit(t.Context(), []document.Revision{Revision("a", 2)})
	wantUnavailable(t, "commit", err, nil)
	wantUnavailable(t, "redact", s.Redact(t.Context(), "a", 1, Redacted("a", 1).Content), nil)
	for what, err := range everyRead(t.Context(), s) {
		wantUnavailable(t, what, err, nil)
	}
}

// everyRead gives the error of every way of reading.
func everyRead(ctx context.Context, s Store) map[string]error {
	errs := make(map[string]error)
	_, errs["record"] = s.Record(ctx, "a")
	_, errs["own record"] = s.OwnRecord(ctx, document.KindInitiative, "owner-a", "a")
	_, errs["record of another"] = s.OwnRecord(ctx, document.KindInitiative, "owner-b", "a")
	_, errs["records by id"] = s.RecordsByID(ctx, []string{"a"})
	_, errs["versions"] = s.Versions(ctx)
	_, errs["revision"] = s.Revision(ctx)
	_, errs["list"] = s.List(ctx, document.Listing{Kind: document.KindInitiative, Limit: 1})
	_, errs["history"] = s.History(ctx, "a", 0, 1)
	_, _, errs["heal"] = s.Heal(ctx, 0)
	_, errs["empty"] = s.Empty(ctx)
	errs["records"] = s.Records(ctx, func(document.Record) error { return nil })
	errs["revisions"] = s.Revisions(ctx, func(document.Revision) error { return nil })
	return errs
}

func wantUnavailable(t testing.TB, what string, err, cause error) {
	t.Helper()
	wantCode(t, what, err, directory.Unavailable)
	if cause != nil && !errors.Is(err, cause) {
		t.Errorf("%s: %v does not keep its cause %v", what, err, cause)
	}
}
