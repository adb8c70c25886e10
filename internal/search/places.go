package search

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// Gazetteer is the names of places, such as countries. It is read once for all indexes; it is immutable.
type Gazetteer struct {
	placed  links // words in the names of places, to places
	respelt links // other spellings of those, to places
}

// NewGazetteer reads the names of each place.
func NewGazetteer(names [][]string) *Gazetteer {
	shard := newShard()
	for place, those := range names {
		for _, name := range those {
			shard.Add(uint32(place), Place, name)
		}
	}
	read := shard.postings[Place].sort() // where the documents are places
	var words, spellings []link
	for _, t := range read.order {
		word := read.postings.word(t.term)
		forms := indexed(word)
		for _, place := range read.of(t.term) {
			words = append(words, link{string(word), place})
			for _, form := range forms {
				spellings = append(spellings, link{form, place})
			}
		}
	}
	return &Gazetteer{placed: newLinks(words), respelt: newLinks(spellings)}
}

// withoutEmpty has nil for a set without documents.
func withoutEmpty(docs []*roaring.Bitmap) []*roaring.Bitmap {
	sets := make([]*roaring.Bitmap, len(docs))
	for i, set := range docs {
		if set != nil && !set.IsEmpty() {
			sets[i] = set
		}
	}
	return sets
}

// places are the documents of each place, such as a country. Their names are kept apart from the words of
// documents: there are few places, with names in many languages, and many documents in each.
type places struct {
	docs []*roaring.Bitmap

	mu     sync.RWMutex
	united map[string]*roaring.Bitmap // by the set of places
}

// Words such as "republic" and the first letters of a name stand for many places. Their unions are kept when
// they were made, because the words of one query and the letters of a name being typed need them again and
// again. There are few at a time: each may have a bit for every document.
const (
	manyPlaces = 12
	mostUnions = 64
)

// of gives the documents in any of some places, which may be named twice.
func (p *places) of(numbers []uint32) *roaring.Bitmap {
	if len(numbers) == 0 {
		return nil
	}
	if len(numbers) == 1 {
		return p.docs[numbers[0]]
	}
	key := make([]byte, (len(p.docs)+7)/8)
	for _, n := range numbers {
		key[n/8] |= 1 << (n % 8)
	}
	p.mu.RLock()
	known := p.united[string(key)]
	p.mu.RUnlock()
	if known != nil {
		return known
	}
	var sets []*roaring.Bitmap
	for n, docs := range p.docs {
		if key[n/8]>>(n%8)&1 == 1 {
			sets = append(sets, docs)
		}
	}
	sum := union(sets...)
	if len(sets) >= manyPlaces {
		p.keep(string(key), sum)
	}
	return sum
}

func (p *places) keep(key string, docs *roaring.Bitmap) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.united == nil || len(p.united) >= mostUnions {
		p.united = make(map[string]*roaring.Bitmap, mostUnions)
	}
	p.united[key] = docs
}
