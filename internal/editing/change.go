package editing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Outcome is what became of a command. With problems nothing was written and Record is zero.
type Outcome struct {
	Record   document.Record
	Revision int64 // of the directory, in which everybody will see it; 0 when nothing public changed
	Problems []directory.Problem
	// CurrentVersion is set with a CONFLICT: what the record has become meanwhile.
	CurrentVersion int64
}

func refused(problems ...directory.Problem) *Outcome { return &Outcome{Problems: problems} }

func problem(code directory.Code, path, format string, args ...any) directory.Problem {
	return directory.Problem{Path: path, Code: code, Message: fmt.Sprintf(format, args...)}
}

// change is one command on one record.
type change struct {
	op   directory.Operation
	kind document.Kind
	id   directory.ID
	path string // of the id in the input
	base *int64 // the version the caller started from; nil: whatever the newest is
	// because is kept with the revision, for the history.
	because string
	// apply changes content, or says what is wrong.
	apply func(ctx context.Context, content *document.Content) ([]directory.Problem, error)
}

// errSame ends a command that would change nothing.
var errSame = errors.New("the record is so already")

// maxAttempts bounds how often a command without a base version starts again when other processes were faster.
const maxAttempts = 100

// permit says whether somebody may do a thing at all, whatever the record.
func permit(a directory.Actor, op directory.Operation) error {
	switch {
	case a.ReachOf(op) != directory.ReachNone:
		return nil
	case !a.Known():
		return directory.NewError(directory.Unauthenticated, "A token is needed: send it as Authorization: Bearer bh_….")
	}
	return directory.NewError(directory.Forbidden, "Your role or the scopes of your token do not allow this.")
}

// notFound is said of what does not exist and of what is not the caller's to see.
func notFound(path string) *Outcome {
	return refused(problem(directory.NotFound, path, "There is no such record."))
}

// find reads a record that the caller may work on. A nil outcome means that it was found.
func (d *Desk) find(ctx context.Context, a directory.Actor, op directory.Operation, kind document.Kind, id directory.ID, path string) (document.Record, *Outcome, error) {
	var rec document.Record
	var err error
	if a.ReachOf(op) == directory.ReachOwn {
		rec, err = d.store.OwnRecord(ctx, kind, string(a.Organization), string(id))
	} else {
		rec, err = d.store.Record(ctx, string(id))
	}
	switch {
	case isCode(err, directory.NotFound):
		return document.Record{}, notFound(path), nil
	case err != nil:
		return document.Record{}, nil, fmt.Errorf("read record: %w", err)
	case rec.Kind != kind || !a.May(op, directory.ID(rec.Content.Owner)):
		return document.Record{}, notFound(path), nil
	}
	return timed(rec), nil, nil
}

// current reads a record that is to be changed.
func (d *Desk) current(ctx context.Context, id directory.ID) (document.Record, error) {
	rec, err := d.store.Record(ctx, string(id))
	return timed(rec), err
}

// timed gives a record that is to be changed with the time of its public face. One that was not written by a
// desk, such as those the directory was founded with, says none of its own: it keeps that of the record from
// here on, or every draft beside it would show in it.
func timed(rec document.Record) document.Record {
	if len(rec.Content.Public) > 0 {
		rec.Content.PublishedAt = rec.PublishedAt()
	}
	return rec
}

