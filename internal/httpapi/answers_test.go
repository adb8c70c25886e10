package httpapi

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// world is an API whose revision and clock a test moves.
type world struct {
	*API
	mini     *mini
	revision atomic.Pointer[string]
	clock    atomic.Int64
}

func newWorld(change ...func(*Options)) *world {
	w := &world{mini: newMini()}
	w.setRevision("r1")
	w.clock.Store(1_800_000_000)
	w.mini.now = func() int64 { return w.clock.Load() / 60 }
	w.API = newTestAPI(append([]func(*Options){func(o *Options) {
		o.Schema = w.mini
		o.Revision = func() string { return *w.revision.Load() }
		o.Now = func() time.Time { return time.Unix(w.clock.Load(), 0) }
		o.Language = func(s string) string { return strings.ToLower(s) }
		o.Build = "v1"
	}}, change...)...)
	return w
}

func (w *world) setRevision(r string) { w.revision.Store(&r) }

// ran does c and tells whether the schema ran for it.
func (w *world) ran(t *testing.T, c call) (*httptest.ResponseRecorder, bool) {
	t.Helper()
	before := w.mini.runs.Load()
	answer := c.do(t, w.API)
	return answer, w.mini.runs.Load() > before
}

func TestAnswersAreKeptByAllTheyDependOn(t *testing.T) {
	w := newWorld()
	for _, step := range []struct {
		name string
		call call
		ran  bool
	}{
		{"first", post("{ language }"), true},
		{"again", post("{ language }"), false},
		{"other bytes", post("{ language  }"), true},
		{"other language", post("{ language }").with("Accept-Language", "uk"), true},
		{"same language, other spelling", post("{ language }").with("Accept-Language", "UK"), false},
		{"other media type", post("{ language }").with("Accept", "application/json"), true},
		{"by GET", get("{ language }"), true},
		{"by GET again", get("{ language }"), false},
		{"with a token", post("{ language }").with("Authorization", "Bearer x"), true},
		{"with a token again", post("{ language }").with("Authorization", "Bearer x"), true},
		{"without a token", post("{ language }"), false},
		{"error", post(`{ fail(how: "unknown") }`), true},
		{"error again", post(`{ fail(how: "unknown") }`), true},
		{"mutation", post(`mutation { write(text: "a") }`), true},
		{"mutation again", post(`mutation { write(text: "a") }`), true},
		{"budget", post("{ rateLimit { cost } }"), true},
		{"budget again", post("{ rateLimit { cost } }"), true},
	} {
		if answer, ran := w.ran(t, step.call); ran != step.ran || answer.Code != 200 {
			t.Errorf("%s: ran %v, status %d", step.name, ran, answer.Code)
		}
	}
	w.setRevision("r2")
	if _, ran := w.ran(t, post("{ language }")); !ran {
		t.Error("an answer of the last revision was given")
	}
	if n, _ := w.answers.kept.size(); n != 1 {
		t.Errorf("%d answers kept after a new revision", n)
	}
	if a, _ := w.ran(t, get("{ language }").with("Accept-Language", "uk")); a.Body.String() != `{"data":{"language":"uk"}}` {
		t.Errorf("%s", a.Body)
	}
}

func TestAuthenticatedFuncKeepsAnswersApart(t *testing.T) {
	w := newWorld(func(o *Options) {
		o.Authenticated = func(r *http.Request) bool { return r.Header.Get("X-Session") != "" }
	})
	_, _ = w.ran(t, get("{ hello }"))
	a, ran := w.ran(t, get("{ hello }").with("X-Session", "1"))
	if !ran || a.Header().Get("Cache-Control") != "no-store" || a.Header().Get("ETag") != "" {
		t.Errorf("ran %v, %v", ran, a.Header())
	}
}

func TestAnswersOfTheClockLiveForTheirMinute(t *testing.T) {
	w := newWorld()
	first, _ := w.ran(t, get("{ minute }"))
	w.clock.Add(20)
	if _, ran := w.ran(t, get("{ minute }")); ran {
		t.Error("ran twice in a minute")
	}
	plain, _ := w.ran(t, get("{ hello }"))
	w.clock.Add(60)
	second, ran := w.ran(t, get("{ minute }"))
	if !ran || second.Body.String() == first.Body.String() || second.Header().Get("ETag") == first.Header().Get("ETag") {
		t.Errorf("the next minute: ran %v, %s, %s", ran, second.Body, second.Header().Get("ETag"))
	}
	if again, ran := w.ran(t, get("{ hello }")); ran || again.Header().Get("ETag") != plain.Header().Get("ETag") {
		t.Error("an answer without the clock did not outlive the minute")
	}
	if a, ran := w.ran(t, get("{ minute }").with("If-None-Match", first.Header().Get("ETag"))); ran || a.Code != 200 {
		t.Errorf("the last minute's ETag: %d, ran %v", a.Code, ran)
	}
}

