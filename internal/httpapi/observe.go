package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// Keys of the access log: attributes from closed sets and numbers, never what a person typed, who they
// are or where they came from.
const (
	keyRequestID = "request_id"
	keyMethod    = "method"
	keyRoute     = "route"
	keyStatus    = "status"
	keyDuration  = "duration_us"
	keyBytes     = "bytes"
	keyCost      = "cost"
	keyCacheHit  = "cache_hit"
	keyCode      = "code"
	keyError     = "error"
	keyErrorType = "error_type"
	keyStack     = "stack"
)

var requests atomic.Uint64

// Observe is the outermost piece of the chain for a route: it gives the request its id, ends a panic
// with 500 and one log line, and counts and logs what was answered. route is a pattern such as
// "/export/{format}", from a closed set, because it becomes a metric's label.
func (a *API) Observe(route string, next http.Handler) http.Handler {
	m := a.metrics.route(route)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := requests.Add(1)
		x := &exchange{ResponseWriter: w, start: time.Now(), id: scramble(a.idPrefix + n)}
		w.Header()["X-Request-Id"] = []string{x.requestID()}
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		defer a.finish(x, r, route, m, n)
		next.ServeHTTP(x, r)
	})
}

// finish runs deferred: it must see a panic to end it.
func (a *API) finish(x *exchange, r *http.Request, route string, m *routeMetrics, n uint64) {
	if p := recover(); p != nil {
		if p == http.ErrAbortHandler { //nolint:errorlint // the sentinel itself is what net/http looks for
			panic(p)
		}
		a.logPanic(r.Context(), p)
		if x.status != 0 {
			// Half an answer is out: only a cut connection tells the client so.
			defer panic(http.ErrAbortHandler)
		} else {
			a.WriteError(x, r, internalError(x))
		}
	}
	if x.status == 0 {
		x.status = http.StatusOK
	}
	took := time.Since(x.start)
	m.observe(x.status, took, x.streamed)

	level := slog.LevelInfo
	if x.status >= 500 {
		level = slog.LevelError
	} else if a.logOneIn == 0 || n%a.logOneIn != 0 {
		return
	}
	if !a.logger.Enabled(r.Context(), level) {
		return
	}
	a.logger.LogAttrs(r.Context(), level, "request",
		slog.String(keyRequestID, x.requestID()), slog.String(keyMethod, methodLabel(r.Method)),
		slog.String(keyRoute, route), slog.Int(keyStatus, x.status),
		slog.Int64(keyDuration, took.Microseconds()), slog.Int64(keyBytes, x.bytes),
		slog.Int(keyCost, x.cost), slog.Bool(keyCacheHit, x.hit))
}

// logPanic logs where it happened. A panic's own text may quote a client's value, so only the runtime's
// errors, which do not, are written out.
func (a *API) logPanic(ctx context.Context, p any) {
	attrs := append(make([]slog.Attr, 0, 4), slog.String(keyRequestID, RequestID(ctx)), slog.String(keyErrorType, typeName(p)))
	if e, ok := p.(runtime.Error); ok {
		attrs = append(attrs, slog.String(keyError, cut(e.Error(), maxErrorText)))
	}
	a.logger.LogAttrs(ctx, slog.LevelError, "panic", append(attrs, slog.String(keyStack, string(debug.Stack())))...)
}

// methodLabel keeps a method that somebody made up out of the log.
func methodLabel(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions:
		return m
	}
	return "OTHER"
}

// scramble makes ids that do not count visibly, so that nobody reads the traffic from them.
func scramble(v uint64) uint64 {
	v ^= v >> 30
	v *= 0xbf58476d1ce4e5b9
	v ^= v >> 27
	v *= 0x94d049bb133111eb
	return v ^ v>>31
}
