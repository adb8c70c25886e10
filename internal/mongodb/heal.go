package mongodb

import (
	"context"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/blueheart-federation/api/internal/document"
)

// replayChunk is how many whole revisions are held at once while healing. Lagging records are few, and
// a chunk of the largest possible ones must still fit a message to the server.
const replayChunk = 100

// healPoll is how often a patient Heal looks again.
const healPoll = 100 * time.Millisecond

// Heal finishes what processes that died in a commit left undone: records older than their newest
// revision follow it, and the directory revision is raised to the number of public revisions. It gives
// how many records it changed and the directory revision afterwards. Any process may run it at any
// time, beside others that commit; what is not lagging is not touched. It is UNAVAILABLE when the
// server fails; what it did until then is done.
//
// A commit under way looks like one that was broken off. What is lagging is therefore left to its writer
// for so long as patience says, and only what still is after that is healed. Without patience Heal may finish
// a commit under its writer: the records are right then, too, but the directory revision rises twice.
func (s *Store) Heal(ctx context.Context, patience time.Duration) (replayed int, raisedTo int64, err error) {
	left, err := s.look(ctx)
	if err == nil && left.any() && patience > 0 {
		err = s.wait(ctx, left, patience)
	}
	if err == nil && left.any() {
		replayed, err = s.replay(ctx, left.ids())
	}
	if err == nil {
		raisedTo, err = s.raiseTo(ctx, left.public, replayed > 0)
	}
	return replayed, raisedTo, s.outcome("heal", err)
}

// leftover is what seems to be left of commits that were broken off.
type leftover struct {
	behind   map[string]bool // ids of revisions that their records have not followed
	public   int64           // how many public revisions there were at the first look
	revision int64           // the directory revision, which should not be lower
}

func (l *leftover) any() bool { return len(l.behind) > 0 || l.revision < l.public }

func (l *leftover) ids() []string { return slices.Sorted(maps.Keys(l.behind)) }

// wait looks again and again and strikes out what is done by now, until nothing is left or patience is over.
func (s *Store) wait(ctx context.Context, left *leftover, patience time.Duration) error {
	enough, again := time.NewTimer(patience), time.NewTicker(healPoll)
	defer enough.Stop()
	defer again.Stop()
	for left.any() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-enough.C:
			return nil
		case <-again.C:
		}
		now, err := s.look(ctx)
		if err != nil {
			return err
		}
		maps.DeleteFunc(left.behind, func(id string, _ bool) bool { return !now.behind[id] })
		left.revision = now.revision
	}
	return nil
}

// look compares records and directory revision with the revisions there are.
func (s *Store) look(ctx context.Context) (*leftover, error) {
	standing, err := s.Versions(ctx)
	if err != nil {
		return nil, err
	}
	found := &leftover{behind: map[string]bool{}}
	var last document.Revision // the newest seen of the record the walk is at
	finish := func() {
		if last.Version > standing[last.RecordID] {
			found.behind[document.RevisionID(last.RecordID, last.Version)] = true
		}
	}
	fields := bson.D{{Key: "_id", Value: 0}, {Key: "record_id", Value: 1}, {Key: "version", Value: 1}, {Key: "public", Value: 1}}
	err = stream(ctx, s.revisions, bson.M{}, options.Find().SetProjection(fields).SetSort(inOrder), func(c *mongo.Cursor) error {
		var r document.Revision
		if err := c.Decode(&r); err != nil {
			return err
		}
		if r.Public {
			found.public++
		}
		if r.RecordID != last.RecordID {
			finish()
		}
		last = r
		return nil
	})
	if err != nil {
		return nil, err
	}
	finish()
	found.revision, err = s.Revision(ctx) // last, so that what was raised meanwhile is not taken for left undone
	return found, err
}

// replay lets records follow the named revisions and gives how many records changed.
func (s *Store) replay(ctx context.Context, ids []string) (int, error) {
	changed := 0
	for len(ids) > 0 {
		n := min(len(ids), replayChunk)
		var revisions []document.Revision
		err := stream(ctx, s.revisions, bson.M{"_id": bson.M{"$in": ids[:n]}}, options.Find(), func(c *mongo.Cursor) error {
			var r document.Revision
			if err := c.Decode(&r); err != nil {
				return err
			}
			revisions = append(revisions, r)
			return nil
		})
		if err != nil {
			return changed, err
		}
		applied, err := s.apply(ctx, revisions)
		if err != nil {
			return changed, err
		}
		changed += int(applied)
		ids = ids[n:]
	}
	return changed, nil
}

// raiseTo raises the directory revision to the number of public revisions. It never lowers it. Where a
// record has changed and the number is not higher than the revision already is, it rises by one all the
// same: nobody may hold two states of the directory under one number.
func (s *Store) raiseTo(ctx context.Context, public int64, changed bool) (int64, error) {
	revision, err := s.Revision(ctx)
	switch {
	case err != nil:
		return 0, err
	case public > revision:
		return s.raise(ctx, bson.M{"$max": bson.M{"revision": public}})
	case changed:
		return s.raise(ctx, bson.M{"$inc": bson.M{"revision": int64(1)}})
	}
	return revision, nil
}
