package graph

import (
	"context"
	"strconv"
	"time"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/auth"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/loaders"
)

// InitiativeRecord finds an initiative with its draft.
func (q queryResolver) InitiativeRecord(ctx context.Context, id directory.ID) (*model.InitiativeRecord, error) {
	rec, err := q.Desk.Initiative(ctx, auth.ActorOf(ctx), id)
	if rec == nil || err != nil {
		return nil, err
	}
	return &model.InitiativeRecord{Stored: rec}, nil
}

// InitiativeRecord resolves an initiative as its own people see it.
func (r *Resolver) InitiativeRecord() InitiativeRecordResolver { return initiativeRecordResolver{r} }

type initiativeRecordResolver struct{ *Resolver }

func (initiativeRecordResolver) ID(_ context.Context, obj *model.InitiativeRecord) (directory.ID, error) {
	return directory.ID(obj.Stored.ID), nil
}

func (initiativeRecordResolver) State(_ context.Context, obj *model.InitiativeRecord) (directory.RecordState, error) {
	return directory.RecordState(obj.Content.State), nil
}

func (initiativeRecordResolver) Organization(ctx context.Context, obj *model.InitiativeRecord) (*directory.Organization, error) {
	return organizationOf(ctx, directory.ID(obj.Content.Owner)), nil
}

func (initiativeRecordResolver) Comment(_ context.Context, obj *model.InitiativeRecord) (*string, error) {
	return given(obj.Content.Comment), nil
}

func (initiativeRecordResolver) Published(ctx context.Context, obj *model.InitiativeRecord) (*directory.Initiative, error) {
	return loaders.For(ctx).Snapshot.Initiatives.ByID(directory.ID(obj.Stored.ID)), nil
}

func (initiativeRecordResolver) Draft(_ context.Context, obj *model.InitiativeRecord) (map[string]any, error) {
	return editing.InitiativeInput(obj.Stored)
}

func (r initiativeRecordResolver) Advice(ctx context.Context, obj *model.InitiativeRecord) (*editing.Advice, error) {
	return r.Desk.Advise(obj.Stored, loaders.For(ctx).Now())
}

// Duplicate resolves the other record of a duplicate.
func (r *Resolver) Duplicate() DuplicateResolver { return duplicateResolver{} }

type duplicateResolver struct{}

func (duplicateResolver) Reason(_ context.Context, obj *editing.Duplicate) (string, error) {
	return string(obj.Reason), nil
}

func (duplicateResolver) Record(ctx context.Context, obj *editing.Duplicate) (model.Node, error) {
	return node(loaders.For(ctx).Snapshot, obj.ID), nil
}

func (r initiativeRecordResolver) History(ctx context.Context, obj *model.InitiativeRecord, first *int, before *int) ([]*editing.Version, error) {
	return r.history(ctx, directory.ID(obj.Stored.ID), first, before)
}

func (r *Resolver) history(ctx context.Context, id directory.ID, first, before *int) ([]*editing.Version, error) {
	n, err := firstOf(first, editing.MaxHistory)
	if err != nil {
		return nil, err
	}
	below := int64(0)
	if before != nil {
		if below = int64(*before); below < 1 {
			return nil, directory.NewError(directory.InvalidInput, "A version is 1 or more.",
				directory.Problem{Path: "before", Code: directory.InvalidInput, Message: "must be 1 or more"})
		}
	}
	return r.Desk.History(ctx, auth.ActorOf(ctx), id, below, n)
}

// firstOf checks how many entries are asked for.
func firstOf(first *int, most int) (int, error) {
	if first == nil {
		return min(20, most), nil
	}
	if *first < 1 || *first > most {
		return 0, directory.NewError(directory.InvalidInput, "The number of entries is out of bounds.",
			directory.Problem{Path: "first", Code: directory.InvalidInput, Message: "must be 1 to " + strconv.Itoa(most)})
	}
	return *first, nil
}

// History gives the revisions of a public initiative to those who may see them.
func (r initiativeResolver) History(ctx context.Context, obj *directory.Initiative, first *int, before *int) ([]*editing.Version, error) {
	return r.history(ctx, obj.ID, first, before)
}

// UpdatedBy gives the organization whose people changed the public face last.
func (initiativeResolver) UpdatedBy(ctx context.Context, obj *directory.Initiative) (*directory.Organization, error) {
	return organizationOf(ctx, obj.UpdatedBy), nil
}

func organizationOf(ctx context.Context, id directory.ID) *directory.Organization {
	return loaders.For(ctx).Snapshot.Organizations.ByID(id)
}

// OrganizationRecord resolves an organization as its own people see it.
func (r *Resolver) OrganizationRecord() OrganizationRecordResolver {
	return organizationRecordResolver{}
}

type organizationRecordResolver struct{}

func (organizationRecordResolver) ID(_ context.Context, obj *model.OrganizationRecord) (directory.ID, error) {
	return directory.ID(obj.Stored.ID), nil
}

func (organizationRecordResolver) State(_ context.Context, obj *model.OrganizationRecord) (directory.RecordState, error) {
	return directory.RecordState(obj.Content.State), nil
}

