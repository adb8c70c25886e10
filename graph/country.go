package graph

import (
	"context"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

// Country resolves the fields of a country that are not plain values.
func (r *Resolver) Country() CountryResolver { return countryResolver{} }

type countryResolver struct{}

func (countryResolver) Name(ctx context.Context, obj *geography.Country, languages []directory.LanguageTag) (*directory.Text, error) {
	return placeName(ctx, languages, obj.Name), nil
}

func (countryResolver) Region(_ context.Context, obj *geography.Country) (*geography.Region, error) {
	return geography.RegionByCode(obj.Region), nil
}

func (countryResolver) Subregion(_ context.Context, obj *geography.Country) (*geography.Region, error) {
	return geography.RegionByCode(obj.Subregion), nil
}

func (countryResolver) Languages(_ context.Context, obj *geography.Country) ([]*model.CountryLanguage, error) {
	out := make([]*model.CountryLanguage, len(obj.Languages))
	for i, l := range obj.Languages {
		out[i] = &model.CountryLanguage{Tag: directory.LanguageTag(l.Tag), PopulationPercent: l.PopulationPercent}
		if l.Official != "" {
			status := model.LanguageOfficialStatus(l.Official)
			out[i].Official = &status
		}
	}
	return out, nil
}

func (countryResolver) Initiatives(ctx context.Context, obj *geography.Country, first *int, after *string, last *int, before *string, filter *model.InitiativeFilter, sort *model.InitiativeSort) (*model.InitiativeConnection, error) {
	return initiatives(ctx, snapshot.With(loaders.For(ctx).Snapshot.Initiatives, snapshot.ByCountry, []directory.CountryCode{obj.Code}), paging{first, after, last, before}, filter, sort)
}

func (countryResolver) Hotlines(ctx context.Context, obj *geography.Country, first *int, after *string, last *int, before *string, filter *model.HotlineFilter, sort *model.HotlineSort) (*model.HotlineConnection, error) {
	return hotlines(ctx, snapshot.With(loaders.For(ctx).Snapshot.Hotlines, snapshot.ByCountry, []directory.CountryCode{obj.Code}), paging{first, after, last, before}, filter, sort)
}

func (countryResolver) Campaigns(ctx context.Context, obj *geography.Country, first *int, after *string, last *int, before *string, filter *model.CampaignFilter, sort *model.CampaignSort) (*model.CampaignConnection, error) {
	return campaigns(ctx, snapshot.With(loaders.For(ctx).Snapshot.Campaigns, snapshot.ByCountry, []directory.CountryCode{obj.Code}), paging{first, after, last, before}, filter, sort)
}

func (countryResolver) Resources(ctx context.Context, obj *geography.Country, first *int, after *string, last *int, before *string, filter *model.ResourceFilter, sort *model.ResourceSort) (*model.ResourceConnection, error) {
	return resources(ctx, snapshot.With(loaders.For(ctx).Snapshot.Resources, snapshot.ByCountry, []directory.CountryCode{obj.Code}), paging{first, after, last, before}, filter, sort)
}

func (countryResolver) Organizations(ctx context.Context, obj *geography.Country, first *int, after *string, last *int, before *string, filter *model.OrganizationFilter, sort *model.OrganizationSort) (*model.OrganizationConnection, error) {
	return organizations(ctx, snapshot.With(loaders.For(ctx).Snapshot.Organizations, snapshot.ByCountry, []directory.CountryCode{obj.Code}), paging{first, after, last, before}, filter, sort)
}

func (countryResolver) HotlineLanguages(ctx context.Context, obj *geography.Country) ([]directory.LanguageTag, error) {
	return loaders.For(ctx).Coverage().Country(obj.Code).HotlineLanguages, nil
}

func (countryResolver) Memberships(ctx context.Context, obj *geography.Country) ([]*directory.BannerMembership, error) {
	return loaders.For(ctx).Snapshot.MembershipsOf(string(obj.Code)), nil
}

func (countryResolver) Coverage(ctx context.Context, obj *geography.Country) (*directory.Coverage, error) {
	return loaders.For(ctx).Coverage().Country(obj.Code), nil
}

// Region resolves the fields of a UN M49 area that are not plain values.
func (r *Resolver) Region() RegionResolver { return regionResolver{} }

type regionResolver struct{}

func (regionResolver) Level(_ context.Context, obj *geography.Region) (model.RegionLevel, error) {
	return model.RegionLevel(obj.Level), nil
}

func (regionResolver) Name(ctx context.Context, obj *geography.Region, languages []directory.LanguageTag) (*directory.Text, error) {
	return placeName(ctx, languages, obj.Name), nil
}

func (regionResolver) Parent(_ context.Context, obj *geography.Region) (*geography.Region, error) {
	return geography.RegionByCode(obj.Parent), nil
}

func (regionResolver) Regions(_ context.Context, obj *geography.Region) ([]*geography.Region, error) {
	return regionsOf(obj.Regions), nil
}

func (regionResolver) Countries(_ context.Context, obj *geography.Region) ([]*geography.Country, error) {
	return countriesOf(obj.Countries), nil
}

func (regionResolver) Coverage(ctx context.Context, obj *geography.Region) (*directory.Coverage, error) {
	return loaders.For(ctx).Coverage().Region(directory.RegionCode(obj.Code)), nil
}

// Coverage resolves the fields of a coverage that are not plain values.
func (r *Resolver) Coverage() CoverageResolver { return coverageResolver{} }

type coverageResolver struct{}

func (coverageResolver) Country(_ context.Context, obj *directory.Coverage) (*geography.Country, error) {
	return geography.Lookup(obj.Country), nil
}

func (coverageResolver) Region(_ context.Context, obj *directory.Coverage) (*geography.Region, error) {
	return geography.RegionByCode(string(obj.Region)), nil
}
