package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

func sha(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// fill writes n pieces made by piece.
func fill(n int, piece func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(piece(i))
	}
	return b.String()
}

// The query that graphql-js 16 and GraphiQL send, with every option on.
const introspection = `query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind } subscriptionType { name kind }
types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL isOneOf
fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

func TestHostileDocumentsAreRefusedPromptly(t *testing.T) {
	api := newTestAPI()
	for name, c := range map[string]struct{ query, code string }{
		"introspection passes": {introspection, ""},
		"aliases at one level": {"{" + fill(31, func(i int) string { return fmt.Sprintf("a%d:hello ", i) }) + "}", codeComplexity},
		"10,000 aliases":       {"{" + fill(10_000, func(i int) string { return fmt.Sprintf("a%d:hello ", i) }) + "}", codeBadRequest},
		"aliases spread over levels": {"{" + fill(6, func(i int) string {
			return fmt.Sprintf("a%d:node(id:1){%s}", i, fill(20, func(i int) string { return fmt.Sprintf("b%d:id ", i) }))
		}) + "}", codeComplexity},
		"aliases in fragments of one level": {"{" + fill(4, func(i int) string { return fmt.Sprintf("...f%d ", i) }) + "}" + fill(4, func(i int) string {
			return fmt.Sprintf("fragment f%d on Query{%s}", i, fill(10, func(j int) string { return fmt.Sprintf("a%d_%d:hello ", i, j) }))
		}), codeComplexity},
		"repeats":                {"{" + strings.Repeat("hello ", 21) + "}", codeComplexity},
		"repeats by spreads":     {"{" + strings.Repeat("...f ", 21) + "} fragment f on Query{hello}", codeComplexity},
		"repeats of merged sets": {"{" + strings.Repeat("node(id:1){"+strings.Repeat("id ", 11)+"}", 2) + "}", codeComplexity},
		"few repeats pass":       {"{" + strings.Repeat("hello ", 20) + "}", ""},
		"depth 13":               {"{hotlines" + strings.Repeat("{nodes{related", 6) + "{totalCount}" + strings.Repeat("}}", 6) + "}", codeComplexity},
		"depth 500":              {"{hotlines" + strings.Repeat("{nodes{related", 250) + "{totalCount}" + strings.Repeat("}}", 250) + "}", codeComplexity},
		"depth 1,500":            {strings.Repeat("{a", 1500), codeParse},
		"circular fragments":     {"{...a} fragment a on Query{...b} fragment b on Query{...a}", codeValidation},
		"fragment in itself":     {"{...a} fragment a on Query{hello ...a}", codeValidation},
		"circular and unused":    {"{hello} fragment a on Query{...b} fragment b on Query{...a}", codeValidation},
		"same fragment twice":    {"{...a} fragment a on Query{hello} fragment a on Query{hello}", codeValidation},
		"unknown fragment":       {"{...nothing}", codeValidation},
		"fragment bomb": {"{...f0}" + fill(40, func(i int) string {
			return fmt.Sprintf("fragment f%d on Query{...f%d ...f%d}", i, i+1, i+1)
		}) + "fragment f40 on Query{hello}", codeComplexity},
		"field bomb": {"{hotlines{nodes{...f0}}}" + fill(30, func(i int) string {
			return fmt.Sprintf("fragment f%d on Hotline{a:related{nodes{...f%d}} b:related{nodes{...f%d}}}", i, i+1, i+1)
		}) + "fragment f30 on Hotline{id}", codeComplexity},
		"20 operations":           {fill(20, func(i int) string { return fmt.Sprintf("query q%d{hello}", i) }), codeComplexity},
		"tokens":                  {"{hello(name:\"" + "\")}" + strings.Repeat("#\n", 1), ""},
		"2,001 tokens":            {"{" + strings.Repeat("hello ", 2000) + "}", codeParse},
		"11 introspections":       {"{" + fill(11, func(i int) string { return fmt.Sprintf("a%d:__type(name:\"A\"){name}", i) }) + "}", codeComplexity},
		"circular introspection":  {"{__schema{types{fields{type{fields{type{fields{name}}}}}}}}", codeValidation},
		"a thousand millions":     {"{hotlines(first:1000000000){nodes{id}}}", "INVALID_INPUT"},
		"beyond any number":       {"{hotlines(first:99999999999999999999999){nodes{id}}}", codeValidation},
		"cost":                    {"{hotlines(first:100){nodes{related(first:100){nodes{related(first:100){nodes{id}}}}}}}", codeComplexity},
		"cost in fragments":       {"{hotlines(first:100){...c}} fragment c on HotlineConnection{nodes{related(first:100){...d}}} fragment d on HotlineConnection{nodes{related(first:100){totalCount nodes{id}}}}", codeComplexity},
		"250 ids pass":            {`{nodes(ids:[` + strings.Repeat(`"a",`, 250) + `]){id}}`, ""},
		"251 ids":                 {`{nodes(ids:[` + strings.Repeat(`"a",`, 251) + `]){id}}`, "INVALID_INPUT"},
		"nested lists":            {`{nodes(ids:` + strings.Repeat("[", 900) + strings.Repeat("]", 900) + `){id}}`, codeValidation},
		"deep input object":       {`{hotlines(filter:` + strings.Repeat("{kind:", 400) + "PHONE" + strings.Repeat("}", 400) + `){totalCount}}`, codeValidation},
		"NUL":                     {"{hello(name:\"\x00\")}", codeBadRequest},
		"NUL by an escape":        {`{hello(name:"a\u0000b")}`, codeValidation},
		"NUL in an object":        {`{hotlines(filter:{countries:["a","\u0000"]}){totalCount}}`, codeValidation},
		"NUL in a default":        {`query($n:String="\u0000"){hello(name:$n)}`, codeValidation},
		"NUL in a directive":      {`{hello @include(if:"\u0000")}`, codeValidation},
		"NUL in a fragment":       {`{...f} fragment f on Query{... on Query{hello(name:"\u0000")}}`, codeValidation},
		"NUL in a block":          {"{hello(name:\"\"\"\x00\"\"\")}", codeBadRequest},
		"no escape in a block":    {`{hello(name:"""\u0000""")}`, ""},
		"no escape":               {`{hello(name:"\\u0000")}`, ""},
		"bell":                    {"{\a}", codeParse},
		"directive storm":         {"{hello " + strings.Repeat("@include(if:true)", 250) + "}", codeValidation},
		"many unknown fields":     {"{" + fill(900, func(i int) string { return fmt.Sprintf("u%d ", i) }) + "}", codeValidation},
		"many pairs of fragments": {"{" + fill(250, func(i int) string { return fmt.Sprintf("...f%d ", i) }) + "}" + fill(250, func(i int) string { return fmt.Sprintf("fragment f%d on Query{u%d}", i, i) }), codeParse},
		"variables never used":    {"query(" + fill(300, func(i int) string { return fmt.Sprintf("$v%d:Int ", i) }) + "){hello}", codeValidation},
		"long name":               {"{" + strings.Repeat("x", 60_000) + "}", codeValidation},
		"long string":             {`{hello(name:"` + strings.Repeat("x", 60_000) + `")}`, ""},
		"comment only":            {strings.Repeat("#\n", 20_000), codeParse},
		"byte order marks":        {"\ufeff{hello}\ufeff", ""},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			w := post(c.query).do(t, api)
			// What these documents could do without limits takes a core for days; what they do takes
			// milliseconds. A machine that does much else and the race detector stay far below the bound, too.
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
			if code := codeIn(t, w.Body.Bytes()); code != c.code {
				t.Errorf("code %q, want %q: %.400s", code, c.code, w.Body)
			}
			if w.Body.Len() > 64<<10+100 || c.code != "" && w.Body.Len() > 8<<10 {
				t.Errorf("answer of %d bytes", w.Body.Len())
			}
		})
	}
}

// TestPriceIsLinear prices a chain of fragments, each spread twice: the guard would refuse it, and the
// price must not depend on that.
func TestPriceIsLinear(t *testing.T) {
	limits := DefaultLimits()
	text := "{...f0}" + fill(60, func(i int) string {
		return fmt.Sprintf("fragment f%d on Query{...f%d ...f%d}", i, i+1, i+1)
	}) + "fragment f60 on Query{hello}"
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range doc.Fragments { // what validation does, which takes too long here
		for _, s := range f.SelectionSet {
			if s, ok := s.(*ast.FragmentSpread); ok {
				s.Definition = doc.Fragments.ForName(s.Name)
			}
		}
	}
	doc.Operations[0].SelectionSet[0].(*ast.FragmentSpread).Definition = doc.Fragments[0]
	if cost, _, _ := costOf(doc.Operations[0], nil, false, &limits); cost != unbounded {
		t.Errorf("cost %d", cost)
	}
}

func TestBodyLimit(t *testing.T) {
	api := newTestAPI()
	for name, body := range map[string]string{"2 MiB": strings.Repeat("x", 2<<20), "one byte": strings.Repeat(" ", 64<<10+1)} {
		w := (call{body: body}).do(t, api)
		if w.Code != 413 || w.Header().Get("Connection") != "close" || codeIn(t, w.Body.Bytes()) != codeBadRequest {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		// The same without a declared length.
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
		r.ContentLength = -1
		r.Header.Set("Content-Type", "application/json")
		w = httptest.NewRecorder()
		api.ServeHTTP(w, r)
		if w.Code != 413 {
			t.Errorf("%s, chunked: %d", name, w.Code)
		}
	}
	exact := `{"query":"{hello}","x":"`
	exact += strings.Repeat("x", 64<<10-len(exact)-2) + `"}`
	if w := (call{body: exact}).do(t, api); w.Code != 200 {
		t.Errorf("exactly the limit: %d %s", w.Code, w.Body)
	}
}

