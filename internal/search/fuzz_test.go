package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/search"
)

func seed(f *testing.F) {
	for _, text := range []string{
		"", "157", "+41 (0)840 212 212", "l’esclavage d'aujourd’hui", "п’ять", "U.N.O.D.C.", "anti-trafficking", "人口贩运", "ประเทศไทย",
		"की", "\xff\xfe", "a\u0301\u0301\u0301", "\u202eabc", "ﷺ", "ﬁ", "각", "0 0 0 0", "+", "'", "''a''", "a'b'c", "-a-", strings.Repeat("x", 300),
	} {
		f.Add(text, "157 l'esclavage 人口")
		f.Add("Línea Nacional contra la Trata +41 840 212 212", text)
	}
}

func FuzzSearch(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text, query string) {
		b := search.NewBuilder()
		s := b.Shard()
		for field := search.Name; field <= search.Summary; field++ {
			s.Add(uint32(field), field, text)
			s.Add(uint32(field)+1, field, query)
		}
		x := b.Build()
		for _, q := range []string{text, query} {
			r := x.Search(search.Query{Text: q, Limit: 100})
			if r.Total != len(r.Hits) {
				t.Errorf("%q finds %d, says %d", q, len(r.Hits), r.Total)
			}
		}
	})
}

func FuzzHighlight(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text, query string) {
		var joined strings.Builder
		for _, fragment := range search.Highlight(text, query) {
			joined.WriteString(fragment.Value)
			if fragment.Value == "" {
				t.Errorf("%q for %q has an empty fragment", text, query)
			}
			if utf8.ValidString(text) && !utf8.ValidString(fragment.Value) {
				t.Errorf("%q for %q cuts a character: %q", text, query, fragment.Value)
			}
		}
		if joined.String() != text {
			t.Errorf("%q for %q became %q", text, query, joined.String())
		}
	})
}