func TestARevisionDuringTheOperationIsNotKept(t *testing.T) {
	w := newWorld()
	var once sync.Once
	w.fields = nil
	w.begin = nil
	w.API.schema = movingSchema{w.mini, func() { once.Do(func() { w.setRevision("r2") }) }}
	a, _ := w.ran(t, get("{ hello }"))
	if a.Code != 200 {
		t.Fatal(a.Code)
	}
	if _, ran := w.ran(t, get("{ hello }")); !ran {
		t.Error("the answer of revision r1 was kept under r2")
	}
}

func TestNotModified(t *testing.T) {
	w := newWorld()
	first, _ := w.ran(t, get("{ hello }"))
	etag := first.Header().Get("ETag")
	if etag == "" || first.Header().Get("Cache-Control") != "public, max-age=30, stale-while-revalidate=300, stale-if-error=86400" {
		t.Fatalf("%v", first.Header())
	}
	for _, kept := range []bool{true, false} {
		if !kept {
			w.answers.kept.mu.Lock()
			w.answers.kept.reset()
			w.answers.kept.mu.Unlock()
		}
		for header, status := range map[string]int{
			etag: 304, "W/" + etag: 304, `"x", W/"y" , ` + etag: 304, `"x"`: 200, strings.Trim(etag, `"`): 200,
		} {
			before := w.mini.runs.Load()
			a := get("{ hello }").with("If-None-Match", header).do(t, w.API)
			if a.Code != status {
				t.Errorf("%s: %d, want %d", header, a.Code, status)
			}
			if status == 304 && (a.Body.Len() > 0 || a.Header().Get("ETag") != etag || w.mini.runs.Load() != before) {
				t.Errorf("304 with %q, %v", a.Body, a.Header())
			}
		}
	}
	_ = get("{ hello }").do(t, w.API)
	if a := get("{ hello }").with("If-None-Match", "*").do(t, w.API); a.Code != 304 {
		t.Errorf("*: %d", a.Code)
	}
	w.setRevision("r2")
	if a := get("{ hello }").with("If-None-Match", etag).do(t, w.API); a.Code != 200 || a.Header().Get("ETag") == etag {
		t.Errorf("next revision: %d %s", a.Code, a.Header().Get("ETag"))
	}
	if a := post("{ hello }").with("If-None-Match", "*").do(t, w.API); a.Code != 200 || a.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("POST: %d %v", a.Code, a.Header())
	}
}

func TestOperatorSaysHowLongCachesKeepAnswers(t *testing.T) {
	for maxAge, want := range map[time.Duration][2]string{
		time.Second: {"public, max-age=1, stale-while-revalidate=300, stale-if-error=86400", "public, max-age=1"},
		time.Hour:   {"public, max-age=3600, stale-while-revalidate=300, stale-if-error=86400", "public, max-age=30"},
	} {
		api := New(Options{Schema: newMini(), MaxAge: maxAge, Revision: func() string { return "r1" }})
		for i, query := range []string{"{ hello }", "{ minute }"} {
			if got := get(query).do(t, api).Header().Get("Cache-Control"); got != want[i] {
				t.Errorf("%s for %s: %q, want %q", query, maxAge, got, want[i])
			}
		}
	}
}

func TestAnswersOfTheClockAreNeverGivenStale(t *testing.T) {
	w := newWorld()
	for range 2 { // made, then from the cache
		first, _ := w.ran(t, get("{ minute hello }"))
		etag := first.Header().Get("ETag")
		unchanged, _ := w.ran(t, get("{ minute hello }").with("If-None-Match", etag))
		star, _ := w.ran(t, get("{ minute hello }").with("If-None-Match", "*"))
		// The ETag does not name the query, so it also answers a text that was not yet run.
		other, _ := w.ran(t, get("{ hello minute }").with("If-None-Match", etag))
		for name, a := range map[string]*httptest.ResponseRecorder{"200": first, "304": unchanged, "*": star, "other": other} {
			if got := a.Header()["Cache-Control"]; len(got) != 1 || got[0] != "public, max-age=30" {
				t.Errorf("%s: %d %q", name, a.Code, got)
			}
		}
		if first.Code != 200 || unchanged.Code != 304 || star.Code != 304 {
			t.Errorf("status %d, %d, %d", first.Code, unchanged.Code, star.Code)
		}
	}
	a, _ := w.ran(t, get("{ hello }"))
	b, _ := w.ran(t, get("{ hello }").with("If-None-Match", a.Header().Get("ETag")))
	for _, a := range []*httptest.ResponseRecorder{a, b} {
		if got := a.Header().Get("Cache-Control"); got != "public, max-age=30, stale-while-revalidate=300, stale-if-error=86400" {
			t.Errorf("without the clock: %d %q", a.Code, got)
		}
	}
}

