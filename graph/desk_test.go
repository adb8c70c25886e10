package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/blueheart-federation/api/graph"
	"github.com/blueheart-federation/api/internal/auth"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/httpapi"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

// watchedStore is a store on disk that counts what was written to it.
type watchedStore struct {
	*embedded.Store
	writes atomic.Int64
}

func (s *watchedStore) Commit(ctx context.Context, revisions []document.Revision) (int64, []error, error) {
	revision, outcomes, err := s.Store.Commit(ctx, revisions)
	for _, failed := range outcomes {
		if failed == nil {
			s.writes.Add(1)
		}
	}
	return revision, outcomes, err
}

func (s *watchedStore) Redact(ctx context.Context, record string, version int64, content document.Content) error {
	s.writes.Add(1)
	return s.Store.Redact(ctx, record, version, content)
}

// unnoted is a store for an authenticator that forgets when tokens were used: that is written beside requests,
// and these tests look at what requests write.
type unnoted struct{ *watchedStore }

func (unnoted) Commit(_ context.Context, revisions []document.Revision) (int64, []error, error) {
	return 0, make([]error, len(revisions)), nil
}

// actors are those who ask, by the names of their tokens.
var actors = []string{"anonymous", "editor", "manager", "reviewer", "admin"}

// desk is the whole write side as a client meets it: the handler over a store on disk, with one organization of
// ours and one of theirs, each with records at every stage.
type desk struct {
	t        testing.TB
	store    *watchedStore
	resolver *graph.Resolver
	serve    func(graphql.ExecutableSchema) http.Handler // by the same people over the same store
	handler  http.Handler
	public   *snapshot.Refresher
	tokens   map[string]string
	ids      map[string]string // of records, by the names that the tests give them
}

// operatorToken makes the first administrator of a desk.
const operatorToken = "operator-of-the-tests"

// newDesk makes a desk over a folder, which has no record if it is empty. Its chance begins with seed.
func newDesk(t testing.TB, dir string, seed byte) *desk {
	t.Helper()
	disk, err := embedded.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, store: &watchedStore{Store: disk}, tokens: map[string]string{"anonymous": "", "operator": operatorToken}, ids: map[string]string{}}
	clock := func() time.Time { return now }
	who, err := auth.New(auth.Options{Store: unnoted{d.store}, OperatorToken: operatorToken, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := who.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if err := disk.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	holder := &snapshot.Holder{}
	d.public = snapshot.NewRefresher(d.store, holder, snapshot.Settings{Now: clock})
	d.resolver = resolver()
	d.resolver.Desk = editing.NewDesk(editing.Options{
		Store: d.store, Public: holder.Current, Forget: who.Forget, Fetch: fileOfOurs{}, Rand: rand.NewChaCha8([32]byte{seed}),
	})
	d.serve = func(schema graphql.ExecutableSchema) http.Handler {
		var api *httpapi.API
		api = httpapi.New(httpapi.Options{
			Schema: schema,
			Begin: func(ctx context.Context, _ *graphql.OperationContext) context.Context {
				return loaders.New(holder.Current(), now, directory.ParseLanguages(httpapi.Language(ctx)), marks(ctx)).Into(ctx)
			},
			Revision: func() string { return fmt.Sprint(holder.Current().Revision) },
			Language: directory.CanonicalLanguages, Now: clock, Build: "test",
			Authenticate:  who.Middleware(func(w http.ResponseWriter, r *http.Request, err error) { api.WriteError(w, r, err) }),
			Authenticated: func(r *http.Request) bool { return auth.ActorOf(r.Context()).Known() },
			Large:         []string{"importInitiatives", "harvestFeed"},
		})
		return api
	}
	d.handler = d.serve(graph.NewSchema(d.resolver))
	d.refresh()
	return d
}

// refresh publishes what was written, as the server does in the background.
func (d *desk) refresh() {
	d.t.Helper()
	if err := d.public.Refresh(d.t.Context(), false); err != nil {
		d.t.Fatal(err)
	}
}

// fileOfOurs is the file at every address of a feed.
type fileOfOurs struct{}

func (fileOfOurs) Fetch(_ context.Context, _, _ string, _ int64) (io.ReadCloser, string, bool, error) {
	return io.NopCloser(strings.NewReader(importedFile)), `"1"`, false, nil
}

const importedFile = `{"initiatives":[{"id":"0190aaaa-0000-7000-8000-000000000001","slug":"from-a-file","scope":"NATIONAL","countries":["MD"],` +
	`"names":[{"value":"From a file","language":"en"}]}]}`

// send sends a request as a client does, with somebody's token.
func (d *desk) send(who, body string) *httptest.ResponseRecorder {
	d.t.Helper()
	r := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return d.sendAs(who, r)
}

// sendAs sends a request with somebody's token.
func (d *desk) sendAs(who string, r *http.Request) *httptest.ResponseRecorder {
	d.t.Helper()
	token, known := d.tokens[who]
	if !known {
		d.t.Fatalf("nobody is called %s", who)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

// reply is an answer, as far as every answer is alike.
type reply struct {
	Data   map[string]json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct {
			Code     string
			Problems []directory.Problem
		}
	}
}

func (d *desk) ask(who, query string, variables any) reply {
	d.t.Helper()
	w := d.send(who, requestBody(d.t, query, variables))
	var a reply
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		d.t.Fatalf("%v in %s", err, w.Body)
	}
	return a
}

// requestBody writes a request.
func requestBody(t testing.TB, query string, variables any) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// mutation writes a mutation with its input in a variable.
func mutation(name, selection string) string {
	return "mutation($input: " + strings.ToUpper(name[:1]) + name[1:] + "Input!) { " + name + "(input: $input) { " + selection + " problems { path code message } } }"
}

// do carries out a mutation that must succeed and gives its payload.
func (d *desk) do(who, name, selection string, input map[string]any) map[string]any {
	d.t.Helper()
	a := d.ask(who, mutation(name, selection), map[string]any{"input": input})
	var payload map[string]any
	if err := json.Unmarshal(a.Data[name], &payload); err != nil || len(a.Errors) > 0 {
		d.t.Fatalf("%s by %s: %v %+v", name, who, err, a.Errors)
	}
	if problems := payload["problems"].([]any); len(problems) > 0 {
		d.t.Fatalf("%s by %s: %v", name, who, problems)
	}
	d.refresh()
	return payload
}

// id reads a value within a payload by the path to it and remembers it under a name.
func (d *desk) id(name string, payload any, path ...any) string {
	d.t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			payload = payload.(map[string]any)[step]
		case int:
			payload = payload.([]any)[step]
		}
	}
	d.ids[name] = payload.(string)
	return d.ids[name]
}

