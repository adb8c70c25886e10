package search

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
	"strings"
)

// dictionary is words in the order of their bytes, numbered from 0.
type dictionary struct {
	text    []byte
	offsets []uint32 // of each word in text, and the end
}

func (d *dictionary) len() int { return max(len(d.offsets)-1, 0) }

func (d *dictionary) word(i int) []byte { return d.text[d.offsets[i]:d.offsets[i+1]] }

// append adds a word that sorts after all others.
func (d *dictionary) append(word []byte) {
	if len(d.offsets) == 0 {
		d.offsets = append(d.offsets, 0)
	}
	d.text = append(d.text, word...)
	d.offsets = append(d.offsets, uint32(len(d.text)))
}

// find gives the number of a word.
func (d *dictionary) find(word string) (int, bool) {
	i := d.from(word)
	return i, i < d.len() && string(d.word(i)) == word
}

// from gives the number of the first word that does not sort before another.
func (d *dictionary) from(word string) int {
	return sort.Search(d.len(), func(i int) bool { return string(d.word(i)) >= word })
}

// prefixed gives the words that begin with a prefix: those from lo, before hi.
func (d *dictionary) prefixed(prefix string) (lo, hi int) {
	lo = d.from(prefix)
	begin := []byte(prefix)
	n := sort.Search(d.len()-lo, func(i int) bool { return !bytes.HasPrefix(d.word(lo+i), begin) })
	return lo, lo + n
}

// leading is the first eight bytes of a word as a number that compares like them.
func leading(word []byte) uint64 {
	if len(word) >= 8 {
		return binary.BigEndian.Uint64(word)
	}
	var key [8]byte
	copy(key[:], word)
	return binary.BigEndian.Uint64(key[:])
}

// links leads from words to numbers: of words in another dictionary, or of places.
type links struct {
	dictionary
	starts []uint32 // of the numbers of each word, and the end
	to     []uint32 // ascending for each word
}

// newLinks takes words with a number each, in any order.
func newLinks(pairs []link) links {
	slices.SortFunc(pairs, func(a, b link) int {
		return cmp.Or(strings.Compare(a.word, b.word), cmp.Compare(a.to, b.to))
	})
	pairs = slices.Compact(pairs)
	l := links{to: make([]uint32, 0, len(pairs))}
	for i, p := range pairs {
		if i == 0 || pairs[i-1].word != p.word {
			l.append([]byte(p.word))
			l.starts = append(l.starts, uint32(i))
		}
		l.to = append(l.to, p.to)
	}
	l.starts = append(l.starts, uint32(len(pairs)))
	l.text, l.offsets, l.starts = slices.Clip(l.text), slices.Clip(l.offsets), slices.Clip(l.starts)
	return l
}

type link struct {
	word string
	to   uint32
}

// follow gives the numbers that a word leads to, or all words that begin with it.
func (l *links) follow(word string, begun bool) []uint32 {
	if begun {
		lo, hi := l.prefixed(word)
		return l.to[l.starts[lo]:l.starts[hi]]
	}
	if i, ok := l.find(word); ok {
		return l.to[l.starts[i]:l.starts[i+1]]
	}
	return nil
}
