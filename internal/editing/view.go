package editing

import (
	"context"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// record gives a record with its draft, nil when there is none or it is not the caller's to see.
func (d *Desk) record(ctx context.Context, a directory.Actor, kind document.Kind, id directory.ID) (*document.Record, error) {
	if a.ReachOf(directory.ReadDraft) == directory.ReachNone {
		return nil, nil
	}
	rec, out, err := d.find(ctx, a, directory.ReadDraft, kind, id, "id")
	if err != nil || out != nil {
		return nil, err
	}
	return &rec, nil
}

// Queue asks for records by where they stand.
type Queue struct {
	Kind   document.Kind
	States []directory.RecordState
	After  directory.ID
	First  int
}

// List gives the records of a queue that are the caller's to see, ascending by id, and whether there are
// more: those of their organization, or all of them for staff.
func (d *Desk) List(ctx context.Context, a directory.Actor, q *Queue) (records []document.Record, more bool, err error) {
	listing := document.Listing{Kind: q.Kind, After: string(q.After), Limit: min(max(q.First, 1), document.MaxListing-1) + 1}
	switch a.ReachOf(directory.ReadDraft) {
	case directory.ReachAny:
	case directory.ReachOwn:
		if a.Organization == "" {
			return nil, false, nil
		}
		listing.Owner = string(a.Organization)
	case directory.ReachNone:
		return nil, false, nil
	}
	for _, s := range q.States {
		listing.States = append(listing.States, string(s))
	}
	records, err = d.store.List(ctx, listing)
	if err != nil {
		return nil, false, fmt.Errorf("list %ss: %w", q.Kind, err)
	}
	if len(records) == listing.Limit {
		return records[:len(records)-1], true, nil
	}
	return records, false, nil
}

// ChecksDue gives public hotlines of the caller's organization whose check is due, stale or was never made,
// in the order of the queue; for staff those of everybody.
func (d *Desk) ChecksDue(ctx context.Context, r *Request, limit int) (due []*directory.Hotline, err error) {
	s := d.public()
	q := &Queue{Kind: document.KindInitiative, First: document.MaxListing - 1}
	for len(due) < limit {
		records, more, err := d.List(ctx, r.Actor, q)
		if err != nil {
			return nil, err
		}
		for _, rec := range records {
			in := s.Initiatives.ByID(directory.ID(rec.ID))
			if in == nil {
				continue
			}
			for _, h := range in.Hotlines {
				if h.Works() && len(due) < limit && s.Thresholds().Freshness(h.Provenance.VerifiedOn(), r.At) != directory.FreshnessFresh {
					due = append(due, h)
				}
			}
		}
		if !more {
			return due, nil
		}
		q.After = directory.ID(records[len(records)-1].ID)
	}
	return due, nil
}

// EachCheckDue calls fn for every public hotline whose check is due or stale, of the organizations that have a
// webhook: the others look at their queue.
func (d *Desk) EachCheckDue(ctx context.Context, now time.Time, fn func(owner directory.ID, rec *Stored, h *directory.Hotline)) error {
	owners, err := d.listening(ctx)
	if err != nil {
		return err
	}
	s := d.public()
	for _, owner := range owners {
		err := d.eachListed(ctx, document.Listing{Kind: document.KindInitiative, Owner: owner}, func(rec *Stored) {
			in := s.Initiatives.ByID(directory.ID(rec.ID))
			if in == nil {
				return
			}
			for _, h := range in.Hotlines {
				switch s.Thresholds().Freshness(h.Provenance.VerifiedOn(), now) {
				case directory.FreshnessDue, directory.FreshnessStale:
					if h.Works() {
						fn(directory.ID(owner), rec, h)
					}
				default: // fresh, or never checked: that is no news
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachListed calls fn for every record of a listing.
func (d *Desk) eachListed(ctx context.Context, q document.Listing, fn func(*Stored)) error {
	q.Limit = document.MaxListing
	for {
		page, err := d.store.List(ctx, q)
		if err != nil {
			return fmt.Errorf("list %ss: %w", q.Kind, err)
		}
		for i := range page {
			fn(&page[i])
		}
		if len(page) < q.Limit {
			return nil
		}
		q.After = page[len(page)-1].ID
	}
}
