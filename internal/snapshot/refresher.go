package snapshot

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Source is what a snapshot is read from: a store.
type Source interface {
	// Revision gives the directory revision, which rises with every public change.
	Revision(ctx context.Context) (int64, error)
	// Versions gives the version of every record.
	Versions(ctx context.Context) (map[string]int64, error)
	// Records streams every record.
	Records(ctx context.Context, yield func(document.Record) error) error
	// RecordsByID gives the records with these ids, those that exist.
	RecordsByID(ctx context.Context, ids []string) (map[string]document.Record, error)
}

// Refresher keeps a Holder current. One goroutine runs it; Wake may be called from anywhere.
type Refresher struct {
	source     Source
	holder     *Holder
	thresholds directory.Thresholds
	logger     *slog.Logger
	now        func() time.Time
	poll, full time.Duration
	heal       func(context.Context) error
	alone      bool
	copied     bool
	wake       chan struct{}
	news       news

	mu        sync.Mutex // one refresh at a time
	unsettled unsettled

	beside sync.WaitGroup // what is done after a publication

	statusMu sync.Mutex
	status   Status
}

// Status tells how current the snapshot is.
type Status struct {
	CheckedAt time.Time // when the store last answered
	Failing   bool      // the last attempt failed; the last good snapshot serves
}

// Settings of a Refresher; zero values take the defaults.
type Settings struct {
	Thresholds directory.Thresholds        // default [directory.DefaultThresholds]
	Poll       time.Duration               // how often the revision is asked for; default 5 s, with jitter
	Full       time.Duration               // how often every version is compared; default 10 min
	Alone      bool                        // no other process writes into the source, and none is ever asked for changes
	Copied     bool                        // the source is a copy of what is public: nobody can tell from it what was public before
	Heal       func(context.Context) error // run before each full comparison; default nothing
	Now        func() time.Time            // default time.Now
	Logger     *slog.Logger                // default: nothing is logged
}

// NewRefresher makes a refresher that has not read anything yet.
func NewRefresher(source Source, holder *Holder, s Settings) *Refresher {
	r := &Refresher{
		source: source, holder: holder, thresholds: s.Thresholds, logger: s.Logger, now: s.Now,
		poll: s.Poll, full: s.Full, heal: s.Heal, alone: s.Alone, copied: s.Copied, wake: make(chan struct{}, 1),
		unsettled: unsettled{},
	}
	if r.thresholds == (directory.Thresholds{}) {
		r.thresholds = directory.DefaultThresholds
	}
	if r.logger == nil {
		r.logger = slog.New(slog.DiscardHandler)
	}
	if r.now == nil {
		r.now = time.Now
	}
	if r.poll == 0 {
		r.poll = 5 * time.Second
	}
	if r.full == 0 {
		r.full = 10 * time.Minute
	}
	return r
}

// Wake asks for a refresh soon; many calls before it make one. It never blocks. Who has published says what, so
// that the refresh reads that alone; who does not know makes it compare every version.
func (r *Refresher) Wake(changes ...Change) {
	r.news.add(changes)
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Status tells how current the snapshot is. It is safe for concurrent use.
func (r *Refresher) Status() Status {
	r.statusMu.Lock()
	defer r.statusMu.Unlock()
	return r.status
}

// Run refreshes until ctx ends: when woken, when the revision has risen at a poll, and in full from time
// to time. A failure keeps the last good snapshot and is logged once until it passes.
func (r *Refresher) Run(ctx context.Context) {
	defer r.beside.Wait()
	next := r.now().Add(r.full)
	for {
		timer := time.NewTimer(r.poll + rand.N(r.poll/5+1))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-r.wake:
			timer.Stop()
		case <-timer.C:
		}
		full := !r.now().Before(next)
		if full {
			next = r.now().Add(r.full)
		}
		r.attempt(ctx, full)
	}
}

// attempt is one round of Run.
func (r *Refresher) attempt(ctx context.Context, full bool) {
	if full && r.heal != nil {
		if err := contained(func() error { return r.heal(ctx) }); err != nil && ctx.Err() == nil {
			r.logger.WarnContext(ctx, "heal failed", slog.Any("error", err))
		}
	}
	was := r.Status().Failing
	switch err := r.Refresh(ctx, full); {
	case ctx.Err() != nil:
	case err != nil && !was:
		r.logger.WarnContext(ctx, "refresh failed; the last good snapshot serves", slog.Any("error", err))
	case err == nil && was:
		r.logger.InfoContext(ctx, "refresh works again")
	}
}

// Refresh reads what has changed and swaps in a new snapshot; without a change it does nothing. When full is
// set, every version is compared, and what was updated since it was built is built anew.
func (r *Refresher) Refresh(ctx context.Context, full bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := contained(func() error { return r.refresh(ctx, full) })
	r.statusMu.Lock()
	defer r.statusMu.Unlock()
	r.status.Failing = err != nil
	if err == nil {
		r.status.CheckedAt = r.now()
	}
	return err
}

