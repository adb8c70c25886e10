package embedded

import (
	"context"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// A batch is committed in transactions of at most so many revisions and about so many bytes, so that
// neither memory nor the time others wait for their turn grows with the batch.
const (
	chunkRevisions = 1000
	chunkBytes     = 8 << 20
)

// errNothing ends a transaction in which every revision was refused, and so saves a sync of the disk.
var errNothing = errors.New("nothing to commit")

// sealed is a revision ready to be written.
type sealed struct {
	index     int // in the batch
	revision  *document.Revision
	key, body []byte
}

// Commit stores revisions, in their order, and gives the directory revision after the last one. Each
// is committed or refused for itself: outcomes has an entry for each, nil when it is on disk. One whose
// version is not exactly one more than the newest of its record is CONFLICT; one that no store could
// hold (an id that does not fit its version, a document above 15 MiB) is INTERNAL. A batch may hold
// several versions of one record.
//
// A non-nil err is UNAVAILABLE and says nothing about any one revision: those before the fault may be
// on disk, and outcomes is nil. It is safe to commit the same batch again: what is on disk already then
// is CONFLICT.
func (s *Store) Commit(ctx context.Context, revisions []document.Revision) (revision int64, outcomes []error, err error) {
	if len(revisions) == 0 {
		revision, err = s.Revision(ctx)
		return revision, nil, err
	}
	outcomes = make([]error, len(revisions))
	for next := 0; next < len(revisions); {
		var chunk []sealed
		chunk, next = s.seal(revisions, next, outcomes)
		revision, err = s.commitChunk(ctx, chunk, outcomes)
		if err != nil {
			if errors.Is(err, ErrDamaged) {
				// Not as damaged puts it: chunks before this one may be on disk.
				err = unavailable(fmt.Errorf("%s: %w: %s", s.path, err, Remedy))
			}
			return 0, nil, s.outcome(fmt.Sprintf("commit %d revisions", len(revisions)), err)
		}
	}
	return revision, outcomes, nil
}

// seal prepares the next chunk of a batch, outside of any lock, and gives the index after it.
func (s *Store) seal(revisions []document.Revision, from int, outcomes []error) (chunk []sealed, next int) {
	size := 0
	for next = from; next < len(revisions) && len(chunk) < chunkRevisions && size < chunkBytes; next++ {
		r := &revisions[next]
		err := wellFormed(r)
		if err == nil {
			key := revisionKeyOf(r.RecordID, r.Version)
			var body []byte
			if body, err = s.codec.seal(key, r); err == nil {
				chunk = append(chunk, sealed{index: next, revision: r, key: key, body: body})
				size += len(body)
				continue
			}
		}
		outcomes[next] = fmt.Errorf("commit revision %s: %w", r.ID,
			directory.WithCause(directory.Internal, "The record cannot be stored.", err))
	}
	return chunk, next
}

// commitChunk writes a chunk in one transaction and gives the directory revision after it.
func (s *Store) commitChunk(ctx context.Context, chunk []sealed, outcomes []error) (revision int64, err error) {
	if err := s.gate.enterWriting(ctx); err != nil {
		return 0, err
	}
	defer s.gate.leaveWriting()
	err = s.update(func(tx *bbolt.Tx) error {
		revision, err = putChunk(tx, chunk, outcomes)
		return err
	})
	if errors.Is(err, errNothing) {
		return revision, nil
	}
	if err != nil {
		return 0, err
	}
	for _, c := range chunk {
		if outcomes[c.index] == nil {
			s.standings.follow(c.revision)
		}
	}
	return revision, nil
}

// update runs fn in a write transaction and commits it. An error of fn undoes what fn did and is returned
// as it is; fn must not call code of callers. The caller must be the one writer.
func (s *Store) update(fn func(*bbolt.Tx) error) error {
	if fault := s.fault.Load(); fault != nil {
		return fmt.Errorf("an earlier write failed, and the program must be started anew: %w", *fault)
	}
	committing := false
	err := guarded(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			if err := fn(tx); err != nil {
				return err
			}
			committing = true
			return nil
		})
	})
	if err != nil && committing {
		// Readers may see it all the same, when only the last sync failed: the file has to be asked.
		s.standings.forget()
	}
	if errors.As(err, new(panicked)) {
		s.fault.Store(&err)
	}
	return err
}

// putChunk puts what does not conflict, and moves the pointers and the directory revision with it.
func putChunk(tx *bbolt.Tx, chunk []sealed, outcomes []error) (revision int64, err error) {
	meta, records, log := tx.Bucket(metaBucket), tx.Bucket(recordsBucket), tx.Bucket(revisionsBucket)
	log.FillPercent = 0.9 // most ids grow with time, so pages fill from one end
	before, err := decodeNumber(meta.Get(revisionKey))
	if err != nil {
		return 0, err
	}
	revision, changed := before, false
	for _, c := range chunk {
		r := c.revision
		newest, err := decodeNumber(records.Get([]byte(r.RecordID)))
		if err != nil {
			return 0, err
		}
		if r.Version != newest+1 {
			outcomes[c.index] = fmt.Errorf("commit revision %s: %w", r.ID, directory.WithCause(directory.Conflict,
				"The record has changed since the version you started from.", fmt.Errorf("the newest version is %d", newest)))
			continue
		}
		if err := errors.Join(log.Put(c.key, c.body), records.Put([]byte(r.RecordID), encodeNumber(r.Version))); err != nil {
			return 0, err
		}
		changed = true
		if r.Public {
			revision++
		}
	}
	switch {
	case !changed:
		return revision, errNothing
	case revision != before:
		return revision, meta.Put(revisionKey, encodeNumber(revision))
	}
	return revision, nil
}
