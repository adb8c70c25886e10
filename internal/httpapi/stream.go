package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The protocol graphql-sse in its distinct connections mode: one subscription, one answer, of events. A comment
// now and then keeps proxies from ending a quiet answer and tells us of a client that is gone.
var (
	eventStream = []string{"text/event-stream; charset=utf-8"}
	unbuffered  = []string{"no"} // of nginx and those that follow it
	keepAlive   = []byte(":\n\n")
	eventNext   = []byte("event: next\ndata: ")
	eventEnd    = []byte("\n\n")
	eventDone   = []byte("event: complete\ndata:\n\n")
)

// subscribe answers a subscription until its source ends, the client leaves, the server stops or its time is
// over, or says why it does not begin. A stream that is cut off has no event complete, so that clients open it
// again. The next answer is only made when the one before it is written: nothing queues up for a slow reader.
func (a *API) subscribe(w http.ResponseWriter, r *http.Request, q *asked, p *prepared) *refusal {
	if r.Method == http.MethodHead {
		return badRequest("A subscription needs the method GET or POST.")
	}
	if refused := a.charge(q.x, r, p.cost); refused != nil {
		return refused
	}
	leave, refused := a.streams.enter(r)
	if refused != nil {
		return refused
	}
	defer leave()
	a.metrics.streams.Inc()
	defer a.metrics.streams.Dec()
	ctx, cancel := context.WithTimeout(r.Context(), a.limits.StreamTime)
	ctx = a.start(ctx, p)
	if fields := graphql.CollectFields(graphql.GetOperationContext(ctx), p.operation.def.SelectionSet, []string{"Subscription"}); len(fields) != 1 || strings.HasPrefix(fields[0].Name, "__") {
		cancel()
		return refuseDocument(newError(codeValidation, "A subscription asks for exactly one field."))
	}
	q.x.streamed = true
	asks, answers := make(chan struct{}), make(chan *graphql.Response)
	go a.produce(ctx, asks, answers)
	defer func() {
		cancel()
		for range answers { // until the producer has ended
		}
	}()
	a.stream(ctx, w, asks, answers)
	return nil
}

// produce makes an answer whenever one is asked for, until the source ends. It closes answers when it is done.
func (a *API) produce(ctx context.Context, asks <-chan struct{}, answers chan<- *graphql.Response) {
	defer close(answers)
	failed := func(errs gqlerror.List) {
		a.metrics.errors(errs)
		select {
		case answers <- &graphql.Response{Errors: errs}:
		case <-ctx.Done():
		}
	}
	defer func() {
		p := recover()
		errs := graphql.GetErrors(ctx)
		if p != nil && len(errs) == 0 { // gqlgen calls a nil func where a resolver gave an error
			errs = gqlerror.List{a.Present(ctx, a.Recover(ctx, p))}
		}
		if len(errs) > 0 && ctx.Err() == nil {
			failed(errs)
		}
	}()
	next := a.schema.Exec(ctx)
	for {
		select {
		case <-asks:
		case <-ctx.Done():
			return
		}
		resp := next(ctx)
		if resp == nil {
			return
		}
		select {
		case answers <- resp:
		case <-ctx.Done():
			return
		}
	}
}

// stream writes answers as events.
func (a *API) stream(ctx context.Context, w http.ResponseWriter, asks chan<- struct{}, answers <-chan *graphql.Response) {
	h := w.Header()
	h["Content-Type"] = eventStream
	h["Cache-Control"] = noStore
	h["X-Accel-Buffering"] = unbuffered
	a.vary(h)
	out := &events{w: w, control: http.NewResponseController(w), within: a.limits.EventTime}
	_ = out.control.SetReadDeadline(time.Time{}) // the server's own is for the request, and would end it as if the client had left
	quiet := time.NewTicker(a.limits.KeepAlive)
	defer quiet.Stop()
	if !out.write(keepAlive) { // so that the client knows at once that it is heard
		return
	}
	for ask := asks; ; {
		select {
		case ask <- struct{}{}:
			ask = nil // until the answer is written
		case resp, more := <-answers:
			switch {
			case more:
				if !out.write(eventNext, appendBody(resp), eventEnd) {
					return
				}
				quiet.Reset(a.limits.KeepAlive)
				ask = asks
			case ctx.Err() != nil:
				return
			default:
				out.write(eventDone)
				return
			}
		case <-quiet.C:
			if !out.write(keepAlive) {
				return
			}
		case <-a.streams.ended:
			return
		case <-ctx.Done():
			return
		}
	}
}

// events writes and sends, each time within a time.
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
	within  time.Duration
}

// write says whether the client is still there.
func (e *events) write(parts ...[]byte) bool {
	_ = e.control.SetWriteDeadline(time.Now().Add(e.within)) // without deadlines, a test's
	for _, p := range parts {
		if _, err := e.w.Write(p); err != nil {
			return false
		}
	}
	return e.control.Flush() == nil
}
