package frozen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/blueheart-federation/api/internal/signing"
)

// Why an edition is refused, besides [signing.ErrBroken] and what [signing.Verify] and a file system say. The last good one stays.
var (
	ErrOlder = errors.New("it is older than the one that serves")
	ErrOther = errors.New("it is not a whole directory")
	ErrLarge = errors.New("it is larger than is taken")
)

// refusal remembers an edition that was refused, so that a large file is not read again at every look.
type refusal struct {
	signed []byte
	file   os.FileInfo
	err    error
}

// exported is the name under which a whole directory is signed.
const exported = "directory.json"

// look takes the edition that is there now, unless it is the one that serves. The folder is opened once, so that a
// signature and a file are of one edition while a mirror puts another folder in its place.
func (s *Store) look(ctx context.Context) error {
	s.looking.Lock()
	defer s.looking.Unlock()
	folder, err := os.OpenRoot(filepath.Dir(s.options.File))
	if err != nil {
		return fmt.Errorf("open the folder of the copy: %w", err)
	}
	defer folder.Close() //nolint:errcheck // it is only read
	name := filepath.Base(s.options.File)
	signed, err := small(folder, name+Signature)
	if err != nil {
		return fmt.Errorf("read the signature beside %s: %w", s.options.File, err)
	}
	if s.now != nil && bytes.Equal(signed, s.now.signed) {
		return nil
	}
	info, err := folder.Stat(name)
	if err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	if r := &s.refused; r.err != nil && bytes.Equal(signed, r.signed) && sameFile(info, r.file) {
		return r.err
	}
	next, err := s.take(ctx, folder, name, signed)
	if err != nil {
		err = fmt.Errorf("%s is refused: %w", s.options.File, err)
		if ctx.Err() == nil {
			s.refused = refusal{signed, info, err}
		}
		return err
	}
	s.refused = refusal{}
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.now
	if s.now = next; before != nil {
		_ = before.file.Close() // it was only read
	}
	return nil
}

// take verifies an edition and takes it apart.
func (s *Store) take(ctx context.Context, folder *os.Root, name string, signed []byte) (_ *edition, err error) {
	statement, err := signing.Verify(s.options.Key, signed)
	switch {
	case err != nil:
		return nil, fmt.Errorf("check the signature: %w", err)
	case statement.Name != exported:
		return nil, fmt.Errorf("%w: the signature is of %.200q; fetch %s without a filter", ErrOther, statement.Name, exported)
	case s.now != nil && statement.Revision < s.now.terms.Revision:
		return nil, fmt.Errorf("%w: revision %d, and revision %d serves", ErrOlder, statement.Revision, s.now.terms.Revision)
	case statement.Length > s.options.MaxBytes:
		return nil, fmt.Errorf("%w: %d bytes", ErrLarge, statement.Length)
	}
	file, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = file.Close() // it was only read
		}
	}()
	e := &edition{file: file, signed: signed, records: map[string]place{}}
	if err := e.verify(ctx, statement); err != nil {
		return nil, err
	}
	if err := e.index(ctx, statement, s.now); err != nil {
		return nil, err
	}
	if info, err := folder.Stat(name + Signature); err == nil { // it was there a moment ago
		e.terms.Taken = info.ModTime()
	}
	return e, nil
}

// small reads a signature.
func small(folder *os.Root, name string) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it is only read
	text, err := io.ReadAll(io.LimitReader(f, signing.MaxSize+1))
	if err == nil && len(text) > signing.MaxSize {
		err = ErrLarge
	}
	return text, err
}

// sameFile knows a file again without reading it.
func sameFile(a, b os.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
