package search_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/blueheart-federation/api/internal/search"
)

// one makes an index of one document with one text.
func one(f search.Field, text string) *search.Index {
	b := search.NewBuilder()
	b.Shard().Add(0, f, text)
	return b.Build()
}

func TestNumbersAreFoundAsPeopleTypeThem(t *testing.T) {
	for _, c := range []struct {
		number, query string
		class         search.Class
	}{
		{"+41840212212", "+41 840", search.NamedBegun},
		{"+41840212212", "+41 (0)840 212 212", search.Whole},
		{"+41840212212", "0041 840-212-212", search.Whole},
		{"+41840212212", "0840 212 212", search.Whole},
		{"+41840212212", "840.212", search.NamedBegun},
		{"+41840212212", "٠٨٤٠ ٢١٢", search.NamedBegun},
		{"+34900105090", "900 10 50 90", search.Whole},
		{"+390612345678", "06 1234", search.NamedBegun},
		{"+18883737888", "1-888-373-7888", search.Whole},
		{"+37380077777", "80077777", search.Whole},
		{"0800 111", "0800111", search.Whole},
		{"0800 111", "800 1", search.NamedBegun},
		{"157", "157", search.Whole},
		{"1570", "157", search.NamedBegun},
		{"157 or +373 22 233309", "022 233 309", search.Whole},
		{"000", "000", search.Whole},
	} {
		r := one(search.Number, c.number).Search(search.Query{Text: c.query, Limit: 1})
		if len(r.Hits) != 1 || r.Hits[0].Class != c.class || r.Hits[0].Field != search.Number {
			t.Errorf("%q for %q gives %v, want class %d", c.number, c.query, r.Hits, c.class)
		}
	}
	for number, query := range map[string]string{"+41840212212": "212", "157": "1578", "+373157": "+41 157"} {
		if r := one(search.Number, number).Search(search.Query{Text: query}); r.Total != 0 {
			t.Errorf("%q finds %q", query, number)
		}
	}
}

func TestSpellings(t *testing.T) {
	for _, c := range []struct {
		text, query string
		worst       search.Class
	}{
		{"Comité contre l’esclavage", "esclavage", search.Named},
		{"contre l'esclavage", "d'esclavage", search.Named},
		{"Об’єднання п'ять", "пʼять", search.Named},
		{"O'Brien", "obrien", search.Named},
		{"O'Brien", "brien", search.Named},
		{"people's line", "people line", search.Named},
		{"U.N.O.D.C. office", "unodc", search.Named},
		{"UNODC", "U.N.O.D.C.", search.Whole},
		{"anti-trafficking", "antitrafficking", search.Named},
		{"anti-trafficking", "anti trafficking", search.Whole},
		{"Łódź Ærø Straße", "lodz aero strasse", search.Whole},
		{"İstanbul", "ISTANBUL", search.Whole},
		{"Azərbaycan", "azerbaycan", search.Whole},
		{"أمل", "امل", search.Whole},
		{"مـــكافحة", "مكافحه", search.Whole},
		{"المنارة", "منارة", search.Respelled},
		{"منارة", "المنارة", search.Respelled},
		{"हेल्पलाइन फ़ोन", "हेल्पलाइन फोन", search.Whole},
		{"反人口贩运", "人口", search.Named},
		{"反人口贩运", "运", search.Named},
		{"反人口贩运", "renkou", search.Respelled},
		{"ｶﾞｲﾄﾞ", "がいど", search.Whole},
		{"สายด่วน", "ด่วน", search.Named},
		{"Надежда", "nadezhda", search.Respelled},
		{"Nadezhda", "Надежда", search.Respelled},
		{"線 24時間", "24", search.Named},
		{"one two three four five six seven eight nine ten eleven twelve", "one two three four five six seven eight nine ten zzz", search.Named},
		{"one two three four", "one two qqq three", search.Partial},
		{"beginning of things", "beg th", search.Begun},
	} {
		r := one(search.Name, c.text).Search(search.Query{Text: c.query, Limit: 1})
		if len(r.Hits) != 1 || r.Hits[0].Class > c.worst {
			t.Errorf("%q for %q gives %v, want class %d", c.text, c.query, r.Hits, c.worst)
		}
	}
}

