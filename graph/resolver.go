package graph

import (
	"context"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/wording"
	"github.com/blueheart-federation/api/loaders"
)

// Resolver is the root of all resolvers and holds what they need beyond the read view of the operation.
type Resolver struct {
	// RateLimit gives the caller's budget, nil when none is set. It may be nil itself.
	RateLimit func(ctx context.Context) *model.RateLimit
	// Desk carries out what partners and reviewers ask for.
	Desk *editing.Desk
	// Directory is where subscriptions see a new snapshot; without it there are none.
	Directory *snapshot.Holder
	// Words are the texts for enums, reasons and notices.
	Words *wording.Catalog
	// Terms gives those of the data. It is asked at each operation that shows them.
	Terms func() *Terms
}

// Terms say how the data may be used, and what a reader of them must know. They are immutable.
type Terms struct {
	Licence, Attribution string
	Warnings             []*directory.Text
}

var _ ResolverRoot = (*Resolver)(nil)

// each looks up the records with these ids and leaves out those that are not there.
func each[T any](t *snapshot.Table[T], ids []directory.ID) []*T {
	out := make([]*T, 0, len(ids))
	for _, id := range ids {
		if r := t.ByID(id); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// rows gives all records of a set, for relations that are never long.
func rows[T any](t *snapshot.Table[T], set snapshot.Set) []*T {
	out := make([]*T, 0, set.GetCardinality())
	for it := set.Iterator(); it.HasNext(); {
		out = append(out, t.Row(it.Next()))
	}
	return out
}

func countriesOf(codes []directory.CountryCode) []*geography.Country {
	out := make([]*geography.Country, 0, len(codes))
	for _, c := range codes {
		if country := geography.Lookup(c); country != nil {
			out = append(out, country)
		}
	}
	return out
}

func verification(p *directory.Provenance) (*directory.Verification, error) {
	if p == nil {
		return nil, nil
	}
	return p.Verification, nil
}

func freshness(ctx context.Context, p *directory.Provenance) (directory.Freshness, error) {
	return loaders.For(ctx).Freshness(p), nil
}

func best(ctx context.Context, texts []directory.Text, languages []directory.LanguageTag) (*directory.Text, error) {
	return loaders.For(ctx).Text(texts, languages), nil
}
