package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

func TestEachActiveWebhookOfTheOrganizationIsToldOnce(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	first := s.hook(t, organization, "https://a.example", directory.RecordStateActive)
	second := s.hook(t, organization, "https://b.example", directory.RecordStateActive)
	s.hook(t, organization, "https://c.example", directory.RecordStateRevoked)
	s.hook(t, stranger, "https://d.example", directory.RecordStateActive)
	d := New(s, nil, Settings{Now: now.now})

	for range 3 {
		enqueue(t, d, "record@7")
		now.forward(time.Hour)
	}
	if ids := s.deliveries(t, directory.RecordStateOpen); len(ids) != 2 {
		t.Fatalf("%d deliveries, want 2", len(ids))
	}
	for _, h := range []*directory.Webhook{first, second} {
		id := deliveryID(uuid.MustParse(string(h.ID)), "record@7")
		got, state := s.delivery(t, id)
		want := directory.Delivery{
			ID: id, Webhook: h.ID, Organization: organization, Event: directory.WebhookEventPublished,
			Body: `{"event":"PUBLISHED","record":"00000000-0000-7000-8000-00000000000a","kind":"initiative",` +
				`"state":"PUBLISHED","version":7,"revision":42,"at":"2027-01-15T08:00:00Z"}`,
			CreatedAt: newClock().now().UTC(), NextAttemptAt: newClock().now().UTC(),
		}
		if diff := cmp.Diff(want, got); diff != "" || state != directory.RecordStateOpen {
			t.Errorf("%s (-want +got):\n%s", state, diff)
		}
		r, err := s.Record(t.Context(), string(id))
		if err != nil || r.Content.Owner != string(organization) || len(r.Content.Public) > 0 || r.Version != 1 {
			t.Errorf("%+v, %v", r, err)
		}
	}

	enqueue(t, d, "record@8")
	if ids := s.deliveries(t, directory.RecordStateOpen); len(ids) != 4 {
		t.Errorf("%d deliveries after another occasion, want 4", len(ids))
	}
	if revision, err := s.Revision(t.Context()); revision != 0 || err != nil {
		t.Errorf("the directory revision rose to %d, %v: nothing of this is public", revision, err)
	}
}

func TestAMessageThatArrivedIsNotQueuedAgain(t *testing.T) {
	s, now := open(t, t.TempDir()), newClock()
	r := receive(t, nil)
	s.hook(t, organization, r.URL, directory.RecordStateActive)
	d := New(s, local(t), Settings{Now: now.now})
	enqueue(t, d, "a")
	deliver(t, d, s.only(t, directory.RecordStateOpen))
	enqueue(t, d, "a")
	if ids := s.deliveries(t, directory.RecordStateOpen); len(ids) > 0 {
		t.Errorf("%q is open again", ids)
	}
}

func TestWebhooksBeyondAPageAreTold(t *testing.T) {
	s := open(t, t.TempDir())
	const n = document.MaxListing + 1
	h := s.hook(t, organization, "https://a.example", directory.RecordStateActive)
	var more []document.Revision
	for range n - 1 {
		id := uuid.Must(uuid.NewV7()).String()
		more = append(more, document.Revision{
			ID: document.RevisionID(id, 1), RecordID: id, Version: 1, Kind: document.KindWebhook, At: time.UnixMilli(1).UTC(), Actor: "test", Command: "test",
			Content: document.Content{State: string(directory.RecordStateActive), Owner: string(organization), Draft: document.Encode(h)},
		})
	}
	if _, _, err := s.Store.Commit(t.Context(), more); err != nil {
		t.Fatal(err)
	}
	enqueue(t, New(s, nil, Settings{Now: newClock().now}), "a")
	if ids := s.deliveries(t, directory.RecordStateOpen); len(ids) != n {
		t.Errorf("%d are told, want %d", len(ids), n)
	}
}

func TestIdsOfDeliveriesAreUUIDsOfTheirWebhookAndOccasion(t *testing.T) {
	one, other := uuid.MustParse(string(organization)), uuid.MustParse(string(stranger))
	id := deliveryID(one, "a")
	if _, err := directory.ParseID(string(id)); err != nil || uuid.MustParse(string(id)).Version() != 8 || uuid.MustParse(string(id)).Variant() != uuid.RFC4122 {
		t.Errorf("%s is no UUID of version 8", id)
	}
	if id != deliveryID(one, "a") || id == deliveryID(one, "b") || id == deliveryID(other, "a") {
		t.Error("the id does not follow from webhook and occasion")
	}
}

