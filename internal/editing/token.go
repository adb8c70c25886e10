package editing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/auth"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// NewToken is what somebody asks a token to be.
type NewToken struct {
	Name         string
	Role         directory.Role
	Organization directory.ID // of an EDITOR or MANAGER; empty: the caller's own
	Scopes       []directory.TokenScope
	Days         int // until it expires; 0: a year
}

// Bounds of tokens.
const (
	defaultTokenDays = 365
	maxTokenDays     = 730
	maxTokens        = 100 // in use, of one organization
)

// CreateToken makes a token. The secret is in the answer and nowhere else: it is not stored, so a repeated
// request with the same key gives the token without it.
func (d *Desk) CreateToken(ctx context.Context, r *Request, t *NewToken) (out *Outcome, secret string, err error) {
	const op = directory.CreateToken
	if err := permit(r.Actor, op); err != nil {
		return nil, "", err
	}
	if out := r.validKey(); out != nil {
		return out, "", nil
	}
	owner := cmp.Or(t.Organization, r.Actor.Organization)
	partner := t.Role == directory.RoleEditor || t.Role == directory.RoleManager
	if partner {
		if out, err := d.ownerOfNew(ctx, r.Actor, op, owner); err != nil || out != nil {
			return out, "", err
		}
	}
	if problems := tokenProblems(r.Actor, t, owner, partner); len(problems) > 0 {
		return refused(problems...), "", nil
	}
	if out, err := d.tokenAsked(ctx, r); err != nil || out != nil {
		return out, "", err
	}
	if out, err := d.tooManyTokens(ctx, r, owner); err != nil || out != nil {
		return out, "", err
	}
	if secret, err = auth.Mint(d.rand); err != nil {
		return nil, "", directory.WithCause(directory.Internal, "Internal error.", err)
	}
	scopes := t.Scopes
	if len(scopes) == 0 {
		scopes = r.Actor.Scopes
	}
	return d.makeToken(ctx, r, secret, &directory.Token{
		ID: auth.IDOf(secret), Hash: auth.HashOf(secret), Name: t.Name, Role: t.Role, Organization: owner, Scopes: scopes,
		CreatedAt: r.At.UTC(), CreatedBy: r.Actor.ID, ExpiresAt: r.At.UTC().AddDate(0, 0, orDefault(t.Days, defaultTokenDays)),
	})
}

func orDefault(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

func tokenProblems(a directory.Actor, t *NewToken, owner directory.ID, partner bool) (problems []directory.Problem) {
	add := func(path, format string, args ...any) {
		problems = append(problems, problem(directory.InvalidInput, path, format, args...))
	}
	staff := t.Role == directory.RoleReviewer || t.Role == directory.RoleAdmin
	switch {
	case !partner && !staff:
		add("input.role", "must be EDITOR, MANAGER, REVIEWER or ADMIN")
	case staff && a.Role != directory.RoleAdmin:
		problems = append(problems, problem(directory.Forbidden, "input.role", "only an administrator makes tokens of staff"))
	case staff && owner != "":
		add("input.organization", "belongs with the roles EDITOR and MANAGER")
	}
	if t.Name == "" || len(t.Name) > directory.MaxName {
		add("input.name", "is required, in at most %d bytes: what the token is for", directory.MaxName)
	}
	problems = append(problems, words("input.name", t.Name)...)
	if t.Days < 0 || t.Days > maxTokenDays {
		add("input.expiresInDays", "must be 1 to %d", maxTokenDays)
	}
	for i, s := range t.Scopes {
		path := fmt.Sprintf("input.scopes[%d]", i)
		switch {
		case slices.Contains(t.Scopes[:i], s):
			add(path, "stands twice")
		case a.Scopes != nil && !slices.Contains(a.Scopes, s):
			problems = append(problems, problem(directory.Forbidden, path, "is not among the scopes of your own token"))
		}
	}
	return problems
}

// tooManyTokens refuses one token too many of an organization.
func (d *Desk) tooManyTokens(ctx context.Context, r *Request, owner directory.ID) (*Outcome, error) {
	if owner == "" {
		return nil, nil
	}
	working := 0
	var broken error
	err := d.eachListed(ctx, document.Listing{
		Kind: document.KindToken, Owner: string(owner), States: []string{string(directory.RecordStateActive)},
	}, func(rec *Stored) {
		token, err := decode[directory.Token](rec.Content.Draft)
		if err != nil {
			broken = err
		} else if token.ExpiresAt.After(r.At) {
			working++
		}
	})
	if err = firstError(err, broken); err != nil {
		return nil, err
	}
	if working >= maxTokens {
		return refused(problem(directory.InvalidInput, "input.organization", "has %d tokens in use; revoke one first", working)), nil
	}
	return nil, nil
}

// RevokeToken ends a token for good. Anybody may end the token that they show.
func (d *Desk) RevokeToken(ctx context.Context, r *Request, id directory.ID) (*Outcome, error) {
	revoke := &change{
		op: directory.RevokeToken, kind: document.KindToken, id: id, path: "input.id",
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			token, err := decode[directory.Token](c.Draft)
			if err != nil {
				return nil, err
			}
			if token.Organization == "" && r.Actor.Role != directory.RoleAdmin && r.Actor.ID != string(id) {
				return notFound("input.id").Problems, nil
			}
			if c.State == string(directory.RecordStateRevoked) {
				return nil, errSame
			}
			token.RevokedAt = r.At.UTC()
			c.State, c.Draft = string(directory.RecordStateRevoked), document.Encode(token)
			return nil, nil
		},
	}
	asked := r
	if r.Actor.Known() && r.Actor.ID == string(id) { // its own, whatever role and scopes
		asked = &Request{Actor: directory.Actor{ID: r.Actor.ID, Role: directory.RoleAdmin}, At: r.At, Key: r.Key}
	}
	out, err := d.change(ctx, asked, revoke)
	if err == nil && len(out.Problems) == 0 {
		d.forget(id)
	}
	return out, err
}

// FirstToken makes the administrator's token of a directory that has never had one, and gives its secret, or
// nothing when one was made before. The token is written before the mark that it was: what a crash leaves
// between the two is a token whose secret nobody knows, and the next start makes another. Of several servers
// that start at once the first to set the mark wins.
func (d *Desk) FirstToken(ctx context.Context, at time.Time) (secret string, err error) {
	marker := derivedID("first token")
	if _, err := d.store.Record(ctx, string(marker)); !isCode(err, directory.NotFound) {
		return "", err // nil: it was made before
	}
	r := &Request{Actor: directory.Actor{ID: "first start", Role: directory.RoleAdmin}, At: at}
	out, secret, err := d.CreateToken(ctx, r, &NewToken{Name: "first administrator", Role: directory.RoleAdmin})
	if err != nil || len(out.Problems) > 0 {
		return "", err
	}
	marked, err := d.create(ctx, r, directory.CreateToken, document.KindSlug, marker, document.Content{State: string(directory.RecordStateDone)})
	if err != nil {
		return "", err
	}
	if len(marked.Problems) > 0 {
		_, err := d.RevokeToken(ctx, r, directory.ID(out.Record.ID))
		return "", err
	}
	return secret, nil
}
