package site

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestDevelopersPageShowsThisServer(t *testing.T) {
	for host, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", "localhost": "http://localhost", "[::1]:80": "http://[::1]:80",
		"lines.example.org": "https://lines.example.org", "[2001:db8::1]": "https://[2001:db8::1]",
		"x\"><b>": placeholder, "a b": placeholder, "": placeholder, strings.Repeat("a", 300): placeholder,
	} {
		if got := originOf(host); got != want {
			t.Errorf("%.40q is %s, want %s", host, got, want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/developers", http.NoBody)
	r.Host = "lines.example.org"
	w := httptest.NewRecorder()
	foundingSite().Developers().ServeHTTP(w, r)
	if got := w.Header().Get("Cache-Control"); !strings.HasPrefix(got, "private") {
		t.Errorf("a cache may give to others what names the host of one request: %q", got)
	}
	root, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if page := text(root); !strings.Contains(page, `<a href="https://lines.example.org/" rel="noreferrer">Find help</a>`) {
		t.Error("the element to copy has nothing for who runs no script")
	}
	examples := 0
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Style:
			if !strings.Contains(developerPolicy, hash(n.FirstChild.Data)) {
				t.Error("the policy does not let the style in")
			}
		case atom.Script:
			if attribute(n, "src") != "/embed.js" || n.FirstChild != nil {
				t.Error("there is another script than the component's")
			}
		case atom.Code:
			if attribute(n, "data-snippet") != "" {
				examples++
				if strings.Contains(text(n), placeholder) || !strings.Contains(text(n), "https://lines.example.org/graphql") {
					t.Errorf("%s does not ask this server", attribute(n, "data-snippet"))
				}
			}
		default:
		}
	}
	if examples != len(snippets) {
		t.Errorf("%d examples, want %d", examples, len(snippets))
	}
}

func TestExplorerIsServedWhole(t *testing.T) {
	h := foundingSite().Explore()
	page := fetch(h, "/explore")
	for _, file := range []string{"explore.js", "explore.css"} {
		if !strings.Contains(page.body, "/explore/"+file) {
			t.Errorf("the page does not load %s", file)
		}
	}
	if len(assets()) < 6 {
		t.Errorf("there are %d files", len(assets()))
	}
	for name := range assets() {
		zipped := fetch(h, "/explore/"+name, "Accept-Encoding", "gzip")
		z, err := gzip.NewReader(strings.NewReader(zipped.body))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if err != nil || len(plain) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(plain), err)
		}
		if name == "licences.txt" && fetch(h, "/explore/"+name).body != string(plain) {
			t.Errorf("%s is another without compression", name)
		}
		if again := fetch(h, "/explore/"+name, "Accept-Encoding", "gzip", "If-None-Match", zipped.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("%s asked again: %d", name, again.status)
		}
		if strings.HasSuffix(name, ".js") && zipped.header.Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Errorf("%s is %s", name, zipped.header.Get("Content-Type"))
		}
	}
	if other := fetch(h, "/explore/nothing.js"); other.status != http.StatusNotFound {
		t.Errorf("what is not there: %d", other.status)
	}
}
