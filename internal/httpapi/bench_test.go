package httpapi

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"
)

// sink is a writer that keeps nothing, so that a benchmark measures the handler alone.
type sink struct {
	header http.Header
	status int
	bytes  int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { s.bytes += len(p); return len(p), nil }

type replay struct{ bytes.Reader }

func (*replay) Close() error { return nil }

const benchQuery = `{"query":"query List($n: Int) { hotlines(first: $n, filter: {kind: PHONE}) { totalCount nodes { id name channels { kind address } } pageInfo { hasNextPage } } }","variables":{"n":10`

func benchmark(b *testing.B, h http.Handler, unique bool) {
	b.Helper()
	r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json, application/json")
	r.Header.Set("Accept-Language", "uk, en;q=0.8")
	w := &sink{header: http.Header{}}
	body := &replay{}
	raw := []byte(benchQuery + "}}")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if unique { // the same operation with another text around it: known document, unknown answer
			raw = append(raw[:0], benchQuery...)
			raw = append(raw, `},"x":`...)
			raw = append(strconv.AppendInt(raw, int64(i), 10), '}')
		}
		body.Reset(raw)
		r.Body = io.NopCloser(body)
		r.ContentLength = int64(len(raw))
		clear(w.header)
		h.ServeHTTP(w, r)
		if w.status != 0 && w.status != http.StatusOK {
			b.Fatal(w.status)
		}
	}
}

func benchAPI() *API {
	return New(Options{
		Schema: newMini(), Revision: func() string { return "r1" }, RatePerMinute: 1 << 50,
		Language: func(s string) string { return s[:min(2, len(s))] },
	})
}

// still answers at once, so that what is measured is everything but the resolvers.
type still struct{ *mini }

func (still) Exec(context.Context) graphql.ResponseHandler {
	return func(context.Context) *graphql.Response { return &graphql.Response{Data: []byte(`{"a":1}`)} }
}

func BenchmarkOverhead(b *testing.B) {
	b.Run("ours", func(b *testing.B) {
		benchmark(b, New(Options{Schema: still{newMini()}, Revision: func() string { return "r1" }, RatePerMinute: 1 << 50}), true)
	})
	b.Run("stock", func(b *testing.B) {
		s := handler.New(still{newMini()})
		s.AddTransport(transport.POST{})
		s.SetQueryCache(lru.New[*ast.QueryDocument](1000))
		benchmark(b, s, true)
	})
}

func BenchmarkHit(b *testing.B) { benchmark(b, benchAPI(), false) }

func BenchmarkMiss(b *testing.B) { benchmark(b, benchAPI(), true) }

// BenchmarkStock is the same miss through gqlgen's own server, without any guard.
func BenchmarkStock(b *testing.B) {
	s := handler.New(newMini())
	s.AddTransport(transport.POST{})
	s.SetQueryCache(lru.New[*ast.QueryDocument](1000))
	s.Use(extension.Introspection{})
	benchmark(b, s, true)
}

// BenchmarkHitLogged is a hit with every request in the access log.
func BenchmarkHitLogged(b *testing.B) {
	benchmark(b, New(Options{
		Schema: newMini(), Revision: func() string { return "r1" },
		Logger: slog.New(slog.DiscardHandler),
	}), false)
}
