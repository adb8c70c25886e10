package httpapi

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestFewAtATime holds requests of one client under way, and breaks one off.
func TestFewAtATime(t *testing.T) {
	w := newWorld()
	entered, goOn := make(chan struct{}), make(chan bool)
	h := w.Observe("/large", w.Few(2, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/held" {
			entered <- struct{}{}
			if <-goOn {
				panic(http.ErrAbortHandler)
			}
		}
		rw.WriteHeader(http.StatusNoContent)
	})))
	ask := func(path, address string) *httptest.ResponseRecorder {
		defer func() { _ = recover() }()
		r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
		r.RemoteAddr = address + ":1"
		a := httptest.NewRecorder()
		h.ServeHTTP(a, r)
		return a
	}
	ended := make(chan struct{})
	for range 2 {
		go func() {
			ask("/held", "192.0.2.1")
			ended <- struct{}{}
		}()
		<-entered
	}
	if a := ask("/", "192.0.2.1"); a.Code != http.StatusTooManyRequests || a.Header().Get("Retry-After") != "5" || a.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("a third: %d %v", a.Code, a.Header())
	}
	if a := ask("/", "192.0.2.2"); a.Code != http.StatusNoContent {
		t.Errorf("another client: %d", a.Code)
	}
	for _, breaksOff := range []bool{true, false} {
		goOn <- breaksOff
		<-ended
	}
	for range 3 {
		if a := ask("/", "192.0.2.1"); a.Code != http.StatusNoContent {
			t.Errorf("afterwards: %d", a.Code)
		}
	}
}
