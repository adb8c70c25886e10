package graph

import (
	"context"
	"reflect"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/graph/scalar"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

// Entity resolves references from other subgraphs (Apollo Federation 2), a batch per type. A reference to
// a record that does not exist is null, not an error: another subgraph may be a revision behind.
func (r *Resolver) Entity() EntityResolver { return entityResolver{} }

type entityResolver struct{}

func byID[T, R any](t *snapshot.Table[T], reps []R, id func(R) directory.ID) ([]*T, error) {
	out := make([]*T, len(reps))
	for i, rep := range reps {
		out[i] = t.ByID(id(rep))
	}
	return out, nil
}

func (entityResolver) FindManyInitiativeByIDs(ctx context.Context, reps []*model.InitiativeByIDsInput) ([]*directory.Initiative, error) {
	return byID(loaders.For(ctx).Snapshot.Initiatives, reps, func(r *model.InitiativeByIDsInput) directory.ID { return r.ID })
}

func (entityResolver) FindManyHotlineByIDs(ctx context.Context, reps []*model.HotlineByIDsInput) ([]*directory.Hotline, error) {
	return byID(loaders.For(ctx).Snapshot.Hotlines, reps, func(r *model.HotlineByIDsInput) directory.ID { return r.ID })
}

func (entityResolver) FindManyCampaignByIDs(ctx context.Context, reps []*model.CampaignByIDsInput) ([]*directory.Campaign, error) {
	return byID(loaders.For(ctx).Snapshot.Campaigns, reps, func(r *model.CampaignByIDsInput) directory.ID { return r.ID })
}

func (entityResolver) FindManyResourceByIDs(ctx context.Context, reps []*model.ResourceByIDsInput) ([]*directory.Resource, error) {
	return byID(loaders.For(ctx).Snapshot.Resources, reps, func(r *model.ResourceByIDsInput) directory.ID { return r.ID })
}

func (entityResolver) FindManyOrganizationByIDs(ctx context.Context, reps []*model.OrganizationByIDsInput) ([]*directory.Organization, error) {
	return byID(loaders.For(ctx).Snapshot.Organizations, reps, func(r *model.OrganizationByIDsInput) directory.ID { return r.ID })
}

func (entityResolver) FindManyCountryByCodes(_ context.Context, reps []*model.CountryByCodesInput) ([]*geography.Country, error) {
	out := make([]*geography.Country, len(reps))
	for i, rep := range reps {
		out[i] = geography.Lookup(rep.Code)
	}
	return out, nil
}

// findEntities answers Query._entities for the compiled plans, each representation for itself: one that is
// broken, unknown or a revision ahead is null and harms no other. A gateway sends the keys of many clients
// in one list.
func findEntities(ctx context.Context, representations []any) []any {
	s := loaders.For(ctx).Snapshot
	out := make([]any, len(representations))
	for i, r := range representations {
		fields, _ := r.(map[string]any)
		typename, _ := fields["__typename"].(string)
		if typename == "Country" {
			code, _ := fields["code"].(string)
			if parsed, err := geography.ParseCode(code); err == nil {
				out[i] = geography.Lookup(parsed)
			}
			continue
		}
		id, err := scalar.UnmarshalID(fields["id"])
		if err != nil {
			continue
		}
		// A lesson is a node, and nothing another subgraph may refer to.
		if found := node(s, id); found != nil && typename != "Lesson" && typeName(found) == typename {
			out[i] = found
		}
	}
	return out
}

// typeName is the GraphQL type of a record, which is the name of its Go type.
func typeName(record any) string { return reflect.TypeOf(record).Elem().Name() }
