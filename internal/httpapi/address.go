package httpapi

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientAddress gives the address that a request is charged to. X-Forwarded-For is believed only as far
// as it was written by trusted proxies: from the right, the first address that is not one of them.
func clientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	from := parseAddress(r.RemoteAddr)
	if len(trusted) == 0 || !contains(trusted, from) {
		return network(from)
	}
	lines := r.Header["X-Forwarded-For"]
	for _, rest := range slices.Backward(lines) {
		for rest != "" {
			var last string
			if comma := strings.LastIndexByte(rest, ','); comma >= 0 {
				rest, last = rest[:comma], rest[comma+1:]
			} else {
				rest, last = "", rest
			}
			next := parseAddress(strings.TrimSpace(last))
			if !next.IsValid() {
				return network(from) // whatever stands further left was not written by a proxy of ours
			}
			from = next
			if !contains(trusted, from) {
				return network(from)
			}
		}
	}
	return network(from)
}

func parseAddress(s string) netip.Addr {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

func contains(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// network is what one subscriber has: an IPv4 address, or an IPv6 /64.
func network(a netip.Addr) netip.Addr {
	if !a.Is6() {
		return a
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a
	}
	return p.Addr()
}
