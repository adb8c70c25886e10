package httpapi

import (
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonReader reads JSON (RFC 8259) strictly, where encoding/json is lenient in ways that matter on a
// public wire: a member named twice, a lone surrogate, invalid UTF-8, text after the value and the
// character U+0000 are all refused, and no message quotes the input.
//
// Numbers become int64 when they are whole and exact, else float64: the two kinds that coercion of
// variables tells apart.
type jsonReader struct {
	s     []byte
	i     int
	depth int
}

// maxJSONDepth is deeper than any variable of a real operation.
const maxJSONDepth = 64

// jsonError is a fault in JSON: what, and at which byte.
type jsonError struct {
	what string
	at   int
}

func (e *jsonError) Error() string { return e.what + " at byte " + strconv.Itoa(e.at+1) }

func (d *jsonReader) fail(what string) error { return &jsonError{what, d.i} }

func (d *jsonReader) space() {
	for d.i < len(d.s) {
		switch d.s[d.i] {
		case ' ', '\t', '\n', '\r':
			d.i++
		default:
			return
		}
	}
}

// peek gives the next byte after white space, 0 at the end.
func (d *jsonReader) peek() byte {
	d.space()
	if d.i < len(d.s) {
		return d.s[d.i]
	}
	return 0
}

// end fails unless only white space is left.
func (d *jsonReader) end() error {
	d.space()
	if d.i < len(d.s) {
		return d.fail("Unexpected text after the JSON value")
	}
	return nil
}

func (d *jsonReader) value() (any, error) {
	switch c := d.peek(); {
	case c == '{':
		m := map[string]any{}
		err := d.object(func(name string) error {
			if _, ok := m[name]; ok {
				return d.fail("A member is named twice")
			}
			v, err := d.value()
			m[name] = v
			return err
		})
		return m, err
	case c == '[':
		return d.array()
	case c == '"':
		return d.str()
	case c == '-' || c >= '0' && c <= '9':
		return d.number()
	case d.literal("true"):
		return true, nil
	case d.literal("false"):
		return false, nil
	case d.literal("null"):
		return nil, nil
	}
	return nil, d.fail("Invalid JSON")
}

func (d *jsonReader) literal(word string) bool {
	if len(d.s)-d.i >= len(word) && string(d.s[d.i:d.i+len(word)]) == word {
		d.i += len(word)
		return true
	}
	return false
}

// enter and leave bound the nesting, since each level is a level of our own stack.
func (d *jsonReader) enter() error {
	d.i++
	d.depth++
	if d.depth > maxJSONDepth {
		return d.fail("JSON nested too deeply")
	}
	return nil
}

func (d *jsonReader) leave() {
	d.i++
	d.depth--
}

// object reads an object and calls member before each value, which member must read.
func (d *jsonReader) object(member func(name string) error) error {
	if err := d.enter(); err != nil {
		return err
	}
	if d.peek() == '}' {
		d.leave()
		return nil
	}
	for {
		if d.peek() != '"' {
			return d.fail("Invalid JSON: a member's name was expected")
		}
		name, err := d.str()
		if err != nil {
			return err
		}
		if d.peek() != ':' {
			return d.fail("Invalid JSON: a colon was expected")
		}
		d.i++
		if err := member(name); err != nil {
			return err
		}
		switch d.peek() {
		case ',':
			d.i++
		case '}':
			d.leave()
			return nil
		default:
			return d.fail("Invalid JSON: a comma or the object's end was expected")
		}
	}
}

func (d *jsonReader) array() (any, error) {
	if err := d.enter(); err != nil {
		return nil, err
	}
	list := []any{}
	if d.peek() == ']' {
		d.leave()
		return list, nil
	}
	for {
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		switch d.peek() {
		case ',':
			d.i++
		case ']':
			d.leave()
			return list, nil
		default:
			return nil, d.fail("Invalid JSON: a comma or the array's end was expected")
		}
	}
}

// str reads a string. One without escapes, the usual case, is copied once.
func (d *jsonReader) str() (string, error) {
	d.i++
	start := d.i
	for d.i < len(d.s) {
		switch c := d.s[d.i]; {
		case c == '"':
			out := d.s[start:d.i]
			if !utf8.Valid(out) {
				return "", d.fail("A string is not valid UTF-8")
			}
			d.i++
			return string(out), nil
		case c == '\\':
			return d.escaped(start)
		case c < 0x20:
			return "", d.fail("A string holds an unescaped control character")
		}
		d.i++
	}
	return "", d.fail("A string has no end")
}

// escaped goes on with a string from its first escape.
func (d *jsonReader) escaped(start int) (string, error) {
	out := make([]byte, d.i-start, d.i-start+256)
	copy(out, d.s[start:d.i])
	for d.i < len(d.s) {
		c := d.s[d.i]
		switch {
		case c == '"':
			if !utf8.Valid(out) {
				return "", d.fail("A string is not valid UTF-8")
			}
			d.i++
			return string(out), nil
		case c < 0x20:
			return "", d.fail("A string holds an unescaped control character")
		case c != '\\':
			out = append(out, c)
			d.i++
			continue
		}
		if d.i++; d.i >= len(d.s) {
			break
		}
		e := d.s[d.i]
		d.i++
		switch e {
		case '"', '\\', '/':
			out = append(out, e)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, err := d.unicode()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		default:
			return "", d.fail("A string holds an unknown escape")
		}
	}
	return "", d.fail("A string has no end")
}

// unicode reads the digits after \u, and a whole second escape when the first is a surrogate.
func (d *jsonReader) unicode() (rune, error) {
	r, ok := d.hex4()
	if !ok {
		return 0, d.fail("A string holds an invalid \\u escape")
	}
	if r == 0 {
		return 0, d.fail("A string holds the character U+0000, which no text here may hold")
	}
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if !d.literal(`\u`) {
		return 0, d.fail("A string holds half a surrogate pair")
	}
	low, ok := d.hex4()
	if !ok {
		return 0, d.fail("A string holds an invalid \\u escape")
	}
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, d.fail("A string holds half a surrogate pair")
	}
	return r, nil
}

func (d *jsonReader) hex4() (rune, bool) {
	if len(d.s)-d.i < 4 {
		return 0, false
	}
	var r rune
	for _, c := range d.s[d.i : d.i+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	d.i += 4
	return r, true
}

func (d *jsonReader) digits() bool {
	start := d.i
	for d.i < len(d.s) && d.s[d.i] >= '0' && d.s[d.i] <= '9' {
		d.i++
	}
	return d.i > start
}

func (d *jsonReader) at(c byte) bool { return d.i < len(d.s) && d.s[d.i] == c }

func (d *jsonReader) number() (any, error) {
	start := d.i
	whole := true
	if d.at('-') {
		d.i++
	}
	if d.at('0') {
		d.i++
	} else if !d.digits() {
		return nil, d.fail("Invalid number")
	}
	if d.at('.') {
		whole = false
		if d.i++; !d.digits() {
			return nil, d.fail("Invalid number")
		}
	}
	if d.at('e') || d.at('E') {
		whole = false
		d.i++
		if d.at('+') || d.at('-') {
			d.i++
		}
		if !d.digits() {
			return nil, d.fail("Invalid number")
		}
	}
	text := string(d.s[start:d.i])
	if whole {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, d.fail("A number is out of range")
	}
	const exact = 1 << 53
	if f == math.Trunc(f) && math.Abs(f) <= exact {
		return int64(f), nil // 1.0 and 1e3 are whole numbers to GraphQL
	}
	return f, nil
}
