package embedded

import (
	"context"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Redact replaces the content of one stored revision, and so that of the record when the revision is its
// newest. It is the only change ever made to an acknowledged revision: a consent was withdrawn, and no
// copy may remain. Everything else of the revision stays, other versions are not touched, and neither the
// version nor the directory revision rises: whoever has read the revision before does not notice, so the
// withdrawal is to be committed first. To redact again with the same content does no harm.
//
// It is NOT_FOUND when there is no such revision; CONFLICT when the stored content names something in
// Redacted that the new one does not, because somebody else has redacted meanwhile: read it again, or what
// they took out would come back; INTERNAL when the content cannot be stored.
//
// The revision is redacted once the file is synced. Then what it held is overwritten wherever the file has
// room that nothing uses (see scrub): pages of earlier states of the file, and what a commit that was cut
// off left behind the last page. For that it waits, and commits with it, until readings under way are over.
// When ctx ends before, it is UNAVAILABLE, and to be called again. What no program can reach from here may
// remain: blocks that a file system that copies on write, or a disk that levels wear, has put aside, its
// snapshots, and backups of the file.
func (s *Store) Redact(ctx context.Context, record string, version int64, content document.Content) error {
	return s.outcome("redact revision "+document.RevisionID(record, version), s.redact(ctx, record, version, content))
}

func (s *Store) redact(ctx context.Context, record string, version int64, content document.Content) error {
	if err := s.gate.enterWriting(ctx); err != nil {
		return err
	}
	defer s.gate.leaveWriting()
	key := revisionKeyOf(record, version)
	var redacted document.Revision
	var newest int64
	err := s.update(func(tx *bbolt.Tx) (err error) {
		if newest, err = decodeNumber(tx.Bucket(recordsBucket).Get([]byte(record))); err != nil {
			return err
		}
		redacted, err = s.putRedacted(tx, key, content)
		return err
	})
	if err != nil {
		return err
	}
	if version == newest {
		s.standings.follow(&redacted)
	}
	if err := s.readers.wait(ctx); err != nil {
		return err
	}
	return s.scrub(ctx)
}

// putRedacted puts a revision anew with another content and gives it. It does so even when that is what it
// holds: pages may be overwritten only after a commit that succeeded, and one before may have failed at its
// last step.
func (s *Store) putRedacted(tx *bbolt.Tx, key []byte, content document.Content) (r document.Revision, err error) {
	log := tx.Bucket(revisionsBucket)
	before := log.Get(key)
	if before == nil {
		return r, directory.NewError(directory.NotFound, fmt.Sprintf("There is no revision %q.", printable(key)))
	}
	if r, err = s.codec.open(key, before); err != nil {
		return r, err
	}
	for _, taken := range r.Content.Redacted {
		if !slices.Contains(content.Redacted, taken) {
			return r, directory.WithCause(directory.Conflict, "The revision has been redacted since you read it.",
				fmt.Errorf("the content does not name %q as redacted", taken))
		}
	}
	r.Content = content
	after, err := s.codec.seal(key, &r)
	if err != nil {
		return r, directory.WithCause(directory.Internal, "The record cannot be stored.", err)
	}
	return r, log.Put(key, after)
}
