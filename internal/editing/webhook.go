package editing

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// maxWebhooks is how many webhooks an organization may have in use, and how many feeds.
const maxWebhooks = 10

// RegisterWebhook tells an organization's address from now on what happens to its records. The secret, with
// which messages are signed, is in the answer only.
func (d *Desk) RegisterWebhook(ctx context.Context, r *Request, owner directory.ID, url string) (out *Outcome, secret string, err error) {
	const op = directory.RegisterWebhook
	id, owner, out, err := d.forOrganization(ctx, r, op, document.KindWebhook, owner, url)
	if err != nil || out != nil {
		return out, "", err
	}
	key := make([]byte, 32)
	if _, err := io.ReadFull(d.rand, key); err != nil {
		return nil, "", directory.WithCause(directory.Internal, "Internal error.", err)
	}
	secret = "whsec_" + base64.StdEncoding.EncodeToString(key)
	w := &directory.Webhook{ID: id, Organization: owner, URL: directory.URL(url), Secret: secret, CreatedAt: r.At.UTC()}
	out, err = d.create(ctx, r, op, document.KindWebhook, id, document.Content{
		State: string(directory.RecordStateActive), Owner: string(owner), Draft: document.Encode(w),
	})
	if err != nil || len(out.Problems) > 0 {
		return out, "", err
	}
	if made, err := decode[directory.Webhook](out.Record.Content.Draft); err != nil || made.Secret != secret {
		secret = "" // an earlier send of the same request made it
	}
	return out, secret, nil
}

// forOrganization checks what a webhook and a feed have in common: an organization, an address, a bound. It gives
// the id of the new record and its owner, or the outcome.
func (d *Desk) forOrganization(ctx context.Context, r *Request, op directory.Operation, kind document.Kind, of directory.ID, url string) (id, owner directory.ID, out *Outcome, err error) {
	if err := permit(r.Actor, op); err != nil {
		return "", "", nil, err
	}
	if out := r.validKey(); out != nil {
		return "", "", out, nil
	}
	owner = cmp.Or(of, r.Actor.Organization)
	if out, err := d.ownerOfNew(ctx, r.Actor, op, owner); err != nil || out != nil {
		return "", "", out, err
	}
	if id, out, err = d.newID(ctx, r, op); err != nil || out != nil {
		return "", "", out, err
	}
	if _, err := directory.ParseURL(url); err != nil || !strings.HasPrefix(url, "https://") {
		return "", "", refused(problem(directory.InvalidInput, "input.url", "must be an absolute https URL")), nil
	}
	there, err := d.store.List(ctx, document.Listing{Kind: kind, Owner: string(owner), States: []string{
		string(directory.RecordStateActive), string(directory.RecordStatePaused),
	}, Limit: maxWebhooks})
	if err != nil {
		return "", "", nil, fmt.Errorf("count %ss: %w", kind, err)
	}
	if len(there) >= maxWebhooks {
		return "", "", refused(problem(directory.InvalidInput, "input.organization", "has %d already; remove one first", len(there))), nil
	}
	return id, owner, nil, nil
}

// RemoveWebhook ends a webhook for good.
func (d *Desk) RemoveWebhook(ctx context.Context, r *Request, id directory.ID) (*Outcome, error) {
	return d.change(ctx, r, &change{
		op: directory.RemoveWebhook, kind: document.KindWebhook, id: id, path: "input.id",
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			w, err := decode[directory.Webhook](c.Draft)
			if err != nil {
				return nil, err
			}
			w.Secret = ""
			c.State, c.Draft = string(directory.RecordStateRevoked), document.Encode(w)
			return nil, nil
		},
	})
}

// RetryDelivery lets a message to a webhook be sent again that was given up.
func (d *Desk) RetryDelivery(ctx context.Context, r *Request, id directory.ID) (*Outcome, error) {
	out, err := d.change(ctx, r, &change{
		op: directory.RetryDelivery, kind: document.KindDelivery, id: id, path: "input.id",
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			if c.State != string(directory.RecordStateFailed) {
				return []directory.Problem{problem(directory.InvalidInput, "input.id", "is in state %s; only one that was given up is sent again", c.State)}, nil
			}
			m, err := decode[directory.Delivery](c.Draft)
			if err != nil {
				return nil, err
			}
			m.Attempts, m.NextAttemptAt, m.LastStatus, m.LastError = 0, r.At.UTC(), 0, ""
			c.State, c.Draft = string(directory.RecordStateOpen), document.Encode(m)
			return nil, nil
		},
	})
	if err == nil && len(out.Problems) == 0 {
		d.announce.Wake()
	}
	return out, err
}

// RegisterFeed names a file that an organization keeps current at an address, to be harvested.
func (d *Desk) RegisterFeed(ctx context.Context, r *Request, owner directory.ID, url string, format directory.ExchangeFormat) (*Outcome, error) {
	const op = directory.RegisterFeed
	id, owner, out, err := d.forOrganization(ctx, r, op, document.KindFeed, owner, url)
	if err != nil || out != nil {
		return out, err
	}
	f := &directory.Feed{ID: id, Organization: owner, URL: directory.URL(url), Format: format, CreatedAt: r.At.UTC()}
	return d.create(ctx, r, op, document.KindFeed, id, document.Content{
		State: string(directory.RecordStateActive), Owner: string(owner), Draft: document.Encode(f),
	})
}

// PauseFeed stops the harvesting of a feed, or lets it go on.
func (d *Desk) PauseFeed(ctx context.Context, r *Request, id directory.ID, paused bool) (*Outcome, error) {
	return d.change(ctx, r, &change{
		op: directory.PauseFeed, kind: document.KindFeed, id: id, path: "input.id",
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			c.State = string(directory.RecordStateActive)
			if paused {
				c.State = string(directory.RecordStatePaused)
			}
			return nil, nil
		},
	})
}
