package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fragment is a part of a text.
type Fragment struct {
	Value   string
	Matched bool // whether it is what a query looked for
}

// Highlight shows where a text has the words of a query, in the spelling of the text. Together the fragments
// are the text, byte by byte; a text without a match is one fragment. It is meant for the texts on a page: its
// cost grows with the text.
func Highlight(text, query string) []Fragment {
	if text == "" {
		return nil
	}
	p := parse(query)
	h := highlighter{tokens: p.tokens}
	h.read(text)
	h.numbers()
	for _, loose := range []bool{false, true} {
		if loose && len(h.found) > 0 {
			break
		}
		for i := range h.words {
			h.word(&h.words[i], loose)
		}
	}
	return h.fragments(text)
}

// highlighter compares the words of a text with those of a query.
type highlighter struct {
	tokens []token
	text   string // normalised
	back   []span // for each byte of the normalised text, where it comes from; nil when it is the text
	words  []word
	found  []span // in the normalised text
}

func (h *highlighter) read(text string) {
	w := newWords(func(found word) {
		found.text, found.spans = slices.Clone(found.text), slices.Clone(found.spans)
		h.words = append(h.words, found)
	})
	w.aligned = true
	h.text = text
	if w.normalised(text) != text {
		h.normalise(text)
	}
	w.cut(h.text)
}

// normalise remembers where each piece comes from.
func (h *highlighter) normalise(text string) {
	var out strings.Builder
	for at := 0; at < len(text); {
		end := at + max(norm.NFKC.NextBoundaryInString(text[at:], true), 1)
		piece := norm.NFKC.String(text[at:end])
		out.WriteString(piece)
		for range len(piece) {
			h.back = append(h.back, span{at, end})
		}
		at = end
	}
	h.text = out.String()
}

// word marks a word if a token is it, or, for the last token, its beginning. A loose comparison takes every
// token for a beginning, and other spellings too.
func (h *highlighter) word(w *word, loose bool) {
	for i := range h.tokens {
		t := &h.tokens[i]
		for n, part := range t.parts {
			begun := loose || t.begun || t.last && n == len(t.parts)-1
			switch {
			case string(w.text) == part:
				h.mark(w, len(w.text))
			case begun && strings.HasPrefix(string(w.text), part):
				h.mark(w, len(part))
			case loose && respelled(w.text, part):
				h.mark(w, len(w.text))
			}
		}
	}
}

// respelled says whether one word is another spelling of the beginning of the other.
func respelled(word []byte, part string) bool {
	begins := func(form string) bool { return strings.HasPrefix(form, part) }
	same := func(form string) bool { return strings.HasPrefix(string(word), form) }
	return slices.ContainsFunc(indexed(word), begins) || slices.ContainsFunc(respellings([]byte(part)), same)
}

func (h *highlighter) mark(w *word, size int) {
	size = min(size, len(w.spans))
	h.found = append(h.found, span{w.spans[0].start, w.spans[size-1].end})
}

// numbers marks telephone numbers in the text whose digits begin as those of the query. What is found so is
// looked for no further: its groups of digits would be found in other numbers.
func (h *highlighter) numbers() {
	var (
		groups []numberWord
		words  []*word
	)
	for i := range h.words {
		if w := &h.words[i]; w.primary {
			group := numberWord{start: w.start, end: w.end}
			if w.number {
				group.digits = string(w.text)
			}
			groups, words = append(groups, group), append(words, w)
		}
	}
	for _, r := range numberRuns(h.text, groups) {
		var digits []span
		for _, w := range words[r.first : r.last+1] {
			digits = append(digits, w.spans...)
		}
		if len(digits) != len(r.digits) { // a zero in parentheses was left out
			continue
		}
		for i := range h.tokens {
			if t := &h.tokens[i]; h.number(r, digits, t.digits) {
				t.parts = nil
			}
		}
	}
}

func (h *highlighter) number(r run, digits []span, wanted string) bool {
	if wanted == "" {
		return false
	}
	starts := []int{0}
	if r.international {
		starts = append(starts, min(callingCode(r.digits), len(r.digits)))
	}
	for _, start := range starts {
		for start < len(r.digits)-1 && r.digits[start] == '0' {
			start++
		}
		if strings.HasPrefix(r.digits[start:], wanted) {
			h.found = append(h.found, span{digits[start].start, digits[start+len(wanted)-1].end})
			return true
		}
	}
	return false
}

// fragments cuts a text at the marks.
func (h *highlighter) fragments(text string) []Fragment {
	for i, f := range h.found {
		f.end = h.withMarks(f.end)
		if h.back != nil {
			f = span{h.back[f.start].start, h.back[f.end-1].end}
		}
		h.found[i] = f
	}
	slices.SortFunc(h.found, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	var out []Fragment
	at := 0
	for i := 0; i < len(h.found); {
		whole := h.found[i]
		for i++; i < len(h.found) && h.found[i].start <= whole.end; i++ {
			whole.end = max(whole.end, h.found[i].end)
		}
		if whole.start > at {
			out = append(out, Fragment{Value: text[at:whole.start]})
		}
		out = append(out, Fragment{Value: text[whole.start:whole.end], Matched: true})
		at = whole.end
	}
	if at < len(text) {
		out = append(out, Fragment{Value: text[at:]})
	}
	return out
}

// withMarks moves an end behind the accents of the last letter.
func (h *highlighter) withMarks(end int) int {
	for end < len(h.text) {
		r, size := utf8.DecodeRuneInString(h.text[end:])
		if !unicode.In(r, unicode.M, unicode.Cf) {
			break
		}
		end += size
	}
	return end
}
