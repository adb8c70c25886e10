package search

import (
	"bytes"
	"cmp"
	"slices"
)

// postings collects the words of one field in one shard, and the documents they stand in. Words are kept in
// one piece of memory and found through a hash table, so that a text costs no allocation.
type postings struct {
	slots   []uint32 // number of a word and one, 0 for none; a power of two of them
	text    []byte
	terms   []term
	entries [][]entry // in the order of arrival
}

// term is a word with what is known of it so far.
type term struct {
	hash   uint64
	offset uint32 // of the end of the word in text
	count  uint32 // documents
	last   uint32 // document, and one
}

// entry is a word in a document.
type entry struct{ term, doc uint32 }

// block is how many entries are allocated at once.
const block = 64 << 10

// add notes a word of a document, once.
func (p *postings) add(word []byte, hash uint64, doc uint32) {
	n := p.number(word, hash)
	t := &p.terms[n]
	if t.last == doc+1 {
		return
	}
	t.last = doc + 1
	t.count++
	if len(p.entries) == 0 || len(p.entries[len(p.entries)-1]) == block {
		p.entries = append(p.entries, make([]entry, 0, p.blockSize()))
	}
	last := &p.entries[len(p.entries)-1]
	*last = append(*last, entry{n, doc})
}

// blockSize lets the first block grow by itself, so that a small index stays small.
func (p *postings) blockSize() int {
	if len(p.entries) == 0 {
		return 0
	}
	return block
}

// number finds a word or adds it.
func (p *postings) number(word []byte, hash uint64) uint32 {
	if len(p.terms)*4 >= len(p.slots)*3 {
		p.grow()
	}
	mask := uint64(len(p.slots) - 1)
	for at := mix(hash) & mask; ; at = (at + 1) & mask {
		n := p.slots[at]
		if n == 0 {
			p.text = append(p.text, word...)
			p.terms = append(p.terms, term{hash: hash, offset: uint32(len(p.text))})
			p.slots[at] = uint32(len(p.terms))
			return uint32(len(p.terms) - 1)
		}
		if p.terms[n-1].hash == hash && bytes.Equal(p.word(n-1), word) {
			return n - 1
		}
	}
}

// mix spreads a hash over its low bits.
func mix(hash uint64) uint64 { return hash ^ hash>>32 }

func (p *postings) word(n uint32) []byte {
	start := uint32(0)
	if n > 0 {
		start = p.terms[n-1].offset
	}
	return p.text[start:p.terms[n].offset]
}

func (p *postings) grow() {
	p.slots = make([]uint32, max(256, 2*len(p.slots)))
	mask := uint64(len(p.slots) - 1)
	for n := range p.terms {
		at := mix(p.terms[n].hash) & mask
		for p.slots[at] != 0 {
			at = (at + 1) & mask
		}
		p.slots[at] = uint32(n + 1)
	}
}

// sorted is the words of a shard in order, each with its documents.
type sorted struct {
	postings *postings
	order    []keyedTerm
	starts   []uint32 // of the documents of each word, by its number
	docs     []uint32
}

// keyedTerm has the first bytes of a word at hand, which decide most comparisons.
type keyedTerm struct {
	key  uint64
	term uint32
}

// sort puts words in order and gathers the documents of each; they stay in the order in which they came.
func (p *postings) sort() *sorted {
	s := &sorted{postings: p, order: make([]keyedTerm, len(p.terms)), starts: make([]uint32, len(p.terms)+1)}
	total := uint32(0)
	for n := range p.terms {
		s.order[n] = keyedTerm{leading(p.word(uint32(n))), uint32(n)}
		s.starts[n] = total
		total += p.terms[n].count
	}
	s.starts[len(p.terms)] = total
	p.slots = nil
	next := slices.Clone(s.starts)
	s.docs = make([]uint32, total)
	for i, entries := range p.entries {
		for _, e := range entries {
			s.docs[next[e.term]] = e.doc
			next[e.term]++
		}
		p.entries[i] = nil
	}
	slices.SortFunc(s.order, func(a, b keyedTerm) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return bytes.Compare(p.word(a.term), p.word(b.term))
	})
	return s
}

// of gives the documents of a word.
func (s *sorted) of(term uint32) []uint32 { return s.docs[s.starts[term]:s.starts[term+1]] }