func TestWhatIsNoMessageIsNotQueued(t *testing.T) {
	s := open(t, t.TempDir())
	s.hook(t, organization, "https://a.example", directory.RecordStateActive)
	d := New(s, nil, Settings{Now: newClock().now})
	other := published()
	other.Event = directory.WebhookEventReturned
	for name, c := range map[string]struct {
		organization directory.ID
		event        directory.WebhookEvent
		occasion     string
		payload      any
	}{
		"no organization":       {"", directory.WebhookEventPublished, "a", published()},
		"no occasion":           {organization, directory.WebhookEventPublished, "", published()},
		"no event":              {organization, "", "a", map[string]any{"event": ""}},
		"an unknown event":      {organization, "OTHER", "a", map[string]any{"event": "OTHER"}},
		"another event":         {organization, directory.WebhookEventPublished, "a", other},
		"nothing":               {organization, directory.WebhookEventPublished, "a", nil},
		"a text":                {organization, directory.WebhookEventPublished, "a", "PUBLISHED"},
		"what JSON cannot say":  {organization, directory.WebhookEventPublished, "a", func() {}},
		"free text":             {organization, directory.WebhookEventPublished, "a", map[string]any{"event": "PUBLISHED", "state": "I was in Chișinău"}},
		"an e-mail address":     {organization, directory.WebhookEventPublished, "a", map[string]any{"event": "PUBLISHED", "kind": "a@b.example"}},
		"a field of its own":    {organization, directory.WebhookEventPublished, "a", map[string]any{"event": "PUBLISHED", "comment": "x"}},
		"something nested":      {organization, directory.WebhookEventPublished, "a", map[string]any{"event": "PUBLISHED", "record": map[string]any{"name": "x"}}},
		"a list":                {organization, directory.WebhookEventPublished, "a", map[string]any{"event": "PUBLISHED", "record": []string{"x"}}},
		"a very long word":      {organization, directory.WebhookEventPublished, "a", map[string]any{"event": "PUBLISHED", "record": strings.Repeat("a", 65)}},
		"a very long message":   {organization, directory.WebhookEventPublished, "a", map[string]any{"event": "PUBLISHED", "record": strings.Repeat("a", 5000)}},
		"a message with no end": {organization, directory.WebhookEventPublished, "a", endless()},
	} {
		if err := d.Enqueue(t.Context(), c.organization, c.event, c.occasion, c.payload); directory.CodeOf(err) != directory.Internal || err == nil {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(err.Error(), "Chi") || strings.Contains(err.Error(), "b.example") {
			t.Errorf("%s: the error repeats it: %v", name, err)
		}
	}
	if ids := s.deliveries(t, directory.RecordStateOpen); len(ids) > 0 {
		t.Errorf("%d were queued", len(ids))
	}
}

func endless() any {
	m := map[string]any{"event": "PUBLISHED"}
	m["record"] = m
	return m
}

func TestEnqueueTellsWhenTheStoreIsDown(t *testing.T) {
	s := open(t, t.TempDir())
	s.hook(t, organization, "https://a.example", directory.RecordStateActive)
	d := New(s, nil, Settings{Now: newClock().now})
	s.down.Store(true)
	if err := d.Enqueue(t.Context(), organization, directory.WebhookEventPublished, "a", published()); directory.CodeOf(err) != directory.Unavailable {
		t.Errorf("%v", err)
	}
	s.down.Store(false)
	refuse := func(document.Revision) error { return directory.NewError(directory.Unavailable, "Not now.") }
	s.refuse.Store(&refuse)
	if err := d.Enqueue(t.Context(), organization, directory.WebhookEventPublished, "a", published()); directory.CodeOf(err) != directory.Unavailable {
		t.Errorf("%v", err)
	}
}

// TestSignatureOfTheSpecification is the test vector of the Standard Webhooks libraries.
func TestSignatureOfTheSpecification(t *testing.T) {
	for _, secret := range []string{"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"} {
		h, err := sign(secret, &directory.Delivery{ID: "msg_p5jXN8AQM9LWM0D4loKWxJek", Body: `{"test": 2432232314}`}, time.Unix(1614265330, 999))
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{
			"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
			"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "Content-Type": "application/json",
		}
		for name, value := range want {
			if h.Get(name) != value {
				t.Errorf("%s: %q, want %q", name, h.Get(name), value)
			}
		}
		if len(h) != len(want) {
			t.Errorf("other headers: %v", h)
		}
	}
}

func TestSecretsThatAreNoKeysSignNothing(t *testing.T) {
	key := func(n int) string { return secretPrefix + base64.StdEncoding.EncodeToString(make([]byte, n)) }
	for secret, good := range map[string]bool{
		"": false, secretPrefix: false, "not base64!": false, key(0): false, key(23): false, key(24): true, key(64): true, key(65): false,
	} {
		_, err := sign(secret, &directory.Delivery{ID: "a"}, time.Unix(0, 0))
		if (err == nil) != good {
			t.Errorf("%q: %v", secret, err)
		}
		if err != nil && len(secret) > len(secretPrefix) && strings.Contains(err.Error(), secret) {
			t.Errorf("the error holds the secret: %v", err)
		}
	}
}

func TestSecretsAreOfChance(t *testing.T) {
	a, err := NewSecret(rand.Reader)
	b, again := NewSecret(rand.Reader)
	if err != nil || again != nil || a == b || !strings.HasPrefix(a, "whsec_") || len(a) != 50 {
		t.Errorf("%d and %d bytes, %v, %v", len(a), len(b), err, again)
	}
	if _, err := NewSecret(iotest.ErrReader(errors.New("no chance"))); err == nil {
		t.Error("a secret was made of nothing")
	}
}
