package graph

import (
	"context"
	"time"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/loaders"
)

// Provenance resolves the fields of a provenance that are not plain values.
func (r *Resolver) Provenance() ProvenanceResolver { return provenanceResolver{} }

type provenanceResolver struct{}

func (provenanceResolver) NextCheckDue(ctx context.Context, obj *directory.Provenance) (*hours.Date, error) {
	day, err := time.Parse(time.DateOnly, string(obj.VerifiedOn()))
	if err != nil {
		return nil, nil // never verified: no check is due
	}
	due := directory.Date(day.AddDate(0, 0, loaders.For(ctx).Snapshot.Thresholds().Due).Format(time.DateOnly))
	return &due, nil
}

func (provenanceResolver) Freshness(ctx context.Context, obj *directory.Provenance) (directory.Freshness, error) {
	return freshness(ctx, obj)
}

// Verification resolves the fields of a verification that are not plain values.
func (r *Resolver) Verification() VerificationResolver { return verificationResolver{} }

type verificationResolver struct{}

func (verificationResolver) By(ctx context.Context, obj *directory.Verification) (*directory.Organization, error) {
	return loaders.For(ctx).Snapshot.Organizations.ByID(obj.By), nil
}

// Text resolves the fields of a text that are not plain values.
func (r *Resolver) Text() TextResolver { return textResolver{} }

type textResolver struct{}

func (textResolver) Direction(_ context.Context, obj *directory.Text) (model.TextDirection, error) {
	return direction(obj.Language), nil
}
