package httpapi

import (
	"net/http"

	"github.com/blueheart-federation/api/internal/directory"
)

// Few lets one client have so many requests to a route under way at a time, and refuses more with RATE_LIMITED:
// whoever reads large answers slowly could else hold all places for such answers with the budget of a minute. The
// route must be under [API.Observe].
func (a *API) Few(most int, next http.Handler) http.Handler {
	clients := newShares(most, a.streams.clients.trusted)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leave, free := clients.enter(r)
		if !free {
			f := refuse(http.StatusTooManyRequests, string(directory.RateLimited), "This client has "+itoa(most)+" of such requests under way, as many as one may have. Wait for one to end.")
			f.retryAfter = 5
			a.refuse(w, r, mediaOf(r), f)
			return
		}
		defer leave() // also when an answer is broken off
		next.ServeHTTP(w, r)
	})
}
