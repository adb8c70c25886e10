package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
)

// Limits bounds what one request may ask for. Whatever is refused is refused before it costs work.
// A zero field takes the value of [DefaultLimits].
type Limits struct {
	Body               int           // bytes of a POST body, and of a GET query string
	Tokens             int           // lexical tokens in a document
	Operations         int           // operations in a document
	Selections         int           // fields and fragments in all operations, each fragment counted at each use
	Depth              int           // nested fields outside introspection
	AliasesPerLevel    int           // aliases in one selection set, fragments merged in
	Aliases            int           // aliases in a document
	Repeats            int           // one response name in one selection set, fragments merged in
	Introspections     int           // __schema and __type fields in a document
	IntrospectionDepth int           // nested fields in an operation's introspection part
	ListArgument       int           // entries of a list given as an argument or inside one; no bound on what a mutation takes in
	DefaultPage        int           // entries of a connection that names no first or last
	PageCap            int           // largest first or last
	PlainList          int           // entries assumed in a list that is not a connection
	IntrospectionCost  int           // cost of one __schema or __type field
	Cost               int           // cost of one operation
	MutationCost       int           // cost of one field of a mutation, without what is selected of its answer
	StrangerCost       int           // added for each when its sender showed no credential
	RefusedCost        int           // what a refused document takes from its sender's budget
	RefusedCredential  int           // what a credential that is not accepted takes from it: the store was asked
	Timeout            time.Duration // from the first resolver to the last
	LargeBody          int           // bytes of a POST body whose operation is one of Options.Large
	LargeTimeout       time.Duration // Timeout of such an operation
	Streams            int           // event streams open at once; negative: none
	ClientStreams      int           // those of one client
	StreamTime         time.Duration // how long one may last
	KeepAlive          time.Duration // the longest silence on one
	EventTime          time.Duration // in which the client must have taken an event
	LargeAtOnce        int           // requests that have such a body or are such an operation at once; others wait, see takeTurn

	// ListFactors overrides PlainList by coordinate, such as "Hotline.channels". A list of scalars or
	// enums counts once, unless it is named here. A list with the argument first has as many entries as
	// that says.
	ListFactors map[string]int

	// FieldCosts is what a field costs by itself, by coordinate, where that is more than the 1 of reading
	// a value: what reads the store or compares records. It overrides MutationCost.
	FieldCosts map[string]int
}

// DefaultLimits gives the limits of the public contract.
func DefaultLimits() Limits {
	return Limits{
		// A list may name every country of the world.
		Body: 64 << 10, Tokens: 2000, Operations: 10, Selections: 2000, Depth: 12,
		AliasesPerLevel: 30, Aliases: 100, Repeats: 20, Introspections: 10, IntrospectionDepth: 20,
		ListArgument: 250, DefaultPage: 20, PageCap: 100, PlainList: 2, IntrospectionCost: 500,
		Cost: 50_000, MutationCost: 200, StrangerCost: 1000, RefusedCost: 10, RefusedCredential: 500, Timeout: 10 * time.Second,
		Streams: 1000, ClientStreams: 10, StreamTime: time.Hour, KeepAlive: 15 * time.Second, EventTime: 10 * time.Second,
		LargeBody: 17 << 20, LargeTimeout: 2 * time.Minute, LargeAtOnce: 2, // a file of 16 MiB, and what is around it

		// The lists that are long, or lead back to one that is: without their true sizes, a few of them
		// nested cost next to nothing and answer gigabytes.
		ListFactors: map[string]int{
			"Query.regions": 30, "Query.countries": 250, "Query.coverage": 250, "Query.nodes": 100, "Query._entities": 100,
			"Region.countries": 250, "Region.regions": 10,
			"Initiative.members": 50, "Tour.stops": 50,
			"Country.languages": 10, "Directory.languages": 50,
			"Dialling.alternatives": 10, "HelpAnswer.entries": 30, "HelpAnswer.notices": 5, "HelpEntry.channels": 3, "HelpEntry.reasons": 12,
			"Query.vocabularies": 60, "Vocabulary.terms": 8,
			"Version.changes": 200, "Advice.warnings": 20, "Advice.duplicates": 20,
			"Viewer.feeds": 100, "Viewer.webhooks": 100, "ImportReport.rows": 1000,
		},
		FieldCosts: map[string]int{
			"Query.initiativeRecord": 20, "Viewer.organization": 20,
			"Viewer.initiatives": 50, "Viewer.reviews": 50, "Viewer.organizations": 50, "Viewer.corrections": 50,
			"Viewer.tokens": 50, "Viewer.feeds": 50, "Viewer.webhooks": 50, "Viewer.deliveries": 50, "Viewer.checksDue": 200,
			"Token.history": 200, "Delivery.webhook": 20,
			"InitiativeRecord.draft": 20, "OrganizationRecord.draft": 5, "InitiativeRecord.advice": 200,
			"InitiativeRecord.history": 200, "Initiative.history": 200,
			"Mutation.importInitiatives": 5000, "Mutation.harvestFeed": 5000,
			"Subscription.directoryChanged": 100, // a place, and what is written into it for an hour
		},
	}
}

