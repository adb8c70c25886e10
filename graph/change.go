package graph

import (
	"context"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

func (queryResolver) Changes(ctx context.Context, since int, first *int, after *string) (*model.ChangeConnection, error) {
	page, err := loaders.For(ctx).Snapshot.Changes(int64(since), snapshot.PageArgs{First: first, After: after})
	if err != nil {
		return nil, err
	}
	return model.NewChangeConnection(page), nil
}
