package auth

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

func TestOnlyATokenThatIsRightInEveryWayIsAccepted(t *testing.T) {
	const active, published = directory.RecordStateActive, directory.RecordStatePublished
	s := newShelf(t)
	s.put(t, otherID, document.KindInitiative, document.Content{State: string(published)})
	number := uint8(0)
	for name, c := range map[string]struct {
		change func(*directory.Token)
		state  directory.RecordState // of the token
		owner  directory.RecordState // of the organization; empty: there is none
		good   bool
	}{
		"active":                          {nil, active, published, true},
		"without expiry":                  {func(x *directory.Token) { x.ExpiresAt = time.Time{} }, active, published, true},
		"expiring next":                   {func(x *directory.Token) { x.ExpiresAt = noon.Add(time.Millisecond) }, active, published, true},
		"expired this moment":             {func(x *directory.Token) { x.ExpiresAt = noon }, active, published, false},
		"expired":                         {func(x *directory.Token) { x.ExpiresAt = noon.Add(-time.Hour) }, active, published, false},
		"revoked by its state":            {nil, directory.RecordStateRevoked, published, false},
		"revoked by its time":             {func(x *directory.Token) { x.RevokedAt = noon }, active, published, false},
		"without a state":                 {nil, "", published, false},
		"organization not yet published":  {nil, active, directory.RecordStateSubmitted, true},
		"organization suspended":          {nil, active, directory.RecordStateSuspended, false},
		"organization missing":            {nil, active, "", false},
		"organization is another record":  {func(x *directory.Token) { x.Organization = otherID }, active, published, false},
		"of another secret":               {func(x *directory.Token) { x.Hash = HashOf("another") }, active, published, false},
		"editor without organization":     {func(x *directory.Token) { x.Organization = "" }, active, published, false},
		"manager without organization":    {func(x *directory.Token) { x.Role, x.Organization = directory.RoleManager, "" }, active, published, false},
		"reviewer without organization":   {func(x *directory.Token) { x.Role, x.Organization = directory.RoleReviewer, "" }, active, "", true},
		"admin of a missing organization": {func(x *directory.Token) { x.Role = directory.RoleAdmin }, active, "", false},
		"admin of a suspended one":        {func(x *directory.Token) { x.Role = directory.RoleAdmin }, active, directory.RecordStateSuspended, false},
		"without a role":                  {func(x *directory.Token) { x.Role = "" }, active, published, false},
		"of nobody":                       {func(x *directory.Token) { x.Role = directory.RoleAnonymous }, active, published, false},
	} {
		t.Run(name, func(t *testing.T) {
			number++
			secret := secretOf(t, number)
			token := editorToken(secret)
			token.Organization = IDOf("the organization of " + secret)
			if c.owner != "" {
				s.putOrganization(t, token.Organization, c.owner)
			}
			if c.change != nil {
				c.change(&token)
			}
			s.putToken(t, token, c.state)
			a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
			for range 2 { // from the store, then from memory
				if c.good {
					a.admit(t, secret)
					continue
				}
				a.refuse(t, secret, directory.Unauthenticated)
			}
		})
	}
}

func TestTokensThatAreNoneGetTheSameAnswer(t *testing.T) {
	s := newShelf(t)
	secret := secretOf(t, 1)
	s.put(t, IDOf(secret), document.KindInitiative, document.Content{State: "ACTIVE", Draft: document.Encode(&directory.Token{})})
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	for name, token := range map[string]string{
		"unknown":                     secretOf(t, 2),
		"cut":                         secret[:20],
		"without prefix":              secret[3:],
		"of another kind":             secret,
		"a JWT without provider":      "e30.e30.c2ln",
		"an encrypted JWT":            "a.b.c.d.e",
		"an id instead of its secret": string(IDOf(secret)),
		"a hash instead of a secret":  HashOf(secret),
	} {
		t.Run(name, func(t *testing.T) { a.refuse(t, token, directory.Unauthenticated) })
	}
}

func TestActorIsWhatTheTokenSays(t *testing.T) {
	s := newShelf(t)
	s.putOrganization(t, organizationID, directory.RecordStatePublished)
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	scopes := []directory.TokenScope{directory.TokenScopeRead, directory.TokenScopeVerify}
	for i, c := range []struct {
		role   directory.Role
		scopes []directory.TokenScope
		owner  directory.ID // the actor's
	}{
		{directory.RoleEditor, scopes, organizationID},
		{directory.RoleManager, nil, organizationID},
		{directory.RoleReviewer, scopes, ""},
		{directory.RoleAdmin, nil, ""},
	} {
		secret := secretOf(t, uint8(i))
		token := editorToken(secret)
		token.Role, token.Scopes = c.role, c.scopes
		s.putToken(t, token, directory.RecordStateActive)
		want := directory.Actor{ID: string(token.ID), Role: c.role, Organization: c.owner, Scopes: c.scopes}
		if diff := cmp.Diff(want, a.admit(t, secret)); diff != "" {
			t.Errorf("%s: %s", c.role, diff)
		}
	}
}

func TestOperatorNeedsNoStore(t *testing.T) {
	const own = "correct.horse.battery-staple" // with the form of a JWT
	s := newShelf(t)
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function(), OperatorToken: own})
	if diff := cmp.Diff(directory.Actor{ID: OperatorID, Role: directory.RoleAdmin}, a.admit(t, own)); diff != "" {
		t.Error(diff)
	}
	a.refuse(t, own+"x", directory.Unavailable)
	a.refuse(t, own[1:], directory.Unavailable)
}

