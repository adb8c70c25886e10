package httpapi

import (
	"encoding/json"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/blueheart-federation/api/internal/directory"
)

// refusal is an answer without data: the request was not executed.
type refusal struct {
	status     int // 0: 400, or 200 where the answer is application/json, as clients of before the draft expect
	errors     gqlerror.List
	allow      []string
	retryAfter int // seconds
	document   bool
}

func refuse(status int, code, message string) *refusal {
	return &refusal{status: status, errors: gqlerror.List{newError(code, message)}}
}

// badRequest is a request that is not even a GraphQL request: 400 whatever the type.
func badRequest(message string) *refusal {
	return refuse(http.StatusBadRequest, codeBadRequest, message)
}

// refuseDocument is a well-formed request whose operation cannot run.
func refuseDocument(errs ...*gqlerror.Error) *refusal {
	return &refusal{errors: errs, document: true}
}

// refuse writes f. It is never kept by anyone.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, m media, f *refusal) {
	status := f.status
	if status == 0 {
		status = http.StatusBadRequest
		if m == mediaJSON {
			status = http.StatusOK
		}
	}
	a.metrics.refused(f.errors)
	h := w.Header()
	if f.allow != nil {
		h["Allow"] = f.allow
	}
	if f.retryAfter > 0 {
		h.Set("Retry-After", itoa(f.retryAfter))
	}
	h["Cache-Control"] = noStore
	a.vary(h)
	h["Content-Type"] = contentTypes[m]
	body := appendErrors([]byte{'{'}, f.errors)
	body = append(body, '}')
	h["Content-Length"] = []string{itoa(len(body))}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may have left
	}
}

// vary says what the answer depends on. With a list of allowed origins that is Origin, too, which rs/cors has
// written.
func (a *API) vary(h http.Header) {
	if a.origins.any {
		h["Vary"] = varyAnswer
	} else {
		h["Vary"] = varyOrigin
	}
}

// WriteError writes err as a GraphQL answer without data, with the status that its code stands for: for
// middleware, such as authentication, that ends a request before the endpoint sees it. UNAUTHENTICATED takes
// its cost from the client's budget.
func (a *API) WriteError(w http.ResponseWriter, r *http.Request, err error) {
	e := a.public(r.Context(), err)
	code, _ := e.Extensions["code"].(string)
	f := &refusal{status: http.StatusBadRequest, errors: gqlerror.List{e}}
	switch directory.Code(code) {
	case directory.Unauthenticated:
		a.takeRefused(exchangeOf(r.Context()), r, a.limits.RefusedCredential)
		f.status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", "Bearer")
	case directory.Forbidden:
		f.status = http.StatusForbidden
	case directory.NotFound:
		f.status = http.StatusNotFound
	case directory.Conflict:
		f.status = http.StatusConflict
	case directory.RateLimited:
		f.status = http.StatusTooManyRequests
		f.retryAfter = 1
	case directory.Unavailable:
		f.status = http.StatusServiceUnavailable
		f.retryAfter = 5
	case directory.Internal:
		f.status = http.StatusInternalServerError
	case directory.InvalidInput:
	}
	a.refuse(w, r, mediaOf(r), f)
}

// appendBody writes an executed operation's answer around its finished data.
func appendBody(resp *graphql.Response) []byte {
	if len(resp.Errors) == 0 && len(resp.Extensions) == 0 {
		b := make([]byte, 0, len(resp.Data)+len(`{"data":}`))
		b = append(b, `{"data":`...)
		b = append(b, resp.Data...)
		return append(b, '}')
	}
	b := make([]byte, 0, len(resp.Data)+512)
	b = append(b, '{')
	if len(resp.Errors) > 0 {
		b = appendErrors(b, resp.Errors)
	}
	if resp.Data != nil {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(b, `"data":`...)
		b = append(b, resp.Data...)
	}
	if len(resp.Extensions) > 0 {
		if ext, err := json.Marshal(resp.Extensions); err == nil {
			b = append(b, `,"extensions":`...)
			b = append(b, ext...)
		}
	}
	return append(b, '}')
}

// wireError is the form of an error on the wire, errors first in the specification's order of members.
type wireError struct {
	Message    string              `json:"message"`
	Locations  []gqlerror.Location `json:"locations,omitempty"`
	Path       ast.Path            `json:"path,omitempty"`
	Extensions map[string]any      `json:"extensions,omitempty"`
}

// appendErrors writes the member errors, at most maxErrors of them and none longer than maxErrorText.
func appendErrors(b []byte, errs gqlerror.List) []byte {
	b = append(b, `"errors":[`...)
	for i, e := range errs[:min(len(errs), maxErrors)] {
		if i > 0 {
			b = append(b, ',')
		}
		w := wireError{Message: cut(e.Message, maxErrorText), Path: e.Path, Extensions: e.Extensions}
		for _, l := range e.Locations[:min(len(e.Locations), 5)] {
			if l.Line > 0 && l.Column > 0 {
				w.Locations = append(w.Locations, l)
			}
		}
		one, err := json.Marshal(w)
		if err != nil { // an extension that is not JSON, which only a programming fault can make
			one = []byte(`{"message":"Internal error.","extensions":{"code":"INTERNAL"}}`)
		}
		b = append(b, one...)
	}
	return append(b, ']')
}
