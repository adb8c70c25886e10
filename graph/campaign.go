package graph

import (
	"context"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

// Campaign resolves the fields of a campaign that are not plain values.
func (r *Resolver) Campaign() CampaignResolver { return campaignResolver{} }

type campaignResolver struct{}

func (campaignResolver) Name(ctx context.Context, obj *directory.Campaign, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Names, languages)
}

func (campaignResolver) Summary(ctx context.Context, obj *directory.Campaign, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Summaries, languages)
}

func (campaignResolver) Initiative(ctx context.Context, obj *directory.Campaign) (*directory.Initiative, error) {
	return loaders.For(ctx).Snapshot.Initiatives.ByID(obj.Initiative), nil
}

func (campaignResolver) Countries(_ context.Context, obj *directory.Campaign) ([]*geography.Country, error) {
	return countriesOf(obj.Countries), nil
}

func (campaignResolver) Predecessor(ctx context.Context, obj *directory.Campaign) (*directory.Campaign, error) {
	return loaders.For(ctx).Snapshot.Campaigns.ByID(obj.Predecessor), nil
}

func (campaignResolver) Successors(ctx context.Context, obj *directory.Campaign) ([]*directory.Campaign, error) {
	s := loaders.For(ctx).Snapshot
	return rows(s.Campaigns, snapshot.With(s.Campaigns, snapshot.ByPredecessor, []directory.ID{obj.ID})), nil
}

func (campaignResolver) Purpose(ctx context.Context, obj *directory.Campaign, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Purposes, languages)
}

// Testimonies leaves out those whose consent was withdrawn or has expired, from the day it does.
func (campaignResolver) Testimonies(ctx context.Context, obj *directory.Campaign) ([]*directory.Testimony, error) {
	return consented(obj.Testimonies, func() directory.Date {
		return directory.Date(loaders.For(ctx).Now().UTC().Format(time.DateOnly))
	}), nil
}

// consented keeps the testimonies whose consent holds. The day is asked for only when one can expire.
func consented(all []directory.Testimony, today func() directory.Date) []*directory.Testimony {
	kept := make([]*directory.Testimony, 0, len(all))
	for i := range all {
		if c := &all[i].Consent; c.WithdrawnOn == "" && (c.ExpiresOn == "" || c.Holds(today())) {
			kept = append(kept, &all[i])
		}
	}
	return kept
}

func (campaignResolver) LessonsLearned(ctx context.Context, obj *directory.Campaign) ([]*directory.Lesson, error) {
	s := loaders.For(ctx).Snapshot
	return rows(s.Lessons, snapshot.With(s.Lessons, snapshot.ByLearnedFrom, []directory.ID{obj.ID})), nil
}

func (campaignResolver) LessonsApplied(ctx context.Context, obj *directory.Campaign) ([]*directory.Lesson, error) {
	s := loaders.For(ctx).Snapshot
	return rows(s.Lessons, snapshot.With(s.Lessons, snapshot.ByAppliedIn, []directory.ID{obj.ID})), nil
}

func (campaignResolver) Hotlines(ctx context.Context, obj *directory.Campaign) ([]*directory.Hotline, error) {
	return each(loaders.For(ctx).Snapshot.Hotlines, obj.Hotlines), nil
}

func (campaignResolver) Materials(ctx context.Context, obj *directory.Campaign) ([]*directory.Resource, error) {
	return each(loaders.For(ctx).Snapshot.Resources, obj.Materials), nil
}

func (campaignResolver) Memberships(ctx context.Context, obj *directory.Campaign) ([]*directory.BannerMembership, error) {
	return loaders.For(ctx).Snapshot.MembershipsOf(string(obj.ID)), nil
}

func (campaignResolver) Freshness(ctx context.Context, obj *directory.Campaign) (directory.Freshness, error) {
	return freshness(ctx, obj.Provenance)
}

func (campaignResolver) Verification(_ context.Context, obj *directory.Campaign) (*directory.Verification, error) {
	return verification(obj.Provenance)
}

// CampaignPartner resolves the fields of a campaign's partner that are not plain values.
func (r *Resolver) CampaignPartner() CampaignPartnerResolver { return campaignPartnerResolver{} }

type campaignPartnerResolver struct{}

func (campaignPartnerResolver) Organization(ctx context.Context, obj *directory.CampaignPartner) (*directory.Organization, error) {
	return loaders.For(ctx).Snapshot.Organizations.ByID(obj.Organization), nil
}

// Place resolves the fields of a place that are not plain values.
func (r *Resolver) Place() PlaceResolver { return placeResolver{} }

type placeResolver struct{}

func (placeResolver) Country(_ context.Context, obj *directory.Place) (*geography.Country, error) {
	return geography.Lookup(obj.Country), nil
}

// Lesson resolves the fields of a lesson that are not plain values.
func (r *Resolver) Lesson() LessonResolver { return lessonResolver{} }

type lessonResolver struct{}

func (lessonResolver) Statement(ctx context.Context, obj *directory.Lesson, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Names, languages)
}

func (lessonResolver) Initiative(ctx context.Context, obj *directory.Lesson) (*directory.Initiative, error) {
	return loaders.For(ctx).Snapshot.Initiatives.ByID(obj.Initiative), nil
}

func (lessonResolver) LearnedFrom(ctx context.Context, obj *directory.Lesson) (*directory.Campaign, error) {
	return loaders.For(ctx).Snapshot.Campaigns.ByID(obj.LearnedFrom), nil
}

func (lessonResolver) AppliedIn(ctx context.Context, obj *directory.Lesson) ([]*directory.Campaign, error) {
	return each(loaders.For(ctx).Snapshot.Campaigns, obj.AppliedIn), nil
}

func (lessonResolver) CountriesOfOrigin(_ context.Context, obj *directory.Lesson) ([]*geography.Country, error) {
	return countriesOf(obj.CountriesOfOrigin), nil
}

func (lessonResolver) CountriesOfAction(_ context.Context, obj *directory.Lesson) ([]*geography.Country, error) {
	return countriesOf(obj.CountriesOfAction), nil
}

func (lessonResolver) Freshness(ctx context.Context, obj *directory.Lesson) (directory.Freshness, error) {
	return freshness(ctx, obj.Provenance)
}

func (lessonResolver) Verification(_ context.Context, obj *directory.Lesson) (*directory.Verification, error) {
	return verification(obj.Provenance)
}
