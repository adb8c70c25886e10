package directory

import (
	"errors"
	"strings"
)

// Code says what kind of failure an [Error] or a [Problem] is. The set is closed: it is part of the
// public contract, and clients decide by it.
type Code string

// The codes of the public contract.
const (
	InvalidInput    Code = "INVALID_INPUT"   // the input breaks a rule; Problems name the places
	NotFound        Code = "NOT_FOUND"       // it does not exist, or is not yours to see: the answers are equal
	Conflict        Code = "CONFLICT"        // the record has changed since the version named
	Unauthenticated Code = "UNAUTHENTICATED" // a token was given and is not valid
	Forbidden       Code = "FORBIDDEN"       // known caller, not permitted
	RateLimited     Code = "RATE_LIMITED"    // the caller's budget is used up; try later
	Unavailable     Code = "UNAVAILABLE"     // the store does not answer; the same call may succeed later
	Internal        Code = "INTERNAL"        // a fault of ours
)

// Error is the one error type that reaches a client. Message is public; the wrapped cause is not,
// and is only for the log.
type Error struct {
	Code     Code
	Message  string
	Problems []Problem
	cause    error
}

// Problem is one broken rule: where (a path such as "input.hotlines[2].hours"), which code, and what
// to do about it in words meant for the person who typed the value.
type Problem struct {
	Path    string
	Code    Code
	Message string
}

// NewError makes an error with a public message.
func NewError(code Code, message string, problems ...Problem) *Error {
	return &Error{Code: code, Message: message, Problems: problems}
}

// WithCause makes an error with a public message and a private cause, kept for the log.
func WithCause(code Code, message string, cause error) *Error {
	return &Error{Code: code, Message: message, cause: cause}
}

// Error gives the whole story, cause included: it is for logs and tests, never for a client.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	b.WriteString(": ")
	b.WriteString(e.Message)
	for _, p := range e.Problems {
		b.WriteString("; ")
		b.WriteString(p.Path)
		b.WriteString(": ")
		b.WriteString(p.Message)
	}
	if e.cause != nil {
		b.WriteString(": ")
		b.WriteString(e.cause.Error())
	}
	return b.String()
}

// Unwrap gives the private cause, nil when there is none.
func (e *Error) Unwrap() error { return e.cause }

// CodeOf gives the code of the first [Error] in err's chain, and Internal for any other error.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}
