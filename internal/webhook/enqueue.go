package webhook

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Enqueue queues one message for each ACTIVE webhook of an organization. occasion names what happened, such
// as the id of the revision that published a record: reporting the same occasion again queues nothing, so
// whoever is unsure whether a report was taken may repeat it. payload is a [Message] or whatever has the
// same JSON form.
//
// It is UNAVAILABLE when the store does not answer, and INTERNAL for a payload that is no such message;
// then some of the organization's webhooks may have been told and others not.
func (d *Deliverer) Enqueue(ctx context.Context, organization directory.ID, event directory.WebhookEvent, occasion string, payload any) error {
	if organization == "" || occasion == "" || !validEvent(event) {
		return fmt.Errorf("queue a message: %w", directory.WithCause(directory.Internal, "The message cannot be sent.",
			errors.New("it lacks an organization, an occasion or a known event")))
	}
	body, err := write(event, payload)
	if err != nil {
		return fmt.Errorf("queue a message: %w", directory.WithCause(directory.Internal, "The message cannot be sent.", err))
	}
	now := d.clock()
	var revisions []document.Revision
	var broken []error
	err = d.list(ctx, document.Listing{
		Kind: document.KindWebhook, Owner: string(organization), States: []string{string(directory.RecordStateActive)},
	}, func(r document.Record) bool {
		webhook, err := uuid.Parse(r.ID)
		if err != nil {
			broken = append(broken, fmt.Errorf("webhook %s: %w", r.ID, err))
			return true
		}
		revisions = append(revisions, d.revision("enqueueDelivery", 1, directory.RecordStateOpen, &directory.Delivery{
			ID: deliveryID(webhook, occasion), Webhook: directory.ID(r.ID), Organization: organization,
			Event: event, Body: body, CreatedAt: now, NextAttemptAt: now,
		}))
		return true
	})
	if err != nil {
		return err
	}
	if len(revisions) > 0 {
		_, outcomes, err := d.store.Commit(ctx, revisions)
		if err != nil {
			return fmt.Errorf("queue %d messages: %w", len(revisions), err)
		}
		d.Wake()
		for _, err := range outcomes {
			if err != nil && directory.CodeOf(err) != directory.Conflict { // a conflict: it is queued already
				broken = append(broken, err)
			}
		}
	}
	if len(broken) > 0 {
		return fmt.Errorf("queue messages, %d of them in vain: %w", len(broken), errors.Join(broken...))
	}
	return nil
}

// deliveryID makes the id of a delivery: a UUID of version 8 (RFC 9562 section 5.8), the hash of the two.
func deliveryID(webhook uuid.UUID, occasion string) directory.ID {
	return directory.ID(uuid.NewHash(sha256.New(), webhook, []byte(occasion), 8).String())
}
