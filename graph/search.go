package graph

import (
	"context"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

func (queryResolver) Search(ctx context.Context, text string, kinds []directory.RecordKind, countries []directory.CountryCode, first *int, after *string) (*model.SearchConnection, error) {
	l := loaders.For(ctx)
	l.Private()
	page, err := l.Snapshot.Search(text, kinds, countries, snapshot.PageArgs{First: first, After: after})
	if err != nil {
		return nil, err
	}
	return model.NewSearchConnection(page), nil
}

// SearchEdge resolves the fields of a found record that are not plain values.
func (r *Resolver) SearchEdge() SearchEdgeResolver { return searchEdgeResolver{} }

type searchEdgeResolver struct{}

func (searchEdgeResolver) Match(ctx context.Context, obj *model.SearchEdge) (*snapshot.Match, error) {
	return loaders.For(ctx).Snapshot.Match(obj.Found, func(c directory.CountryCode) directory.Text {
		return *placeName(ctx, nil, geography.Lookup(c).Name)
	}), nil
}
