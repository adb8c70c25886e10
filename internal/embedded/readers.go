package embedded

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// readers knows which readings of the file are under way: a page that was freed can be overwritten only
// when nobody still reads the state of the file in which it was in use. The zero value is ready.
type readers struct {
	mu   sync.Mutex
	open map[chan struct{}]struct{} // each closed at the end of its reading
}

// begin notes a reading, before its transaction begins, and gives the function that ends it.
func (r *readers) begin() (end func()) {
	done := make(chan struct{})
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		r.open = make(map[chan struct{}]struct{})
	}
	r.open[done] = struct{}{}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.open, done)
		close(done)
	}
}

// wait returns once every reading that has begun is over, or ctx ends. Later ones may begin meanwhile.
func (r *readers) wait(ctx context.Context) error {
	r.mu.Lock()
	open := slices.Collect(maps.Keys(r.open))
	r.mu.Unlock()
	for _, done := range open {
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
