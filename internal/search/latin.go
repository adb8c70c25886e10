package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
)

// respellings gives the other spellings of a folded word: in Latin letters, and without the Arabic article.
// Pairs of characters of a script without spaces have none: they are no words.
func respellings(word []byte) []string {
	if isASCII(word) {
		return nil
	}
	first, _ := utf8.DecodeRune(word)
	if unicode.Is(unicode.Latin, first) || unicode.In(first, spaceless...) {
		return nil
	}
	var forms []string
	if latin := latinForm(word); latin != "" {
		forms = append(forms, latin)
	}
	if bare := withoutArticle(string(word)); bare != "" {
		forms = append(forms, bare)
	}
	return forms
}

// indexed gives the other spellings that lead to a word of a document. Ideographs, whose reading is known,
// are found by the syllables of a pair as one word, and by the first alone.
func indexed(word []byte) []string {
	first, size := utf8.DecodeRune(word)
	if !unicode.Is(unicode.Han, first) {
		return respellings(word)
	}
	var forms []string
	for _, part := range [][]byte{word, word[:size]} {
		if latin := latinForm(part); latin != "" {
			forms = append(forms, latin)
		}
	}
	return forms
}

// articles are the Arabic article, alone and with the particles that are written together with it.
var articles = []string{"وال", "بال", "كال", "فال", "ال", "لل"}

// withoutArticle gives an Arabic word without its article, empty when it has none. Three letters or more must
// remain, or the article may be part of the word.
func withoutArticle(word string) string {
	for _, article := range articles {
		if bare, ok := strings.CutPrefix(word, article); ok && utf8.RuneCountInString(bare) >= 3 {
			return bare
		}
	}
	return ""
}

// latinForm gives a word in Latin letters, empty when less than two are known.
func latinForm(word []byte) string {
	if latin := plainLatin(unidecode.Unidecode(string(word))); len(latin) > 1 {
		return latin
	}
	return ""
}

// plainLatin keeps the letters and digits of a transliteration, in lower case: the other characters in it
// stand for letters that Latin lacks, and nobody types them.
func plainLatin(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
	return s[:min(len(s), maxWord)]
}
