//go:build proxy

package conformance

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// country asks for more than a kilobyte, which is when answers are compressed.
const country = `{ country(code: "MD") { name { value language } hotlines { nodes { id name { value } countries { code name { value } } channels { kind address languages { tag } } } } region { name { value } countries { code name { value } } } } }`

func TestProxy(t *testing.T) {
	program := build(t)
	t.Run("keeps what everybody may have", func(t *testing.T) { keeps(t, program) })
	t.Run("asks again", func(t *testing.T) { asksAgain(t, program) })
}

// keeps asks as many readers do, while nothing grows old.
func keeps(t *testing.T, program string) {
	s := start(t, program, "BLUEHEART_MAX_AGE=1h")
	p := proxy(t, s)
	direct := &nginx{http.DefaultClient}

	t.Run("nine of ten questions do not reach the server", func(t *testing.T) {
		counts := map[string]int{}
		for range 10 {
			for n := range 10 {
				g := p.get(t, query(fmt.Sprintf("{ hotlines(first: %d) { nodes { id name { value } } } }", n+1)))
				if g.status != http.StatusOK || !strings.Contains(g.body, `"nodes"`) {
					t.Fatalf("%d %s", g.status, g.body)
				}
				counts[g.cache]++
			}
		}
		if counts["MISS"] != 10 || counts["HIT"] != 90 {
			t.Errorf("%v", counts)
		}
	})

	t.Run("languages, encodings and types are not mixed up", func(t *testing.T) {
		for _, cache := range []string{"MISS", "HIT"} {
			for _, language := range []string{"", "ar", "en", "es", "fr", "ru", "uk", "zh", "fr;q=0.5, uk"} {
				for _, coding := range []string{"identity", "gzip", "zstd"} {
					for _, media := range []string{"application/json", "application/graphql-response+json"} {
						headers := []string{"Accept-Language: " + language, "Accept-Encoding: " + coding, "Accept: " + media}
						g := p.get(t, query(country), headers...)
						want := direct.ask(t, s, query(country), headers...)
						if text := decoded(t, g); len(text) < 1<<10 || g.cache != cache || text != decoded(t, want) || g.header.Get("ETag") != want.header.Get("ETag") ||
							g.header.Get("Content-Encoding") != strings.TrimPrefix(coding, "identity") || !strings.HasPrefix(g.header.Get("Content-Type"), media) {
							t.Fatalf("%v: %s %v\n%s\nfrom the server:\n%s", headers, g.cache, g.header, decoded(t, g), decoded(t, want))
						}
					}
				}
			}
		}
	})

	t.Run("who has an answer is told that it holds", func(t *testing.T) {
		first := p.get(t, query(country), "Accept-Language: en")
		again := p.get(t, query(country), "Accept-Language: en", "If-None-Match: "+first.header.Get("ETag"))
		if again.status != http.StatusNotModified || again.cache != "HIT" || again.body != "" {
			t.Errorf("%d %s %q", again.status, again.cache, again.body)
		}
		other := p.get(t, query(country), "Accept-Language: ru", "If-None-Match: "+first.header.Get("ETag"))
		if other.status != http.StatusOK {
			t.Errorf("in another language: %d %s", other.status, other.cache)
		}
	})

	t.Run("persisted queries are kept, and that one is missing is not", func(t *testing.T) {
		const text = "{ directory { counts { hotlines } } }"
		extensions := fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":"%x"}}`, sha256.Sum256([]byte(text)))
		byHash := url.Values{"extensions": {extensions}}
		for range 2 {
			if g := p.get(t, byHash); !strings.Contains(g.body, "PERSISTED_QUERY_NOT_FOUND") || g.cache != "MISS" {
				t.Fatalf("%s %s", g.cache, g.body)
			}
		}
		if g := p.post(t, fmt.Sprintf(`{"query":%q,"extensions":%s}`, text, extensions)); g.status != http.StatusOK || g.cache != "" {
			t.Fatalf("%d %s %s", g.status, g.cache, g.body)
		}
		for _, cache := range []string{"MISS", "HIT"} {
			if g := p.get(t, byHash); !strings.Contains(g.body, `"hotlines":`) || g.cache != cache {
				t.Errorf("%s %s", g.cache, g.body)
			}
		}
	})

	t.Run("errors, tokens and what people tell are not kept", func(t *testing.T) {
		token := "Authorization: Bearer " + administrator(t, s)
		for name, c := range map[string]struct {
			query   string
			headers []string
			in      string // the answer
		}{
			"an error":            {`{ country(code: "ZZ") { code } }`, nil, "INVALID_INPUT"},
			"half an error":       {`{ directory { revision } changes(since: -1) { revision } }`, nil, "INVALID_INPUT"},
			"no query":            {"{", nil, "GRAPHQL_PARSE_FAILED"},
			"a person's words":    {`{ search(text: "trata") { totalCount } }`, nil, "totalCount"},
			"a person's place":    {`{ findHelp(situation: {country: "MD"}) { totalCount } }`, nil, "totalCount"},
			"a budget":            {`{ rateLimit { limit } }`, nil, "rateLimit"},
			"with a token":        {country, []string{token, "Accept-Language: en"}, "hotlines"},
			"with a wrong token":  {country, []string{token + "x", "Accept-Language: en"}, "UNAUTHENTICATED"},
			"who calls":           {`{ viewer { id } }`, []string{token}, "viewer"},
			"a mutation, refused": {`mutation { removeWebhook(input: {id: "x"}) { problems { path } } }`, nil, "BAD_REQUEST"},
		} {
			for range 2 {
				if g := p.get(t, query(c.query), c.headers...); g.cache != "MISS" || g.header.Get("Cache-Control") != "no-store" || !strings.Contains(g.body, c.in) {
					t.Errorf("%s: %d %s %s %s", name, g.status, g.cache, g.header.Get("Cache-Control"), g.body)
				}
			}
		}
		if g := p.get(t, query(country), "Accept-Language: en"); g.cache != "HIT" || g.status != http.StatusOK {
			t.Errorf("what everybody has is gone: %d %s", g.status, g.cache)
		}
	})

	t.Run("events come through at once, to one beside another", func(t *testing.T) {
		for range 2 {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://directory.example/graphql?"+query("subscription { directoryChanged { revision } }").Encode(), http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Accept", "text/event-stream")
			answer, err := p.client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close() //nolint:errcheck // it is cut off at the end of the test
			lines := bufio.NewScanner(answer.Body)
			for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") {
			}
			if !strings.Contains(lines.Text(), `"revision"`) {
				t.Errorf("%s: %q, %v", answer.Status, lines.Text(), lines.Err())
			}
		}
	})
}