func TestSlowBody(t *testing.T) {
	s := httptest.NewUnstartedServer(newTestAPI())
	s.Config.ReadTimeout = 50 * time.Millisecond
	s.Config.ReadHeaderTimeout = time.Minute // so that it is the body that comes too slowly, however slow the machine is
	s.Start()
	defer s.Close()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	fmt.Fprint(c, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"que")
	buf := make([]byte, 4096)
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
	n, err := c.Read(buf)
	if err != nil || !strings.HasPrefix(string(buf[:n]), "HTTP/1.1 408 ") {
		t.Errorf("%v %q", err, buf[:n])
	}
}

func TestSlowOperationEnds(t *testing.T) {
	api := newTestAPI(func(o *Options) { o.Limits.Timeout = 20 * time.Millisecond })
	w := post(`{fail(how:"wait")}`).do(t, api)
	if codeIn(t, w.Body.Bytes()) != "UNAVAILABLE" {
		t.Errorf("%s", w.Body)
	}
}

func TestRefusedDocumentsKeepMemoryFlat(t *testing.T) {
	api := newTestAPI()
	before := heap()
	for i := range 60 {
		refused := fmt.Sprintf("{ a%d %s }", i, strings.Repeat("b ", 1900))
		hash := sha(refused)
		body := `{"query":"` + refused + `","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + hash + `"}}}`
		if w := (call{body: body}).do(t, api); codeIn(t, w.Body.Bytes()) == "" {
			t.Fatal("not refused")
		}
	}
	if n, _ := api.documents.kept.size(); n != 0 {
		t.Errorf("%d refused documents kept", n)
	}
	if n, _ := api.documents.hashed.size(); n != 0 {
		t.Errorf("%d refused hashes kept", n)
	}
	if grown := heap() - before; grown > 4<<20 {
		t.Errorf("heap grew by %d bytes", grown)
	}
	// Accepted ones are bounded too, by the estimate and in truth.
	api = newTestAPI(func(o *Options) { o.DocumentBytes = 8 << 20; o.AnswerBytes = 4 << 20 })
	before = heap()
	for i := range 3000 {
		_ = post(fmt.Sprintf("query q%d { %s }", i, strings.Repeat("hello language ", 20))).do(t, api)
	}
	if _, bytes := api.documents.kept.size(); bytes > 8<<20 {
		t.Errorf("%d bytes of documents", bytes)
	}
	if grown := heap() - before; grown > 16<<20 {
		t.Errorf("heap grew by %d bytes", grown)
	}
	runtime.KeepAlive(api)
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc) //nolint:gosec // a heap is smaller than that
}
