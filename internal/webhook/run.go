package webhook

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// calm is the least time between two looks at the queue, so that a thousand messages queued in a second
// cost ten looks and not a thousand.
const calm = 100 * time.Millisecond

// runner is the state of one Run.
type runner struct {
	*Deliverer
	queue    *queue
	finished chan result
	looked   time.Time // at the queue, last
	next     time.Time // when to look again
	failing  bool      // the store did not answer last time, and that is logged
}

// result is what a worker brings back.
type result struct {
	webhook string
	next    time.Time // attempt of the same delivery, zero when there is none
	err     error
}

// Run delivers what is due until ctx ends, then waits for its workers: attempts under way are cut short,
// and made again when their lease is over. It is woken by Enqueue and Retry, by the time of the next
// attempt, and from time to time. Each webhook is sent one message at a time, and webhooks take turns, so
// one that is slow or has much to be told holds up no other.
//
// While the store does not answer, which is logged once, nothing is sent.
func (d *Deliverer) Run(ctx context.Context) {
	r := &runner{Deliverer: d, queue: newQueue(), finished: make(chan result)}
	defer func() {
		for range r.queue.busy {
			<-r.finished
		}
	}()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
			r.sooner(r.looked.Add(calm))
		case done := <-r.finished:
			r.finish(ctx, done)
		case <-timer.C:
			r.look(ctx)
		}
		r.start(ctx)
		timer.Reset(max(0, r.next.Sub(d.now())))
	}
}

func (r *runner) sooner(at time.Time) {
	if at.Before(r.next) {
		r.next = at
	}
}

// look reads the queue anew.
func (r *runner) look(ctx context.Context) {
	now := r.now()
	r.looked, r.next = now, now.Add(r.poll)
	found := newFinding(r.queue)
	err := contained(func() error {
		return r.list(ctx, document.Listing{
			Kind: document.KindDelivery, States: []string{string(directory.RecordStateOpen)},
		}, func(rec document.Record) bool {
			m, err := decode(rec)
			switch {
			case err != nil:
				return found.add("", rec.ID, time.Time{}) // to be set aside
			case m.NextAttemptAt.After(now):
				r.sooner(m.NextAttemptAt)
				return true
			}
			return found.add(string(m.Webhook), rec.ID, m.NextAttemptAt)
		})
	})
	if r.report(ctx, err); err == nil {
		r.queue.replace(found)
	}
}

// start gives work to workers as long as there is some and any are free.
func (r *runner) start(ctx context.Context) {
	for len(r.queue.busy) < r.concurrency {
		webhook, id, ok := r.queue.take()
		if !ok {
			if r.queue.partial && len(r.queue.busy) == 0 {
				r.sooner(r.looked.Add(calm))
			}
			return
		}
		go func() {
			done := result{webhook: webhook}
			done.err = contained(func() (err error) {
				done.next, err = r.deliver(ctx, id)
				return err
			})
			r.finished <- done
		}()
	}
}

// finish frees a worker's webhook. When the store did not answer, the rest of the queue waits as well.
func (r *runner) finish(ctx context.Context, done result) {
	r.queue.free(done.webhook)
	if !done.next.IsZero() {
		r.sooner(done.next)
	}
	if r.report(ctx, done.err); done.err != nil {
		r.queue.clear()
		r.next = r.now().Add(r.poll)
	}
}

// report logs the first failure of several, and the end of them.
func (r *runner) report(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	if err != nil && !r.failing {
		r.logger.WarnContext(ctx, "webhook messages wait", slog.Any("error", err))
	}
	if err == nil && r.failing {
		r.logger.InfoContext(ctx, "webhook messages go out again")
	}
	r.failing = err != nil
}

// contained turns a panic into an error: one message must not end the process that serves.
func contained(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return do()
}
