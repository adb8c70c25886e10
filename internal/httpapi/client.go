package httpapi

import (
	"hash/maphash"
	"net/http"
	"net/netip"
	"sync"
)

// identity tells clients apart by a hash of their addresses, which nobody can turn back: its seed ends with the process.
type identity struct {
	trusted []netip.Prefix
	seed    maphash.Seed
}

func newIdentity(trusted []netip.Prefix) identity { return identity{trusted, maphash.MakeSeed()} }

func (i *identity) client(r *http.Request) uint64 {
	b := clientAddress(r, i.trusted).As16()
	return maphash.Bytes(i.seed, b[:])
}

// shares bounds what one client has under way at a time. A client is forgotten with the last of it. It is safe for
// concurrent use.
type shares struct {
	identity
	most int

	mu       sync.Mutex
	underWay map[uint64]int
}

func newShares(most int, trusted []netip.Prefix) *shares {
	return &shares{identity: newIdentity(trusted), most: most, underWay: map[uint64]int{}}
}

// enter takes one of the client's places, to be given back by leave; free is false when it has none left.
func (s *shares) enter(r *http.Request) (leave func(), free bool) {
	client := s.client(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.underWay[client] >= s.most {
		return nil, false
	}
	s.underWay[client]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.underWay[client]--; s.underWay[client] == 0 {
			delete(s.underWay, client)
		}
	}, true
}
