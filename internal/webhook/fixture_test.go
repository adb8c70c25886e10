package webhook

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/outbound"
)

const (
	organization = directory.ID("00000000-0000-7000-8000-000000000001")
	stranger     = directory.ID("00000000-0000-7000-8000-000000000002")
)

// store is a real store that lists by walking, counts, and fails when told to.
type store struct {
	*embedded.Store
	refuse atomic.Pointer[func(document.Revision) error] // decides about every revision before it is committed
	down   atomic.Bool
	looks  atomic.Int32 // at deliveries
}

func open(t *testing.T, dir string) *store {
	t.Helper()
	s, err := embedded.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(context.WithoutCancel(t.Context())) })
	return &store{Store: s}
}

func (s *store) Commit(ctx context.Context, revisions []document.Revision) (int64, []error, error) {
	if s.down.Load() {
		return 0, nil, directory.NewError(directory.Unavailable, "The store is down.")
	}
	if refuse := s.refuse.Load(); refuse != nil {
		for _, r := range revisions {
			if err := (*refuse)(r); err != nil {
				return 0, nil, err
			}
		}
	}
	return s.Store.Commit(ctx, revisions)
}

func (s *store) List(ctx context.Context, l document.Listing) ([]document.Record, error) {
	if s.down.Load() {
		return nil, directory.NewError(directory.Unavailable, "The store is down.")
	}
	if l.Kind == document.KindDelivery {
		s.looks.Add(1)
	}
	var found []document.Record
	err := s.Records(ctx, func(r document.Record) error {
		if r.Kind == l.Kind && (l.Owner == "" || r.Content.Owner == l.Owner) && r.ID > l.After &&
			(len(l.States) == 0 || slices.Contains(l.States, r.Content.State)) {
			found = append(found, r)
		}
		return nil
	})
	slices.SortFunc(found, func(a, b document.Record) int { return cmp.Compare(a.ID, b.ID) })
	return found[:min(len(found), l.Limit)], err
}

// put commits a record's next version.
func (s *store) put(t *testing.T, id directory.ID, kind document.Kind, content document.Content) {
	t.Helper()
	version := int64(1)
	if r, err := s.Record(t.Context(), string(id)); err == nil {
		version = r.Version + 1
	}
	_, outcomes, err := s.Store.Commit(t.Context(), []document.Revision{{
		ID: document.RevisionID(string(id), version), RecordID: string(id), Version: version, Kind: kind,
		At: time.UnixMilli(1).UTC(), Actor: "test", Command: "test", Content: content,
	}})
	if err != nil || outcomes[0] != nil {
		t.Fatal(err, outcomes)
	}
}

// hook registers a webhook.
func (s *store) hook(t *testing.T, owner directory.ID, address string, state directory.RecordState) *directory.Webhook {
	t.Helper()
	secret, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	h := &directory.Webhook{ID: directory.ID(uuid.Must(uuid.NewV7()).String()), Organization: owner, URL: directory.URL(address), Secret: secret}
	s.change(t, h, state)
	return h
}

func (s *store) change(t *testing.T, h *directory.Webhook, state directory.RecordState) {
	t.Helper()
	s.put(t, h.ID, document.KindWebhook, document.Content{State: string(state), Owner: string(h.Organization), Draft: document.Encode(h)})
}

// delivery reads a delivery and where it stands.
func (s *store) delivery(t *testing.T, id directory.ID) (directory.Delivery, directory.RecordState) {
	t.Helper()
	r, err := s.Record(t.Context(), string(id))
	if err != nil {
		t.Fatal(err)
	}
	m, err := decode(r)
	if err != nil {
		t.Fatal(err)
	}
	return *m, directory.RecordState(r.Content.State)
}

// deliveries gives the ids of all deliveries in a state.
func (s *store) deliveries(t *testing.T, state directory.RecordState) (ids []directory.ID) {
	t.Helper()
	err := s.Records(t.Context(), func(r document.Record) error {
		if r.Kind == document.KindDelivery && r.Content.State == string(state) {
			ids = append(ids, directory.ID(r.ID))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// clock is a clock that stands until it is moved.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := new(clock)
	c.ms.Store(1_800_000_000_000)
	return c
}
func (c *clock) now() time.Time          { return time.UnixMilli(c.ms.Load()) }
func (c *clock) forward(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// receiver is a partner's server. It answers what it is told to, and keeps what it got.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []message
	answer func(w http.ResponseWriter, r *http.Request, n int) // n: the n-th request, from 1
}

type message struct {
	id, timestamp, signature, kind, body string
}

func receive(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, n int)) *receiver {
	t.Helper()
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func status(codes ...int) func(http.ResponseWriter, *http.Request, int) {
	return func(w http.ResponseWriter, _ *http.Request, n int) { w.WriteHeader(codes[min(n, len(codes))-1]) }
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	r.got = append(r.got, message{
		q.Header.Get("webhook-id"), q.Header.Get("webhook-timestamp"), q.Header.Get("webhook-signature"), q.Header.Get("Content-Type"), string(body),
	})
	n := len(r.got)
	r.mu.Unlock()
	if r.answer != nil {
		r.answer(w, q, n)
	}
}

func (r *receiver) messages() []message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

// verify checks a message as a partner would: with nothing but the specification and the secret.
func (m message) verify(t *testing.T, secret string, at time.Time) {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", m.id, m.timestamp, m.body)
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); m.signature != want {
		t.Errorf("signature %q, want %q", m.signature, want)
	}
	if want := strconv.FormatInt(at.Unix(), 10); m.timestamp != want {
		t.Errorf("timestamp %s, want %s", m.timestamp, want)
	}
}

// local is a client that may call this machine.
func local(t *testing.T) *outbound.Client {
	c := outbound.New(outbound.Options{HTTP: true, AnyPort: true, Loopback: true, Answer: time.Minute})
	t.Cleanup(c.Close)
	return c
}

func published() Message {
	return Message{
		Event: directory.WebhookEventPublished, Record: "00000000-0000-7000-8000-00000000000a", Kind: document.KindInitiative,
		State: directory.RecordStatePublished, Version: 7, Revision: 42, At: time.UnixMilli(1_800_000_000_000).UTC(),
	}
}

// enqueue queues a message and gives the ids of what is open then.
func enqueue(t *testing.T, d *Deliverer, occasion string) {
	t.Helper()
	if err := d.Enqueue(t.Context(), organization, directory.WebhookEventPublished, occasion, published()); err != nil {
		t.Fatal(err)
	}
}

// only gives the one delivery in a state.
func (s *store) only(t *testing.T, state directory.RecordState) directory.ID {
	t.Helper()
	ids := s.deliveries(t, state)
	if len(ids) != 1 {
		t.Fatalf("%d deliveries are %s, want one", len(ids), state)
	}
	return ids[0]
}

func deliver(t *testing.T, d *Deliverer, id directory.ID) {
	t.Helper()
	if _, err := d.deliver(t.Context(), string(id)); err != nil {
		t.Fatal(err)
	}
}

// logs is where a test's deliverer logs to.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logs) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
