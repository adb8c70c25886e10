package editing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// WithdrawConsent takes a testimony out of the directory for good: out of the public face and the draft with
// the next revision, and out of every stored revision. What remains is that it was withdrawn, when and by whom.
//
// The intent is stored first and marked done last, so that [Desk.Heal] finishes what a crash cut off. Doing it
// again changes nothing.
func (d *Desk) WithdrawConsent(ctx context.Context, r *Request, initiative, testimony directory.ID) (*Outcome, error) {
	const op = directory.WithdrawConsent
	if err := permit(r.Actor, op); err != nil {
		return nil, err
	}
	if out := r.validKey(); out != nil {
		return out, nil
	}
	rec, out, err := d.find(ctx, r.Actor, op, document.KindInitiative, initiative, "input.initiative")
	if err != nil || out != nil {
		return out, err
	}
	held, err := d.everHeld(ctx, &rec, testimony)
	if err != nil {
		return nil, err
	}
	if !held {
		return notFound("input.testimony"), nil
	}
	todo := directory.Redaction{ID: derivedID("redaction", string(initiative), string(testimony)), Initiative: initiative, Testimony: testimony, At: r.At.UTC(), By: r.Actor.ID}
	// A conflict means that it was asked for before; then what is left of it is done now.
	if _, err := d.create(ctx, &Request{Actor: r.Actor, At: r.At}, op, document.KindRedaction, todo.ID, document.Content{
		State: string(directory.RecordStateOpen), Owner: rec.Content.Owner, Draft: document.Encode(&todo),
	}); err != nil {
		return nil, err
	}
	return d.redact(ctx, r, &todo)
}

// everHeld says whether a record holds a testimony, or held it before its consent was withdrawn.
func (d *Desk) everHeld(ctx context.Context, rec *document.Record, testimony directory.ID) (bool, error) {
	if slices.Contains(rec.Content.Redacted, string(testimony)) {
		return true, nil
	}
	if _, held, err := without(rec.Content, testimony); err != nil || held {
		return held, err
	}
	held := false
	err := d.eachRevision(ctx, rec.ID, func(v document.Revision) error {
		_, was, err := without(v.Content, testimony)
		held = held || was
		return err
	})
	return held, err
}

