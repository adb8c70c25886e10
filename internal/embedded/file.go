package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

const (
	fileName = "directory.db"

	// lockTimeout is how long to wait for another process that has the file: long enough for one that
	// is just ending, short enough for a person at a terminal.
	lockTimeout = time.Second

	// growth is the step by which the file grows. The default, 16 MiB, is more than most directories
	// ever hold.
	growth = 1 << 20
)

// openFile opens the directory file of a folder, and makes folder and file when there is none. It
// refuses a file it cannot trust and then leaves it untouched.
func openFile(dir string) (*bbolt.DB, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, fileName)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := createFile(path); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case info.Size() == 0:
		// bbolt would begin a new directory in it; but this program never leaves an empty file behind,
		// so something else has emptied it.
		return nil, damaged(path, errors.New("it is empty"))
	}
	db, err := openBolt(path)
	if err != nil {
		return nil, err
	}
	if err := guarded(func() error { return inspect(db) }); err != nil {
		_ = db.Close() // the reason to refuse the file is worth more than the error of closing it
		return nil, explain(path, err)
	}
	return db, nil
}

// createFile makes the file complete under another name first, so that a crash on the way never leaves
// half a directory file.
func createFile(path string) error {
	draft := path + ".new"
	db, err := openBolt(draft)
	if errors.Is(err, ErrDamaged) {
		// A crash left it half written; it has never been a directory file.
		if err := os.Remove(draft); err != nil {
			return err
		}
		db, err = openBolt(draft)
	}
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{revisionsBucket, recordsBucket, metaBucket} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return tx.Bucket(metaBucket).Put(formatKey, encodeNumber(currentFormat))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("make %s: %w", draft, err)
	}
	// Another process may have been faster while this one waited for the lock on the draft.
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.Rename(draft, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name in a folder survive a loss of power.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there, and need not be
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// openBolt opens and locks one bbolt file, and explains why it could not.
func openBolt(path string) (*bbolt.DB, error) {
	var opened *os.File
	options := &bbolt.Options{
		Timeout:         lockTimeout,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: initialMapping(),
		NoStatistics:    true,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			opened, err = os.OpenFile(name, flag, mode)
			return opened, err
		},
	}
	var db *bbolt.DB
	err := guarded(func() (err error) {
		db, err = bbolt.Open(path, 0o600, options)
		return err
	})
	if err != nil {
		if errors.As(err, new(panicked)) && opened != nil {
			unlock(opened) // bbolt has left it open
			_ = opened.Close()
		}
		return nil, explain(path, err)
	}
	db.AllocSize = growth
	return db, nil
}

// initialMapping is the address space to reserve for the file. While it suffices, a writer never has to
// map the file anew, which would wait for every reader and hold up all later ones behind a slow one.
func initialMapping() int {
	if strconv.IntSize < 64 || runtime.GOOS == "windows" { // too little of it; or it would be disk space
		return 0
	}
	const reserve = int64(4) << 30
	return int(reserve)
}

// inspect makes sure that an open file is a directory file of a format we know, is all there, and can be
// walked through.
func inspect(db *bbolt.DB) error {
	return db.View(func(tx *bbolt.Tx) error {
		if err := verifyStructure(tx); err != nil {
			return err
		}
		meta := tx.Bucket(metaBucket)
		if meta == nil || tx.Bucket(recordsBucket) == nil || tx.Bucket(revisionsBucket) == nil {
			return fmt.Errorf("%w: it is not a directory file", ErrDamaged)
		}
		format, err := decodeNumber(meta.Get(formatKey))
		if err != nil {
			return err
		}
		if format > currentFormat {
			return fmt.Errorf("%w: format %d, this one knows %d", ErrNewer, format, currentFormat)
		}
		if format < 1 {
			return fmt.Errorf("%w: format %d has never been", ErrDamaged, format)
		}
		_, err = decodeNumber(meta.Get(revisionKey))
		return err
	})
}

// verifyStructure makes sure that the file is what a transaction takes it for: the right state of it, all
// there, and a tree of pages.
func verifyStructure(tx *bbolt.Tx) error {
	if err := verifyMetas(tx); err != nil {
		return err
	}
	info, err := os.Stat(tx.DB().Path())
	if err != nil {
		return err
	}
	if info.Size() < tx.Size() {
		return fmt.Errorf("%w: it has %d bytes of at least %d", ErrDamaged, info.Size(), tx.Size())
	}
	return verifyPages(tx)
}

// explain turns an error about a file into what a person at a terminal needs: which file, what is
// wrong, what to do.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("%w: %s: stop that process, or give this one another data directory", ErrInUse, path)
	case errors.Is(err, ErrNewer):
		return fmt.Errorf("%s: %w: use the newer program", path, err)
	case errors.Is(err, ErrDamaged):
		return damaged(path, err)
	case errors.As(err, new(syscall.Errno)):
		return err // the operating system's own words already name the file
	default: // bbolt has no other errors on opening than about what it reads
		return damaged(path, err)
	}
}

func damaged(path string, err error) error {
	if !errors.Is(err, ErrDamaged) {
		err = fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return fmt.Errorf("%s: %w: nothing was changed; %s", path, err, Remedy)
}
