package editing

import (
	"context"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// VerifyHotline says that a public hotline was checked and is still right. Everybody sees it at once: there is
// nothing to review about a number that stayed as it was.
func (d *Desk) VerifyHotline(ctx context.Context, r *Request, hotline directory.ID, method directory.VerificationMethod) (*Outcome, error) {
	if method == "" {
		method = directory.VerificationMethodOperatorConfirmed
	}
	on := directory.Date(r.At.UTC().Format("2006-01-02"))
	return d.changeLine(ctx, r, directory.VerifyHotline, hotline, string(method), func(in *directory.Initiative, h, public *directory.Hotline) []directory.Problem {
		if h != public && !sameButVerified(reliedOn(h), reliedOn(public)) {
			return nil // nobody has checked what the draft says
		}
		if !h.Works() {
			return []directory.Problem{problem(directory.InvalidInput, "input.hotline", "is in state %s. Report that it works again before you verify it", h.Status)}
		}
		if h.Provenance == nil && in.Provenance != nil { // its own from here on; the sources stay those of above
			own := *in.Provenance
			h.Provenance = &own
		}
		verify(h, &directory.Verification{VerifiedOn: on, By: r.Actor.Organization, Method: method})
		return nil
	})
}

// verify marks a hotline and every part of it that has a provenance of its own, since a part's is shown in
// its place.
func verify(h *directory.Hotline, v *directory.Verification) {
	mark := func(p **directory.Provenance) {
		if *p == nil {
			return
		}
		marked := **p
		marked.Verification = v
		*p = &marked
	}
	if h.Provenance == nil {
		h.Provenance = &directory.Provenance{}
	}
	mark(&h.Provenance)
	for i := range h.Channels {
		ch := &h.Channels[i]
		mark(&ch.Provenance)
		for j := range ch.Languages {
			mark(&ch.Languages[j].Provenance)
		}
		if ch.Hours != nil {
			mark(&ch.Hours.Provenance)
		}
		for _, f := range ch.Safety.Facts() {
			if f != nil {
				mark(&f.Provenance)
			}
		}
	}
}

// Outage is what somebody reports about a hotline.
type Outage struct {
	Hotline    directory.ID
	Status     directory.HotlineStatus // PAUSED, OUT_OF_SERVICE, or ACTIVE when it works again
	Note       *directory.Text         // until when, what instead
	ReplacedBy directory.ID            // a public hotline
}

// ReportOutage says that a public hotline does not work, or works again. Everybody sees it at once: a number
// that nobody answers must not be shown while it waits for review.
func (d *Desk) ReportOutage(ctx context.Context, r *Request, o *Outage) (*Outcome, error) {
	if err := permit(r.Actor, directory.ReportOutage); err != nil {
		return nil, err
	}
	if problems := freeText("input.note", o.Note); len(problems) > 0 {
		return refused(problems...), nil
	}
	return d.changeLine(ctx, r, directory.ReportOutage, o.Hotline, string(o.Status), func(_ *directory.Initiative, h, public *directory.Hotline) []directory.Problem {
		switch {
		case h != public && h.Status == directory.HotlineStatusRetired:
			return nil // the draft will end it anyway
		case o.Status != directory.HotlineStatusActive && o.Status != directory.HotlineStatusPaused && o.Status != directory.HotlineStatusOutOfService:
			return []directory.Problem{problem(directory.InvalidInput, "input.status", "must be PAUSED, OUT_OF_SERVICE or ACTIVE; to retire a line, revise its initiative")}
		case h.Status == directory.HotlineStatusRetired:
			return []directory.Problem{problem(directory.InvalidInput, "input.hotline", "is retired; revise its initiative to bring it back")}
		case o.ReplacedBy != "" && (o.ReplacedBy == o.Hotline || d.public().Hotlines.ByID(o.ReplacedBy) == nil):
			return []directory.Problem{problem(directory.NotFound, "input.replacedBy", "must be another hotline that is public")}
		case o.ReplacedBy != "" && o.Status == directory.HotlineStatusActive:
			return []directory.Problem{problem(directory.InvalidInput, "input.replacedBy", "belongs with a line that does not work")}
		}
		h.Status, h.StatusNote, h.ReplacedBy = o.Status, o.Note, o.ReplacedBy
		return below("input.note", problemsAt(directory.ValidateHotline(h), "statusNote"))
	})
}

// problemsAt gives the problems of one field, paths relative to it.
func problemsAt(problems []directory.Problem, field string) (found []directory.Problem) {
	for _, p := range problems {
		if rest, ok := cutPath(p.Path, field); ok {
			p.Path = rest
			found = append(found, p)
		}
	}
	return found
}

func cutPath(path, field string) (string, bool) {
	switch {
	case path == field:
		return "", true
	case len(path) > len(field) && path[:len(field)] == field && path[len(field)] == '.':
		return path[len(field)+1:], true
	}
	return "", false
}

// changeLine changes a hotline in the public face of its initiative, and in the draft beside it, where it is
// there too. edit is given the public initiative with its hotline, then the draft with its own and the public
// hotline beside it.
func (d *Desk) changeLine(ctx context.Context, r *Request, op directory.Operation, hotline directory.ID, because string,
	edit func(in *directory.Initiative, h, public *directory.Hotline) []directory.Problem,
) (*Outcome, error) {
	const path = "input.hotline"
	if err := permit(r.Actor, op); err != nil {
		return nil, err
	}
	line := d.public().Hotlines.ByID(hotline)
	if line == nil {
		return notFound(path), nil
	}
	return d.change(ctx, r, &change{
		op: op, kind: document.KindInitiative, id: line.Initiative, path: path, because: because,
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			var public *directory.Hotline
			for _, raw := range []*document.Raw{&c.Public, &c.Draft} {
				if len(*raw) == 0 {
					continue
				}
				in, err := decode[directory.Initiative](*raw)
				if err != nil {
					return nil, err
				}
				h := hotlineOf(in, hotline)
				if raw == &c.Public {
					if public = h; h == nil {
						return notFound(path).Problems, nil // it went while the snapshot still showed it
					}
				}
				if h == nil || public == nil {
					continue
				}
				if problems := edit(in, h, public); len(problems) > 0 {
					return problems, nil
				}
				*raw = document.Encode(in)
			}
			if public == nil {
				return notFound(path).Problems, nil
			}
			return nil, nil
		},
	})
}

func hotlineOf(in *directory.Initiative, id directory.ID) *directory.Hotline {
	for _, h := range in.Hotlines {
		if h.ID == id {
			return h
		}
	}
	return nil
}