func (organizationRecordResolver) Published(ctx context.Context, obj *model.OrganizationRecord) (*directory.Organization, error) {
	return organizationOf(ctx, directory.ID(obj.Stored.ID)), nil
}

func (organizationRecordResolver) Draft(_ context.Context, obj *model.OrganizationRecord) (map[string]any, error) {
	return editing.OrganizationInput(obj.Stored)
}

// Viewer says who calls.
func (queryResolver) Viewer(ctx context.Context) (*model.Viewer, error) {
	return &model.Viewer{Actor: auth.ActorOf(ctx), At: loaders.For(ctx).Now()}, nil
}

// Viewer resolves what awaits who calls.
func (r *Resolver) Viewer() ViewerResolver { return viewerResolver{r} }

type viewerResolver struct{ *Resolver }

func (viewerResolver) ID(_ context.Context, obj *model.Viewer) (string, error) {
	return obj.Actor.ID, nil
}

func (viewerResolver) Role(_ context.Context, obj *model.Viewer) (directory.Role, error) {
	return obj.Actor.Role, nil
}

func (viewerResolver) Scopes(_ context.Context, obj *model.Viewer) ([]directory.TokenScope, error) {
	return obj.Actor.Scopes, nil
}

func (v viewerResolver) Organization(ctx context.Context, obj *model.Viewer) (*model.OrganizationRecord, error) {
	rec, err := v.Desk.OwnOrganization(ctx, obj.Actor)
	if rec == nil || err != nil {
		return nil, err
	}
	return &model.OrganizationRecord{Stored: rec}, nil
}

// queue reads a queue of records that the viewer may see.
func (v viewerResolver) queue(ctx context.Context, obj *model.Viewer, kind editing.Kind, states []directory.RecordState, first *int, after *directory.ID) ([]editing.Stored, error) {
	n, err := firstOf(first, 100)
	if err != nil {
		return nil, err
	}
	if states != nil && len(states) == 0 {
		return nil, nil // any of none
	}
	records, _, err := v.Desk.List(ctx, obj.Actor, &editing.Queue{Kind: kind, States: states, First: n, After: text(after)})
	return records, err
}

func (v viewerResolver) Initiatives(ctx context.Context, obj *model.Viewer, states []directory.RecordState, first *int, after *directory.ID) ([]*model.InitiativeRecord, error) {
	records, err := v.queue(ctx, obj, editing.KindInitiative, states, first, after)
	out := make([]*model.InitiativeRecord, len(records))
	for i := range records {
		out[i] = &model.InitiativeRecord{Stored: &records[i]}
	}
	return out, err
}

func (v viewerResolver) Reviews(ctx context.Context, obj *model.Viewer, first *int, after *directory.ID) ([]*model.InitiativeRecord, error) {
	return v.Initiatives(ctx, obj, []directory.RecordState{directory.RecordStateSubmitted}, first, after)
}

func (v viewerResolver) Organizations(ctx context.Context, obj *model.Viewer, states []directory.RecordState, first *int, after *directory.ID) ([]*model.OrganizationRecord, error) {
	records, err := v.queue(ctx, obj, editing.KindOrganization, states, first, after)
	out := make([]*model.OrganizationRecord, len(records))
	for i := range records {
		out[i] = &model.OrganizationRecord{Stored: &records[i]}
	}
	return out, err
}

func (v viewerResolver) ChecksDue(ctx context.Context, obj *model.Viewer, first *int) ([]*directory.Hotline, error) {
	n, err := firstOf(first, 100)
	if err != nil {
		return nil, err
	}
	return v.Desk.ChecksDue(ctx, &editing.Request{Actor: obj.Actor, At: obj.At}, n)
}

func (v viewerResolver) Corrections(ctx context.Context, obj *model.Viewer, first *int, after *directory.ID) ([]*model.Correction, error) {
	records, err := v.queue(ctx, obj, editing.KindCorrection, []directory.RecordState{directory.RecordStateOpen}, first, after)
	return shown(records, err, correctionOf)
}

func (v viewerResolver) Tokens(ctx context.Context, obj *model.Viewer, first *int, after *directory.ID) ([]*model.Token, error) {
	if obj.Actor.ReachOf(directory.RevokeToken) == directory.ReachNone {
		return []*model.Token{}, nil
	}
	records, err := v.queue(ctx, obj, editing.KindToken, nil, first, after)
	return shown(records, err, tokenOf)
}

func (v viewerResolver) Feeds(ctx context.Context, obj *model.Viewer) ([]*model.Feed, error) {
	hundred := 100
	records, err := v.queue(ctx, obj, editing.KindFeed, nil, &hundred, nil)
	return shown(records, err, feedOf)
}

func (v viewerResolver) Webhooks(ctx context.Context, obj *model.Viewer) ([]*model.Webhook, error) {
	hundred := 100
	records, err := v.queue(ctx, obj, editing.KindWebhook, nil, &hundred, nil)
	return shown(records, err, webhookOf)
}

