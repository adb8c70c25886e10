package embedded

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"github.com/blueheart-federation/api/internal/document"
)

// Store keeps the directory in one file. All its methods are safe for concurrent use; one process at a
// time may have the file open.
//
// Its errors carry one of four codes: NOT_FOUND, CONFLICT (of Redact, and among the outcomes of Commit),
// INTERNAL for what no caller of ours should ask, and UNAVAILABLE, whose private cause says what happened to which file; a cancelled context is the
// private cause of an UNAVAILABLE too. Errors of functions passed in come back as they are.
type Store struct {
	path  string
	db    *bbolt.DB
	codec *codec
	gate  *gate

	readers   readers
	standings standings

	// fault is set once a write has met a damaged page. What bbolt holds in memory then is no longer
	// trusted: later writes are refused, reading goes on.
	fault atomic.Pointer[error]
}

// Open opens the directory file in a data directory, and makes both when they do not exist.
//
// Every error is UNAVAILABLE. Its cause names the file, what is wrong and what to do, and is ErrInUse
// (after a second), ErrDamaged, ErrNewer or the operating system's error. A file that is refused is
// left as it is.
func Open(ctx context.Context, dir string) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open the directory in %s: %w", dir, unavailable(err))
	}
	db, err := openFile(dir)
	if err != nil {
		return nil, fmt.Errorf("open the directory in %s: %w", dir, unavailable(err))
	}
	codec, err := newCodec()
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open the directory in %s: %w", dir, unavailable(err))
	}
	return &Store{path: filepath.Join(dir, fileName), db: db, codec: codec, gate: newGate()}, nil
}

// Close refuses further operations, waits for those under way as long as ctx allows, and releases the
// file. A second Close does nothing. It is UNAVAILABLE when ctx ended first.
func (s *Store) Close(ctx context.Context) error {
	first, err := s.gate.shut(ctx)
	if err != nil || !first {
		return s.outcome("close the store", err)
	}
	s.codec.close()
	if s.fault.Load() != nil {
		// bbolt may still hold its own lock after such a write; the file is released with the process.
		return nil
	}
	return s.outcome("close the store", guarded(s.db.Close))
}

// Location is the path of the directory file, for people.
func (s *Store) Location() string { return s.path }

// Revision is the directory revision: the number of public revisions ever committed.
func (s *Store) Revision(ctx context.Context) (revision int64, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		revision, err = decodeNumber(tx.Bucket(metaBucket).Get(revisionKey))
		return err
	})
	return revision, s.outcome("read the directory revision", err)
}

// Empty tells whether nothing has ever been committed.
func (s *Store) Empty(ctx context.Context) (empty bool, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		first, _ := tx.Bucket(revisionsBucket).Cursor().First()
		empty = first == nil
		return nil
	})
	return empty, s.outcome("look for records", err)
}

// Heal has nothing to do in this store, because a commit is one transaction: it gives no replayed
// revision and the directory revision as it is, at once.
func (s *Store) Heal(ctx context.Context, _ time.Duration) (replayed int, raisedTo int64, err error) {
	raisedTo, err = s.Revision(ctx)
	return 0, raisedTo, s.outcome("heal", err)
}

// view runs fn in a read transaction. fn must not call code of callers.
func (s *Store) view(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	defer s.readers.begin()()
	return guarded(func() error { return s.db.View(fn) })
}

// newest reads one record's newest revision within a transaction.
func (s *Store) newest(tx *bbolt.Tx, id string) (document.Revision, error) {
	pointer := tx.Bucket(recordsBucket).Get([]byte(id))
	if pointer == nil {
		return document.Revision{}, notFound(id)
	}
	key, sealed, err := follow(tx, id, pointer)
	if err != nil {
		return document.Revision{}, err
	}
	return s.codec.open(key, sealed)
}

// follow gives the newest revision, as it is stored, that a record's pointer leads to.
func follow(tx *bbolt.Tx, id string, pointer []byte) (key, sealed []byte, err error) {
	version, err := decodeNumber(pointer)
	if err != nil {
		return nil, nil, err
	}
	key = revisionKeyOf(id, version)
	if sealed = tx.Bucket(revisionsBucket).Get(key); sealed == nil {
		return nil, nil, fmt.Errorf("%w: revision %q is missing", ErrDamaged, printable(key))
	}
	return key, sealed, nil
}
