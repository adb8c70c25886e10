package outbound

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// reserved has an address of every class that must never be called.
var reserved = map[string]string{
	"unspecified":                         "0.0.0.0",
	"this network":                        "0.1.2.3",
	"private 10/8":                        "10.0.0.1",
	"private 172.16/12":                   "172.31.255.255",
	"private 192.168/16":                  "192.168.1.1",
	"shared, of carriers":                 "100.64.0.1",
	"loopback":                            "127.0.0.1",
	"loopback, not the first":             "127.255.255.254",
	"link-local":                          "169.254.1.1",
	"metadata of most clouds":             "169.254.169.254",
	"metadata of Azure":                   "168.63.129.16",
	"metadata of Alibaba":                 "100.100.100.200",
	"metadata of Oracle":                  "192.0.0.192",
	"protocol assignments":                "192.0.0.8",
	"documentation 1":                     "192.0.2.1",
	"documentation 2":                     "198.51.100.1",
	"documentation 3":                     "203.0.113.1",
	"6to4 relays":                         "192.88.99.1",
	"benchmarking":                        "198.19.0.1",
	"multicast":                           "224.0.0.1",
	"multicast, last":                     "239.255.255.255",
	"reserved":                            "240.0.0.1",
	"broadcast":                           "255.255.255.255",
	"IPv6 unspecified":                    "::",
	"IPv6 loopback":                       "::1",
	"IPv6 link-local":                     "fe80::1",
	"IPv6 site-local":                     "fec0::1",
	"unique local":                        "fd12:3456::1",
	"unique local, other half":            "fc00::1",
	"metadata of AWS in IPv6":             "fd00:ec2::254",
	"IPv6 multicast":                      "ff02::1",
	"IPv6 documentation":                  "2001:db8::1",
	"IPv6 documentation, new":             "3fff::1",
	"IPv6 benchmarking":                   "2001:2::1",
	"discard":                             "100::1",
	"segment routing":                     "5f00::1",
	"ORCHID":                              "2001:20::1",
	"mapped loopback":                     "::ffff:127.0.0.1",
	"mapped private":                      "::ffff:10.0.0.1",
	"mapped metadata":                     "::ffff:169.254.169.254",
	"compatible, as in old IPv6":          "::127.0.0.1",
	"translated":                          "::ffff:0:127.0.0.1",
	"NAT64 of loopback":                   "64:ff9b::7f00:1",
	"NAT64 of private":                    "64:ff9b::a00:1",
	"NAT64 of metadata":                   "64:ff9b::a9fe:a9fe",
	"NAT64 for local use":                 "64:ff9b:1::a00:1",
	"6to4 of private":                     "2002:a00:1::1",
	"6to4 of loopback":                    "2002:7f00:1::1",
	"Teredo":                              "2001:0:4136:e378:8000:63bf:3fff:fdd2",
	"Teredo to loopback":                  "2001::80ff:fffe",
	"unassigned, outside of the internet": "4000::1",
}

// public has addresses at the edges of those, which are like any other.
var public = []string{
	"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
	"168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
	"192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
	"2000::1", "2001:200::1", "2001:db7::1", "2003::1", "2606:4700::1111", "3fff:1000::1",
}

func wantRefused(t *testing.T, err error, words string) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Class != Refused || e.Error() != words {
		t.Fatalf("got %v, want it refused because %s", err, words)
	}
}

func TestAddressesThatAreNotPublicAreRefusedWrittenOut(t *testing.T) {
	c := New(Options{HTTP: true, AnyPort: true})
	for name, address := range reserved {
		t.Run(name, func(t *testing.T) {
			_, err := c.Post(t.Context(), "https://"+net.JoinHostPort(address, "443")+"/", nil, nil)
			wantRefused(t, err, wordsPrivate)
			_, err = c.Get(t.Context(), "http://"+net.JoinHostPort(address, "8080")+"/", "", 1)
			wantRefused(t, err, wordsPrivate)
		})
	}
}

func TestNamesThatLeadToAddressesThatAreNotPublicAreRefused(t *testing.T) {
	for name, address := range reserved {
		t.Run(name, func(t *testing.T) {
			c := New(Options{Resolver: names(t, func(string) []string { return []string{address} })})
			_, err := c.Post(t.Context(), "https://partner.example/", nil, nil)
			wantRefused(t, err, wordsPrivate)
			_, err = c.Get(t.Context(), "https://partner.example/", "", 1)
			wantRefused(t, err, wordsPrivate)
		})
	}
}

func TestANameWithSeveralAddressesLeadsToNoneThatIsNotPublic(t *testing.T) {
	c := New(Options{Resolver: names(t, func(string) []string { return []string{"10.0.0.1", "127.0.0.1", "::1", "fd00::1"} })})
	_, err := c.Post(t.Context(), "https://partner.example/", nil, nil)
	wantRefused(t, err, wordsPrivate)
}

func TestANameThatDoesNotExistIsToldLikeAPrivateOne(t *testing.T) {
	c := New(Options{Resolver: names(t, func(string) []string { return nil })})
	_, err := c.Post(t.Context(), "https://partner.example/", nil, nil)
	wantRefused(t, err, wordsPrivate)
}

