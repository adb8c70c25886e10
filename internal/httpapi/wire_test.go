package httpapi

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

const newType = "application/graphql-response+json"

// call is one request of a table.
type call struct {
	method, target, body string
	header               map[string]string
}

func (c call) do(t *testing.T, h http.Handler) *httptest.ResponseRecorder {
	t.Helper()
	method := c.method
	if method == "" {
		method = http.MethodPost
	}
	target := c.target
	if target == "" {
		target = "/graphql"
	}
	r := httptest.NewRequest(method, target, strings.NewReader(c.body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Accept", newType)
	for k, v := range c.header {
		if v == "" {
			r.Header.Del(k)
		} else {
			r.Header.Set(k, v)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func post(query string) call {
	b, _ := json.Marshal(map[string]string{"query": query})
	return call{body: string(b)}
}

func get(query string) call {
	return call{method: http.MethodGet, target: "/graphql?query=" + url.QueryEscape(query)}
}

func (c call) with(k, v string) call {
	h := map[string]string{k: v}
	maps.Copy(h, c.header)
	c.header = h
	return c
}

// codeIn gives extensions.code of the first error of an answer, "" if there is none.
func codeIn(t *testing.T, body []byte) string {
	t.Helper()
	var a struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatalf("answer is not JSON: %v: %.300s", err, body)
	}
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}

func newTestAPI(change ...func(*Options)) *API {
	o := Options{Schema: newMini(), Revision: func() string { return "r1" }}
	for _, f := range change {
		f(&o)
	}
	return New(o)
}

func TestWire(t *testing.T) {
	api := newTestAPI()
	for name, c := range map[string]struct {
		call   call
		status int
		code   string
	}{
		"post":                         {post("{ hello }"), 200, ""},
		"get":                          {get("{ hello }"), 200, ""},
		"get with variables":           {call{method: "GET", target: "/graphql?query=query($n:String){hello(name:$n)}&variables=%7B%22n%22:%22x%22%7D"}, 200, ""},
		"get with empty variables":     {call{method: "GET", target: "/graphql?query={hello}&variables="}, 200, ""},
		"get unknown parameter":        {call{method: "GET", target: "/graphql?query={hello}&x=%zz"}, 200, ""},
		"unknown member":               {call{body: `{"query":"{hello}","id":[1,{"a":null}]}`}, 200, ""},
		"null members":                 {call{body: `{"query":"{hello}","variables":null,"operationName":null,"extensions":null}`}, 200, ""},
		"content type with charset":    {post("{hello}").with("Content-Type", `Application/JSON; charset="UTF-8"`), 200, ""},
		"surrogate pair":               {call{body: `{"query":"{hello(name:\"\ud83d\ude00\")}"}`}, 200, ""},
		"put":                          {call{method: "PUT"}, 405, "BAD_REQUEST"},
		"made-up method":               {call{method: "BREW"}, 405, "BAD_REQUEST"},
		"get mutation":                 {get(`mutation { write(text: "x") }`), 405, "BAD_REQUEST"},
		"mutation":                     {post(`mutation { write(text: "x") }`), 200, ""},
		"subscription":                 {post("subscription { changed }"), 400, "BAD_REQUEST"},
		"get subscription":             {get("subscription { changed }"), 400, "BAD_REQUEST"},
		"no content type":              {post("{hello}").with("Content-Type", ""), 415, "BAD_REQUEST"},
		"text/plain":                   {post("{hello}").with("Content-Type", "text/plain"), 415, "BAD_REQUEST"},
		"form":                         {post("{hello}").with("Content-Type", "application/x-www-form-urlencoded"), 415, "BAD_REQUEST"},
		"multipart":                    {post("{hello}").with("Content-Type", "multipart/form-data; boundary=x"), 415, "BAD_REQUEST"},
		"latin1":                       {post("{hello}").with("Content-Type", "application/json; charset=latin1"), 415, "BAD_REQUEST"},
		"compressed body":              {post("{hello}").with("Content-Encoding", "gzip"), 415, "BAD_REQUEST"},
		"unacceptable":                 {post("{hello}").with("Accept", "text/html"), 406, "BAD_REQUEST"},
		"event stream":                 {post("{hello}").with("Accept", "text/event-stream"), 406, "BAD_REQUEST"},
		"empty body":                   {call{}, 400, "BAD_REQUEST"},
		"batch":                        {call{body: `[{"query":"{hello}"}]`}, 400, "BAD_REQUEST"},
		"string body":                  {call{body: `"{hello}"`}, 400, "BAD_REQUEST"},
		"broken JSON":                  {call{body: `{"query":"{hello}"`}, 400, "BAD_REQUEST"},
		"trailing JSON":                {call{body: `{"query":"{hello}"} {}`}, 400, "BAD_REQUEST"},
		"duplicate member":             {call{body: `{"query":"{hello}","query":"{language}"}`}, 400, "BAD_REQUEST"},
		"duplicate member of variable": {call{body: `{"query":"{hello}","variables":{"a":1,"a":2}}`}, 400, "BAD_REQUEST"},
		"lone surrogate":               {call{body: `{"query":"{hello(name:\"\ud83d\")}"}`}, 400, "BAD_REQUEST"},
		"wrong surrogates":             {call{body: `{"query":"{hello(name:\"\ude00\ud83d\")}"}`}, 400, "BAD_REQUEST"},
		"escaped NUL":                  {call{body: `{"query":"{hello}","variables":{"a":"\u0000"}}`}, 400, "BAD_REQUEST"},
		"raw NUL":                      {call{body: "{\"query\":\"{hello}\x00\"}"}, 400, "BAD_REQUEST"},
		"NUL in get":                   {get("{hello}\x00"), 400, "BAD_REQUEST"},
		"invalid UTF-8":                {call{body: "{\"query\":\"{hello} #\xff\"}"}, 400, "BAD_REQUEST"},
		"deep JSON":                    {call{body: `{"query":"{hello}","variables":{"a":` + strings.Repeat("[", 30000) + `}}`}, 400, "BAD_REQUEST"},
		"huge number":                  {call{body: `{"query":"{hello}","variables":{"a":1e999}}`}, 400, "BAD_REQUEST"},
		"query missing":                {call{body: `{}`}, 400, "BAD_REQUEST"},
		"query a number":               {call{body: `{"query":1}`}, 400, "BAD_REQUEST"},
		"variables a list":             {call{body: `{"query":"{hello}","variables":[]}`}, 400, "BAD_REQUEST"},
		"extensions a string":          {call{body: `{"query":"{hello}","extensions":"x"}`}, 400, "BAD_REQUEST"},
		"operationName a number":       {call{body: `{"query":"{hello}","operationName":0}`}, 400, "BAD_REQUEST"},
		"get without query":            {call{method: "GET", target: "/graphql"}, 400, "BAD_REQUEST"},
		"get query twice":              {call{method: "GET", target: "/graphql?query={hello}&query={hello}"}, 400, "BAD_REQUEST"},
		"get bad escape":               {call{method: "GET", target: "/graphql?query={hello}%zz"}, 400, "BAD_REQUEST"},
		"get bad variables":            {call{method: "GET", target: "/graphql?query={hello}&variables={"}, 400, "BAD_REQUEST"},
		"get semicolon":                {call{method: "GET", target: "/graphql?query={hello};variables=x"}, 400, "BAD_REQUEST"},
		"long query string":            {get("{hello} #" + strings.Repeat("x", 70_000)), 414, "BAD_REQUEST"},
		"syntax":                       {post("{"), 400, "GRAPHQL_PARSE_FAILED"},
		"unknown field":                {post("{ helo }"), 400, "GRAPHQL_VALIDATION_FAILED"},
		"unknown operation":            {call{body: `{"query":"query a{hello}","operationName":"b"}`}, 400, "GRAPHQL_VALIDATION_FAILED"},
		"which operation":              {post("query a{hello} query b{hello}"), 400, "GRAPHQL_VALIDATION_FAILED"},
		"only fragments":               {post("fragment f on Query { hello }"), 400, "GRAPHQL_VALIDATION_FAILED"},
		"defer":                        {post("{ ... @defer { hello } }"), 400, "GRAPHQL_VALIDATION_FAILED"},
		"null for non-null":            {call{body: `{"query":"query($i:ID!){node(id:$i){id}}","variables":{"i":null}}`}, 400, "GRAPHQL_VALIDATION_FAILED"},
		"text for Int":                 {call{body: `{"query":"query($i:Int){hello(count:$i)}","variables":{"i":"5"}}`}, 400, "GRAPHQL_VALIDATION_FAILED"},
		"whole float for Int":          {call{body: `{"query":"query($i:Int){hello(count:$i)}","variables":{"i":5.0}}`}, 200, ""},
		"33 bits for Int":              {call{body: `{"query":"query($i:Int){hello(count:$i)}","variables":{"i":4294967296}}`}, 400, "GRAPHQL_VALIDATION_FAILED"},
		"lower-case enum":              {call{body: `{"query":"query($k:Kind){hello(kind:$k)}","variables":{"k":"phone"}}`}, 400, "GRAPHQL_VALIDATION_FAILED"},
		"nested mistake":               {call{body: `{"query":"query($f:Filter){hotlines(filter:$f){totalCount}}","variables":{"f":{"countries":["UA",5]}}}`}, 400, "GRAPHQL_VALIDATION_FAILED"},
		"page above cap":               {post("{ hotlines(first: 101) { totalCount } }"), 400, "INVALID_INPUT"},
		"page above cap by variable":   {call{body: `{"query":"query($n:Int){hotlines(last:$n){totalCount}}","variables":{"n":1000000000}}`}, 400, "INVALID_INPUT"},
		"resolver error":               {post(`{ fail(how: "notFound") hello }`), 200, "NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) {
			w := c.call.do(t, api)
			if w.Code != c.status {
				t.Errorf("status %d, want %d: %s", w.Code, c.status, w.Body)
			}
			if code := codeIn(t, w.Body.Bytes()); code != c.code {
				t.Errorf("code %q, want %q: %s", code, c.code, w.Body)
			}
			if w.Code != 200 {
				if strings.Contains(w.Body.String(), `"data"`) {
					t.Errorf("a refused request has data: %s", w.Body)
				}
				if got := w.Header().Get("Cache-Control"); got != "no-store" {
					t.Errorf("Cache-Control %q", got)
				}
				if w.Code == 405 && w.Header().Get("Allow") == "" {
					t.Error("405 without Allow")
				}
			}
			for h, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*",
				"Vary": "Accept, Accept-Language, Accept-Encoding, Authorization",
			} {
				if got := w.Header().Get(h); got != want {
					t.Errorf("%s %q, want %q", h, got, want)
				}
			}
			if ct := w.Header().Get("Content-Type"); !strings.HasSuffix(ct, "; charset=utf-8") {
				t.Errorf("Content-Type %q", ct)
			}
			if strings.Contains(w.Body.String(), "Did you mean") {
				t.Errorf("suggestion: %s", w.Body)
			}
		})
	}
}

func TestRequestErrorsUnderApplicationJSON(t *testing.T) {
	api := newTestAPI()
	for query, status := range map[string]int{"{": 200, "{helo}": 200, "subscription{changed}": 400, "": 400} {
		if w := post(query).with("Accept", "application/json").do(t, api); w.Code != status {
			t.Errorf("%q: %d, want %d: %s", query, w.Code, status, w.Body)
		}
	}
}

func TestNegotiate(t *testing.T) {
	for accept, want := range map[string]media{
		"":                                    mediaJSON,
		"*/*":                                 mediaJSON,
		"application/*":                       mediaJSON,
		"application/json":                    mediaJSON,
		newType:                               mediaGraphQL,
		"application/json, " + newType:        mediaGraphQL,
		newType + ";q=0.5, application/json":  mediaJSON,
		newType + ";q=0.5, */*;q=0.1":         mediaGraphQL,
		"application/json;q=0, " + newType:    mediaGraphQL,
		"application/json;q=0, */*":           mediaGraphQL,
		"application/json;q=0":                mediaNone,
		"application/json, text/plain, */*":   mediaJSON,
		newType + ", */*":                     mediaGraphQL,
		"text/html":                           mediaNone,
		"*/*;q=0":                             mediaNone,
		"APPLICATION/JSON ; Q=0.3":            mediaJSON,
		"application/json; charset=utf-8":     mediaJSON,
		"application/json; charset=utf-16":    mediaNone,
		newType + ";q=nonsense":               mediaNone,
		",,;;q=,application/json;q=1.000;x=y": mediaJSON,
	} {
		if got := negotiate([]string{accept}); got != want {
			t.Errorf("%q: %d, want %d", accept, got, want)
		}
	}
}

func TestNegotiateCoding(t *testing.T) {
	for accept, want := range map[string]coding{
		"": codingIdentity, "gzip": codingGzip, "gzip, deflate, br, zstd": codingZstd, "br": codingIdentity,
		"zstd;q=0.1, gzip": codingGzip, "gzip;q=0": codingIdentity, "*": codingGzip, "*;q=0": codingIdentity,
		"identity": codingIdentity, "zstd": codingZstd,
	} {
		if got := negotiateCoding([]string{accept}); got != want {
			t.Errorf("%q: %d, want %d", accept, got, want)
		}
	}
}

func TestHeadAndOptions(t *testing.T) {
	api := newTestAPI()
	full := get("{ hello }").do(t, api)
	c := get("{ hello }")
	c.method = http.MethodHead
	w := c.do(t, api)
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") != full.Header().Get("Content-Length") {
		t.Errorf("HEAD: %d %q %v", w.Code, w.Body, w.Header())
	}
	if w := (call{method: http.MethodOptions}).do(t, api); w.Code != 204 || w.Header().Get("Allow") == "" {
		t.Errorf("OPTIONS: %d %v", w.Code, w.Header())
	}
	pre := call{method: http.MethodOptions, header: map[string]string{
		"Origin": "https://example.org", "Access-Control-Request-Method": "POST",
		"Access-Control-Request-Headers": "apollo-require-preflight,apollographql-client-name,content-type",
	}}
	w = pre.do(t, api)
	for h, want := range map[string]string{
		"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "POST", "Access-Control-Max-Age": "7200",
		"Access-Control-Allow-Credentials": "",
		"Access-Control-Allow-Headers":     "apollo-require-preflight,apollographql-client-name,content-type",
	} {
		if got := w.Header().Get(h); got != want {
			t.Errorf("preflight %s: %q, want %q", h, got, want)
		}
	}
	if w := post("{hello}").with("Sec-Fetch-Site", "cross-site").with("Origin", "https://example.org").do(t, api); w.Code != 200 {
		t.Errorf("a query from another site's page: %d %s", w.Code, w.Body)
	}
	pre.header["Access-Control-Request-Method"], pre.header["Access-Control-Request-Headers"] = "GET", "if-range,range"
	if got := pre.do(t, api).Header().Get("Access-Control-Allow-Headers"); got != "if-range,range" {
		t.Errorf("a page may not go on with a file: %q", got)
	}
	for _, h := range []string{"ETag", "Accept-Ranges", "Content-Range", "Repr-Digest"} {
		if exposed := full.Header().Get("Access-Control-Expose-Headers"); !strings.Contains(exposed, h) {
			t.Errorf("a page may not read %s: %q", h, exposed)
		}
	}
	listed := newTestAPI(func(o *Options) { o.AllowedOrigins = []string{"https://a.example"} })
	w = post("{hello}").with("Origin", "https://b.example").do(t, listed)
	vary := []string{"Origin, Accept, Accept-Language, Accept-Encoding, Authorization"} // in one line
	if w.Header().Get("Access-Control-Allow-Origin") != "" || !slices.Equal(w.Header()["Vary"], vary) {
		t.Errorf("listed origins: %v", w.Header())
	}
}

func TestSameOrigin(t *testing.T) {
	h := SameOrigin(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	if w := post("").with("Sec-Fetch-Site", "cross-site").do(t, h); w.Code != 403 {
		t.Errorf("cross-site POST: %d", w.Code)
	}
	if w := post("").with("Sec-Fetch-Site", "same-origin").do(t, h); w.Code != 200 {
		t.Errorf("same-origin POST: %d", w.Code)
	}
}

func TestErrorsAsTheClientSeesThem(t *testing.T) {
	api := newTestAPI()
	for how, want := range map[string]string{
		"notFound": `{"message":"There is no such hotline.","locations":[{"line":1,"column":2}],"path":["fail"],"extensions":{"code":"NOT_FOUND"}}`,
		"problems": `{"message":"Wrong.","locations":[{"line":1,"column":2}],"path":["fail"],"extensions":{"code":"INVALID_INPUT","problems":[{"path":"input.name","code":"INVALID_INPUT","message":"Too long."}]}}`,
		"unknown":  `{"message":"Internal error.","locations":[{"line":1,"column":2}],"path":["fail"],"extensions":{"code":"INTERNAL","requestId":"ID"}}`,
		"internal": `{"message":"Internal error.","locations":[{"line":1,"column":2}],"path":["fail"],"extensions":{"code":"INTERNAL","requestId":"ID"}}`,
		"panic":    `{"message":"Internal error.","path":["fail"],"extensions":{"code":"INTERNAL","requestId":"ID"}}`,
	} {
		w := post(`{fail(how: "`+how+`")}`).do(t, api)
		want = `{"errors":[` + strings.ReplaceAll(want, `"ID"`, `"`+w.Header().Get("X-Request-Id")+`"`) + `],"data":{"fail":null}}`
		if diff := cmp.Diff(want, w.Body.String()); diff != "" {
			t.Errorf("%s: -want +got\n%s", how, diff)
		}
	}
	w := post(`{fail(how: "many")}`).do(t, api)
	var many struct{ Errors []struct{ Message string } }
	if err := json.Unmarshal(w.Body.Bytes(), &many); err != nil || len(many.Errors) != 10 || len([]rune(many.Errors[0].Message)) != 300 {
		t.Errorf("many errors: %v, %d of them", err, len(many.Errors))
	}
}

func TestBeginReachesResolvers(t *testing.T) {
	var seen []string
	api := newTestAPI(func(o *Options) {
		o.Begin = func(ctx context.Context, op *graphql.OperationContext) context.Context {
			seen = append(seen, op.OperationName)
			return ctx
		}
		o.Language = func(s string) string { return strings.ToUpper(s) }
	})
	w := post("query a { language }").with("Accept-Language", "uk").do(t, api)
	if got := w.Body.String(); got != `{"data":{"language":"UK"}}` || len(seen) != 1 || seen[0] != "a" {
		t.Errorf("%s, begun %q", got, seen)
	}
}

func TestPanicOutsideResolvers(t *testing.T) {
	api := newTestAPI()
	h := api.Observe("/x", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret") }))
	w := get("{hello}").do(t, h)
	if w.Code != 500 || codeIn(t, w.Body.Bytes()) != "INTERNAL" || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestWriteErrorChoosesTheStatus(t *testing.T) {
	api := newTestAPI()
	for code, status := range map[directory.Code]int{
		directory.Unauthenticated: 401, directory.Forbidden: 403, directory.NotFound: 404, directory.Conflict: 409,
		directory.RateLimited: 429, directory.Internal: 500, directory.Unavailable: 503, directory.InvalidInput: 400,
	} {
		w := httptest.NewRecorder()
		api.WriteError(w, httptest.NewRequest(http.MethodGet, "/", nil), directory.NewError(code, "x"))
		if w.Code != status || codeIn(t, w.Body.Bytes()) != string(code) {
			t.Errorf("%s: %d %s", code, w.Code, w.Body)
		}
	}
}

func TestPersistedQueries(t *testing.T) {
	api := newTestAPI()
	const hash = "8c9e77ba4a1ad4bc1ed4c6ffb91bbec7b2ed5e9b26cd1e5e3d1f2d1d4c1d1b1a"
	only := func(h string) call {
		return call{body: `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + h + `"}}}`}
	}
	both := func(h, query string) call {
		return call{body: `{"query":"` + query + `","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + h + `"}}}`}
	}
	if w := only(hash).do(t, api); codeIn(t, w.Body.Bytes()) != codeNotPersisted || w.Header().Get("Cache-Control") != "no-store" ||
		!strings.Contains(w.Body.String(), `"PersistedQueryNotFound"`) {
		t.Errorf("unknown hash: %s", w.Body)
	}
	if w := both(hash, "{hello}").do(t, api); codeIn(t, w.Body.Bytes()) != codeBadRequest {
		t.Errorf("wrong hash: %s", w.Body)
	}
	sum := sha("{hello}")
	if w := both(sum, "{hello}").do(t, api); w.Code != 200 {
		t.Errorf("register: %s", w.Body)
	}
	if w := only(strings.ToUpper(sum)).do(t, api); w.Body.String() != `{"data":{"hello":"hello world"}}` {
		t.Errorf("by hash: %s", w.Body)
	}
	bad := sha("{nothing}")
	_ = both(bad, "{nothing}").do(t, api)
	if w := only(bad).do(t, api); codeIn(t, w.Body.Bytes()) != codeNotPersisted {
		t.Errorf("a refused text was kept: %s", w.Body)
	}
	for _, x := range []string{`1`, `{"version":2,"sha256Hash":"x"}`, `{"version":1,"sha256Hash":"zz"}`, `{"version":1}`} {
		if w := (call{body: `{"extensions":{"persistedQuery":` + x + `}}`}).do(t, api); codeIn(t, w.Body.Bytes()) != codeBadRequest {
			t.Errorf("%s: %s", x, w.Body)
		}
	}
}

func TestAuthenticationCanRefuse(t *testing.T) {
	var api *API
	api = newTestAPI(func(o *Options) {
		o.Authenticate = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "Bearer bad" {
					api.WriteError(w, r, directory.NewError(directory.Unauthenticated, "The token is not valid."))
					return
				}
				next.ServeHTTP(w, r)
			})
		}
	})
	w := post("{hello}").with("Authorization", "Bearer bad").do(t, api)
	if w.Code != 401 || w.Header().Get("WWW-Authenticate") != "Bearer" || codeIn(t, w.Body.Bytes()) != "UNAUTHENTICATED" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
