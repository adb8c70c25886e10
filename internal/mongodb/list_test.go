package mongodb_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/testkit"
)

// listings are every combination of filters, each with few records to find among many.
var listings = map[string]document.Listing{
	"kind":                   {Kind: document.KindInitiative, After: "r0100", Limit: 5},
	"kind and state":         {Kind: document.KindInitiative, States: []string{"SUBMITTED"}, Limit: 5},
	"kind and states":        {Kind: document.KindInitiative, States: []string{"RETURNED", "SUBMITTED", "DRAFT"}, After: "r0100", Limit: 5},
	"kind and owner":         {Kind: document.KindInitiative, Owner: "few", Limit: 5},
	"kind, owner and state":  {Kind: document.KindInitiative, Owner: "many", States: []string{"SUBMITTED"}, Limit: 5},
	"kind, owner and states": {Kind: document.KindInitiative, Owner: "many", States: []string{"RETURNED", "SUBMITTED"}, After: "r0100", Limit: 5},
}

func TestListingsReadLittleMoreThanTheirPage(t *testing.T) {
	t.Parallel()
	_, cluster := testkit.MongoDB(t, 1)
	uri := migrated(t, cluster)
	s, db := open(t, uri), database(t, uri)
	defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
	batch := make([]document.Revision, 1000)
	for i := range batch {
		r := testkit.Revision(fmt.Sprintf("r%04d", i), 1)
		r.Content.Owner, r.Content.State = "many", "PUBLISHED"
		switch {
		case i%200 == 0:
			r.Content.Owner = "few"
		case i%200 == 1:
			r.Content.State = "SUBMITTED"
		case i%2 == 0:
			r.Kind = document.KindToken
		}
		batch[i] = r
	}
	commit(t, s, batch...)
	found := make(map[string][]document.Record)
	for name, q := range listings {
		list, err := s.List(t.Context(), q)
		if err != nil || len(list) == 0 {
			t.Errorf("%s: %d records, %v", name, len(list), err)
		}
		found[name] = list
		if read := keysRead(t, db, q); read > 4*q.Limit {
			t.Errorf("%s: %d keys read for a page of %d", name, read, q.Limit)
		}
	}
	// Without the indexes it finds the same.
	for _, index := range []string{"kind_id", "kind_state_id", "kind_owner_id", "kind_owner_state_id"} {
		if err := db.Collection("records").Indexes().DropOne(t.Context(), index); err != nil {
			t.Fatal(err)
		}
	}
	for name, q := range listings {
		if list, err := s.List(t.Context(), q); err != nil || !reflect.DeepEqual(list, found[name]) {
			t.Errorf("%s without index: %d records, %v, want %d", name, len(list), err, len(found[name]))
		}
	}
	if missing, err := s.Verify(t.Context()); err != nil || len(missing) != 4 {
		t.Errorf("verify: %q, %v", missing, err)
	}
}

// keysRead asks the server how many index keys it reads for a listing. The query is written out here, so
// that the test fails when that of the store takes another form.
func keysRead(t testing.TB, db *mongo.Database, q document.Listing) int {
	t.Helper()
	filter := bson.D{{Key: "kind", Value: q.Kind}, {Key: "_id", Value: bson.M{"$gt": q.After}}}
	if q.Owner != "" {
		filter = append(filter, bson.E{Key: "content.owner", Value: q.Owner})
	}
	if q.States != nil {
		filter = append(filter, bson.E{Key: "content.state", Value: bson.M{"$in": q.States}})
	}
	find := bson.D{
		{Key: "find", Value: "records"},
		{Key: "filter", Value: filter},
		{Key: "sort", Value: bson.D{{Key: "_id", Value: 1}}},
		{Key: "limit", Value: q.Limit},
	}
	plan, err := db.RunCommand(t.Context(), bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "executionStats"}}).Raw()
	if err != nil {
		t.Fatal(err)
	}
	if winner := plan.Lookup("queryPlanner", "winningPlan").String(); strings.Contains(winner, `"SORT"`) || strings.Contains(winner, "COLLSCAN") {
		t.Errorf("%+v: %s", q, winner)
	}
	keys, ok := plan.Lookup("executionStats", "totalKeysExamined").AsInt64OK()
	if !ok {
		t.Fatalf("the server does not say what it reads: %s", plan)
	}
	return int(keys)
}
