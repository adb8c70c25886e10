package webhook

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/outbound"
)

func TestAMessageArrivesSigned(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	r := receive(t, status(http.StatusNoContent))
	h := s.hook(t, organization, r.URL+"/hook?key=1", directory.RecordStateActive)
	d := New(s, local(t), Settings{Now: now.now})
	enqueue(t, d, "a")
	id := s.only(t, directory.RecordStateOpen)
	now.forward(time.Second)
	deliver(t, d, id)

	m, state := s.delivery(t, id)
	if state != directory.RecordStateDone || m.Attempts != 1 || m.LastStatus != 204 || m.LastError != "" || !m.DeliveredAt.Equal(now.now()) || !m.NextAttemptAt.IsZero() {
		t.Errorf("%s: %+v", state, m)
	}
	got := r.messages()
	if len(got) != 1 || got[0].id != string(id) || got[0].body != m.Body || got[0].kind != "application/json" {
		t.Fatalf("%+v", got)
	}
	got[0].verify(t, h.Secret, now.now())
	for range 2 { // what is done is not done again
		deliver(t, d, id)
	}
	if n := len(r.messages()); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
}

func TestAFailedAttemptIsRepeatedBySchedule(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	r := receive(t, func(w http.ResponseWriter, r *http.Request, n int) {
		switch n {
		case 1:
			w.WriteHeader(http.StatusInternalServerError)
		case 2:
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		case 3:
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		case 4:
			panic(http.ErrAbortHandler)
		}
	})
	h := s.hook(t, organization, r.URL, directory.RecordStateActive)
	d := New(s, local(t), Settings{Now: now.now})
	enqueue(t, d, "a")
	id := s.only(t, directory.RecordStateOpen)

	for i, want := range []struct {
		status int
		words  string
		wait   time.Duration
	}{
		{500, "the server answered with status 500", 5 * time.Second},
		{302, "the server answered with status 302", time.Minute},
		{429, "the server answered with status 429", time.Hour}, // as asked, and not 5 min
		{0, "the connection failed", 30 * time.Minute},
	} {
		deliver(t, d, id)
		m, state := s.delivery(t, id)
		wait := m.NextAttemptAt.Sub(now.now())
		if state != directory.RecordStateOpen || m.Attempts != i+1 || m.LastStatus != want.status || m.LastError != want.words ||
			wait < want.wait || wait > want.wait+want.wait/10 {
			t.Fatalf("attempt %d: %s after %s: %+v", i+1, state, wait, m)
		}
		r.messages()[i].verify(t, h.Secret, now.now())
		now.forward(wait - time.Millisecond)
		if next, err := d.deliver(t.Context(), string(id)); err != nil || !next.Equal(m.NextAttemptAt) || len(r.messages()) != i+1 {
			t.Fatalf("attempt %d: tried too early: %s, %v", i+2, next, err)
		}
		now.forward(time.Millisecond)
	}
	deliver(t, d, id)
	m, state := s.delivery(t, id)
	if state != directory.RecordStateDone || m.Attempts != 5 || m.LastStatus != 200 || m.LastError != "" {
		t.Errorf("%s: %+v", state, m)
	}
	got := r.messages()
	for _, g := range got {
		if g.id != string(id) || g.body != got[0].body {
			t.Errorf("a repetition differs: %+v", g)
		}
	}
}

func TestAMessageIsGivenUpAndCanBeSentAgain(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	codes := make([]int, 8)
	for i := range codes {
		codes[i] = 503
	}
	r := receive(t, status(append(codes, 200)...))
	h := s.hook(t, organization, r.URL+"/SECRET", directory.RecordStateActive)
	var l logs
	d := New(s, local(t), Settings{Now: now.now, Logger: l.logger()})
	enqueue(t, d, "a")
	id := s.only(t, directory.RecordStateOpen)
	begun := now.now()
	for range 8 {
		deliver(t, d, id)
		m, _ := s.delivery(t, id)
		if !m.NextAttemptAt.IsZero() {
			now.forward(m.NextAttemptAt.Sub(now.now()))
		}
	}
	m, state := s.delivery(t, id)
	if state != directory.RecordStateFailed || m.Attempts != 8 || m.LastStatus != 503 || !m.NextAttemptAt.IsZero() || len(r.messages()) != 8 {
		t.Fatalf("%s: %+v", state, m)
	}
	if took := now.now().Sub(begun); took < 34*time.Hour || took > 39*time.Hour {
		t.Errorf("given up after %s", took)
	}
	if text := l.String(); !strings.Contains(text, `"level":"WARN","msg":"webhook message given up","delivery":"`+string(id)) ||
		strings.Contains(text, "SECRET") || strings.Contains(text, "127.0.0.1") || strings.Contains(text, h.Secret) || strings.Contains(text, m.Body[:20]) {
		t.Errorf("the log says:\n%s", text)
	}

	failed, more, err := d.Failed(t.Context(), organization, "", 10)
	if err != nil || more || len(failed) != 1 || failed[0].ID != id {
		t.Errorf("%+v, %v, %v", failed, more, err)
	}
	if failed, _, err := d.Failed(t.Context(), stranger, "", 10); err != nil || len(failed) > 0 {
		t.Errorf("a stranger sees %+v, %v", failed, err)
	}
	if failed, _, err := d.Failed(t.Context(), organization, id, 10); err != nil || len(failed) > 0 {
		t.Errorf("after the last comes %+v, %v", failed, err)
	}

	if err := d.Retry(t.Context(), string(id)); err != nil {
		t.Fatal(err)
	}
	if err := d.Retry(t.Context(), string(id)); directory.CodeOf(err) != directory.Conflict {
		t.Errorf("retried twice: %v", err)
	}
	deliver(t, d, id)
	if m, state := s.delivery(t, id); state != directory.RecordStateDone || m.Attempts != 1 {
		t.Errorf("%s: %+v", state, m)
	}
}

