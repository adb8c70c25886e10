package outbound

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"code.dny.dev/ssrf"
)

// maxURL bounds an address, in bytes.
const maxURL = 2048

// metadata are addresses at which clouds answer their own machines, and which look public. The others,
// such as 169.254.169.254, are link-local, private or shared, and refused as such.
var metadata = []netip.Prefix{
	netip.MustParsePrefix("168.63.129.16/32"), // Azure
}

var (
	loopback4 = netip.MustParsePrefix("127.0.0.0/8")
	loopback6 = netip.MustParsePrefix("::1/128")
)

// newGuardian makes the check of the address that is about to be connected to. The library refuses what
// the IANA registries set aside: private, loopback, link-local, shared, multicast, documentation,
// benchmarking and reserved addresses, and in IPv6 everything outside 2000::/3 and all forms that carry an
// IPv4 address (mapped, NAT64, 6to4, Teredo), since what they carry is decided by somebody else's gateway.
func newGuardian(o Options) *ssrf.Guardian {
	options := []ssrf.Option{ssrf.WithDeniedV4Prefixes(metadata...)}
	if o.Loopback {
		options = append(options, ssrf.WithAllowedV4Prefixes(loopback4), ssrf.WithAllowedV6Prefixes(loopback6))
	}
	if o.AnyPort {
		options = append(options, ssrf.WithAnyPort())
	} else {
		options = append(options, ssrf.WithPorts(ports(o)...))
	}
	return ssrf.New(options...)
}

// ports gives the ports that may be called.
func ports(o Options) []uint16 {
	if o.HTTP {
		return []uint16{443, 80}
	}
	return []uint16{443}
}

// target reads an address and refuses one whose form alone says that it is not to be called.
func (c *Client) target(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxURL || !c.wellFormed(u) {
		return nil, refused(wordsForm)
	}
	return u, nil
}

func (c *Client) wellFormed(u *url.URL) bool {
	if u.Scheme != "https" && (u.Scheme != "http" || !c.options.HTTP) {
		return false
	}
	if u.User != nil || u.Hostname() == "" {
		return false
	}
	if strings.Contains(u.Hostname(), "%") { // the zone of a link-local address, which nobody outside has
		return false
	}
	if u.Port() == "" || c.options.AnyPort {
		return true
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && slices.Contains(ports(c.options), uint16(port))
}
