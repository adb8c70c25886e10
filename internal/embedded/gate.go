package embedded

import (
	"context"
	"sync"
)

// gate counts the operations that use the file, so that Close can wait for them, and lets one writer
// in at a time. bbolt has locks for both, but none that gives up with a context.
type gate struct {
	mu      sync.Mutex
	running int
	closed  bool
	idle    chan struct{} // closed once the gate is closed and the last operation has left
	writer  chan struct{} // holds one token while somebody writes
}

func newGate() *gate {
	return &gate{idle: make(chan struct{}), writer: make(chan struct{}, 1)}
}

// enter lets an operation begin. Every nil error must be answered by one leave.
func (g *gate) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return errClosed
	}
	g.running++
	return nil
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running--
	if g.closed && g.running == 0 {
		close(g.idle)
	}
}

// enterWriting is enter for the one writer. Every nil error must be answered by one leaveWriting.
func (g *gate) enterWriting(ctx context.Context) error {
	if err := g.enter(ctx); err != nil {
		return err
	}
	select {
	case g.writer <- struct{}{}:
		return nil
	case <-ctx.Done():
		g.leave()
		return ctx.Err()
	}
}

func (g *gate) leaveWriting() {
	<-g.writer
	g.leave()
}

// shut refuses every later operation and waits for those under way. first tells whether this call is
// the one that closed the gate.
func (g *gate) shut(ctx context.Context) (first bool, err error) {
	g.mu.Lock()
	first = !g.closed
	if first {
		g.closed = true
		if g.running == 0 {
			close(g.idle)
		}
	}
	g.mu.Unlock()
	select {
	case <-g.idle:
		return first, nil
	default:
	}
	select {
	case <-g.idle:
		return first, nil
	case <-ctx.Done():
		return first, ctx.Err()
	}
}
