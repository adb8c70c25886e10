package auth

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

// oneToken is a store with one good token.
func oneToken(t testing.TB) (s *shelf, secret string) {
	t.Helper()
	s, secret = newShelf(t), secretOf(t, 1)
	s.putOrganization(t, organizationID, directory.RecordStatePublished)
	s.putToken(t, editorToken(secret), directory.RecordStateActive)
	return s, secret
}

// revoke stores the revocation of a token, as another process would.
func (s *shelf) revoke(t testing.TB, secret string) {
	t.Helper()
	token, _ := s.token(t, IDOf(secret))
	s.putToken(t, token, directory.RecordStateRevoked)
}

func TestAnswersAreRememberedForTwoSeconds(t *testing.T) {
	s, secret := oneToken(t)
	at := newClock(noon)
	a := newAuthenticator(t, Options{Store: s, Now: at.function()})
	for _, c := range []struct {
		after time.Duration
		reads int64
	}{{0, 2}, {0, 2}, {fresh - 1, 2}, {1, 4}, {fresh - 1, 4}, {-time.Hour, 6}} {
		at.advance(c.after)
		a.admit(t, secret)
		if got := s.reads.Load(); got != c.reads {
			t.Fatalf("after %v: %d reads, want %d", c.after, got, c.reads)
		}
	}
}

func TestUnknownTokensAreRememberedAsWell(t *testing.T) {
	s, at := newShelf(t), newClock(noon)
	a := newAuthenticator(t, Options{Store: s, Now: at.function()})
	secret := secretOf(t, 1)
	a.refuse(t, secret, directory.Unauthenticated)
	s.putOrganization(t, organizationID, directory.RecordStatePublished)
	s.putToken(t, editorToken(secret), directory.RecordStateActive)
	a.refuse(t, secret, directory.Unauthenticated)
	if got := s.reads.Load(); got != 1 {
		t.Errorf("%d reads, want 1", got)
	}
	at.advance(fresh)
	a.admit(t, secret)
	if a.lookup.unknown.Len() != 0 {
		t.Error("a token is remembered as unknown and as known")
	}
}

func TestExpiryHoldsInsideTheTwoSeconds(t *testing.T) {
	s, secret := newShelf(t), secretOf(t, 1)
	s.putOrganization(t, organizationID, directory.RecordStatePublished)
	token := editorToken(secret)
	token.ExpiresAt = noon.Add(time.Second)
	s.putToken(t, token, directory.RecordStateActive)
	at := newClock(noon)
	a := newAuthenticator(t, Options{Store: s, Now: at.function()})
	a.admit(t, secret)
	at.advance(time.Second)
	a.refuse(t, secret, directory.Unauthenticated)
}

func TestRevocationElsewhereHoldsAfterTwoSeconds(t *testing.T) {
	for name, change := range map[string]func(*shelf, string){
		"of the token":                   func(s *shelf, secret string) { s.revoke(t, secret) },
		"suspension of its organization": func(s *shelf, _ string) { s.putOrganization(t, organizationID, directory.RecordStateSuspended) },
	} {
		t.Run(name, func(t *testing.T) {
			s, secret := oneToken(t)
			at := newClock(noon)
			a := newAuthenticator(t, Options{Store: s, Now: at.function()})
			a.admit(t, secret)
			change(s, secret)
			at.advance(fresh - 1)
			a.admit(t, secret)
			at.advance(1)
			a.refuse(t, secret, directory.Unauthenticated)
		})
	}
}

func TestForgetMakesARevocationHoldAtOnce(t *testing.T) {
	s, secret := oneToken(t)
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	a.admit(t, secret)
	s.revoke(t, secret)
	a.Forget(IDOf(secret))
	a.refuse(t, secret, directory.Unauthenticated)
}

func TestForgetAnOrganizationForgetsItsTokensAndNoOthers(t *testing.T) {
	s, secret := oneToken(t)
	mine, theirs := secretOf(t, 2), secretOf(t, 3)
	s.putToken(t, editorToken(mine), directory.RecordStateActive)
	s.putOrganization(t, otherID, directory.RecordStatePublished)
	token := editorToken(theirs)
	token.Organization = otherID
	s.putToken(t, token, directory.RecordStateActive)
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	for _, x := range []string{secret, mine, theirs} {
		a.admit(t, x)
	}
	s.putOrganization(t, organizationID, directory.RecordStateSuspended)
	a.Forget(organizationID)
	a.refuse(t, secret, directory.Unauthenticated)
	a.refuse(t, mine, directory.Unauthenticated)
	before := s.reads.Load()
	a.admit(t, theirs)
	if s.reads.Load() != before {
		t.Error("the token of another organization was forgotten")
	}
}

