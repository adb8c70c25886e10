package graph

import (
	"context"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

// paging is the four arguments of a Relay connection.
type paging struct {
	first  *int
	after  *string
	last   *int
	before *string
}

// page answers a connection: the rows that pass the filter within a set (nil: all), ordered and cut.
func page[T any](s *sets[T], within snapshot.Set, by string, direction model.SortDirection, p paging) (*model.Connection[T], error) {
	set, err := s.within(within)
	if err != nil {
		return nil, err
	}
	got, err := s.table.Page(set, snapshot.Sort{By: by, Descending: direction == model.SortDirectionDescending},
		snapshot.PageArgs{First: p.first, After: p.after, Last: p.last, Before: p.before})
	if err != nil {
		return nil, err
	}
	return model.NewConnection(got), nil
}

func initiatives(ctx context.Context, within snapshot.Set, p paging, f *model.InitiativeFilter, o *model.InitiativeSort) (*model.InitiativeConnection, error) {
	if o == nil {
		o = &model.InitiativeSort{}
	}
	return page(initiativeSets(loaders.For(ctx), f), within, string(o.By), o.Direction, p)
}

func hotlines(ctx context.Context, within snapshot.Set, p paging, f *model.HotlineFilter, o *model.HotlineSort) (*model.HotlineConnection, error) {
	if o == nil {
		o = &model.HotlineSort{}
	}
	return page(hotlineSets(loaders.For(ctx), f), within, string(o.By), o.Direction, p)
}

func campaigns(ctx context.Context, within snapshot.Set, p paging, f *model.CampaignFilter, o *model.CampaignSort) (*model.CampaignConnection, error) {
	if o == nil {
		o = &model.CampaignSort{}
	}
	return page(campaignSets(loaders.For(ctx), f), within, string(o.By), o.Direction, p)
}

func resources(ctx context.Context, within snapshot.Set, p paging, f *model.ResourceFilter, o *model.ResourceSort) (*model.ResourceConnection, error) {
	if o == nil {
		o = &model.ResourceSort{}
	}
	return page(resourceSets(loaders.For(ctx), f), within, string(o.By), o.Direction, p)
}

func organizations(ctx context.Context, within snapshot.Set, p paging, f *model.OrganizationFilter, o *model.OrganizationSort) (*model.OrganizationConnection, error) {
	if o == nil {
		o = &model.OrganizationSort{}
	}
	return page(organizationSets(loaders.For(ctx), f), within, string(o.By), o.Direction, p)
}

func lessons(ctx context.Context, within snapshot.Set, p paging, f *model.LessonFilter, o *model.LessonSort) (*model.LessonConnection, error) {
	if o == nil {
		o = &model.LessonSort{}
	}
	return page(lessonSets(loaders.For(ctx), f), within, string(o.By), o.Direction, p)
}

// partsOf gives the rows of an aggregate's parts.
func partsOf[T any, P interface {
	*T
	Meta() *directory.Common
}](t *snapshot.Table[T], parts []*T) snapshot.Set {
	ids := make([]directory.ID, len(parts))
	for i, p := range parts {
		ids[i] = P(p).Meta().ID
	}
	return t.Of(ids)
}
