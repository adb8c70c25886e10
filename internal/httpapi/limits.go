package httpapi

import (
	"context"
	"net/http"
	"time"
)

// LimitBody refuses bodies above n bytes with 413, for the routes beside the GraphQL endpoint, which
// has its own limit.
func LimitBody(n int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > n {
			w.Header()["Connection"] = connectionEnds
			http.Error(w, "The body is too large.", http.StatusRequestEntityTooLarge)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, n)
		next.ServeHTTP(w, r)
	})
}

// Timeout ends the context of a request after d, for the routes beside the GraphQL endpoint.
func Timeout(d time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), d)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// RateLimit charges cost to the client of each request and answers 429 when the budget is used up, for
// the routes beside the GraphQL endpoint.
func (a *API) RateLimit(cost int, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refused := a.charge(exchangeOf(r.Context()), r, cost); refused != nil {
			a.refuse(w, r, mediaOf(r), refused)
			return
		}
		next.ServeHTTP(w, r)
	})
}