// A request reads the token, the token is revoked and forgotten, and only then does the request remember
// what it has read: the next one must not believe it.
func TestWhatWasReadBeforeAForgetIsNotRemembered(t *testing.T) {
	s, secret := oneToken(t)
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	s.afterRecord = func() {
		s.afterRecord = nil
		s.revoke(t, secret)
		a.Forget(IDOf(secret))
		a.refuse(t, secret, directory.Unauthenticated) // it must not join the look-up that is under way
	}
	a.admit(t, secret) // it began before the revocation
	a.refuse(t, secret, directory.Unauthenticated)
}

func TestAFloodOfInventedTokensFillsNoMemoryAndDisplacesNone(t *testing.T) {
	s, secret := oneToken(t)
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	a.admit(t, secret)
	chance := rand.NewChaCha8([32]byte{9})
	for range remembered + 500 {
		a.refuse(t, mint(t, chance), directory.Unauthenticated)
	}
	if got := a.lookup.unknown.Len(); got != remembered {
		t.Errorf("%d unknown tokens are remembered, want %d", got, remembered)
	}
	before := s.reads.Load()
	a.admit(t, secret)
	if s.reads.Load() != before {
		t.Error("a true token was displaced")
	}
}

func TestRequestsThatComeTogetherAskOnce(t *testing.T) {
	s, secret := oneToken(t)
	synctest.Test(t, func(t *testing.T) {
		open := make(chan struct{})
		s.beforeRecord = func(context.Context, string) error { <-open; return nil }
		l := newLookup(s)
		var together sync.WaitGroup
		for range 50 {
			together.Go(func() {
				f, err := l.find(t.Context(), IDOf(secret), noon)
				if err != nil || !f.exists {
					t.Errorf("%v, %v", f, err)
				}
			})
		}
		synctest.Wait()
		close(open)
		together.Wait()
		if got := s.reads.Load(); got != 2 {
			t.Errorf("%d reads, want one of the token and one of its organization", got)
		}
	})
}

func TestOneRequestThatLeavesDoesNotSpoilTheAnswer(t *testing.T) {
	s, secret := oneToken(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.beforeRecord = func(context.Context, string) error { cancel(); return nil }
	f, err := newLookup(s).find(ctx, IDOf(secret), noon)
	if err != nil || !f.exists {
		t.Errorf("%v, %v", f, err)
	}
}

func TestStoreThatHangsIsGivenUp(t *testing.T) {
	s := newShelf(t)
	synctest.Test(t, func(t *testing.T) {
		s.beforeRecord = func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() }
		began := time.Now()
		_, err := newLookup(s).find(t.Context(), IDOf("x"), noon)
		if directory.CodeOf(err) != directory.Unavailable || time.Since(began) != patience {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestFailuresAreNotRemembered(t *testing.T) {
	s, secret := oneToken(t)
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	s.beforeRecord = func(_ context.Context, id string) error {
		if id == string(organizationID) {
			return errors.New("the disk is gone")
		}
		return nil
	}
	a.refuse(t, secret, directory.Unavailable)
	s.beforeRecord = nil
	a.admit(t, secret)
}

func BenchmarkAuthenticateFromMemory(b *testing.B) {
	s, secret := oneToken(b)
	a := newAuthenticator(b, Options{Store: s, Now: newClock(noon).function(), OperatorToken: "operator"})
	headers := []string{"Bearer " + secret}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Authenticate(b.Context(), headers); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAuthenticateFromTheStore(b *testing.B) {
	s, secret := oneToken(b)
	a := newAuthenticator(b, Options{Store: s, Now: newClock(noon).function()})
	headers := []string{"Bearer " + secret}
	for b.Loop() {
		a.Forget(IDOf(secret))
		if _, err := a.Authenticate(b.Context(), headers); err != nil {
			b.Fatal(err)
		}
	}
}

var _ Store = (*shelf)(nil)
