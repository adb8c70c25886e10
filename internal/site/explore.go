package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// explorer is GraphiQL, built by .ci/explore from the packages in its lock file and compressed. It is served from here, so
// that a developer's questions and tokens meet no other site.
//
//go:embed explore/*.gz
var explorer embed.FS

// explorePolicy lets GraphiQL work: its editor makes style elements and workers of its own files.
const explorePolicy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; " +
	"img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const explorePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Explore the GraphQL API</title>
<link rel="stylesheet" href="/explore/explore.css">
<style>html,body,#explore{height:100%;margin:0}</style>
<main id="explore"><noscript><p>This page needs JavaScript. <a href="/developers">What works without</a></p></noscript></main>
<script src="/explore/explore.js"></script>
</html>
`

// asset is one file of GraphiQL.
type asset struct {
	kind, etag string
	zipped     []byte
}

var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	entries, err := explorer.ReadDir("explore")
	if err != nil {
		panic(err) // it is part of the program
	}
	kinds := map[string]string{".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}
	for _, e := range entries {
		zipped, err := explorer.ReadFile("explore/" + e.Name())
		if err != nil {
			panic(err)
		}
		name := strings.TrimSuffix(e.Name(), ".gz")
		all[name] = asset{kinds[path.Ext(name)] + "; charset=utf-8", fmt.Sprintf("%x", sha256.Sum256(zipped))[:20], zipped}
	}
	return all
})

// Explore serves "GET /explore" and its files: GraphiQL on this API.
func (s *Site) Explore() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /explore", func(w http.ResponseWriter, _ *http.Request) {
		developerHeaders(w.Header(), "text/html; charset=utf-8", explorePolicy)
		_, _ = io.WriteString(w, explorePage) // the client may have left
	})
	mux.HandleFunc("GET /explore/{file}", func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets()[r.PathValue("file")]
		if !ok {
			developerHeaders(w.Header(), "text/plain; charset=utf-8", "default-src 'none'")
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, "There is nothing here.\n")
			return
		}
		a.serve(w, r)
	})
	return mux
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	// A worker has the policy of its own file, not that of the page.
	developerHeaders(h, a.kind, "default-src 'none'; script-src 'self'")
	h.Set("Cache-Control", "public, max-age=0, must-revalidate, stale-if-error=86400") // the names stay from build to build
	h.Set("Vary", "Accept-Encoding")
	zipped := strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
	etag := a.etag
	if zipped {
		etag += "-gzip"
	}
	h.Set("ETag", `"`+etag+`"`)
	if strings.Contains(r.Header.Get("If-None-Match"), `"`+etag+`"`) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if zipped {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(a.zipped)))
		_, _ = w.Write(a.zipped)
		return
	}
	plain, err := gzip.NewReader(bytes.NewReader(a.zipped))
	if err != nil {
		panic(err) // a test reads them all
	}
	_, _ = io.Copy(w, plain) //nolint:gosec // our own file
}

// developerHeaders are those of pages for developers: nothing personal stands on them.
func developerHeaders(h http.Header, kind, policy string) {
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", denied)
}
