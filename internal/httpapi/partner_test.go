package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/blueheart-federation/api/internal/directory"
)

// The shapes that partners ask for and send: lists with the argument first, and inputs with lists in them.
const partnerSDL = `
type Version { version: Int! changes: [Change!]! }
type Change { path: String! }
type Record { id: ID! history(first: Int = 20, before: Int): [Version!]! }
type Viewer { initiatives(states: [String!], first: Int = 20): [Record!]! }
input Part { name: String parts: [Part!] }
type Payload { record: Record }
type Query { viewer: Viewer! }
type Mutation { createInitiative(input: Part!): Payload! importInitiatives(input: Part!): Payload! tag(names: [String!]): Payload! }
`

func TestCostOfWhatPartnersAsk(t *testing.T) {
	m := &mini{schema: gqlparser.MustLoadSchema(&ast.Source{Input: partnerSDL})}
	limits := DefaultLimits()
	limits.FieldCosts = map[string]int{"Viewer.initiatives": 50, "Record.history": 200, "Mutation.importInitiatives": 5000}
	limits.MutationCost, limits.StrangerCost = 200, 1000
	api := New(Options{Schema: m, Limits: limits})
	many := `{"parts":[` + strings.TrimSuffix(strings.Repeat(`{"name":"a"},`, 251), ",") + `]}`
	for name, c := range map[string]struct {
		query, variables string
		stranger         bool
		cost             int // -1: refused
	}{
		"a list without first has the default":       {"{viewer{initiatives{id}}}", "", false, 1 + 50 + 20},
		"a list with first has that many":            {"{viewer{initiatives(first:3){id}}}", "", false, 1 + 50 + 3},
		"the same from a variable":                   {"query($n:Int){viewer{initiatives(first:$n){id}}}", `{"n":70}`, false, 1 + 50 + 70},
		"what narrows a list does not make it short": {`{viewer{initiatives(states:["DRAFT"],first:100){id}}}`, "", false, 1 + 50 + 100},
		"a page that is too long":                    {"{viewer{initiatives(first:101){id}}}", "", false, -1},
		"lists in lists":                             {"{viewer{initiatives(first:2){history(first:5){version changes{path}}}}}", "", false, 1 + 50 + 2*(200+5*(1+1+200))},
		"too much history":                           {"{viewer{initiatives(first:100){history(first:50){changes{path}}}}}", "", false, -1},
		"a mutation of somebody we know":             {"mutation($i:Part!){createInitiative(input:$i){record{id}}}", `{"i":{}}`, false, 200 + 1 + 1},
		"a mutation of a stranger":                   {"mutation($i:Part!){createInitiative(input:$i){record{id}}}", `{"i":{}}`, true, 1200 + 1 + 1},
		"a mutation without variables":               {`mutation{createInitiative(input:{}){record{id}}}`, "", true, 1200 + 1 + 1},
		"each mutation costs":                        {`mutation{a:createInitiative(input:{}){record{id}} ...b} fragment b on Mutation{createInitiative(input:{}){__typename}}`, "", true, 2*1200 + 2 + 1},
		"a dear mutation":                            {`mutation{importInitiatives(input:{}){record{id}}}`, "", false, 5000 + 2},
		"a query of a stranger":                      {"{viewer{initiatives(first:3){id}}}", "", true, 1 + 50 + 3},
		"a long list in the input of a mutation":     {"mutation($i:Part!){createInitiative(input:$i){record{id}}}", `{"i":` + many + `}`, false, 200 + 1 + 1},
	} {
		var variables map[string]any
		if c.variables != "" {
			v, err := (&jsonReader{s: []byte(c.variables)}).value()
			if err != nil {
				t.Fatal(err)
			}
			variables = v.(map[string]any)
		}
		for range 2 { // prepared, then from the cache
			p, refused := api.prepare(&request{query: c.query, variables: variables, stranger: c.stranger})
			switch {
			case refused != nil && c.cost >= 0:
				t.Errorf("%s: %v", name, refused.errors)
			case refused == nil && p.cost != c.cost:
				t.Errorf("%s costs %d, want %d", name, p.cost, c.cost)
			}
		}
	}
}

