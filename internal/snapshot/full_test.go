//go:build !race

package snapshot

// mostRevisions bounds the life of a drawn directory, mostSteps that of a copy of one.
const (
	mostRevisions = 8
	mostSteps     = 60
)
