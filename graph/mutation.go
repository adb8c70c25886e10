package graph

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"math"
	"strings"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/auth"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/loaders"
)

// Mutation resolves the root fields that change something.
func (r *Resolver) Mutation() MutationResolver { return mutationResolver{r} }

type mutationResolver struct{ *Resolver }

// request is who asks, when, under which key, and with which input where there is a key.
func request(ctx context.Context, key *string, input any) *editing.Request {
	r := &editing.Request{Actor: auth.ActorOf(ctx), At: loaders.For(ctx).Now()}
	if key != nil && *key != "" {
		r.Key = *key
		if asked, err := json.Marshal(input); err == nil { // what cannot be written is not compared
			r.Asked = string(asked)
		}
	}
	return r
}

// text gives an optional argument, empty when it was not given.
func text[T ~string](s *T) T {
	if s == nil {
		return ""
	}
	return *s
}

// control takes what is not part of the record out of the input of a record.
func control(in model.Input) (content editing.Content, organization, id, key string, base int64) {
	content = editing.Content{}
	for name, v := range in {
		switch name {
		case "organization":
			organization, _ = v.(string)
		case "id":
			id, _ = v.(string)
		case "idempotencyKey":
			key, _ = v.(string)
		case "baseVersion":
			base = whole(v)
		default:
			content[name] = v
		}
	}
	return content, strings.ToLower(organization), strings.ToLower(id), key, base
}

// whole reads a whole number in any form that a request may bring.
func whole(v any) int64 {
	switch v := v.(type) {
	case int:
		return int64(v)
	case int64:
		return v
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v)
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
	}
	return -1 // no version
}

func (m mutationResolver) RegisterOrganization(ctx context.Context, input model.Input) (*model.OrganizationPayload, error) {
	content, _, _, key, _ := control(input)
	return organizationPayload(m.Desk.RegisterOrganization(ctx, request(ctx, &key, input), content))
}

func (m mutationResolver) ApproveOrganization(ctx context.Context, input model.ApproveOrganizationInput) (*model.OrganizationPayload, error) {
	return organizationPayload(m.Desk.ApproveOrganization(ctx, request(ctx, input.IdempotencyKey, input), input.ID))
}

func (m mutationResolver) SuspendOrganization(ctx context.Context, input model.SuspendOrganizationInput) (*model.OrganizationPayload, error) {
	return organizationPayload(m.Desk.SuspendOrganization(ctx, request(ctx, input.IdempotencyKey, input), input.ID, input.Reason))
}

func (m mutationResolver) CreateToken(ctx context.Context, input model.CreateTokenInput) (*model.TokenPayload, error) {
	token := &editing.NewToken{Name: input.Name, Role: input.Role, Organization: text(input.Organization), Scopes: input.Scopes}
	if input.ExpiresInDays != nil {
		if token.Days = *input.ExpiresInDays; token.Days == 0 {
			token.Days = -1 // refused; 0 stands for not given
		}
	}
	out, secret, err := m.Desk.CreateToken(ctx, request(ctx, input.IdempotencyKey, input), token)
	return tokenPayload(out, secret, err)
}

func (m mutationResolver) RevokeToken(ctx context.Context, input model.RevokeTokenInput) (*model.TokenPayload, error) {
	out, err := m.Desk.RevokeToken(ctx, request(ctx, input.IdempotencyKey, input), input.ID)
	return tokenPayload(out, "", err)
}

func (m mutationResolver) CreateInitiative(ctx context.Context, input model.Input) (*model.InitiativePayload, error) {
	content, organization, _, key, _ := control(input)
	return initiativePayload(m.Desk.CreateInitiative(ctx, request(ctx, &key, input), directory.ID(organization), content))
}

func (m mutationResolver) ReviseInitiative(ctx context.Context, input model.Input) (*model.InitiativePayload, error) {
	content, _, id, key, base := control(input)
	return initiativePayload(m.Desk.ReviseInitiative(ctx, request(ctx, &key, input), directory.ID(id), base, content))
}

func (m mutationResolver) SubmitInitiative(ctx context.Context, input model.SubmitInitiativeInput) (*model.InitiativePayload, error) {
	return initiativePayload(m.Desk.SubmitInitiative(ctx, request(ctx, input.IdempotencyKey, input), input.ID, int64(input.BaseVersion)))
}

func (m mutationResolver) ApproveInitiative(ctx context.Context, input model.ApproveInitiativeInput) (*model.InitiativePayload, error) {
	return initiativePayload(m.Desk.ApproveInitiative(ctx, request(ctx, input.IdempotencyKey, input), input.ID, int64(input.BaseVersion), text(input.Comment)))
}

func (m mutationResolver) ReturnInitiative(ctx context.Context, input model.ReturnInitiativeInput) (*model.InitiativePayload, error) {
	return initiativePayload(m.Desk.ReturnInitiative(ctx, request(ctx, input.IdempotencyKey, input), input.ID, int64(input.BaseVersion), input.Comment))
}

func (m mutationResolver) WithdrawInitiative(ctx context.Context, input model.WithdrawInitiativeInput) (*model.InitiativePayload, error) {
	return initiativePayload(m.Desk.WithdrawInitiative(ctx, request(ctx, input.IdempotencyKey, input), input.ID, int64(input.BaseVersion), text(input.Reason)))
}

func (m mutationResolver) RetireInitiative(ctx context.Context, input model.RetireInitiativeInput) (*model.InitiativePayload, error) {
	return initiativePayload(m.Desk.RetireInitiative(ctx, request(ctx, input.IdempotencyKey, input), input.ID, int64(input.BaseVersion), text(input.ReplacedBy), text(input.Reason)))
}