// TestARecordMayBeLongerThanADocument: the limit of tokens is one of documents, and what is sent in variables
// is bounded by the body alone.
func TestARecordMayBeLongerThanADocument(t *testing.T) {
	m := &mini{schema: gqlparser.MustLoadSchema(&ast.Source{Input: partnerSDL})}
	api := New(Options{Schema: m})
	parts := strings.TrimSuffix(strings.Repeat(`{"name":"a"},`, 3000), ",")
	variable, err := json.Marshal(map[string]any{
		"query": "mutation($i:Part!){createInitiative(input:$i){__typename}}", "variables": json.RawMessage(`{"i":{"parts":[` + parts + `]}}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	if w := (call{body: string(variable)}).do(t, api); w.Code != 200 || codeIn(t, w.Body.Bytes()) != "" {
		t.Errorf("in a variable: %d %.200s", w.Code, w.Body)
	}
	literal := `mutation{createInitiative(input:{parts:[` + strings.ReplaceAll(parts, `"name"`, "name") + `]}){__typename}}`
	if w := post(literal).do(t, api); codeIn(t, w.Body.Bytes()) != codeParse {
		t.Errorf("as a literal: %d %.200s", w.Code, w.Body)
	}
}

func TestLiteralsNameWholeCharacters(t *testing.T) {
	api := newTestAPI()
	for text, want := range map[string]string{
		`\ud800`: codeParse, `\uD83D\uDE00`: codeParse, `a\\\uDBFF`: codeParse, `\udfff`: codeParse,
		`\u00e9`: "", `\u{1F600}`: "", `\\ud800`: "", `\ud7ff`: "", "😀": "", `\uDA`: codeParse, `\u`: codeParse,
	} {
		if w := post(`{ hello(name: "`+text+`") }`).do(t, api); codeIn(t, w.Body.Bytes()) != want {
			t.Errorf("%s: %s", text, w.Body)
		}
	}
}

// newWorldOfPartners makes a world that knows one token and counts how often it had to look one up.
func newWorldOfPartners(change ...func(*Options)) (w *world, lookups *int) {
	lookups = new(int)
	authenticate := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if token := r.Header.Get("Authorization"); token != "" {
				if *lookups++; token != "Bearer good" {
					w.WriteError(rw, r, directory.NewError(directory.Unauthenticated, "The token is not valid."))
					return
				}
			}
			next.ServeHTTP(rw, r)
		})
	}
	w = newWorld(append(change, func(o *Options) { o.Authenticate = authenticate })...)
	return w, lookups
}

// TestInventedTokensCostTheirSender: each is looked up in the store, so a client has only so many a minute, and
// then none is looked up any more.
func TestInventedTokensCostTheirSender(t *testing.T) {
	w, lookups := newWorldOfPartners(func(o *Options) {
		o.RatePerMinute = 1000
		o.Limits.RefusedCredential = 300
	})
	for i, want := range []int{401, 401, 401, 401, 429, 429} {
		if a := post("{ hello }").with("Authorization", fmt.Sprint("Bearer ", i)).do(t, w.API); a.Code != want {
			t.Errorf("token %d: %d, want %d", i, a.Code, want)
		}
	}
	if *lookups != 4 {
		t.Errorf("%d tokens were looked up", *lookups)
	}
	if a := post("{ hello }").with("Authorization", "Bearer good").do(t, w.API); a.Code != 429 {
		t.Errorf("a true token from there: %d", a.Code)
	}
	w.clock.Add(60)
	a := post("{ hello }").with("Authorization", "Bearer good").do(t, w.API)
	if a.Code != 200 || a.Header().Get("RateLimit-Remaining") != "799" {
		t.Errorf("a minute later: %d %v", a.Code, a.Header())
	}
}

// TestWhatAnswersToTokensSay: what somebody with a token gets is for nobody else.
func TestWhatAnswersToTokensSay(t *testing.T) {
	w, _ := newWorldOfPartners()
	for name, c := range map[string]call{
		"GET":         get("{ language }").with("Authorization", "Bearer good"),
		"POST":        post("{ language }").with("Authorization", "Bearer good"),
		"a tag":       get("{ language }").with("Authorization", "Bearer good").with("If-None-Match", "*"),
		"refused":     post("{ language }").with("Authorization", "Bearer bad"),
		"no document": post("{ nothing }").with("Authorization", "Bearer good"),
		"a mutation":  post(`mutation { write(text: "a") }`).with("Authorization", "Bearer good"),
	} {
		a := c.do(t, w.API)
		h := a.Header()
		if h.Get("Cache-Control") != "no-store" || h.Get("Etag") != "" || a.Code == 304 ||
			!strings.Contains(strings.Join(h["Vary"], ","), "Authorization") {
			t.Errorf("%s: %d %v", name, a.Code, h)
		}
	}
	public := get("{ language }").do(t, w.API)
	if a := get("{ language }").with("If-None-Match", public.Header().Get("Etag")).with("Authorization", "Bearer good").do(t, w.API); a.Code != 200 {
		t.Errorf("with a token and the public answer's tag: %d", a.Code)
	}
}

// TestPagesOfOtherSites: every site's pages may read; only those that the operator named may send a token or
// change something.
func TestPagesOfOtherSites(t *testing.T) {
	anySite := newTestAPI()
	named := newTestAPI(func(o *Options) { o.AllowedOrigins = []string{"https://desk.example"} })
	preflight := func(api *API, origin, headers string) bool {
		c := call{method: http.MethodOptions, header: map[string]string{
			"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": headers,
		}}
		h := c.do(t, api).Header()
		return h.Get("Access-Control-Allow-Origin") != "" && h.Get("Access-Control-Allow-Credentials") == ""
	}
	const mutation, query = `mutation { write(text: "a") }`, "{ hello }"
	for name, c := range map[string]struct {
		got, want bool
	}{
		"any site reads":                       {preflight(anySite, "https://a.example", "content-type"), true},
		"any site sends no token":              {preflight(anySite, "https://a.example", "authorization,content-type"), false},
		"a named site sends a token":           {preflight(named, "https://desk.example", "authorization,content-type"), true},
		"a site that is not named sends none":  {preflight(named, "https://a.example", "authorization,content-type"), false},
		"a site that is not named reads not":   {preflight(named, "https://a.example", "content-type"), false},
		"any site asks":                        {crosses(t, anySite, "https://a.example", "cross-site", query), true},
		"any site changes nothing":             {crosses(t, anySite, "https://a.example", "cross-site", mutation), false},
		"nor by an old browser":                {crosses(t, anySite, "https://a.example", "", mutation), false},
		"nor a page without an origin":         {crosses(t, anySite, "null", "", mutation), false},
		"our own page changes":                 {crosses(t, anySite, "http://example.com", "same-origin", mutation), true},
		"and by an old browser":                {crosses(t, anySite, "http://example.com", "", mutation), true},
		"a program changes":                    {crosses(t, anySite, "", "", mutation), true},
		"a named site changes":                 {crosses(t, named, "https://desk.example", "cross-site", mutation), true},
		"a site that is not named changes not": {crosses(t, named, "https://a.example", "cross-site", mutation), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", name, c.got)
		}
	}
}

// crosses tells whether an operation is carried out that comes from a page of an origin.
func crosses(t *testing.T, api *API, origin, site, operation string) bool {
	t.Helper()
	a := post(operation).with("Origin", origin).with("Sec-Fetch-Site", site).do(t, api)
	switch code := codeIn(t, a.Body.Bytes()); {
	case a.Code == 200 && code == "":
		return true
	case a.Code != 403 || code != "FORBIDDEN":
		t.Errorf("%s from %s: %d %s", operation, origin, a.Code, a.Body)
	}
	return false
}

func TestALargeBodyThatIsRefusedIsPaidFor(t *testing.T) {
	w, _ := newWorldOfPartners(func(o *Options) {
		o.RatePerMinute = 1000
		o.Authenticated = func(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer good" }
		o.Large = []string{"write"}
	})
	large, err := json.Marshal(map[string]string{"query": "{ hello }", "padding": strings.Repeat("a", 1<<20)})
	if err != nil {
		t.Fatal(err)
	}
	a := call{body: string(large)}.with("Authorization", "Bearer good").do(t, w.API)
	b := post("{ rateLimit { remaining } }").with("Authorization", "Bearer good").do(t, w.API)
	if a.Code != 413 || !strings.Contains(b.Body.String(), `"remaining":828`) { // 17 times 10, and 2
		t.Errorf("%d, then %s", a.Code, b.Body)
	}
}

// TestFewRequestsAreLargeAtOnce: while one is, another waits in vain and is told to come again, readers are answered,
// and the next one has its turn when the first is done.
func TestFewRequestsAreLargeAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, finish := make(chan struct{}), make(chan struct{})
		w, _ := newWorldOfPartners(func(o *Options) {
			o.Authenticated = func(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer good" }
			o.Large = []string{"write"}
			o.Limits.LargeAtOnce = 1
			o.Begin = func(ctx context.Context, op *graphql.OperationContext) context.Context {
				if op.OperationName == "Slow" {
					close(begun)
					<-finish
				}
				return ctx
			}
		})
		partners := func(query, padding string) call {
			body, err := json.Marshal(map[string]string{"query": query, "padding": padding})
			if err != nil {
				t.Fatal(err)
			}
			return call{body: string(body)}.with("Authorization", "Bearer good")
		}
		large := strings.Repeat("a", 100<<10)
		done := make(chan struct{})
		go func() {
			defer close(done)
			partners(`mutation Slow { write(text: "x") }`, "").do(t, w.API)
		}()
		<-begun
		for name, c := range map[string]call{
			"a large body":      partners(`mutation { write(text: "x") }`, large),
			"a large operation": partners(`mutation { write(text: "x") }`, ""),
		} {
			if a := c.do(t, w.API); a.Code != 503 || codeIn(t, a.Body.Bytes()) != "UNAVAILABLE" || a.Header().Get("Retry-After") == "" {
				t.Errorf("%s: %d %s", name, a.Code, a.Body)
			}
		}
		if a := partners("{ hello }", "").do(t, w.API); a.Code != 200 {
			t.Errorf("a reader: %d %s", a.Code, a.Body)
		}
		close(finish)
		<-done
		for range 2 { // each gives its place back
			if a := partners(`mutation { write(text: "x") }`, large).do(t, w.API); a.Code != 200 {
				t.Errorf("afterwards: %d %s", a.Code, a.Body)
			}
		}
		if a := partners("{ hello }", large).do(t, w.API); a.Code != 413 {
			t.Errorf("a large query: %d %s", a.Code, a.Body)
		}
		if a := partners("{ hello }", large).do(t, w.API); a.Code != 413 {
			t.Errorf("one that was refused has kept its place: %d %s", a.Code, a.Body)
		}
	})
}
