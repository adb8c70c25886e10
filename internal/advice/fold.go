package advice

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldLetter gives a character without case and accents, and digits of every script as ASCII. One character
// gives one, so that a place in the folded text is a place in the text.
func foldLetter(r rune) rune { return unicode.ToLower(bareLetter(r)) }

// bareLetter is foldLetter with the case kept.
func bareLetter(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	if r >= 0x1100 && !unicode.Is(unicode.Latin, r) && !('\uFF01' <= r && r <= '\uFF5E') && !unicode.IsDigit(r) {
		return r // scripts whose marks are not accents
	}
	if '\uFF01' <= r && r <= '\uFF5E' { // full-width forms
		return r - 0xFEE0
	}
	if unicode.IsDigit(r) {
		return digitOf(r)
	}
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	if d := norm.NFD.Properties(buf[:n]).Decomposition(); len(d) > 0 {
		if base, _ := utf8.DecodeRune(d); base != utf8.RuneError {
			return base
		}
	}
	return r
}

// digitOf gives an ASCII digit for the decimal digits of the scripts that telephone numbers are written in.
func digitOf(r rune) rune {
	for _, zero := range []rune{'٠', '۰', '०', '০', '๐', '０'} {
		if zero <= r && r <= zero+9 {
			return '0' + r - zero
		}
	}
	return r
}

// ignored says whether a character does not count: accents that stand alone, the vowel signs of Arabic, and
// what is not seen.
func ignored(r rune) bool {
	return r >= 0x00AD && (r == 0x00AD || r == 'ـ' || unicode.Is(unicode.Cf, r) ||
		unicode.Is(unicode.Mn, r) && (r < 0x0370 || unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Inherited)))
}
