package snapshot

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/search"
)

// countryNames are the names by which a country is found: its codes, and what it is called in any language.
func countryNames(c *geography.Country) []string {
	names := append([]string{string(c.Code), c.Alpha3}, geography.AllNames()[c.Code]...)
	if c.Code == "GB" {
		names = append(names, "UK") // the one country that people abbreviate otherwise than ISO 3166-1
	}
	return names
}

// countryNamed gives the name of a country that has the most of what was looked for, of several that in the language
// that most people read, with the language; a code is in none. ok is false when none has any of it.
func countryNamed(code directory.CountryCode, query string) (name directory.Text, ok bool) {
	c := geography.Lookup(code)
	if c == nil {
		return directory.Text{}, false
	}
	words := strings.FieldsFunc(fold(query), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) })
	most, best := 0, 0
	for _, n := range countryNames(c) {
		if !containsAny(fold(n), words) {
			continue // a highlight takes twenty times as long
		}
		matched := 0
		for _, f := range search.Highlight(n, query) {
			if f.Matched {
				matched += len(f.Value)
			}
		}
		if matched == 0 || matched < most {
			continue
		}
		if place, in := languageOfName(c, n); matched > most || place < best {
			name, most, best = directory.Text{Value: n, Language: in}, matched, place
		}
	}
	return name, most > 0
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// namingLanguages are the languages that have names of countries, those of the United Nations first: a name that
// several languages have is shown in the one that most people read.
var namingLanguages = sync.OnceValue(func() []language.Tag {
	first := []language.Tag{language.English, language.French, language.Spanish, language.Russian, language.Chinese, language.Arabic}
	return append(first, display.Supported.Tags()...)
})

// languageOfName gives the first language in which a country is called so, and its place among them all.
func languageOfName(c *geography.Country, name string) (place int, in directory.LanguageTag) {
	for i, tag := range namingLanguages() {
		if value, in := c.Name([]language.Tag{tag}); value == name {
			return i, directory.LanguageTag(in.String())
		}
	}
	return len(namingLanguages()), directory.Undetermined
}