// asksAgain lets answers grow old after a second.
func asksAgain(t *testing.T, program string) {
	s := start(t, program, "BLUEHEART_MAX_AGE=1s")
	p := proxy(t, s)
	revision := func() got { return p.get(t, query("{ directory { revision } }")) }
	openNow := func() got { return p.get(t, query("{ hotlines(first: 5) { nodes { isOpen } } }")) }

	before := revision()
	until(t, "an answer of the clock is checked with its tag", openNow, func(g got) bool { return g.cache == "REVALIDATED" })
	publish(t, s)
	until(t, "a new revision is seen", revision, func(g got) bool { return g.status == http.StatusOK && g.body != before.body })

	s.stop()
	until(t, "an answer is given stale while the server is down", revision, func(g got) bool {
		if g.status != http.StatusOK {
			t.Fatalf("%d %s", g.status, g.cache)
		}
		return g.cache == "STALE"
	})
	down := until(t, "an answer of the clock is not", openNow, func(g got) bool { return g.status == http.StatusBadGateway })
	if strings.Contains(down.body, "isOpen") {
		t.Error(down.body)
	}
}

// ask asks the server itself.
func (p *nginx) ask(t *testing.T, s *server, parameters url.Values, headers ...string) got {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"?"+parameters.Encode(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return p.send(t, r, headers...)
}

// decoded gives the body of an answer as it was before it was compressed.
func decoded(t *testing.T, g got) string {
	t.Helper()
	var r io.Reader = strings.NewReader(g.body)
	switch g.header.Get("Content-Encoding") {
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	case "zstd":
		z, err := zstd.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		r = z
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(text))
}

var shown = regexp.MustCompile(`bh_[A-Za-z0-9_-]+`)

// administrator gives the token that the first start printed.
func administrator(t *testing.T, s *server) string {
	t.Helper()
	token := shown.FindString(s.log.String())
	if token == "" {
		t.Fatal("no token was printed")
	}
	return token
}

// publish makes a new revision.
func publish(t *testing.T, s *server) {
	t.Helper()
	direct := &nginx{http.DefaultClient}
	change := func(mutation string) string {
		body, err := json.Marshal(map[string]string{"query": mutation})
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		g := direct.send(t, r, "Content-Type: application/json", "Authorization: Bearer "+administrator(t, s))
		if g.status != http.StatusOK || !strings.Contains(g.body, `"problems":[]`) {
			t.Fatalf("%d %s", g.status, g.body)
		}
		return g.body
	}
	answer := change(`mutation { registerOrganization(input: {names: [{value: "A helping hand", language: "en"}], kind: NGO, country: MD}) { organization { id } problems { path } } }`)
	id := regexp.MustCompile(`"id":"([^"]+)"`).FindStringSubmatch(answer)
	if id == nil {
		t.Fatal(answer)
	}
	change(`mutation { approveOrganization(input: {id: "` + id[1] + `"}) { problems { path } } }`)
}
