package mongodb

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// The collections. On a sharded cluster, shard records and revisions by {_id: "hashed"}.
const (
	recordsName   = "records"   // document.Record by record id
	revisionsName = "revisions" // document.Revision by document.RevisionID
	directoryName = "directory" // the one directoryDocument

	directoryID = "directory"
)

// namespaceExists is the server's error code for a collection that is there already.
const namespaceExists = 48

// currentFormat is the state of the database this program works with.
const currentFormat = 1

type directoryDocument struct {
	ID       string `bson:"_id"`
	Revision int64  `bson:"revision"`
	Format   int64  `bson:"format"`
}

// index is one row of the index table.
type index struct {
	collection string
	name       string
	keys       bson.D
	why        string
}

// indexes is every index this store needs beside those on _id. None is unique: a sharded collection
// could not keep it.
var indexes = []index{
	{
		collection: revisionsName, name: "record_version_public",
		keys: bson.D{{Key: "record_id", Value: 1}, {Key: "version", Value: 1}, {Key: "public", Value: 1}},
		why:  "history of a record, copy in order, and healing, which reads nothing but this index",
	},
	{
		collection: recordsName, name: "kind_id",
		keys: bson.D{{Key: "kind", Value: 1}, {Key: "_id", Value: 1}},
		why:  "listing the records of a kind",
	},
	{
		collection: recordsName, name: "kind_state_id",
		keys: bson.D{{Key: "kind", Value: 1}, {Key: "content.state", Value: 1}, {Key: "_id", Value: 1}},
		why:  "listing what waits for review",
	},
	{
		collection: recordsName, name: "kind_owner_id",
		keys: bson.D{{Key: "kind", Value: 1}, {Key: "content.owner", Value: 1}, {Key: "_id", Value: 1}},
		why:  "listing what an organization has",
	},
	{
		collection: recordsName, name: "kind_owner_state_id",
		keys: bson.D{{Key: "kind", Value: 1}, {Key: "content.owner", Value: 1}, {Key: "content.state", Value: 1}, {Key: "_id", Value: 1}},
		why:  "listing where an organization's records stand",
	},
}

// Migrate makes a database ready: collections, indexes, the directory document, the format number. It may be run at
// any time, again, and beside a serving process. It is UNAVAILABLE when the server fails or a newer
// version of the program has migrated the database already.
func (s *Store) Migrate(ctx context.Context) error {
	found, err := s.readDirectory(ctx)
	if err != nil {
		return s.outcome("migrate", err)
	}
	if found.Format > currentFormat {
		return s.outcome("migrate", errors.New(newer(found.Format)))
	}
	err = s.do(ctx, "create collection "+recordsName, func(ctx context.Context) error { // the others come with what is put into them
		err := s.client.Database(s.target.database).CreateCollection(ctx, recordsName)
		if e, ok := errors.AsType[mongo.ServerError](err); ok && e.HasErrorCode(namespaceExists) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, ix := range indexes {
		model := mongo.IndexModel{Keys: ix.keys, Options: options.Index().SetName(ix.name)}
		// Building an index takes as long as there are revisions to read; the caller's context bounds it.
		if _, err := s.collection(ix.collection).Indexes().CreateOne(ctx, model); err != nil {
			return s.outcome("create index "+ix.name, err)
		}
	}
	return s.do(ctx, "migrate", func(ctx context.Context) error {
		_, err := s.directory.UpdateOne(ctx, bson.M{"_id": directoryID},
			bson.M{"$max": bson.M{"format": int64(currentFormat), "revision": int64(0)}}, options.UpdateOne().SetUpsert(true))
		if mongo.IsDuplicateKeyError(err) {
			return nil // another process migrates at this moment, to the same end
		}
		return err
	})
}

// Verify tells, in words for the operator, what a database lacks for this program; nil when it is
// ready. It creates nothing. It is UNAVAILABLE when the server fails.
func (s *Store) Verify(ctx context.Context) (missing []string, err error) {
	found, err := s.readDirectory(ctx)
	if err != nil {
		return nil, s.outcome("verify", err)
	}
	switch {
	case found.Format > currentFormat:
		missing = append(missing, newer(found.Format))
	case found.Format < currentFormat:
		missing = append(missing, fmt.Sprintf("the database has format %d of %d: run migrate", found.Format, currentFormat))
	}
	for _, ix := range indexes {
		err := s.do(ctx, "verify", func(ctx context.Context) error {
			present, err := s.collection(ix.collection).Indexes().ListSpecifications(ctx)
			if err != nil {
				return err
			}
			for _, p := range present {
				if sameKeys(p.KeysDocument, ix.keys) {
					return nil
				}
			}
			missing = append(missing, fmt.Sprintf("collection %s lacks index %s (%s): run migrate", ix.collection, ix.name, ix.why))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return missing, nil
}

func (s *Store) readDirectory(ctx context.Context) (found directoryDocument, err error) {
	err = s.do(ctx, "read the directory document", func(ctx context.Context) error {
		err := s.directory.FindOne(ctx, bson.M{"_id": directoryID}).Decode(&found)
		if errors.Is(err, mongo.ErrNoDocuments) {
			return nil
		}
		return err
	})
	return found, err
}

func (s *Store) collection(name string) *mongo.Collection {
	return s.client.Database(s.target.database).Collection(name)
}

func newer(format int64) string {
	return fmt.Sprintf("a newer version of this program made the database (format %d, this one knows %d): use the newer program", format, currentFormat)
}

// sameKeys compares an index of the server with one of the table; servers store directions in any
// number type.
func sameKeys(present bson.Raw, want bson.D) bool {
	elements, err := present.Elements()
	if err != nil || len(elements) != len(want) {
		return false
	}
	for i, e := range elements {
		direction, ok := e.Value().AsInt64OK()
		if !ok || e.Key() != want[i].Key || direction != int64(want[i].Value.(int)) {
			return false
		}
	}
	return true
}
