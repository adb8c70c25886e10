package httpapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/blueheart-federation/api/internal/directory"
)

// asked is one request as the endpoint sees it, before anything is parsed.
type asked struct {
	x          *exchange
	media      media
	post       bool
	anonymous  bool
	events     bool // whether the client takes them
	eventsOnly bool // and nothing else
	key        answerKey
	revision   string
	minute     int64
	size       int  // bytes of the body
	turn       bool // it may be large now, see takeTurn
}

// serve answers a request: from the cache when it can, else by running the operation.
func (a *API) serve(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	case http.MethodOptions:
		w.Header()["Allow"] = allowAll
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		f := refuse(http.StatusMethodNotAllowed, codeBadRequest, "The method is not allowed: use GET or POST.")
		f.allow = allowAll
		a.refuse(w, r, mediaOf(r), f)
		return
	}
	q := asked{x: exchangeOf(r.Context()), media: negotiate(r.Header["Accept"]), events: acceptsEvents(r.Header["Accept"]), post: r.Method == http.MethodPost}
	switch {
	case q.media != mediaNone:
	case q.events:
		q.media, q.eventsOnly = mediaGraphQL, true // for refusals
	default:
		a.refuse(w, r, mediaJSON, refuse(http.StatusNotAcceptable, codeBadRequest,
			"Answers are application/graphql-response+json or application/json in UTF-8; Accept allows neither."))
		return
	}
	if !q.post {
		if len(r.URL.RawQuery) > a.limits.Body {
			a.refuse(w, r, q.media, refuse(http.StatusRequestURITooLong, codeBadRequest,
				"The query string is too long: "+itoa(a.limits.Body)+" bytes are allowed."))
			return
		}
		a.answer(w, r, &q, r.URL.RawQuery, nil)
		return
	}
	buf := bodies.Get().(*[]byte)
	defer func() {
		if cap(*buf) <= a.limits.Body+1 { // what one import needed is not kept for the next reader
			bodies.Put(buf)
		}
	}()
	limit := a.limits.Body
	if len(a.large) > 0 && a.authenticated != nil && a.authenticated(r) {
		limit = a.limits.LargeBody // whether the operation may have so much is seen when it is read
		if r.ContentLength > int64(a.limits.Body) {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(a.limits.LargeTimeout)) // else the server's own holds
		}
	}
	defer a.leaveTurn(&q)
	if refused := a.readBody(w, r, &q, buf, limit); refused != nil {
		a.refuse(w, r, q.media, refused)
		return
	}
	a.answer(w, r, &q, string(*buf), *buf)
}

var bodies = sync.Pool{New: func() any { b := make([]byte, 0, 4<<10); return &b }}

// readBody reads the body of a POST, of at most limit bytes, into buf, which it may make larger. One that goes beyond
// what every request may have waits for its turn there.
func (a *API) readBody(w http.ResponseWriter, r *http.Request, q *asked, buf *[]byte, limit int) *refusal {
	if len(r.Header["Content-Encoding"]) > 0 || !acceptsBody(r.Header["Content-Type"]) {
		return refuse(http.StatusUnsupportedMediaType, codeBadRequest,
			"The body must be application/json in UTF-8, not compressed.")
	}
	b := (*buf)[:0]
	for r.ContentLength <= int64(limit) && len(b) <= limit {
		if len(b) > a.limits.Body || r.ContentLength > int64(a.limits.Body) {
			if refused := a.takeTurn(w, r, q); refused != nil {
				w.Header()["Connection"] = connectionEnds
				// Most clients read no answer before they have sent everything.
				_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, int64(limit)))
				return refused
			}
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Body.Read(b[len(b):min(cap(b), limit+1)])
		b = b[:len(b)+n]
		*buf = b
		switch {
		case err == io.EOF && len(b) <= limit:
			return nil
		case err == nil || err == io.EOF:
			continue
		}
		w.Header()["Connection"] = connectionEnds
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return refuse(http.StatusRequestTimeout, codeBadRequest, "The body came too slowly.")
		}
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			break
		}
		return badRequest("The body could not be read.")
	}
	// What was not read stays unread, so the connection cannot be used again.
	w.Header()["Connection"] = connectionEnds
	return bodyTooLarge(limit)
}

func bodyTooLarge(limit int) *refusal {
	return refuse(http.StatusRequestEntityTooLarge, codeBadRequest,
		"The body is too large: "+itoa(limit)+" bytes are allowed.")
}