func TestWithoutAnOperatorsTokenNobodyIsTheOperator(t *testing.T) {
	a := newAuthenticator(t, Options{Store: newShelf(t), Now: newClock(noon).function()})
	for _, headers := range [][]string{{"Bearer "}, {"Bearer  "}, {"Bearer"}, {""}} {
		if actor, err := a.Authenticate(t.Context(), headers); directory.CodeOf(err) != directory.Unauthenticated || err == nil {
			t.Errorf("%q: %v, %v", headers, actor, err)
		}
	}
}

func TestStoreThatDoesNotAnswerMakesNobodyAnonymous(t *testing.T) {
	s, at := newShelf(t), newClock(noon)
	s.putOrganization(t, organizationID, directory.RecordStatePublished)
	secret := secretOf(t, 1)
	s.putToken(t, editorToken(secret), directory.RecordStateActive)
	a := newAuthenticator(t, Options{Store: s, Now: at.function()})
	a.admit(t, secret)
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.admit(t, secret) // from memory
	at.advance(fresh)
	a.refuse(t, secret, directory.Unavailable)
	a.refuse(t, secretOf(t, 2), directory.Unavailable)
	if actor, err := a.Authenticate(t.Context(), nil); err != nil || actor.Known() {
		t.Errorf("without a header: %v, %v", actor, err)
	}
}

func TestRecordThatCannotBeReadIsAFaultOfOurs(t *testing.T) {
	s, number := newShelf(t), uint8(0)
	for name, content := range map[string]document.Content{
		"another shape":  {State: "ACTIVE", Draft: document.Encode(&directory.Feed{ETag: "x"})},
		"no hash":        {State: "ACTIVE", Draft: document.Encode(&directory.Token{Role: directory.RoleAdmin})},
		"half a hash":    {State: "ACTIVE", Draft: document.Encode(&directory.Token{Role: directory.RoleAdmin, Hash: "ab"})},
		"a hash in Base": {State: "ACTIVE", Draft: document.Encode(&directory.Token{Role: directory.RoleAdmin, Hash: strings.Repeat("z", 64)})},
	} {
		t.Run(name, func(t *testing.T) {
			number++
			secret := secretOf(t, number)
			s.put(t, IDOf(secret), document.KindToken, content)
			a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
			a.refuse(t, secret, directory.Internal)
		})
	}
}

func TestNewRefusesSettingsThatCannotWork(t *testing.T) {
	good := func() *OIDC {
		return &OIDC{Issuer: "https://id.example.org/realm", Audience: "blueheart", Admins: []string{"admin"}}
	}
	s, now := newShelf(t), newClock(noon).function()
	with := func(change func(*OIDC)) Options {
		o := good()
		change(o)
		return Options{Store: s, Now: now, OIDC: o}
	}
	for name, c := range map[string]struct {
		options Options
		wants   string // in the error; empty: none
	}{
		"all good":                  {with(func(*OIDC) {}), ""},
		"http on loopback":          {with(func(o *OIDC) { o.Issuer = "http://127.0.0.1:5556/dex" }), ""},
		"http on loopback by name":  {with(func(o *OIDC) { o.Issuer = "http://localhost:5556" }), ""},
		"no store":                  {Options{Now: now}, "store"},
		"no clock":                  {Options{Store: s}, "clock"},
		"operator's with a space":   {Options{Store: s, Now: now, OperatorToken: "a b"}, "operator"},
		"operator's with a newline": {Options{Store: s, Now: now, OperatorToken: "ab\n"}, "operator"},
		"operator's too long":       {Options{Store: s, Now: now, OperatorToken: strings.Repeat("a", maxHeader)}, "operator"},
		"issuer over http":          {with(func(o *OIDC) { o.Issuer = "http://id.example.org" }), "issuer"},
		"issuer on a name like it":  {with(func(o *OIDC) { o.Issuer = "http://localhost.example.org" }), "issuer"},
		"issuer without host":       {with(func(o *OIDC) { o.Issuer = "https:///realm" }), "issuer"},
		"issuer empty":              {with(func(o *OIDC) { o.Issuer = "" }), "issuer"},
		"issuer with a query":       {with(func(o *OIDC) { o.Issuer += "?a=b" }), "issuer"},
		"issuer with a fragment":    {with(func(o *OIDC) { o.Issuer += "#a" }), "issuer"},
		"issuer with a password":    {with(func(o *OIDC) { o.Issuer = "https://a:b@id.example.org" }), "issuer"},
		"issuer that is no address": {with(func(o *OIDC) { o.Issuer = "https://%zz" }), "issuer"},
		"no audience":               {with(func(o *OIDC) { o.Audience = "" }), "audience"},
		"no roles":                  {with(func(o *OIDC) { o.Admins = nil }), "roles"},
		"an empty role":             {with(func(o *OIDC) { o.Reviewers = []string{""} }), "roles"},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := New(c.options)
			if c.wants == "" {
				if err != nil {
					t.Fatal(err)
				}
				if err := a.Close(t.Context()); err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.wants) {
				t.Errorf("got %v", err)
			}
			if token := c.options.OperatorToken; err != nil && token != "" && strings.Contains(err.Error(), token) {
				t.Error("the error quotes the token")
			}
		})
	}
}
