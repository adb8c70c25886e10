package editing

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
)

// noon is when the tests begin.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// id gives the n-th id.
func id(n int) directory.ID { return directory.ID(fmt.Sprintf("00000000-0000-7000-8000-%012x", n)) }

// Two organizations, their people and the staff.
var (
	north, south = id(0x100), id(0x200)

	anonymous = directory.Anonymous()
	editor    = directory.Actor{ID: "editor of north", Role: directory.RoleEditor, Organization: north}
	manager   = directory.Actor{ID: "manager of north", Role: directory.RoleManager, Organization: north}
	outsider  = directory.Actor{ID: "editor of south", Role: directory.RoleEditor, Organization: south}
	reviewer  = directory.Actor{ID: "reviewer", Role: directory.RoleReviewer}
	admin     = directory.Actor{ID: "admin", Role: directory.RoleAdmin}
)

// opener opens the store of one place.
type opener func(t testing.TB) testkit.Store

// world is a store, the directory that everybody sees of it, and a desk.
type world struct {
	t         testing.TB
	store     testkit.Store
	desk      *Desk
	holder    *snapshot.Holder
	refresher *snapshot.Refresher
	told      *told
	banner    directory.ID
	*counts
}

// counts go on whatever the subtest.
type counts struct {
	minutes     atomic.Int64 // since noon
	keys, slugs atomic.Int64
}

// in is the world as a subtest sees it.
func (w *world) in(t testing.TB) *world {
	same := *w
	same.t = t
	return &same
}

// told remembers announcements.
type told struct {
	mu     sync.Mutex
	events []string
	woken  int
}

func (x *told) Wake() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.woken++
}

func (x *told) Announce(_ context.Context, to directory.ID, event directory.WebhookEvent, occasion string, _ document.Record) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.events = append(x.events, fmt.Sprint(event, " to ", to, " about ", occasion))
}

