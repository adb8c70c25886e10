package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/wording"
)

// fetch asks for something that other sites build in.
func fetch(h http.Handler, path string, headers ...string) answered {
	r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return answered{w.Code, w.Header(), w.Body.String()}
}

func TestComponentIsSmallAndHasItsIntegrity(t *testing.T) {
	h := foundingSite().Embed()
	published := strings.Fields(fetch(h, "/embed.js.sri").body)
	if len(published) != 2 {
		t.Fatalf("/embed.js.sri says %q", published)
	}
	newest, fixed := fetch(h, "/embed.js"), fetch(h, published[1])
	sum := sha512.Sum384([]byte(newest.body))
	if got := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); got != published[0] || newest.body != fixed.body {
		t.Errorf("the script has %s, published is %s", got, published[0])
	}
	if got := fixed.header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("the version that never changes may be kept %q", got)
	}
	if got := newest.header.Get("Cache-Control"); strings.Contains(got, "immutable") {
		t.Errorf("the newest may be kept %q", got)
	}
	for _, one := range []answered{newest, fixed} {
		if one.header.Get("Access-Control-Allow-Origin") != "*" || one.header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("other sites may not use it: %v", one.header)
		}
	}
	if strings.Contains(newest.body, "/*words*/") || strings.Contains(newest.body, "/*exit*/") || !strings.Contains(newest.body, Exit) {
		t.Error("the words are not put in")
	}
	if other := fetch(h, "/embed/0123.js"); other.status != http.StatusNotFound {
		t.Errorf("another version: %d", other.status)
	}

	zipped := fetch(h, "/embed.js", "Accept-Encoding", "br, gzip")
	if n := len(zipped.body); n > 15_000 {
		t.Errorf("it has %d bytes in gzip", n)
	}
	z, err := gzip.NewReader(strings.NewReader(zipped.body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(plain, []byte(newest.body)) {
		t.Errorf("the gzip form is another script: %v", err)
	}
	for _, one := range []answered{newest, zipped} {
		if again := fetch(h, "/embed.js", "If-None-Match", one.header.Get("ETag")); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("asked again with %s: %d", one.header.Get("ETag"), again.status)
		}
	}
}

// TestTypesNameWhatTheComponentHas keeps the two files together.
func TestTypesNameWhatTheComponentHas(t *testing.T) {
	types, script := fetch(foundingSite().Embed(), "/embed.d.ts").body, part("embed.js")
	_, rest, _ := strings.Cut(script, "observedAttributes() { return [")
	attributes, _, found := strings.Cut(rest, "]")
	if !found {
		t.Fatal("the attributes were not found")
	}
	for a := range strings.SplitSeq(attributes, ", ") {
		if name := strings.Trim(a, `"`); !strings.Contains(types, "`"+name+"`") {
			t.Errorf("the types do not name the attribute %s", name)
		}
	}
	for rest := script; ; {
		_, after, more := strings.Cut(rest, "var(--blue-heart-")
		if !more {
			break
		}
		rest = after
		name := rest[:strings.IndexAny(rest, ",)")]
		if !strings.Contains(types, "`--blue-heart-"+name+"`") {
			t.Errorf("the types do not name --blue-heart-%s", name)
		}
	}
	for _, k := range channelKinds {
		if !strings.Contains(types, `"`+string(k)+`"`) {
			t.Errorf("the types do not name %s", k)
		}
	}
}

func TestFramedPageOfAClientThatAsksTooOften(t *testing.T) {
	s := New(Options{
		Snapshot: foundingSnapshot, Now: func() time.Time { return now }, Words: wording.Default(),
		Allow: func(*http.Request, int) time.Duration { return time.Second },
	})
	page := fetch(s.Frame(), "/embed?country=MD&lang=es")
	if page.status != http.StatusTooManyRequests || page.header.Get("Retry-After") != "1" || !strings.Contains(page.body, "112") || strings.Contains(page.body, "<script") {
		t.Errorf("%d %s", page.status, page.body)
	}
}

func TestFramedPage(t *testing.T) {
	s := foundingSite()
	outside := addressesOfRecords()
	for query, wants := range map[string][]string{
		"country=MD&languages=uk,ro&channels=VOICE,sms&lang=fr&exit": {"0 800 77777", `target="_top"`, `id="exit"`, `lang="fr"`},
		"country=md":     {"0 800 77777"},
		"":               {"You did not choose a country.", "112"},
		"country=<b>ZQX": {"We did not understand the country.", "112"},
		"country=MD&languages=ZQX!&channels=ZQX&lang=ZQX":      {"We did not understand the language", "We did not understand one of your choices", "0 800 77777"},
		"country=MD&languages=" + strings.Repeat("ZQX,", 3000): {"We did not understand one of your choices", "112"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/embed", http.NoBody)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		s.Frame().ServeHTTP(w, r)
		page := w.Body.String()
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%.60s: the page lacks %q", query, want)
			}
		}
		if strings.Contains(page, "ZQX") || strings.Contains(page, "<script") || w.Code != http.StatusOK {
			t.Errorf("%.60s: %d, and repeats what was given or has a script", query, w.Code)
		}
		for _, fault := range faults(page, w.Header().Get("Content-Language"), outside) {
			if fault != "<header> is there 0 times" && fault != "<script> is there 0 times" {
				t.Errorf("%.60s: %s", query, fault)
			}
		}
		if got := w.Header().Get("Content-Security-Policy"); !strings.Contains(got, "frame-ancestors *") || strings.Contains(got, "script-src") || w.Header().Get("X-Frame-Options") != "" {
			t.Errorf("%.60s: it cannot be framed, or runs scripts: %s", query, got)
		}
	}
}