// answer looks for a finished answer and makes one otherwise. raw is the body or the query string.
func (a *API) answer(w http.ResponseWriter, r *http.Request, q *asked, raw string, body []byte) {
	q.anonymous = len(r.Header["Authorization"]) == 0 && (a.authenticated == nil || !a.authenticated(r))
	language := a.languages.of(r.Header)
	q.x.language = language
	if a.revision != nil {
		q.revision = a.revision()
	}
	q.minute = a.now().Unix() / 60
	if q.anonymous && a.answers != nil && !q.eventsOnly {
		kind := uint8(q.media) << 1
		if q.post {
			kind |= 1
		}
		q.key = a.answers.key(kind, language, raw)
		if e := a.answers.get(q.key, q.revision, q.minute); e != nil {
			q.x.hit = true
			a.metrics.hits.Inc()
			if refused := a.charge(q.x, r, e.cost); refused != nil {
				a.refuse(w, r, q.media, refused)
				return
			}
			a.write(w, r, q, e)
			return
		}
		a.metrics.misses.Inc()
	}
	if !q.post && q.anonymous && !q.eventsOnly && a.unchanged(w, r, q) {
		return
	}
	if refused := a.hasBudget(q.x, r); refused != nil {
		a.refuse(w, r, q.media, refused)
		return
	}
	var asks *request
	var refused *refusal
	q.size = len(body)
	if q.post {
		asks, refused = parseBody(body)
	} else {
		asks, refused = parseQueryString(raw)
	}
	if refused == nil {
		asks.stranger = q.anonymous
		refused = a.execute(w, r, q, asks)
	}
	if refused != nil {
		if refused.document || q.size > a.limits.Body {
			a.takeRefused(q.x, r, a.limits.RefusedCost*(1+q.size/a.limits.Body))
		}
		a.refuse(w, r, q.media, refused)
	}
}

// execute runs the operation asked for and writes its answer, or says why it does not run.
func (a *API) execute(w http.ResponseWriter, r *http.Request, q *asked, asks *request) *refusal {
	p, refused := a.prepare(asks)
	if refused != nil {
		return refused
	}
	switch kind := p.operation.def.Operation; {
	case kind == ast.Mutation && !q.post:
		f := refuse(http.StatusMethodNotAllowed, codeBadRequest, "A mutation needs the method POST.")
		f.allow = allowPost
		return f
	case kind == ast.Mutation && a.origins.strange(r):
		return refuse(http.StatusForbidden, string(directory.Forbidden), "A page of another site cannot change anything here.")
	case kind == ast.Mutation && a.readOnly != nil:
		return &refusal{status: http.StatusServiceUnavailable, errors: gqlerror.List{newError(string(directory.Unavailable), a.readOnly())}, document: true}
	case kind == ast.Subscription && !q.events:
		return badRequest("A subscription cannot be answered by one JSON object: ask with Accept: text/event-stream.")
	case kind == ast.Subscription:
		return a.subscribe(w, r, q, p)
	case q.eventsOnly:
		return refuse(http.StatusNotAcceptable, codeBadRequest, "Only subscriptions are answered by events: ask with Accept: application/json.")
	}
	timeout := a.limits.Timeout
	switch {
	case a.isLarge(p.operation.def):
		if refused := a.takeTurn(w, r, q); refused != nil {
			return refused
		}
		timeout = a.limits.LargeTimeout
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(timeout + a.limits.Timeout)) // else the server's own holds
	case q.size > a.limits.Body:
		return bodyTooLarge(a.limits.Body)
	}
	if refused := a.charge(q.x, r, p.cost); refused != nil {
		return refused
	}
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	ctx = a.start(ctx, p)
	// The snapshot was pinned between the two looks. Revisions never come back, so when both are equal
	// the answer is of that revision; otherwise it is of one of the two, and is not kept.
	settled := a.revision != nil && a.revision() == q.revision
	resp := a.run(ctx)
	if resp.Data == nil && len(resp.Errors) > 0 {
		return refuseDocument(resp.Errors...)
	}
	a.metrics.errors(resp.Errors)
	e := &answer{answerKey: q.key, minute: anyMinute, cost: p.cost}
	if settled && p.operation.def.Operation == ast.Query && a.keeps(q, resp) {
		if q.x.usesClock.Load() {
			e.minute = q.minute
		}
		e.tag = a.tags.tag(q.revision, q.x.language, q.media, e.minute)
	}
	e.forms[codingIdentity].Store(newForm(appendBody(resp), e.tag, codingIdentity))
	if e.tag != "" && a.answers != nil {
		a.answers.put(q.revision, e)
	}
	a.write(w, r, q, e)
	return nil
}

