package editing

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/blueheart-federation/api/internal/advice"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
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
	of := d.public().AggregateOf(k.Record)
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

// handOverCorrections gives the open corrections of an initiative and its parts to its owner. Else they would stay in
// the queue of an organization that can do nothing about them.
func (d *Desk) handOverCorrections(ctx context.Context, r *Request, initiative directory.ID) error {
	rec, err := d.store.Record(ctx, string(initiative)) // a repeated request gave it to somebody long ago
	if err != nil {
		return fmt.Errorf("read record: %w", err)
	}
	in, err := working(&rec.Content)
	if err != nil {
		return err
	}
	parts := map[directory.ID]bool{directory.ID(rec.ID): true}
	for _, part := range partIDs(in) {
		parts[*part.id] = true
	}
	var broken error
	err = d.eachListed(ctx, document.Listing{Kind: document.KindCorrection, States: []string{string(directory.RecordStateOpen)}}, func(open *Stored) {
		k, err := decode[directory.Correction](open.Content.Draft)
		if err != nil || open.Content.Owner == rec.Content.Owner || !parts[k.Record] && d.public().AggregateOf(k.Record) != directory.ID(rec.ID) {
			broken = firstError(broken, err)
			return
		}
		next := *open
		next.Version++
		next.Content.Owner = rec.Content.Owner
		// One that was closed at the same time is a conflict, and needs nobody any more.
		_, err = d.commit(ctx, &Request{Actor: r.Actor, At: r.At}, directory.TransferInitiative, "", next, &open.Content)
		broken = firstError(broken, err)
	})
	if err = firstError(err, broken); err != nil {
		return fmt.Errorf("hand over corrections: %w", err)
	}
	return nil
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
	for _, t := range []struct{ path, text string }{{"input.field", k.Field}, {"input.proposed", k.Proposed}, {"input.comment", k.Comment}} {
		problems = append(problems, findingsAt(t.path, advice.Correction(t.text))...)
	}
	for _, f := range advice.FreeText(wordsInURL(k.Source)) {
		if f.Code == advice.PersonalStory || f.Code == advice.CaseDetails { // other findings are what addresses are made of
			problems = append(problems, f.Problem("input.source"))
		}
	}
	if k.Source != "" {
		if _, err := directory.ParseURL(string(k.Source)); err != nil {
			problems = append(problems, problem(directory.InvalidInput, "input.source", "must be an absolute http or https URL"))
		}
	}
	return problems
}

// wordsInURL gives what somebody may have written into an address.
func wordsInURL(u directory.URL) string {
	if plain, err := url.QueryUnescape(string(u)); err == nil {
		return plain
	}
	return string(u)
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
