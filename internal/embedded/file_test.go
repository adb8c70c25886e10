package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/testkit"
)

// read gives the directory file of a folder, byte for byte.
func read(t testing.TB, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "directory.db"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// sample makes a directory file with some records and gives it, byte for byte.
func sample(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir)
	for i := range 60 {
		r := testkit.Revision(fmt.Sprintf("r%02d", i%20), int64(i/20+1))
		if _, outcomes, err := s.Commit(t.Context(), []document.Revision{r}); err != nil || outcomes[0] != nil {
			t.Fatal(outcomes, err)
		}
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return read(t, dir)
}

// folder makes a data directory with a directory file of that content.
func folder(t testing.TB, content string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "directory.db"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDamagedFileIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	whole := sample(t)
	page := os.Getpagesize()
	used := strings.TrimRight(whole, "\x00") // the file grows ahead of its use
	overwrite := func(from, to int) string { return whole[:from] + strings.Repeat("\xff", to-from) + whole[to:] }
	for _, c := range []struct{ name, content string }{
		{"empty", ""},
		{"one byte", "x"},
		{"text", strings.Repeat("This is no directory. ", 5000)},
		{"zeros", strings.Repeat("\x00", len(whole))},
		{"cut within the first page", whole[:100]},
		{"cut after the first pages", whole[:2*page]},
		{"cut in the middle", whole[:len(used)/2]},
		{"a page short", whole[:(len(used)+page-1)/page*page-page]},
		{"both meta pages overwritten", overwrite(0, 2*page)},
		{"everything after the meta pages overwritten", overwrite(2*page, len(used))},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, c.content)
			for range 2 { // and the first refusal leaves no lock behind
				_, err := embedded.Open(t.Context(), dir)
				if directory.CodeOf(err) != directory.Unavailable || !errors.Is(err, embedded.ErrDamaged) {
					t.Fatalf("got %v, want ErrDamaged", err)
				}
				for _, part := range []string{filepath.Join(dir, "directory.db"), "restore the file from a backup, or move it aside"} {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("%q does not say %q", err, part)
					}
				}
				if read(t, dir) != c.content {
					t.Error("the file has changed")
				}
			}
		})
	}
}

// A flipped bit anywhere may make the file refused or a record unreadable; it may never make a record
// wrong, or end the process.
func TestFlippedBitsAreNeverHandedOut(t *testing.T) {
	t.Parallel()
	whole := sample(t)
	used := len(strings.TrimRight(whole, "\x00"))
	written := make(map[string]document.Revision)
	for i := range 60 {
		r := testkit.Revision(fmt.Sprintf("r%02d", i%20), int64(i/20+1))
		written[r.ID] = r
	}
	random := rand.New(rand.NewPCG(3, 4))
	refused, unreadable, unharmed := 0, 0, 0
	files := 120
	if testing.Short() {
		files = 30
	}
	for range files {
		damaged := []byte(whole)
		at := random.IntN(used)
		for range 1 + random.IntN(20) {
			damaged[min(at, len(damaged)-1)] ^= 1 << random.IntN(8)
			at += random.IntN(64)
		}
		dir := folder(t, string(damaged))
		s, err := embedded.Open(t.Context(), dir)
		if err != nil {
			if !errors.Is(err, embedded.ErrDamaged) && !errors.Is(err, embedded.ErrNewer) {
				t.Fatal(err)
			}
			refused++
			continue
		}
		err = s.Revisions(t.Context(), func(r document.Revision) error {
			if !reflect.DeepEqual(written[r.ID], r) {
				t.Errorf("a damaged %s was handed out", r.ID)
			}
			return nil
		})
		for i := range 20 {
			_, recordErr := s.Record(t.Context(), fmt.Sprintf("r%02d", i))
			if directory.CodeOf(recordErr) != directory.NotFound {
				err = errors.Join(err, recordErr)
			}
		}
		findings, checkErr := s.Check(t.Context())
		switch {
		case checkErr != nil:
			t.Error(checkErr)
		case err != nil && len(findings) == 0:
			t.Errorf("the check does not find %v", err)
		case err != nil && !errors.Is(err, embedded.ErrDamaged):
			t.Error(err)
		case err != nil:
			unreadable++
		default:
			unharmed++
		}
		// A write on such a file may fail, and must not end the process either.
		_, _, _ = s.Commit(t.Context(), []document.Revision{testkit.Revision("new", 1)})
		_ = s.Close(t.Context())
	}
	t.Logf("%d refused, %d unreadable in part, %d readable in full", refused, unreadable, unharmed)
}

func TestCheckFindsWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, finding string
		change        func(tx *bbolt.Tx) error
	}{
		{"a wrong directory revision", "the directory revision is 7", func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("meta")).Put([]byte("revision"), []byte{0, 0, 0, 0, 0, 0, 0, 7})
		}},
		{"a record that is not the newest", "record r01 stands at version 2, its newest revision is 3", func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("records")).Put([]byte("r01"), []byte{0, 0, 0, 0, 0, 0, 0, 2})
		}},
		{"a record that is lost", "record r02 has revisions and does not exist", func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("records")).Delete([]byte("r02"))
		}},
		{"a gap", "record r03 has a gap before version 3", func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("revisions")).Delete([]byte("r03\x00\x00\x00\x00\x00\x00\x00\x00\x02"))
		}},
		{"an id of no characters", `record \x1b[2J\xff stands at version 1, its newest revision is 0`, func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("records")).Put([]byte("\x1b[2J\xff"), []byte{0, 0, 0, 0, 0, 0, 0, 1})
		}},
		{"a document under another key", `revision "r04@1" does not match its checksum`, func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte("revisions"))
			return b.Put([]byte("r04\x00\x00\x00\x00\x00\x00\x00\x00\x01"), b.Get([]byte("r05\x00\x00\x00\x00\x00\x00\x00\x00\x01")))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, sample(t))
			change(t, dir, c.change)
			s := open(t, dir)
			findings, err := s.Check(t.Context())
			if err != nil || !strings.Contains(strings.Join(findings, "\n"), c.finding) {
				t.Errorf("got %q, %v, want %q", findings, err, c.finding)
			}
			if err := s.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// change alters a directory file as no program of ours would.
func change(t testing.TB, dir string, fn func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, "directory.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(fn), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestNewerFormatIsRefused(t *testing.T) {
	t.Parallel()
	dir := folder(t, sample(t))
	change(t, dir, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("format"), []byte{0, 0, 0, 0, 0, 0, 0, 2})
	})
	before := read(t, dir)
	_, err := embedded.Open(t.Context(), dir)
	if !errors.Is(err, embedded.ErrNewer) || errors.Is(err, embedded.ErrDamaged) || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, want ErrNewer", err)
	}
	if read(t, dir) != before {
		t.Error("the file has changed")
	}
}

func TestSecondProcessIsRefusedSoon(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	start := time.Now()
	_, err := embedded.Open(t.Context(), dir) // a lock of this process binds it like any other
	if !errors.Is(err, embedded.ErrInUse) || !strings.Contains(err.Error(), s.Location()) {
		t.Errorf("got %v, want ErrInUse", err)
	}
	if d := time.Since(start); d > time.Minute { // it is a second, and what the machine does beside
		t.Errorf("it took %s", d)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(t.Context()); err != nil { // and it is free afterwards
		t.Fatal(err)
	}
}

func TestDirectoryUnderAFileIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t, "x"), "directory.db", "data")
	_, err := embedded.Open(t.Context(), dir)
	if directory.CodeOf(err) != directory.Unavailable || errors.Is(err, embedded.ErrDamaged) || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v", err)
	}
}

func TestHalfMadeDraftIsReplaced(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "directory.db.new"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantSound(t, open(t, dir))
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v, want directory.db alone", entries, err)
	}
}

func TestCloseWaitsForReaders(t *testing.T) {
	t.Parallel()
	s := open(t, folder(t, sample(t)))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	var reading error
	err := s.Records(t.Context(), func(document.Record) error {
		if reading == nil {
			reading = s.Close(cancelled) // gives up on us
		}
		return nil
	})
	if err != nil {
		t.Errorf("the walk under way: %v", err)
	}
	if directory.CodeOf(reading) != directory.Unavailable || !errors.Is(reading, context.Canceled) {
		t.Errorf("close during a walk: %v", reading)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
