package main

import (
	"context"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// published is the state of a record whose public face everybody sees.
const published = "PUBLISHED"

// publishBatch is how many records are committed at once: enough that syncing the disk does not count,
// few enough that memory does not either.
const publishBatch = 500

// publisher writes public records into a store, a batch at a time.
type publisher struct {
	store   store
	actor   string // "founding", "import", "generate": who did it, and by which command
	reason  string
	at      time.Time
	refused func(r *document.Revision, err error) error // decides about a revision that was not taken
	batch   []document.Revision
}

// organization publishes a new organization, which is its own owner.
func (p *publisher) organization(ctx context.Context, o *directory.Organization) error {
	return p.add(ctx, document.KindOrganization, o.ID, 1, newContent(o.ID, document.Encode(o)))
}

// initiative publishes a new initiative.
func (p *publisher) initiative(ctx context.Context, in *directory.Initiative) error {
	return p.add(ctx, document.KindInitiative, in.ID, 1, newContent(ownerOf(in), document.Encode(in)))
}

// ownerOf gives the organization whose record an initiative is: the first that it names.
func ownerOf(in *directory.Initiative) directory.ID {
	if len(in.Organizations) == 0 {
		return ""
	}
	return in.Organizations[0].Organization
}

func newContent(owner directory.ID, public []byte) document.Content {
	return document.Content{State: published, Owner: string(owner), Public: public}
}

// add publishes one state of a record.
func (p *publisher) add(ctx context.Context, kind document.Kind, id directory.ID, version int64, content document.Content) error {
	p.batch = append(p.batch, document.Revision{
		ID: document.RevisionID(string(id), version), RecordID: string(id), Version: version, Kind: kind,
		At: p.at.UTC().Truncate(time.Millisecond), Actor: p.actor, Command: p.actor, Reason: p.reason,
		Public: true, Content: content,
	})
	if len(p.batch) < publishBatch {
		return nil
	}
	return p.flush(ctx)
}

// flush commits what is left of the last batch.
func (p *publisher) flush(ctx context.Context) error {
	if len(p.batch) == 0 {
		return nil
	}
	_, outcomes, err := p.store.Commit(ctx, p.batch)
	if err != nil {
		return fmt.Errorf("%s: %w", p.actor, err)
	}
	for i, err := range outcomes {
		if err == nil {
			continue
		}
		if p.refused != nil {
			err = p.refused(&p.batch[i], err)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.actor, err)
		}
	}
	p.batch = p.batch[:0]
	return nil
}
