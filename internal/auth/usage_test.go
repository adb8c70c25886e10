package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

// unusedToken is a store with a good token that nobody has used yet.
func unusedToken(t testing.TB) (s *shelf, secret string) {
	t.Helper()
	s, secret = newShelf(t), secretOf(t, 1)
	s.putOrganization(t, organizationID, directory.RecordStatePublished)
	token := editorToken(secret)
	token.LastUsedOn, token.ExpiresAt = "", time.Time{}
	token.Scopes = []directory.TokenScope{directory.TokenScopeEdit}
	s.putToken(t, token, directory.RecordStateActive)
	return s, secret
}

func closed(t testing.TB, a *Authenticator) {
	t.Helper()
	if err := a.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestUseIsNotedOncePerTokenAndDay(t *testing.T) {
	s, secret := unusedToken(t)
	before, _ := s.token(t, IDOf(secret))
	revision, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := newClock(time.Date(2026, 3, 1, 23, 59, 58, 0, time.UTC))
	a := newAuthenticator(t, Options{Store: s, Now: at.function()})
	for range 5 {
		for range 10 {
			a.admit(t, secret)
		}
		at.advance(100 * time.Millisecond)
		a.Forget(IDOf(secret)) // so that the record is read again
	}
	closed(t, a)

	want := before
	want.LastUsedOn = "2026-03-01"
	token, version := s.token(t, IDOf(secret))
	if diff := cmp.Diff(want, token); diff != "" || version != 2 {
		t.Errorf("version %d: %s", version, diff)
	}
	history, err := s.History(t.Context(), string(IDOf(secret)), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if r := history[0]; r.Public || r.Command != CommandUse || r.Actor != string(IDOf(secret)) || r.Content.Owner != string(organizationID) || r.Content.State != "ACTIVE" {
		t.Errorf("%+v", r)
	}
	if now, err := s.Revision(t.Context()); err != nil || now != revision {
		t.Errorf("directory revision %d, %v, want %d", now, err, revision)
	}

	// On the same day nothing more is written, on the next one once.
	for i, want := range []int64{2, 3, 3} {
		at.advance(time.Duration(i) * time.Hour)
		a := newAuthenticator(t, Options{Store: s, Now: at.function()})
		a.admit(t, secret)
		closed(t, a)
		if _, version := s.token(t, IDOf(secret)); version != want {
			t.Errorf("after process %d the version is %d, want %d", i, version, want)
		}
	}
	if token, _ := s.token(t, IDOf(secret)); token.LastUsedOn != "2026-03-02" {
		t.Errorf("last used on %s", token.LastUsedOn)
	}
}

func TestRefusedTokensAreNotNoted(t *testing.T) {
	s, secret := unusedToken(t)
	s.revoke(t, secret)
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	a.refuse(t, secret, directory.Unauthenticated)
	a.refuse(t, secretOf(t, 2), directory.Unauthenticated)
	closed(t, a)
	if got := s.commits.Load(); got != 0 {
		t.Errorf("%d commits", got)
	}
}

func TestTwoProcessesNoteAUseOnce(t *testing.T) {
	s, secret := unusedToken(t)
	one := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	two := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	one.admit(t, secret)
	two.admit(t, secret)
	closed(t, one)
	closed(t, two)
	if token, version := s.token(t, IDOf(secret)); token.LastUsedOn != "2026-03-01" || version != 2 {
		t.Errorf("last used on %s, version %d", token.LastUsedOn, version)
	}
}

// A token that is revoked while its use is being written stays revoked, and nobody hears of it.
func TestAConflictIsLeftToWhoeverWon(t *testing.T) {
	s, secret := unusedToken(t)
	s.beforeCommit = func() error { s.revoke(t, secret); return nil }
	var log journal
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function(), Logger: log.logger()})
	a.admit(t, secret)
	closed(t, a)
	r, err := s.Store.Record(t.Context(), string(IDOf(secret)))
	if err != nil || r.Version != 2 || r.Content.State != "REVOKED" {
		t.Errorf("%+v, %v", r, err)
	}
	if log.String() != "" {
		t.Errorf("logged: %s", &log)
	}
}

