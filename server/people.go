package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/blueheart-federation/api/internal/auth"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/outbound"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/webhook"
)

// people is what partners and reviewers need: who they are, what they do, and what they are told.
type people struct {
	desk      *editing.Desk
	auth      *auth.Authenticator
	deliverer *webhook.Deliverer
	client    *outbound.Client
	holder    *snapshot.Holder
	logger    *slog.Logger
	now       func() time.Time
}

// newPeople puts the rooms of the write side together. wake is called after a public change, with what it was if one knows.
func (p *program) newPeople(s store, holder *snapshot.Holder, wake func(...snapshot.Change)) (*people, error) {
	authenticator, err := auth.New(auth.Options{
		Store: s, OperatorToken: string(p.AdminToken), OIDC: p.provider(), Now: p.now, Logger: p.logger,
	})
	if err != nil {
		return nil, err
	}
	client := outbound.New(p.calls)
	x := &people{
		auth: authenticator, client: client, holder: holder, logger: p.logger, now: p.now,
		deliverer: webhook.New(s, client, webhook.Settings{Now: p.now, Logger: p.logger}),
	}
	x.desk = editing.NewDesk(editing.Options{
		Store: s, Public: holder.Current, Wake: wake, Forget: authenticator.Forget, Announce: x, Fetch: feeds{client}, Rand: rand.Reader,
	})
	return x, nil
}

// provider gives the settings of the staff's identity provider, nil when there is none.
func (c *Config) provider() *auth.OIDC {
	if c.OIDCIssuer == "" {
		return nil
	}
	return &auth.OIDC{Issuer: c.OIDCIssuer, Audience: c.OIDCAudience, RoleClaim: c.OIDCRoleClaim, Reviewers: c.OIDCReviewers, Admins: c.OIDCAdmins}
}

// Announce tells an organization's webhooks what happened to one of its records.
func (x *people) Announce(ctx context.Context, organization directory.ID, event directory.WebhookEvent, occasion string, rec document.Record) {
	x.tell(ctx, organization, occasion, webhook.Message{
		Event: event, Record: directory.ID(rec.ID), Kind: rec.Kind, State: directory.RecordState(rec.Content.State), Version: rec.Version, At: rec.UpdatedAt,
	})
}

// Wake sends what is to be sent now.
func (x *people) Wake() { x.deliverer.Wake() }

func (x *people) tell(ctx context.Context, organization directory.ID, occasion string, m webhook.Message) {
	if organization == "" {
		return
	}
	// The change is on disk whether or not its caller waits for the rest.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := x.deliverer.Enqueue(ctx, organization, m.Event, string(m.Event)+" "+occasion, m); err != nil {
		x.logger.ErrorContext(ctx, "a webhook was not told", slog.Any("error", err))
	}
}

// run does what goes on beside requests until ctx ends.
func (x *people) run(ctx context.Context, t *tasks) {
	t.start("webhooks", func() error { x.deliverer.Run(ctx); return nil })
	t.start("checks due", func() error { x.remind(ctx); return nil })
}

// announceAgain is how far back a start looks for what a crash kept from being told.
const announceAgain = 24 * time.Hour

// reminding is how often checks that are due are looked for.
const reminding = time.Hour

// remind tells webhooks of the hotlines whose check is due, each once until it is checked again.
func (x *people) remind(ctx context.Context) {
	if err := x.desk.AnnounceSince(ctx, x.now().Add(-announceAgain)); err != nil && ctx.Err() == nil {
		x.logger.WarnContext(ctx, "what happened before the start was not told again", slog.Any("error", err))
	}
	for {
		if err := x.desk.EachCheckDue(ctx, x.now(), func(owner directory.ID, rec *editing.Stored, h *directory.Hotline) {
			x.tell(ctx, owner, string(h.ID)+" "+string(h.Provenance.VerifiedOn()), webhook.Message{
				Event: directory.WebhookEventCheckDue, Record: h.ID, Kind: "hotline", State: directory.RecordState(rec.Content.State), Version: rec.Version, At: x.now().UTC(),
			})
		}); err != nil && ctx.Err() == nil {
			x.logger.WarnContext(ctx, "checks that are due were not told", slog.Any("error", err))
		}
		timer := time.NewTimer(reminding)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

func (x *people) close(ctx context.Context) error {
	x.client.Close()
	if err := x.auth.Close(ctx); err != nil {
		return fmt.Errorf("note the last uses of tokens: %w", err)
	}
	return nil
}

// feeds reads partners' files.
type feeds struct{ client *outbound.Client }

// Fetch is editing.Fetcher.
func (f feeds) Fetch(ctx context.Context, url, etag string, most int64) (body io.ReadCloser, newETag string, unchanged bool, err error) {
	a, err := f.client.Get(ctx, url, etag, most)
	if err != nil {
		if e, ok := errors.AsType[*outbound.Error](err); ok && e.Class == outbound.Refused {
			return nil, "", false, directory.WithCause(directory.InvalidInput, "The address is refused.", err)
		}
		return nil, "", false, directory.WithCause(directory.Unavailable, "The address of the feed does not answer as it should.", err)
	}
	if a.NotModified {
		return nil, "", true, nil
	}
	return a.Body, a.ETag, false, nil
}
