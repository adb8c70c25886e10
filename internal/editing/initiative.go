package editing

import (
	"context"
	"fmt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Content is what a partner says about an initiative: the fields of the schema's input by their names, as
// they came over the wire. Problems name the place in it below "input".
type Content map[string]any

// CreateInitiative makes a draft that belongs to an organization: the caller's own, when none is named.
func (d *Desk) CreateInitiative(ctx context.Context, r *Request, owner directory.ID, content Content) (*Outcome, error) {
	const op = directory.CreateInitiative
	if err := permit(r.Actor, op); err != nil {
		return nil, err
	}
	if out := r.validKey(); out != nil {
		return out, nil
	}
	if owner == "" {
		owner = r.Actor.Organization
	}
	if out, err := d.ownerOfNew(ctx, r.Actor, op, owner); err != nil || out != nil {
		return out, err
	}
	id, out, err := d.newID(ctx, r, op)
	if err != nil || out != nil {
		return out, err
	}
	in, problems, err := d.read(content, id, nil, r.At)
	if err == nil && len(problems) == 0 {
		problems, err = d.reserveSlug(ctx, r, in.Slug, id)
	}
	switch {
	case err != nil:
		return nil, err
	case len(problems) > 0:
		return refused(problems...), nil
	}
	return d.create(ctx, r, op, document.KindInitiative, id, document.Content{
		State: string(directory.RecordStateDraft), Owner: string(owner), Draft: document.Encode(in),
	})
}

// ownerOfNew checks the organization that a new record is to belong to.
func (d *Desk) ownerOfNew(ctx context.Context, a directory.Actor, op directory.Operation, owner directory.ID) (*Outcome, error) {
	const path = "input.organization"
	if owner == "" {
		return refused(problem(directory.InvalidInput, path, "is required of somebody who belongs to no organization")), nil
	}
	if !a.May(op, owner) {
		return notFound(path), nil
	}
	rec, err := d.store.Record(ctx, string(owner))
	switch {
	case isCode(err, directory.NotFound):
		return notFound(path), nil
	case err != nil:
		return nil, fmt.Errorf("read organization: %w", err)
	case rec.Kind != document.KindOrganization:
		return notFound(path), nil
	case rec.Content.State != string(directory.RecordStatePublished):
		return refused(problem(directory.InvalidInput, path, "is in state %s; only an approved organization may have records", rec.Content.State)), nil
	}
	return nil, nil
}

// made finds what an earlier send of the same request made, nil when there was none. It is the first revision
// of the record, however much has become of that since.
func (d *Desk) made(ctx context.Context, r *Request, op directory.Operation, id directory.ID) (*Outcome, error) {
	first, err := d.store.History(ctx, string(id), 2, 1)
	if isCode(err, directory.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for an earlier request: %w", err)
	}
	if len(first) == 0 {
		return nil, nil
	}
	switch same, other := r.sent(op, first[0].Key); {
	case other:
		return reused(), nil
	case !same:
		return nil, nil
	}
	return &Outcome{Record: first[0].Record(), Revision: d.seenAt(first[0].Public)}, nil
}

// ReviseInitiative replaces the draft of an initiative with a whole new one. The public face stays as it is.
func (d *Desk) ReviseInitiative(ctx context.Context, r *Request, id directory.ID, base int64, content Content) (*Outcome, error) {
	return d.change(ctx, r, &change{
		op: directory.ReviseInitiative, kind: document.KindInitiative, id: id, path: "input.id", base: &base,
		apply: func(ctx context.Context, c *document.Content) ([]directory.Problem, error) {
			old, err := working(c)
			if err != nil {
				return nil, err
			}
			in, problems, err := d.read(content, id, old, r.At)
			if err != nil || len(problems) > 0 {
				return problems, err
			}
			if problems := withdrawn(in, c.Redacted); len(problems) > 0 {
				return problems, nil
			}
			if in.Slug != old.Slug {
				if err := d.keepSlug(ctx, r, old.Slug, id); err != nil {
					return nil, err
				}
				if problems, err := d.reserveSlug(ctx, r, in.Slug, id); err != nil || len(problems) > 0 {
					return problems, err
				}
			}
			c.Draft, c.Comment = document.Encode(in), ""
			return nil, nil
		},
	})
}

// working gives what is being worked on: the draft, else the public face.
func working(c *document.Content) (*directory.Initiative, error) {
	raw := c.Draft
	if len(raw) == 0 {
		raw = c.Public
	}
	return decode[directory.Initiative](raw)
}

// SubmitInitiative hands the draft in for review.
func (d *Desk) SubmitInitiative(ctx context.Context, r *Request, id directory.ID, base int64) (*Outcome, error) {
	return d.change(ctx, r, &change{
		op: directory.SubmitInitiative, kind: document.KindInitiative, id: id, path: "input.id", base: &base,
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			in, err := decode[directory.Initiative](c.Draft)
			if err != nil {
				return nil, err
			}
			return d.check(in, r.At), nil // the rules may have become stricter, and others may have published the same
		},
	})
}