func TestWritingsOfLoopbackAreRefused(t *testing.T) {
	c := New(Options{HTTP: true, AnyPort: true, Resolver: names(t, func(string) []string { return nil })})
	for _, host := range []string{
		"localhost", "LOCALHOST", "localhost.", "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0", "[::1%25lo]", "[::]",
	} {
		_, err := c.Post(t.Context(), "http://"+host+":8080/", nil, nil)
		if e, ok := errors.AsType[*Error](err); !ok || e.Class != Refused {
			t.Errorf("%s: %v, want it refused", host, err)
		}
	}
}

func TestPublicAddressesAreCalled(t *testing.T) {
	guardian := newGuardian(Options{})
	for _, address := range public {
		network := "tcp4"
		if strings.Contains(address, ":") {
			network = "tcp6"
		}
		if err := guardian.Safe(network, net.JoinHostPort(address, "443"), nil); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		for _, port := range []string{"80", "22", "25", "6379", "8443", "0"} {
			if guardian.Safe(network, net.JoinHostPort(address, port), nil) == nil {
				t.Errorf("%s: port %s is called", address, port)
			}
		}
	}
}

// TestTheAddressIsCheckedAtEveryConnection changes what a name leads to between two calls.
func TestTheAddressIsCheckedAtEveryConnection(t *testing.T) {
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.Header().Set("Connection", "close")
	}))
	defer server.Close()
	var rebound atomic.Bool
	c := New(Options{HTTP: true, AnyPort: true, Loopback: true, Resolver: names(t, func(string) []string {
		if rebound.Load() {
			return []string{"169.254.169.254"}
		}
		return []string{"127.0.0.1"}
	})})
	address := named(t, server, "partner.example")
	if _, err := c.Post(t.Context(), address, nil, nil); err != nil {
		t.Fatal(err)
	}
	rebound.Store(true)
	_, err := c.Post(t.Context(), address, nil, nil)
	wantRefused(t, err, wordsPrivate)
	if n := calls.Load(); n != 1 {
		t.Errorf("%d calls arrived, want 1", n)
	}
}

func TestTheFormOfAnAddress(t *testing.T) {
	plain, open := New(Options{}), New(Options{HTTP: true})
	const https, none, http = 1, 0, 2 // who takes it: both, nobody, only where http is allowed
	for address, want := range map[string]int{
		"https://partner.example":             https,
		"https://partner.example/hook?a=b#c":  https,
		"HTTPS://PARTNER.EXAMPLE":             https,
		"https://partner.example:443/":        https,
		"https://partner.example:/":           https,
		"http://partner.example":              http,
		"http://partner.example:80":           http,
		"https://partner.example:80":          http,
		"https://partner.example:8443":        none,
		"https://partner.example:0443":        https,
		"https://partner.example:65979":       none, // 443 and one turn of 16 bits
		"https://partner.example:22":          none,
		"http://partner.example:8080":         none,
		"https://user@partner.example":        none,
		"https://user:secret@partner.example": none,
		"https://@partner.example":            none,
		"https://":                            none,
		"https:///path":                       none,
		"https://:443":                        none,
		"https:partner.example":               none,
		"//partner.example":                   none,
		"partner.example":                     none,
		"/path":                               none,
		"":                                    none,
		" https://partner.example":            none,
		"https://partner.example\r\n":         none,
		"https://partner example":             none,
		"ftp://partner.example":               none,
		"file:///etc/passwd":                  none,
		"gopher://partner.example":            none,
		"javascript:alert(1)":                 none,
		"unix:///run/docker.sock":             none,
		"https://[::1":                        none,
		"https://[fe80::1%25eth0]":            none,
		"https://[::%25\xe9]":                 none,
		ofLength(maxURL):                      https,
		ofLength(maxURL + 1):                  none,
	} {
		for i, c := range []*Client{plain, open} {
			_, err := c.target(address)
			if taken := err == nil; taken != (want == https || want == http && i == 1) {
				t.Errorf("%.60q, http allowed %v: taken is %v", address, i == 1, taken)
			}
			if err != nil {
				wantRefused(t, err, wordsForm)
			}
		}
	}
}

func ofLength(n int) string {
	const start = "https://partner.example/"
	return start + strings.Repeat("a", n-len(start))
}

func FuzzTarget(f *testing.F) {
	for _, s := range []string{"https://partner.example/", "https://u@h", "https://[::1%25lo]:443/", "https://h:80", "http://h"} {
		f.Add(s)
	}
	c := New(Options{})
	f.Fuzz(func(t *testing.T, address string) {
		u, err := c.target(address)
		if err != nil {
			return
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Scheme != "https" || again.User != nil || again.Hostname() == "" || strings.TrimLeft(again.Port(), "0") != "443" && again.Port() != "" {
			t.Errorf("%q was taken and is called as %q", address, u)
		}
	})
}

// named gives the address of a server by another name.
func named(t *testing.T, server *httptest.Server, name string) string {
	t.Helper()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = net.JoinHostPort(name, u.Port())
	return u.String()
}
