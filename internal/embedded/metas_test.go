package embedded_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/testkit"
)

const remedy = "nothing was changed; restore the file from a backup, or move it aside to begin an empty directory"

// bbolt opens a file with one sound meta page, and takes back the last commit when it was the other's.
func TestDamagedMetaPageIsRefused(t *testing.T) {
	t.Parallel()
	whole := []byte(sample(t))
	flip := func(at int) func([]byte) { return func(meta []byte) { meta[at] ^= 0x10 } }
	for name, damage := range map[string]func(meta []byte){
		"magic":                 flip(0),
		"version":               flip(4),
		"page size":             flip(8),
		"root":                  flip(16),
		"transaction":           flip(48),
		"checksum":              flip(63),
		"overwritten":           func(meta []byte) { clear(meta) },
		"transaction, resealed": func(meta []byte) { moveTransaction(meta, 16) },
	} {
		for page := range 2 {
			t.Run(fmt.Sprint(name, " of page ", page), func(t *testing.T) {
				t.Parallel()
				content := slices.Clone(whole)
				damage(content[page*os.Getpagesize()+16:][:64])
				dir := folder(t, string(content))
				_, err := embedded.Open(t.Context(), dir)
				if directory.CodeOf(err) != directory.Unavailable || !errors.Is(err, embedded.ErrDamaged) {
					t.Fatalf("got %v, want ErrDamaged", err)
				}
				if !strings.Contains(err.Error(), remedy) || !strings.Contains(err.Error(), "meta page") {
					t.Errorf("%q does not say what is wrong and what to do", err)
				}
				if read(t, dir) != string(content) {
					t.Error("the file has changed")
				}
			})
		}
	}
}

// moveTransaction makes a sound meta page of a later transaction.
func moveTransaction(meta []byte, by uint64) {
	binary.NativeEndian.PutUint64(meta[48:], binary.NativeEndian.Uint64(meta[48:])+by)
	sum := fnv.New64a()
	_, _ = sum.Write(meta[:56])
	binary.NativeEndian.PutUint64(meta[56:], sum.Sum64())
}

// Every number of commits leaves meta pages that belong together, refused ones included.
func TestMetaPagesOfEveryAgeAreAccepted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for version := range int64(4) {
		s := open(t, dir)
		for range 2 { // the second is a conflict
			if _, _, err := s.Commit(t.Context(), []document.Revision{testkit.Revision("r", version+1)}); err != nil {
				t.Fatal(err)
			}
		}
		wantSound(t, s)
	}
}

func TestCheckFindsADamagedMetaPage(t *testing.T) {
	t.Parallel()
	for page := range 2 {
		dir := folder(t, sample(t))
		s := open(t, dir)
		overwrite(t, dir, int64(page*os.Getpagesize()+16), 4)
		findings, err := s.Check(t.Context())
		if want := fmt.Sprintf("meta page %d is not what was written", page); err != nil || !strings.Contains(strings.Join(findings, "\n"), want) {
			t.Errorf("got %q, %v, want %q", findings, err, want)
		}
		_ = s.Close(t.Context())
	}
}

// overwrite changes bytes of a directory file that a store has open.
func overwrite(t *testing.T, dir string, at int64, n int) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "directory.db"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt([]byte(strings.Repeat("\xff", n)), at)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// Damage that shows only after the file was opened: a record's checksum, and all pages at once.
func TestDamageAfterOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(t *testing.T) *embedded.Store{
		"checksum": func(t *testing.T) *embedded.Store {
			dir := folder(t, sample(t))
			change(t, dir, func(tx *bbolt.Tx) error {
				b := tx.Bucket([]byte("revisions"))
				return b.Put([]byte("r04\x00\x00\x00\x00\x00\x00\x00\x00\x03"), b.Get([]byte("r05\x00\x00\x00\x00\x00\x00\x00\x00\x03")))
			})
			return open(t, dir)
		},
		"pages": func(t *testing.T) *embedded.Store {
			whole := sample(t)
			dir := folder(t, whole)
			s := open(t, dir)
			overwrite(t, dir, int64(2*os.Getpagesize()), len(whole)-2*os.Getpagesize())
			return s
		},
		"a page cut off": func(t *testing.T) *embedded.Store {
			dir := folder(t, sample(t))
			s := open(t, dir)
			if err := os.Truncate(filepath.Join(dir, "directory.db"), int64(2*os.Getpagesize())); err != nil {
				t.Fatal(err)
			}
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := damage(t)
			_, oneErr := s.Record(t.Context(), "r04")
			_, someErr := s.RecordsByID(t.Context(), []string{"r04"})
			allErr := s.Records(t.Context(), func(document.Record) error { return nil })
			for _, err := range []error{oneErr, someErr, allErr} {
				if directory.CodeOf(err) != directory.Unavailable || !errors.Is(err, embedded.ErrDamaged) {
					t.Errorf("got %v, want ErrDamaged", err)
					continue
				}
				if text := err.Error(); !strings.Contains(text, remedy) || strings.Contains(text, "runtime error") {
					t.Errorf("%q does not say what to do", text)
				}
			}
			findings, err := s.Check(t.Context())
			if err != nil || len(findings) == 0 || strings.Contains(strings.Join(findings, "\n"), "runtime error") {
				t.Errorf("check: %q, %v", findings, err)
			}
			_ = s.Close(t.Context())
		})
	}
}
