package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// OperatorID is the id of the actor who shows the operator's own token.
const OperatorID = "operator"

// Store is where tokens and organizations are kept. Record is NOT_FOUND when there is no record of that
// id. Commit is only used to note when a token was last used.
type Store interface {
	Record(ctx context.Context, id string) (document.Record, error)
	Commit(ctx context.Context, revisions []document.Revision) (revision int64, outcomes []error, err error)
}

// Options is what an [Authenticator] is made of. Store and Now are required.
type Options struct {
	Store         Store
	OperatorToken string           // the operator's own token, which makes an ADMIN; empty: there is none
	OIDC          *OIDC            // the provider that staff sign in with; nil: there is none
	Now           func() time.Time // asked once per request, and by what runs beside requests
	Logger        *slog.Logger     // nil: discarded
}

// Authenticator finds out who calls. It is safe for concurrent use.
type Authenticator struct {
	lookup      *lookup
	usage       *usage
	staff       *staff // nil: no provider
	operator    [sha256.Size]byte
	hasOperator bool
	now         func() time.Time
}

// New makes an Authenticator and starts the one goroutine that notes uses; [Authenticator.Close] ends it.
// It asks neither store nor provider, so neither has to be up. The error says which setting cannot be used.
func New(o Options) (*Authenticator, error) {
	if o.Store == nil || o.Now == nil {
		return nil, errors.New("auth: a store and a clock are required")
	}
	if o.OperatorToken != "" && (!visible(o.OperatorToken) || len(o.OperatorToken) > maxHeader-len("Bearer ")) {
		return nil, errors.New("operator's token: it must be visible ASCII without spaces, and fit a header of 8 KiB")
	}
	a := &Authenticator{
		operator:    sha256.Sum256([]byte(o.OperatorToken)),
		hasOperator: o.OperatorToken != "",
		now:         o.Now,
	}
	if o.OIDC != nil {
		var err error
		if a.staff, err = newStaff(*o.OIDC, o.Now); err != nil {
			return nil, err
		}
	}
	logger := o.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	a.lookup = newLookup(o.Store)
	a.usage = startUsage(o.Store, o.Now, logger)
	return a, nil
}

// Authenticate tells who shows these Authorization headers, of which a request has none or one. None is
// [directory.Anonymous]. Errors are UNAUTHENTICATED, with one message for every reason; UNAVAILABLE when
// the store or the provider does not answer; INTERNAL when the token's record cannot be read.
func (a *Authenticator) Authenticate(ctx context.Context, headers []string) (directory.Actor, error) {
	if len(headers) == 0 {
		return directory.Anonymous(), nil
	}
	token, ok := bearer(headers)
	if !ok {
		return directory.Actor{}, refusal()
	}
	sum := sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(sum[:], a.operator[:]) == 1 && a.hasOperator {
		return directory.Actor{ID: OperatorID, Role: directory.RoleAdmin}, nil
	}
	now := a.now()
	if a.staff != nil && likeJWT(token) {
		return a.staff.actor(ctx, token, now)
	}
	found, err := a.lookup.find(ctx, idOf(sum), now)
	if err != nil {
		return directory.Actor{}, err
	}
	if !found.admits(sum, now) {
		return directory.Actor{}, refusal()
	}
	a.usage.note(&found.token, now)
	return found.actor(), nil
}

// refusal is the one answer to every credential that is not accepted.
func refusal() error {
	return directory.NewError(directory.Unauthenticated, "The token is not valid.")
}

// Forget drops what is remembered of a token, or of every token of an organization, so that its
// revocation or suspension holds in this process with the next request. Other processes see it within
// two seconds. Call it after the change is stored.
func (a *Authenticator) Forget(id directory.ID) { a.lookup.forget(id) }

// Middleware puts whoever calls into the request's context, for [ActorOf]. When that cannot be told it
// hands the error to writeError, and the request ends there.
func (a *Authenticator) Middleware(writeError func(w http.ResponseWriter, r *http.Request, err error)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			actor, err := a.Authenticate(r.Context(), r.Header["Authorization"])
			switch {
			case err != nil:
				if directory.CodeOf(err) == directory.Unauthenticated {
					w.Header().Set("WWW-Authenticate", "Bearer") // RFC 9110, section 11.6.1
				}
				writeError(w, r, err)
			case actor.Known():
				next.ServeHTTP(w, r.WithContext(With(r.Context(), actor)))
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

// Close writes the uses that are still to be noted and ends what New has started. When ctx ends first,
// what is left is given up and ctx's error returned. Requests are answered after it as well, and their
// uses are not noted.
func (a *Authenticator) Close(ctx context.Context) error {
	if a.staff != nil {
		a.staff.provider.close()
	}
	return a.usage.close(ctx)
}
