package editing

import (
	"context"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// A slug is reserved by a record of its own, whose id follows from the slug: the store's unique id is the
// lock. It stays its initiative's for good, so that an old link never leads to somebody else.

// abandoned is the age at which the reservation of an initiative that never came to be may be taken over: its
// maker died between the two steps.
const abandoned = 10 * time.Minute

// reserveSlug makes sure that a slug is the initiative's. The problem is at input.slug.
func (d *Desk) reserveSlug(ctx context.Context, r *Request, slug string, initiative directory.ID) ([]directory.Problem, error) {
	taken := []directory.Problem{slugTaken("input.slug")}
	if d.slugIsPublic(slug, initiative) {
		return taken, nil
	}
	id, version := slugID(slug), int64(1)
	rec, err := d.store.Record(ctx, string(id))
	switch {
	case isCode(err, directory.NotFound):
	case err != nil:
		return nil, fmt.Errorf("read slug: %w", err)
	case rec.Content.Owner == string(initiative):
		return nil, nil
	default:
		free, err := d.abandonedSlug(ctx, r, &rec)
		if err != nil {
			return nil, fmt.Errorf("read slug's initiative: %w", err)
		}
		if !free {
			return taken, nil
		}
		version = rec.Version + 1
	}
	revision := d.slugRevision(r, slug, initiative, version)
	_, outcomes, err := d.store.Commit(ctx, []document.Revision{revision})
	switch {
	case err != nil:
		return nil, fmt.Errorf("reserve slug: %w", err)
	case isCode(outcomes[0], directory.Conflict): // somebody was faster, perhaps for the same initiative
		rec, err := d.store.Record(ctx, string(id))
		if err != nil {
			return nil, fmt.Errorf("read slug: %w", err)
		}
		if rec.Content.Owner != string(initiative) {
			return taken, nil
		}
		return nil, nil
	}
	return nil, outcomes[0]
}

// keepSlug reserves a slug that an initiative has had and is about to give up, for the initiatives that came to
// be without a reservation. That somebody else holds it changes nothing.
func (d *Desk) keepSlug(ctx context.Context, r *Request, slug string, initiative directory.ID) error {
	_, err := d.reserveSlug(ctx, r, slug, initiative)
	return err
}

// slugRevision makes the revision by which an initiative reserves a slug.
func (d *Desk) slugRevision(r *Request, slug string, initiative directory.ID, version int64) document.Revision {
	v := d.revise(r, directory.CreateInitiative, "", document.Record{
		ID: string(slugID(slug)), Kind: document.KindSlug, Version: version,
		Content: document.Content{State: string(directory.RecordStateActive), Owner: string(initiative)},
	}, nil)
	v.Key = ""
	return v
}

func (d *Desk) abandonedSlug(ctx context.Context, r *Request, rec *document.Record) (bool, error) {
	if r.At.Sub(rec.UpdatedAt) < abandoned {
		return false, nil
	}
	_, err := d.store.Record(ctx, rec.Content.Owner)
	if isCode(err, directory.NotFound) {
		return true, nil
	}
	return false, err
}

func slugID(slug string) directory.ID { return derivedID("slug", slug) }

// slugIsPublic says that everybody knows another initiative by a slug.
func (d *Desk) slugIsPublic(slug string, initiative directory.ID) bool {
	other := d.public().InitiativeBySlug(slug)
	return other != nil && other.ID != initiative
}

func slugTaken(path string) directory.Problem {
	return problem(directory.Conflict, path, "is taken; choose another")
}