// redact does whatever is left to do of a redaction.
func (d *Desk) redact(ctx context.Context, r *Request, todo *directory.Redaction) (*Outcome, error) {
	out, err := d.forgetTestimony(ctx, r, todo)
	if err != nil || len(out.Problems) > 0 {
		return out, err
	}
	err = d.eachRevision(ctx, string(todo.Initiative), func(v document.Revision) error { return d.redactRevision(ctx, v, todo.Testimony) })
	if err != nil {
		return nil, fmt.Errorf("redact revisions: %w", err)
	}
	done, err := d.store.Record(ctx, string(todo.ID))
	if err != nil {
		return nil, fmt.Errorf("mark redaction: %w", err)
	}
	if done.Content.State == string(directory.RecordStateOpen) {
		next := done
		next.Version++
		next.Content.State = string(directory.RecordStateDone)
		// One that somebody else marked at the same time is a conflict, and done all the same.
		if _, err := d.commit(ctx, &Request{Actor: r.Actor, At: r.At}, directory.WithdrawConsent, "", next, &done.Content); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// redactRevision takes a testimony out of one stored revision. The store refuses a content that has forgotten
// an earlier redaction, so that two at once cannot bring a testimony back; then it is read again.
func (d *Desk) redactRevision(ctx context.Context, v document.Revision, testimony directory.ID) error {
	for range maxAttempts {
		content, held, err := without(v.Content, testimony)
		if err != nil || !held {
			return err
		}
		if err = d.store.Redact(ctx, v.RecordID, v.Version, content); !isCode(err, directory.Conflict) {
			return err
		}
		again, err := d.store.History(ctx, v.RecordID, v.Version+1, 1)
		if err != nil || len(again) == 0 || again[0].Version != v.Version {
			return err
		}
		v = again[0]
	}
	return directory.NewError(directory.Unavailable, "Others redact the same record. Try again.")
}

// forgetTestimony commits a state of the initiative without the testimony, unless it is one already.
func (d *Desk) forgetTestimony(ctx context.Context, r *Request, todo *directory.Redaction) (*Outcome, error) {
	leave, err := d.turns.take(ctx, todo.Initiative)
	if err != nil {
		return nil, err
	}
	defer leave()
	for attempt := 0; ; attempt++ {
		rec, err := d.current(ctx, todo.Initiative)
		if err != nil {
			return nil, fmt.Errorf("read record: %w", err)
		}
		content, held, err := without(rec.Content, todo.Testimony)
		if err != nil {
			return nil, err
		}
		if !held && slices.Contains(rec.Content.Redacted, string(todo.Testimony)) {
			return &Outcome{Record: rec, Revision: d.seenAt(len(rec.Content.Public) > 0)}, nil
		}
		content = redacted(content, todo.Testimony)
		out, err := d.commit(ctx, r, directory.WithdrawConsent, "", document.Record{ID: rec.ID, Kind: rec.Kind, Version: rec.Version + 1, Content: content}, &rec.Content)
		if err != nil || len(out.Problems) == 0 || attempt == maxAttempts {
			return out, err
		}
	}
}

// without gives a content that does not hold a testimony, and whether it did.
func without(c document.Content, testimony directory.ID) (document.Content, bool, error) {
	anyHeld := false
	for _, raw := range []*document.Raw{&c.Public, &c.Draft} {
		face, held, err := WithoutTestimony(*raw, testimony)
		if err != nil {
			return c, false, err
		}
		*raw, anyHeld = face, anyHeld || held
	}
	if anyHeld {
		c = redacted(c, testimony)
	}
	return c, anyHeld, nil
}

// WithoutTestimony gives a stored initiative that does not hold a testimony, and whether it did. Nothing stays
// nothing.
func WithoutTestimony(raw document.Raw, testimony directory.ID) (document.Raw, bool, error) {
	if len(raw) == 0 {
		return raw, false, nil
	}
	in, err := decode[directory.Initiative](raw)
	if err != nil {
		return raw, false, err
	}
	held := false
	for _, k := range in.Campaigns {
		n := len(k.Testimonies)
		k.Testimonies = slices.DeleteFunc(k.Testimonies, func(t directory.Testimony) bool { return t.ID == testimony })
		held = held || len(k.Testimonies) < n
	}
	if held {
		raw = document.Encode(in)
	}
	return raw, held, nil
}

// redacted gives a content that says that a testimony was taken out of it.
func redacted(c document.Content, testimony directory.ID) document.Content {
	if !slices.Contains(c.Redacted, string(testimony)) {
		c.Redacted = append(slices.Clone(c.Redacted), string(testimony))
	}
	return c
}

// withdrawn finds the testimonies in a draft whose consent was withdrawn. They answer as if they had never been.
func withdrawn(in *directory.Initiative, redacted []string) (problems []directory.Problem) {
	for _, id := range partIDs(in) {
		if slices.Contains(redacted, string(*id.id)) {
			problems = append(problems, stranger(directory.JoinPath("input", id.path)))
		}
	}
	return problems
}

// historyPage is how many revisions are read at once.
const historyPage = 50

// eachRevision calls fn for every revision of a record, newest first.
func (d *Desk) eachRevision(ctx context.Context, id string, fn func(document.Revision) error) error {
	before := int64(1) << 62
	for {
		page, err := d.store.History(ctx, id, before, historyPage)
		if err != nil {
			return fmt.Errorf("read history: %w", err)
		}
		for _, v := range page {
			if err := fn(v); err != nil {
				return err
			}
			before = v.Version
		}
		if len(page) < historyPage {
			return nil
		}
	}
}

// heal does whatever is left to do of one redaction.
func (d *Desk) heal(ctx context.Context, rec *Stored, now time.Time) error {
	todo, err := decode[directory.Redaction](rec.Content.Draft)
	if err != nil {
		return err
	}
	out, err := d.redact(ctx, &Request{Actor: directory.Actor{ID: todo.By, Role: directory.RoleAdmin}, At: now}, todo)
	if err == nil && len(out.Problems) > 0 {
		err = directory.NewError(directory.Conflict, "Others change the record too often.", out.Problems...)
	}
	return err
}
