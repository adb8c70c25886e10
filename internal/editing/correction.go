package editing

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/advice"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Bounds of corrections: anybody may propose one, and a flood must neither fill the store nor drown the few
// that matter.
const (
	maxOpenCorrections = 200 // of one organization; also of the records that belong to none
	maxCorrectionText  = 500 // runes of a comment
)

// nobody owns the corrections of records that belong to no organization, so that they are counted apart from
// those of all others. Staff see them.
var nobody = string(derivedID("nobody"))

// ProposeCorrection puts what a reader thinks is wrong into the queue of the record's organization and of the
// reviewers. Nothing of the reader is kept. A personal story is refused.
func (d *Desk) ProposeCorrection(ctx context.Context, r *Request, k *directory.Correction) (*Outcome, error) {
	const op = directory.ProposeCorrection
	if err := permit(r.Actor, op); err != nil {
		return nil, err
	}
	of := aggregateOf(d.public(), k.Record)
	if of == "" {
		return notFound("input.record"), nil
	}
	if problems := correctionProblems(k); len(problems) > 0 {
		return refused(problems...), nil
	}
	rec, err := d.store.Record(ctx, string(of))
	if isCode(err, directory.NotFound) {
		return notFound("input.record"), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read record: %w", err)
	}
	owner := cmp.Or(rec.Content.Owner, nobody)
	open, err := d.store.List(ctx, document.Listing{
		Kind: document.KindCorrection, Owner: owner, States: []string{string(directory.RecordStateOpen)}, Limit: maxOpenCorrections,
	})
	if err != nil {
		return nil, fmt.Errorf("count corrections: %w", err)
	}
	if len(open) >= maxOpenCorrections {
		return nil, directory.NewError(directory.RateLimited, "Too many corrections wait to be looked at. Try again in some days.")
	}
	if k.ID, err = d.mint(); err != nil {
		return nil, err
	}
	k.ProposedAt = r.At.UTC().Truncate(24 * time.Hour) // the hour would say more of the reader than of the record
	out, err := d.create(ctx, &Request{Actor: r.Actor, At: r.At}, op, document.KindCorrection, k.ID, document.Content{
		State: string(directory.RecordStateOpen), Owner: owner, Draft: document.Encode(k),
	})
	d.tell(ctx, out, err, directory.WebhookEventCorrected)
	return out, err
}

// aggregateOf finds the stored record that a public record is part of.
func aggregateOf(s *snapshot.Snapshot, id directory.ID) directory.ID {
	if s.Initiatives.ByID(id) != nil || s.Organizations.ByID(id) != nil {
		return id
	}
	if h := s.Hotlines.ByID(id); h != nil {
		return h.Initiative
	}
	if c := s.Campaigns.ByID(id); c != nil {
		return c.Initiative
	}
	if m := s.Resources.ByID(id); m != nil {
		return m.Initiative
	}
	if l := s.Lessons.ByID(id); l != nil {
		return l.Initiative
	}
	return ""
}

func correctionProblems(k *directory.Correction) (problems []directory.Problem) {
	if k.Proposed == "" && k.Comment == "" {
		problems = append(problems, problem(directory.InvalidInput, "input.proposed", "say what the entry should say, or comment on what is wrong"))
	}
	for _, t := range []struct{ path, text string }{{"input.field", k.Field}, {"input.proposed", k.Proposed}, {"input.comment", k.Comment}} {
		if n := len([]rune(t.text)); n > maxCorrectionText {
			problems = append(problems, problem(directory.InvalidInput, t.path, "has %d characters; at most %d are allowed", n, maxCorrectionText))
			continue
		}
		problems = append(problems, words(t.path, t.text)...)
	}
	for _, t := range []struct{ path, text string }{{"input.proposed", k.Proposed}, {"input.comment", k.Comment}} {
		for _, f := range advice.FreeText(t.text) {
			problems = append(problems, f.Problem(t.path))
		}
	}
	if k.Source != "" {
		if _, err := directory.ParseURL(string(k.Source)); err != nil {
			problems = append(problems, problem(directory.InvalidInput, "input.source", "must be an absolute http or https URL"))
		}
	}
	return problems
}

// CloseCorrection answers a correction: accepted or not.
func (d *Desk) CloseCorrection(ctx context.Context, r *Request, id directory.ID, accepted bool, reply string) (*Outcome, error) {
	return d.change(ctx, r, &change{
		op: directory.CloseCorrection, kind: document.KindCorrection, id: id, path: "input.id",
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			k, err := decode[directory.Correction](c.Draft)
			if err != nil {
				return nil, err
			}
			if c.State == string(directory.RecordStateDone) {
				return []directory.Problem{problem(directory.Conflict, "input.id", "is closed already")}, nil
			}
			k.Accepted = directory.AnswerNo
			if accepted {
				k.Accepted = directory.AnswerYes
			}
			k.ClosedAt, k.ClosedBy, k.Reply = r.At.UTC(), r.Actor.ID, reply
			c.State, c.Draft = string(directory.RecordStateDone), document.Encode(k)
			return words("input.reply", reply), nil
		},
	})
}
