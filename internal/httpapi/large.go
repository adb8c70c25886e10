package httpapi

import (
	"net/http"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

// A large request takes a hundred times what others take, in memory and in time: a few files sent at once would
// leave readers without an answer, and the process without memory. So few of them are under way at once, and the
// others wait for their turn with what they have sent so far, which is little.

// waitsFor is the part of the time of a large operation that a request waits for its turn.
const waitsFor = 4

// takeTurn waits until a request may be large. It does nothing for one that has its turn. Who waits in vain is told
// to come again.
func (a *API) takeTurn(w http.ResponseWriter, r *http.Request, q *asked) *refusal {
	if q.turn {
		return nil
	}
	select {
	case a.turns <- struct{}{}:
		q.turn = true
		return nil
	default:
	}
	wait := a.limits.LargeTimeout / waitsFor
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(wait + a.limits.Timeout)) // else the server's own holds
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case a.turns <- struct{}{}:
		q.turn = true
		return nil
	case <-timer.C:
	case <-r.Context().Done():
	}
	f := refuse(http.StatusServiceUnavailable, string(directory.Unavailable), "Other files are being read now. Send this one again in a minute; nothing of it was taken.")
	f.retryAfter = 60
	return f
}

// leaveTurn lets the next one be large.
func (a *API) leaveTurn(q *asked) {
	if q.turn {
		<-a.turns
	}
}
