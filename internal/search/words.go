package search

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord bounds a word, in bytes; the rest of a longer one is not looked at. Documents and queries are cut
// alike, so that they still meet.
const maxWord = 60

// word is a folded word of a text. It is valid until the next one is given.
type word struct {
	text []byte
	// primary words are the text as a query has it. The others are further spellings under which a text is
	// found: the part behind an apostrophe, two parts of a hyphened word in one.
	primary bool
	// number is true for a word of digits only.
	number bool
	// unit is true for a single character of a script without spaces: as a query it stands for all words
	// that begin with it.
	unit bool
	// start and end are where the word stands in the normalised text, in bytes.
	start, end int
	// spans are for each byte of the folded text where the character stands that it comes from. They are kept
	// only for a highlighter.
	spans []span
}

// span is a part of a text, in bytes.
type span struct{ start, end int }

// words cuts texts into words. It is not safe for concurrent use; its zero value is not ready, see newWords.
type words struct {
	table   *[tableSize]foldedRune
	aligned bool       // whether spans are kept
	emit    func(word) // takes each word

	text        string // normalised
	folded      []byte // of the word at hand
	spans       []span
	start       int
	units       []int // where characters begin in folded, in a script without spaces
	letters     int   // since the last joined dot
	kind        runeKind
	number      bool
	latin       bool
	elision     int    // where the first apostrophe stands in folded, -1 for none
	tail        int    // where the last apostrophe stands in folded
	joined      []byte // the word before a hyphen, and with the one after it
	joinedSpans []span
	before      int // length of the word before a hyphen, 0 for none
}

func newWords(emit func(word)) *words {
	return &words{table: foldedRunes(), emit: emit, elision: -1}
}

// normalised gives a text in the form whose characters can be folded one by one, which most texts have.
func (w *words) normalised(text string) string {
	for _, r := range text {
		if r >= utf8.RuneSelf && !w.character(r).stable {
			return norm.NFKC.String(text)
		}
	}
	return text
}

func isASCII[T string | []byte](text T) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cut gives the words of a normalised text to emit, in order.
func (w *words) cut(text string) {
	w.text = text
	w.before = 0
	for at := 0; at < len(text); {
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[at:])
		}
		w.take(w.character(r), at, at+size)
		at += size
	}
	w.finish(len(text))
}

// take adds a character to the word at hand, or ends it.
func (w *words) take(f foldedRune, start, end int) {
	switch f.kind {
	case ignored:
	case mark:
		if w.kind != separator {
			w.add(f.text, start, end)
		}
	case letter, digit:
		if w.kind == continuous {
			w.finish(start)
			w.before = 0
		}
		w.begin(f, start)
		w.kind = letter
		w.number = w.number && f.kind == digit
		w.letters++
		w.add(f.text, start, end)
	case continuous:
		if w.kind == letter {
			w.finish(start)
			w.before = 0
		}
		w.begin(f, start)
		w.kind = continuous
		w.number = false
		w.units = append(w.units, len(w.folded))
		w.add(f.text, start, end)
	case apostrophe:
		if w.kind == letter && w.joinsNext(end) {
			if w.elision < 0 {
				w.elision = len(w.folded)
			}
			w.tail = len(w.folded)
			return
		}
		w.separate(start)
	case dot:
		if w.kind == letter && w.letters == 1 && !w.number && w.singleLetter(end) {
			w.letters = 0
			return
		}
		w.separate(start)
	case hyphen:
		if w.kind == letter && !w.number && w.joinsNext(end) {
			w.finish(start)
			return
		}
		w.separate(start)
	default:
		w.separate(start)
	}
}

// begin starts a word unless one is at hand.
func (w *words) begin(f foldedRune, start int) {
	if w.kind == separator {
		w.start, w.number, w.latin = start, f.kind == digit, f.latin
	}
}

func (w *words) add(text string, start, end int) {
	w.folded = append(w.folded, text...)
	if w.aligned {
		for range len(text) {
			w.spans = append(w.spans, span{start, end})
		}
	}
}

