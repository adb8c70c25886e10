package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

const (
	// waiting is how many uses may wait to be written. One that finds no place is noted by the token's
	// next request.
	waiting = 256
	// pause is how long a use that could not be written is left alone.
	pause = time.Minute
)

// CommandUse is the command of the revisions that note when a token was last used.
const CommandUse = "useToken"

// usage notes the day on which tokens were last used: at most once per token and day, beside the requests
// and never in their way. The day is all that is kept, so that a token's record tells whether it is
// still needed and not when somebody works.
type usage struct {
	store  Store
	now    func() time.Time
	logger *slog.Logger
	cancel context.CancelFunc
	done   chan struct{} // closed when the goroutine has ended

	mu     sync.Mutex // guards what follows
	queue  chan directory.ID
	closed bool
	marks  *simplelru.LRU[directory.ID, mark]
}

// mark says that a token's use is noted, or about to be.
type mark struct {
	day   directory.Date
	again time.Time // after a failure: not before this; zero: no more on that day
}

// startUsage starts the goroutine that writes; close ends it.
func startUsage(store Store, now func() time.Time, logger *slog.Logger) *usage {
	marks, err := simplelru.NewLRU[directory.ID, mark](remembered, nil)
	if err != nil {
		panic(err) // the size is a constant
	}
	ctx, cancel := context.WithCancel(context.Background())
	u := &usage{
		store: store, now: now, logger: logger, cancel: cancel, done: make(chan struct{}),
		queue: make(chan directory.ID, waiting), marks: marks,
	}
	go u.run(ctx)
	return u
}

// note asks for a token's use to be written. It never waits.
func (u *usage) note(t *directory.Token, now time.Time) {
	day := dayOf(now)
	if t.LastUsedOn >= day {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if m, ok := u.marks.Get(t.ID); u.closed || ok && m.day == day && (m.again.IsZero() || now.Before(m.again)) {
		return
	}
	select {
	case u.queue <- t.ID:
		u.marks.Add(t.ID, mark{day: day})
	default:
	}
}

func dayOf(now time.Time) directory.Date { return directory.Date(now.UTC().Format(time.DateOnly)) }

// run writes what is queued until the queue is closed and empty. Trouble is logged when it begins and
// when it has passed.
func (u *usage) run(ctx context.Context) {
	defer close(u.done)
	failing := false
	for id := range u.queue {
		now := u.now()
		err := u.write(ctx, id, now)
		if err != nil {
			u.mu.Lock()
			u.marks.Add(id, mark{day: dayOf(now), again: now.Add(pause)})
			u.mu.Unlock()
		}
		switch {
		case err != nil && !failing:
			u.logger.WarnContext(ctx, "last use of a token not noted", slog.Any("error", err))
		case err == nil && failing:
			u.logger.InfoContext(ctx, "last uses of tokens are noted again")
		}
		failing = err != nil
	}
}

// write sets the day in the token's record, unless it is there already or the token is no longer active.
// Whoever changed the record meanwhile wins: the next day comes. The public directory does not change.
func (u *usage) write(ctx context.Context, id directory.ID, now time.Time) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	record, err := u.store.Record(ctx, string(id))
	if err != nil {
		return fmt.Errorf("read token %s: %w", id, err)
	}
	if record.Kind != document.KindToken || record.Content.State != string(directory.RecordStateActive) {
		return nil
	}
	var token directory.Token
	if err := document.Decode(record.Content.Draft, &token); err != nil {
		return fmt.Errorf("read token %s: %w", id, err)
	}
	day := dayOf(now)
	if token.LastUsedOn >= day {
		return nil // by another process
	}
	token.LastUsedOn = day
	content := record.Content
	content.Draft = document.Encode(&token)
	_, outcomes, err := u.store.Commit(ctx, []document.Revision{{
		ID: document.RevisionID(record.ID, record.Version+1), RecordID: record.ID, Version: record.Version + 1,
		Kind: document.KindToken, At: now.UTC().Truncate(time.Millisecond), Actor: record.ID, Command: CommandUse,
		Content: content,
	}})
	if err = errors.Join(append(outcomes, err)...); err != nil && directory.CodeOf(err) != directory.Conflict {
		return fmt.Errorf("note the use of token %s: %w", id, err)
	}
	return nil
}

// close writes what is queued and waits for the goroutine. When ctx ends first, what is left is given up.
func (u *usage) close(ctx context.Context) error {
	u.mu.Lock()
	if !u.closed {
		u.closed = true
		close(u.queue)
	}
	u.mu.Unlock()
	defer u.cancel()
	select {
	case <-u.done:
		return nil
	case <-ctx.Done():
		u.cancel()
		<-u.done
		return fmt.Errorf("note the last uses of tokens: %w", ctx.Err())
	}
}
