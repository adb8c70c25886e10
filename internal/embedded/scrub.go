package embedded

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// scrub overwrites with zeros what the file holds beside the directory. bbolt leaves a page that is freed
// as it is until it needs the room, and every commit frees the pages it replaces, so there can be many
// copies of a document that is no longer there.
//
// A page is overwritten only when nothing in the newest state of the file leads to it and bbolt holds it
// free. The state before, which a crash never needs again once the newest is synced, may lose pages by it.
// The caller must be the one writer, and readings that began before the last commit must be over. Its cost
// is one small read for each page in use, and a whole one for each page that is not.
func (s *Store) scrub(ctx context.Context) error {
	err := s.update(func(tx *bbolt.Tx) error { // changes nothing, but only here may bbolt be asked for free pages
		file, err := os.OpenFile(s.path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		written, err := scrubFile(ctx, tx, file)
		if written {
			err = errors.Join(err, file.Sync())
		}
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
		return errNothing
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}

// scrubFile tells whether it has written anything.
func scrubFile(ctx context.Context, tx *bbolt.Tx, file *os.File) (written bool, err error) {
	walk, err := walkPages(tx, file)
	if err != nil {
		return false, err
	}
	buffer := make([]byte, walk.size)
	wipe := func(id uint64) error {
		wrote, err := wipePage(file, buffer, int64(id*walk.size)) //nolint:gosec // inside the file
		written = written || wrote
		return err
	}
	for id := uint64(2); id < walk.high; id++ { // after the meta pages
		if walk.reachable(id) {
			continue
		}
		info, err := tx.Page(int(id))
		if err != nil {
			return written, err
		}
		if info == nil || info.Type != "free" { // the list of the free pages itself
			continue
		}
		if err := errors.Join(ctx.Err(), wipe(id)); err != nil {
			return written, err
		}
	}
	for id := walk.high; ; id++ { // the file grows ahead of its use
		err := errors.Join(ctx.Err(), wipe(id))
		if errors.Is(err, io.EOF) {
			return written, nil
		}
		if err != nil {
			return written, err
		}
	}
}

// wipePage overwrites a page unless it holds nothing, and tells whether it did. It is io.EOF behind the
// end of the file.
func wipePage(file *os.File, buffer []byte, at int64) (wrote bool, err error) {
	n, err := file.ReadAt(buffer, at)
	if n == 0 && err != nil {
		return false, err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	if page := buffer[:n]; !empty(page) {
		clear(page)
		_, err := file.WriteAt(page, at)
		return true, err
	}
	return false, nil
}

func empty(page []byte) bool { return len(bytes.TrimLeft(page, "\x00")) == 0 }