func TestRetryKnowsDeliveriesOnly(t *testing.T) {
	s := open(t, t.TempDir())
	h := s.hook(t, organization, "https://a.example", directory.RecordStateFailed)
	d := New(s, nil, Settings{Now: newClock().now})
	for _, id := range []directory.ID{h.ID, organization, ""} {
		if err := d.Retry(t.Context(), string(id)); directory.CodeOf(err) != directory.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestWhatCanNeverArriveIsGivenUpAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		change func(t *testing.T, s *store, h *directory.Webhook)
		code   int
		words  string
		sent   int
	}{
		"gone": {nil, http.StatusGone, "the server answered with status 410", 1},
		"of a suspended organization": {func(t *testing.T, s *store, h *directory.Webhook) {
			s.put(t, h.Organization, document.KindOrganization, document.Content{State: string(directory.RecordStateSuspended), Owner: string(h.Organization)})
		}, 0, wordsSuspended, 0},
		"revoked meanwhile": {func(t *testing.T, s *store, h *directory.Webhook) { s.change(t, h, directory.RecordStateRevoked) }, 0, wordsInactive, 0},
		"no longer a webhook": {func(t *testing.T, s *store, h *directory.Webhook) {
			s.put(t, h.ID, document.KindFeed, document.Content{State: "ACTIVE"})
		}, 0, wordsInactive, 0},
		"no secret": {func(t *testing.T, s *store, h *directory.Webhook) {
			h.Secret = ""
			s.change(t, h, directory.RecordStateActive)
		}, 0, wordsSecret, 0},
		"unreadable": {func(t *testing.T, s *store, h *directory.Webhook) {
			s.put(t, h.ID, document.KindWebhook, document.Content{State: "ACTIVE", Draft: document.Encode(&directory.Feed{ETag: "x"})})
		}, 0, wordsUnreadable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := open(t, t.TempDir()), newClock()
			r := receive(t, status(max(c.code, 200)))
			h := s.hook(t, organization, r.URL, directory.RecordStateActive)
			d := New(s, local(t), Settings{Now: now.now})
			enqueue(t, d, "a")
			if c.change != nil {
				c.change(t, s, h)
			}
			id := s.only(t, directory.RecordStateOpen)
			deliver(t, d, id)
			m, state := s.delivery(t, id)
			if state != directory.RecordStateFailed || m.LastError != c.words || m.LastStatus != c.code || m.Attempts != 1 || !m.NextAttemptAt.IsZero() || len(r.messages()) != c.sent {
				t.Errorf("%s, %d sent: %+v", state, len(r.messages()), m)
			}
		})
	}
}

func TestADeliveryWhoseWebhookNeverWasIsGivenUp(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	d := New(s, nil, Settings{Now: now.now})
	m := &directory.Delivery{ID: stranger, Webhook: organization, Body: "{}"}
	s.put(t, m.ID, document.KindDelivery, document.Content{State: "OPEN", Draft: document.Encode(m)})
	deliver(t, d, m.ID)
	if m, state := s.delivery(t, m.ID); state != directory.RecordStateFailed || m.LastError != wordsInactive {
		t.Errorf("%s: %+v", state, m)
	}
}

func TestADeliveryThatCannotBeReadIsSetAsideAsItIs(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	var l logs
	d := New(s, nil, Settings{Now: now.now, Logger: l.logger()})
	draft := document.Encode(&directory.Feed{ETag: "x"})
	s.put(t, stranger, document.KindDelivery, document.Content{State: "OPEN", Owner: string(organization), Draft: draft})
	deliver(t, d, stranger)
	r, err := s.Record(t.Context(), string(stranger))
	if err != nil || r.Content.State != "FAILED" || string(r.Content.Draft) != string(draft) || r.Content.Owner != string(organization) {
		t.Errorf("%+v, %v", r, err)
	}
	if !strings.Contains(l.String(), "set aside") {
		t.Errorf("the log says %s", l.String())
	}
	if failed, _, err := d.Failed(t.Context(), organization, "", 0); err != nil || len(failed) > 0 {
		t.Errorf("%+v, %v", failed, err)
	}
}

