package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Store keeps webhooks and deliveries.
type Store interface {
	// Commit stores revisions, each taken or refused for itself; a version that is not the next is CONFLICT.
	Commit(ctx context.Context, revisions []document.Revision) (int64, []error, error)
	// Record gives a record as it stands, NOT_FOUND when there is none.
	Record(ctx context.Context, id string) (document.Record, error)
	// RecordsByID gives those of the named records that exist.
	RecordsByID(ctx context.Context, ids []string) (map[string]document.Record, error)
	// List gives records by where they stand, in the order of their ids.
	List(ctx context.Context, l document.Listing) ([]document.Record, error)
}

// Client sends a message: outbound.Client. The error is nil when the status is between 200 and 299 only.
type Client interface {
	Post(ctx context.Context, address string, header http.Header, body []byte) (status int, err error)
}

// DefaultSchedule is how long to wait after each failed attempt. A message is given up about a day and a
// half after its occasion.
var DefaultSchedule = []time.Duration{
	5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour, 24 * time.Hour,
}

// lease is how long a claim holds: nobody else attempts a delivery before. An attempt ends well within it,
// so that neither a slow disk nor clocks that differ by some seconds make two processes send at once.
const (
	lease   = time.Minute
	attempt = 30 * time.Second
)

// Settings of a Deliverer; zero values take the defaults.
type Settings struct {
	Now         func() time.Time // required
	Logger      *slog.Logger     // default: nothing is logged
	Concurrency int              // webhooks that are sent to at once; default 8
	Schedule    []time.Duration  // waits after failed attempts, one attempt more than these; default DefaultSchedule
	Poll        time.Duration    // how often the store is asked for what other processes queued; default 30 s
}

// Deliverer queues messages and delivers them. Its methods are safe for concurrent use; Run is for one
// goroutine. Several Deliverers, in one process or many, may work on one store.
type Deliverer struct {
	store       Store
	client      Client
	now         func() time.Time
	logger      *slog.Logger
	concurrency int
	schedule    []time.Duration
	poll        time.Duration
	wake        chan struct{}
}

// New makes a deliverer. It sends nothing until Run.
func New(store Store, client Client, s Settings) *Deliverer {
	d := &Deliverer{
		store: store, client: client, now: s.Now, logger: s.Logger, concurrency: s.Concurrency,
		schedule: slices.Clone(s.Schedule), poll: s.Poll, wake: make(chan struct{}, 1),
	}
	if d.logger == nil {
		d.logger = slog.New(slog.DiscardHandler)
	}
	if d.concurrency <= 0 {
		d.concurrency = 8
	}
	if d.schedule == nil {
		d.schedule = DefaultSchedule
	}
	if d.poll <= 0 {
		d.poll = 30 * time.Second
	}
	return d
}

// Wake asks Run to look at the queue soon; many calls before it does make one. It never blocks.
func (d *Deliverer) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// revision makes the next revision of a delivery.
func (d *Deliverer) revision(command string, version int64, state directory.RecordState, m *directory.Delivery) document.Revision {
	return d.rawRevision(command, string(m.ID), version, document.Content{
		State: string(state), Owner: string(m.Organization), Draft: document.Encode(m),
	})
}

func (d *Deliverer) rawRevision(command, id string, version int64, content document.Content) document.Revision {
	return document.Revision{
		ID: document.RevisionID(id, version), RecordID: id, Version: version, Kind: document.KindDelivery,
		At: d.clock(), Actor: "webhook", Command: command, Content: content,
	}
}

// clock gives the time as the store keeps it.
func (d *Deliverer) clock() time.Time { return d.now().UTC().Truncate(time.Millisecond) }

// commit commits one revision and tells whether it was the first to take its version.
func (d *Deliverer) commit(ctx context.Context, r document.Revision) (won bool, err error) {
	_, outcomes, err := d.store.Commit(ctx, []document.Revision{r})
	if err == nil {
		err = outcomes[0]
	}
	switch {
	case err == nil:
		return true, nil
	case directory.CodeOf(err) == directory.Conflict:
		return false, nil
	}
	return false, fmt.Errorf("commit %s: %w", r.ID, err)
}

// list goes through all records of a listing, page by page, until fn says to stop.
func (d *Deliverer) list(ctx context.Context, l document.Listing, fn func(document.Record) bool) error {
	l.Limit = document.MaxListing
	for {
		page, err := d.store.List(ctx, l)
		if err != nil {
			return fmt.Errorf("list %s records: %w", l.Kind, err)
		}
		for _, r := range page {
			if !fn(r) {
				return nil
			}
		}
		if len(page) < l.Limit {
			return nil
		}
		l.After = page[len(page)-1].ID
	}
}

// decode reads a delivery.
func decode(r document.Record) (*directory.Delivery, error) {
	m := new(directory.Delivery)
	if err := document.Decode(r.Content.Draft, m); err != nil {
		return nil, fmt.Errorf("read delivery %s: %w", r.ID, err)
	}
	if string(m.ID) != r.ID {
		return nil, fmt.Errorf("read delivery %s: %w", r.ID, errors.New("it bears another id"))
	}
	return m, nil
}
