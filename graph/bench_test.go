package graph_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"

	"github.com/blueheart-federation/api/graph"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/httpapi"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/synthetic"
	"github.com/blueheart-federation/api/internal/testkit"
	"github.com/blueheart-federation/api/loaders"
)

// The benchmarks ask eight questions of directories of several sizes, through the whole handler in process,
// in four ways:
//
//	floor      decode the JSON body, look finished bytes up in a map, write them
//	stock      gqlgen's default server with these resolvers and the generated code
//	first      this server, asked for the first time: no finished answer, the document known
//	again      this server, asked before at this revision
//
//	go test -bench 'Questions/(founding|1000)' -benchmem ./graph
//
// The stock server has the same snapshot and indexes underneath, so "stock" is faster than resolvers that
// scan maps would be.
func BenchmarkQuestions(b *testing.B) {
	for _, size := range []int{0, 1_000, 10_000, 100_000} {
		name := "founding"
		if size > 0 {
			name = strconv.Itoa(size)
		}
		b.Run(name, func(b *testing.B) {
			s := benchmarkSnapshot(b, size)
			for _, q := range questions(s) {
				b.Run(q.name, func(b *testing.B) {
					b.Run("floor", func(b *testing.B) { q.run(b, floor(b, q, s)) })
					b.Run("stock", func(b *testing.B) { q.run(b, stock(s)) })
					b.Run("first", func(b *testing.B) { q.run(b, ours(s, false)) })
					b.Run("again", func(b *testing.B) { q.run(b, ours(s, true)) })
				})
			}
		})
	}
}

var (
	benchmarkMu        sync.Mutex
	benchmarkSnapshots = map[int]*snapshot.Snapshot{}
)

func benchmarkSnapshot(b *testing.B, size int) *snapshot.Snapshot {
	b.Helper()
	if size == 0 {
		return foundingSnapshot()
	}
	benchmarkMu.Lock()
	defer benchmarkMu.Unlock()
	if benchmarkSnapshots[size] == nil {
		var organizations []*directory.Organization
		var initiatives []*directory.Initiative
		for o, in := range synthetic.Directory(size, 1, now) {
			if o != nil {
				organizations = append(organizations, o)
			}
			initiatives = append(initiatives, in)
		}
		benchmarkSnapshots[size] = testkit.Snapshot(b, now, organizations, initiatives)
	}
	return benchmarkSnapshots[size]
}

// question is one request, repeated with the variables in turn.
type question struct {
	name      string
	query     string
	variables []map[string]any
	get       bool // by GET and hash, with If-None-Match
}

func questions(s *snapshot.Snapshot) []question {
	var hotlines []map[string]any
	for h := range s.Hotlines.All {
		if hotlines = append(hotlines, map[string]any{"id": h.ID}); len(hotlines) == 64 {
			break
		}
	}
	// The country with the most lines: its first page is full in a directory of any size.
	country := map[string]any{}
	most := 0
	for _, c := range geography.Countries() {
		if n := s.Coverage(now).Country(c.Code).Hotlines; n > most {
			most, country["code"] = n, c.Code
		}
	}
	none := []map[string]any{nil}
	return []question{
		{name: "country", variables: []map[string]any{country}, query: `query ($code: CountryCode!) { country(code: $code) { name { value } hotlines(first: 20) { totalCount nodes { id name { value language } status channels { kind address } initiative { slug name { value } } } } } }`},
		{name: "hotline", variables: hotlines, query: `query ($id: ID!) { hotline(id: $id) { id name { value language direction } status answeredBy freshness languages channels { kind address number shortCode languages { tag } hours { alwaysOpen timeZone notation } safety { tollFree { value } anonymous { value } } } } }`},
		{name: "nested", variables: none, query: `{ initiatives(first: 50) { nodes { id slug name { value } campaigns { nodes { id name { value } status audiences } } hotlines { nodes { id name { value } channels { kind address } } } resources { nodes { id name { value } kind languages } } } } }`},
		{name: "filtered", variables: none, query: `{ hotlines(first: 20, filter: {regions: ["150"], languages: ["en"], channelKinds: [VOICE], statuses: [ACTIVE]}, sort: {by: COUNTRY, direction: DESCENDING}) { totalCount pageInfo { hasNextPage endCursor } nodes { id name { value } countries { code name { value } } languages } } }`},
		{name: "coverage", variables: none, query: `{ coverage { country { code name { value } } initiatives hotlines campaigns resources hasAlwaysOpenLine hasLineInOfficialLanguage freshness { fresh due stale unverified } gaps { kind unknown } } }`},
		{name: "help", variables: situationsOf(s), query: `query ($situation: Situation!) { findHelp(situation: $situation) { totalCount notices { code text { value } } entries { rank kind usable hotline { id name { value language direction } freshness } channels { usable isOpen channel { kind address safety { tollFree { value } anonymous { value } } } dial { reachable press link reasons { code } } } reasons { code text { value } } } } }`},
		{name: "search", variables: termsOf(s), query: `query ($text: String!) { search(text: $text) { totalCount pageInfo { endCursor } edges { kind node { __typename id } match { field fragments { value matched } } } } }`},
		{name: "persisted", get: true, variables: none, query: `{ directory { revision counts { initiatives hotlines } } hotlines(first: 20) { nodes { id name { value } } } }`},
	}
}

