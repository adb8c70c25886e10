package main

import (
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/blueheart-federation/api/internal/export"
	"github.com/blueheart-federation/api/internal/hsds"
	"github.com/blueheart-federation/api/internal/httpapi"
	"github.com/blueheart-federation/api/internal/site"
)

// publicRoutes are what everybody reaches.
func publicRoutes(ready *readiness) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", livez)
	mux.HandleFunc("GET /readyz", ready.readyz)
	mux.Handle("/", ready)
	return mux
}

// exportsPerClient is how many files one client may be taking: less than half of those that are written at once.
const exportsPerClient = 3

// apiRoutes are those that need a directory.
func apiRoutes(api *httpapi.API, pages *site.Site, files *files) http.Handler {
	mux := http.NewServeMux()
	// Pages beside the API: a form on another site must not act with a reader's browser.
	guarded := http.NewCrossOriginProtection()
	page := func(route string, h http.HandlerFunc) {
		mux.Handle(route, api.Observe(route, httpapi.SecurityHeaders(guarded.Handler(h))))
	}
	mux.Handle("/graphql", api)
	open := func(pattern, route string, h http.Handler) {
		mux.Handle(pattern, api.Observe(route, httpapi.SecurityHeaders(api.CORS(h))))
	}
	open(export.Prefix, "/export/{file}", api.Few(exportsPerClient, files.exports))
	open(hsds.Prefix, "/hsds/{path}", files.hsds)
	open("GET "+export.KeyPath, export.KeyPath, http.HandlerFunc(files.exports.Key))
	// The find-help page changes nothing, and its form must work from browsers that do not say where it is
	// sent from, so nothing guards it; see package site.
	for _, route := range []string{"GET /{$}", "POST /{$}"} {
		mux.Handle(route, api.Observe(route, pages.Handler()))
	}
	mux.Handle("GET /embed", api.Observe("GET /embed", pages.Frame()))
	for _, route := range []string{"GET /embed.js", "GET /embed.js.sri", "GET /embed.d.ts", "GET /embed/{file}"} {
		mux.Handle(route, api.Observe(route, pages.Embed()))
	}
	mux.Handle("GET /developers", api.Observe("GET /developers", pages.Developers()))
	for _, route := range []string{"GET /explore", "GET /explore/{file}"} {
		mux.Handle(route, api.Observe(route, pages.Explore()))
	}
	page("/", func(w http.ResponseWriter, _ *http.Request) {
		word(w, http.StatusNotFound, "There is nothing here. The API is at /graphql.")
	})
	return mux
}

// debugRoutes are for the operator, on a loopback address.
func debugRoutes(ready *readiness, registry *prometheus.Registry) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", livez)
	mux.HandleFunc("GET /readyz", ready.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{Registry: registry}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}
