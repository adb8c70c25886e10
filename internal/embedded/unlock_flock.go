//go:build unix && !aix && !solaris

package embedded

import (
	"os"
	"syscall"
)

// unlock gives up the lock of a file that bbolt opened and could not close. Closing it is not enough:
// bbolt's mapping of the file, which nobody can reach any more, keeps the lock.
func unlock(f *os.File) {
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
}
