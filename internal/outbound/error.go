package outbound

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"code.dny.dev/ssrf"
)

// Class says what kind of failure an [Error] is.
type Class uint8

// The classes.
const (
	Refused  Class = iota + 1 // the address is not one that the server calls: nothing was sent
	NoAnswer                  // no connection, no answer in time, or one that broke off
	Status                    // an answer came, with a status that is not the one wanted
	TooLarge                  // the answer is larger than allowed
)

// Error is why a call failed. Its text is fit for the partner whose address it is: our own words, nothing
// that the other side sent, and no address.
type Error struct {
	Class      Class
	Status     int           // of the answer, for Status; 0 otherwise
	RetryAfter time.Duration // how long the other side asks to be left alone, 0 when it does not; at most a day

	words string
	cause error // the caller's own cancellation, nil otherwise
}

// Error gives the reason in a sentence without its full stop.
func (e *Error) Error() string { return e.words }

// Unwrap gives the error of the caller's context when that ended the call, nil otherwise. No other cause
// is kept: it would hold addresses, and text of the other side.
func (e *Error) Unwrap() error { return e.cause }

// The words. Names that do not exist and names that lead to private addresses are told alike: the
// difference would tell a stranger which names our own network knows.
const (
	wordsForm        = "the address must be an absolute https URL without credentials, on port 443"
	wordsPrivate     = "the address does not lead to a server on the public internet"
	wordsRedirects   = "the address redirects more often than allowed"
	wordsTime        = "no answer came in time"
	wordsConnection  = "the connection failed"
	wordsCertificate = "the certificate of the server is not valid"
	wordsBrokeOff    = "the answer broke off"
	wordsEncoded     = "the answer is compressed, which was not asked for"
	wordsLarge       = "the answer is larger than allowed"
	wordsStopped     = "the call was stopped"
)

func refused(words string) *Error { return &Error{Class: Refused, words: words} }

func badStatus(status int, retryAfter string) *Error {
	return &Error{
		Class: Status, Status: status, RetryAfter: parseRetryAfter(retryAfter),
		words: fmt.Sprintf("the server answered with status %d", status),
	}
}

// classify puts an error of net/http in our words. ctx is the caller's, without timeouts of ours; words
// are for what has no better ones.
func classify(ctx context.Context, err error, words string) *Error {
	if own, ok := errors.AsType[*Error](err); ok { // of a redirect
		return own
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return refused(wordsPrivate)
	}
	for _, prohibited := range []error{ssrf.ErrProhibitedIP, ssrf.ErrProhibitedPort, ssrf.ErrProhibitedNetwork, ssrf.ErrInvalidHostPort} {
		if errors.Is(err, prohibited) {
			return refused(wordsPrivate)
		}
	}
	failed := &Error{Class: NoAnswer, words: words}
	var timeout net.Error
	switch {
	case ctx.Err() != nil:
		failed.words, failed.cause = wordsStopped, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.As(err, &timeout) && timeout.Timeout():
		failed.words = wordsTime
	default:
		if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
			failed.words = wordsCertificate
		}
	}
	return failed
}

// parseRetryAfter reads the seconds of a Retry-After header (RFC 9110 section 10.2.3). A date there is
// not taken: it would need two clocks to agree.
func parseRetryAfter(s string) time.Duration {
	const most = 24 * 60 * 60
	s = strings.TrimSpace(s)
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		n = min(n*10+int(s[i]-'0'), most)
	}
	return time.Duration(n) * time.Second
}
