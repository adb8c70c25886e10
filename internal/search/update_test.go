package search

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// leaf is a document of a test: a text for each field, and a place.
type leaf struct {
	texts [fields]string
	place int
}

const testPlaceCount = 4

var testPlaces = NewGazetteer([][]string{{"MD", "Moldova", "Молдова", "مولدوفا"}, {"KE", "Kenya"}, {"CN", "China", "中国"}, {"AQ", "Antarctica"}})

func addLeaf(s *Shard, doc int, l leaf) {
	for f, text := range l.texts {
		s.Add(uint32(doc), Field(f), text)
	}
}

func placesOf(leaves []leaf) []*roaring.Bitmap {
	sets := make([]*roaring.Bitmap, testPlaceCount)
	for i := range sets {
		sets[i] = roaring.New()
	}
	for doc, l := range leaves {
		sets[l.place].Add(uint32(doc))
	}
	return sets
}

func builtOf(leaves []leaf) *Index {
	b := NewBuilder()
	b.Fill(len(leaves), func(s *Shard, doc uint32) { addLeaf(s, int(doc), leaves[doc]) })
	b.Places(testPlaces, placesOf(leaves))
	return b.Build()
}

// step is a change of a collection: for each document that there is afterwards, where it stood before, or -1.
type step struct {
	from   []int
	leaves []leaf
}

func (s *step) update(x *Index, before int) *Index {
	moved := slices.Repeat([]uint32{Gone}, before)
	for doc, from := range s.from {
		if from >= 0 {
			moved[from] = uint32(doc)
		}
	}
	return x.Update(moved, placesOf(s.leaves), func(shard *Shard) {
		for doc, from := range s.from {
			if from < 0 {
				addLeaf(shard, doc, s.leaves[doc])
			}
		}
	})
}

// same says where two indexes differ: not in what they find, but in any part of them.
func same(a, b *Index) string {
	sets := cmp.Comparer(func(a, b *roaring.Bitmap) bool { return a == b || a != nil && b != nil && a.Equals(b) })
	long := cmp.Options{
		cmp.Comparer(slices.Equal[[]uint32]), cmp.Comparer(slices.Equal[[]whole]), cmp.Comparer(bytes.Equal),
	}
	return cmp.Diff(a, b, sets, long, cmpopts.IgnoreTypes(sync.RWMutex{}),
		cmp.AllowUnexported(Index{}, section{}, dictionary{}, common{}, interval{}, links{}, places{}, Gazetteer{}))
}

func TestUpdatedIndexIsTheBuiltOne(t *testing.T) {
	words := []string{
		"help", "helpline", "Hilfe", "Ключ", "надія", "المنارة", "أمل", "दीपस्तंभ", "灯塔", "人口贩运", "ひかり", "희망", "O’Brien", "l’écoute", "anti-trafficking", "157", "A21",
	}
	numbers := []string{"+37322233309", "157", "0800 111", "+37380077777 or 1515"}
	anyLeaf := func(t *rapid.T) leaf {
		var l leaf
		for f := range fields {
			if rapid.IntRange(0, 2).Draw(t, "has") == 0 {
				continue
			}
			if f == Number {
				l.texts[f] = rapid.SampledFrom(numbers).Draw(t, "number")
				continue
			}
			for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 1, 3).Draw(t, "words") {
				l.texts[f] += w + " "
			}
		}
		l.place = rapid.IntRange(0, testPlaceCount-1).Draw(t, "place")
		return l
	}
	rapid.Check(t, func(t *rapid.T) {
		// Around 1024 documents, a common word becomes a rare one, and the other way.
		filler := rapid.SampledFrom([]int{0, 0, 0, mostListed - 2}).Draw(t, "filler")
		leaves := make([]leaf, filler)
		for i := range leaves {
			leaves[i].texts[Summary], leaves[i].texts[Number] = "help", "157"
		}
		for range rapid.IntRange(0, 8).Draw(t, "documents") {
			leaves = append(leaves, anyLeaf(t))
		}
		x := builtOf(leaves)
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			var s step
			gone := rapid.SliceOfN(rapid.IntRange(0, max(len(leaves)-1, 0)), 0, 4).Draw(t, "gone")
			added := rapid.SliceOfN(rapid.IntRange(0, len(leaves)), 0, 4).Draw(t, "added")
			for doc := range len(leaves) + 1 {
				if slices.Contains(added, doc) {
					s.from, s.leaves = append(s.from, -1), append(s.leaves, anyLeaf(t))
				}
				if doc < len(leaves) && !slices.Contains(gone, doc) {
					s.from, s.leaves = append(s.from, doc), append(s.leaves, leaves[doc])
				}
			}
			x = s.update(x, len(leaves))
			leaves = s.leaves
			if diff := same(builtOf(leaves), x); diff != "" {
				t.Fatalf("the updated index differs from the built one (-built +updated):\n%s", diff)
			}
		}
	})
}

// TestUpdatedIndexOfManyDocumentsIsTheBuiltOne is about unions that are made in advance.
func TestUpdatedIndexOfManyDocumentsIsTheBuiltOne(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() leaf {
		var l leaf
		l.texts[Name] = fmt.Sprintf("helpline harbour %d", r.IntN(20_000))
		l.texts[Summary] = fmt.Sprintf("trafficking %x", r.IntN(300))
		l.place = r.IntN(testPlaceCount)
		return l
	}
	leaves := make([]leaf, 40_000)
	for i := range leaves {
		leaves[i] = random()
	}
	var s step
	for doc := range leaves {
		if r.IntN(100) == 0 {
			s.from, s.leaves = append(s.from, -1), append(s.leaves, random())
		}
		if r.IntN(100) > 0 {
			s.from, s.leaves = append(s.from, doc), append(s.leaves, leaves[doc])
		}
	}
	x := builtOf(leaves)
	if len(x.sections[Name].unions) == 0 || len(x.sections[Name].common) == 0 {
		t.Fatal("there are no unions and no common words to update")
	}
	if diff := same(builtOf(s.leaves), s.update(x, len(leaves))); diff != "" {
		t.Fatalf("the updated index differs from the built one (-built +updated):\n%.2000s", diff)
	}
	if diff := same(builtOf(leaves), x); diff != "" {
		t.Fatalf("the index that was updated has changed:\n%.2000s", diff)
	}
}
