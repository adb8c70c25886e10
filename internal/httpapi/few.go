package httpapi

import (
	"hash/maphash"
	"net/http"
	"sync"

	"github.com/blueheart-federation/api/internal/directory"
)

// Few lets one client have so many requests to a route under way at a time, and refuses more with RATE_LIMITED:
// whoever reads large answers slowly could else hold all places for such answers with the budget of a minute. The
// route must be under [API.Observe]. As with streams, a client is a hash of its address, and it is forgotten with
// its last request.
func (a *API) Few(most int, next http.Handler) http.Handler {
	var mu sync.Mutex
	seed, underWay := maphash.MakeSeed(), map[uint64]int{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := clientAddress(r, a.streams.trusted).As16()
		client := maphash.Bytes(seed, b[:])
		mu.Lock()
		free := underWay[client] < most
		if free {
			underWay[client]++
		}
		mu.Unlock()
		if !free {
			f := refuse(http.StatusTooManyRequests, string(directory.RateLimited), "This client has "+itoa(most)+" of such requests under way, as many as one may have. Wait for one to end.")
			f.retryAfter = 5
			a.refuse(w, r, mediaOf(r), f)
			return
		}
		defer func() { // also when an answer is broken off
			mu.Lock()
			defer mu.Unlock()
			if underWay[client]--; underWay[client] == 0 {
				delete(underWay, client)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
