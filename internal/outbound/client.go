package outbound

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"
)

// userAgent is what the server calls itself: its name, and nothing about this installation.
const userAgent = "BlueHeartFederation"

// maxRedirects is how many redirects of a feed are followed.
const maxRedirects = 3

// Options of a Client. The zero value is for use; the first four fields are for tests, and each opens
// something that must be closed on the open internet.
type Options struct {
	HTTP     bool           // call http addresses as well, and port 80
	AnyPort  bool           // call every port
	Loopback bool           // call this machine
	RootCAs  *x509.CertPool // who may sign certificates; nil: whom the system trusts
	Resolver *net.Resolver  // who resolves names; nil: the system

	Connect  time.Duration // to resolve and connect, and again for the TLS handshake; default 5 s
	Answer   time.Duration // from the request to the end of the answer's headers; default 15 s
	Stall    time.Duration // that one read of a feed may take; default 30 s
	Download time.Duration // for a whole feed; default 5 min
}

// Client calls addresses that partners gave. It is safe for concurrent use. It sends no cookies, takes no
// proxy from the environment, asks for no compression and speaks HTTP/1.1 only, so that each limit here is
// a limit of one connection.
type Client struct {
	options   Options
	transport *http.Transport
	direct    *http.Client // takes a redirect for an answer
	following *http.Client // follows a few
}

// New makes a client. Close frees what it keeps open.
func New(o Options) *Client {
	for _, d := range []struct {
		of       *time.Duration
		standard time.Duration
	}{{&o.Connect, 5 * time.Second}, {&o.Answer, 15 * time.Second}, {&o.Stall, 30 * time.Second}, {&o.Download, 5 * time.Minute}} {
		if *d.of <= 0 {
			*d.of = d.standard
		}
	}
	dialer := &net.Dialer{
		Timeout:  o.Connect,
		Resolver: o.Resolver,
		Control:  newGuardian(o).Safe, // sees the IP address that is connected to, after every look-up
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	c := &Client{options: o, transport: &http.Transport{
		Proxy:                  nil, // a proxy would resolve names for us, unchecked
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
		TLSHandshakeTimeout:    o.Connect,
		ResponseHeaderTimeout:  o.Answer,
		MaxResponseHeaderBytes: 32 << 10,
		DisableCompression:     true, // what is counted is then what was sent
		MaxIdleConns:           16,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        30 * time.Second,
		Protocols:              protocols,
	}}
	c.direct = &http.Client{Transport: c.transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	c.following = &http.Client{Transport: c.transport, CheckRedirect: c.redirect}
	return c
}

// Close closes connections that nobody uses. Calls under way go on.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// redirect decides about the next address of a feed. It is held to the same rules as the first, and
// encryption once begun is never left.
func (c *Client) redirect(next *http.Request, before []*http.Request) error {
	if len(before) > maxRedirects {
		return refused(wordsRedirects)
	}
	if len(next.URL.String()) > maxURL || !c.wellFormed(next.URL) || next.URL.Scheme == "http" && before[0].URL.Scheme == "https" {
		return refused(wordsForm)
	}
	next.Header.Del("Referer") // the address of a feed may be known to its partner only
	return nil
}

// describe sets what every request says about itself.
func describe(r *http.Request) {
	r.Header.Set("User-Agent", userAgent)
	r.Header.Set("Accept-Encoding", "identity") // without it any coding would be acceptable (RFC 9110 section 12.5.3)
}
