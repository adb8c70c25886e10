package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// exchange is what is known about one request while it is served: one value in the context, so that
// the chain and the resolvers need no second one. It is also the writer that counts.
type exchange struct {
	http.ResponseWriter
	start    time.Time
	id       uint64
	status   int
	bytes    int64
	cost     int
	hit      bool
	streamed bool // it is a stream of events, which lasts as long as somebody listens
	language string

	rate      RateLimit
	usesClock atomic.Bool
	private   atomic.Bool
	logged    atomic.Int32
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// WriteHeader keeps the first final status for the log.
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 && status >= 200 {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes of the body.
func (x *exchange) Write(p []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	n, err := x.ResponseWriter.Write(p)
	x.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// FlushError sends what is buffered, for the handlers that stream.
func (x *exchange) FlushError() error { return http.NewResponseController(x.ResponseWriter).Flush() }

// Flush is FlushError for handlers that do not ask.
func (x *exchange) Flush() { _ = x.FlushError() }

// requestID writes the id as 16 hexadecimal digits.
func (x *exchange) requestID() string {
	const digits = "0123456789abcdef"
	var b [16]byte
	for i, v := len(b)-1, x.id; i >= 0; i-- {
		b[i] = digits[v&15]
		v >>= 4
	}
	return string(b[:])
}

// UsesClock says that the answer being made depends on the time of day, so that it is kept for the
// current minute only. A resolver that reads the clock calls it; it is safe for concurrent use, and
// does nothing outside a request.
func UsesClock(ctx context.Context) {
	if x := exchangeOf(ctx); x != nil {
		x.usesClock.Store(true)
	}
}

// Uncacheable says that the answer being made depends on something else than the request, the revision
// and the minute, so that nobody may keep it.
func Uncacheable(ctx context.Context) {
	if x := exchangeOf(ctx); x != nil {
		x.private.Store(true)
	}
}

// Language gives the negotiated language preference of the request, as Options.Language wrote it.
func Language(ctx context.Context) string {
	if x := exchangeOf(ctx); x != nil {
		return x.language
	}
	return ""
}

// RequestID gives the id that the access log and INTERNAL errors carry, "" outside a request.
func RequestID(ctx context.Context) string {
	if x := exchangeOf(ctx); x != nil {
		return x.requestID()
	}
	return ""
}

// RateLimit is a client's budget after the current operation was charged.
type RateLimit struct {
	Limit     int       // cost per minute; 0 when there is no limit
	Cost      int       // cost of the current operation
	Remaining int       // what is left now
	ResetAt   time.Time // when the budget is full again if nothing else is asked
}

// CurrentRateLimit gives the budget of the client who asks. It makes the answer uncacheable, since the
// next client's differs.
func CurrentRateLimit(ctx context.Context) RateLimit {
	x := exchangeOf(ctx)
	if x == nil {
		return RateLimit{}
	}
	x.private.Store(true)
	l := x.rate
	l.Cost = x.cost
	return l
}

func randomWord() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return binary.LittleEndian.Uint64(b[:])
}

func itoa(n int) string { return strconv.Itoa(n) }
