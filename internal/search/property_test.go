package search_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/search"
)

// vocabulary is words of many scripts, as names have them. Each is one word to search for.
var vocabulary = []string{
	"Línea", "trata", "Brücke", "Straße", "Ключ", "Ёлка", "надія", "Об’єднання", "Ελλάδα", "οδός", "المنارة", "أمل", "تقوى", "מָגֵן",
	"दीपस्तंभ", "फ़ोन", "灯塔", "人口贩运", "ひかり", "テレビ", "희망", "ไทย", "ភាសា", "Łódź", "Ærø", "İstanbul", "ısı", "O’Brien", "U.N.O.D.C.",
	"157", "A21", "x", "helpline", "help", "Hope", "Ŋoni", "ﬁne", "Nǃxau", "Zürich", "العربية", "తెలుగు", "தமிழ்", "አማርኛ", "1९",
}

type sample struct {
	names [][]string // words of the name of each document
	index *search.Index
}

func draw(t *rapid.T) sample {
	var s sample
	n := rapid.IntRange(1, 60).Draw(t, "documents")
	b := search.NewBuilder()
	shards := []*search.Shard{b.Shard(), b.Shard(), b.Shard()}
	for i := range n {
		words := rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 5).Draw(t, "name")
		s.names = append(s.names, words)
		field := rapid.SampledFrom([]search.Field{search.Name, search.Acronym, search.Place, search.Summary}).Draw(t, "field")
		shards[rapid.IntRange(0, 2).Draw(t, "shard")].Add(uint32(i), field, strings.Join(words, " "))
	}
	s.index = b.Build()
	return s
}

// variant writes a word as somebody else would: in another case, decomposed, without accents.
func variant(t *rapid.T, word string) string {
	switch rapid.IntRange(0, 4).Draw(t, "variant") {
	case 1:
		return cases.Upper(language.Und).String(word)
	case 2:
		return cases.Lower(language.Und).String(word)
	case 3:
		return norm.NFD.String(word)
	case 4:
		plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.Predicate(isAccent)), norm.NFC), word)
		if err != nil {
			t.Fatal(err)
		}
		return plain
	}
	return word
}

func isAccent(r rune) bool {
	voiced := r == '\u3099' || r == '\u309a' // a kana with it is another letter
	return unicode.Is(unicode.M, r) && unicode.In(r, unicode.Inherited, unicode.Arabic, unicode.Hebrew) && !voiced
}

func found(x *search.Index, q search.Query) map[uint32]search.Hit {
	q.Limit = 1 << 20
	docs := map[uint32]search.Hit{}
	for _, h := range x.Search(q).Hits {
		docs[h.Doc] = h
	}
	return docs
}

func TestEveryDocumentIsFoundByItsWordsAndTheirBeginnings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		doc := rapid.IntRange(0, len(s.names)-1).Draw(t, "document")
		word := rapid.SampledFrom(s.names[doc]).Draw(t, "word")
		whole := variant(t, word)
		if h, ok := found(s.index, search.Query{Text: whole})[uint32(doc)]; !ok || h.Class > search.Described {
			t.Fatalf("%q does not find %q: %v %v", whole, s.names[doc], h, ok)
		}
		letters := []rune(norm.NFC.String(word))
		if len(letters) < 2 {
			return
		}
		cut := rapid.IntRange(2, len(letters)).Draw(t, "letters")
		begun := variant(t, string(letters[:cut]))
		if _, ok := found(s.index, search.Query{Text: begun})[uint32(doc)]; !ok {
			t.Fatalf("%q does not find %q", begun, s.names[doc])
		}
	})
}

func drawQuery(t *rapid.T) string {
	words := rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 4).Draw(t, "query")
	last := []rune(words[len(words)-1])
	words[len(words)-1] = string(last[:rapid.IntRange(1, len(last)).Draw(t, "cut")])
	return strings.Join(words, " ")
}

func TestPagesJoinedAreTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		q := search.Query{Text: drawQuery(t), Limit: 1000}
		whole := s.index.Search(q)
		if whole.Total != len(whole.Hits) || whole.More {
			t.Fatalf("a list of %d says that it has %d, more %v", len(whole.Hits), whole.Total, whole.More)
		}
		q.Limit = rapid.IntRange(1, 7).Draw(t, "page")
		var joined []search.Hit
		for more := true; more; {
			page := s.index.Search(q)
			if page.Total != whole.Total || len(page.Hits) == 0 && page.More {
				t.Fatalf("a page says %d, more %v; the list has %d", page.Total, page.More, whole.Total)
			}
			joined = append(joined, page.Hits...)
			if more = page.More; more {
				q.From = page.Hits[len(page.Hits)-1].After()
			}
		}
		if len(joined) != len(whole.Hits) {
			t.Fatalf("pages have %d hits, the list %d", len(joined), len(whole.Hits))
		}
		for i := range joined {
			if joined[i] != whole.Hits[i] {
				t.Fatalf("hit %d is %v on a page, %v in the list", i, joined[i], whole.Hits[i])
			}
			if i > 0 {
				a, b := joined[i-1], joined[i]
				if a.Class > b.Class || a.Class == b.Class && a.Doc >= b.Doc {
					t.Fatalf("%v stands before %v", a, b)
				}
			}
		}
	})
}

func TestOnlyWantedDocumentsAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		text := drawQuery(t)
		wanted := roaring.BitmapOf(rapid.SliceOf(rapid.Uint32Range(0, 60)).Draw(t, "wanted")...)
		before := wanted.Clone()
		all := found(s.index, search.Query{Text: text})
		some := found(s.index, search.Query{Text: text, Docs: wanted})
		if !wanted.Equals(before) {
			t.Fatal("the set of the query was changed")
		}
		for doc := range some {
			if !wanted.Contains(doc) {
				t.Fatalf("%d is found and not wanted", doc)
			}
		}
		for doc, h := range all { // what is found with all words is found among the wanted, too
			if _, ok := some[doc]; !ok && wanted.Contains(doc) && h.Class <= search.Respelled {
				t.Fatalf("%d is wanted and not found", doc)
			}
		}
	})
}

// plainWords are words that no rule of any script touches, so that a loop can find them, too.
var plainWords = []string{"abe", "abel", "bed", "bede", "cad", "cadet", "dab", "dabs"}

// TestTotalIsThatOfALoop compares the sets with the slow and simple way.
func TestTotalIsThatOfALoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := search.NewBuilder()
		shard := b.Shard()
		var names [][]string
		for i := range rapid.IntRange(1, 80).Draw(t, "documents") {
			names = append(names, rapid.SliceOfN(rapid.SampledFrom(plainWords), 1, 4).Draw(t, "name"))
			shard.Add(uint32(i), search.Name, strings.Join(names[i], " "))
		}
		x := b.Build()
		query := rapid.SliceOfN(rapid.SampledFrom(plainWords), 1, 3).Draw(t, "query")
		last := query[len(query)-1]
		query[len(query)-1] = last[:rapid.IntRange(1, len(last)).Draw(t, "cut")]
		count := 0
		for _, name := range names {
			if hasAll(name, query) {
				count++
			}
		}
		r := x.Search(search.Query{Text: strings.Join(query, " "), Limit: 1})
		if len(r.Hits) > 0 && r.Hits[0].Class > search.Respelled {
			r.Total = 0
		}
		if r.Total != count {
			t.Fatalf("%q is found %d times, a loop finds it %d times", query, r.Total, count)
		}
	})
}

// hasAll says whether a name has all words, and one that begins with the last of them.
func hasAll(name, query []string) bool {
	for i, q := range query {
		has := false
		for _, n := range name {
			has = has || n == q || i == len(query)-1 && strings.HasPrefix(n, q)
		}
		if !has {
			return false
		}
	}
	return true
}