func TestBetterMatchesStandFirst(t *testing.T) {
	b := search.NewBuilder()
	s := b.Shard()
	for i, texts := range [][]text{
		{{search.Name, "Line of Niger"}, {search.Number, "+373157"}},
		{{search.Name, "Nigerian line"}, {search.Number, "1570"}},
		{{search.Name, "Line"}, {search.Summary, "In Niger."}},
		{{search.Name, "Line"}, {search.Number, "157"}},
		{{search.Name, "Niger"}},
		{{search.Name, "Нигер line"}},
		{{search.Name, "Line"}, {search.Place, "Niger"}},
		{{search.Name, "Line"}},
	} {
		for _, x := range texts {
			s.Add(uint32(i), x.field, x.value)
		}
	}
	b.Places(search.NewGazetteer([][]string{{"Niger", "النيجر"}}), []*roaring.Bitmap{roaring.BitmapOf(3, 7)})
	x := b.Build()
	for query, want := range map[string][]search.Hit{
		"niger": {
			{Doc: 4, Class: search.Whole},
			{Doc: 0, Class: search.Named},
			{Doc: 3, Class: search.Placed, Field: search.Place},
			{Doc: 6, Class: search.Placed, Field: search.Place},
			{Doc: 7, Class: search.Placed, Field: search.Place},
			{Doc: 1, Class: search.NamedBegun},
			{Doc: 2, Class: search.Described, Field: search.Summary},
			{Doc: 5, Class: search.Respelled},
		},
		"النيجر":   {{Doc: 3, Class: search.Placed, Field: search.Place}, {Doc: 7, Class: search.Placed, Field: search.Place}},
		"niger 15": {{Doc: 0, Class: search.NamedBegun}, {Doc: 3, Class: search.PlacedBegun, Field: search.Number}},
		"157":      {{Doc: 0, Class: search.Whole, Field: search.Number}, {Doc: 3, Class: search.Whole, Field: search.Number}, {Doc: 1, Class: search.NamedBegun, Field: search.Number}},
		"!?":       nil,
		"qqq ni":   nil,
		"qqq nige": {
			{Doc: 0, Class: search.Partial},
			{Doc: 1, Class: search.Partial},
			{Doc: 2, Class: search.Partial, Field: search.Summary},
			{Doc: 3, Class: search.Partial, Field: search.Place},
			{Doc: 4, Class: search.Partial},
			{Doc: 5, Class: search.Partial},
			{Doc: 6, Class: search.Partial, Field: search.Place},
			{Doc: 7, Class: search.Partial, Field: search.Place},
		},
	} {
		got := x.Search(search.Query{Text: query, Limit: 20})
		if !slices.Equal(got.Hits, want) || got.Total != len(want) {
			t.Errorf("%q gives %v of %d\nwant %v", query, got.Hits, got.Total, want)
		}
	}
}

// TestBeginningsOfManyWords needs more words than a search adds up, so that unions are made in advance.
func TestBeginningsOfManyWords(t *testing.T) {
	const n = 50_000
	b := search.NewBuilder()
	shards := []*search.Shard{b.Shard(), b.Shard()}
	for i := range n {
		shards[i%2].Add(uint32(i), search.Name, fmt.Sprintf("w%05d line", i))
	}
	x := b.Build()
	for query, want := range map[string]int{
		"w": n, "w0": 10_000, "w4": 10_000, "w5": 0, "w12": 1000, "w12345": 1, "line": n, "li": n, "l": n, "line w3": 10_000, "w3 line": 10_000,
	} {
		if got := x.Search(search.Query{Text: query, Limit: 1}).Total; got != want {
			t.Errorf("%q finds %d, want %d", query, got, want)
		}
	}
}

func TestSearchesAtOnceFindTheSame(t *testing.T) {
	x := registerIndex()
	want := x.Search(search.Query{Text: "r", Limit: 100})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				if got := x.Search(search.Query{Text: "r", Limit: 100}); got.Total != want.Total || !slices.Equal(got.Hits, want.Hits) {
					t.Errorf("%d hits, want %d", got.Total, want.Total)
				}
				x.Search(search.Query{Text: "republic of", Limit: 1})
			}
		})
	}
	all.Wait()
}

func TestHighlightMarksWhatMatched(t *testing.T) {
	for _, c := range []struct{ text, query, want string }{
		{"Línea Nacional", "linea", "[Línea] Nacional"},
		{"Línea Nacional", "nac", "Línea [Nac]ional"},
		{"Li\u0301nea", "lí", "[Li\u0301]nea"},
		{"Comité contre l’esclavage", "esclavage comité", "[Comité] contre l’[esclavage]"},
		{"+41 840 212 212", "0840 21", "+41 [840 21]2 212"},
		{"+41840212212", "0041840", "+[41840]212212"},
		{"0800 111", "800", "0[800] 111"},
		{"反人口贩运", "人口", "反[人口]贩运"},
		{"反人口贩运", "口", "反人[口]贩运"},
		{"Straße", "strasse", "[Straße]"},
		{"ﬁne", "fin", "[ﬁn]e"},
		{"anti-trafficking", "antitraff", "[anti-traff]icking"},
		{"Надежда", "nadezhda", "[Надежда]"},
		{"Hope", "zzz", "Hope"},
		{"\xffa\xff", "a", "\xff[a]\xff"},
	} {
		var got strings.Builder
		for _, f := range search.Highlight(c.text, c.query) {
			if f.Matched {
				got.WriteString("[" + f.Value + "]")
			} else {
				got.WriteString(f.Value)
			}
		}
		if got.String() != c.want {
			t.Errorf("%q for %q: %q, want %q", c.text, c.query, got.String(), c.want)
		}
	}
}