func TestETagsDiffer(t *testing.T) {
	w := newWorld()
	c := get("{ long(size: 5000) }")
	seen := map[string]string{}
	for name, c := range map[string]call{
		"plain": c, "gzip": c.with("Accept-Encoding", "gzip"), "zstd": c.with("Accept-Encoding", "zstd"),
		"json": c.with("Accept", "application/json"), "language": c.with("Accept-Language", "uk,\"en"),
	} {
		etag := c.do(t, w.API).Header().Get("ETag")
		if other := seen[etag]; other != "" || !strings.HasPrefix(etag, `"r1`) || strings.Count(etag, `"`) != 2 {
			t.Errorf("%s and %s have the ETag %s", name, other, etag)
		}
		seen[etag] = name
	}
	other := newWorld(func(o *Options) { o.Build = "v2" })
	if seen[c.do(t, other.API).Header().Get("ETag")] != "" {
		t.Error("another build has the same ETag")
	}
}

func TestCompression(t *testing.T) {
	w := newWorld()
	plain := get("{ long(size: 5000) }").do(t, w.API).Body.Bytes()
	for range 2 { // made, then from the cache
		for _, c := range []call{get("{ long(size: 5000) }"), post("{ long(size: 5000) }")} {
			z := c.with("Accept-Encoding", "gzip").do(t, w.API)
			r, err := gzip.NewReader(z.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := io.ReadAll(r); z.Header().Get("Content-Encoding") != "gzip" || !bytes.Equal(got, plain) {
				t.Errorf("gzip: %v", z.Header())
			}
			s := c.with("Accept-Encoding", "gzip, zstd").do(t, w.API)
			d, _ := zstd.NewReader(s.Body)
			if got, _ := io.ReadAll(d); s.Header().Get("Content-Encoding") != "zstd" || !bytes.Equal(got, plain) {
				t.Errorf("zstd: %v", s.Header())
			}
			d.Close()
		}
	}
	if a := get("{ hello }").with("Accept-Encoding", "gzip").do(t, w.API); a.Header().Get("Content-Encoding") != "" {
		t.Error("a small answer was compressed")
	}
	if a := get("{ long(size: 5000) }").with("Accept-Encoding", "gzip").with("Authorization", "x").do(t, w.API); a.Header().Get("Content-Encoding") != "" {
		t.Error("a caller's own answer was compressed")
	}
}

func TestAnswerCacheIsBounded(t *testing.T) {
	w := newWorld(func(o *Options) { o.AnswerBytes = 256 << 10 })
	for i := range 300 {
		_ = post(fmt.Sprintf("{ long(size: %d) }", 4000+i)).with("Accept-Encoding", "zstd").do(t, w.API)
	}
	n, size := w.answers.kept.size()
	if size > 256<<10 || n < 10 {
		t.Errorf("%d answers, %d bytes", n, size)
	}
	if _, ran := w.ran(t, post("{ long(size: 60000) }")); !ran {
		t.Error("not run")
	}
	if m, _ := w.answers.kept.size(); m != n {
		t.Error("an answer larger than a sixteenth of the cache was kept")
	}
}

func TestCollisionsAreMisses(t *testing.T) {
	a := newAnswers(1 << 20)
	e := &answer{answerKey: answerKey{hash: 1, kind: 1, language: "uk", raw: "a"}, minute: anyMinute}
	e.forms[0].Store(newForm([]byte("x"), "", codingIdentity))
	_ = a.get(e.answerKey, "r", 0)
	a.put("r", e)
	if a.get(e.answerKey, "r", 0) == nil {
		t.Fatal("not kept")
	}
	for _, k := range []answerKey{{1, 0, "uk", "a"}, {1, 1, "en", "a"}, {1, 1, "uk", "b"}} {
		if a.get(k, "r", 0) != nil {
			t.Errorf("%+v hit", k)
		}
	}
}

func TestConcurrentRequests(t *testing.T) {
	w := newWorld(func(o *Options) { o.RatePerMinute = 1 << 40; o.AnswerBytes = 64 << 10 })
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 100 {
				lang := fmt.Sprintf("l%d", (g+i)%5)
				a := post(fmt.Sprintf("query q%d { language long(size: 2000) }", i%7)).with("Accept-Language", lang).
					with("Accept-Encoding", "zstd;q=0."+itoa(i%2)).do(t, w.API)
				if a.Code != 200 || a.Header().Get("Content-Encoding") == "" && !strings.HasPrefix(a.Body.String(), `{"data":{"language":"`+lang) {
					t.Errorf("%d %.100s", a.Code, a.Body)
				}
				if i%30 == 0 {
					w.setRevision(fmt.Sprint("r", g, i))
				}
			}
		})
	}
	wg.Wait()
}
