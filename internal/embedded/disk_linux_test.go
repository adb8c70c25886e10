package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/testkit"
)

func init() {
	children["capped"] = fillCapped
	children["unprivileged"] = openUnprivileged
}

// fillUp commits until the store refuses, makes room, and goes on. It gives the ids acknowledged.
func fillUp(ctx context.Context, s *embedded.Store, makeRoom func() error) ([]document.Revision, error) {
	var acknowledged []document.Revision
	refused := false
	if _, err := s.List(ctx, document.Listing{Kind: document.KindInitiative}); err != nil { // so that it follows commits from here
		return nil, err
	}
	for i := 0; ; i++ {
		r := testkit.Revision(fmt.Sprintf("r%06d", i), 1)
		_, outcomes, err := s.Commit(ctx, []document.Revision{r})
		switch {
		case err == nil && outcomes[0] == nil:
			if acknowledged = append(acknowledged, r); refused {
				return acknowledged, nil // later writes work
			}
			if i > 100_000 {
				return nil, errors.New("the disk never filled up")
			}
		case directory.CodeOf(err) != directory.Unavailable || outcomes != nil || refused:
			return nil, fmt.Errorf("commit on a full disk: %v, %w", outcomes, err)
		default:
			refused = true
			// What is there can be read while there is no room.
			for _, want := range acknowledged {
				if got, err := s.Record(ctx, want.RecordID); err != nil || got.Version != 1 {
					return nil, fmt.Errorf("record %s on a full disk: %+v, %w", want.RecordID, got, err)
				}
			}
			// A listing agrees with the file, whatever the refused commit had begun.
			q := document.Listing{Kind: document.KindInitiative, States: []string{"PUBLISHED"}, Limit: document.MaxListing}
			if len(acknowledged) > document.MaxListing {
				q.After = acknowledged[len(acknowledged)-document.MaxListing-1].RecordID
			}
			list, err := s.List(ctx, q)
			if err != nil || len(list) != min(len(acknowledged), document.MaxListing) || list[len(list)-1].ID != acknowledged[len(acknowledged)-1].RecordID {
				return nil, fmt.Errorf("%d records listed on a full disk, %w", len(list), err)
			}
			// To say it again does no harm either.
			if _, _, err := s.Commit(ctx, []document.Revision{r}); directory.CodeOf(err) != directory.Unavailable {
				return nil, fmt.Errorf("second commit on a full disk: %w", err)
			}
			if err := makeRoom(); err != nil {
				return nil, err
			}
		}
	}
}

// wantFilled looks, after reopening, whether everything acknowledged is there and the file is sound.
func wantFilled(t *testing.T, dir string, n int) {
	t.Helper()
	s := open(t, dir)
	versions, err := s.Versions(t.Context())
	if err != nil || len(versions) != n {
		t.Errorf("%d records, %v, want %d", len(versions), err, n)
	}
	wantSound(t, s)
}

// fillCapped is a process whose files may not grow beyond a limit: the kernel refuses the write, as it
// does on a full disk, and needs no privilege for it.
func fillCapped(ctx context.Context, dir string) error {
	signal.Ignore(syscall.SIGXFSZ) // or the refused write would end the process
	s, err := embedded.Open(ctx, dir)
	if err != nil {
		return err
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 2 << 20, Max: before.Max}); err != nil {
		return err
	}
	acknowledged, err := fillUp(ctx, s, func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) })
	if err != nil {
		return err
	}
	fmt.Println(len(acknowledged))
	return s.Close(ctx)
}

func TestFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	process := child(t, "capped", dir)
	var complaints strings.Builder
	process.Stderr = &complaints
	out, err := process.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, complaints.String())
	}
	var n int
	if _, err := fmt.Sscan(string(out), &n); err != nil {
		t.Fatal(err)
	}
	wantFilled(t, dir, n)
}

// The same on a file system that is really full, where the test may mount one.
func TestFullFileSystemLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Logf("no file system may be mounted here (%v); TestFullDiskLosesNothing has to do", err)
		return
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	s := open(t, dir)
	acknowledged, err := fillUp(t.Context(), s, func() error {
		return syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=30m")
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantFilled(t, dir, len(acknowledged))
	if err := os.RemoveAll(filepath.Join(dir, "directory.db")); err != nil {
		t.Error(err)
	}
}

// openUnprivileged opens the folders "full" and "empty" in dir as a user who may not write there.
func openUnprivileged(ctx context.Context, dir string) error {
	if os.Geteuid() == 0 { // permissions do not bind it
		if err := errors.Join(syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
			return err
		}
	}
	for _, folder := range []string{"full", "empty"} {
		_, err := embedded.Open(ctx, filepath.Join(dir, folder))
		if directory.CodeOf(err) != directory.Unavailable || !errors.Is(err, os.ErrPermission) || errors.Is(err, embedded.ErrDamaged) ||
			!strings.Contains(err.Error(), filepath.Join(dir, folder, "directory.db")) {
			return fmt.Errorf("%s: %w", folder, err)
		}
	}
	return nil
}

func TestReadOnlyFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "readonly") //nolint:usetesting // t.TempDir makes parents that others may not enter
	if err != nil {
		t.Fatal(err)
	}
	full, empty := filepath.Join(dir, "full"), filepath.Join(dir, "empty")
	t.Cleanup(func() {
		_ = os.Chmod(full, 0o700)  //nolint:gosec // to be removed
		_ = os.Chmod(empty, 0o700) //nolint:gosec // to be removed
		_ = os.RemoveAll(dir)
	})
	if err := open(t, full).Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = errors.Join(os.Mkdir(empty, 0o500), os.Chmod(filepath.Join(full, "directory.db"), 0o444), //nolint:gosec // it is the point
		os.Chmod(full, 0o555), os.Chmod(empty, 0o555), os.Chmod(dir, 0o755)) //nolint:gosec // it is the point
	if err != nil {
		t.Fatal(err)
	}
	before := read(t, full)
	if out, err := child(t, "unprivileged", dir).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if read(t, full) != before {
		t.Error("the file has changed")
	}
}
