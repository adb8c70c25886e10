//go:build !linux

package embedded

import "go.etcd.io/bbolt"

// forgetPages is advice that only Linux is given.
func forgetPages(*bbolt.DB, int64) {}
