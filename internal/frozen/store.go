package frozen

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"sync"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Options are what a [Store] is made of. File and Key are required.
type Options struct {
	// File is the export. Its signature is beside it, with [Signature] at the end of the name.
	File string
	// Key is the public key of the directory that the file must come from.
	Key ed25519.PublicKey
	// MaxBytes is the largest file that is taken; default 2 GiB.
	MaxBytes int64
}

// Signature is what stands behind the name of a file in that of its signature.
const Signature = ".sig"

// Terms say what a file is of, how it may be used and what its readers must know.
type Terms struct {
	Source   string    // how the directory is named
	Licence  string    // SPDX identifier
	Warnings []string  // as they stand in the file
	Revision int64     // of the directory
	Updated  time.Time // when a public record last changed; zero for an empty directory
	Taken    time.Time // when the signature was put where it is, by the file system: the file was current then
}

// Store reads a signed copy. It is safe for concurrent use. What a copy does not hold (drafts, people, tokens,
// history) is not found, and every write is UNAVAILABLE.
type Store struct {
	options Options

	mu  sync.RWMutex // held while current is read, and to replace it
	now *edition

	looking sync.Mutex // one look at the file at a time
	refused refusal
}

// Open verifies the file and opens it. The error says what is wrong with it; then nothing is open. Whether every record
// can be understood shows when the records are read for the first time, which whoever serves them does first; later
// editions are taken only when they can.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = 2 << 30
	}
	s := &Store{options: o}
	if err := s.look(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Location gives the path of the file.
func (s *Store) Location() string { return s.options.File }

// Terms gives those of the edition that serves now. The caller must not change them.
func (s *Store) Terms() *Terms {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return &s.now.terms
}

// Revision looks at the file, takes another edition when there is one, and gives the directory revision. It costs
// a look at a small file when there is none. An edition that is refused is an error at every call until it is gone;
// the last good one stays.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	if err := s.look(ctx); err != nil {
		return 0, err
	}
	return s.Terms().Revision, nil
}

// Versions gives the version of every record: a number that follows from what the record says, since a copy does not
// tell how often it was changed.
func (s *Store) Versions(context.Context) (map[string]int64, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	versions := make(map[string]int64, len(s.now.records))
	for id := range s.now.records {
		versions[id] = s.now.records[id].version()
	}
	return versions, nil
}

// Records calls fn with every record, in the order of the file and one at a time in memory. fn must not call the
// store. An error of fn ends the walk and is returned as it is. A record with a field or value that this program does
// not know is an error: served without it, it would no longer say what the directory says.
func (s *Store) Records(ctx context.Context, fn func(document.Record) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, id := range s.now.order {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec, err := s.now.record(id)
		if err != nil {
			return err
		}
		if err := fn(rec); err != nil {
			return err
		}
	}
	return nil
}

// RecordsByID gives those of the named records that are in the copy.
func (s *Store) RecordsByID(ctx context.Context, ids []string) (map[string]document.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := make(map[string]document.Record, len(ids))
	for _, id := range ids {
		if _, ok := s.now.records[id]; !ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rec, err := s.now.record(id)
		if err != nil {
			return nil, err
		}
		found[id] = rec
	}
	return found, nil
}

// Record gives a public record. It is NOT_FOUND when there is none of that id.
func (s *Store) Record(_ context.Context, id string) (document.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if _, ok := s.now.records[id]; !ok {
		return document.Record{}, notFound()
	}
	return s.now.record(id)
}

// OwnRecord is NOT_FOUND: nobody is known to a copy, so nothing is anybody's own.
func (s *Store) OwnRecord(context.Context, document.Kind, string, string) (document.Record, error) {
	return document.Record{}, notFound()
}

func notFound() error { return directory.NewError(directory.NotFound, "No such record.") }

// List gives nothing: no record of a copy waits for anybody.
func (s *Store) List(context.Context, document.Listing) ([]document.Record, error) { return nil, nil }

// History gives nothing: a copy has no revisions.
func (s *Store) History(context.Context, string, int64, int) ([]document.Revision, error) {
	return nil, nil
}

// Revisions calls fn with nothing, for the same reason.
func (s *Store) Revisions(context.Context, func(document.Revision) error) error { return nil }

// Commit is UNAVAILABLE.
func (s *Store) Commit(context.Context, []document.Revision) (revision int64, outcomes []error, err error) {
	return 0, nil, directory.NewError(directory.Unavailable, s.ReadOnly())
}

// Redact is UNAVAILABLE.
func (s *Store) Redact(context.Context, string, int64, document.Content) error {
	return directory.NewError(directory.Unavailable, s.ReadOnly())
}

// longestSource bounds how much of the directory's name is repeated, in characters.
const longestSource = 80

// ReadOnly tells whoever wants to write why it cannot be done.
func (s *Store) ReadOnly() string {
	t := s.Terms()
	return fmt.Sprintf("This server shows a signed copy of revision %d of %.*s. Nothing can be written here; write at the directory itself.",
		t.Revision, longestSource, t.Source)
}

// Heal has nothing to do and gives the revision.
func (s *Store) Heal(context.Context, time.Duration) (replayed int, raisedTo int64, err error) {
	return 0, s.Terms().Revision, nil
}

// Empty tells whether the copy has no record.
func (s *Store) Empty(context.Context) (bool, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.now.records) == 0, nil
}

// Close closes the file. Nothing may be asked afterwards.
func (s *Store) Close(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now.file.Close()
}
