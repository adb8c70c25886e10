package embedded

import (
	"context"
	"errors"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// List gives the newest state of the records that match a listing, in the order of their ids: those above
// q.After, at most q.Limit, which is taken as 1 when it is less and as MaxListing when it is more. When
// there are fewer than the limit, there are no more. Every change acknowledged before the call is seen; a
// record that changes during the call comes as it was or as it is.
//
// Its cost grows with the page, not with the directory, except that the first List of an opened store
// reads every record once, while commits wait. A listing of no kind is INTERNAL.
func (s *Store) List(ctx context.Context, q document.Listing) ([]document.Record, error) {
	list, err := s.list(ctx, q)
	if err != nil {
		return nil, s.outcome("list records of kind "+string(q.Kind), err)
	}
	return list, nil
}

func (s *Store) list(ctx context.Context, q document.Listing) (list []document.Record, err error) {
	if q.Kind == "" {
		return nil, directory.WithCause(directory.Internal, "The records cannot be listed.", errors.New("a listing needs a kind"))
	}
	limit := min(max(q.Limit, 1), document.MaxListing)
	for len(list) < limit {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ask := limit - len(list)
		ids, built := s.standings.page(q, ask)
		if !built {
			if err := s.buildStandings(ctx); err != nil {
				return nil, err
			}
			continue
		}
		err := s.view(ctx, func(tx *bbolt.Tx) error {
			for _, id := range ids {
				r, err := s.newest(tx, id)
				if err != nil {
					return err
				}
				// A commit under way is in the file before it is in the standings.
				if matches(&r, q) {
					list = append(list, r.Record())
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(ids) < ask {
			break
		}
		q.After = ids[len(ids)-1]
	}
	return list, nil
}

func matches(r *document.Revision, q document.Listing) bool {
	return r.Kind == q.Kind && (q.Owner == "" || r.Content.Owner == q.Owner) &&
		(len(q.States) == 0 || slices.Contains(q.States, r.Content.State))
}

// buildStandings reads where every record stands. Commits wait, so that none is missed.
func (s *Store) buildStandings(ctx context.Context) error {
	if err := s.gate.enterWriting(ctx); err != nil {
		return err
	}
	defer s.gate.leaveWriting()
	if s.standings.built() { // by whoever was faster
		return nil
	}
	x := newIndex()
	var size int64
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		size = tx.Size()
		return tx.Bucket(recordsBucket).ForEach(func(id, pointer []byte) error {
			key, sealed, err := follow(tx, string(id), pointer)
			if err != nil {
				return err
			}
			now, err := s.codec.openStanding(key, sealed)
			if err != nil {
				return err
			}
			x.set(string(id), now)
			return ctx.Err()
		})
	})
	forgetPages(s.db, size)
	if err == nil {
		s.standings.put(x)
	}
	return err
}
