package graph

import (
	"context"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/loaders"
)

// Initiative resolves the fields of an initiative that are not plain values.
func (r *Resolver) Initiative() InitiativeResolver { return initiativeResolver{r} }

type initiativeResolver struct{ *Resolver }

func (initiativeResolver) Name(ctx context.Context, obj *directory.Initiative, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Names, languages)
}

func (initiativeResolver) Summary(ctx context.Context, obj *directory.Initiative, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Summaries, languages)
}

func (initiativeResolver) Countries(_ context.Context, obj *directory.Initiative) ([]*geography.Country, error) {
	return countriesOf(obj.Countries), nil
}

func (initiativeResolver) Parent(ctx context.Context, obj *directory.Initiative) (*directory.Initiative, error) {
	return loaders.For(ctx).Snapshot.Initiatives.ByID(obj.Parent), nil
}

func (initiativeResolver) Memberships(ctx context.Context, obj *directory.Initiative) ([]*directory.BannerMembership, error) {
	return loaders.For(ctx).Snapshot.MembershipsOf(string(obj.ID)), nil
}

func (initiativeResolver) Hotlines(ctx context.Context, obj *directory.Initiative, first *int, after *string, last *int, before *string, filter *model.HotlineFilter, sort *model.HotlineSort) (*model.HotlineConnection, error) {
	return hotlines(ctx, partsOf(loaders.For(ctx).Snapshot.Hotlines, obj.Hotlines), paging{first, after, last, before}, filter, sort)
}

func (initiativeResolver) Campaigns(ctx context.Context, obj *directory.Initiative, first *int, after *string, last *int, before *string, filter *model.CampaignFilter, sort *model.CampaignSort) (*model.CampaignConnection, error) {
	return campaigns(ctx, partsOf(loaders.For(ctx).Snapshot.Campaigns, obj.Campaigns), paging{first, after, last, before}, filter, sort)
}

func (initiativeResolver) Resources(ctx context.Context, obj *directory.Initiative, first *int, after *string, last *int, before *string, filter *model.ResourceFilter, sort *model.ResourceSort) (*model.ResourceConnection, error) {
	return resources(ctx, partsOf(loaders.For(ctx).Snapshot.Resources, obj.Resources), paging{first, after, last, before}, filter, sort)
}

func (initiativeResolver) Lessons(ctx context.Context, obj *directory.Initiative, first *int, after *string, last *int, before *string, filter *model.LessonFilter, sort *model.LessonSort) (*model.LessonConnection, error) {
	return lessons(ctx, partsOf(loaders.For(ctx).Snapshot.Lessons, obj.Lessons), paging{first, after, last, before}, filter, sort)
}

func (initiativeResolver) ReplacedBy(ctx context.Context, obj *directory.Initiative) (*directory.Initiative, error) {
	return loaders.For(ctx).Snapshot.Initiatives.ByID(obj.ReplacedBy), nil
}

func (initiativeResolver) Freshness(ctx context.Context, obj *directory.Initiative) (directory.Freshness, error) {
	return freshness(ctx, obj.Provenance)
}

func (initiativeResolver) Verification(_ context.Context, obj *directory.Initiative) (*directory.Verification, error) {
	return verification(obj.Provenance)
}

// InitiativeOrganization resolves the fields of an organization's part in an initiative that are not plain values.
func (r *Resolver) InitiativeOrganization() InitiativeOrganizationResolver {
	return initiativeOrganizationResolver{}
}

type initiativeOrganizationResolver struct{}

func (initiativeOrganizationResolver) Organization(ctx context.Context, obj *directory.InitiativeOrganization) (*directory.Organization, error) {
	return loaders.For(ctx).Snapshot.Organizations.ByID(obj.Organization), nil
}

// BannerMembership resolves the fields of a banner membership that are not plain values.
func (r *Resolver) BannerMembership() BannerMembershipResolver { return bannerMembershipResolver{} }

type bannerMembershipResolver struct{}

func (bannerMembershipResolver) Banner(ctx context.Context, obj *directory.BannerMembership) (*directory.Initiative, error) {
	return loaders.For(ctx).Snapshot.Initiatives.ByID(obj.Banner), nil
}

func (bannerMembershipResolver) Initiative(ctx context.Context, obj *directory.BannerMembership) (*directory.Initiative, error) {
	return loaders.For(ctx).Snapshot.Initiatives.ByID(obj.Initiative), nil
}

func (bannerMembershipResolver) Campaign(ctx context.Context, obj *directory.BannerMembership) (*directory.Campaign, error) {
	return loaders.For(ctx).Snapshot.Campaigns.ByID(obj.Campaign), nil
}

func (bannerMembershipResolver) Country(_ context.Context, obj *directory.BannerMembership) (*geography.Country, error) {
	return geography.Lookup(obj.Country), nil
}
