package graph

import (
	"context"
	"slices"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

// Query resolves the root fields.
func (r *Resolver) Query() QueryResolver { return queryResolver{r} }

type queryResolver struct{ *Resolver }

func (queryResolver) Node(ctx context.Context, id directory.ID) (model.Node, error) {
	return node(loaders.For(ctx).Snapshot, id), nil
}

func (queryResolver) Nodes(ctx context.Context, ids []directory.ID) ([]model.Node, error) {
	if err := tooManyIDs("ids", len(ids)); err != nil {
		return nil, err
	}
	out := make([]model.Node, len(ids))
	for i, id := range ids {
		out[i] = node(loaders.For(ctx).Snapshot, id)
	}
	return out, nil
}

// node finds a record of any kind. It returns an untyped nil when there is none, as an interface must.
func node(s *snapshot.Snapshot, id directory.ID) model.Node {
	if r := s.Initiatives.ByID(id); r != nil {
		return r
	}
	if r := s.Hotlines.ByID(id); r != nil {
		return r
	}
	if r := s.Campaigns.ByID(id); r != nil {
		return r
	}
	if r := s.Resources.ByID(id); r != nil {
		return r
	}
	if r := s.Organizations.ByID(id); r != nil {
		return r
	}
	if r := s.Lessons.ByID(id); r != nil {
		return r
	}
	return nil
}

func (q queryResolver) Directory(ctx context.Context) (*model.Directory, error) {
	s, terms := loaders.For(ctx).Snapshot, q.Terms()
	return &model.Directory{
		Revision: int(s.Revision), BuiltAt: s.BuiltAt, Source: s.Source,
		SetAside: len(s.SetAside), Languages: s.Languages(),
		Licence: terms.Licence, Attribution: terms.Attribution, Warnings: terms.Warnings,
		Counts: model.DirectoryCounts{
			Initiatives: s.Initiatives.Len(), Hotlines: s.Hotlines.Len(), Campaigns: s.Campaigns.Len(),
			Resources: s.Resources.Len(), Organizations: s.Organizations.Len(), Lessons: s.Lessons.Len(),
			Countries: s.CountriesWithInitiative(),
		},
	}, nil
}

// world is the UN M49 code of the world.
const world directory.RegionCode = "001"

func (queryResolver) Initiative(ctx context.Context, id *directory.ID, slug *string) (*directory.Initiative, error) {
	s := loaders.For(ctx).Snapshot
	switch {
	case id != nil && slug == nil:
		return s.Initiatives.ByID(*id), nil
	case slug != nil && id == nil:
		return s.InitiativeBySlug(*slug), nil
	}
	return nil, directory.NewError(directory.InvalidInput, "Give exactly one of id and slug.",
		directory.Problem{Path: "id", Code: directory.InvalidInput, Message: "exactly one of id and slug is needed"})
}

func (queryResolver) Hotline(ctx context.Context, id directory.ID) (*directory.Hotline, error) {
	return loaders.For(ctx).Snapshot.Hotlines.ByID(id), nil
}

func (queryResolver) Campaign(ctx context.Context, id directory.ID) (*directory.Campaign, error) {
	return loaders.For(ctx).Snapshot.Campaigns.ByID(id), nil
}

func (queryResolver) Resource(ctx context.Context, id directory.ID) (*directory.Resource, error) {
	return loaders.For(ctx).Snapshot.Resources.ByID(id), nil
}

func (queryResolver) Organization(ctx context.Context, id directory.ID) (*directory.Organization, error) {
	return loaders.For(ctx).Snapshot.Organizations.ByID(id), nil
}

func (queryResolver) Initiatives(ctx context.Context, first *int, after *string, last *int, before *string, filter *model.InitiativeFilter, sort *model.InitiativeSort) (*model.InitiativeConnection, error) {
	return initiatives(ctx, nil, paging{first, after, last, before}, filter, sort)
}

func (queryResolver) Hotlines(ctx context.Context, first *int, after *string, last *int, before *string, filter *model.HotlineFilter, sort *model.HotlineSort) (*model.HotlineConnection, error) {
	return hotlines(ctx, nil, paging{first, after, last, before}, filter, sort)
}

func (queryResolver) Campaigns(ctx context.Context, first *int, after *string, last *int, before *string, filter *model.CampaignFilter, sort *model.CampaignSort) (*model.CampaignConnection, error) {
	return campaigns(ctx, nil, paging{first, after, last, before}, filter, sort)
}

func (queryResolver) Resources(ctx context.Context, first *int, after *string, last *int, before *string, filter *model.ResourceFilter, sort *model.ResourceSort) (*model.ResourceConnection, error) {
	return resources(ctx, nil, paging{first, after, last, before}, filter, sort)
}

func (queryResolver) Organizations(ctx context.Context, first *int, after *string, last *int, before *string, filter *model.OrganizationFilter, sort *model.OrganizationSort) (*model.OrganizationConnection, error) {
	return organizations(ctx, nil, paging{first, after, last, before}, filter, sort)
}

func (queryResolver) Lessons(ctx context.Context, first *int, after *string, last *int, before *string, filter *model.LessonFilter, sort *model.LessonSort) (*model.LessonConnection, error) {
	return lessons(ctx, nil, paging{first, after, last, before}, filter, sort)
}

func (queryResolver) Country(_ context.Context, code geography.Code) (*geography.Country, error) {
	return geography.Lookup(code), nil
}

func (queryResolver) Countries(ctx context.Context, filter *model.CountryFilter) ([]*geography.Country, error) {
	all := geography.Countries()
	if filter == nil {
		return all, nil
	}
	cover := loaders.For(ctx).Coverage()
	return slices.DeleteFunc(all, func(c *geography.Country) bool {
		k := cover.Country(c.Code)
		return filter.Codes != nil && !slices.Contains(filter.Codes, c.Code) ||
			filter.Regions != nil && !slices.ContainsFunc(filter.Regions, func(r directory.RegionCode) bool { return liesIn(c, r) }) ||
			filter.OfficialLanguages != nil && !slices.ContainsFunc(filter.OfficialLanguages, func(l directory.LanguageTag) bool { return speaks(c, l) }) ||
			filter.HasHotline != nil && *filter.HasHotline != (k.Hotlines > 0) ||
			filter.HasInitiative != nil && *filter.HasInitiative != (k.Initiatives > 0)
	}), nil
}

func liesIn(c *geography.Country, r directory.RegionCode) bool {
	_, in := slices.BinarySearch(geography.RegionByCode(string(r)).Countries, c.Code)
	return in
}

func speaks(c *geography.Country, l directory.LanguageTag) bool {
	return slices.ContainsFunc(c.OfficialLanguages, func(tag string) bool { return directory.Understands(l, directory.LanguageTag(tag)) })
}

func (queryResolver) Regions(context.Context) ([]*geography.Region, error) {
	return geography.Regions(), nil
}

func (queryResolver) Coverage(ctx context.Context, scope *model.CoverageScope) ([]*directory.Coverage, error) {
	if scope == nil {
		scope = &model.CoverageScope{Level: directory.CoverageLevelCountry}
	}
	within := world
	if scope.Within != nil {
		within = *scope.Within
	}
	if scope.Countries != nil && scope.Level != directory.CoverageLevelCountry {
		return nil, directory.NewError(directory.InvalidInput, "Countries can be named at level COUNTRY only.",
			directory.Problem{Path: "scope.countries", Code: directory.InvalidInput, Message: "belongs with level COUNTRY"})
	}
	cover := loaders.For(ctx).Coverage()
	var out []*directory.Coverage
	if scope.Level == directory.CoverageLevelCountry {
		for _, code := range geography.RegionByCode(string(within)).Countries {
			if scope.Countries == nil || slices.Contains(scope.Countries, code) {
				out = append(out, cover.Country(code))
			}
		}
		return out, nil
	}
	for _, r := range geography.Regions() {
		if k := cover.Region(directory.RegionCode(r.Code)); k.Level == scope.Level && inside(r, within) {
			out = append(out, k)
		}
	}
	return out, nil
}

// inside says whether an area is another or lies in it.
func inside(r *geography.Region, within directory.RegionCode) bool {
	for ; r != nil; r = geography.RegionByCode(r.Parent) {
		if r.Code == string(within) {
			return true
		}
	}
	return false
}

func (q queryResolver) RateLimit(ctx context.Context) (*model.RateLimit, error) {
	if q.Resolver.RateLimit == nil {
		return nil, nil
	}
	return q.Resolver.RateLimit(ctx), nil
}
