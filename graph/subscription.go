package graph

import (
	"context"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Subscription resolves the root fields of subscriptions. Each gives a channel that is closed when its context
// ends.
func (r *Resolver) Subscription() SubscriptionResolver { return subscriptionResolver{r} }

type subscriptionResolver struct{ *Resolver }

func (r subscriptionResolver) DirectoryChanged(ctx context.Context) (<-chan *model.DirectoryChange, error) {
	if r.Resolver.Directory == nil {
		return nil, directory.NewError(directory.Unavailable, "There are no subscriptions here.")
	}
	return snapshot.Watch(ctx, r.Resolver.Directory, func(s *snapshot.Snapshot) *model.DirectoryChange {
		return &model.DirectoryChange{Revision: int(s.Revision)}
	}), nil
}
