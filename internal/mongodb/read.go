package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/blueheart-federation/api/internal/document"
)

// inOrder sorts revisions as the index has them.
var inOrder = bson.D{{Key: "record_id", Value: 1}, {Key: "version", Value: 1}}

// Record gives a record as it stands. It is NOT_FOUND when there is none of that id.
func (s *Store) Record(ctx context.Context, id string) (document.Record, error) {
	return s.one(ctx, id, bson.D{{Key: "_id", Value: id}})
}

// OwnRecord gives a record of a kind and an owner. Any other is NOT_FOUND, as one that is not there: the server
// sends nothing of it.
func (s *Store) OwnRecord(ctx context.Context, kind document.Kind, owner, id string) (document.Record, error) {
	return s.one(ctx, id, bson.D{{Key: "_id", Value: id}, {Key: "kind", Value: kind}, {Key: "content.owner", Value: owner}})
}

func (s *Store) one(ctx context.Context, id string, filter any) (record document.Record, err error) {
	err = s.do(ctx, "read record "+id, func(ctx context.Context) error {
		err := s.records.FindOne(ctx, filter).Decode(&record)
		if errors.Is(err, mongo.ErrNoDocuments) {
			return notFound(id)
		}
		return err
	})
	return record, err
}

// RecordsByID gives those of the named records that exist.
func (s *Store) RecordsByID(ctx context.Context, ids []string) (map[string]document.Record, error) {
	found := make(map[string]document.Record, len(ids))
	operation := fmt.Sprintf("read %d records", len(ids))
	if err := ctx.Err(); err != nil {
		return nil, s.outcome(operation, err)
	}
	for chunk := range slices.Chunk(ids, chunkDocuments) {
		err := stream(ctx, s.records, bson.M{"_id": bson.M{"$in": chunk}}, options.Find(), func(c *mongo.Cursor) error {
			var r document.Record
			if err := c.Decode(&r); err != nil {
				return err
			}
			found[r.ID] = r
			return nil
		})
		if err != nil {
			return nil, s.outcome(operation, err)
		}
	}
	return found, nil
}

// Versions gives the version of every record, without reading the records.
func (s *Store) Versions(ctx context.Context) (map[string]int64, error) {
	versions, err := s.versions(ctx, bson.M{})
	if err != nil {
		return nil, s.outcome("read versions", err)
	}
	return versions, nil
}

// versions gives those of the records that a filter finds.
func (s *Store) versions(ctx context.Context, filter bson.M) (map[string]int64, error) {
	versions := make(map[string]int64)
	projection := options.Find().SetProjection(bson.M{"version": 1})
	err := stream(ctx, s.records, filter, projection, func(c *mongo.Cursor) error {
		id, ok := c.Current.Lookup("_id").StringValueOK()
		version, okVersion := c.Current.Lookup("version").AsInt64OK()
		if !ok || !okVersion {
			return fmt.Errorf("record %v has no version", c.Current.Lookup("_id"))
		}
		versions[id] = version
		return nil
	})
	return versions, err
}

// History gives up to limit revisions of a record below a version, newest first; a beforeVersion of 0
// or less begins with the newest. It is NOT_FOUND when there is no such record, and empty when there
// are no such revisions.
func (s *Store) History(ctx context.Context, id string, beforeVersion int64, limit int) (revisions []document.Revision, err error) {
	filter := bson.D{{Key: "record_id", Value: id}}
	if beforeVersion > 0 {
		filter = append(filter, bson.E{Key: "version", Value: bson.M{"$lt": beforeVersion}})
	}
	err = s.do(ctx, "read the history of record "+id, func(ctx context.Context) error {
		if limit > 0 { // the server takes 0 for no limit
			newestFirst := bson.D{{Key: "record_id", Value: -1}, {Key: "version", Value: -1}}
			cursor, err := s.revisions.Find(ctx, filter, options.Find().SetSort(newestFirst).SetLimit(int64(limit)))
			if err != nil {
				return err
			}
			if err := cursor.All(ctx, &revisions); err != nil {
				return err
			}
		}
		if len(revisions) > 0 {
			return nil
		}
		known := s.revisions.FindOne(ctx, bson.M{"_id": document.RevisionID(id, 1)}, options.FindOne().SetProjection(bson.M{"_id": 1})).Err()
		if errors.Is(known, mongo.ErrNoDocuments) {
			return notFound(id)
		}
		return known
	})
	return revisions, err
}

// Records calls fn with every record, in the order of their ids, a batch at a time in memory. What fn
// gets is its own to keep. A record that changes meanwhile comes as it was or as it is. An error of fn
// ends the walk and is returned as it is.
func (s *Store) Records(ctx context.Context, fn func(document.Record) error) error {
	return walk(ctx, s, "read all records", s.records, bson.D{{Key: "_id", Value: 1}}, fn)
}

// Revisions calls fn with every revision, in the order of record id and version, a batch at a time in
// memory. What fn gets is its own to keep. Revisions committed meanwhile may come or not, those of one
// record never with a gap. An error of fn ends the walk and is returned as it is.
func (s *Store) Revisions(ctx context.Context, fn func(document.Revision) error) error {
	return walk(ctx, s, "read all revisions", s.revisions, inOrder, fn)
}

func walk[T any](ctx context.Context, s *Store, operation string, c *mongo.Collection, order bson.D, fn func(T) error) error {
	var theirs error
	err := stream(ctx, c, bson.M{}, options.Find().SetSort(order), func(c *mongo.Cursor) error {
		var v T
		if err := c.Decode(&v); err != nil {
			return err
		}
		theirs = fn(v)
		return theirs
	})
	if theirs != nil {
		return theirs
	}
	return s.outcome(operation, err)
}
