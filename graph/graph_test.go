package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/graph"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/httpapi"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
	"github.com/blueheart-federation/api/internal/wording"
	"github.com/blueheart-federation/api/loaders"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// now is the instant at which the tests ask: a Tuesday, 10:00 in Geneva.
var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

var foundingSnapshot = sync.OnceValue(func() *snapshot.Snapshot { return testkit.Founding(now) })

// resolver is the root as the server makes it, without a rate limit.
func resolver() *graph.Resolver {
	terms := &graph.Terms{Licence: "CC-BY-4.0", Attribution: "Blue Heart federation"}
	return &graph.Resolver{Words: wording.Default(), Terms: func() *graph.Terms { return terms }}
}

// serve serves a schema over HTTP on a snapshot.
func serve(es graphql.ExecutableSchema, s *snapshot.Snapshot) http.Handler {
	return httpapi.New(httpapi.Options{
		Schema: es,
		Begin: func(ctx context.Context, _ *graphql.OperationContext) context.Context {
			return loaders.New(s, now, directory.ParseLanguages(httpapi.Language(ctx)), marks(ctx)).Into(ctx)
		},
		Language: directory.CanonicalLanguages,
		Now:      func() time.Time { return now },
	})
}

// marks tell the wire what an answer depends on.
func marks(ctx context.Context) loaders.Marks {
	return loaders.Marks{UsesClock: func() { httpapi.UsesClock(ctx) }, Private: func() { httpapi.Uncacheable(ctx) }}
}

// ask sends a query as a client does and gives the status and the body.
func ask(t testing.TB, h http.Handler, query string, variables any, header http.Header) (int, []byte) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header = header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// goldenQueries gives every query of testdata that anybody may ask: <topic>/<case>.graphql, with
// <case>.variables.json and <case>.language beside it where the case has them. What partners ask is in
// testdata/partner, for [partnerQueries].
func goldenQueries(t *testing.T, run func(t *testing.T, path, query string, variables any, header http.Header)) {
	t.Helper()
	err := filepath.WalkDir("testdata", func(path string, d fs.DirEntry, err error) error {
		if err == nil && path == partnerDir {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".graphql") {
			return err
		}
		query, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		base := strings.TrimSuffix(path, ".graphql")
		var variables any
		if raw, err := os.ReadFile(base + ".variables.json"); err == nil {
			if err := json.Unmarshal(raw, &variables); err != nil {
				t.Errorf("%s.variables.json: %v", base, err)
			}
		}
		header := http.Header{}
		if raw, err := os.ReadFile(base + ".language"); err == nil {
			header.Set("Accept-Language", strings.TrimSpace(string(raw)))
		}
		t.Run(strings.TrimPrefix(base, "testdata/"), func(t *testing.T) { run(t, base, string(query), variables, header) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestGoldenQueries(t *testing.T) {
	h := serve(graph.NewSchema(resolver()), foundingSnapshot())
	goldenQueries(t, func(t *testing.T, path, query string, variables any, header http.Header) {
		_, body := ask(t, h, query, variables, header)
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, body, "", "  "); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		pretty.WriteByte('\n')
		golden := path + ".golden.json"
		if *update {
			if err := os.WriteFile(golden, pretty.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), pretty.String()); diff != "" {
			t.Errorf("answer differs from %s (run with -update to rewrite):\n%s", golden, diff)
		}
	})
}

// TestCompiledPlansAnswerAsGeneratedCodeDoes holds the fast way against the one that defines the answer.
func TestCompiledPlansAnswerAsGeneratedCodeDoes(t *testing.T) {
	fast := serve(graph.NewSchema(resolver()), foundingSnapshot())
	generated := serve(graph.Generated(resolver()), foundingSnapshot())
	goldenQueries(t, func(t *testing.T, _, query string, variables any, header http.Header) {
		if strings.Contains(query, "_entities(") {
			return // on purpose: the generated code lets one bad representation spoil the others
		}
		wantStatus, want := ask(t, generated, query, variables, header)
		for range 2 { // compiled, then from the plan
			status, got := ask(t, fast, query, variables, header)
			if status != wantStatus || !bytes.Equal(got, want) {
				t.Errorf("status %d, generated code %d:\n%s", status, wantStatus, cmp.Diff(string(want), string(got)))
			}
		}
	})
}

// onlyCompiled fails the test when an operation is left to the generated code.
type onlyCompiled struct {
	graphql.ExecutableSchema
	t *testing.T
}

func (s onlyCompiled) Exec(ctx context.Context) graphql.ResponseHandler {
	s.t.Error("the operation was left to the generated code")
	return s.ExecutableSchema.Exec(ctx)
}

func TestQueriesWithoutErrorsAreCompiled(t *testing.T) {
	goldenQueries(t, func(t *testing.T, path, query string, variables any, header http.Header) {
		if strings.HasPrefix(path, "testdata/errors/") || strings.Contains(path, "introspection") {
			return // errors and introspection are the generated code's
		}
		h := serve(graph.Compiled(onlyCompiled{graph.Generated(resolver()), t}, resolver()), foundingSnapshot())
		ask(t, h, query, variables, header)
	})
}
