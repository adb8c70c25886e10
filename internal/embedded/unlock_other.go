//go:build !unix || aix || solaris

package embedded

import "os"

// unlock leaves the lock to the end of the process where bbolt does not lock by flock.
func unlock(*os.File) {}