func TestATokenRevokedBeforeItsUseIsWrittenStaysAsItIs(t *testing.T) {
	s, secret := unusedToken(t)
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	s.afterRecord = func() { // the organization has been read, the note not yet written
		if s.reads.Load() == 2 {
			s.revoke(t, secret)
		}
	}
	a.admit(t, secret)
	closed(t, a)
	if got := s.commits.Load(); got != 0 {
		t.Errorf("%d commits", got)
	}
}

func TestFailureToNoteIsNoFailureOfTheRequestAndTriedAgainAfterAMinute(t *testing.T) {
	s, secret := unusedToken(t)
	synctest.Test(t, func(t *testing.T) {
		var broken atomic.Bool
		broken.Store(true)
		s.beforeCommit = func() error {
			if broken.Load() {
				return errors.New("the disk is full")
			}
			return nil
		}
		var log journal
		a, err := New(Options{Store: s, Now: time.Now, Logger: log.logger()})
		if err != nil {
			t.Fatal(err)
		}
		commits := func(want int64) {
			t.Helper()
			a.admit(t, secret)
			synctest.Wait()
			if got := s.commits.Load(); got != want {
				t.Errorf("%d commits, want %d", got, want)
			}
		}
		commits(1)
		commits(1)
		time.Sleep(pause - time.Second)
		commits(1)
		time.Sleep(time.Second)
		commits(2)
		broken.Store(false)
		time.Sleep(pause)
		commits(3)
		time.Sleep(pause)
		commits(3)
		closed(t, a)
		if got := strings.Count(log.String(), "\n"); got != 2 || !strings.Contains(log.String(), "the disk is full") {
			t.Errorf("want the first failure and the end of it: %s", &log)
		}
		if strings.Contains(log.String(), secret) || strings.Contains(log.String(), HashOf(secret)) {
			t.Errorf("the log holds a token: %s", &log)
		}
	})
}

func TestAPanicWhileNotingEndsNothing(t *testing.T) {
	s, secret := unusedToken(t)
	s.beforeCommit = func() error { panic("no such page") }
	var log journal
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function(), Logger: log.logger()})
	a.admit(t, secret)
	closed(t, a)
	if !strings.Contains(log.String(), "no such page") {
		t.Errorf("logged: %s", &log)
	}
}

func TestAFullQueueDelaysNobodyAndLosesNoUseOfALaterRequest(t *testing.T) {
	s := newShelf(t)
	synctest.Test(t, func(t *testing.T) {
		open := make(chan struct{})
		s.beforeRecord = func(context.Context, string) error { <-open; return errors.New("gone") }
		u := startUsage(s, time.Now, (&journal{}).logger())
		token := func(n int) *directory.Token { return &directory.Token{ID: directory.ID(fmt.Sprint(n))} }
		u.note(token(0), time.Now())
		synctest.Wait() // it is being written
		for n := range waiting + 10 {
			u.note(token(n+1), time.Now())
		}
		if got := len(u.queue); got != waiting {
			t.Errorf("%d wait, want %d", got, waiting)
		}
		if u.marks.Contains(token(waiting + 10).ID) {
			t.Error("a use that found no place counts as noted")
		}
		close(open)
		if err := u.close(t.Context()); err != nil {
			t.Error(err)
		}
		if got := s.reads.Load(); got != waiting+1 {
			t.Errorf("%d tries, want all that were queued: %d", got, waiting+1)
		}
		u.note(token(1), time.Now().Add(24*time.Hour)) // after the end: nothing, and no panic
	})
}

func TestCloseGivesUpWhenItsContextEnds(t *testing.T) {
	s := newShelf(t)
	synctest.Test(t, func(t *testing.T) {
		s.beforeRecord = func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() }
		u := startUsage(s, time.Now, (&journal{}).logger())
		for n := range 10 {
			u.note(&directory.Token{ID: directory.ID(fmt.Sprint(n))}, time.Now())
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if err := u.close(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if err := u.close(t.Context()); err != nil {
			t.Errorf("a second time: %v", err)
		}
	})
}