// change carries out a command on a record that is there.
func (d *Desk) change(ctx context.Context, r *Request, c *change) (*Outcome, error) {
	if err := permit(r.Actor, c.op); err != nil {
		return nil, err
	}
	if out := r.validKey(); out != nil {
		return out, nil
	}
	if c.base == nil {
		leave, err := d.turns.take(ctx, c.id)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	for attempt := 0; ; attempt++ {
		rec, out, err := d.find(ctx, r.Actor, c.op, c.kind, c.id, c.path)
		if err != nil || out != nil {
			return out, err
		}
		if out, err := d.replayed(ctx, r, c.op, rec); err != nil || out != nil {
			return out, err
		}
		if c.base != nil && *c.base != rec.Version {
			return conflict(rec.Version), nil
		}
		content := rec.Content
		content.Redacted = slices.Clone(content.Redacted)
		if next, ok := directory.RecordState(content.State).Next(c.op); ok {
			content.State = string(next)
		} else if c.moves() {
			return refused(problem(directory.InvalidInput, c.path, "This cannot be done with a record in state %s.", content.State)), nil
		}
		problems, err := c.apply(ctx, &content)
		if errors.Is(err, errSame) {
			return &Outcome{Record: rec}, nil
		}
		if err != nil {
			return nil, err
		}
		if len(problems) > 0 {
			return refused(problems...), nil
		}
		out, err = d.commit(ctx, r, c.op, c.because, document.Record{ID: rec.ID, Kind: rec.Kind, Version: rec.Version + 1, Content: content}, &rec.Content)
		if err != nil || len(out.Problems) == 0 || c.base != nil || attempt == maxAttempts {
			return out, err
		}
	}
}

// moves says that the command leads from state to state.
func (c *change) moves() bool {
	for _, s := range []directory.RecordState{directory.RecordStateDraft, directory.RecordStateSubmitted, directory.RecordStatePublished} {
		if _, ok := s.Next(c.op); ok {
			return true
		}
	}
	return false
}

func (r *Request) validKey() *Outcome {
	if utf8.RuneCountInString(r.Key) > MaxKey {
		return refused(problem(directory.InvalidInput, "input.idempotencyKey", "is longer than %d characters", MaxKey))
	}
	return nil
}

func conflict(current int64) *Outcome {
	return &Outcome{CurrentVersion: current, Problems: []directory.Problem{
		problem(directory.Conflict, "input.baseVersion", "The record has changed meanwhile: its version is %d now. Read it again and repeat your change.", current),
	}}
}

// replaySpan is how many revisions back a repeated request is recognised.
const replaySpan = 50

// replayed finds what an earlier request with the same key did to the record, nil when there was none.
func (d *Desk) replayed(ctx context.Context, r *Request, op directory.Operation, rec document.Record) (*Outcome, error) {
	if r.Key == "" {
		return nil, nil
	}
	history, err := d.store.History(ctx, rec.ID, rec.Version+1, replaySpan)
	if err != nil {
		return nil, fmt.Errorf("look for an earlier request: %w", err)
	}
	for i := range history {
		switch same, other := r.sent(op, history[i].Key); {
		case other:
			return reused(), nil
		case same:
			return &Outcome{Record: history[i].Record(), Revision: d.seenAt(history[i].Public)}, nil
		}
	}
	return nil, nil
}

// seenAt is the directory revision in which a change of long ago is seen by now.
func (d *Desk) seenAt(public bool) int64 {
	if s := d.public(); public && s != nil {
		return s.Revision
	}
	return 0
}

// commit writes the next state of a record. before is nil for a new one. A version that somebody else has
// written meanwhile is a problem in the outcome.
func (d *Desk) commit(ctx context.Context, r *Request, op directory.Operation, because string, next document.Record, before *document.Content) (*Outcome, error) {
	revision := d.revise(r, op, because, next, before)
	seen, outcomes, err := d.store.Commit(ctx, []document.Revision{revision})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if err := outcomes[0]; err != nil {
		if directory.CodeOf(err) != directory.Conflict {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
		return d.lost(ctx, r, op, next.ID)
	}
	out := &Outcome{Record: revision.Record()}
	if revision.Public {
		out.Revision = seen
		d.wake(snapshot.Change{Revision: seen, Record: revision.RecordID})
	}
	return out, nil
}

// revise makes the revision of a record's next state.
func (d *Desk) revise(r *Request, op directory.Operation, because string, next document.Record, before *document.Content) document.Revision {
	at := r.At.UTC().Truncate(time.Millisecond)
	public := before == nil && len(next.Content.Public) > 0 || before != nil && !slices.Equal(before.Public, next.Content.Public)
	if public {
		next.Content.PublishedAt, next.Content.PublishedBy = at, string(r.Actor.Organization)
		if op == directory.ApproveInitiative { // what a reviewer lets through is its people's
			next.Content.PublishedBy = next.Content.Owner
		}
	}
	return document.Revision{
		ID: document.RevisionID(next.ID, next.Version), RecordID: next.ID, Version: next.Version, Kind: next.Kind,
		At: at, Actor: r.Actor.ID, Command: string(op), Reason: because, Public: public, Key: r.mark(op), Content: next.Content,
	}
}

// lost tells a caller that somebody was faster, unless that was an earlier send of the same request.
func (d *Desk) lost(ctx context.Context, r *Request, op directory.Operation, id string) (*Outcome, error) {
	rec, err := d.store.Record(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if out, err := d.replayed(ctx, r, op, rec); err != nil || out != nil {
		return out, err
	}
	return conflict(rec.Version), nil
}

// create commits the first version of a record. A record with this id that the same request made before is
// the outcome.
func (d *Desk) create(ctx context.Context, r *Request, op directory.Operation, kind document.Kind, id directory.ID, content document.Content) (*Outcome, error) {
	return d.commit(ctx, r, op, "", document.Record{ID: string(id), Kind: kind, Version: 1, Content: content}, nil)
}

// decode reads the stored form of a record of ours.
func decode[T any](raw []byte) (*T, error) {
	v := new(T)
	if err := document.Decode(raw, v); err != nil {
		return nil, directory.WithCause(directory.Internal, "Internal error.", err)
	}
	return v, nil
}

// isCode says that an error carries a code.
func isCode(err error, code directory.Code) bool {
	e, ok := errors.AsType[*directory.Error](err)
	return ok && e.Code == code
}