type object = map[string]any

func english(text string) []any { return []any{object{"value": text, "language": "en"}} }

// initiative is the input of an initiative with one part of each kind.
func initiative(slug, name string) object {
	return object{
		"slug": slug, "scope": "NATIONAL", "countries": []any{"MD"}, "names": english(name),
		"hotlines": []any{object{
			"id": "new:line", "names": english(name + ", line"), "countries": []any{"MD"}, "purposes": []any{"HELP"},
			"channels": []any{object{
				"kind": "VOICE", "number": "+37322" + digits(slug), "languages": []any{object{"tag": "ro"}},
				"hours": object{"timeZone": "Europe/Chisinau", "weekly": []any{object{"days": []any{"MONDAY"}, "opens": "08:00", "closes": "20:00"}}},
			}},
		}},
		"campaigns": []any{object{
			"names": english(name + ", campaign"), "countries": []any{"MD"}, "hotlines": []any{"new:line"},
			"testimonies": []any{object{"form": "VIDEO", "voice": "ACTOR", "consent": object{"status": "RECORDED", "recordedOn": "2026-01-01"}}},
		}},
		"resources": []any{object{"names": english(name + ", guide"), "kind": "GUIDE", "url": "https://" + slug + ".example/guide"}},
		"lessons":   []any{object{"names": english(name + ", lesson"), "kind": "WORKS"}},
	}
}

// digits makes six digits of a text.
func digits(s string) string {
	n := uint32(17)
	for i := range len(s) {
		n = n*31 + uint32(s[i])
	}
	return fmt.Sprintf("%06d", n%1_000_000)
}

// template is a desk with records, for others to begin with.
var template struct {
	once sync.Once
	file []byte
	desk *desk
}

// newPeopledDesk gives a desk of its own with organizations, people and records at every stage.
func newPeopledDesk(t testing.TB) *desk {
	t.Helper()
	template.once.Do(func() {
		d := people(t)
		var err error
		if template.file, err = os.ReadFile(d.store.Location()); err != nil { // nobody writes now
			t.Fatal(err)
		}
		template.desk = d
	})
	if template.desk == nil {
		t.Fatal("there is no desk with records")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(template.desk.store.Location())), template.file, 0o600); err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, dir, 2)
	d.ids, d.tokens = maps.Clone(template.desk.ids), template.desk.tokens
	return d
}

