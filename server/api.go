package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/blueheart-federation/api/graph"
	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/auth"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/httpapi"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/wording"
	"github.com/blueheart-federation/api/loaders"
)

// newAPI puts the schema behind the wire, each operation pinned to one snapshot and one instant.
func newAPI(c *Config, from *origin, holder *snapshot.Holder, revisions *revisionNames, people *people, words *wording.Catalog, fingerprint string,
	now func() time.Time, logger *slog.Logger, registry prometheus.Registerer,
) (api *httpapi.API) {
	limits := httpapi.DefaultLimits()
	limits.Body = int(c.BodyLimit)
	limits.Tokens, limits.Depth, limits.AliasesPerLevel, limits.Cost = c.TokenLimit, c.DepthLimit, c.AliasLimit, c.CostLimit
	limits.Timeout = c.OperationTimeout
	limits.LargeBody = importBody
	limits.Streams, limits.ClientStreams = orNegative(min(int(c.MaxStreams), c.MaxConnections/2)), c.ClientStreams

	trusted := make([]netip.Prefix, 0, len(c.TrustedProxies))
	for _, p := range c.TrustedProxies {
		trusted = append(trusted, p.Prefix)
	}
	refuse := func(w http.ResponseWriter, r *http.Request, err error) { api.WriteError(w, r, err) }
	o := httpapi.Options{
		Schema: graph.NewSchema(&graph.Resolver{
			Desk: people.desk, Directory: holder, Words: words, RateLimit: rateLimit, Terms: from.terms,
		}),
		Limits: limits, Revision: revisions.current, Build: buildName(c) + " " + fingerprint,
		Begin: func(ctx context.Context, _ *graphql.OperationContext) context.Context {
			return loaders.New(holder.Current(), now(), directory.ParseLanguages(httpapi.Language(ctx)), marks(ctx)).Into(ctx)
		},
		Language: directory.CanonicalLanguages, Logger: logger, LogOneIn: orNegative(int(c.LogRequests)), Registry: registry, Now: now,
		AllowedOrigins: c.AllowedOrigins, RatePerMinute: int(c.RateLimit), TrustedProxies: trusted,
		MaxAge: c.MaxAge, AnswerBytes: orNegative(int(c.AnswerCache)), DocumentBytes: int(c.DocumentCache),
		Authenticate:  people.auth.Middleware(refuse),
		Authenticated: func(r *http.Request) bool { return auth.ActorOf(r.Context()).Known() },
		Large:         []string{"importInitiatives", "harvestFeed"},
	}
	if from.copied != nil { // nobody is known to a copy: whoever shows a token reads as everybody does
		o.Build += " copy"
		o.Authenticate, o.Authenticated, o.ReadOnly = nil, nil, from.copied.ReadOnly
	}
	api = httpapi.New(o)
	return api
}

// importBody is what a file of 16 MiB takes in a request: in base64 a third more, and as JSON text a byte more
// for each quotation mark and end of line.
const importBody = 24 << 20

// marks tell the wire what an answer depends on.
func marks(ctx context.Context) loaders.Marks {
	return loaders.Marks{UsesClock: func() { httpapi.UsesClock(ctx) }, Private: func() { httpapi.Uncacheable(ctx) }}
}

// orNegative turns our "off", which is 0, into that of httpapi, where 0 is the default.
func orNegative(n int) int {
	if n == 0 {
		return -1
	}
	return n
}

// rateLimit gives the caller's budget to the resolver of that field.
func rateLimit(ctx context.Context) *model.RateLimit {
	l := httpapi.CurrentRateLimit(ctx)
	if l.Limit == 0 {
		return nil
	}
	return &model.RateLimit{Limit: l.Limit, Cost: l.Cost, Remaining: l.Remaining, ResetAt: l.ResetAt.UTC()}
}

// buildName names what besides the directory decides an answer: the program and the settings that show
// in answers. The terms of the data are part of the revision's name.
func buildName(c *Config) string {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" || s.Key == "vcs.modified" {
				version += "+" + s.Value
			}
		}
	}
	return fmt.Sprint(version, " ", c.DueDays, " ", c.StaleDays)
}

// revisionNames names the snapshot that answers, for ETags: the directory revision, and a fingerprint of
// what is in it and of its terms, since another store may have another directory under the same number. Replicas of
// one store give one name.
type revisionNames struct {
	holder *snapshot.Holder
	terms  func() *graph.Terms
	last   atomic.Pointer[namedSnapshot]
}

type namedSnapshot struct {
	snapshot *snapshot.Snapshot
	terms    *graph.Terms
	name     string
}

func (n *revisionNames) current() string { return n.of(n.holder.Current()) }

// of names a snapshot, empty for none.
func (n *revisionNames) of(s *snapshot.Snapshot) string {
	if s == nil {
		return ""
	}
	terms := n.terms()
	if last := n.last.Load(); last != nil && last.snapshot == s && last.terms == terms {
		return last.name
	}
	named := &namedSnapshot{s, terms, nameOfSnapshot(s, terms)}
	n.last.Store(named)
	return named.name
}

func nameOfSnapshot(s *snapshot.Snapshot, terms *graph.Terms) string {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%q %q", terms.Licence, terms.Attribution) // never fails, as below
	for _, w := range terms.Warnings {
		_, _ = fmt.Fprintf(h, " %q", w.Value)
	}
	var line []byte
	add := func(id directory.ID, at time.Time) {
		line = binary.BigEndian.AppendUint64(append(line[:0], id...), uint64(at.UnixMilli()))
		_, _ = h.Write(line) // never fails
	}
	for in := range s.Initiatives.All {
		add(in.ID, in.UpdatedAt)
	}
	for o := range s.Organizations.All {
		add(o.ID, o.UpdatedAt)
	}
	return strconv.FormatInt(s.Revision, 10) + "-" + strconv.FormatUint(h.Sum64(), 36)
}
