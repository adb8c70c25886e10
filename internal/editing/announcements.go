package editing

import (
	"context"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// AnnounceSince announces again what was committed since an instant, to the organizations that have a webhook. A
// crash between a commit and its announcement loses only the announcement, and each occasion is told once
// however often it is announced, so a program does this when it starts.
func (d *Desk) AnnounceSince(ctx context.Context, since time.Time) error {
	owners, err := d.listening(ctx)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		var failed error
		err := d.eachListed(ctx, document.Listing{Kind: document.KindInitiative, Owner: owner}, func(rec *Stored) {
			if failed == nil && !rec.UpdatedAt.Before(since) {
				failed = d.announceHistory(ctx, rec, since)
			}
		})
		if err := firstError(err, failed); err != nil {
			return err
		}
		err = d.eachListed(ctx, document.Listing{Kind: document.KindCorrection, Owner: owner, States: []string{string(directory.RecordStateOpen)}}, func(rec *Stored) {
			if !rec.UpdatedAt.Before(since) {
				d.announceRecord(ctx, *rec, directory.WebhookEventCorrected)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) announceHistory(ctx context.Context, rec *Stored, since time.Time) error {
	revisions, err := d.store.History(ctx, rec.ID, rec.Version+1, historyPage)
	if err != nil {
		return fmt.Errorf("read history: %w", err)
	}
	for i := range revisions {
		if revisions[i].At.Before(since) {
			continue
		}
		d.announceRevision(ctx, &revisions[i])
	}
	return nil
}

// announceRevision announces a revision of an initiative if webhooks are told of such. Of an import that is what it made
// public without review.
func (d *Desk) announceRevision(ctx context.Context, v *document.Revision) {
	switch op := directory.Operation(v.Command); {
	case op == directory.ApproveInitiative, op == directory.ImportInitiatives && v.Public:
		d.announceRecord(ctx, v.Record(), directory.WebhookEventPublished)
	case op == directory.ReturnInitiative:
		d.announceRecord(ctx, v.Record(), directory.WebhookEventReturned)
	}
}

// announceRecord announces what a revision did. The occasion is the revision.
func (d *Desk) announceRecord(ctx context.Context, rec document.Record, event directory.WebhookEvent) {
	d.announce.Announce(ctx, directory.ID(rec.Content.Owner), event, document.RevisionID(rec.ID, rec.Version), rec)
}

// listening gives the organizations that have a webhook.
func (d *Desk) listening(ctx context.Context) (owners []string, err error) {
	seen := map[string]bool{}
	err = d.eachListed(ctx, document.Listing{Kind: document.KindWebhook, States: []string{string(directory.RecordStateActive)}}, func(rec *Stored) {
		if !seen[rec.Content.Owner] {
			seen[rec.Content.Owner] = true
			owners = append(owners, rec.Content.Owner)
		}
	})
	return owners, err
}
