package embedded

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/blueheart-federation/api/internal/document"
)

// Record gives a record as it stands. It is NOT_FOUND when there is none of that id.
func (s *Store) Record(ctx context.Context, id string) (record document.Record, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		r, err := s.newest(tx, id)
		record = r.Record()
		return err
	})
	if err != nil {
		return document.Record{}, s.outcome("read record "+id, err)
	}
	return record, nil
}

// OwnRecord gives a record of a kind and an owner. Any other is NOT_FOUND, as one that is not there, and takes as
// long: nothing of it is read.
func (s *Store) OwnRecord(ctx context.Context, kind document.Kind, owner, id string) (record document.Record, err error) {
	for built := false; !built && err == nil; {
		var own bool
		if own, built = s.standings.has(kind, owner, id); !built {
			err = s.buildStandings(ctx)
			continue
		}
		err = s.view(ctx, func(tx *bbolt.Tx) error {
			if !own {
				return notFound(id)
			}
			r, err := s.newest(tx, id)
			if err == nil && (r.Kind != kind || r.Content.Owner != owner) { // a commit under way gives it to another
				return notFound(id)
			}
			record = r.Record()
			return err
		})
	}
	if err != nil {
		return document.Record{}, s.outcome("read record "+id, err)
	}
	return record, nil
}

// RecordsByID gives those of the named records that exist, all as of one moment.
func (s *Store) RecordsByID(ctx context.Context, ids []string) (map[string]document.Record, error) {
	found := make(map[string]document.Record, len(ids))
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		for _, id := range ids {
			if tx.Bucket(recordsBucket).Get([]byte(id)) == nil {
				continue
			}
			r, err := s.newest(tx, id)
			if err != nil {
				return err
			}
			found[id] = r.Record()
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, s.outcome(fmt.Sprintf("read %d records", len(ids)), err)
	}
	return found, nil
}

// Versions gives the version of every record, as of one moment, without reading the records.
func (s *Store) Versions(ctx context.Context) (map[string]int64, error) {
	versions := make(map[string]int64)
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return tx.Bucket(recordsBucket).ForEach(func(id, pointer []byte) (err error) {
			versions[string(id)], err = decodeNumber(pointer)
			return err
		})
	})
	if err != nil {
		return nil, s.outcome("read versions", err)
	}
	return versions, nil
}

// History gives up to limit revisions of a record below a version, newest first; a beforeVersion of 0
// or less begins with the newest. It is NOT_FOUND when there is no such record, and empty when there
// are no such revisions.
func (s *Store) History(ctx context.Context, id string, beforeVersion int64, limit int) (revisions []document.Revision, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		pointer := tx.Bucket(recordsBucket).Get([]byte(id))
		if pointer == nil {
			return notFound(id)
		}
		newest, err := decodeNumber(pointer)
		if err != nil {
			return err
		}
		if beforeVersion <= 0 || beforeVersion > newest {
			beforeVersion = newest + 1
		}
		prefix := appendPrefix(nil, id)
		cursor := tx.Bucket(revisionsBucket).Cursor()
		key, _ := cursor.Seek(revisionKeyOf(id, beforeVersion))
		var value []byte
		if key == nil { // nothing at or after it
			key, value = cursor.Last()
		} else {
			key, value = cursor.Prev()
		}
		for ; bytes.HasPrefix(key, prefix) && len(revisions) < limit; key, value = cursor.Prev() {
			r, err := s.codec.open(key, value)
			if err != nil {
				return err
			}
			revisions = append(revisions, r)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, s.outcome("read the history of record "+id, err)
	}
	return revisions, nil
}

// Records calls fn with every record, in the order of their ids, all as of one moment and one at a
// time in memory. What fn gets is its own to keep. fn must not call the store. An error of fn ends the
// walk and is returned as it is.
func (s *Store) Records(ctx context.Context, fn func(document.Record) error) error {
	return s.walk(ctx, "read all records", recordsBucket, func(tx *bbolt.Tx, id, _ []byte) (document.Revision, error) {
		return s.newest(tx, string(id))
	}, func(r document.Revision) error { return fn(r.Record()) })
}

// Revisions calls fn with every revision, in the order of record id and version, all as of one moment
// and one at a time in memory. What fn gets is its own to keep. fn must not call the store. An error of
// fn ends the walk and is returned as it is.
func (s *Store) Revisions(ctx context.Context, fn func(document.Revision) error) error {
	return s.walk(ctx, "read all revisions", revisionsBucket, func(_ *bbolt.Tx, key, value []byte) (document.Revision, error) {
		return s.codec.open(key, value)
	}, fn)
}

// walk goes through a bucket within one read transaction. read runs guarded, fn, which is code of
// others, does not: its panic is not a damaged file.
func (s *Store) walk(ctx context.Context, operation string, bucket []byte,
	read func(tx *bbolt.Tx, key, value []byte) (document.Revision, error), fn func(document.Revision) error,
) error {
	if err := s.gate.enter(ctx); err != nil {
		return s.outcome(operation, err)
	}
	defer s.gate.leave()
	defer s.readers.begin()()

	var tx *bbolt.Tx
	err := guarded(func() (err error) {
		tx, err = s.db.Begin(false)
		return err
	})
	if err != nil {
		return s.outcome(operation, err)
	}
	size := tx.Size()
	defer func() {
		_ = guarded(tx.Rollback) // ending a read transaction loses nothing
		forgetPages(s.db, size)
	}()

	var cursor *bbolt.Cursor
	advance := func() (key, value []byte) {
		cursor = tx.Bucket(bucket).Cursor() // reads a page, so it must be guarded as well
		return cursor.First()
	}
	for {
		var revision document.Revision
		end := false
		err := guarded(func() (err error) {
			key, value := advance()
			if key == nil {
				end = true
				return nil
			}
			revision, err = read(tx, key, value)
			return err
		})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return s.outcome(operation, err)
		}
		if end {
			return nil
		}
		if err := fn(revision); err != nil {
			return err
		}
		advance = cursor.Next
	}
}
