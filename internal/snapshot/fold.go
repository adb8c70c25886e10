package snapshot

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// maxKey bounds a sort key, and so a cursor; names that agree this far are ordered by id.
const maxKey = 64

// foldKey gives the sort key of a name: case and accents folded, bounded.
func foldKey(name string) string { return bound(fold(name)) }

// bound cuts a key to maxKey bytes of whole characters.
func bound(key string) string {
	if len(key) <= maxKey {
		return key
	}
	key = key[:maxKey]
	for !utf8.ValidString(key) {
		key = key[:len(key)-1]
	}
	return strings.Clone(key)
}

// folders strip accents and fold case; making one takes longer than using it.
var folders = sync.Pool{New: func() any {
	return transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), cases.Fold())
}}

func fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			t := folders.Get().(transform.Transformer) // the pool holds nothing else
			defer folders.Put(t)
			out, _, err := transform.String(t, s) // resets t first
			if err != nil {
				return strings.ToLower(s)
			}
			return out
		}
	}
	return strings.ToLower(s)
}
