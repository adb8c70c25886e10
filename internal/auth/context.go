package auth

import (
	"context"

	"github.com/blueheart-federation/api/internal/directory"
)

type actorKey struct{}

// With gives a context in which somebody calls. The middleware uses it, and so do commands and tests
// that act without a request.
func With(ctx context.Context, actor directory.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorOf tells who calls: [directory.Anonymous] when nothing in the context says otherwise.
func ActorOf(ctx context.Context) directory.Actor {
	if actor, ok := ctx.Value(actorKey{}).(directory.Actor); ok {
		return actor
	}
	return directory.Anonymous()
}
