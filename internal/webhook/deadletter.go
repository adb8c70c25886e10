package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Failed gives up to limit deliveries of an organization that were given up, in the order of their ids,
// those above after only, and whether there may be more. A limit outside 1 to document.MaxListing is taken
// for that maximum. What cannot be read is left out.
//
// Whether the caller may see them is the caller's to check.
func (d *Deliverer) Failed(ctx context.Context, organization, after directory.ID, limit int) (failed []directory.Delivery, more bool, err error) {
	if limit < 1 || limit > document.MaxListing {
		limit = document.MaxListing
	}
	page, err := d.store.List(ctx, document.Listing{
		Kind: document.KindDelivery, Owner: string(organization), States: []string{string(directory.RecordStateFailed)},
		After: string(after), Limit: limit,
	})
	if err != nil {
		return nil, false, fmt.Errorf("list failed deliveries: %w", err)
	}
	for _, r := range page {
		if m, err := decode(r); err == nil {
			failed = append(failed, *m)
		}
	}
	return failed, len(page) == limit, nil
}

// Retry puts a delivery that was given up back in the queue, with all its attempts before it. It is
// NOT_FOUND when there is no such delivery, and CONFLICT when it was not given up or somebody else was
// faster. Whether the caller may do so is the caller's to check.
func (d *Deliverer) Retry(ctx context.Context, id string) error {
	record, err := d.store.Record(ctx, id)
	if err != nil {
		return fmt.Errorf("retry delivery %s: %w", id, err)
	}
	if record.Kind != document.KindDelivery {
		return fmt.Errorf("retry delivery %s: %w", id, directory.NewError(directory.NotFound, "There is no such delivery."))
	}
	if record.Content.State != string(directory.RecordStateFailed) {
		return fmt.Errorf("retry delivery %s: %w", id, directory.NewError(directory.Conflict, "The delivery was not given up."))
	}
	m, err := decode(record)
	if err != nil {
		return fmt.Errorf("retry: %w", directory.WithCause(directory.Internal, "The delivery cannot be read.", err))
	}
	m.Attempts, m.NextAttemptAt, m.DeliveredAt = 0, d.clock(), time.Time{}
	won, err := d.commit(ctx, d.revision("retryDelivery", record.Version+1, directory.RecordStateOpen, m))
	switch {
	case err != nil:
		return err
	case !won:
		return fmt.Errorf("retry delivery %s: %w", id, directory.NewError(directory.Conflict, "The delivery has changed."))
	}
	d.Wake()
	return nil
}
