package editing

import (
	"context"
	"errors"
	"sync"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/testkit"
)

// faulty is a store that fails when it is told to, as one does whose disk or network fails.
type faulty struct {
	testkit.Store

	mu      sync.Mutex
	calls   int // of any kind
	writes  int // commits and redactions that were asked for
	failAt  int // the call from which on everything fails, counted from 1; 0: none
	noWrite bool
	after   bool // fails after it wrote
}

var errDown = directory.WithCause(directory.Unavailable, "The directory's store does not answer.", errors.New("it is down"))

// enter counts a call and says whether it fails, and whether it writes all the same.
func (f *faulty) enter(write bool) (fails, writes bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if write {
		f.writes++
	}
	fails = f.failAt > 0 && f.calls >= f.failAt || f.noWrite && write
	return fails, !fails || f.after && f.calls == f.failAt
}

// reset counts anew, and fails from a call on.
func (f *faulty) reset(failAt int, after bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls, f.writes, f.failAt, f.after = 0, 0, failAt, after
}

func (f *faulty) Commit(ctx context.Context, revisions []document.Revision) (revision int64, outcomes []error, err error) {
	fails, writes := f.enter(true)
	if writes {
		revision, outcomes, err = f.Store.Commit(ctx, revisions)
	}
	if fails {
		return 0, nil, errDown
	}
	return revision, outcomes, err
}

func (f *faulty) Redact(ctx context.Context, record string, version int64, content document.Content) (err error) {
	fails, writes := f.enter(true)
	if writes {
		err = f.Store.Redact(ctx, record, version, content)
	}
	if fails {
		return errDown
	}
	return err
}

func (f *faulty) Record(ctx context.Context, id string) (document.Record, error) {
	if fails, _ := f.enter(false); fails {
		return document.Record{}, errDown
	}
	return f.Store.Record(ctx, id)
}

func (f *faulty) OwnRecord(ctx context.Context, kind document.Kind, owner, id string) (document.Record, error) {
	if fails, _ := f.enter(false); fails {
		return document.Record{}, errDown
	}
	return f.Store.OwnRecord(ctx, kind, owner, id)
}

func (f *faulty) RecordsByID(ctx context.Context, ids []string) (map[string]document.Record, error) {
	if fails, _ := f.enter(false); fails {
		return nil, errDown
	}
	return f.Store.RecordsByID(ctx, ids)
}

func (f *faulty) List(ctx context.Context, q document.Listing) ([]document.Record, error) {
	if fails, _ := f.enter(false); fails {
		return nil, errDown
	}
	return f.Store.List(ctx, q)
}

func (f *faulty) History(ctx context.Context, id string, beforeVersion int64, limit int) ([]document.Revision, error) {
	if fails, _ := f.enter(false); fails {
		return nil, errDown
	}
	return f.Store.History(ctx, id, beforeVersion, limit)
}
