package main

import (
	"context"
	"errors"

	"github.com/blueheart-federation/api/internal/document"
)

// halfStore takes a number of revisions and then fails, as a process that is killed does.
type halfStore struct {
	store
	left int
}

// Commit takes what is left.
func (h *halfStore) Commit(ctx context.Context, revisions []document.Revision) (int64, []error, error) {
	n := min(h.left, len(revisions))
	h.left -= n
	if _, _, err := h.store.Commit(ctx, revisions[:n]); err != nil {
		return 0, nil, err
	}
	return 0, nil, errors.New("killed")
}