// newWorld opens a store, with north and south approved in it if it is empty.
func newWorld(t testing.TB, open opener) *world {
	t.Helper()
	w := &world{t: t, store: open(t), holder: &snapshot.Holder{}, told: &told{}, counts: &counts{}}
	t.Cleanup(func() {
		if err := w.store.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	empty, err := w.store.Empty(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if empty {
		commitOrganizations(t, w.store)
	}
	w.refresher = snapshot.NewRefresher(w.store, w.holder, snapshot.Settings{Now: w.now})
	w.refresh()
	w.desk = w.deskOn(w.store)
	w.desk.announce = w.told
	return w
}

func commitOrganizations(t testing.TB, s Store) {
	t.Helper()
	var revisions []document.Revision
	for _, o := range []directory.ID{north, south} {
		revisions = append(revisions, document.Revision{
			ID: document.RevisionID(string(o), 1), RecordID: string(o), Version: 1, Kind: document.KindOrganization, At: noon,
			Actor: "fixture", Command: string(directory.ApproveOrganization), Public: true,
			Content: document.Content{State: string(directory.RecordStatePublished), Owner: string(o), Public: document.Encode(&directory.Organization{
				Common: directory.Common{ID: o, Names: []directory.Text{{Value: "Organization " + string(o[26:28]), Language: "en"}}},
			})},
		})
	}
	if _, _, err := s.Commit(t.Context(), revisions); err != nil {
		t.Fatal(err)
	}
}

// deskOn makes a desk on a store, as another process would.
func (w *world) deskOn(s Store) *Desk {
	return NewDesk(Options{Store: s, Public: w.holder.Current, Wake: w.wake, Rand: rand.Reader})
}

// refresh makes everybody see what is public.
// wake shows a change, as the desk tells it.
func (w *world) wake(changes ...snapshot.Change) {
	w.refresher.Wake(changes...)
	w.refresh()
}

func (w *world) refresh() {
	if err := w.refresher.Refresh(context.Background(), false); err != nil {
		w.t.Errorf("refresh: %v", err)
	}
}

// now is the time, which stands still unless it is passed.
func (w *world) now() time.Time { return noon.Add(time.Duration(w.minutes.Load()) * time.Minute) }

func (w *world) pass(d time.Duration) { w.minutes.Add(int64(d / time.Minute)) }

// as is a request without a key.
func (w *world) as(a directory.Actor) *Request { return &Request{Actor: a, At: w.now()} }

// keyed is a request with a key of its own.
func (w *world) keyed(a directory.Actor) *Request {
	r := w.as(a)
	r.Key = fmt.Sprint("key ", w.keys.Add(1))
	return r
}

// slug gives one that nobody has.
func (w *world) slug() string { return fmt.Sprint("line-", w.slugs.Add(1)) }

// marker is a text that stands nowhere but in the testimony.
const marker = "zebrafinch"

// content is an initiative with a part of each kind, as an editor sends it.
func content(slug string) Content {
	named := func(name string) []any { return []any{map[string]any{"value": name, "language": "en"}} }
	return Content{
		"slug": slug, "names": named("Initiative " + slug), "scope": "NATIONAL", "countries": []any{"MD"},
		"hotlines": []any{map[string]any{
			"id": "new:line", "names": named("Line"), "countries": []any{"MD"}, "purposes": []any{"HELP"},
			"provenance": map[string]any{"sources": []any{map[string]any{"url": "https://line.example/"}}},
			"channels": []any{map[string]any{
				"kind": "VOICE", "number": "+37322233309", "languages": []any{map[string]any{"tag": "ro"}},
				"hours":      map[string]any{"notation": "Mo-Fr 08:00-20:00", "timeZone": "Europe/Chisinau"},
				"safety":     map[string]any{"tollFree": map[string]any{"value": "YES"}},
				"provenance": map[string]any{"sources": []any{map[string]any{"url": "https://line.example/numbers"}}},
			}},
		}},
		"campaigns": []any{map[string]any{
			"id": "new:campaign", "names": named("Campaign"), "countries": []any{"MD"}, "hotlines": []any{"new:line"},
			"testimonies": []any{
				map[string]any{"form": "VIDEO", "voice": "ACTOR", "voiceDescription": map[string]any{"value": "a voice called " + marker, "language": "en"}, "consent": map[string]any{"status": "RECORDED"}},
				map[string]any{"form": "TEXT", "voice": "ACTOR", "consent": map[string]any{"status": "RECORDED"}},
			},
		}},
		"resources": []any{map[string]any{"names": named("Guide"), "kind": "GUIDE", "countries": []any{"MD"}}},
		"lessons":   []any{map[string]any{"names": named("Say what the line does"), "learnedFrom": "new:campaign"}},
	}
}

// done fails the test unless a command was carried out, and gives the record as it stands then.
func (w *world) done(out *Outcome, err error) document.Record {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	if len(out.Problems) > 0 {
		w.t.Fatalf("refused: %+v", out.Problems)
	}
	return out.Record
}

// wantProblem fails the test unless a command was refused for exactly this.
func (w *world) wantProblem(what string, out *Outcome, err error, code directory.Code, path string) {
	w.t.Helper()
	if err != nil || out == nil || len(out.Problems) != 1 || out.Problems[0].Code != code || out.Problems[0].Path != path {
		w.t.Errorf("%s: got %s, want %s at %s", what, said(out, err), code, path)
	}
	if out != nil && out.Record.ID != "" {
		w.t.Errorf("%s: a refusal gives a record", what)
	}
}

// wantCode fails the test unless a command failed with a code.
func (w *world) wantCode(what string, out *Outcome, err error, code directory.Code) {
	w.t.Helper()
	if err == nil || directory.CodeOf(err) != code || out != nil {
		w.t.Errorf("%s: got %s, want %s", what, said(out, err), code)
	}
}

// said is all that a caller learns from an outcome.
func said(out *Outcome, err error) string {
	b, jsonErr := json.Marshal(out)
	if jsonErr != nil {
		panic(jsonErr)
	}
	return fmt.Sprintf("%s, error %v", b, err)
}

// all is everything in a store: every record, and every revision there ever was.
type all struct {
	Records   map[string]document.Record
	Revisions map[string]document.Revision
	Revision  int64
}

func (w *world) all() all {
	w.t.Helper()
	a := all{Records: map[string]document.Record{}, Revisions: map[string]document.Revision{}}
	err := w.store.Records(w.t.Context(), func(r document.Record) error { a.Records[r.ID] = r; return nil })
	if err == nil {
		err = w.store.Revisions(w.t.Context(), func(r document.Revision) error { a.Revisions[r.ID] = r; return nil })
	}
	if err == nil {
		a.Revision, err = w.store.Revision(w.t.Context())
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// wantNothingWritten fails the test when the store is not what it was.
func (w *world) wantNothingWritten(what string, before all) {
	w.t.Helper()
	if after := w.all(); !reflect.DeepEqual(before, after) { // cmp would compare documents byte by byte
		w.t.Errorf("%s wrote (-before +after):\n%.3000s", what, cmp.Diff(before, after))
	}
}

func (w *world) record(of directory.ID) document.Record {
	w.t.Helper()
	rec, err := w.store.Record(w.t.Context(), string(of))
	if err != nil {
		w.t.Fatal(err)
	}
	return rec
}

// create makes a draft of north's.
func (w *world) create() document.Record {
	w.t.Helper()
	return w.done(w.desk.CreateInitiative(w.t.Context(), w.as(editor), "", content(w.slug())))
}

// publish takes a draft to the public, whosever it is.
func (w *world) publish(rec document.Record) document.Record {
	w.t.Helper()
	rec = w.done(w.desk.SubmitInitiative(w.t.Context(), w.as(admin), directory.ID(rec.ID), rec.Version))
	return w.done(w.desk.ApproveInitiative(w.t.Context(), w.as(reviewer), directory.ID(rec.ID), rec.Version, ""))
}

// published makes a public initiative of north's.
func (w *world) published() document.Record {
	w.t.Helper()
	return w.publish(w.create())
}

// revise sends back what is being worked on, changed.
func (w *world) revise(rec document.Record, change func(in map[string]any)) document.Record {
	w.t.Helper()
	return w.done(w.desk.ReviseInitiative(w.t.Context(), w.as(editor), directory.ID(rec.ID), rec.Version, w.input(rec, change)))
}

// input is what is being worked on, as an editor gets it and sends it back, changed.
func (w *world) input(rec document.Record, change func(in map[string]any)) Content {
	w.t.Helper()
	in, err := InitiativeInput(&rec)
	if err != nil {
		w.t.Fatal(err)
	}
	if change != nil {
		change(in)
	}
	return in
}

// part gives the n-th part of a list in an input.
func part(in map[string]any, list string, n int) map[string]any {
	return in[list].([]any)[n].(map[string]any)
}

// parsed reads a stored initiative, the draft or the public face.
func (w *world) parsed(raw document.Raw) *directory.Initiative {
	w.t.Helper()
	in, err := decode[directory.Initiative](raw)
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}

// line and testimony are ids of parts of a record.
func (w *world) line(rec document.Record) directory.ID {
	w.t.Helper()
	in, err := working(&rec.Content)
	if err != nil {
		w.t.Fatal(err)
	}
	return in.Hotlines[0].ID
}

func (w *world) testimony(rec document.Record) directory.ID {
	w.t.Helper()
	in, err := working(&rec.Content)
	if err != nil {
		w.t.Fatal(err)
	}
	return in.Campaigns[0].Testimonies[0].ID
}

// embeddedIn opens the embedded store in a folder.
func embeddedIn(dir string) opener {
	return func(t testing.TB) testkit.Store {
		s, err := embedded.Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// operations gives every operation there is, from the source of package directory.
func operations(t testing.TB) (ops []directory.Operation) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../directory/permission.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Operation" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			ops = append(ops, directory.Operation(text))
		}
		return true
	})
	if len(ops) < 25 {
		t.Errorf("only %d operations were found", len(ops))
	}
	return ops
}
