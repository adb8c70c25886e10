package hours

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxNotation bounds what Parse reads and what Notation writes, in bytes.
const maxNotation = 1000

// SyntaxError says where and why a notation was refused.
type SyntaxError struct {
	// Offset counts bytes from the start of the notation, from 0. It is the
	// length of the notation when something is missing at its end.
	Offset int
	// Token is the refused text, empty at the end of the notation.
	Token string
	// Message is one sentence that says what is wrong with it.
	Message string
}

// Error names the offset, the token and the reason.
func (e *SyntaxError) Error() string {
	if e.Token == "" {
		return fmt.Sprintf("opening hours: byte %d: %s", e.Offset, e.Message)
	}
	return fmt.Sprintf("opening hours: byte %d: %.60q: %s", e.Offset, e.Token, e.Message)
}

// tokenKind tells tokens apart as far as the grammar needs it.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenAlways
	tokenWord
	tokenNumber
	tokenTime
	tokenSign
)

type token struct {
	kind   tokenKind
	text   string
	offset int
}

func (t token) is(text string) bool { return t.kind != tokenEnd && t.text == text }

func (t token) refuse(message string) error {
	return &SyntaxError{Offset: t.offset, Token: strings.ToValidUTF8(t.text, "\uFFFD"), Message: message}
}

// tokens cuts a notation into tokens; the last one is always tokenEnd. Spaces
// separate and mean nothing else. It refuses nothing but length: what the
// grammar has no use for becomes a sign and is refused by name there.
func tokens(notation string) ([]token, error) {
	if len(notation) > maxNotation {
		return nil, &SyntaxError{Offset: maxNotation, Message: fmt.Sprintf("The notation is longer than %d bytes.", maxNotation)}
	}
	var list []token
	for at := 0; at < len(notation); {
		if notation[at] == ' ' {
			at++
			continue
		}
		kind, length := nextToken(notation[at:])
		list = append(list, token{kind, notation[at : at+length], at})
		at += length
	}
	return append(list, token{kind: tokenEnd, offset: len(notation)}), nil
}

func nextToken(s string) (tokenKind, int) {
	if strings.HasPrefix(s, "24/7") {
		return tokenAlways, len("24/7")
	}
	if n := run(s, isLetter); n > 0 {
		return tokenWord, n
	}
	if n := run(s, isDigit); n > 0 {
		if n < len(s) && s[n] == ':' {
			if m := run(s[n+1:], isDigit); m > 0 {
				return tokenTime, n + 1 + m
			}
		}
		return tokenNumber, n
	}
	if strings.HasPrefix(s, "||") {
		return tokenSign, len("||")
	}
	_, size := utf8.DecodeRuneInString(s)
	return tokenSign, size
}

// run is the length of the longest beginning of s made of one class of bytes.
func run(s string, in func(byte) bool) int {
	for i := range len(s) {
		if !in(s[i]) {
			return i
		}
	}
	return len(s)
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// dayNames are the weekday names of the notation, Monday first.
var dayNames = [7]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

// monthNames are the month names of the notation, January first.
var monthNames = [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

// indexOf returns the place of the token among the names, or -1.
func (t token) indexOf(names []string) int {
	if t.kind == tokenWord {
		for i, n := range names {
			if n == t.text {
				return i
			}
		}
	}
	return -1
}

// outside has what the full notation knows and this subset refuses, with the
// reason.
var outside = map[string]string{
	"sunrise": "Times of the sun are not supported.",
	"sunset":  "Times of the sun are not supported.",
	"dawn":    "Times of the sun are not supported.",
	"dusk":    "Times of the sun are not supported.",
	"easter":  "Movable feasts are not supported.",
	"week":    "Week numbers are not supported.",
	"SH":      "School holidays are not supported.",
	"unknown": "The state unknown is not supported in the notation.",
	"open":    "A bare state is not supported; opening is stated by times.",
	"||":      "Fallback rules are not supported.",
	"\"":      "Comments are not supported.",
	"+":       "An open end is not supported; the closing time must be stated.",
	"[":       "Nth weekdays of a month are not supported.",
	"(":       "Computed times are not supported.",
	"/":       "Periods are not supported.",
}

// unexpected refuses a token for what it is, and if that says nothing, for not
// being what the grammar wants there.
func (t token) unexpected(wanted string) error {
	if reason, ok := outside[t.text]; ok && t.kind != tokenEnd {
		return t.refuse(reason)
	}
	if t.indexOf(monthNames[:]) >= 0 {
		return t.refuse("A month needs its year before it, as in 2026 Dec 24.")
	}
	if t.kind == tokenEnd {
		return t.refuse("The notation ends where " + wanted + " is expected.")
	}
	return t.refuse("Expected is " + wanted + ".")
}
