package editing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/auth"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

func testTokens(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	scoped := manager
	scoped.Scopes = []directory.TokenScope{directory.TokenScopeManage, directory.TokenScopeEdit}
	for _, c := range []struct {
		what  string
		actor directory.Actor
		token NewToken
		code  directory.Code // "" when it is made
		path  string
	}{
		{"an editor's", manager, NewToken{Name: "x", Role: directory.RoleEditor}, "", ""},
		{"a manager's", manager, NewToken{Name: "x", Role: directory.RoleManager, Organization: north}, "", ""},
		{"one for two years", manager, NewToken{Name: "x", Role: directory.RoleEditor, Days: 730}, "", ""},
		{"an editor's, by a reviewer", reviewer, NewToken{Name: "x", Role: directory.RoleEditor, Organization: south}, "", ""},
		{"a reviewer's, by an administrator", admin, NewToken{Name: "x", Role: directory.RoleReviewer}, "", ""},
		{"an administrator's, by an administrator", admin, NewToken{Name: "x", Role: directory.RoleAdmin}, "", ""},
		{"one with a scope of the maker's", scoped, NewToken{Name: "x", Role: directory.RoleEditor, Scopes: []directory.TokenScope{directory.TokenScopeEdit}}, "", ""},

		{"a reviewer's, by a manager", manager, NewToken{Name: "x", Role: directory.RoleReviewer}, directory.Forbidden, "input.role"},
		{"an administrator's, by a manager", manager, NewToken{Name: "x", Role: directory.RoleAdmin}, directory.Forbidden, "input.role"},
		{"a reviewer's, by a reviewer", reviewer, NewToken{Name: "x", Role: directory.RoleReviewer}, directory.Forbidden, "input.role"},
		{"an administrator's, by a reviewer", reviewer, NewToken{Name: "x", Role: directory.RoleAdmin}, directory.Forbidden, "input.role"},
		{"nobody's", admin, NewToken{Name: "x", Role: directory.RoleAnonymous}, directory.InvalidInput, "input.role"},
		{"one of a role that is none", admin, NewToken{Name: "x", Role: "OWNER"}, directory.InvalidInput, "input.role"},
		{"one of no role", admin, NewToken{Name: "x"}, directory.InvalidInput, "input.role"},
		{"staff of an organization", admin, NewToken{Name: "x", Role: directory.RoleAdmin, Organization: north}, directory.InvalidInput, "input.organization"},
		{"an editor of nothing", admin, NewToken{Name: "x", Role: directory.RoleEditor}, directory.InvalidInput, "input.organization"},
		{"another's editor", manager, NewToken{Name: "x", Role: directory.RoleEditor, Organization: south}, directory.NotFound, "input.organization"},
		{"one without a name", manager, NewToken{Role: directory.RoleEditor}, directory.InvalidInput, "input.name"},
		{"one with a name that is too long", manager, NewToken{Name: strings.Repeat("x", 301), Role: directory.RoleEditor}, directory.InvalidInput, "input.name"},
		{"one with a name that a terminal obeys", manager, NewToken{Name: "\x1b[2J", Role: directory.RoleEditor}, directory.InvalidInput, "input.name"},
		{"one for ever", manager, NewToken{Name: "x", Role: directory.RoleEditor, Days: 731}, directory.InvalidInput, "input.expiresInDays"},
		{"one that has ended", manager, NewToken{Name: "x", Role: directory.RoleEditor, Days: -1}, directory.InvalidInput, "input.expiresInDays"},
		{"one with more than its maker has", scoped, NewToken{Name: "x", Role: directory.RoleEditor, Scopes: []directory.TokenScope{directory.TokenScopeVerify}}, directory.Forbidden, "input.scopes[0]"},
		{"one with a scope twice", manager, NewToken{Name: "x", Role: directory.RoleEditor, Scopes: []directory.TokenScope{"EDIT", "EDIT"}}, directory.InvalidInput, "input.scopes[1]"},
	} {
		before := w.all()
		asked := c.token
		out, secret, err := w.desk.CreateToken(ctx, w.as(c.actor), &asked)
		if c.code != "" {
			w.wantProblem(c.what, out, err, c.code, c.path)
			if secret != "" {
				t.Errorf("%s: refused with a secret", c.what)
			}
			w.wantNothingWritten(c.what, before)
			continue
		}
		rec := w.done(out, err)
		token, err := decode[directory.Token](rec.Content.Draft)
		if err != nil {
			t.Fatal(err)
		}
		days := c.token.Days
		if days == 0 {
			days = 365
		}
		scopes := c.token.Scopes
		if scopes == nil {
			scopes = c.actor.Scopes
		}
		if !auth.WellFormed(secret) || token.Hash != auth.HashOf(secret) || rec.ID != string(auth.IDOf(secret)) || token.Role != c.token.Role ||
			!token.ExpiresAt.Equal(noon.AddDate(0, 0, days)) || !slices.Equal(token.Scopes, scopes) || rec.Content.Owner != string(token.Organization) || token.CreatedBy != c.actor.ID {
			t.Errorf("%s: %+v", c.what, token)
		}
		if err := w.store.Revisions(ctx, func(v document.Revision) error {
			if strings.Contains(fmt.Sprint(v), secret) || strings.Contains(string(v.Content.Draft), secret) {
				return fmt.Errorf("%s holds the secret", v.ID)
			}
			return nil
		}); err != nil {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	// A token whose maker has fewer scopes has no more, and none does not mean all.
	out, _, err := w.desk.CreateToken(ctx, w.as(scoped), &NewToken{Name: "x", Role: directory.RoleEditor})
	rec := w.done(out, err)
	if token, err := decode[directory.Token](rec.Content.Draft); err != nil || !slices.Equal(token.Scopes, scoped.Scopes) {
		t.Errorf("scopes of a token made with %v: %v, %v", scoped.Scopes, token.Scopes, err)
	}
}

func testTokenCount(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	// More expired ones than one listing gives do not count, and do not hide the others.
	var batch []document.Revision
	add := func(n int, expires time.Time) {
		for range n {
			tid := id(0x5000 + len(batch))
			batch = append(batch, document.Revision{
				ID: document.RevisionID(string(tid), 1), RecordID: string(tid), Version: 1, Kind: KindToken, At: noon, Actor: "x", Command: "createToken",
				Content: document.Content{State: "ACTIVE", Owner: string(north), Draft: document.Encode(&directory.Token{ID: tid, Role: directory.RoleEditor, Organization: north, ExpiresAt: expires})},
			})
		}
	}
	add(document.MaxListing+1, noon)
	add(maxTokens-1, noon.Add(time.Minute))
	commitAll(t, w.store, batch...)
	out, _, err := w.desk.CreateToken(ctx, w.as(manager), &NewToken{Name: "x", Role: directory.RoleEditor})
	last := w.done(out, err)
	out, _, err = w.desk.CreateToken(ctx, w.as(manager), &NewToken{Name: "x", Role: directory.RoleEditor})
	w.wantProblem("one too many", out, err, directory.InvalidInput, "input.organization")
	out, _, err = w.desk.CreateToken(ctx, w.as(admin), &NewToken{Name: "x", Role: directory.RoleEditor, Organization: south})
	w.done(out, err)
	w.done(w.desk.RevokeToken(ctx, w.as(manager), directory.ID(last.ID)))
	out, _, err = w.desk.CreateToken(ctx, w.as(manager), &NewToken{Name: "x", Role: directory.RoleEditor})
	w.done(out, err)
}

func testRevoke(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	var forgotten []directory.ID
	w.desk.forget = func(id directory.ID) { forgotten = append(forgotten, id) }
	mint := func(role directory.Role, owner directory.ID) directory.ID {
		t.Helper()
		out, _, err := w.desk.CreateToken(ctx, w.as(admin), &NewToken{Name: "x", Role: role, Organization: owner})
		return directory.ID(w.done(out, err).ID)
	}
	staff, ofNorth, ofSouth := mint(directory.RoleReviewer, ""), mint(directory.RoleEditor, north), mint(directory.RoleManager, south)

	absent := said(w.desk.RevokeToken(ctx, w.as(reviewer), id(0x666)))
	for range 2 { // while it works, and when it is revoked
		before := w.all()
		if got := said(w.desk.RevokeToken(ctx, w.as(reviewer), staff)); got != absent {
			t.Errorf("a reviewer revokes a token of staff: %s", got)
		}
		w.wantNothingWritten("a reviewer's attempt", before)
		w.done(w.desk.RevokeToken(ctx, w.as(admin), staff))
	}
	before := w.all()
	out, err := w.desk.RevokeToken(ctx, w.as(manager), ofSouth)
	w.wantProblem("another's token", out, err, directory.NotFound, "input.id")
	out, err = w.desk.RevokeToken(ctx, w.as(editor), ofNorth)
	w.wantCode("an editor revokes another token", out, err, directory.Forbidden)
	out, err = w.desk.RevokeToken(ctx, w.as(anonymous), directory.ID(anonymous.ID))
	w.wantCode("nobody revokes nothing", out, err, directory.Unauthenticated)
	w.done(w.desk.RevokeToken(ctx, w.as(admin), staff))
	w.wantNothingWritten("what was refused, and what was revoked before", before)

	// Anybody ends the token that they show, whatever it may do besides.
	self := directory.Actor{ID: string(ofNorth), Role: directory.RoleEditor, Organization: north, Scopes: []directory.TokenScope{}}
	forgotten = nil
	rec := w.done(w.desk.RevokeToken(ctx, w.as(self), ofNorth))
	token, err := decode[directory.Token](rec.Content.Draft)
	if err != nil || rec.Content.State != "REVOKED" || !token.RevokedAt.Equal(noon) || !slices.Equal(forgotten, []directory.ID{ofNorth}) {
		t.Errorf("its own: %s, %+v, forgotten %v", rec.Content.State, token, forgotten)
	}
}

func testFirstToken(t *testing.T, open opener) {
	w := newWorld(t, open)
	working := func() (n int) {
		if err := w.desk.eachListed(t.Context(), document.Listing{Kind: KindToken, States: []string{"ACTIVE"}}, func(*Stored) { n++ }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	// Wherever a start is cut off before the secret was given, the next one gives another.
	for failAt := 1; ; failAt++ {
		down := &faulty{Store: w.store}
		down.reset(failAt, false)
		secret, err := w.deskOn(down).FirstToken(t.Context(), w.now())
		if err == nil {
			if !auth.WellFormed(secret) {
				t.Errorf("the first start gives %q", secret)
			}
			break
		}
		if secret != "" {
			t.Error("a secret with an error")
		}
	}
	before := working()
	if secret, err := w.desk.FirstToken(t.Context(), w.now()); err != nil || secret != "" || working() != before {
		t.Errorf("the second start gives %q, %v", secret, err)
	}
}
