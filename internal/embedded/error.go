package embedded

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/blueheart-federation/api/internal/directory"
)

// Remedy is what to do about a damaged file, in words for the operator.
const Remedy = "restore the file from a backup, or move it aside to begin an empty directory"

// The private causes of the UNAVAILABLE errors of this package that a caller may want to tell apart,
// with errors.Is.
var (
	// ErrDamaged means the file, or a document in it, is not what was written.
	ErrDamaged = errors.New("the directory file is damaged")
	// ErrInUse means another process has the file open.
	ErrInUse = errors.New("the directory file is in use by another process")
	// ErrNewer means a newer version of this program wrote the file.
	ErrNewer = errors.New("the directory file was written by a newer version of this program")

	errClosed = errors.New("the store is closed")
)

// outcome gives an error of an operation the form that may leave the package: those that carry a code
// keep it, every other one becomes UNAVAILABLE with the file named in its private cause, and with what to
// do about a damaged one.
func (s *Store) outcome(operation string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*directory.Error](err); ok {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%s: %w", operation, unavailable(damaged(s.path, err)))
	}
	return fmt.Errorf("%s: %w", operation, unavailable(fmt.Errorf("%s: %w", s.path, err)))
}

func unavailable(cause error) error {
	return directory.WithCause(directory.Unavailable, "The directory's store does not answer. Try again later.", cause)
}

func notFound(id string) error {
	return directory.NewError(directory.NotFound, fmt.Sprintf("There is no record %q.", id))
}

// guarded runs fn and turns its panic into ErrDamaged. bbolt panics on pages that make no sense, and
// reading a page that the file no longer has is a fault of memory; both mean a damaged file, and neither
// may take down a program that serves people from what it has in memory. Code of callers must not run
// inside it.
func guarded(fn func() error) (err error) {
	before := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			err = panicked{fmt.Errorf("%w: %v", ErrDamaged, inWords(p))}
		}
	}()
	return fn()
}

// inWords gives a panic as an operator can read it: what bbolt says of a page stays, what the runtime says
// of an address means nothing to anybody.
func inWords(p any) any {
	if _, ok := p.(runtime.Error); ok {
		return "a page of it cannot be read"
	}
	return p
}

// panicked marks the errors that guarded made of a panic.
type panicked struct{ error }

func (p panicked) Unwrap() error { return p.error }