// TestAPrivateAddressIsNotCalled sends with the client as the server uses it.
func TestAPrivateAddressIsNotCalled(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	r := receive(t, nil)
	s.hook(t, organization, strings.Replace(r.URL, "http:", "https:", 1), directory.RecordStateActive)
	d := New(s, outbound.New(outbound.Options{AnyPort: true}), Settings{Now: now.now})
	enqueue(t, d, "a")
	id := s.only(t, directory.RecordStateOpen)
	deliver(t, d, id)
	if m, state := s.delivery(t, id); state != directory.RecordStateOpen || m.LastStatus != 0 || m.LastError != "the address does not lead to a server on the public internet" {
		t.Errorf("%s: %+v", state, m)
	}
}

// TestACrashBetweenClaimAndOutcomeLeadsToAnotherAttempt loses every outcome, and starts anew from the file.
func TestACrashBetweenClaimAndOutcomeLeadsToAnotherAttempt(t *testing.T) {
	dir, now := t.TempDir(), newClock()
	r := receive(t, nil)
	s := open(t, dir)
	h := s.hook(t, organization, r.URL, directory.RecordStateActive)
	d := New(s, local(t), Settings{Now: now.now, Schedule: []time.Duration{time.Second}})
	enqueue(t, d, "a")
	id := s.only(t, directory.RecordStateOpen)

	for attempts := 1; attempts <= 4; attempts++ { // more than the schedule has: a crash is no failure of the receiver
		refuse := func(r document.Revision) error {
			if r.Command == "concludeDelivery" {
				return directory.WithCause(directory.Unavailable, "The store does not answer.", os.ErrClosed)
			}
			return nil
		}
		s.refuse.Store(&refuse)
		if _, err := d.deliver(t.Context(), string(id)); !errors.Is(err, os.ErrClosed) {
			t.Fatal(err)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		s = open(t, dir)
		d = New(s, local(t), Settings{Now: now.now, Schedule: []time.Duration{time.Second}})
		if m, state := s.delivery(t, id); state != directory.RecordStateOpen || m.Attempts != attempts || !m.NextAttemptAt.Equal(now.now().Add(lease)) {
			t.Fatalf("%s: %+v", state, m)
		}
		now.forward(lease - time.Millisecond)
		deliver(t, d, id)
		if n := len(r.messages()); n != attempts {
			t.Fatalf("%d messages before the lease ended, want %d", n, attempts)
		}
		now.forward(time.Millisecond)
	}
	deliver(t, d, id)
	if _, state := s.delivery(t, id); state != directory.RecordStateDone {
		t.Errorf("%s", state)
	}
	got := r.messages()
	if len(got) != 5 {
		t.Errorf("%d messages, want 5", len(got))
	}
	for _, m := range got {
		if m.id != string(id) {
			t.Errorf("a repetition has the id %s, not %s: nobody could tell", m.id, id)
		}
	}
	got[4].verify(t, h.Secret, now.now())
}

// TestOneAttemptIsSentOnce lets many deliverers at one delivery at once, again and again.
func TestOneAttemptIsSentOnce(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	r := receive(t, status(500, 500, 500, 200))
	s.hook(t, organization, r.URL, directory.RecordStateActive)
	client := local(t)
	var crowd []*Deliverer
	for range 8 {
		crowd = append(crowd, New(s, client, Settings{Now: now.now}))
	}
	enqueue(t, crowd[0], "a")
	id := s.only(t, directory.RecordStateOpen)
	for round := 1; round <= 4; round++ {
		var all sync.WaitGroup
		for _, d := range crowd {
			all.Go(func() {
				if _, err := d.deliver(t.Context(), string(id)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := len(r.messages()); n != round {
			t.Fatalf("%d messages after %d rounds", n, round)
		}
		if m, _ := s.delivery(t, id); m.Attempts != round {
			t.Fatalf("%d attempts after %d rounds", m.Attempts, round)
		}
		now.forward(time.Hour)
	}
}

// TestALateOutcomeDoesNotOverwriteANewerOne stops an attempt for longer than its lease.
func TestALateOutcomeDoesNotOverwriteANewerOne(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	arrived, release := make(chan bool), make(chan bool)
	r := receive(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 1 {
			close(arrived)
			<-release
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	s.hook(t, organization, r.URL, directory.RecordStateActive)
	slow, quick := New(s, local(t), Settings{Now: now.now}), New(s, local(t), Settings{Now: now.now})
	enqueue(t, slow, "a")
	id := s.only(t, directory.RecordStateOpen)
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := slow.deliver(t.Context(), string(id)); err != nil {
			t.Error(err)
		}
	})
	<-arrived
	deliver(t, quick, id) // within the lease
	if n := len(r.messages()); n != 1 {
		t.Errorf("%d messages within the lease", n)
	}
	now.forward(lease)
	deliver(t, quick, id)
	close(release)
	all.Wait()
	if m, state := s.delivery(t, id); state != directory.RecordStateDone || m.Attempts != 2 {
		t.Errorf("%s: %+v", state, m)
	}
}
