package auth

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// rediscovery is how long an answer of discovery is used. Then it is asked for anew and the keys with it,
// so that one the provider has withdrawn is not trusted for ever.
const rediscovery = time.Hour

// provider is an OpenID Connect provider, which may be down when the server starts: it is asked when the
// first token comes, and again until it answers.
type provider struct {
	issuer, audience string
	now              func() time.Time
	transport        *http.Transport
	discovery        *http.Client
	keys             *http.Client

	mu       sync.Mutex // held while discovery is asked, for which the others wait: [exchangeTime] at most
	verifier *oidc.IDTokenVerifier
	at       time.Time // of the discovery
}

func newProvider(issuer, audience string, now func() time.Time) *provider {
	transport := newTransport()
	return &provider{
		issuer: issuer, audience: audience, now: now, transport: transport,
		discovery: newClient(transport, now), keys: newClient(transport, now),
	}
}

// verify checks signature, issuer, audience and expiry of an ID token.
func (p *provider) verify(ctx context.Context, token string, now time.Time) (*oidc.IDToken, error) {
	verifier, err := p.discovered(now) //nolint:contextcheck // what it finds outlives the request
	if err != nil {
		return nil, unavailable("discover the provider", err)
	}
	var unfetched error
	verified, err := verifier.Verify(context.WithValue(ctx, unfetchedKey{}, &unfetched), token)
	switch {
	case unfetched != nil:
		return nil, unavailable("read the provider's keys", unfetched)
	case err != nil:
		return nil, refusal()
	}
	return verified, nil
}

// discovered gives the verifier that discovery led to. While the provider does not answer, an old one
// goes on being used.
func (p *provider) discovered(now time.Time) (*oidc.IDTokenVerifier, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.verifier != nil && now.Sub(p.at) < rediscovery {
		return p.verifier, nil
	}
	verifier, err := p.discover()
	switch {
	case err == nil:
		p.verifier, p.at = verifier, now
	case p.verifier == nil:
		return nil, err
	}
	return p.verifier, nil
}

// discover asks the provider where its keys are. It has no request's context: all requests after this one
// use what it finds, and the library keeps the context for as long. The clients have limits of their own.
func (p *provider) discover() (*oidc.IDTokenVerifier, error) {
	ctx := context.Background()
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.discovery), p.issuer)
	if err != nil {
		return nil, ours(err, "discovery does not give what OpenID Connect asks for, or names another issuer")
	}
	var metadata struct {
		Keys string `json:"jwks_uri"`
	}
	if err := found.Claims(&metadata); err != nil || metadata.Keys == "" {
		return nil, errors.New("discovery names no keys")
	}
	keys := keySet{oidc.NewRemoteKeySet(oidc.ClientContext(ctx, p.keys), metadata.Keys)}
	return oidc.NewVerifier(p.issuer, keys, &oidc.Config{
		ClientID: p.audience, SupportedSigningAlgs: algorithms, Now: p.now,
	}), nil
}

func (p *provider) close() { p.transport.CloseIdleConnections() }

// unfetchedKey is where a keySet leaves the reason why it could not have the keys. The verifier that
// calls it keeps only the text of an error, and so makes a provider that is down look like a bad signature.
type unfetchedKey struct{}

type keySet struct{ remote oidc.KeySet }

// VerifySignature is [oidc.KeySet]'s. The library wraps what kept it from having the keys, and nothing
// when it has them and none fits.
func (k keySet) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := k.remote.VerifySignature(ctx, token)
	if errors.Unwrap(err) != nil {
		if unfetched, ok := ctx.Value(unfetchedKey{}).(*error); ok {
			*unfetched = ours(err, "the keys cannot be read, or the request ended before they were")
		}
	}
	return payload, err
}

// ours gives the part of an error that we have written, and otherwise says what must be the matter: texts
// of the library quote the provider's answer.
func ours(err error, otherwise string) error {
	if e, ok := errors.AsType[*unanswered](err); ok {
		return e
	}
	return errors.New(otherwise)
}