// isLarge says that an operation consists of mutations that may have a large body and take their time.
func (a *API) isLarge(op *ast.OperationDefinition) bool {
	if op.Operation != ast.Mutation || len(op.SelectionSet) == 0 {
		return false
	}
	for _, s := range op.SelectionSet {
		if f, ok := s.(*ast.Field); !ok || !slices.Contains(a.large, f.Name) {
			return false
		}
	}
	return true
}

// keeps tells whether an answer is the same for everyone who asks again in this revision (and minute).
func (a *API) keeps(q *asked, resp *graphql.Response) bool {
	if !q.anonymous || len(resp.Errors) > 0 || q.x.private.Load() {
		return false
	}
	return !q.x.usesClock.Load() || a.now().Unix()/60 == q.minute
}

// unchanged answers 304 to a client whose ETag still holds, without any answer at hand: the tag says all
// that the answer depends on.
func (a *API) unchanged(w http.ResponseWriter, r *http.Request, q *asked) bool {
	tags := r.Header["If-None-Match"]
	if len(tags) == 0 || a.revision == nil {
		return false
	}
	c := negotiateCoding(r.Header["Accept-Encoding"])
	for _, minute := range [...]int64{anyMinute, q.minute} {
		tag := a.tags.tag(q.revision, q.x.language, q.media, minute)
		for _, c := range [...]coding{codingIdentity, c} {
			etag := quoteTag(tag, c)
			if !matchesTag(tags, etag, false) {
				continue
			}
			if refused := a.charge(q.x, r, 1); refused != nil {
				a.refuse(w, r, q.media, refused)
				return true
			}
			a.notModified(w, []string{etag}, minute)
			return true
		}
	}
	return false
}

// caching is what others are told about keeping an answer.
type caching struct{ any, minute []string }

func newCaching(maxAge time.Duration) caching {
	fresh := func(d time.Duration) string { return "public, max-age=" + itoa(int(d/time.Second)) }
	return caching{
		any:    []string{fresh(maxAge) + ", stale-while-revalidate=300, stale-if-error=86400"},
		minute: []string{fresh(min(maxAge, 30*time.Second))},
	}
}

// Caching is the Cache-Control of an answer that changes with the directory only, for routes beside the endpoint.
func (a *API) Caching() string { return a.caching.any[0] }

// of says how long others may keep an answer of that minute. Only one that the clock does not touch may be
// given stale, while a new one is made or cannot be had: a stale "open now" is worse than none.
func (c *caching) of(minute int64) []string {
	if minute == anyMinute {
		return c.any
	}
	return c.minute
}

func (a *API) notModified(w http.ResponseWriter, etag []string, minute int64) {
	h := w.Header()
	h["Etag"] = etag
	h["Cache-Control"] = a.caching.of(minute)
	a.vary(h)
	w.WriteHeader(http.StatusNotModified)
}

// write sends a finished answer. Only an anonymous GET may be kept by others: POST is not for caches, and
// what a caller with a token sees is for that caller only.
func (a *API) write(w http.ResponseWriter, r *http.Request, q *asked, e *answer) {
	c := codingIdentity
	if q.anonymous { // compression tells sizes, and a caller's own data may stand beside a stranger's
		c = negotiateCoding(r.Header["Accept-Encoding"])
	}
	f, c, made := e.in(c)
	if made > 0 && a.answers != nil && e.tag != "" {
		a.answers.kept.grow(e.hash, made)
	}
	h := w.Header()
	if !q.post && e.tag != "" {
		if tags := r.Header["If-None-Match"]; len(tags) > 0 && matchesTag(tags, f.etag[0], true) {
			a.notModified(w, f.etag, e.minute)
			return
		}
		h["Etag"] = f.etag
		h["Cache-Control"] = a.caching.of(e.minute)
	} else {
		h["Cache-Control"] = noStore
		a.rateHeaders(h, q.x)
	}
	switch c {
	case codingGzip:
		h["Content-Encoding"] = encodingGzip
	case codingZstd:
		h["Content-Encoding"] = encodingZstd
	case codingIdentity:
	}
	a.vary(h)
	h["Content-Type"] = contentTypes[q.media]
	h["Content-Length"] = f.length
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.body) // the client may have left
	}
}

// rateLimited is the refusal of a client whose budget is used up.
func rateLimited(retryAfter int) *refusal {
	f := refuse(http.StatusTooManyRequests, string(directory.RateLimited),
		"The budget of this client is used up. Try again in "+itoa(retryAfter)+" s.")
	f.retryAfter = retryAfter
	return f
}
