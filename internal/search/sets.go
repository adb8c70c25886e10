package search

import (
	"cmp"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// A set that is empty is nil here. Results must not be changed: they may be one of the arguments.

// few is how many sets are united one after another. More small ones are united by setting bits: each step
// would copy what the steps before have found.
const few = 4

// smallSet is how many documents a small set has at most.
const smallSet = 16 << 10

// union gives the documents in any of the sets.
func union(sets ...*roaring.Bitmap) *roaring.Bitmap {
	kept := make([]*roaring.Bitmap, 0, max(few, len(sets)))
	for _, s := range sets {
		if s != nil && !slices.Contains(kept[:min(few, len(kept))], s) {
			kept = append(kept, s)
		}
	}
	switch {
	case len(kept) == 0:
		return nil
	case len(kept) == 1:
		return kept[0]
	case len(kept) > few:
		kept = uniteSmall(kept)
	}
	return roaring.FastOr(kept...)
}

// uniteSmall replaces the small ones of some sets by their union.
func uniteSmall(sets []*roaring.Bitmap) []*roaring.Bitmap {
	b := takeBits()
	var buffer [256]uint32
	large := sets[:0]
	for _, s := range sets {
		if s.GetCardinality() > smallSet {
			large = append(large, s)
			continue
		}
		b.reach(s.Maximum())
		it := s.ManyIterator()
		for n := it.NextMany(buffer[:]); n > 0; n = it.NextMany(buffer[:]) {
			b.set(buffer[:n])
		}
	}
	if small := b.give(); !small.IsEmpty() {
		large = append(large, small)
	}
	return large
}

// fewUnsorted is how many documents are added one by one.
const fewUnsorted = 64

// unsorted makes a set of documents in any order, some of them perhaps more than once.
func unsorted(docs []uint32) *roaring.Bitmap {
	if len(docs) <= fewUnsorted {
		set := roaring.New()
		for _, d := range docs {
			set.Add(d)
		}
		return set
	}
	b := takeBits()
	b.reach(slices.Max(docs))
	b.set(docs)
	return b.give()
}

// bits is a bit for each document.
type bits struct{ words []uint64 }

// spare keeps bits for the next use. All of them are 0.
var spare = sync.Pool{New: func() any { return new(bits) }}

func takeBits() *bits { return spare.Get().(*bits) } // the pool holds nothing else

// reach makes room for a document.
func (b *bits) reach(doc uint32) {
	if need := int(doc/64) + 1; need > len(b.words) {
		if need <= cap(b.words) {
			b.words = b.words[:need]
			return
		}
		words := make([]uint64, need, need+need/8)
		copy(words, b.words)
		b.words = words
	}
}

func (b *bits) set(docs []uint32) {
	words := b.words
	for _, d := range docs {
		words[d/64] |= 1 << (d % 64)
	}
}

// give gives the set and the bits back.
func (b *bits) give() *roaring.Bitmap {
	set := roaring.FromDense(b.words, true)
	clear(b.words)
	b.words = b.words[:0]
	spare.Put(b)
	return set
}

// meet gives the documents in all of the sets.
func meet(sets ...*roaring.Bitmap) *roaring.Bitmap {
	if len(sets) == 0 || slices.Contains(sets, nil) {
		return nil
	}
	if len(sets) == 1 {
		return sets[0]
	}
	sets = slices.Clone(sets)
	slices.SortFunc(sets, bySize)
	both := roaring.And(sets[0], sets[1])
	for _, s := range sets[2:] {
		both.And(s)
	}
	if both.IsEmpty() {
		return nil
	}
	return both
}

func bySize(a, b *roaring.Bitmap) int { return cmp.Compare(a.GetCardinality(), b.GetCardinality()) }

func contains(docs *roaring.Bitmap, doc uint32) bool { return docs != nil && docs.Contains(doc) }