// orDefaults fills the zero fields from [DefaultLimits].
func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, want *int }{
		{&l.Body, &d.Body},
		{&l.Tokens, &d.Tokens},
		{&l.Operations, &d.Operations},
		{&l.Selections, &d.Selections},
		{&l.Depth, &d.Depth},
		{&l.AliasesPerLevel, &d.AliasesPerLevel},
		{&l.Aliases, &d.Aliases},
		{&l.Repeats, &d.Repeats},
		{&l.Introspections, &d.Introspections},
		{&l.IntrospectionDepth, &d.IntrospectionDepth},
		{&l.ListArgument, &d.ListArgument},
		{&l.DefaultPage, &d.DefaultPage},
		{&l.PageCap, &d.PageCap},
		{&l.PlainList, &d.PlainList},
		{&l.IntrospectionCost, &d.IntrospectionCost},
		{&l.Cost, &d.Cost},
		{&l.MutationCost, &d.MutationCost},
		{&l.StrangerCost, &d.StrangerCost},
		{&l.RefusedCost, &d.RefusedCost},
		{&l.RefusedCredential, &d.RefusedCredential},
		{&l.LargeBody, &d.LargeBody},
		{&l.Streams, &d.Streams},
		{&l.ClientStreams, &d.ClientStreams},
		{&l.LargeAtOnce, &d.LargeAtOnce},
	} {
		if *f.have == 0 {
			*f.have = *f.want
		}
	}
	for _, f := range []struct{ have, want *time.Duration }{
		{&l.Timeout, &d.Timeout},
		{&l.LargeTimeout, &d.LargeTimeout},
		{&l.StreamTime, &d.StreamTime},
		{&l.KeepAlive, &d.KeepAlive},
		{&l.EventTime, &d.EventTime},
	} {
		if *f.have == 0 {
			*f.have = *f.want
		}
	}
	if l.ListFactors == nil {
		l.ListFactors = d.ListFactors
	}
	if l.FieldCosts == nil {
		l.FieldCosts = d.FieldCosts
	}
	return l
}

// Options is what an [API] is made of. Schema is required; every other field has a working zero.
type Options struct {
	Schema graphql.ExecutableSchema
	Limits Limits

	// Revision names the published directory that answers now. It is asked several times per request,
	// so it must be cheap, and it must never return to an earlier value. Without it nothing is cached.
	Revision func() string

	// Build names the running program. It is part of each ETag, since another build may give another
	// answer from the same revision.
	Build string

	// Begin runs once per operation, after it was found valid and paid for and before any resolver. It
	// pins the snapshot: the context it returns is the one that resolvers see.
	Begin func(ctx context.Context, op *graphql.OperationContext) context.Context

	// Authenticate wraps the endpoint in the middleware that finds the caller. Nil: all are anonymous.
	Authenticate func(http.Handler) http.Handler

	// Authenticated tells whether Authenticate found a caller. A request with an Authorization header
	// counts as not anonymous whatever this says.
	Authenticated func(*http.Request) bool

	// Large names the mutations that may have a large body and take long, of callers that Authenticated
	// knows.
	Large []string

	// ReadOnly says why no mutation is carried out: each is answered so, as UNAVAILABLE. Nil: they are carried out.
	ReadOnly func() string

	// Language turns an Accept-Language header into the canonical preference that answers may depend on.
	// Resolvers read it from [Language] and from nowhere else, or cached answers would be wrong.
	Language func(acceptLanguage string) string

	// FieldMiddleware runs around each resolver, for tests and measurements. Usually nil.
	FieldMiddleware graphql.FieldMiddleware

	Logger         *slog.Logger          // nil: discarded
	LogOneIn       int                   // log each n-th request below 500; 0 and 1: all, negative: none
	Registry       prometheus.Registerer // nil: counted, not published
	Now            func() time.Time      // nil: time.Now
	AllowedOrigins []string              // nil: any origin may read, and none sends tokens or mutations

	RatePerMinute  int            // cost per minute and client; 0 or less: no limit
	RateClients    int            // clients remembered at once; 0: 100,000
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed

	MaxAge        time.Duration // for which others may keep an answer, in whole seconds; 0: 30 s
	AnswerBytes   int           // size of the answer cache; 0: 64 MiB, negative: none
	DocumentBytes int           // size of the document cache; 0: 32 MiB
}

