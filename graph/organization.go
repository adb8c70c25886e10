package graph

import (
	"context"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

// Organization resolves the fields of an organization that are not plain values.
func (r *Resolver) Organization() OrganizationResolver { return organizationResolver{} }

type organizationResolver struct{}

func (organizationResolver) Name(ctx context.Context, obj *directory.Organization, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Names, languages)
}

func (organizationResolver) Country(_ context.Context, obj *directory.Organization) (*geography.Country, error) {
	return geography.Lookup(obj.Country), nil
}

func (organizationResolver) Parent(ctx context.Context, obj *directory.Organization) (*directory.Organization, error) {
	return loaders.For(ctx).Snapshot.Organizations.ByID(obj.Parent), nil
}

func (organizationResolver) Initiatives(ctx context.Context, obj *directory.Organization, first *int, after *string, last *int, before *string, filter *model.InitiativeFilter, sort *model.InitiativeSort) (*model.InitiativeConnection, error) {
	return initiatives(ctx, snapshot.With(loaders.For(ctx).Snapshot.Initiatives, snapshot.ByOrganization, []directory.ID{obj.ID}), paging{first, after, last, before}, filter, sort)
}

func (organizationResolver) Freshness(ctx context.Context, obj *directory.Organization) (directory.Freshness, error) {
	return freshness(ctx, obj.Provenance)
}

func (organizationResolver) Verification(_ context.Context, obj *directory.Organization) (*directory.Verification, error) {
	return verification(obj.Provenance)
}
