package testkit

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// What the records of the tests of List are made of. Owners are few, so that every filter finds some.
var (
	listedKinds  = []document.Kind{document.KindInitiative, document.KindToken, document.KindDelivery}
	listedOwners = []string{"", "north", "south", "south pole"}
	listedStates = []string{"DRAFT", "SUBMITTED", "RETURNED", "PUBLISHED"}
)

// standing is a revision of a record that stands there.
func standing(record string, version int64, kind document.Kind, owner, state string) document.Revision {
	r := Revision(record, version)
	r.Kind, r.Content.Owner, r.Content.State = kind, owner, state
	return r
}

// wanted gives what a listing should find in a model, whatever its limit.
func wanted(newest map[string]document.Record, q document.Listing) []document.Record {
	var found []document.Record
	for _, id := range slices.Sorted(maps.Keys(newest)) {
		r := newest[id]
		if id > q.After && r.Kind == q.Kind && (q.Owner == "" || r.Content.Owner == q.Owner) &&
			(len(q.States) == 0 || slices.Contains(q.States, r.Content.State)) {
			found = append(found, r)
		}
	}
	return found
}

// listAll joins the pages of a listing.
func listAll(t testing.TB, s Store, q document.Listing) (all []document.Record) {
	t.Helper()
	for {
		page, err := s.List(t.Context(), q)
		if err != nil {
			t.Fatalf("list %+v: %v", q, err)
		}
		if len(page) > min(max(q.Limit, 1), document.MaxListing) {
			t.Fatalf("list %+v: %d records", q, len(page))
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
		q.After = page[len(page)-1].ID
	}
}

// wantLists fails the test unless every combination of filters finds what the model has, in one page and
// in pages of a few.
func wantLists(t testing.TB, s Store, newest map[string]document.Record) {
	t.Helper()
	for _, kind := range append(listedKinds, "nobody's") {
		for _, owner := range append(listedOwners, "nobody") {
			for _, states := range [][]string{
				nil, {"SUBMITTED"}, {"DRAFT", "RETURNED"}, {"PUBLISHED", "DRAFT", "PUBLISHED", "ABSENT"}, listedStates, {"ABSENT"},
			} {
				q := document.Listing{Kind: kind, Owner: owner, States: states, Limit: document.MaxListing}
				want := wanted(newest, q)
				got, err := s.List(t.Context(), q)
				same(t, fmt.Sprintf("list %+v", q), first(want, q.Limit), first(got, q.Limit), err)
				q.Limit = 7
				same(t, fmt.Sprintf("list %+v, joined", q), want, listAll(t, s, q), nil)
			}
		}
	}
}

// first gives the first n of a list, and never nil.
func first(list []document.Record, n int) []document.Record {
	if len(list) == 0 {
		return []document.Record{}
	}
	return list[:min(len(list), n)]
}

func testList(t *testing.T, open Opener) {
	s := opened(t, open)
	random := rand.New(rand.NewPCG(21, 22))
	newest := make(map[string]document.Record)
	draw := func() document.Revision {
		record := fmt.Sprintf("r%d", random.IntN(120))
		kind := listedKinds[random.IntN(len(listedKinds))]
		if known, ok := newest[record]; ok {
			kind = known.Kind
		}
		return standing(record, newest[record].Version+1, kind,
			listedOwners[random.IntN(len(listedOwners))], listedStates[random.IntN(len(listedStates))])
	}
	for round := range 30 {
		batch := make([]document.Revision, 1+random.IntN(20))
		for i := range batch {
			batch[i] = draw()
			if random.IntN(5) == 0 { // refused, and so no part of the model
				batch[i].Version += 1 + random.Int64N(2)
				batch[i].ID = document.RevisionID(batch[i].RecordID, batch[i].Version)
				continue
			}
			newest[batch[i].RecordID] = batch[i].Record()
		}
		if _, _, err := s.Commit(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		q := document.Listing{
			Kind: listedKinds[random.IntN(len(listedKinds))], Owner: listedOwners[random.IntN(len(listedOwners))],
			After: fmt.Sprintf("r%d", random.IntN(130)), Limit: 1 + random.IntN(10),
		}
		if random.IntN(2) == 0 {
			q.States = listedStates[:1+random.IntN(len(listedStates))]
		}
		got, err := s.List(t.Context(), q)
		same(t, fmt.Sprintf("round %d: list %+v", round, q), first(wanted(newest, q), q.Limit), first(got, q.Limit), err)
	}
	wantLists(t, s, newest)
}

func testListBounds(t *testing.T, open Opener) {
	s := opened(t, open)
	_, err := s.List(t.Context(), document.Listing{Limit: 1})
	wantCode(t, "a listing of no kind", err, directory.Internal)
	var batch []document.Revision
	newest := make(map[string]document.Record)
	for i := range document.MaxListing + 5 {
		r := standing(fmt.Sprintf("r%03d/ü@1", i), 1, document.KindToken, "north", "DRAFT")
		batch, newest[r.RecordID] = append(batch, r), r.Record()
	}
	commit(t, s, batch...)
	for _, c := range []struct {
		limit int
		after string
		count int
	}{
		{0, "", 1},
		{-5, "", 1},
		{2, "", 2},
		{document.MaxListing, "", document.MaxListing},
		{1 << 40, "", document.MaxListing},
		{document.MaxListing, "r003/ü@1", document.MaxListing},
		{document.MaxListing, "r004", document.MaxListing}, // of nobody, before r004/ü@1
		{document.MaxListing, "r005", document.MaxListing},
		{document.MaxListing, "r203/ü@1", 1},
		{document.MaxListing, "r204/ü@1", 0},
		{document.MaxListing, "\U0010ffff", 0},
	} {
		q := document.Listing{Kind: document.KindToken, After: c.after, Limit: c.limit}
		got, err := s.List(t.Context(), q)
		same(t, fmt.Sprintf("list %+v", q), first(wanted(newest, q), c.count), first(got, len(got)), err)
		if len(got) != c.count {
			t.Errorf("list %+v: %d records, want %d", q, len(got), c.count)
		}
	}
}

func testListReopened(t *testing.T, open Opener) {
	newest := make(map[string]document.Record)
	commitAll := func(s Store, version int64, state func(i int) string) {
		for i := range 12 {
			r := standing(fmt.Sprintf("r%02d", i), version, listedKinds[i%3], listedOwners[i%4], state(i))
			commit(t, s, r)
			newest[r.RecordID] = r.Record()
		}
	}
	before := open(t)
	commitAll(before, 1, func(int) string { return "DRAFT" })
	wantLists(t, before, newest)
	commitAll(before, 2, func(i int) string { return listedStates[i%4] })
	if err := before.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := opened(t, open)
	wantLists(t, after, newest)
	commitAll(after, 3, func(i int) string { return listedStates[(i+1)%4] })
	wantLists(t, after, newest)
}

// testListFresh has fifty writers move a record each from state to state while others list: what was
// acknowledged before a listing began is in it, and nothing comes twice.
func testListFresh(t *testing.T, open Opener) {
	s := opened(t, open)
	const writers = 50
	const rounds = 3
	id := func(i int) string { return fmt.Sprintf("r%02d", i) }
	revision := func(i int, version int64) document.Revision {
		return standing(id(i), version, document.KindInitiative, listedOwners[1+i%2], listedStates[(i+int(version))%len(listedStates)])
	}
	var acknowledged [writers]atomic.Int64
	var writing, listing sync.WaitGroup
	for i := range writers {
		writing.Go(func() {
			for version := int64(1); version <= rounds; version++ {
				r := revision(i, version)
				if _, outcomes, err := s.Commit(t.Context(), []document.Revision{r}); err != nil || outcomes[0] != nil {
					t.Errorf("commit %s: %v %v", r.ID, outcomes, err)
					return
				}
				acknowledged[i].Store(version)
				q := document.Listing{Kind: r.Kind, Owner: r.Content.Owner, States: []string{r.Content.State}, After: "r", Limit: writers}
				if got, err := s.List(t.Context(), q); err != nil || !slices.ContainsFunc(got, func(g document.Record) bool {
					return g.ID == r.RecordID && g.Version == version
				}) {
					t.Errorf("%s is not in its writer's own listing: %v", r.ID, err)
				}
			}
		})
	}
	done := make(chan struct{})
	for range 2 {
		listing.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				var before [writers]int64
				for i := range before {
					before[i] = acknowledged[i].Load()
				}
				got, err := s.List(t.Context(), document.Listing{Kind: document.KindInitiative, States: listedStates, Limit: writers})
				if err != nil {
					t.Errorf("list: %v", err)
					return
				}
				versions := make(map[string]int64)
				last := ""
				for _, r := range got {
					if r.ID <= last {
						t.Errorf("%s comes after %s", r.ID, last)
					}
					versions[r.ID], last = r.Version, r.ID
				}
				for i, version := range before {
					if versions[id(i)] < version {
						t.Errorf("version %d of %s was acknowledged, version %d is listed", version, id(i), versions[id(i)])
					}
				}
			}
		})
	}
	writing.Wait()
	close(done)
	listing.Wait()
	newest := make(map[string]document.Record)
	for i := range writers {
		r := revision(i, rounds)
		newest[r.RecordID] = r.Record()
	}
	wantLists(t, s, newest)
}
