package testkit

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Redacted gives a revision without what one of its testimonies said, as [Revision] does with it: what it
// is follows from its id alone.
func Redacted(record string, version int64) document.Revision {
	r := Revision(record, version)
	other := Revision("redacted "+record, version) // shorter in some, longer in others
	r.Content.Public, r.Content.Draft = other.Content.Public, other.Content.Draft
	r.Content.Redacted = append(slices.Clone(r.Content.Redacted), "testimony-of-"+record)
	return r
}

func redact(t testing.TB, s Store, r document.Revision) {
	t.Helper()
	if err := s.Redact(t.Context(), r.RecordID, r.Version, r.Content); err != nil {
		t.Fatalf("redact %s: %v", r.ID, err)
	}
}

func testRedact(t *testing.T, open Opener) {
	s := open(t)
	want := histories(4, "a", "aa", "b", "a@1", "ü/x")
	commit(t, s, want...)
	random := rand.New(rand.NewPCG(31, 32))
	for i, at := range random.Perm(len(want))[:12] {
		r := Redacted(want[at].RecordID, want[at].Version)
		redact(t, s, r)
		want[at] = r
		if i%3 == 0 {
			redact(t, s, r) // again does no harm
		}
		wantStore(t, s, want)
	}
	for i := range want { // the newest, too, of those that are left
		if want[i].Version == 4 {
			want[i] = Redacted(want[i].RecordID, 4)
			redact(t, s, want[i])
		}
	}
	wantStore(t, s, want)
	for _, id := range []string{"a", "aa", "ü/x"} {
		var history []document.Revision
		for _, r := range slices.Backward(want) {
			if r.RecordID == id {
				history = append(history, r)
			}
		}
		got, err := s.History(t.Context(), id, 0, 10)
		same(t, "history of "+id, history, got, err)
		record, err := s.Record(t.Context(), id)
		same(t, "record "+id, history[0].Record(), record, err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := opened(t, open)
	wantStore(t, again, want)
	if replayed, raisedTo, err := again.Heal(t.Context(), 0); err != nil || replayed != 0 || raisedTo != 10 {
		t.Errorf("heal: %d replayed, raised to %d, %v, want 0 and 10", replayed, raisedTo, err)
	}
	commit(t, again, Revision("a", 5))
	redact(t, again, Redacted("a", 5))
	wantStore(t, again, append(want, Redacted("a", 5)))
}

func testRedactRefused(t *testing.T, open Opener) {
	s := opened(t, open)
	want := histories(2, "a", "b")
	commit(t, s, want...)
	content := Redacted("a", 1).Content
	for _, c := range []struct {
		record  string
		version int64
	}{{"a", 0}, {"a", -1}, {"a", 3}, {"a", 1 << 40}, {"c", 1}, {"", 1}, {"a@1", 1}, {"a\x00", 1}} {
		err := s.Redact(t.Context(), c.record, c.version, content)
		wantCode(t, fmt.Sprintf("version %d of %q", c.version, c.record), err, directory.NotFound)
	}
	huge := content
	huge.Comment = string(make([]byte, 16<<20))
	wantCode(t, "a document of 16 MiB", s.Redact(t.Context(), "a", 1, huge), directory.Internal)
	broken := content
	broken.Public = []byte{1, 2, 3}
	wantCode(t, "a document that is none", s.Redact(t.Context(), "a", 1, broken), directory.Internal)
	wantStore(t, s, want)
}

// testRedactKept: what was redacted once stays redacted, whoever comes later with less.
func testRedactKept(t *testing.T, open Opener) {
	s := opened(t, open)
	commit(t, s, histories(3, "a")...)
	want := histories(3, "a")
	for _, version := range []int64{2, 3} { // an older one, and the newest
		less, more := Redacted("a", version), Redacted("a", version)
		more.Content.Redacted = append(slices.Clone(less.Content.Redacted), "another")
		redact(t, s, more)
		wantCode(t, "less redacted "+less.ID, s.Redact(t.Context(), "a", version, less.Content), directory.Conflict)
		wantCode(t, "not redacted "+less.ID, s.Redact(t.Context(), "a", version, Revision("a", 1).Content), directory.Conflict)
		want[version-1] = more
		wantStore(t, s, want)
	}
}

// testRedactTogether has several redact the newest revision at once, each for another reason, while others
// commit and redact: every reason is kept, and the record stays what its revision is.
func testRedactTogether(t *testing.T, open Opener) {
	s := opened(t, open)
	const reasons = 8
	commit(t, s, Revision("a", 1))
	commit(t, s, histories(3, "b")...)
	var done sync.WaitGroup
	for i := range reasons {
		reason := fmt.Sprint("testimony ", i)
		done.Go(func() {
			for {
				history, err := s.History(t.Context(), "a", 0, 1)
				if err != nil {
					t.Error(err)
					return
				}
				content := history[0].Content
				content.Redacted = append(slices.Clone(content.Redacted), reason)
				err = s.Redact(t.Context(), "a", 1, content)
				if err == nil {
					return
				}
				if directory.CodeOf(err) != directory.Conflict {
					t.Errorf("redact for %s: %v", reason, err)
					return
				}
			}
		})
	}
	done.Go(func() {
		for version := int64(4); version < 12; version++ {
			commit(t, s, Revision("b", version))
		}
	})
	done.Go(func() {
		for version := int64(1); version < 4; version++ {
			redact(t, s, Redacted("b", version))
		}
	})
	done.Wait()
	record, err := s.Record(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	for i := range reasons {
		if !slices.Contains(record.Content.Redacted, fmt.Sprint("testimony ", i)) {
			t.Errorf("testimony %d is redacted no more", i)
		}
	}
	a := Revision("a", 1)
	a.Content.Redacted = record.Content.Redacted
	want := append(histories(11, "b"), a)
	for i := range 3 {
		want[i] = Redacted("b", int64(i+1))
	}
	wantStore(t, s, want)
}

// testRedactListed: a redaction may change where a record stands, and listings follow.
func testRedactListed(t *testing.T, open Opener) {
	s := opened(t, open)
	newest := make(map[string]document.Record)
	for i := range 8 {
		for version := int64(1); version <= 2; version++ {
			r := standing(fmt.Sprint("r", i), version, document.KindToken, listedOwners[1+i%3], listedStates[i%4])
			commit(t, s, r)
			newest[r.RecordID] = r.Record()
		}
	}
	wantLists(t, s, newest)
	for i := range 8 {
		r := Redacted(fmt.Sprint("r", i), 2)
		r.Kind, r.Content.Owner, r.Content.State = document.KindToken, listedOwners[1+(i+1)%3], listedStates[(i+2)%4]
		redact(t, s, r)
		newest[r.RecordID] = r.Record()
		older := Redacted(r.RecordID, 1)
		older.Content.Owner, older.Content.State = "nobody", "ABSENT"
		redact(t, s, older)
	}
	wantLists(t, s, newest)
}
