package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/blueheart-federation/api/internal/directory"
)

// Codes in extensions.code beside those of directory.
const (
	codeBadRequest   = "BAD_REQUEST"
	codeParse        = "GRAPHQL_PARSE_FAILED"
	codeValidation   = "GRAPHQL_VALIDATION_FAILED"
	codeComplexity   = "COMPLEXITY_LIMIT_EXCEEDED"
	codeNotPersisted = "PERSISTED_QUERY_NOT_FOUND"
)

const (
	maxErrors      = 10  // in one answer
	maxErrorText   = 300 // characters in one message
	maxProblems    = 50  // in one error
	maxErrorsInLog = 3   // of one request: a list of failing entries is one story
)

// problem is the public form of a directory.Problem.
type problem struct {
	Path    string `json:"path"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func newError(code, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}

func at(p *ast.Position, code, message string) *gqlerror.Error {
	e := newError(code, message)
	if p != nil {
		e.Locations = []gqlerror.Location{{Line: p.Line, Column: p.Column}}
	}
	return e
}

func quote(s string) string { return strconv.Quote(s) }

// internalError says nothing but where to look.
func internalError(x *exchange) *gqlerror.Error {
	e := newError(string(directory.Internal), "Internal error.")
	if x != nil {
		e.Extensions["requestId"] = x.requestID()
	}
	return e
}

// Present turns any error of a resolver into what a client may see: always a new value, so that no error
// shared between requests is written to. Unknown errors are logged here, once, and nowhere else.
func (a *API) Present(ctx context.Context, err error) *gqlerror.Error {
	if err == nil {
		return nil
	}
	out := a.public(ctx, err)
	out.Path = graphql.GetPath(ctx)
	if g, ok := errors.AsType[*gqlerror.Error](err); ok {
		if len(g.Path) > 0 && out.Extensions["code"] != string(directory.InvalidInput) {
			out.Path = g.Path // an argument's path is not a path in the answer: it is in problems
		}
		out.Locations = g.Locations
	}
	return out
}

// public decides code and message, without path and place.
func (a *API) public(ctx context.Context, err error) *gqlerror.Error {
	x := exchangeOf(ctx)
	if e, ok := errors.AsType[*directory.Error](err); ok {
		out := newError(string(e.Code), cut(e.Message, maxErrorText))
		if len(e.Problems) > 0 {
			out.Extensions["problems"] = publicProblems(e.Problems)
		}
		switch e.Code {
		case directory.Internal:
			a.logError(ctx, x, err)
			if x != nil {
				out.Extensions["requestId"] = x.requestID()
			}
		case directory.Unavailable:
			a.logError(ctx, x, err)
		default: // the client's to mend
		}
		return out
	}
	if p, ok := errors.AsType[*panicError](err); ok && p != nil {
		return internalError(x) // logged with its stack where it was caught
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return newError(string(directory.Unavailable), "The operation took too long.")
	}
	if errors.Is(err, context.Canceled) {
		return newError(string(directory.Unavailable), "The request was cancelled.")
	}
	if g, ok := errors.AsType[*gqlerror.Error](err); ok {
		if code, ok := g.Extensions["code"].(string); ok && isKnownCode(code) {
			return newError(code, cut(g.Message, maxErrorText))
		}
		if out := argumentError(ctx, g); out != nil {
			return out
		}
	}
	a.logError(ctx, x, err)
	return internalError(x)
}

// argumentError recognises what a scalar says about a value it cannot read, which gqlgen hands on as a
// plain error: it has no place in the document, unlike what resolvers return, and its path goes on from
// the field that holds the argument into the argument. nil for any other error.
func argumentError(ctx context.Context, g *gqlerror.Error) *gqlerror.Error {
	if g.Err == nil || len(g.Locations) > 0 {
		return nil
	}
	var above ast.Path
	if fc := graphql.GetFieldContext(ctx); fc != nil {
		above = fc.Path()
	}
	if len(g.Path) <= len(above) || !slices.Equal(g.Path[:len(above)], above) {
		return nil
	}
	where := cut(g.Path[len(above):].String(), maxErrorText/2)
	text := cut("Invalid value for the argument "+where+": "+strings.TrimSuffix(g.Message, ".")+".", maxErrorText)
	out := newError(string(directory.InvalidInput), text)
	out.Extensions["problems"] = []problem{{Path: where, Code: string(directory.InvalidInput), Message: cut(g.Message, maxErrorText)}}
	return out
}

// isKnownCode tells the codes that a gqlgen extension or a resolver may set by itself.
func isKnownCode(code string) bool {
	switch code {
	case codeBadRequest, codeParse, codeValidation, codeComplexity, codeNotPersisted:
		return true
	}
	switch directory.Code(code) {
	case directory.InvalidInput, directory.NotFound, directory.Conflict, directory.Unauthenticated,
		directory.Forbidden, directory.RateLimited, directory.Unavailable:
		return true
	default:
		return false
	}
}

func publicProblems(in []directory.Problem) []problem {
	out := make([]problem, 0, min(len(in), maxProblems))
	for _, p := range in[:cap(out)] {
		out = append(out, problem{cut(p.Path, maxErrorText), string(p.Code), cut(p.Message, maxErrorText)})
	}
	return out
}

// logError logs what cannot quote a client. The text of an unknown error may: code that we did not write
// puts arguments and variables into it. The causes of a directory.Error come from our own stores, whose
// texts hold none.
func (a *API) logError(ctx context.Context, x *exchange, err error) {
	if x != nil && x.logged.Add(1) > maxErrorsInLog {
		return
	}
	attrs := append(make([]slog.Attr, 0, 3), slog.String(keyRequestID, RequestID(ctx)))
	if e, ok := errors.AsType[*directory.Error](err); ok {
		attrs = append(attrs, slog.String(keyCode, string(e.Code)))
		if cause := e.Unwrap(); cause != nil {
			attrs = append(attrs, slog.String(keyError, cut(cause.Error(), maxErrorText)))
		}
	} else {
		attrs = append(attrs, slog.String(keyErrorType, typeName(innermost(err))))
	}
	a.logger.LogAttrs(ctx, slog.LevelError, "resolver failed", attrs...)
}

// innermost gives the first cause of err: of several joined ones, that of the first.
func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if list, ok := err.(interface{ Unwrap() []error }); ok && len(list.Unwrap()) > 0 {
			next = list.Unwrap()[0]
		}
		if next == nil {
			return err
		}
		err = next
	}
}

// typeName gives the Go type of an error or a panic: the one thing about it that no client can have written.
func typeName(v any) string { return cut(fmt.Sprintf("%T", v), maxErrorText) }

// panicError is a recovered panic on its way to the presenter.
type panicError struct{}

func (*panicError) Error() string { return "panic" }

// Recover is the schema's recover func: it logs the stack and gives the presenter an error that is
// already logged.
func (a *API) Recover(ctx context.Context, p any) error {
	a.logPanic(ctx, p)
	return &panicError{}
}

// cut shortens s to n characters, the last of them an ellipsis, and mends what is not UTF-8.
func cut(s string, n int) string {
	if len(s) <= n && utf8.ValidString(s) {
		return s
	}
	r := []rune(s[:min(len(s), 4*n+4)])
	if len(r) > n {
		r = append(r[:n-1], '…')
	}
	return string(r)
}
