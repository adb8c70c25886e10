package mongodb

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/blueheart-federation/api/internal/document"
)

// replayChunk is how many whole revisions are held at once while healing. Lagging records are few, and
// a chunk of the largest possible ones must still fit a message to the server.
const replayChunk = 100

// Heal finishes what processes that died in a commit left undone: records older than their newest
// revision follow it, and the directory revision is raised to the number of public revisions. It gives
// how many records it changed and the directory revision afterwards. Any process may run it at any
// time, beside others that commit; what is not lagging is not touched. It is UNAVAILABLE when the
// server fails; what it did until then is done.
func (s *Store) Heal(ctx context.Context) (replayed int, raisedTo int64, err error) {
	standing, err := s.Versions(ctx)
	if err != nil {
		return 0, 0, s.outcome("heal", err)
	}
	var (
		public  int64
		last    document.Revision // the newest seen of the record the walk is at
		lagging []string
	)
	finish := func() error {
		if last.Version > standing[last.RecordID] {
			lagging = append(lagging, document.RevisionID(last.RecordID, last.Version))
		}
		if len(lagging) < replayChunk {
			return nil
		}
		n, err := s.replay(ctx, lagging)
		replayed, lagging = replayed+n, lagging[:0]
		return err
	}
	fields := bson.D{{Key: "_id", Value: 0}, {Key: "record_id", Value: 1}, {Key: "version", Value: 1}, {Key: "public", Value: 1}}
	err = stream(ctx, s.revisions, bson.M{}, options.Find().SetProjection(fields).SetSort(inOrder), func(c *mongo.Cursor) error {
		var r document.Revision
		if err := c.Decode(&r); err != nil {
			return err
		}
		if r.Public {
			public++
		}
		if r.RecordID != last.RecordID && last.RecordID != "" {
			if err := finish(); err != nil {
				return err
			}
		}
		last = r
		return nil
	})
	if err == nil && last.RecordID != "" {
		err = finish()
	}
	if err == nil && len(lagging) > 0 {
		var n int
		n, err = s.replay(ctx, lagging)
		replayed += n
	}
	if err != nil {
		return replayed, 0, s.outcome("heal", err)
	}
	raisedTo, err = s.raiseTo(ctx, public, replayed > 0)
	return replayed, raisedTo, s.outcome("heal", err)
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
