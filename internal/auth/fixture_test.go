package auth

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
)

const (
	organizationID = directory.ID("0190f3a2-7c11-7a55-8f0e-1234567890ab")
	otherID        = directory.ID("0190f3a2-7c11-7a55-8f0e-1234567890ac")
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// clock is a clock that tests move.
type clock struct{ atomic.Int64 }

func newClock(t time.Time) *clock {
	c := &clock{}
	c.Store(t.UnixNano())
	return c
}

func (c *clock) now() time.Time             { return time.Unix(0, c.Load()).UTC() }
func (c *clock) advance(by time.Duration)   { c.Add(int64(by)) }
func (c *clock) function() func() time.Time { return c.now }

// secretOf gives the n-th secret of the tests.
func secretOf(t testing.TB, n uint8) string { return mint(t, rand.NewChaCha8([32]byte{n})) }

func mint(t testing.TB, chance *rand.ChaCha8) string {
	t.Helper()
	secret, err := Mint(chance)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// shelf is a real store that counts what it is asked, and can be made to fail or to wait.
type shelf struct {
	*embedded.Store
	reads, commits atomic.Int64
	beforeRecord   func(ctx context.Context, id string) error
	afterRecord    func()
	beforeCommit   func() error
}

func (s *shelf) Record(ctx context.Context, id string) (document.Record, error) {
	s.reads.Add(1)
	if s.beforeRecord != nil {
		if err := s.beforeRecord(ctx, id); err != nil {
			return document.Record{}, err
		}
	}
	r, err := s.Store.Record(ctx, id)
	if s.afterRecord != nil {
		s.afterRecord()
	}
	return r, err
}

func (s *shelf) Commit(ctx context.Context, revisions []document.Revision) (int64, []error, error) {
	s.commits.Add(1)
	if s.beforeCommit != nil {
		if err := s.beforeCommit(); err != nil {
			return 0, nil, err
		}
	}
	return s.Store.Commit(ctx, revisions)
}

func newShelf(t testing.TB) *shelf {
	t.Helper()
	store, err := embedded.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return &shelf{Store: store}
}

// put stores the next version of a record, not counted.
func (s *shelf) put(t testing.TB, id directory.ID, kind document.Kind, content document.Content) {
	t.Helper()
	version := int64(1)
	if r, err := s.Store.Record(t.Context(), string(id)); err == nil {
		version = r.Version + 1
	}
	_, outcomes, err := s.Store.Commit(t.Context(), []document.Revision{{
		ID: document.RevisionID(string(id), version), RecordID: string(id), Version: version, Kind: kind,
		At: noon, Actor: "test", Command: "test", Content: content,
	}})
	if err != nil || outcomes[0] != nil {
		t.Fatal(err, outcomes)
	}
}

func (s *shelf) putOrganization(t testing.TB, id directory.ID, state directory.RecordState) {
	t.Helper()
	s.put(t, id, document.KindOrganization, document.Content{State: string(state), Owner: string(id)})
}

func (s *shelf) putToken(t testing.TB, token directory.Token, state directory.RecordState) {
	t.Helper()
	s.put(t, token.ID, document.KindToken, document.Content{
		State: string(state), Owner: string(token.Organization), Draft: document.Encode(&token),
	})
}

// token reads a token as it is stored.
func (s *shelf) token(t testing.TB, id directory.ID) (token directory.Token, version int64) {
	t.Helper()
	r, err := s.Store.Record(t.Context(), string(id))
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Decode(r.Content.Draft, &token); err != nil {
		t.Fatal(err)
	}
	return token, r.Version
}

// editorToken is a token that is good until something about it is changed.
func editorToken(secret string) directory.Token {
	return directory.Token{
		ID: IDOf(secret), Hash: HashOf(secret), Name: "sync", Role: directory.RoleEditor, Organization: organizationID,
		CreatedAt: noon.Add(-time.Hour), CreatedBy: OperatorID, ExpiresAt: noon.Add(24 * time.Hour),
		LastUsedOn: "2026-03-01", // so that nothing is written
	}
}

// journal collects what is logged.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(j, nil)) }

func newAuthenticator(t testing.TB, o Options) *Authenticator {
	t.Helper()
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return a
}

func (a *Authenticator) show(t testing.TB, token string) (directory.Actor, error) {
	t.Helper()
	return a.Authenticate(t.Context(), []string{"Bearer " + token})
}

// admit fails the test unless the token is accepted.
func (a *Authenticator) admit(t testing.TB, token string) directory.Actor {
	t.Helper()
	actor, err := a.show(t, token)
	if err != nil {
		t.Fatalf("a good token is refused: %v", err)
	}
	return actor
}

// refuse fails the test unless the token is refused with a code, and no actor comes with it. Whatever the
// reason, UNAUTHENTICATED is always the same answer, and no error quotes the token.
func (a *Authenticator) refuse(t testing.TB, token string, code directory.Code) {
	t.Helper()
	actor, err := a.show(t, token)
	if directory.CodeOf(err) != code || err == nil {
		t.Fatalf("got %v, want %s", err, code)
	}
	if code == directory.Unauthenticated && err.Error() != refusal().Error() {
		t.Errorf("another message than for any other token: %v", err)
	}
	if strings.Contains(err.Error(), token) {
		t.Error("the error quotes the token")
	}
	if actor.ID != "" || actor.Role != "" {
		t.Fatalf("%v comes with %v", err, actor)
	}
}
