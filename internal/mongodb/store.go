package mongodb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// No operation waits longer than this for the server; those on many documents get more.
const (
	operationTimeout = 10 * time.Second
	bulkTimeout      = 60 * time.Second
)

// Store keeps the directory in one MongoDB database. All its methods are safe for concurrent use, by
// any number of processes.
//
// Its errors carry one of four codes: NOT_FOUND, CONFLICT (of Redact, and among the outcomes of Commit),
// INTERNAL for what no caller of ours should ask, and UNAVAILABLE, whose private cause says what happened; a cancelled context is the private cause of an
// UNAVAILABLE too. Errors of functions passed in come back as they are.
type Store struct {
	target    target
	client    *mongo.Client
	records   *mongo.Collection // newest state of each record
	revisions *mongo.Collection // every revision ever acknowledged
	directory *mongo.Collection // one document: the directory revision
}

// Open connects to the database a connection string names in its path ("blueheart" when it names none)
// and makes sure that a primary answers. It creates nothing: see Migrate and Verify.
//
// Every error is UNAVAILABLE: the string cannot be read, or no server answered within five seconds
// (serverSelectionTimeoutMS in the string overrides that). Neither errors nor Location hold credentials.
func Open(ctx context.Context, uri string) (*Store, error) {
	t := parseTarget(uri)
	opening := "open " + t.location()
	o, err := clientOptions(uri, t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", opening, unavailable(err))
	}
	client, err := mongo.Connect(o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", opening, unavailable(errors.New(t.redact(err.Error()))))
	}
	ctxPing, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	if err := client.Ping(ctxPing, nil); err != nil {
		_ = client.Disconnect(context.WithoutCancel(ctx)) // the reason is worth more than this error
		return nil, fmt.Errorf("%s: no usable server answers; check the host names, that the servers run and have a primary, and the credentials: %w",
			opening, unavailable(err))
	}
	db := client.Database(t.database)
	return &Store{
		target: t, client: client,
		records: db.Collection(recordsName), revisions: db.Collection(revisionsName), directory: db.Collection(directoryName),
	}, nil
}

// Close ends the connections, waiting for operations under way as long as ctx allows. A second Close
// does nothing.
func (s *Store) Close(ctx context.Context) error {
	err := s.client.Disconnect(ctx)
	if errors.Is(err, mongo.ErrClientDisconnected) {
		return nil
	}
	return s.outcome("close the store", err)
}

// Location names servers and database, for people, without credentials.
func (s *Store) Location() string { return s.target.location() }

// Revision is the directory revision. It rises with every public revision, and equals their number as
// long as no process died in a commit while another healed: then it may be higher, never lower.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	var d directoryDocument
	err := s.do(ctx, "read the directory revision", func(ctx context.Context) error {
		err := s.directory.FindOne(ctx, bson.M{"_id": directoryID}).Decode(&d)
		if errors.Is(err, mongo.ErrNoDocuments) {
			return nil // nothing public yet
		}
		return err
	})
	return d.Revision, err
}

// Empty tells whether nothing has ever been committed.
func (s *Store) Empty(ctx context.Context) (empty bool, err error) {
	err = s.do(ctx, "look for records", func(ctx context.Context) error {
		err := s.revisions.FindOne(ctx, bson.M{}, options.FindOne().SetProjection(bson.M{"_id": 1})).Err()
		if errors.Is(err, mongo.ErrNoDocuments) {
			empty = true
			return nil
		}
		return err
	})
	return empty, err
}

// do runs one short operation within its timeout and gives its error the form of the package.
func (s *Store) do(ctx context.Context, operation string, fn func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return s.outcome(operation, err)
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	return s.outcome(operation, fn(ctx))
}

// stream calls each for every document a query finds. It bounds the wait for each batch and not the
// whole: what fn does in between takes the time it takes. The bound is not a deadline of the context,
// because the driver would hand that to the server as a limit for all batches together.
func stream(ctx context.Context, c *mongo.Collection, filter any, o *options.FindOptionsBuilder, each func(*mongo.Cursor) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var cursor *mongo.Cursor
	err := bounded(ctx, func(ctx context.Context) (err error) {
		cursor, err = c.Find(ctx, filter, o)
		return err
	})
	if err != nil {
		return err
	}
	defer func() {
		_ = bounded(context.WithoutCancel(ctx), cursor.Close) // the server forgets it by itself, too
	}()
	for {
		var more bool
		if cursor.RemainingBatchLength() > 0 {
			more = cursor.Next(ctx)
		} else {
			_ = bounded(ctx, func(ctx context.Context) error { // the error is the cursor's, below
				more = cursor.Next(ctx)
				return nil
			})
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if !more {
			return cursor.Err()
		}
		if err := each(cursor); err != nil {
			return err
		}
	}
}

// bounded cancels fn's context once a bulk operation should have been over.
func bounded(ctx context.Context, fn func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	timer := time.AfterFunc(bulkTimeout, cancel)
	defer timer.Stop()
	return fn(ctx)
}