// shown turns stored records into what the API shows of them.
func shown[T any](records []editing.Stored, err error, show func(*editing.Stored) (*T, error)) ([]*T, error) {
	out := make([]*T, len(records))
	for i := range records {
		if err == nil {
			out[i], err = show(&records[i])
		}
	}
	return out, err
}

func (v viewerResolver) Deliveries(ctx context.Context, obj *model.Viewer, states []directory.RecordState, first *int, after *directory.ID) ([]*model.Delivery, error) {
	records, err := v.queue(ctx, obj, editing.KindDelivery, states, first, after)
	return shown(records, err, deliveryOf)
}

func deliveryOf(rec *editing.Stored) (*model.Delivery, error) {
	d, err := editing.Decode[directory.Delivery](rec)
	if err != nil {
		return nil, err
	}
	return &model.Delivery{Delivery: *d, State: directory.RecordState(rec.Content.State)}, nil
}

func tokenOf(rec *editing.Stored) (*model.Token, error) {
	t, err := editing.Decode[directory.Token](rec)
	if err != nil {
		return nil, err
	}
	return &model.Token{Token: *t, State: directory.RecordState(rec.Content.State)}, nil
}

func correctionOf(rec *editing.Stored) (*model.Correction, error) {
	k, err := editing.Decode[directory.Correction](rec)
	if err != nil {
		return nil, err
	}
	return &model.Correction{Correction: *k, State: directory.RecordState(rec.Content.State)}, nil
}

func feedOf(rec *editing.Stored) (*model.Feed, error) {
	f, err := editing.Decode[directory.Feed](rec)
	if err != nil {
		return nil, err
	}
	return &model.Feed{Feed: *f, State: directory.RecordState(rec.Content.State)}, nil
}

func webhookOf(rec *editing.Stored) (*model.Webhook, error) {
	w, err := editing.Decode[directory.Webhook](rec)
	if err != nil {
		return nil, err
	}
	return &model.Webhook{Webhook: *w, State: directory.RecordState(rec.Content.State)}, nil
}

// given gives a text, nil when it is empty.
func given[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

// Finding resolves the code of a finding.
func (r *Resolver) Finding() FindingResolver { return findingResolver{} }

type findingResolver struct{}

func (findingResolver) Code(_ context.Context, obj *editing.Finding) (string, error) {
	return string(obj.Code), nil
}

// Problem resolves the code of a problem.
func (r *Resolver) Problem() ProblemResolver { return problemResolver{} }

type problemResolver struct{}

func (problemResolver) Code(_ context.Context, obj *directory.Problem) (string, error) {
	return string(obj.Code), nil
}

// Token resolves whose a token is.
func (r *Resolver) Token() TokenResolver { return tokenResolver{r} }

type tokenResolver struct{ *Resolver }

func (tokenResolver) Organization(ctx context.Context, obj *model.Token) (*directory.Organization, error) {
	return organizationOf(ctx, obj.Token.Organization), nil
}

func (r tokenResolver) History(ctx context.Context, obj *model.Token, first *int, before *int) ([]*editing.Version, error) {
	return r.history(ctx, obj.Token.ID, first, before)
}

// Delivery resolves the webhook of a message.
func (r *Resolver) Delivery() DeliveryResolver { return deliveryResolver{r} }

type deliveryResolver struct{ *Resolver }

func (r deliveryResolver) Webhook(ctx context.Context, obj *model.Delivery) (*model.Webhook, error) {
	rec, err := r.Desk.Webhook(ctx, auth.ActorOf(ctx), obj.Delivery.Webhook)
	if rec == nil || err != nil {
		return nil, err
	}
	return webhookOf(rec)
}

// Feed resolves whose a feed is.
func (r *Resolver) Feed() FeedResolver { return feedResolver{} }

type feedResolver struct{}

func (feedResolver) Organization(ctx context.Context, obj *model.Feed) (*directory.Organization, error) {
	return organizationOf(ctx, obj.Feed.Organization), nil
}

// Webhook resolves whose a webhook is.
func (r *Resolver) Webhook() WebhookResolver { return webhookResolver{} }

type webhookResolver struct{}

func (webhookResolver) Organization(ctx context.Context, obj *model.Webhook) (*directory.Organization, error) {
	return organizationOf(ctx, obj.Webhook.Organization), nil
}

// Correction resolves what a correction is about.
func (r *Resolver) Correction() CorrectionResolver { return correctionResolver{} }

type correctionResolver struct{}

func (correctionResolver) Record(ctx context.Context, obj *model.Correction) (model.Node, error) {
	return node(loaders.For(ctx).Snapshot, obj.Correction.Record), nil
}

func (correctionResolver) ProposedOn(_ context.Context, obj *model.Correction) (directory.Date, error) {
	return directory.Date(obj.ProposedAt.Format(time.DateOnly)), nil
}

func (correctionResolver) Accepted(_ context.Context, obj *model.Correction) (*bool, error) {
	if obj.Correction.Accepted == "" {
		return nil, nil
	}
	yes := obj.Correction.Accepted == directory.AnswerYes
	return &yes, nil
}
