package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	// interval is how long an answer of the provider holds. Anybody can make up a token with an unknown
	// key, for which the library asks for the keys again: without it each would cost the provider a
	// request. A new key is known this long after the last question at the latest.
	interval = 10 * time.Second
	// A provider that does not answer is asked again after firstRetry, then after twice as long each time,
	// up to lastRetry.
	firstRetry = time.Second
	lastRetry  = time.Minute

	exchangeTime = 5 * time.Second // from connecting to the last byte
	maxAnswer    = 1 << 20
)

// newTransport makes the transport to the provider, through the proxy that the environment names.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		TLSHandshakeTimeout:    exchangeTime,
		ResponseHeaderTimeout:  exchangeTime,
		IdleConnTimeout:        30 * time.Second,
		MaxIdleConns:           2,
		MaxConnsPerHost:        2,
		MaxResponseHeaderBytes: 64 << 10,
		ForceAttemptHTTP2:      true,
	}
}

// newClient makes a client for one address of the provider.
func newClient(transport http.RoundTripper, now func() time.Time) *http.Client {
	return &http.Client{
		Transport: &throttle{next: transport, now: now},
		// Discovery and keys answer 200 themselves; elsewhere is not whom the operator named.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// throttle asks one address, at most every so often; in between it repeats the last answer, be it good or
// bad. What it gives is 200 with a whole JSON document of bounded size, or an error that is [unanswered].
// A question goes on when the request that caused it has ended, since the answer serves the next ones. It is safe for concurrent use.
type throttle struct {
	next http.RoundTripper
	now  func() time.Time

	mu       sync.Mutex // held while the provider is asked
	address  string
	at       time.Time
	header   http.Header
	body     []byte
	err      error
	failures int // in a row
}

// RoundTrip is [http.RoundTripper]'s.
func (t *throttle) RoundTrip(r *http.Request) (*http.Response, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if address := r.URL.String(); address != t.address || !t.holds() {
		if address != t.address {
			t.address, t.failures = address, 0
		}
		t.header, t.body, t.err = t.ask(r)
		t.at = t.now() // the end: who waited meanwhile must not ask anew at once
		if t.err != nil {
			t.failures++
		} else {
			t.failures = 0
		}
	}
	if t.err != nil {
		return nil, t.err
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: t.header.Clone(), Body: io.NopCloser(bytes.NewReader(t.body)), ContentLength: int64(len(t.body)),
	}, nil
}

// holds tells whether the last answer is still repeated. A clock that went back ends it.
func (t *throttle) holds() bool {
	wait := interval
	if t.failures > 0 {
		wait = min(firstRetry<<min(t.failures-1, 10), lastRetry)
	}
	age := t.now().Sub(t.at)
	return !t.at.IsZero() && age >= 0 && age < wait
}

// unanswered says why the provider's answer could not be had. It quotes nothing of the answer.
type unanswered struct{ cause error }

func (e *unanswered) Error() string { return "the provider does not answer: " + e.cause.Error() }

func (e *unanswered) Unwrap() error { return e.cause }

// ask sends the request and reads the whole answer.
func (t *throttle) ask(r *http.Request) (http.Header, []byte, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), exchangeTime)
	defer cancel()
	response, err := t.next.RoundTrip(r.Clone(ctx))
	if err != nil {
		return nil, nil, &unanswered{err}
	}
	defer func() { _ = response.Body.Close() }() // what was read is whole, or is not used
	if response.StatusCode != http.StatusOK {
		return nil, nil, &unanswered{fmt.Errorf("status %d", response.StatusCode)}
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, nil, &unanswered{err}
	case len(body) > maxAnswer:
		return nil, nil, &unanswered{errors.New("more than 1 MiB")}
	case !json.Valid(body):
		return nil, nil, &unanswered{errors.New("not JSON")}
	}
	return response.Header, body, nil
}
