package search

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// runeKind is what a character does to the word it stands in.
type runeKind uint8

const (
	separator  runeKind = iota // ends a word
	letter                     // belongs to a word
	digit                      // belongs to a word, which may be a number
	mark                       // belongs to the letter before it: a vowel sign, a tone
	continuous                 // a letter of a script written without spaces
	ignored                    // is not there: accents, tatweel, joiners, soft hyphens
	apostrophe                 // joins or elides, see words.go
	dot                        // joins the letters of an acronym
	hyphen                     // separates words that may also be written as one
)

// foldedRune is a character as the index sees it.
type foldedRune struct {
	text  string // folded; empty for what has no text
	kind  runeKind
	latin bool
	// stable is true for a character that stands as it is in a normalised text, whatever stands around it.
	stable bool
}

// foldedRunes is the table of the characters that have one; others are folded when they are met. It is
// made at the first use, because making it takes some milliseconds.
var foldedRunes = sync.OnceValue(func() *[tableSize]foldedRune {
	table := new([tableSize]foldedRune)
	folder := cases.Fold()
	for r := range rune(tableSize) {
		table[r] = foldRune(r, folder)
		p := norm.NFKC.PropertiesString(string(r))
		table[r].stable = p.BoundaryBefore() && p.CCC() == 0 && norm.NFKC.IsNormalString(string(r))
	}
	return table
})

// tableSize covers the alphabets and syllabaries below the ideographs.
const tableSize = 0x3100

// character gives a character folded.
func (w *words) character(r rune) foldedRune {
	switch {
	case r < tableSize:
		return w.table[r]
	case r >= 0x3400 && r <= 0x9FFF: // ideographs
		return foldedRune{text: string(r), kind: continuous, stable: true}
	case r >= 0xAC00 && r <= 0xD7A3: // Hangul
		return foldedRune{text: string(r), kind: letter, stable: true}
	}
	return foldRune(r, cases.Fold())
}

// foldRune folds a character of a text in NFKC on its own.
func foldRune(r rune, folder cases.Caser) foldedRune {
	switch r {
	case '\'', '`', '’', '‘', 'ʼ', 'ʻ', 'ʾ', 'ʿ', '′', 'ʹ', '׳', '״', '·':
		return foldedRune{kind: apostrophe}
	case '.':
		return foldedRune{kind: dot}
	case '-', '‐', '‑':
		return foldedRune{kind: hyphen}
	case 'ـ': // tatweel
		return foldedRune{kind: ignored}
	case 'ー': // lengthens the vowel before it
		return foldedRune{text: "ー", kind: continuous}
	}
	switch {
	case unicode.Is(unicode.Nd, r):
		return foldedRune{text: string('0' + digitValue(r)), kind: digit}
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.M, r) && foldsAway(r):
		return foldedRune{kind: ignored}
	case unicode.Is(unicode.M, r):
		return foldedRune{text: string(r), kind: mark}
	case !unicode.IsLetter(r) && !unicode.Is(unicode.Nl, r):
		return foldedRune{}
	}
	f := foldedRune{kind: letter, latin: unicode.Is(unicode.Latin, r)}
	if unicode.In(r, spaceless...) {
		f.kind = continuous
	}
	f.text = foldLetter(r, folder)
	return f
}

// foldLetter takes the accents off a letter and folds its case. Letters of Hangul and the kana stay whole:
// their parts are no accents.
func foldLetter(r rune, folder cases.Caser) string {
	if plain, ok := plainLetters[r]; ok {
		return plain
	}
	switch {
	case r >= 'ァ' && r <= 'ヶ': // katakana like hiragana
		return string(r - 'ァ' + 'ぁ')
	case unicode.In(r, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
		return string(r)
	}
	var out []byte
	for _, part := range norm.NFKD.String(string(r)) {
		if !unicode.Is(unicode.M, part) || !foldsAway(part) {
			out = utf8.AppendRune(out, part)
		}
	}
	var plain []byte
	for _, part := range folder.String(string(out)) {
		if p, ok := plainLetters[part]; ok {
			plain = append(plain, p...)
		} else {
			plain = utf8.AppendRune(plain, part)
		}
	}
	return string(plain)
}

// plainLetters are the letters that Unicode does not decompose and that are written plainly by those who do
// not have them on their keyboard, in lower case. Arabic letters are those that spelling confuses.
var plainLetters = map[rune]string{
	'ø': "o", 'đ': "d", 'ł': "l", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ð': "d", 'ı': "i", 'ħ': "h", 'ŋ': "ng",
	'ŧ': "t", 'ə': "e", 'ɛ': "e", 'ɔ': "o", 'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ƴ': "y", 'ɖ': "d", 'ƒ': "f", 'ɣ': "g",
	'ĸ': "k", 'ƀ': "b", 'ǥ': "g", 'ɨ': "i", 'ʉ': "u", 'ŀ': "l", 'ŉ': "n",
	'ى': "ي", 'ی': "ي", 'ې': "ي", 'ے': "ي", 'ک': "ك", 'ة': "ه", 'ہ': "ه", 'ھ': "ه", 'ە': "ه", 'ٱ': "ا", 'ء': "",
}

// spaceless are the scripts written without spaces between words.
var spaceless = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// accented are the scripts whose marks are accents and points that people leave out. In the others, those of
// India for one, marks are vowels.
var accented = []*unicode.RangeTable{
	unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Inherited, unicode.Common,
}

// nuktaClass is the combining class of the dot that Indic scripts set under a letter of a loan word, and that
// is often left out.
const nuktaClass = 7

func foldsAway(r rune) bool {
	return unicode.In(r, accented...) || norm.NFD.PropertiesString(string(r)).CCC() == nuktaClass
}

// digitValue uses that the decimal digits of a script stand in a row, and that each row begins a range or
// ten after another row.
func digitValue(r rune) rune {
	for _, table := range unicode.Nd.R16 {
		if lo := rune(table.Lo); r >= lo && r <= rune(table.Hi) {
			return (r - lo) % 10
		}
	}
	for _, table := range unicode.Nd.R32 {
		if lo := rune(table.Lo); r >= lo && r <= rune(table.Hi) {
			return (r - lo) % 10
		}
	}
	return 0
}
