package search

import (
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
)

// section is the words of one field with the documents they stand in. The documents of a rare word are a
// part of one long list; a common word has a bitmap.
type section struct {
	dictionary
	starts []uint32 // of the documents of each word in docs, and the end
	docs   []uint32
	common []common // in the order of words
	unions map[interval]*roaring.Bitmap
}

// common is a word with the documents that have it. It has none in the long list.
type common struct {
	word uint32
	docs *roaring.Bitmap
}

// interval is the words from lo, before hi.
type interval struct{ lo, hi uint32 }

const (
	// mostListed is how many documents a word has in the list, at most.
	mostListed = 1024
	// mostUnited bounds what is added up during a search; longer unions are made in advance. It is counted in
	// documents of rare words, and a common word counts for uniteCommon.
	mostUnited  = 32 << 10
	uniteCommon = 2 << 10
)

// exact gives the documents with a word, nil for none.
func (s *section) exact(word string) *roaring.Bitmap {
	i, ok := s.find(word)
	if !ok {
		return nil
	}
	return s.of(uint32(i))
}

// of gives the documents with the i-th word.
func (s *section) of(i uint32) *roaring.Bitmap {
	if listed := s.docs[s.starts[i]:s.starts[i+1]]; len(listed) > 0 {
		return roaring.BitmapOf(listed...)
	}
	return s.common[s.commonFrom(i)].docs
}

// commonFrom gives the place of the first common word that is not before the i-th word.
func (s *section) commonFrom(i uint32) int {
	return sort.Search(len(s.common), func(n int) bool { return s.common[n].word >= i })
}

// begun gives the documents with words that begin with a prefix, nil for none.
func (s *section) begun(prefix string) *roaring.Bitmap {
	lo, hi := s.prefixed(prefix)
	switch hi - lo {
	case 0:
		return nil
	case 1:
		return s.of(uint32(lo))
	}
	at := interval{uint32(lo), uint32(hi)}
	if ready := s.unions[at]; ready != nil {
		return ready
	}
	return s.add(at, nil)
}

// add gives the union over words, and over further sets.
func (s *section) add(at interval, sets []*roaring.Bitmap) *roaring.Bitmap {
	for _, c := range s.common[s.commonFrom(at.lo):s.commonFrom(at.hi)] {
		sets = append(sets, c.docs)
	}
	if listed := s.docs[s.starts[at.lo]:s.starts[at.hi]]; len(listed) > 0 {
		sets = append(sets, unsorted(listed))
	}
	return union(sets...)
}

// weight is what a union costs, in the measure of mostUnited.
func (s *section) weight(at interval) int {
	return int(s.starts[at.hi]-s.starts[at.lo]) + uniteCommon*(s.commonFrom(at.hi)-s.commonFrom(at.lo))
}

// unite prepares the unions that are too long for a search. Every prefix stands for a node of the tree that
// the sorted words form, so there is one union for each heavy node, made from those below it.
func (s *section) unite() {
	s.unions = map[interval]*roaring.Bitmap{}
	if s.len() > 0 {
		s.uniteNode(interval{0, uint32(s.len())})
	}
}

func (s *section) uniteNode(node interval) *roaring.Bitmap {
	if node.hi-node.lo < 2 || s.weight(node) <= mostUnited {
		return nil
	}
	depth := commonPrefix(s.word(int(node.lo)), s.word(int(node.hi)-1))
	var sets []*roaring.Bitmap
	light := interval{node.lo, node.lo} // children without a union of their own, side by side
	for lo := node.lo; lo < node.hi; {
		hi := s.childEnd(interval{lo, node.hi}, depth)
		if heavy := s.uniteNode(interval{lo, hi}); heavy != nil {
			sets = append(sets, heavy, s.add(light, nil))
			light = interval{hi, hi}
		} else {
			light.hi = hi
		}
		lo = hi
	}
	sum := s.add(light, sets)
	s.unions[node] = sum
	return sum
}

// childEnd gives the end of the words that have the same byte after depth bytes as the first.
func (s *section) childEnd(at interval, depth int) uint32 {
	first := s.word(int(at.lo))
	if len(first) == depth {
		return at.lo + 1
	}
	return at.lo + uint32(sort.Search(int(at.hi-at.lo), func(i int) bool {
		return s.word(int(at.lo) + i)[depth] != first[depth]
	}))
}

func commonPrefix(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