// joinsNext says whether a letter stands at a place of the text.
func (w *words) joinsNext(at int) bool {
	r, size := utf8.DecodeRuneInString(w.text[at:])
	return size > 0 && w.character(r).kind == letter
}

// singleLetter says whether a letter stands at a place, and after it none.
func (w *words) singleLetter(at int) bool {
	r, size := utf8.DecodeRuneInString(w.text[at:])
	if size == 0 || w.character(r).kind != letter {
		return false
	}
	r, size = utf8.DecodeRuneInString(w.text[at+size:])
	if size == 0 {
		return true
	}
	k := w.character(r).kind
	return k != letter && k != digit && k != mark
}

func (w *words) separate(at int) {
	w.finish(at)
	w.before = 0
}

// finish gives the word at hand to emit, if there is one.
func (w *words) finish(end int) {
	if len(w.folded) > 0 {
		switch {
		case w.kind == continuous:
			w.pairs(end)
		case w.elision > 0 && w.latin:
			w.elided(end)
		default:
			w.give(0, len(w.folded), true, end)
		}
		w.hyphened(end)
	}
	w.folded, w.spans, w.units = w.folded[:0], w.spans[:0], w.units[:0]
	w.kind, w.letters, w.elision, w.tail = separator, 0, -1, 0
}

// give emits a part of the folded word.
func (w *words) give(from, to int, primary bool, end int) {
	text := bounded(w.folded[from:to])
	if len(text) == 0 {
		return
	}
	out := word{text: text, primary: primary, number: w.number, start: w.start, end: end}
	if w.kind == continuous {
		out.unit = from == w.units[len(w.units)-2]
	}
	if w.aligned {
		out.spans = w.spans[from : from+len(text)]
		out.start, out.end = out.spans[0].start, w.spans[to-1].end
	}
	w.emit(out)
}

// pairs emits a run of a script without spaces as overlapping pairs of characters, and the last character, so
// that each is the beginning of a word.
func (w *words) pairs(end int) {
	n := len(w.units)
	w.units = append(w.units, len(w.folded))
	for i := range n - 1 {
		w.give(w.units[i], w.units[i+2], true, end)
	}
	w.give(w.units[n-1], w.units[n], n == 1, end)
}

// elided emits a Latin word with an apostrophe. Articles and prepositions before it ("l'", "dell'") and the
// English "'s" are no part of the word; else it is one word, also found by its parts ("O'Brien").
func (w *words) elided(end int) {
	head, tail, size := w.elision, w.tail, len(w.folded)
	longHead, longTail := head > 2, size-tail > 1
	elides := longTail && (!longHead || elisions[string(w.folded[:head])])
	possessive := longHead && !longTail
	w.give(0, size, !elides && !possessive, end)
	if longTail {
		w.give(tail, size, elides, end)
	}
	if longHead {
		w.give(0, head, possessive, end)
	}
}

// elisions are the longer words that lose their vowel before another in French and Italian.
var elisions = map[string]bool{"qu": true, "jusqu": true, "lorsqu": true, "puisqu": true, "all": true, "dall": true, "dell": true, "nell": true, "sull": true}

// hyphened emits a word together with the one before a hyphen, and remembers it for the next.
func (w *words) hyphened(end int) {
	if w.kind != letter || w.number {
		w.before = 0
		return
	}
	if w.before > 0 {
		w.joined = append(w.joined[:w.before], w.folded...)
		out := word{text: bounded(w.joined), start: w.start, end: end}
		if w.aligned {
			w.joinedSpans = append(w.joinedSpans[:w.before], w.spans...)
			out.spans = w.joinedSpans
		}
		w.emit(out)
	}
	w.joined, w.joinedSpans = append(w.joined[:0], w.folded...), append(w.joinedSpans[:0], w.spans...)
	w.before = len(w.joined)
}

// bounded cuts a word to maxWord bytes of whole characters.
func bounded(text []byte) []byte {
	if len(text) <= maxWord {
		return text
	}
	cut := maxWord
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut]
}
