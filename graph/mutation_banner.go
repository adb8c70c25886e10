package graph

import (
	"context"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
)

func (m mutationResolver) JoinBanner(ctx context.Context, input model.JoinBannerInput) (*model.BannerPayload, error) {
	member := &directory.BannerMembership{
		Banner: input.Banner, Initiative: text(input.Initiative), Campaign: text(input.Campaign), Country: text(input.Country), Since: text(input.Since),
	}
	var problems, more []directory.Problem
	member.LocalName, problems = editing.ReadText(input.LocalName, "input.localName")
	member.Note, more = editing.ReadText(input.Note, "input.note")
	problems = append(problems, more...)
	member.Evidence, more = editing.ReadProvenance(input.Evidence, "input.evidence")
	if problems = append(problems, more...); len(problems) > 0 {
		return &model.BannerPayload{Changed: model.Changed{Problems: problems}}, nil
	}
	out, err := m.Desk.JoinBanner(ctx, request(ctx, input.IdempotencyKey, input), member)
	return bannerPayload(out, member, err)
}

func (m mutationResolver) DecideBanner(ctx context.Context, input model.DecideBannerInput) (*model.BannerPayload, error) {
	note, problems := editing.ReadText(input.Note, "input.note")
	if len(problems) > 0 {
		return &model.BannerPayload{Changed: model.Changed{Problems: problems}}, nil
	}
	member := &directory.BannerMembership{
		Banner: input.Banner, Initiative: text(input.Initiative), Campaign: text(input.Campaign), Country: text(input.Country),
		Status: input.Status, Since: text(input.Since), Until: text(input.Until), Note: note,
	}
	out, err := m.Desk.DecideBanner(ctx, request(ctx, input.IdempotencyKey, input), member)
	return bannerPayload(out, member, err)
}

// bannerPayload gives the membership as it stands in the banner now.
func bannerPayload(out *editing.Outcome, member *directory.BannerMembership, err error) (*model.BannerPayload, error) {
	if err != nil {
		return nil, err
	}
	p := &model.BannerPayload{Changed: changed(out)}
	if len(out.Problems) == 0 {
		p.Membership, err = editing.MembershipIn(&out.Record, member)
	}
	return p, err
}