// ApproveInitiative publishes a submitted draft as it is at a version: the one that the reviewer looked at.
func (d *Desk) ApproveInitiative(ctx context.Context, r *Request, id directory.ID, base int64, comment string) (*Outcome, error) {
	out, err := d.change(ctx, r, &change{
		op: directory.ApproveInitiative, kind: document.KindInitiative, id: id, path: "input.id", base: &base, because: comment,
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			in, err := decode[directory.Initiative](c.Draft)
			if err != nil {
				return nil, err
			}
			if problems := d.check(in, r.At); len(problems) > 0 {
				return problems, nil
			}
			c.Public, c.Draft, c.Comment = c.Draft, nil, ""
			return comments(comment), nil
		},
	})
	d.tell(ctx, out, err, directory.WebhookEventPublished)
	return out, err
}

// ReturnInitiative gives a submitted draft back with a comment.
func (d *Desk) ReturnInitiative(ctx context.Context, r *Request, id directory.ID, base int64, comment string) (*Outcome, error) {
	out, err := d.change(ctx, r, &change{
		op: directory.ReturnInitiative, kind: document.KindInitiative, id: id, path: "input.id", base: &base, because: comment,
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			if comment == "" {
				return []directory.Problem{problem(directory.InvalidInput, "input.comment", "is required: say what is to be changed")}, nil
			}
			c.Comment = comment
			return comments(comment), nil
		},
	})
	d.tell(ctx, out, err, directory.WebhookEventReturned)
	return out, err
}

// WithdrawInitiative takes an initiative out of the public directory or back from review. Nothing is lost: its
// people may revise it and submit it again.
func (d *Desk) WithdrawInitiative(ctx context.Context, r *Request, id directory.ID, base int64, reason string) (*Outcome, error) {
	return d.change(ctx, r, &change{
		op: directory.WithdrawInitiative, kind: document.KindInitiative, id: id, path: "input.id", base: &base, because: reason,
		apply: func(ctx context.Context, c *document.Content) ([]directory.Problem, error) {
			if problems := reasons(reason); len(problems) > 0 {
				return problems, nil
			}
			if len(c.Public) > 0 {
				in, err := decode[directory.Initiative](c.Public)
				if err != nil {
					return nil, err
				}
				if err := d.keepSlug(ctx, r, in.Slug, id); err != nil {
					return nil, err
				}
			}
			if len(c.Draft) == 0 {
				c.Draft = c.Public
			}
			c.Public = nil
			return nil, nil
		},
	})
}

// RetireInitiative says that a public initiative is no more, and what replaces it. It stays for history; its
// lines are shown no more but as replaced.
func (d *Desk) RetireInitiative(ctx context.Context, r *Request, id directory.ID, base int64, replacedBy directory.ID, reason string) (*Outcome, error) {
	return d.change(ctx, r, &change{
		op: directory.RetireInitiative, kind: document.KindInitiative, id: id, path: "input.id", base: &base, because: reason,
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			if len(c.Public) == 0 {
				return []directory.Problem{problem(directory.InvalidInput, "input.id", "was never published: withdraw it instead")}, nil
			}
			if replacedBy != "" && (replacedBy == id || d.public().Initiatives.ByID(replacedBy) == nil) {
				return []directory.Problem{problem(directory.NotFound, "input.replacedBy", "must be another initiative that is public")}, nil
			}
			in, err := decode[directory.Initiative](c.Public)
			if err != nil {
				return nil, err
			}
			in.Status, in.ReplacedBy = directory.InitiativeStatusRetired, replacedBy
			for _, h := range in.Hotlines {
				h.Status = directory.HotlineStatusRetired
			}
			c.Public, c.Draft, c.Comment = document.Encode(in), nil, ""
			return reasons(reason), nil
		},
	})
}

// TransferInitiative gives an initiative to another organization, with its draft, its history and the corrections
// that wait. Those follow once the initiative is given; after a crash between, Heal brings them.
func (d *Desk) TransferInitiative(ctx context.Context, r *Request, id directory.ID, base int64, to directory.ID) (*Outcome, error) {
	out, err := d.change(ctx, r, &change{
		op: directory.TransferInitiative, kind: document.KindInitiative, id: id, path: "input.id", base: &base,
		apply: func(ctx context.Context, c *document.Content) ([]directory.Problem, error) {
			out, err := d.ownerOfNew(ctx, r.Actor, directory.TransferInitiative, to)
			if err != nil || out != nil {
				return out.problems(), err
			}
			c.Owner = string(to)
			return nil, nil
		},
	})
	if err != nil || len(out.Problems) > 0 {
		return out, err
	}
	if err := d.handOverCorrections(ctx, r, id); err != nil {
		return nil, err
	}
	return out, nil
}

func (o *Outcome) problems() []directory.Problem {
	if o == nil {
		return nil
	}
	return o.Problems
}

// tell announces what a command did, once it is on disk.
func (d *Desk) tell(ctx context.Context, out *Outcome, err error, event directory.WebhookEvent) {
	if err == nil && len(out.Problems) == 0 {
		d.announceRecord(ctx, out.Record, event)
	}
}

func comments(s string) []directory.Problem { return words("input.comment", s) }
func reasons(s string) []directory.Problem  { return words("input.reason", s) }

// words checks text of people that goes into a history.
func words(path, s string) []directory.Problem {
	if problems := directory.ValidateWords(s); len(problems) > 0 {
		problems[0].Path = path
		return problems
	}
	return nil
}
