package mongodb_test

import (
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/testkit"
)

// A process that has read a revision before it was redacted may still let the record follow it: one that
// committed it, or that heals.
func TestLateFollowerBringsNothingBack(t *testing.T) {
	t.Parallel()
	_, cluster := testkit.MongoDB(t, 1)
	uri := migrated(t, cluster)
	s, db := open(t, uri), database(t, uri)
	defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
	commit(t, s, testkit.Revision("old", 1), testkit.Revision("old", 2))
	insert(t, db, testkit.Revision("old", 3), testkit.Revision("new", 1)) // and the process stops here for a while

	wanted := make(map[string]document.Record)
	for _, want := range []document.Revision{testkit.Redacted("old", 3), testkit.Redacted("new", 1)} {
		if err := s.Redact(t.Context(), want.RecordID, want.Version, want.Content); err != nil {
			t.Fatal(err)
		}
		wanted[want.RecordID] = want.Record()
	}
	for _, late := range []document.Revision{testkit.Revision("old", 3), testkit.Revision("new", 1)} {
		older := bson.D{{Key: "_id", Value: late.RecordID}, {Key: "version", Value: bson.M{"$lt": late.Version}}}
		_, err := db.Collection("records").ReplaceOne(t.Context(), older, late.Record(), options.Replace().SetUpsert(true))
		if !mongo.IsDuplicateKeyError(err) {
			t.Errorf("the late follower of %s: %v", late.ID, err)
		}
	}
	wantHeal(t, s, 0, 3) // only the directory revision was left to do
	if got, err := s.RecordsByID(t.Context(), []string{"old", "new"}); err != nil || !reflect.DeepEqual(got, wanted) {
		t.Errorf("got %v, %v", got, err)
	}
}

// A redaction that stopped between revision and record is finished by the same call.
func TestHalfRedactionIsFinished(t *testing.T) {
	t.Parallel()
	_, cluster := testkit.MongoDB(t, 1)
	uri := migrated(t, cluster)
	s, db := open(t, uri), database(t, uri)
	defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
	commit(t, s, testkit.Revision("a", 1))
	want := testkit.Redacted("a", 1)
	if _, err := db.Collection("revisions").UpdateOne(t.Context(), bson.M{"_id": want.ID}, bson.M{"$set": bson.M{"content": want.Content}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Redact(t.Context(), "a", 1, want.Content); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Record(t.Context(), "a"); err != nil || !reflect.DeepEqual(got, want.Record()) {
		t.Errorf("got %v, %v", got, err)
	}
}
