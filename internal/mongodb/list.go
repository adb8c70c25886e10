package mongodb

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// List gives the newest state of the records that match a listing, in the order of their ids: those above
// q.After, at most q.Limit, which is taken as 1 when it is less and as MaxListing when it is more. When
// there are fewer than the limit, there are no more. Every change acknowledged before the call is seen; a
// record that changes during the call comes as it was or as it is.
//
// It reads records, and after a crash a record may lag behind its newest revision until Heal or the next
// conflict lets it follow (see heal.go): such a revision was never acknowledged, and is not listed until
// then. Each combination of filters has its index; without them it gives the same, slower. A listing of no
// kind is INTERNAL.
func (s *Store) List(ctx context.Context, q document.Listing) (list []document.Record, err error) {
	operation := "list records of kind " + string(q.Kind)
	if q.Kind == "" {
		return nil, s.outcome(operation, directory.WithCause(directory.Internal, "The records cannot be listed.", errors.New("a listing needs a kind")))
	}
	limit := min(max(q.Limit, 1), document.MaxListing)
	for len(list) < limit {
		var page []document.Record
		ask := limit - len(list)
		err := s.do(ctx, operation, func(ctx context.Context) error {
			cursor, err := s.records.Find(ctx, listed(q), options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).SetLimit(int64(ask)))
			if err != nil {
				return err
			}
			return cursor.All(ctx, &page)
		})
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			// A server that merges the states of a listing meets a record twice when it moves meanwhile.
			if r.ID != q.After {
				list = append(list, r)
			}
			q.After = r.ID
		}
		if len(page) < ask {
			break
		}
	}
	return list, nil
}

// listed is the filter of a listing.
func listed(q document.Listing) bson.D {
	filter := bson.D{{Key: "kind", Value: q.Kind}}
	if q.Owner != "" {
		filter = append(filter, bson.E{Key: "content.owner", Value: q.Owner})
	}
	if len(q.States) > 0 {
		filter = append(filter, bson.E{Key: "content.state", Value: bson.M{"$in": q.States}})
	}
	if q.After != "" {
		filter = append(filter, bson.E{Key: "_id", Value: bson.M{"$gt": q.After}})
	}
	return filter
}
