package editing

import (
	"context"
	"errors"
	"fmt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// A token's id follows from its secret, and so not from the idempotency key of the request that made it. A
// record of its own, whose id follows from the key, says which token the request made: the store's unique id is
// the lock, as it is for slugs. The token is written before it, and works only after it, so that of several
// sends of one request only one makes a token that works, wherever a crash cuts one off.

// makeToken writes a token, which works only when it is the one that this request made.
func (d *Desk) makeToken(ctx context.Context, r *Request, secret string, token *directory.Token) (*Outcome, string, error) {
	const op = directory.CreateToken
	content := document.Content{State: string(directory.RecordStateActive), Owner: string(token.Organization), Draft: document.Encode(token)}
	if r.Key == "" {
		out, err := d.create(ctx, r, op, document.KindToken, token.ID, content)
		return out, secretOf(out, secret), err
	}
	content.State = string(directory.RecordStateDraft)
	once := &Request{Actor: r.Actor, At: r.At}
	out, err := d.create(ctx, once, op, document.KindToken, token.ID, content)
	if err != nil || len(out.Problems) > 0 {
		return out, "", err
	}
	marked, err := d.create(ctx, once, op, document.KindSlug, tokenMark(r), document.Content{State: string(directory.RecordStateDone), Owner: string(token.ID)})
	if err != nil {
		return nil, "", err
	}
	if len(marked.Problems) > 0 { // another send was faster; nobody will ever know the secret of this one
		out, err := d.tokenAsked(ctx, r)
		return out, "", err
	}
	out, err = d.activate(ctx, r, out.Record)
	return out, secretOf(out, secret), err
}

// secretOf gives the secret of a token that was made, else nothing.
func secretOf(out *Outcome, secret string) string {
	if out == nil || len(out.Problems) > 0 {
		return ""
	}
	return secret
}

func tokenMark(r *Request) directory.ID { return derivedID("token", r.key(directory.CreateToken)) }

// tokenAsked gives the token that an earlier send of a request made, nil when there was none. One that was cut
// off before its token worked is finished here; its secret is lost.
func (d *Desk) tokenAsked(ctx context.Context, r *Request) (*Outcome, error) {
	if r.Key == "" {
		return nil, nil
	}
	mark, err := d.store.Record(ctx, string(tokenMark(r)))
	switch {
	case isCode(err, directory.NotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for an earlier request: %w", err)
	}
	made, err := d.store.History(ctx, mark.Content.Owner, 3, 1) // as it first worked
	if err == nil && len(made) == 0 {
		err = directory.WithCause(directory.Internal, "Internal error.", errors.New("the token that the request made is not there"))
	}
	if err != nil {
		return nil, fmt.Errorf("look for an earlier request: %w", err)
	}
	if made[0].Version == 1 {
		return d.activate(ctx, r, made[0].Record())
	}
	if _, other := r.sent(directory.CreateToken, made[0].Key); other {
		return reused(), nil
	}
	return &Outcome{Record: made[0].Record()}, nil
}

// activate makes a token work that was only written.
func (d *Desk) activate(ctx context.Context, r *Request, rec document.Record) (*Outcome, error) {
	next := rec
	next.Version++
	next.Content.State = string(directory.RecordStateActive)
	return d.commit(ctx, r, directory.CreateToken, "", next, &rec.Content)
}
