package editing

import (
	"context"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Stored is a record as it is kept: its state, its owner, its public face and the draft beside it.
type Stored = document.Record

// Kind names what a record is.
type Kind = document.Kind

// The kinds of record that have queues.
const (
	KindInitiative   = document.KindInitiative
	KindOrganization = document.KindOrganization
	KindCorrection   = document.KindCorrection
	KindToken        = document.KindToken
	KindFeed         = document.KindFeed
	KindWebhook      = document.KindWebhook
	KindDelivery     = document.KindDelivery
)

// Decode reads what a record without a public face holds.
func Decode[T any](rec *Stored) (*T, error) { return decode[T](rec.Content.Draft) }

// Initiative gives an initiative with its draft, nil when there is none or it is not the caller's to see.
func (d *Desk) Initiative(ctx context.Context, a directory.Actor, id directory.ID) (*Stored, error) {
	return d.record(ctx, a, KindInitiative, id)
}

// Webhook gives a webhook, nil when there is none or it is not the caller's to see.
func (d *Desk) Webhook(ctx context.Context, a directory.Actor, id directory.ID) (*Stored, error) {
	return d.record(ctx, a, KindWebhook, id)
}

// OwnOrganization gives the organization that the caller belongs to, nil when there is none.
func (d *Desk) OwnOrganization(ctx context.Context, a directory.Actor) (*Stored, error) {
	if a.Organization == "" {
		return nil, nil
	}
	return d.record(ctx, a, KindOrganization, a.Organization)
}

// InitiativeInput gives what is being worked on, in the form in which it can be sent back.
func InitiativeInput(rec *Stored) (map[string]any, error) {
	in, err := working(&rec.Content)
	if err != nil {
		return nil, err
	}
	return sayable(document.WriteInput(in)), nil
}

// OrganizationInput gives what was handed in, in the form in which it can be sent back.
func OrganizationInput(rec *Stored) (map[string]any, error) {
	raw := rec.Content.Draft
	if len(raw) == 0 {
		raw = rec.Content.Public
	}
	o, err := decode[directory.Organization](raw)
	if err != nil {
		return nil, err
	}
	return document.WriteInput(o), nil
}

// ReadText reads a text of an input, nil when it was not given. Problems are below path.
func ReadText(input map[string]any, path string) (*directory.Text, []directory.Problem) {
	if input == nil {
		return nil, nil
	}
	t := &directory.Text{}
	problems := document.ReadInput(input, t)
	problems = append(problems, withoutPlaces(directory.ValidateText(t), problems)...)
	return t, below(path, problems)
}

// ReadProvenance reads the provenance of an input, nil when it was not given. Problems are below path.
func ReadProvenance(input map[string]any, path string) (*directory.Provenance, []directory.Problem) {
	if input == nil {
		return nil, nil
	}
	p := &directory.Provenance{}
	return p, below(path, document.ReadInput(input, p))
}

// MembershipIn finds a membership in the public face of a banner, nil when it is not there.
func MembershipIn(rec *Stored, m *directory.BannerMembership) (*directory.BannerMembership, error) {
	banner, err := decode[directory.Initiative](rec.Content.Public)
	if err != nil {
		return nil, err
	}
	found := membership(banner, m)
	if found != nil {
		found.Banner = banner.ID
	}
	return found, nil
}
