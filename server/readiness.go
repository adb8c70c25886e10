package main

import (
	"io"
	"net/http"
	"sync/atomic"
)

// readiness is where the process stands: starting, serving, stopping.
type readiness struct {
	api      atomic.Pointer[http.Handler] // nil until the first snapshot serves
	stopping atomic.Bool
	page     http.Handler // answers people at "/" until then
}

// serve opens the API to requests.
func (r *readiness) serve(api http.Handler) { r.api.Store(&api) }

// stop tells load balancers to send no more requests; those that come are still answered.
func (r *readiness) stop() { r.stopping.Store(true) }

// starting is the answer to requests before the first snapshot. Nothing of the API exists then.
const starting = `{"errors":[{"message":"The directory is starting. Try again in a moment.","extensions":{"code":"UNAVAILABLE"}}]}`

// ServeHTTP passes requests on to the API once there is one.
func (r *readiness) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if api := r.api.Load(); api != nil {
		(*api).ServeHTTP(w, req)
		return
	}
	if req.URL.Path == "/" && r.page != nil {
		r.page.ServeHTTP(w, req)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Retry-After", "1")
	plainHeaders(w.Header())
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, starting)
}

// livez says that the process answers.
func livez(w http.ResponseWriter, _ *http.Request) { word(w, http.StatusOK, "alive") }

// readyz says whether this process should be sent requests.
func (r *readiness) readyz(w http.ResponseWriter, _ *http.Request) {
	switch {
	case r.stopping.Load():
		word(w, http.StatusServiceUnavailable, "stopping")
	case r.api.Load() == nil:
		word(w, http.StatusServiceUnavailable, "starting")
	default:
		word(w, http.StatusOK, "ready")
	}
}

func word(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	plainHeaders(w.Header())
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n") // the client may have left
}

// plainHeaders are those of answers that nobody may keep.
func plainHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
}
