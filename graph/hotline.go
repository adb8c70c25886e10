package graph

import (
	"context"
	"time"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

// Hotline resolves the fields of a hotline that are not plain values.
func (r *Resolver) Hotline() HotlineResolver { return hotlineResolver{} }

type hotlineResolver struct{}

func (hotlineResolver) Name(ctx context.Context, obj *directory.Hotline, languages []directory.LanguageTag) (*directory.Text, error) {
	return best(ctx, obj.Names, languages)
}

func (hotlineResolver) Initiative(ctx context.Context, obj *directory.Hotline) (*directory.Initiative, error) {
	return loaders.For(ctx).Snapshot.Initiatives.ByID(obj.Initiative), nil
}

func (hotlineResolver) Operator(ctx context.Context, obj *directory.Hotline) (*directory.Organization, error) {
	return loaders.For(ctx).Snapshot.Organizations.ByID(obj.Operator), nil
}

func (hotlineResolver) Countries(_ context.Context, obj *directory.Hotline) ([]*geography.Country, error) {
	return countriesOf(obj.Countries), nil
}

func (hotlineResolver) Languages(_ context.Context, obj *directory.Hotline) ([]directory.LanguageTag, error) {
	return spoken(obj), nil
}

func (hotlineResolver) IsOpen(ctx context.Context, obj *directory.Hotline, at *time.Time) (*bool, error) {
	return isOpen(obj.State(instant(ctx, at))), nil
}

func (hotlineResolver) PairedWith(ctx context.Context, obj *directory.Hotline) ([]*directory.Hotline, error) {
	return each(loaders.For(ctx).Snapshot.Hotlines, obj.PairedWith), nil
}

func (hotlineResolver) ReplacedBy(ctx context.Context, obj *directory.Hotline) (*directory.Hotline, error) {
	return loaders.For(ctx).Snapshot.Hotlines.ByID(obj.ReplacedBy), nil
}

func (hotlineResolver) PromotedBy(ctx context.Context, obj *directory.Hotline, first *int, after *string, last *int, before *string, filter *model.CampaignFilter, sort *model.CampaignSort) (*model.CampaignConnection, error) {
	return campaigns(ctx, snapshot.With(loaders.For(ctx).Snapshot.Campaigns, snapshot.ByPromoted, []directory.ID{obj.ID}), paging{first, after, last, before}, filter, sort)
}

func (hotlineResolver) Freshness(ctx context.Context, obj *directory.Hotline) (directory.Freshness, error) {
	return freshness(ctx, obj.Provenance)
}

func (hotlineResolver) Verification(_ context.Context, obj *directory.Hotline) (*directory.Verification, error) {
	return verification(obj.Provenance)
}

func (hotlineResolver) OpensAt(ctx context.Context, obj *directory.Hotline, at *time.Time) (*time.Time, error) {
	return known(obj.OpensAt(instant(ctx, at)))
}

func (hotlineResolver) ClosesAt(ctx context.Context, obj *directory.Hotline, at *time.Time) (*time.Time, error) {
	return known(obj.ClosesAt(instant(ctx, at)))
}

// Channel resolves the fields of a channel that are not plain values.
func (r *Resolver) Channel() ChannelResolver { return channelResolver{} }

type channelResolver struct{}

func (channelResolver) Country(_ context.Context, obj *directory.Channel) (*geography.Country, error) {
	return geography.Lookup(obj.Country), nil
}

func (channelResolver) IsOpen(ctx context.Context, obj *directory.Channel, at *time.Time) (*bool, error) {
	return isOpen(obj.State(instant(ctx, at))), nil
}

func (channelResolver) OpensAt(ctx context.Context, obj *directory.Channel, at *time.Time) (*time.Time, error) {
	return known(obj.OpensAt(instant(ctx, at)))
}

func (channelResolver) ClosesAt(ctx context.Context, obj *directory.Channel, at *time.Time) (*time.Time, error) {
	return known(obj.ClosesAt(instant(ctx, at)))
}

// OpeningHours resolves the fields of opening hours that are not plain values.
func (r *Resolver) OpeningHours() OpeningHoursResolver { return openingHoursResolver{} }

type openingHoursResolver struct{}

func (openingHoursResolver) Notation(_ context.Context, obj *directory.OpeningHours) (*string, error) {
	notation, err := obj.Schedule.Notation()
	if err != nil {
		return nil, nil // the notation cannot say these hours; the rows do
	}
	return &notation, nil
}