func (m mutationResolver) TransferInitiative(ctx context.Context, input model.TransferInitiativeInput) (*model.InitiativePayload, error) {
	return initiativePayload(m.Desk.TransferInitiative(ctx, request(ctx, input.IdempotencyKey, input), input.ID, int64(input.BaseVersion), input.Organization))
}

func (m mutationResolver) VerifyHotline(ctx context.Context, input model.VerifyHotlineInput) (*model.InitiativePayload, error) {
	return initiativePayload(m.Desk.VerifyHotline(ctx, request(ctx, input.IdempotencyKey, input), input.Hotline, text(input.Method)))
}

func (m mutationResolver) ReportOutage(ctx context.Context, input model.ReportOutageInput) (*model.InitiativePayload, error) {
	note, problems := editing.ReadText(input.Note, "input.note")
	if len(problems) > 0 {
		return initiativePayload(&editing.Outcome{Problems: problems}, nil)
	}
	return initiativePayload(m.Desk.ReportOutage(ctx, request(ctx, input.IdempotencyKey, input), &editing.Outage{
		Hotline: input.Hotline, Status: input.Status, Note: note, ReplacedBy: text(input.ReplacedBy),
	}))
}

func (m mutationResolver) WithdrawConsent(ctx context.Context, input model.WithdrawConsentInput) (*model.InitiativePayload, error) {
	return initiativePayload(m.Desk.WithdrawConsent(ctx, request(ctx, input.IdempotencyKey, input), input.Initiative, input.Testimony))
}

func (m mutationResolver) ProposeCorrection(ctx context.Context, input model.ProposeCorrectionInput) (*model.ProposalPayload, error) {
	out, err := m.Desk.ProposeCorrection(ctx, request(ctx, nil, nil), &directory.Correction{
		Record: input.Record, Field: text(input.Field), Proposed: text(input.Proposed), Comment: text(input.Comment), Source: text(input.Source),
	})
	if err != nil {
		return nil, err
	}
	return &model.ProposalPayload{Changed: changed(out), Accepted: len(out.Problems) == 0}, nil
}

func (m mutationResolver) CloseCorrection(ctx context.Context, input model.CloseCorrectionInput) (*model.CorrectionPayload, error) {
	out, err := m.Desk.CloseCorrection(ctx, request(ctx, input.IdempotencyKey, input), input.ID, input.Accepted, text(input.Reply))
	if err != nil {
		return nil, err
	}
	p := &model.CorrectionPayload{Changed: changed(out)}
	if len(out.Problems) == 0 {
		p.Correction, err = correctionOf(&out.Record)
	}
	return p, err
}

func (m mutationResolver) ImportInitiatives(ctx context.Context, input model.ImportInitiativesInput) (*model.ImportPayload, error) {
	var data io.ReadSeeker = strings.NewReader(input.Data)
	if input.Format == directory.ExchangeFormatHSDSCSV {
		zipped, err := base64.StdEncoding.DecodeString(input.Data)
		if err != nil {
			return &model.ImportPayload{Changed: model.Changed{Problems: []directory.Problem{
				{Path: "input.data", Code: directory.InvalidInput, Message: "is not base64, in which the bytes of a zip file are sent"},
			}}}, nil
		}
		data = bytes.NewReader(zipped)
	}
	out, report, err := m.Desk.Import(ctx, request(ctx, nil, nil), &editing.File{
		Organization: text(input.Organization), Format: input.Format, Data: data, DryRun: input.DryRun, Submit: input.Submit,
	})
	if err != nil {
		return nil, err
	}
	return &model.ImportPayload{Changed: changed(out), Report: report}, nil
}

func (m mutationResolver) RegisterFeed(ctx context.Context, input model.RegisterFeedInput) (*model.FeedPayload, error) {
	return feedPayload(m.Desk.RegisterFeed(ctx, request(ctx, input.IdempotencyKey, input), text(input.Organization), string(input.URL), input.Format))
}

func (m mutationResolver) PauseFeed(ctx context.Context, input model.PauseFeedInput) (*model.FeedPayload, error) {
	return feedPayload(m.Desk.PauseFeed(ctx, request(ctx, input.IdempotencyKey, input), input.ID, input.Paused))
}

func (m mutationResolver) HarvestFeed(ctx context.Context, input model.HarvestFeedInput) (*model.FeedPayload, error) {
	out, report, err := m.Desk.HarvestFeed(ctx, request(ctx, nil, nil), input.ID, input.DryRun)
	p, err := feedPayload(out, err)
	if p != nil {
		p.Report = report
	}
	return p, err
}

func (m mutationResolver) RegisterWebhook(ctx context.Context, input model.RegisterWebhookInput) (*model.WebhookPayload, error) {
	out, secret, err := m.Desk.RegisterWebhook(ctx, request(ctx, input.IdempotencyKey, input), text(input.Organization), string(input.URL))
	return webhookPayload(out, secret, err)
}

func (m mutationResolver) RemoveWebhook(ctx context.Context, input model.RemoveWebhookInput) (*model.WebhookPayload, error) {
	out, err := m.Desk.RemoveWebhook(ctx, request(ctx, input.IdempotencyKey, input), input.ID)
	return webhookPayload(out, "", err)
}

func (m mutationResolver) RetryDelivery(ctx context.Context, input model.RetryDeliveryInput) (*model.DeliveryPayload, error) {
	out, err := m.Desk.RetryDelivery(ctx, request(ctx, input.IdempotencyKey, input), input.ID)
	if err != nil {
		return nil, err
	}
	p := &model.DeliveryPayload{Changed: changed(out)}
	if len(out.Problems) == 0 {
		p.Delivery, err = deliveryOf(&out.Record)
	}
	return p, err
}
