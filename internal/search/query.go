package search

import (
	"strings"
	"unicode/utf8"
)

// mostTokens is how many words of a query count. A run of a script without spaces has as many as it has pairs
// of characters.
const mostTokens = 10

// mostQuery bounds what is read of a query, in bytes. Callers refuse long queries; this holds for all.
const mostQuery = 1 << 10

// token is one thing to look for: a word, or a telephone number.
type token struct {
	parts []string // the words; a number may have several
	// digits are a telephone number without leading zeros, empty for a word.
	digits string
	// begun is true when the token stands for all words that begin with it, wherever in the query it is.
	begun bool
	// last is true for the last word of the query, which may be typed half.
	last bool
}

// telling says whether a token is long enough for words that begin with it to be what was meant, even when the
// other tokens do not speak for them: "help uk" must not find a line in a country that begins so elsewhere.
func (t *token) telling() bool { return utf8.RuneCountInString(t.parts[0]) >= 3 }

// parsed is a query as it is looked for.
type parsed struct {
	tokens []token
	hash   uint64 // of all words; 0 when the query has more than count
}

// parse reads a query.
func parse(text string) parsed {
	if len(text) > mostQuery {
		text = strings.ToValidUTF8(text[:mostQuery], "")
	}
	q := parsed{hash: hashStart}
	r := newNumberReader()
	text = r.words.normalised(text)
	units := []bool{}
	r.words.emit = func(w word) {
		if w.primary {
			r.take(w)
			units = append(units, w.unit)
			q.hash = chain(q.hash, hashOf(w.text))
		}
	}
	r.read(text)
	next := 0
	for i := 0; i < len(r.texts) && len(q.tokens) < mostTokens; {
		t := token{parts: []string{r.texts[i]}, begun: units[i]}
		for next < len(r.runs) && r.runs[next].first < i {
			next++
		}
		if next < len(r.runs) && r.runs[next].first == i {
			number := r.runs[next]
			t.parts, t.digits = r.texts[i:number.last+1], withoutZeros(number.digits)
		}
		i += len(t.parts)
		if t.last = i == len(r.texts); !q.has(t) {
			q.tokens = append(q.tokens, t)
		}
		if len(q.tokens) == mostTokens && !t.last {
			q.hash = 0
		}
	}
	return q
}

// has says whether a word stands in a query already. Then it need not be looked for again, not even as a
// beginning.
func (q *parsed) has(t token) bool {
	for _, other := range q.tokens {
		if len(other.parts) == 1 && len(t.parts) == 1 && other.parts[0] == t.parts[0] {
			return true
		}
	}
	return false
}
