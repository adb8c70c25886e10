package httpapi

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"

	"github.com/blueheart-federation/api/internal/directory"
)

// streams counts the event streams that are open, in all and for each client.
type streams struct {
	most    int
	clients *shares
	ended   chan struct{} // closed when the server stops

	mu     sync.Mutex
	ending bool
	open   int
}

func newStreams(most, perClient int, trusted []netip.Prefix) *streams {
	return &streams{most: most, clients: newShares(perClient, trusted), ended: make(chan struct{})}
}

// enter takes a place, to be given back by leave, or says why there is none.
func (s *streams) enter(r *http.Request) (leave func(), refused *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.ending:
		f := refuse(http.StatusServiceUnavailable, string(directory.Unavailable), "The server is stopping. Try again in a moment.")
		f.retryAfter = 5
		return nil, f
	case s.most <= 0:
		return nil, noStream("This server has no streams. Ask for directory { revision } from time to time instead.")
	case s.open >= s.most:
		return nil, noStream("All " + itoa(s.most) + " streams of this server are taken. Ask for directory { revision } from time to time instead.")
	}
	leaveClient, free := s.clients.enter(r)
	if !free {
		return nil, noStream("This client has " + itoa(s.clients.most) + " streams open, as many as one may have. Close one first.")
	}
	s.open++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.open--
		leaveClient()
	}, nil
}

// noStream is the refusal of one stream too many.
func noStream(message string) *refusal {
	f := refuse(http.StatusTooManyRequests, string(directory.RateLimited), message)
	f.retryAfter = 60
	return f
}

// end ends all streams and lets none begin.
func (s *streams) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ending {
		s.ending = true
		close(s.ended)
	}
}

// EndStreams ends all event streams, which would otherwise keep the server from stopping for up to an hour, and
// refuses new ones. Clients open theirs again, at another server or when this one is back.
func (a *API) EndStreams() { a.streams.end() }

// acceptsEvents tells whether a client takes server-sent events.
func acceptsEvents(accept []string) bool {
	for _, line := range accept {
		if !strings.Contains(line, "event-stream") { // most requests
			continue
		}
		for item := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(item, ";")
			if weight, ok := mediaWeight(params); ok && weight > 0 && strings.EqualFold(strings.TrimSpace(name), "text/event-stream") {
				return true
			}
		}
	}
	return false
}
