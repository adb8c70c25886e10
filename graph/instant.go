package graph

import (
	"context"
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/loaders"
)

// instant is the instant asked about, the operation's own when none was.
func instant(ctx context.Context, at *time.Time) time.Time {
	if at != nil {
		return *at
	}
	return loaders.For(ctx).Now()
}

// isOpen turns a state into an answer; unknown is null.
func isOpen(s hours.State) *bool {
	if s == hours.Unknown {
		return nil
	}
	open := s == hours.Open
	return &open
}

func known(t time.Time, ok bool) (*time.Time, error) {
	if !ok {
		return nil, nil
	}
	return &t, nil
}

// spoken gives the languages of all channels of a line, once each, in the order they are named.
func spoken(h *directory.Hotline) []directory.LanguageTag {
	tags := []directory.LanguageTag{}
	for i := range h.Channels {
		for _, l := range h.Channels[i].Languages {
			if !slices.Contains(tags, l.Tag) {
				tags = append(tags, l.Tag)
			}
		}
	}
	return tags
}
