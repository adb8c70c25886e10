package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/blueheart-federation/api/internal/directory"
)

// skew is how far the provider's clock may be ahead of ours.
const skew = time.Minute

// algorithms are those that an ID token may be signed with. All have a public key: a shared secret (HS256)
// could be the public key taken for one, and "none" is no signature.
var algorithms = []string{oidc.RS256, oidc.ES256, oidc.EdDSA}

// OIDC says which OpenID Connect provider staff sign in with, and whom it makes what. An ID token of it
// is shown as a Bearer token.
type OIDC struct {
	// Issuer is the provider's address: what tokens name in iss, and what discovery starts from. It is
	// https, or http on loopback.
	Issuer string
	// Audience is our client id at the provider. Tokens for anybody else are refused.
	Audience string
	// RoleClaim is where a token says what its subject is: a claim, or a path with dots into nested ones,
	// such as "realm_access.roles". The claim is a string or a list of strings. Empty: "roles".
	RoleClaim string
	// Reviewers and Admins are the values of that claim that make a REVIEWER and an ADMIN. ADMIN wins. A
	// subject with none of them is refused as if the token were not valid.
	Reviewers, Admins []string
}

// Check says what is wrong with the settings, nil when they can be used.
func (o *OIDC) Check() error {
	u, err := url.Parse(o.Issuer)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return errors.New("OIDC issuer: it must be an https address without query or fragment, or an http one on loopback")
	case o.Audience == "":
		return errors.New("OIDC audience: it is required, or tokens for other clients would be accepted")
	case len(o.Reviewers)+len(o.Admins) == 0:
		return errors.New("OIDC roles: at least one value must make a REVIEWER or an ADMIN")
	case slices.Contains(o.Reviewers, "") || slices.Contains(o.Admins, ""):
		return errors.New("OIDC roles: an empty value makes nobody anything")
	}
	return nil
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// staff recognises the people who work for the directory.
type staff struct {
	settings OIDC
	provider *provider
}

func newStaff(settings OIDC, now func() time.Time) (*staff, error) {
	if err := settings.Check(); err != nil {
		return nil, err
	}
	if settings.RoleClaim == "" {
		settings.RoleClaim = "roles"
	}
	return &staff{settings: settings, provider: newProvider(settings.Issuer, settings.Audience, now)}, nil
}

// actor tells who shows an ID token. It is UNAUTHENTICATED when the token is not valid or gives no role,
// UNAVAILABLE when the provider's keys cannot be had. Why a token is refused is dropped: it quotes claims.
func (s *staff) actor(ctx context.Context, token string, now time.Time) (directory.Actor, error) {
	verified, err := s.provider.verify(ctx, token, now)
	if err != nil {
		return directory.Actor{}, err
	}
	var claims map[string]any
	if err := verified.Claims(&claims); err != nil || verified.Subject == "" || !timely(verified, claims, now) {
		return directory.Actor{}, refusal()
	}
	role, ok := s.role(claims)
	if !ok {
		return directory.Actor{}, refusal()
	}
	return directory.Actor{ID: s.idOf(verified.Subject), Role: role}, nil
}

// idOf stands for a subject in histories: always the same for one person, and neither name nor address.
func (s *staff) idOf(subject string) string {
	sum := sha256.Sum256([]byte(s.settings.Issuer + "|" + subject))
	return "oidc:" + hex.EncodeToString(sum[:16])
}

func (s *staff) role(claims map[string]any) (role directory.Role, ok bool) {
	for _, value := range texts(claims, s.settings.RoleClaim) {
		switch {
		case slices.Contains(s.settings.Admins, value):
			return directory.RoleAdmin, true
		case slices.Contains(s.settings.Reviewers, value):
			role, ok = directory.RoleReviewer, true
		}
	}
	return role, ok
}

// timely tells whether a token was issued and is valid by now. The library has compared exp, and it
// allows more for nbf than we do.
func timely(t *oidc.IDToken, claims map[string]any, now time.Time) bool {
	latest := now.Add(skew)
	if t.IssuedAt.IsZero() || t.IssuedAt.After(latest) {
		return false
	}
	notBefore, given := claims["nbf"]
	if !given {
		return true
	}
	seconds, ok := notBefore.(float64)
	return ok && seconds <= float64(latest.Unix())
}

// unavailable says that the provider cannot be asked. The cause goes into the log, so it must hold
// nothing of a token and nothing of the provider's answer.
func unavailable(operation string, cause error) error {
	return fmt.Errorf("%s: %w", operation,
		directory.WithCause(directory.Unavailable, "The sign-in provider does not answer. Try again later.", cause))
}
