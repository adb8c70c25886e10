package auth

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"
	"github.com/oauth2-proxy/mockoidc"

	"github.com/blueheart-federation/api/internal/directory"
)

func staffOnly(t testing.TB, p *issuer, at *clock) *Authenticator {
	t.Helper()
	return newAuthenticator(t, Options{Store: newShelf(t), Now: at.function(), OIDC: p.settings()})
}

// reviewer is who the claims of issuer.good stand for.
func (p *issuer) reviewer() directory.Actor {
	sum := sha256.Sum256([]byte(p.name() + "|user-1"))
	return directory.Actor{ID: "oidc:" + hex.EncodeToString(sum[:])[:32], Role: directory.RoleReviewer}
}

// A whole sign-in at a provider that others wrote: code flow, ID token, actor.
func TestSignInAtAProviderOfOthers(t *testing.T) {
	m, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Shutdown(); err != nil {
			t.Error(err)
		}
	})
	at := newClock(time.Now())
	a := newAuthenticator(t, Options{Store: newShelf(t), Now: at.function(), OIDC: &OIDC{
		Issuer: m.Issuer(), Audience: m.ClientID, RoleClaim: "groups", Reviewers: []string{"design"}, Admins: []string{"managers"},
	}})
	token := signIn(t, m)
	sum := sha256.Sum256([]byte(m.Issuer() + "|1234567890"))
	want := directory.Actor{ID: "oidc:" + hex.EncodeToString(sum[:])[:32], Role: directory.RoleReviewer}
	if diff := cmp.Diff(want, a.admit(t, token)); diff != "" {
		t.Error(diff)
	}
	m.QueueUser(&mockoidc.MockUser{Subject: "2", Groups: []string{"design", "managers"}})
	if got := a.admit(t, signIn(t, m)); got.Role != directory.RoleAdmin {
		t.Errorf("got %v", got)
	}
	m.QueueUser(&mockoidc.MockUser{Subject: "3", Groups: []string{"engineering"}})
	a.refuse(t, signIn(t, m), directory.Unauthenticated)
	at.advance(m.AccessTTL + time.Minute)
	a.refuse(t, token, directory.Unauthenticated)
}

