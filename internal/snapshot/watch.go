package snapshot

import (
	"context"
	"sync"
	"sync/atomic"
)

// Holder is where readers find the current snapshot. The zero value holds none. It is safe for concurrent use.
type Holder struct {
	current  atomic.Pointer[Snapshot]
	mu       sync.Mutex
	swapped  chan struct{} // closed at the next swap; nil when nobody waits for it
	watchers sync.WaitGroup
}

// Current gives the current snapshot, nil before the first.
func (h *Holder) Current() *Snapshot { return h.current.Load() }

// Swap makes s the current snapshot.
func (h *Holder) Swap(s *Snapshot) {
	h.current.Store(s)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.swapped != nil {
		close(h.swapped)
		h.swapped = nil
	}
}

// next gives a channel that is closed at the next swap.
func (h *Holder) next() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.swapped == nil {
		h.swapped = make(chan struct{})
	}
	return h.swapped
}

// Wait waits until all that watch have stopped.
func (h *Holder) Wait() { h.watchers.Wait() }

// Watch gives what view makes of the current snapshot, and then of each one with another revision. Who takes
// slowly gets the newest and misses those between: nothing is kept for them. The channel is closed when ctx ends.
func Watch[T any](ctx context.Context, h *Holder, view func(*Snapshot) T) <-chan T {
	out := make(chan T)
	h.watchers.Go(func() {
		defer close(out)
		_ = contained(func() error { watch(ctx, h, out, view); return nil }) // whoever takes sees the end
	})
	return out
}

func watch[T any](ctx context.Context, h *Holder, out chan<- T, view func(*Snapshot) T) {
	for shown := (*Snapshot)(nil); ; {
		swapped := h.next() // before the look, so that no swap falls between
		s := h.Current()
		if s == nil || shown != nil && s.Revision == shown.Revision {
			select {
			case <-swapped:
				continue
			case <-ctx.Done():
				return
			}
		}
		select {
		case out <- view(s):
			shown = s
		case <-swapped:
		case <-ctx.Done():
			return
		}
	}
}