// API is the GraphQL endpoint with its whole chain, and the pieces of that chain for other routes. It is
// safe for concurrent use.
type API struct {
	schema        graphql.ExecutableSchema
	limits        Limits
	revision      func() string
	begin         func(context.Context, *graphql.OperationContext) context.Context
	authenticated func(*http.Request) bool
	large         []string
	readOnly      func() string
	turns         chan struct{} // a place is taken by each request that is large
	fields        graphql.FieldMiddleware
	presenter     graphql.ErrorPresenterFunc
	recoverer     graphql.RecoverFunc
	logger        *slog.Logger
	logOneIn      uint64
	now           func() time.Time
	idPrefix      uint64

	languages *languages
	documents *documents
	answers   *answers
	tags      tagger
	rate      *limiter
	streams   *streams
	caching   caching
	metrics   *metrics
	origins   origins
	chain     http.Handler
}

// New builds the API. It panics when there is no schema, which is a fault of the program and not of its
// configuration.
func New(o Options) *API {
	if o.Schema == nil {
		panic("httpapi: no schema")
	}
	a := &API{
		schema:        o.Schema,
		limits:        o.Limits.orDefaults(),
		revision:      o.Revision,
		begin:         o.Begin,
		authenticated: o.Authenticated,
		large:         o.Large,
		readOnly:      o.ReadOnly,
		fields:        o.FieldMiddleware,
		logger:        o.Logger,
		now:           o.Now,
		idPrefix:      randomWord(),
		languages:     newLanguages(o.Language),
		tags:          newTagger(o.Build),
		metrics:       newMetrics(o.Registry),
		origins:       newOrigins(o.AllowedOrigins),
	}
	a.turns = make(chan struct{}, a.limits.LargeAtOnce)
	a.presenter, a.recoverer = a.Present, a.Recover // once: a method value is an allocation
	if a.logger == nil {
		a.logger = slog.New(slog.DiscardHandler)
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.fields == nil {
		a.fields = func(ctx context.Context, next graphql.Resolver) (any, error) { return next(ctx) }
	}
	if o.MaxAge == 0 {
		o.MaxAge = 30 * time.Second
	}
	switch {
	case o.LogOneIn < 0:
		a.logOneIn = 0
	case o.LogOneIn == 0:
		a.logOneIn = 1
	default:
		a.logOneIn = uint64(o.LogOneIn)
	}
	a.documents = newDocuments(o.Schema.Schema(), &a.limits, orInt(o.DocumentBytes, 32<<20))
	if a.revision != nil && o.AnswerBytes >= 0 {
		a.answers = newAnswers(orInt(o.AnswerBytes, 64<<20))
	}
	if o.RatePerMinute > 0 {
		a.rate = newLimiter(o.RatePerMinute, orInt(o.RateClients, 100_000), o.TrustedProxies, a.now)
	}

	a.caching = newCaching(o.MaxAge)
	a.streams = newStreams(a.limits.Streams, a.limits.ClientStreams, o.TrustedProxies)

	var h http.Handler = http.HandlerFunc(a.serve)
	if o.Authenticate != nil {
		h = a.solvent(o.Authenticate(h))
	}
	a.chain = a.Observe("/graphql", SecurityHeaders(a.CORS(h)))
	return a
}

// ServeHTTP answers GraphQL over HTTP, with the whole chain around it.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.chain.ServeHTTP(w, r) }

func orInt(v, otherwise int) int {
	if v == 0 {
		return otherwise
	}
	return v
}
