package embedded

import (
	"syscall"

	"go.etcd.io/bbolt"
)

// forgetPages tells the kernel that the mapped pages of the file are not needed for now. A walk touches
// all of them, and they would count as this process's memory for as long as it runs. They stay in the
// kernel's cache and are mapped again when read. The mapping is read-only, so nothing can be lost.
func forgetPages(db *bbolt.DB, size int64) {
	if data := db.Info().Data; data != 0 && size > 0 {
		// Advice only: where the kernel declines, more memory is shown.
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, data, uintptr(size), syscall.MADV_DONTNEED)
	}
}
