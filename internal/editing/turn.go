package editing

import (
	"context"
	"hash/maphash"

	"github.com/blueheart-federation/api/internal/directory"
)

// turns let the commands of this process that name no version change a record one after the other: fifty people
// who confirm one line at once would otherwise overtake each other, and do everything again each time. The
// version remains the lock; other processes are met there.
type turns struct {
	seed  maphash.Seed
	lanes [64]chan struct{} // a record always has the same one
}

func newTurns() *turns {
	t := &turns{seed: maphash.MakeSeed()}
	for i := range t.lanes {
		t.lanes[i] = make(chan struct{}, 1)
	}
	return t
}

// take waits for the turn of a record, and gives what ends it. It is UNAVAILABLE when ctx ends before.
func (t *turns) take(ctx context.Context, id directory.ID) (leave func(), err error) {
	lane := t.lanes[maphash.String(t.seed, string(id))%uint64(len(t.lanes))]
	select {
	case lane <- struct{}{}:
		return func() { <-lane }, nil
	case <-ctx.Done():
		return nil, directory.WithCause(directory.Unavailable, "Too many change this record now. Try again.", ctx.Err())
	}
}
