package mongodb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/mongodb"
	"github.com/blueheart-federation/api/internal/testkit"
)

// database gives raw access to a store's database, to bring about what only a crash does.
func database(t testing.TB, uri string) *mongo.Database {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(uri).SetWriteConcern(writeconcern.Majority()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Disconnect(t.Context()) })
	_, path, _ := strings.Cut(strings.TrimPrefix(uri, "mongodb://"), "/")
	name, _, _ := strings.Cut(path, "?")
	return client.Database(name)
}

// insert puts revisions into the log and does no more, as a process does that dies right after the
// commit point.
func insert(t testing.TB, db *mongo.Database, revisions ...document.Revision) {
	t.Helper()
	for _, r := range revisions {
		if _, err := db.Collection("revisions").InsertOne(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

func commit(t testing.TB, s *mongodb.Store, revisions ...document.Revision) {
	t.Helper()
	_, outcomes, err := s.Commit(t.Context(), revisions)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range outcomes {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func wantHeal(t testing.TB, s *mongodb.Store, replayed int, raisedTo int64) {
	t.Helper()
	if n, revision, err := s.Heal(t.Context(), 0); err != nil || n != replayed || revision != raisedTo {
		t.Errorf("heal: %d replayed, raised to %d, %v, want %d and %d", n, revision, err, replayed, raisedTo)
	}
}

func wantVersion(t testing.TB, s *mongodb.Store, id string, version int64) {
	t.Helper()
	r, err := s.Record(t.Context(), id)
	if want := testkit.Revision(id, version); err != nil || r.Version != version || string(r.Content.Public) != string(want.Content.Public) {
		t.Errorf("record %s is at version %d, %v, want %d", id, r.Version, err, version)
	}
}

func TestHealing(t *testing.T) {
	t.Parallel()
	_, cluster := testkit.MongoDB(t, 1)

	t.Run("replays what died after the commit point", func(t *testing.T) {
		uri := migrated(t, cluster)
		s, db := open(t, uri), database(t, uri)
		defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
		commit(t, s, testkit.Revision("a", 1), testkit.Revision("sound", 1))
		insert(t, db, testkit.Revision("a", 2), testkit.Revision("a", 3), testkit.Revision("new", 1))
		var want []string
		for i := range 250 { // more than one chunk
			id := fmt.Sprintf("lost%03d", i)
			want = append(want, id)
			insert(t, db, testkit.Revision(id, 1))
		}
		wantHeal(t, s, 252, 254)
		wantVersion(t, s, "a", 3)
		wantVersion(t, s, "new", 1)
		for _, id := range want {
			wantVersion(t, s, id, 1)
		}
		wantHeal(t, s, 0, 254)
	})

	t.Run("raises the directory revision of one that died before the last step", func(t *testing.T) {
		uri := migrated(t, cluster)
		s, db := open(t, uri), database(t, uri)
		defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
		commit(t, s, testkit.Revision("a", 1), testkit.Revision("b", 1), testkit.Revision("b", 2))
		_, err := db.Collection("directory").UpdateOne(t.Context(), bson.M{"_id": "directory"}, bson.M{"$set": bson.M{"revision": int64(1)}})
		if err != nil {
			t.Fatal(err)
		}
		wantHeal(t, s, 0, 2)
	})

	t.Run("never lowers the directory revision, nor keeps it over a change", func(t *testing.T) {
		uri := migrated(t, cluster)
		s, db := open(t, uri), database(t, uri)
		defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
		_, err := db.Collection("directory").UpdateOne(t.Context(), bson.M{"_id": "directory"}, bson.M{"$set": bson.M{"revision": int64(10)}})
		if err != nil {
			t.Fatal(err)
		}
		wantHeal(t, s, 0, 10)
		insert(t, db, testkit.Revision("a", 1))
		wantHeal(t, s, 1, 11)
	})

	t.Run("leaves a commit under way to its writer", func(t *testing.T) {
		uri := migrated(t, cluster)
		s, db := open(t, uri), database(t, uri)
		defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
		commit(t, s, testkit.Revision("a", 1))
		insert(t, db, testkit.Revision("a", 2), testkit.Revision("b", 1))
		type outcome struct {
			replayed int
			raisedTo int64
			err      error
		}
		healed := make(chan outcome)
		go func() {
			n, revision, err := s.Heal(t.Context(), time.Hour)
			healed <- outcome{n, revision, err}
		}()
		// What is left of the commit, a step at a time.
		a, b := testkit.Revision("a", 2), testkit.Revision("b", 1)
		if _, err := db.Collection("records").ReplaceOne(t.Context(), bson.M{"_id": "a"}, a.Record()); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Collection("records").InsertOne(t.Context(), b.Record()); err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-healed:
			t.Errorf("healed under the writer: %+v", got)
		case <-time.After(250 * time.Millisecond): // some looks later
		}
		if _, err := db.Collection("directory").UpdateOne(t.Context(), bson.M{"_id": "directory"}, bson.M{"$inc": bson.M{"revision": 1}}); err != nil {
			t.Fatal(err)
		}
		if got := <-healed; got != (outcome{0, 2, nil}) {
			t.Errorf("heal: %+v", got)
		}
	})

	t.Run("heals what still lags when patience is over, and only that", func(t *testing.T) {
		uri := migrated(t, cluster)
		s, db := open(t, uri), database(t, uri)
		defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
		commit(t, s, testkit.Revision("a", 1))
		insert(t, db, testkit.Revision("a", 2), testkit.Revision("b", 1))
		if n, revision, err := s.Heal(t.Context(), 250*time.Millisecond); err != nil || n != 2 || revision != 2 {
			t.Errorf("heal: %d replayed, raised to %d, %v", n, revision, err)
		}
		wantVersion(t, s, "a", 2)
		wantVersion(t, s, "b", 1)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		insert(t, db, testkit.Revision("c", 1))
		if _, _, err := s.Heal(ended, time.Hour); directory.CodeOf(err) != directory.Unavailable {
			t.Errorf("a cancelled heal: %v", err)
		}
	})

	t.Run("a conflict lets the record follow at once", func(t *testing.T) {
		uri := migrated(t, cluster)
		s, db := open(t, uri), database(t, uri)
		defer s.Close(t.Context()) //nolint:errcheck // nothing to lose
		commit(t, s, testkit.Revision("a", 1))
		insert(t, db, testkit.Revision("a", 2))
		_, outcomes, err := s.Commit(t.Context(), []document.Revision{testkit.Revision("a", 2)})
		if err != nil || directory.CodeOf(outcomes[0]) != directory.Conflict {
			t.Errorf("commit: %v, %v", outcomes, err)
		}
		wantVersion(t, s, "a", 2)
		commit(t, s, testkit.Revision("a", 3))
	})
}

func TestMigration(t *testing.T) {
	t.Parallel()
	_, cluster := testkit.MongoDB(t, 1)
	uri := cluster.URI("migration")
	s, db := open(t, uri), database(t, uri)
	defer s.Close(t.Context()) //nolint:errcheck // nothing to lose

	missing, err := s.Verify(t.Context())
	if err != nil || len(missing) != 6 {
		t.Errorf("verify before: %q, %v", missing, err)
	}
	if names, err := db.ListCollectionNames(t.Context(), bson.M{}); err != nil || len(names) > 0 {
		t.Errorf("verify created %q, %v", names, err)
	}
	for range 2 {
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if missing, err := s.Verify(t.Context()); err != nil || missing != nil {
			t.Errorf("verify after: %q, %v", missing, err)
		}
	}
	if names, err := db.ListCollectionNames(t.Context(), bson.M{}); err != nil || len(names) != 3 {
		t.Errorf("migrated, and there are the collections %q, %v", names, err)
	}
	wantNoScan(t, db)

	_, err = db.Collection("directory").UpdateOne(t.Context(), bson.M{"_id": "directory"}, bson.M{"$set": bson.M{"format": 2}})
	if err != nil {
		t.Fatal(err)
	}
	if missing, err := s.Verify(t.Context()); err != nil || len(missing) != 1 || !strings.Contains(missing[0], "newer") {
		t.Errorf("verify of a newer database: %q, %v", missing, err)
	}
	if err := s.Migrate(t.Context()); directory.CodeOf(err) != directory.Unavailable {
		t.Errorf("migrate of a newer database: %v", err)
	}
}

// wantNoScan asks the server how it would answer the queries that need an index.
func wantNoScan(t testing.TB, db *mongo.Database) {
	t.Helper()
	for name, find := range map[string]bson.D{
		"history": {
			{Key: "find", Value: "revisions"},
			{Key: "filter", Value: bson.D{{Key: "record_id", Value: "a"}, {Key: "version", Value: bson.M{"$lt": 9}}}},
			{Key: "sort", Value: bson.D{{Key: "record_id", Value: -1}, {Key: "version", Value: -1}}},
			{Key: "limit", Value: 5},
		},
		"revisions": {
			{Key: "find", Value: "revisions"},
			{Key: "filter", Value: bson.D{}},
			{Key: "sort", Value: bson.D{{Key: "record_id", Value: 1}, {Key: "version", Value: 1}}},
		},
		"heal": {
			{Key: "find", Value: "revisions"},
			{Key: "filter", Value: bson.D{}},
			{Key: "sort", Value: bson.D{{Key: "record_id", Value: 1}, {Key: "version", Value: 1}}},
			{Key: "projection", Value: bson.D{{Key: "_id", Value: 0}, {Key: "record_id", Value: 1}, {Key: "version", Value: 1}, {Key: "public", Value: 1}}},
		},
	} {
		plan, err := db.RunCommand(t.Context(), bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "queryPlanner"}}).Raw()
		if err != nil {
			t.Fatal(err)
		}
		winner := plan.Lookup("queryPlanner", "winningPlan").String()
		if strings.Contains(winner, "COLLSCAN") || strings.Contains(winner, `"SORT"`) || name == "heal" && strings.Contains(winner, "FETCH") {
			t.Errorf("%s: %s", name, winner)
		}
	}
}