// people makes a desk and peoples it.
func people(t testing.TB) *desk {
	t.Helper()
	d := newDesk(t, t.TempDir(), 1)
	organization := func(name string) {
		d.id(name, d.do("anonymous", "registerOrganization", "organization { id }", object{"names": english(name), "kind": "NGO", "country": "MD"}), "organization", "id")
	}
	token := func(who, role, of string) {
		input := object{"name": who, "role": role, "idempotencyKey": who}
		if of != "" {
			input["organization"] = d.ids[of]
		}
		payload := d.do("operator", "createToken", "secret token { id }", input)
		d.tokens[who] = payload["secret"].(string)
		d.id("token of "+who, payload, "token", "id")
	}
	for _, name := range []string{"ours", "theirs", "applicant"} {
		organization(name)
	}
	for _, name := range []string{"ours", "theirs"} {
		d.do("operator", "approveOrganization", "organization { id }", object{"id": d.ids[name]})
	}
	token("editor", "EDITOR", "ours")
	token("manager", "MANAGER", "ours")
	token("another manager", "MANAGER", "theirs")
	token("spare", "EDITOR", "ours")
	token("reviewer", "REVIEWER", "")
	token("admin", "ADMIN", "")
	for _, of := range [][2]string{{"ours", "manager"}, {"theirs", "another manager"}} {
		owner, who := of[0], of[1]
		for _, stage := range []string{"draft", "submitted", "public", "banner"} {
			name := owner + " " + stage
			slug := strings.ReplaceAll(name, " ", "-")
			input := initiative(slug, name)
			input["idempotencyKey"] = name
			id := d.id(name, d.do(who, "createInitiative", "initiative { id }", input), "initiative", "id")
			if stage == "draft" {
				continue
			}
			d.do(who, "submitInitiative", "initiative { id }", object{"id": id, "baseVersion": 1})
			if stage == "submitted" {
				continue
			}
			d.do("reviewer", "approveInitiative", "initiative { id }", object{"id": id, "baseVersion": 2})
			d.parts(name)
		}
		d.id(owner+" feed", d.do(who, "registerFeed", "feed { id }", object{"url": "https://" + owner + ".example/feed", "format": "JSON", "idempotencyKey": owner}), "feed", "id")
		d.id(owner+" webhook", d.do(who, "registerWebhook", "webhook { id }", object{"url": "https://" + owner + ".example/hook", "idempotencyKey": owner}), "webhook", "id")
		d.giveUp(owner)
		d.do("anonymous", "proposeCorrection", "accepted", object{"record": d.ids[owner+" public hotline"], "field": "number", "comment": "Nobody answers at night."})
		a := d.ask(who, "{ viewer { corrections { id } } }", nil)
		var viewer any
		if err := json.Unmarshal(a.Data["viewer"], &viewer); err != nil {
			t.Fatal(err)
		}
		d.id(owner+" correction", viewer, "corrections", 0, "id")
	}
	d.do("another manager", "joinBanner", "membership { status }", object{"banner": d.ids["theirs banner"], "initiative": d.ids["theirs public"]})
	d.do("manager", "joinBanner", "membership { status }", object{"banner": d.ids["theirs banner"], "initiative": d.ids["ours public"]})
	return d
}

// giveUp writes a message to an organization's webhook that was sent as often as it may be.
func (d *desk) giveUp(owner string) {
	d.t.Helper()
	id := strings.Replace(unknownID, "ffff-7fff", map[string]string{"ours": "0001", "theirs": "0002"}[owner]+"-7fff", 1)
	message := &directory.Delivery{
		ID: directory.ID(id), Webhook: directory.ID(d.ids[owner+" webhook"]), Organization: directory.ID(d.ids[owner]), Event: directory.WebhookEventPublished,
		Body: "{}", CreatedAt: now, Attempts: 10, LastStatus: http.StatusBadGateway, LastError: "the status was not 2xx",
	}
	_, failed, err := d.store.Commit(d.t.Context(), []document.Revision{{
		ID: document.RevisionID(id, 1), RecordID: id, Version: 1, Kind: document.KindDelivery, At: now, Actor: "webhooks", Command: "deliver",
		Content: document.Content{State: string(directory.RecordStateFailed), Owner: d.ids[owner], Draft: document.Encode(message)},
	}})
	if err != nil || failed[0] != nil {
		d.t.Fatal(err, failed)
	}
	d.ids[owner+" delivery"] = id
}

// parts remembers the ids of the parts of a public initiative.
func (d *desk) parts(name string) {
	d.t.Helper()
	a := d.ask("anonymous", `query($id: ID!) { initiative(id: $id) {
		hotlines { nodes { id } } campaigns { nodes { id testimonies { id } } } resources { nodes { id } } lessons { nodes { id } } } }`, object{"id": d.ids[name]})
	var in any
	if err := json.Unmarshal(a.Data["initiative"], &in); err != nil || in == nil {
		d.t.Fatalf("%v in %+v", err, a)
	}
	d.id(name+" hotline", in, "hotlines", "nodes", 0, "id")
	d.id(name+" campaign", in, "campaigns", "nodes", 0, "id")
	d.id(name+" testimony", in, "campaigns", "nodes", 0, "testimonies", 0, "id")
	d.id(name+" resource", in, "resources", "nodes", 0, "id")
	d.id(name+" lesson", in, "lessons", "nodes", 0, "id")
}

// everything gives all that is stored, a line for each revision and record, to see whether anything changed.
func (d *desk) everything() string {
	d.t.Helper()
	var b bytes.Buffer
	if err := d.store.Revisions(d.t.Context(), func(r document.Revision) error {
		fmt.Fprintf(&b, "%s %s %x\n", r.ID, r.Command, r.Content)
		return nil
	}); err != nil {
		d.t.Fatal(err)
	}
	if err := d.store.Records(d.t.Context(), func(r document.Record) error {
		fmt.Fprintf(&b, "%s %d %x\n", r.ID, r.Version, r.Content)
		return nil
	}); err != nil {
		d.t.Fatal(err)
	}
	return b.String()
}
