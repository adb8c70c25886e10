package advice

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is a text cut into words for judging it: without case and accents, with ASCII digits.
type text struct {
	folded string
	bare   string // folded with the case kept, byte for byte beside it
	spans  []wordSpan
	hits   []hit
	inside bool // it has characters of scripts that write words together
}

// wordSpan is a word, in bytes, and where it begins in the text as it came, in characters.
type wordSpan struct {
	start, end, at int
	number         bool // digits only
}

// hit is a sign found in a text.
type hit struct {
	sign sign
	word int // its first word
	next int // the first word behind it
}

// foldText folds a text alone.
func foldText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if !ignored(r) {
			b.WriteRune(foldLetter(r))
		}
	}
	return b.String()
}

// read cuts a text into words and looks for signs.
func read(s string) *text {
	t := &text{}
	var folded, bare strings.Builder
	folded.Grow(len(s))
	bare.Grow(len(s))
	const (
		none = iota
		letters
		digits
	)
	kind, start, at, count := none, 0, 0, -1
	end := func() {
		if kind != none {
			t.spans = append(t.spans, wordSpan{start, folded.Len(), at, kind == digits})
		}
		kind = none
	}
	for _, r := range s {
		count++
		if ignored(r) {
			continue
		}
		b := bareLetter(r)
		f := unicode.ToLower(b)
		if utf8.RuneLen(f) != utf8.RuneLen(b) {
			f = b // so that places in both are the same
		}
		now := none
		switch {
		case '0' <= f && f <= '9':
			now = digits
		case unicode.IsLetter(f) || unicode.Is(unicode.Mn, f) || unicode.Is(unicode.Mc, f):
			now = letters
		}
		t.inside = t.inside || together(f)
		switch {
		case now == none:
			end()
		case kind == none:
			kind, start, at = now, folded.Len(), count
		case now != kind && (f >= 0x0590 || lastRune(folded.String()) >= 0x0590):
			end() // a digit beside a letter of these scripts begins a word
			kind, start, at = now, folded.Len(), count
		case now != kind:
			kind = letters // 12a, A21
		}
		folded.WriteRune(f)
		bare.WriteRune(b)
	}
	end()
	t.folded, t.bare = folded.String(), bare.String()
	t.look()
	return t
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// together says whether a character belongs to a script that writes words or particles together.
func together(r rune) bool { return r >= 0x0590 && (unicode.Is(unicode.Arabic, r) || spaceless(r)) }

func (t *text) word(i int) string { return t.folded[t.spans[i].start:t.spans[i].end] }

// look finds all signs, in the order of the text for each script.
func (t *text) look() {
	for i := 0; i < len(t.spans) && len(t.hits) < mostHits; i++ {
		if !t.spans[i].number {
			words.find(t, i, func(s sign, n int) { t.hits = append(t.hits, hit{s, i, i + n}) })
		}
	}
	if !t.inside {
		return
	}
	for _, p := range words.inside {
		from := 0
		for len(t.hits) < mostHits {
			i := strings.Index(t.folded[from:], p.words[0])
			if i < 0 {
				break
			}
			from += i + len(p.words[0])
			t.hits = append(t.hits, hit{p.sign, t.wordAt(from - len(p.words[0])), t.wordAt(from-1) + 1})
		}
	}
}

// mostHits bounds the signs looked at in one text.
const mostHits = 1000

// wordAt gives the word that a byte belongs to or that follows it.
func (t *text) wordAt(at int) int {
	low, high := 0, len(t.spans)
	for low < high {
		mid := (low + high) / 2
		if t.spans[mid].end <= at {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return min(low, len(t.spans)-1)
}

// between gives what stands between a word and the next.
func (t *text) between(i int) string {
	if i+1 >= len(t.spans) {
		return ""
	}
	return t.folded[t.spans[i].end:t.spans[i+1].start]
}

// capital says whether a word begins with one, or is of a script that has none.
func (t *text) capital(i int) bool {
	r, _ := utf8.DecodeRuneInString(t.bare[t.spans[i].start:])
	return unicode.IsUpper(r) || r >= 0x0590 && !unicode.IsLower(r)
}

// place is the character of the text, counted from 1, at which a word begins.
func (t *text) place(word int) int { return t.spans[word].at + 1 }
