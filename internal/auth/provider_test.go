package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// issuer is an OpenID Connect provider on loopback that signs with any key and any algorithm, answers as
// badly as it is told, and counts what it is asked.
type issuer struct {
	*httptest.Server
	discoveries, fetches atomic.Int64

	mu       sync.Mutex
	keys     []jose.JSONWebKey           // public ones, as published
	override map[string]http.HandlerFunc // by path
}

const (
	discoveryPath = "/realm/.well-known/openid-configuration"
	keysPath      = "/realm/keys"
	audience      = "blueheart"
)

func newIssuer(t testing.TB, keys ...signingKey) *issuer {
	t.Helper()
	p := &issuer{override: map[string]http.HandlerFunc{}}
	for _, k := range keys {
		p.keys = append(p.keys, k.public())
	}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *issuer) name() string { return p.URL + "/realm" }

// publish replaces the published keys.
func (p *issuer) publish(keys ...signingKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = nil
	for _, k := range keys {
		p.keys = append(p.keys, k.public())
	}
}

// answer makes the provider answer a path in another way; nil: as usual again.
func (p *issuer) answer(path string, h http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.override[path] = h
}

func (p *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	h, keys := p.override[r.URL.Path], p.keys
	p.mu.Unlock()
	var answer any
	switch r.URL.Path {
	case discoveryPath:
		p.discoveries.Add(1)
		answer = map[string]any{
			"issuer": p.name(), "jwks_uri": p.URL + keysPath, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token",
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		}
	case keysPath:
		p.fetches.Add(1)
		answer = jose.JSONWebKeySet{Keys: keys}
	}
	switch {
	case h != nil:
		h(w, r)
	case answer == nil:
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// signingKey is a key pair with the algorithm it signs with.
type signingKey struct {
	id        string
	algorithm jose.SignatureAlgorithm
	private   crypto.Signer
}

func (k signingKey) public() jose.JSONWebKey {
	return jose.JSONWebKey{Key: k.private.Public(), KeyID: k.id, Algorithm: string(k.algorithm), Use: "sig"}
}

func rsaKey(t testing.TB, id string) signingKey {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return signingKey{id, jose.RS256, private}
}

func ecdsaKey(t testing.TB, id string) signingKey {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signingKey{id, jose.ES256, private}
}

func ed25519Key(t testing.TB, id string) signingKey {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signingKey{id, jose.EdDSA, private}
}

// sign makes a token with a key.
func (k signingKey) sign(t testing.TB, claims map[string]any) string {
	t.Helper()
	return signWith(t, k.algorithm, jose.JSONWebKey{Key: k.private, KeyID: k.id}, claims, nil)
}

func signWith(t testing.TB, algorithm jose.SignatureAlgorithm, key any, claims map[string]any, o *jose.SignerOptions) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, o)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signature.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// good gives the claims of a token that is accepted at noon, with changes; nil removes a claim.
func (p *issuer) good(changes map[string]any) map[string]any {
	claims := map[string]any{
		"iss": p.name(), "aud": audience, "sub": "user-1", "email": "mary@example.org", "roles": []string{"staff", "bh-reviewer"},
		"iat": noon.Unix() - 60, "nbf": noon.Unix() - 60, "exp": noon.Unix() + 300,
	}
	maps.Copy(claims, changes)
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	return claims
}

// settings are those of a directory that trusts the provider.
func (p *issuer) settings() *OIDC {
	return &OIDC{Issuer: p.name(), Audience: audience, Reviewers: []string{"bh-reviewer"}, Admins: []string{"bh-admin"}}
}

// tampered changes the payload of a signed token and leaves its signature.
func tampered(token, claims string) string {
	parts := strings.Split(token, ".")
	return parts[0] + "." + claims + "." + parts[2]
}