// situationsOf are one person's in each country that has a line.
func situationsOf(s *snapshot.Snapshot) (out []map[string]any) {
	for _, c := range geography.Countries() {
		if s.Coverage(now).Country(c.Code).Hotlines > 0 {
			out = append(out, map[string]any{"situation": map[string]any{
				"country": c.Code, "languages": []string{"uk", "en"}, "phone": "MOBILE", "policeAcceptable": false,
			}})
		}
	}
	return out
}

// termsOf are what people look for: words of names, places, numbers, in several scripts, and nothing at all.
func termsOf(s *snapshot.Snapshot) (out []map[string]any) {
	terms := []string{"hotline", "trata", "Moldova", "Молдова", "المنارة", "人口", "157", "+41 840", "xyzzyx", "hel", "human trafficking"}
	for h := range s.Hotlines.All {
		if terms = append(terms, h.Names[0].Value); len(terms) == 64 {
			break
		}
	}
	for _, t := range terms {
		out = append(out, map[string]any{"text": t})
	}
	return out
}

func (q *question) run(b *testing.B, h http.Handler) {
	b.Helper()
	requests := q.requests(b, h)
	w := &discard{header: http.Header{}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r := requests[i%len(requests)]
		w.reset()
		r.rewind()
		h.ServeHTTP(w, r.Request)
		if w.status >= 400 || w.status != http.StatusNotModified && w.bytes == 0 {
			b.Fatalf("status %d, %d bytes", w.status, w.bytes)
		}
	}
}

// repeated is a request that can be sent again.
type repeated struct {
	*http.Request
	body *bytes.Reader
}

func (r *repeated) rewind() {
	if r.body != nil {
		_, _ = r.body.Seek(0, 0)
		r.Body = nopCloser{r.body}
	}
}

type nopCloser struct{ *bytes.Reader }

func (nopCloser) Close() error { return nil }

func (q *question) requests(b *testing.B, h http.Handler) []*repeated {
	b.Helper()
	if q.get {
		return []*repeated{q.persisted(b, h)}
	}
	out := make([]*repeated, len(q.variables))
	for i, v := range q.variables {
		body, err := json.Marshal(map[string]any{"query": q.query, "variables": v})
		if err != nil {
			b.Fatal(err)
		}
		reader := bytes.NewReader(body)
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", reader)
		r.Header.Set("Content-Type", "application/json")
		out[i] = &repeated{r, reader}
	}
	return out
}

// persisted makes the GET of an automatic persisted query that the server knows, with the ETag of its
// first answer.
func (q *question) persisted(b *testing.B, h http.Handler) *repeated {
	b.Helper()
	sum := sha256.Sum256([]byte(q.query))
	extensions := `{"persistedQuery":{"version":1,"sha256Hash":"` + hex.EncodeToString(sum[:]) + `"}}`
	get := func(values url.Values) *http.Request {
		values.Set("extensions", extensions)
		r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/graphql?"+values.Encode(), http.NoBody)
		r.Header.Set("Accept", "application/json")
		return r
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, get(url.Values{"query": {q.query}}))
	r := get(url.Values{})
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if tag := w.Header().Get("ETag"); tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	return &repeated{Request: r}
}

type discard struct {
	header http.Header
	status int
	bytes  int
}

func (w *discard) Header() http.Header { return w.header }

func (w *discard) WriteHeader(status int) { w.status = status }

func (w *discard) Write(p []byte) (int, error) {
	w.bytes += len(p)
	return len(p), nil
}

func (w *discard) reset() {
	clear(w.header)
	w.status, w.bytes = http.StatusOK, 0
}

func ours(s *snapshot.Snapshot, again bool) http.Handler {
	o := httpapi.Options{
		Schema: graph.NewSchema(resolver()),
		Begin: func(ctx context.Context, _ *graphql.OperationContext) context.Context {
			return loaders.New(s, now, directory.ParseLanguages(httpapi.Language(ctx)), marks(ctx)).Into(ctx)
		},
		Language:      directory.CanonicalLanguages,
		Now:           func() time.Time { return now },
		RatePerMinute: 1 << 40,
		AnswerBytes:   -1,
	}
	if again {
		o.Revision, o.AnswerBytes = func() string { return "1" }, 0
	} else {
		o.Revision = nil
	}
	return httpapi.New(o)
}

func stock(s *snapshot.Snapshot) http.Handler {
	h := handler.NewDefaultServer(graph.Generated(resolver()))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(loaders.New(s, now, nil, loaders.Marks{}).Into(r.Context())))
	})
}

// floor answers by a map of finished bytes.
func floor(b *testing.B, q question, s *snapshot.Snapshot) http.Handler {
	b.Helper()
	answers := map[string][]byte{}
	api := ours(s, false)
	for _, r := range q.requests(b, api) {
		w := httptest.NewRecorder()
		r.rewind()
		api.ServeHTTP(w, r.Request)
		if q.get {
			answers[r.URL.Query().Get("extensions")] = w.Body.Bytes()
			continue
		}
		var body floorBody
		r.rewind()
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			b.Fatal(err)
		}
		answers[body.key()] = w.Body.Bytes()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var key string
		if r.Method == http.MethodGet {
			key = r.URL.Query().Get("extensions")
		} else {
			var body floorBody
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			key = body.key()
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answers[key])
	})
}

type floorBody struct {
	Query     string          `json:"query"`
	Variables json.RawMessage `json:"variables"`
}

func (f *floorBody) key() string { return f.Query + string(f.Variables) }
