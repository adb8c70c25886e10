//go:build race

package snapshot

// mostRevisions bounds the life of a drawn directory: the race detector makes each ten times as long.
const mostRevisions = 2
