//go:build race

package snapshot

// mostRevisions bounds the life of a drawn directory, mostSteps that of a copy of one: the race detector makes
// each ten times as long.
const (
	mostRevisions = 2
	mostSteps     = 12
)