func (r *Refresher) refresh(ctx context.Context, full bool) error {
	readAt := r.now()
	// The revision is read first: a record published meanwhile is then read again at the next round
	// rather than missed.
	revision, err := r.source.Revision(ctx)
	if err != nil {
		return fmt.Errorf("read directory revision: %w", err)
	}
	current := r.holder.Current()
	if revision == 0 && (current == nil || current.Revision == 0) {
		// Nothing is public yet: what records there are belong to a first commit that is not finished.
		if current == nil {
			r.publish(ctx, current, Build(nil, revision, r.now(), r.thresholds), readAt)
		}
		return nil
	}
	if current == nil {
		entries, err := r.readAll(ctx)
		if err != nil {
			return err
		}
		r.publish(ctx, current, Build(slices.Collect(maps.Values(entries)), revision, r.now(), r.thresholds), readAt)
		return nil
	}
	if revision == current.Revision {
		r.settled(readAt)
	}
	if revision == current.Revision && !full {
		return nil
	}
	changed, removed, err := r.readChanged(ctx, current, revision, full)
	if err != nil {
		return err
	}
	if len(changed)+len(removed) == 0 && revision == current.Revision && current.updates == 0 {
		return nil
	}
	var next *Snapshot
	if !full {
		if err := contained(func() error { next = current.Update(changed, removed, revision, r.now()); return nil }); err != nil {
			r.logger.WarnContext(ctx, "update failed; the directory is built anew", slog.Any("error", err))
		}
	}
	if next == nil {
		next = current.rebuilt(current.entriesWith(changed, removed), revision, r.now())
	}
	r.publish(ctx, current, next, readAt)
	return nil
}

// publish lets everybody see a snapshot after the current one, which is nil at the start.
func (r *Refresher) publish(ctx context.Context, current, s *Snapshot, readAt time.Time) {
	r.settle(current, s, readAt)
	if r.copied {
		s.Source = directory.DirectorySourceSnapshot
		if current == nil {
			s.changes.from = s.Revision
		}
	}
	r.holder.Swap(s)
	r.news.forget(s.Revision)
	now := r.now()
	r.beside.Go(func() { r.afterwards(ctx, s, now) })
	r.logger.InfoContext(ctx, "directory published", slog.Int64("revision", s.Revision),
		slog.Int("initiatives", s.Initiatives.Len()), slog.Int("set_aside", len(s.SetAside)))
}

// quiet is how long nothing is published before what can wait is done.
const quiet = 50 * time.Millisecond

// afterwards does what can wait until a snapshot was seen, and until nothing else is published for a while, since it
// would hold that up: it works out the coverage, so that few readers pay for it, and collects garbage, of which a refresh
// makes so much that otherwise every fourth takes twice as long.
func (r *Refresher) afterwards(ctx context.Context, s *Snapshot, now time.Time) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(quiet):
	}
	if r.holder.Current() != s {
		return
	}
	if err := contained(func() error { s.Coverage(now); return nil }); err != nil {
		r.logger.WarnContext(ctx, "coverage failed", slog.Any("error", err))
	}
	runtime.GC()
}

// contained turns a panic into an error: whatever it is about, it must not end the process that still serves.
func contained(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return do()
}

// readAll reads every record, preparing them on all processors while the store streams.
func (r *Refresher) readAll(ctx context.Context) (map[string]*Entry, error) {
	g, ctx := errgroup.WithContext(ctx)
	start := func(do func() error) { g.Go(func() error { return contained(do) }) }
	records := make(chan document.Record, 64)
	start(func() error {
		defer close(records)
		err := r.source.Records(ctx, func(rec document.Record) error {
			select {
			case records <- rec:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		if err != nil {
			return fmt.Errorf("read records: %w", err)
		}
		return nil
	})
	var mu sync.Mutex
	entries := map[string]*Entry{}
	decoder := document.NewDecoder()
	for range runtime.GOMAXPROCS(0) {
		start(func() error {
			for rec := range records {
				e := prepare(rec, decoder)
				mu.Lock()
				entries[rec.ID] = e
				mu.Unlock()
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return entries, nil
}

// readChanged reads the records that differ from those of the current snapshot, and finds those that are gone.
// What is known to be all that makes a revision is read alone.
func (r *Refresher) readChanged(ctx context.Context, current *Snapshot, revision int64, full bool) (changed []*Entry, removed []directory.ID, err error) {
	if ids := r.news.between(current.Revision, revision); len(ids) > 0 && !full {
		changed, err := r.readEntries(ctx, ids)
		if err != nil || len(changed) == len(ids) {
			return changed, nil, err
		}
	}
	versions, err := r.source.Versions(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read versions: %w", err)
	}
	for id := range current.entries {
		if _, ok := versions[string(id)]; !ok {
			removed = append(removed, id)
		}
	}
	var ids []string
	for id, version := range versions {
		if e := current.entries[directory.ID(id)]; e == nil || e.Version != version {
			ids = append(ids, id)
		}
	}
	changed, err = r.readEntries(ctx, ids)
	return changed, removed, err
}

func (r *Refresher) readEntries(ctx context.Context, ids []string) ([]*Entry, error) {
	var entries []*Entry
	const batch = 200
	for some := range slices.Chunk(ids, batch) {
		records, err := r.source.RecordsByID(ctx, some)
		if err != nil {
			return nil, fmt.Errorf("read changed records: %w", err)
		}
		for _, rec := range records {
			entries = append(entries, Prepare(rec))
		}
	}
	return entries, nil
}
