//go:build !race

package snapshot

// mostRevisions bounds the life of a drawn directory.
const mostRevisions = 8
