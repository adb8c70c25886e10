package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/blueheart-federation/api/internal/document"
)

// Commit stores revisions, those of one record in their order, and gives the directory revision after
// the last one. Each is committed or refused for itself: outcomes has an entry for each, nil when a
// majority of the servers has it on disk. One whose version is not exactly one more than the newest of
// its record is CONFLICT; one that no store could hold (an id that does not fit its version, a document
// above 15 MiB) is INTERNAL. A batch may hold several versions of one record.
//
// A non-nil err is UNAVAILABLE and says nothing about any one revision: some may be committed, and
// outcomes is nil. It is safe to commit the same batch again: what is there already then is CONFLICT.
//
// The order of writes makes it safe to die at any point: first the revision, whose unique _id is the
// lock and whose insertion is the commit; then the record; then the directory revision. Heal does the
// second and third for whoever died after the first.
func (s *Store) Commit(ctx context.Context, revisions []document.Revision) (revision int64, outcomes []error, err error) {
	if len(revisions) == 0 {
		revision, err = s.Revision(ctx)
		return revision, nil, err
	}
	if err := ctx.Err(); err != nil {
		return 0, nil, s.outcome("commit", err)
	}
	outcomes = make([]error, len(revisions))
	for next := 0; next < len(revisions); {
		var chunk []entry
		chunk, next = encodeChunk(revisions, next, outcomes)
		revision, err = s.commitChunk(ctx, chunk, outcomes)
		if err != nil {
			return 0, nil, s.outcome(fmt.Sprintf("commit %d revisions", len(revisions)), err)
		}
	}
	return revision, outcomes, nil
}

// commitChunk commits one chunk and gives the directory revision after it.
func (s *Store) commitChunk(ctx context.Context, chunk []entry, outcomes []error) (int64, error) {
	newest := make(map[string]*document.Revision) // committed by this call, by record
	var public int64
	var taken []*document.Revision // whose versions exist already
	for _, wave := range waves(chunk) {
		ready, err := s.successors(ctx, wave, newest, outcomes)
		if err != nil {
			return 0, err
		}
		refused, err := s.insert(ctx, ready)
		if err != nil {
			return 0, err
		}
		for _, i := range refused {
			r := ready[i].revision
			outcomes[ready[i].index] = conflict(r, errors.New("the version exists"))
			taken = append(taken, r)
		}
		for _, e := range ready {
			if outcomes[e.index] == nil {
				newest[e.revision.RecordID] = e.revision
				if e.revision.Public {
					public++
				}
			}
		}
	}
	// The commit is made. The caller going away is no reason to leave the rest to Heal.
	ctx = context.WithoutCancel(ctx)
	if err := s.catchUp(ctx, taken); err != nil {
		return 0, err
	}
	latest := make([]document.Revision, 0, len(newest))
	for _, r := range newest {
		latest = append(latest, *r)
	}
	if _, err := s.apply(ctx, latest); err != nil {
		return 0, err
	}
	if public == 0 {
		return s.Revision(ctx)
	}
	return s.raise(ctx, bson.M{"$inc": bson.M{"revision": public}})
}

