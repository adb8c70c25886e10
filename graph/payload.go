package graph

import (
	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
)

// changed is what every payload says of a change.
func changed(out *editing.Outcome) model.Changed {
	c := model.Changed{Problems: out.Problems}
	if c.Problems == nil {
		c.Problems = []directory.Problem{}
	}
	if out.CurrentVersion > 0 {
		v := int(out.CurrentVersion)
		c.CurrentVersion = &v
	}
	if out.Revision > 0 {
		v := int(out.Revision)
		c.Revision = &v
	}
	return c
}

func initiativePayload(out *editing.Outcome, err error) (*model.InitiativePayload, error) {
	if err != nil {
		return nil, err
	}
	p := &model.InitiativePayload{Changed: changed(out)}
	if len(out.Problems) == 0 {
		p.Initiative = &model.InitiativeRecord{Stored: &out.Record}
	}
	return p, nil
}

func organizationPayload(out *editing.Outcome, err error) (*model.OrganizationPayload, error) {
	if err != nil {
		return nil, err
	}
	p := &model.OrganizationPayload{Changed: changed(out)}
	if len(out.Problems) == 0 {
		p.Organization = &model.OrganizationRecord{Stored: &out.Record}
	}
	return p, nil
}

func tokenPayload(out *editing.Outcome, secret string, err error) (*model.TokenPayload, error) {
	if err != nil {
		return nil, err
	}
	p := &model.TokenPayload{Changed: changed(out)}
	if len(out.Problems) > 0 {
		return p, nil
	}
	if secret != "" {
		p.Secret = &secret
	}
	p.Token, err = tokenOf(&out.Record)
	return p, err
}

func webhookPayload(out *editing.Outcome, secret string, err error) (*model.WebhookPayload, error) {
	if err != nil {
		return nil, err
	}
	p := &model.WebhookPayload{Changed: changed(out)}
	if len(out.Problems) > 0 {
		return p, nil
	}
	if secret != "" {
		p.Secret = &secret
	}
	p.Webhook, err = webhookOf(&out.Record)
	return p, err
}

func feedPayload(out *editing.Outcome, err error) (*model.FeedPayload, error) {
	if err != nil {
		return nil, err
	}
	p := &model.FeedPayload{Changed: changed(out)}
	if len(out.Problems) == 0 {
		p.Feed, err = feedOf(&out.Record)
	}
	return p, err
}
