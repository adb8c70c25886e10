package mirror

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrBusy says that another mirror is at work in the folder. Two would write into each other's half-made copy.
var ErrBusy = errors.New("another mirror is at work in the folder")

// alone takes the folder, until leave is called or the process ends, however it does.
func (m *Mirror) alone() (leave func(), err error) {
	lock := flock.New(filepath.Join(m.Dir, ".lock"))
	switch taken, err := lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("take the folder of the mirror: %w", err)
	case !taken:
		return nil, ErrBusy
	}
	return func() { _ = lock.Close() }, nil // the process gives it up at its end
}