// successors gives those of a wave whose preceding version exists, and the others their conflict. That
// their own version does not exist yet is for insert to find out.
func (s *Store) successors(ctx context.Context, wave []entry, newest map[string]*document.Revision, outcomes []error) ([]entry, error) {
	preceding := func(e entry) string { return document.RevisionID(e.revision.RecordID, e.revision.Version-1) }
	known := func(e entry) bool {
		last, ok := newest[e.revision.RecordID]
		return e.revision.Version == 1 || ok && last.Version == e.revision.Version-1
	}
	var ask []string
	for _, e := range wave {
		if !known(e) {
			ask = append(ask, preceding(e))
		}
	}
	exists := make(map[string]bool, len(ask))
	if len(ask) > 0 {
		projection := options.Find().SetProjection(bson.M{"_id": 1})
		err := stream(ctx, s.revisions, bson.M{"_id": bson.M{"$in": ask}}, projection, func(c *mongo.Cursor) error {
			id, ok := c.Current.Lookup("_id").StringValueOK()
			if ok {
				exists[id] = true
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	ready := make([]entry, 0, len(wave))
	for _, e := range wave {
		if known(e) || exists[preceding(e)] {
			ready = append(ready, e)
		} else {
			outcomes[e.index] = conflict(e.revision, errors.New("the version before it does not exist"))
		}
	}
	return ready, nil
}

// insert is the commit point. It gives the indexes of those whose id exists.
func (s *Store) insert(ctx context.Context, ready []entry) ([]int, error) {
	if len(ready) == 0 {
		return nil, nil
	}
	bodies := make([]bson.Raw, len(ready))
	for i, e := range ready {
		bodies[i] = e.body
	}
	ctx, cancel := context.WithTimeout(ctx, bulkTimeout)
	defer cancel()
	_, err := s.revisions.InsertMany(ctx, bodies, options.InsertMany().SetOrdered(false))
	return duplicates(err)
}

// apply lets records follow revisions, at most one for each record, and gives how many did. A record
// that stands at the same or a newer version stays as it is.
func (s *Store) apply(ctx context.Context, revisions []document.Revision) (applied int64, err error) {
	if len(revisions) == 0 {
		return 0, nil
	}
	models := make([]mongo.WriteModel, len(revisions))
	for i := range revisions {
		record := revisions[i].Record()
		// Where the record is not older, the filter finds nothing and the upsert meets the _id that exists.
		models[i] = mongo.NewReplaceOneModel().SetUpsert(true).SetReplacement(record).
			SetFilter(bson.D{{Key: "_id", Value: record.ID}, {Key: "version", Value: bson.M{"$lt": record.Version}}})
	}
	ctx, cancel := context.WithTimeout(ctx, bulkTimeout)
	defer cancel()
	result, err := s.records.BulkWrite(ctx, models, options.BulkWrite().SetOrdered(false))
	if _, err := duplicates(err); err != nil {
		return 0, err
	}
	if result == nil {
		return 0, nil
	}
	return result.ModifiedCount + result.UpsertedCount, nil
}

// catchUp waits until reads show what took these versions, since who has lost answers from what they read. An
// insert meets a revision as soon as the primary has it, and reads find it when a majority has. Whoever made it
// may also have died before the record followed: without this, nobody could change the record until the next
// Heal.
func (s *Store) catchUp(ctx context.Context, taken []*document.Revision) error {
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	for wait := time.Duration(0); ; wait = min(2*wait+time.Millisecond, maxCatchUpWait) {
		behind, err := s.behind(ctx, taken)
		if err != nil || len(behind) == 0 {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
		ids := make([]string, len(behind))
		for i, r := range behind {
			ids[i] = r.ID
		}
		if _, err := s.replay(ctx, ids); err != nil {
			return err
		}
		taken = behind
	}
}

// maxCatchUpWait bounds how long a commit sleeps before it looks again.
const maxCatchUpWait = 50 * time.Millisecond

// behind gives those whose record is older than they are.
func (s *Store) behind(ctx context.Context, revisions []*document.Revision) ([]*document.Revision, error) {
	var behind []*document.Revision
	for some := range slices.Chunk(revisions, replayChunk) {
		ids := make([]string, len(some))
		for i, r := range some {
			ids[i] = r.RecordID
		}
		versions, err := s.versions(ctx, bson.M{"_id": bson.M{"$in": ids}})
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			if versions[r.RecordID] < r.Version {
				behind = append(behind, r)
			}
		}
	}
	return behind, nil
}

// raise changes the directory revision and gives what it is then.
func (s *Store) raise(ctx context.Context, update bson.M) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	change := func() (int64, error) {
		var d directoryDocument
		err := s.directory.FindOneAndUpdate(ctx, bson.M{"_id": directoryID}, update,
			options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Decode(&d)
		return d.Revision, err
	}
	revision, err := change()
	if mongo.IsDuplicateKeyError(err) { // two made the document at once; now it is there
		return change()
	}
	return revision, err
}
