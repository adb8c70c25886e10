package snapshot

import (
	"hash/maphash"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// addresses finds the records that have an address in common with another one. Only those who enter records
// ask for them, so they are read when the first question comes, and no publication waits for them.
type addresses struct {
	once sync.Once
	seed maphash.Seed
	keys []uint64 // sorted: half a hash of the address, then what is found by it, then the row
}

// What is found by an address.
const (
	hotlineByAddress uint64 = iota << addressRowBits
	initiativeByHost
	initiativeByPage
	resourceByPage
)

const (
	addressRowBits  = 30
	addressRowMask  = 1<<addressRowBits - 1
	addressHashMask = ^uint64(1<<32 - 1)
)

// AddressOf gives the address of a channel in the form in which it is compared with others: equal for a number
// in E.164 form and the same number as it is dialled in its country, for a page with and without "www.", and
// for mailboxes whatever their case. It is for comparing only, never to be dialled or shown. It is empty for a
// channel without an address.
func AddressOf(ch *directory.Channel) string {
	switch {
	case ch.Number != "":
		return string(ch.Number)
	case ch.ShortCode != "":
		return string(ch.Country) + " " + ch.ShortCode
	case ch.NationalNumber != "":
		if c := geography.Lookup(ch.Country); c != nil && len(c.CallingCodes) > 0 {
			return c.CallingCodes[0] + strings.TrimLeft(ch.NationalNumber, "0")
		}
		return string(ch.Country) + " " + ch.NationalNumber
	case ch.URL != "":
		_, page := SiteOf(ch.URL)
		return page
	}
	return strings.ToLower(string(ch.Email))
}

// SiteOf gives the host of a URL in lower case, without "www." and its like and without a usual port, and the
// page: the host with the path and the query in lower case, without a closing slash.
func SiteOf(u directory.URL) (host, page string) {
	_, rest, _ := strings.Cut(strings.ToLower(string(u)), "://")
	rest, _, _ = strings.Cut(rest, "#")
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	host, path := rest[:end], rest[end:]
	for _, port := range []string{":80", ":443"} {
		host = strings.TrimSuffix(host, port)
	}
	host = strings.TrimSuffix(host, ".")
	for _, prefix := range []string{"www.", "m.", "mobile."} {
		if bare := strings.TrimPrefix(host, prefix); strings.Contains(bare, ".") {
			host = bare
		}
	}
	return host, host + strings.TrimRight(path, "/")
}

// HotlinesAt gives the hotlines with a channel at an address that [AddressOf] gave.
func (s *Snapshot) HotlinesAt(address string) iter.Seq[*directory.Hotline] {
	return at(s, s.Hotlines, hotlineByAddress, address, func(h *directory.Hotline) bool {
		return slices.ContainsFunc(h.Channels, func(ch directory.Channel) bool { return AddressOf(&ch) == address })
	})
}

// InitiativesOn gives the initiatives whose website is on a host that [SiteOf] gave.
func (s *Snapshot) InitiativesOn(host string) iter.Seq[*directory.Initiative] {
	return at(s, s.Initiatives, initiativeByHost, host, func(in *directory.Initiative) bool {
		h, _ := SiteOf(in.Website)
		return h == host
	})
}

// InitiativesAt gives the initiatives whose website is a page that [SiteOf] gave.
func (s *Snapshot) InitiativesAt(page string) iter.Seq[*directory.Initiative] {
	return at(s, s.Initiatives, initiativeByPage, page, func(in *directory.Initiative) bool {
		_, p := SiteOf(in.Website)
		return p == page
	})
}

// ResourcesAt gives the resources at a page that [SiteOf] gave.
func (s *Snapshot) ResourcesAt(page string) iter.Seq[*directory.Resource] {
	return at(s, s.Resources, resourceByPage, page, func(r *directory.Resource) bool {
		_, p := SiteOf(r.URL)
		return p == page
	})
}

// at gives the rows of a table under an address, in the default order. Two addresses may have one hash, so
// each record is asked.
func at[T any](s *Snapshot, t *Table[T], what uint64, address string, has func(*T) bool) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		if address == "" {
			return
		}
		a := &s.addresses
		a.once.Do(func() { a.read(s) })
		from := a.key(address, what, 0)
		i, _ := slices.BinarySearch(a.keys, from)
		for ; i < len(a.keys) && a.keys[i]&^addressRowMask == from; i++ {
			if r := t.rows[a.keys[i]&addressRowMask]; has(r) && !yield(r) {
				return
			}
		}
	}
}

func (a *addresses) key(address string, what uint64, row int) uint64 {
	return maphash.String(a.seed, address)&addressHashMask | what | uint64(row)
}

func (a *addresses) read(s *Snapshot) {
	a.seed = maphash.MakeSeed()
	a.keys = make([]uint64, 0, 2*len(s.Hotlines.rows)+2*len(s.Initiatives.rows)+len(s.Resources.rows))
	add := func(address string, what uint64, row int) {
		if address != "" {
			a.keys = append(a.keys, a.key(address, what, row))
		}
	}
	for row, h := range s.Hotlines.rows {
		for i := range h.Channels {
			add(AddressOf(&h.Channels[i]), hotlineByAddress, row)
		}
	}
	for row, in := range s.Initiatives.rows {
		host, page := SiteOf(in.Website)
		add(host, initiativeByHost, row)
		add(page, initiativeByPage, row)
	}
	for row, r := range s.Resources.rows {
		_, page := SiteOf(r.URL)
		add(page, resourceByPage, row)
	}
	slices.Sort(a.keys)
	a.keys = slices.Compact(a.keys)
}
