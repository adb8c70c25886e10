package main

import (
	"io"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/blueheart-federation/api/internal/httpapi"
)

// publicRoutes are what everybody reaches.
func publicRoutes(ready *readiness) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", livez)
	mux.HandleFunc("GET /readyz", ready.readyz)
	mux.Handle("/", ready)
	return mux
}

// apiRoutes are those that need a directory.
func apiRoutes(api *httpapi.API) http.Handler {
	mux := http.NewServeMux()
	// Pages beside the API: a form on another site must not act with a reader's browser.
	guarded := http.NewCrossOriginProtection()
	page := func(route string, h http.HandlerFunc) {
		mux.Handle(route, api.Observe(route, httpapi.SecurityHeaders(guarded.Handler(h))))
	}
	mux.Handle("/graphql", api)
	page("GET /{$}", front)
	page("/", func(w http.ResponseWriter, _ *http.Request) {
		word(w, http.StatusNotFound, "There is nothing here. The API is at /graphql.")
	})
	return mux
}

// frontPage is for people who open the address in a browser. It loads nothing from anywhere.
const frontPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Blue Heart federation API</title>
<h1>Blue Heart federation API</h1>
<p>The worldwide directory of initiatives, hotlines and campaigns against trafficking in persons.</p>
<p>The GraphQL API answers at <a href="/graphql?query=%7Bdirectory%7Brevision%20counts%7Binitiatives%20hotlines%20countries%7D%7D%7D">/graphql</a>.</p>
<p><strong>In immediate danger, call the emergency number of the country you are in.</strong></p>
`

func front(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, _ = io.WriteString(w, frontPage) // the client may have left
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
