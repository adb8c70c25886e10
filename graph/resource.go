package graph

import (
	"context"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/loaders"
)

// Resource resolves the fields of a resource that are not plain values.
func (r *Resolver) Resource() ResourceResolver { return resourceResolver{} }

type resourceResolver struct{}

func (resourceResolver) Name(ctx context.Context, obj *directory.Resource, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Names, languages)
}

func (resourceResolver) Summary(ctx context.Context, obj *directory.Resource, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Summaries, languages)
}

func (resourceResolver) Initiative(ctx context.Context, obj *directory.Resource) (*directory.Initiative, error) {
	return loaders.For(ctx).Snapshot.Initiatives.ByID(obj.Initiative), nil
}

func (resourceResolver) Publisher(ctx context.Context, obj *directory.Resource) (*directory.Organization, error) {
	return loaders.For(ctx).Snapshot.Organizations.ByID(obj.Publisher), nil
}

func (resourceResolver) Author(ctx context.Context, obj *directory.Resource) (*directory.Organization, error) {
	return loaders.For(ctx).Snapshot.Organizations.ByID(obj.Author), nil
}

func (resourceResolver) Commissioner(ctx context.Context, obj *directory.Resource) (*directory.Organization, error) {
	return loaders.For(ctx).Snapshot.Organizations.ByID(obj.Commissioner), nil
}

func (resourceResolver) Compares(ctx context.Context, obj *directory.Resource) ([]*directory.Initiative, error) {
	return each(loaders.For(ctx).Snapshot.Initiatives, obj.Compares), nil
}

func (resourceResolver) Countries(_ context.Context, obj *directory.Resource) ([]*geography.Country, error) {
	return countriesOf(obj.Countries), nil
}

func (resourceResolver) Freshness(ctx context.Context, obj *directory.Resource) (directory.Freshness, error) {
	return freshness(ctx, obj.Provenance)
}

func (resourceResolver) Verification(_ context.Context, obj *directory.Resource) (*directory.Verification, error) {
	return verification(obj.Provenance)
}
