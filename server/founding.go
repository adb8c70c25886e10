package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/founding"
)

// foundingActor marks the revisions of the founding data.
const foundingActor = "founding"

// foundation tells what was done about the founding data.
type foundation struct {
	added int
	here  bool // the store holds founding records, so their warnings belong to what it answers
}

// found loads the founding data into a store that nobody else has begun: an empty one, or one in which
// every revision ever made is the founding data's own. The second case is what a crash in the middle
// leaves, and also a directory that a newer program with more founding data finds untouched. Records
// that are there already stay as they are. Two servers may do it at once.
func found(ctx context.Context, s store, load bool, now time.Time) (done foundation, err error) {
	organizations, initiatives, err := founding.Load()
	if err != nil {
		return done, err
	}
	var ids []string
	for _, o := range organizations {
		ids = append(ids, string(o.ID))
	}
	for _, in := range initiatives {
		ids = append(ids, string(in.ID))
	}
	there, err := s.RecordsByID(ctx, ids)
	if err != nil {
		return done, fmt.Errorf("look for the founding data: %w", err)
	}
	done.here = len(there) > 0
	if !load || len(there) == len(ids) {
		return done, nil
	}
	if ours, err := onlyFounding(ctx, s); err != nil || !ours {
		return done, err
	}
	p := &publisher{store: s, actor: foundingActor, reason: "the data this directory starts from", at: now}
	p.refused = func(_ *document.Revision, err error) error {
		if directory.CodeOf(err) == directory.Conflict {
			done.added--
			return nil // another server that starts now was faster
		}
		return err
	}
	for _, o := range organizations {
		if _, ok := there[string(o.ID)]; !ok {
			done.added++
			if err := p.organization(ctx, o); err != nil {
				return done, err
			}
		}
	}
	for _, in := range initiatives {
		if _, ok := there[string(in.ID)]; !ok {
			done.added++
			if err := p.initiative(ctx, in); err != nil {
				return done, err
			}
		}
	}
	done.here = true
	return done, p.flush(ctx)
}

// onlyFounding tells whether nobody but the founding data has ever written an initiative or organization to a
// store.
func onlyFounding(ctx context.Context, s store) (bool, error) {
	other := errors.New("somebody else's")
	err := s.Revisions(ctx, func(r document.Revision) error {
		if r.Actor != foundingActor && (r.Kind == document.KindInitiative || r.Kind == document.KindOrganization) {
			return other
		}
		return nil
	})
	if errors.Is(err, other) {
		return false, nil
	}
	return err == nil, err
}

// foundingWarnings gives what a reader of the founding data must know, as texts of the API.
func foundingWarnings() []*directory.Text {
	var texts []*directory.Text
	for _, w := range founding.Warnings {
		texts = append(texts, &directory.Text{Value: w, Language: "en"})
	}
	return texts
}