// signIn goes through the authorization code flow and gives the ID token.
func signIn(t *testing.T, m *mockoidc.MockOIDC) string {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(m.AuthorizationEndpoint() + "?" + url.Values{
		"client_id": {m.ClientID}, "response_type": {"code"}, "redirect_uri": {"https://desk.example.org/back"},
		"scope": {"openid groups"}, "state": {"s"},
	}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	back, err := r.Location()
	if err != nil {
		t.Fatal(err)
	}
	r, err = client.PostForm(m.TokenEndpoint(), url.Values{
		"client_id": {m.ClientID}, "client_secret": {m.ClientSecret}, "grant_type": {"authorization_code"}, "code": {back.Query().Get("code")},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	var answer struct {
		Token string `json:"id_token"`
	}
	if err := json.NewDecoder(r.Body).Decode(&answer); err != nil || answer.Token == "" {
		t.Fatalf("no ID token: %v", err)
	}
	return answer.Token
}

func TestIDTokens(t *testing.T) {
	key, curve, edwards, stranger := rsaKey(t, "rsa"), ecdsaKey(t, "ec"), ed25519Key(t, "ed"), rsaKey(t, "stranger")
	p := newIssuer(t, key, curve, edwards)
	good := key.sign(t, p.good(nil))
	public, err := x509.MarshalPKIXPublicKey(key.private.Public())
	if err != nil {
		t.Fatal(err)
	}
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	claims, err := json.Marshal(p.good(map[string]any{"roles": "bh-admin"}))
	if err != nil {
		t.Fatal(err)
	}
	text := base64.RawURLEncoding.EncodeToString
	with := func(claim string, value any) string { return key.sign(t, p.good(map[string]any{claim: value})) }
	symmetric := func(secret []byte) string {
		return signWith(t, jose.HS256, jose.JSONWebKey{Key: secret, KeyID: key.id}, p.good(nil), nil)
	}

	var log journal
	at := newClock(noon)
	a := newAuthenticator(t, Options{Store: newShelf(t), Now: at.function(), OIDC: p.settings(), Logger: log.logger()})
	for name, c := range map[string]struct {
		token string
		role  directory.Role // empty: refused
	}{
		"RS256":                             {good, directory.RoleReviewer},
		"ES256":                             {curve.sign(t, p.good(nil)), directory.RoleReviewer},
		"EdDSA":                             {edwards.sign(t, p.good(nil)), directory.RoleReviewer},
		"without a key id":                  {signWith(t, jose.RS256, key.private, p.good(nil), nil), directory.RoleReviewer},
		"one of several audiences":          {with("aud", []string{"other", audience}), directory.RoleReviewer},
		"role as one string":                {with("roles", "bh-reviewer"), directory.RoleReviewer},
		"admin wins":                        {with("roles", []any{"bh-admin", "bh-reviewer", 7, nil}), directory.RoleAdmin},
		"without nbf":                       {with("nbf", nil), directory.RoleReviewer},
		"issued a minute ahead":             {with("iat", noon.Unix()+60), directory.RoleReviewer},
		"valid a minute ahead":              {with("nbf", noon.Unix()+60), directory.RoleReviewer},
		"issued further ahead":              {with("iat", noon.Unix()+61), ""},
		"valid further ahead":               {with("nbf", noon.Unix()+61), ""},
		"nbf that is no number":             {with("nbf", "yesterday"), ""},
		"without iat":                       {with("iat", nil), ""},
		"expired":                           {with("exp", noon.Unix()-1), ""},
		"without exp":                       {with("exp", nil), ""},
		"another audience":                  {with("aud", "blueheart-test"), ""},
		"several other audiences":           {with("aud", []string{"a", "b"}), ""},
		"without audience":                  {with("aud", nil), ""},
		"another issuer":                    {with("iss", "https://id.example.org/realm"), ""},
		"issuer with a slash":               {with("iss", p.name()+"/"), ""},
		"without issuer":                    {with("iss", nil), ""},
		"without subject":                   {with("sub", nil), ""},
		"empty subject":                     {with("sub", ""), ""},
		"without the role claim":            {with("roles", nil), ""},
		"no role of ours":                   {with("roles", []string{"staff", "BH-REVIEWER", "bh-reviewer "}), ""},
		"role claim of another shape":       {with("roles", map[string]any{"bh-admin": true}), ""},
		"HS256 with the public key as PEM":  {symmetric(asPEM), ""},
		"HS256 with the public key as DER":  {symmetric(public), ""},
		"alg none":                          {text([]byte(`{"alg":"none","kid":"rsa"}`)) + "." + text(claims) + ".", ""},
		"alg None with the true signature":  {text([]byte(`{"alg":"None"}`)) + good[strings.Index(good, "."):], ""},
		"RS512 by the right key":            {signWith(t, jose.RS512, jose.JSONWebKey{Key: key.private, KeyID: key.id}, p.good(nil), nil), ""},
		"PS256 by the right key":            {signWith(t, jose.PS256, jose.JSONWebKey{Key: key.private, KeyID: key.id}, p.good(nil), nil), ""},
		"unknown key":                       {stranger.sign(t, p.good(nil)), ""},
		"unknown key under a known id":      {signingKey{key.id, jose.RS256, stranger.private}.sign(t, p.good(nil)), ""},
		"unknown key in the token's header": {signWith(t, jose.RS256, jose.JSONWebKey{Key: stranger.private, KeyID: key.id}, p.good(nil), &jose.SignerOptions{EmbedJWK: true}), ""},
		"claims changed after signing":      {tampered(good, text(claims)), ""},
		"signature cut":                     {good[:len(good)-4], ""},
		"signature missing":                 {good[:strings.LastIndex(good, ".")+1], ""},
		"three parts of nothing":            {"..", ""},
		"three parts of rubbish":            {"a.b.c", ""},
		"claims that are no object":         {tampered(good, text([]byte(`[]`))), ""},
		"unknown critical header":           {signWith(t, jose.RS256, key.private, p.good(nil), (&jose.SignerOptions{}).WithCritical("b65")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if c.role == "" {
				a.refuse(t, c.token, directory.Unauthenticated)
				return
			}
			want := p.reviewer()
			want.Role = c.role
			if diff := cmp.Diff(want, a.admit(t, c.token)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := p.discoveries.Load(); got != 1 {
		t.Errorf("%d discoveries, want 1", got)
	}
	if got := p.fetches.Load(); got != 1 {
		t.Errorf("the keys were asked for %d times, want once: the clock stands still", got)
	}
	if log.String() != "" {
		t.Errorf("logged: %s", &log)
	}
}

func TestTheSameSubjectHasOneIDAndAnotherOneAnother(t *testing.T) {
	key := ecdsaKey(t, "a")
	p := newIssuer(t, key)
	a := staffOnly(t, p, newClock(noon))
	first := a.admit(t, key.sign(t, p.good(nil)))
	again := a.admit(t, key.sign(t, p.good(map[string]any{"email": "other@example.org", "roles": "bh-admin"})))
	other := a.admit(t, key.sign(t, p.good(map[string]any{"sub": "user-2"})))
	if first.ID != again.ID || first.ID == other.ID || len(first.ID) != len("oidc:")+32 {
		t.Errorf("%s, %s, %s", first.ID, again.ID, other.ID)
	}
}

// eventually shows a token until it is answered with a code; empty: until it is accepted. The library hands
// out new keys a moment before it keeps them, and a request in that moment still goes by the old ones.
func (a *Authenticator) eventually(t testing.TB, token string, code directory.Code) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		_, err := a.show(t, token)
		if err == nil && code == "" || err != nil && directory.CodeOf(err) == code {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("still %v, want %q", err, code)
		}
		runtime.Gosched()
	}
}

func TestKeyRotation(t *testing.T) {
	old, next := ecdsaKey(t, "2025"), ed25519Key(t, "2026")
	p, at := newIssuer(t, old), newClock(noon)
	a := staffOnly(t, p, at)
	a.admit(t, old.sign(t, p.good(nil)))
	p.publish(next)
	at.advance(interval)
	a.eventually(t, next.sign(t, p.good(nil)), "")
	a.eventually(t, old.sign(t, p.good(nil)), directory.Unauthenticated)
	if got := p.fetches.Load(); got != 2 {
		t.Errorf("the keys were asked for %d times, want 2", got)
	}
}

// Without a token by a new key nothing tells the library that an old one is gone.
func TestAWithdrawnKeyIsTrustedForAnHourAtMost(t *testing.T) {
	old, next := ecdsaKey(t, "2025"), ecdsaKey(t, "2026")
	p, at := newIssuer(t, old), newClock(noon)
	a := staffOnly(t, p, at)
	token := old.sign(t, p.good(map[string]any{"exp": noon.Unix() + 7200}))
	a.admit(t, token)
	p.publish(next)
	at.advance(rediscovery - 1)
	a.admit(t, token)
	at.advance(1)
	a.refuse(t, token, directory.Unauthenticated)
}

func TestInventedKeysCostTheProviderARequestInTenSeconds(t *testing.T) {
	key, stranger := ecdsaKey(t, "a"), ecdsaKey(t, "")
	p, at := newIssuer(t, key), newClock(noon)
	a := staffOnly(t, p, at)
	for range 20 {
		stranger.id += "x"
		a.refuse(t, stranger.sign(t, p.good(nil)), directory.Unauthenticated)
		at.advance(time.Second)
	}
	if got := p.fetches.Load(); got > 2 {
		t.Errorf("the keys were asked for %d times in 20 seconds, at most 2", got)
	}
	a.admit(t, key.sign(t, p.good(nil)))
}

func TestProviderThatIsDownAtStartIsFoundOnceItIsUp(t *testing.T) {
	key := ecdsaKey(t, "a")
	p, at := newIssuer(t, key), newClock(noon)
	token := key.sign(t, p.good(nil))
	// Connections break off without an answer. If its port were closed, somebody else could have it when it is to be up.
	p.answer(discoveryPath, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })

	a := staffOnly(t, p, at)
	a.refuse(t, token, directory.Unavailable)
	p.answer(discoveryPath, nil)
	a.refuse(t, token, directory.Unavailable) // it is not asked again at once
	at.advance(firstRetry)
	if diff := cmp.Diff(p.reviewer(), a.admit(t, token)); diff != "" {
		t.Error(diff)
	}
}

func TestProviderIsAskedAgainAfterLongerAndLongerTimes(t *testing.T) {
	key := ecdsaKey(t, "a")
	p, at := newIssuer(t, key), newClock(noon)
	p.answer(discoveryPath, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	a := staffOnly(t, p, at)
	token := key.sign(t, p.good(nil))
	a.refuse(t, token, directory.Unavailable)
	for i, seconds := range []int{1, 2, 4, 8, 16, 32, 60, 60, 60} {
		at.advance(time.Duration(seconds)*time.Second - 1)
		a.refuse(t, token, directory.Unavailable)
		if got := p.discoveries.Load(); got != int64(i+1) {
			t.Fatalf("asked %d times before waiting %ds, want %d", got, seconds, i+1)
		}
		at.advance(1)
		a.refuse(t, token, directory.Unavailable)
		if got := p.discoveries.Load(); got != int64(i+2) {
			t.Fatalf("asked %d times after waiting %ds, want %d", got, seconds, i+2)
		}
	}
}

func TestProviderThatGoesDownLaterIsNotMissed(t *testing.T) {
	key, next := ecdsaKey(t, "a"), ecdsaKey(t, "b")
	p, at := newIssuer(t, key), newClock(noon)
	a := staffOnly(t, p, at)
	token := key.sign(t, p.good(map[string]any{"exp": noon.Unix() + 7200}))
	a.admit(t, token)
	p.Server.Close()
	at.advance(rediscovery)
	a.admit(t, token) // by the keys that are known
	// Whether this one is good cannot be told now.
	a.eventually(t, next.sign(t, p.good(map[string]any{"exp": noon.Unix() + 7200})), directory.Unavailable)
}

func TestAnswersOfTheProviderThatCannotBeUsedMakeItUnavailable(t *testing.T) {
	key := ecdsaKey(t, "a")
	write := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(text))
		}
	}
	for name, c := range map[string]struct {
		path string
		h    http.HandlerFunc
	}{
		"discovery of another issuer": {discoveryPath, write(`{"issuer":"https://evil-marker.example.org","jwks_uri":"https://evil-marker.example.org/keys"}`)},
		"discovery without keys":      {discoveryPath, nil},
		"discovery that is no JSON":   {discoveryPath, write(`evil-marker`)},
		"discovery that redirects":    {discoveryPath, http.RedirectHandler("/elsewhere", http.StatusFound).ServeHTTP},
		"keys that are no JSON":       {keysPath, write(`evil-marker`)},
		"keys of another shape":       {keysPath, write(`{"keys":"evil-marker"}`)},
		"keys with an error status": {keysPath, func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "evil-marker", http.StatusInternalServerError)
		}},
		"keys that do not end": {keysPath, write(`{"keys":[], "x":"` + strings.Repeat("a", maxAnswer) + `"}`)},
		"keys that break off": {keysPath, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`{"keys":`))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newIssuer(t, key)
			if c.h == nil {
				c.h = write(`{"issuer":"` + p.name() + `"}`)
			}
			p.answer(c.path, c.h)
			a := staffOnly(t, p, newClock(noon))
			_, err := a.show(t, key.sign(t, p.good(nil)))
			if directory.CodeOf(err) != directory.Unavailable || err == nil || strings.Contains(err.Error(), "evil-marker") {
				t.Errorf("got %v, want UNAVAILABLE without a word of the provider's", err)
			}
		})
	}
}

func TestARequestThatEndsWhileTheKeysAreFetchedIsUnavailable(t *testing.T) {
	key := ecdsaKey(t, "a")
	p := newIssuer(t, key)
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	p.answer(keysPath, func(http.ResponseWriter, *http.Request) { cancel(); <-release })
	a := staffOnly(t, p, newClock(noon))
	actor, err := a.Authenticate(ctx, []string{"Bearer " + key.sign(t, p.good(nil))})
	close(release)
	if directory.CodeOf(err) != directory.Unavailable || err == nil || actor.ID != "" {
		t.Errorf("%v, %v", actor, err)
	}
}

func TestAPITokensWorkBesideAProvider(t *testing.T) {
	s, secret := oneToken(t)
	p := newIssuer(t)
	p.Server.Close()
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function(), OIDC: p.settings()})
	a.admit(t, secret)
}

func BenchmarkAuthenticateIDToken(b *testing.B) {
	key := rsaKey(b, "a")
	p := newIssuer(b, key)
	a := staffOnly(b, p, newClock(noon))
	headers := []string{"Bearer " + key.sign(b, p.good(nil))}
	for b.Loop() {
		if _, err := a.Authenticate(b.Context(), headers); err != nil {
			b.Fatal(err)
		}
	}
}
