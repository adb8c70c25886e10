package search

import (
	"github.com/RoaringBitmap/roaring/v2"
)

// lookup finds the documents of the tokens of one query, each at most once.
type lookup struct {
	x       *Index
	tokens  []token
	known   [mostTokens][fields][2]found
	respelt [mostTokens][fields][2]found
}

// found is a set that was looked up; a nil set is empty.
type found struct {
	docs *roaring.Bitmap
	done bool
}

// spot is where a set is kept in known and respelt.
func spot(begun bool) int {
	if begun {
		return 1
	}
	return 0
}

// in gives the documents that have the i-th token in a field.
func (l *lookup) in(i int, f Field, begun bool) *roaring.Bitmap {
	k := &l.known[i][f][spot(begun)]
	if !k.done {
		k.docs, k.done = l.field(&l.tokens[i], f, begun), true
	}
	return k.docs
}

// respelled gives the documents that have the i-th token in another spelling in a field. Only names, acronyms
// and places have other spellings.
func (l *lookup) respelled(i int, f Field, begun bool) *roaring.Bitmap {
	k := &l.respelt[i][f][spot(begun)]
	if !k.done {
		k.docs, k.done = l.spellings(&l.tokens[i], f, begun), true
	}
	return k.docs
}

func (l *lookup) field(t *token, f Field, begun bool) *roaring.Bitmap {
	s := &l.x.sections[f]
	if f == Number && t.digits != "" {
		return s.get(t.digits, begun)
	}
	sets := make([]*roaring.Bitmap, 0, len(t.parts))
	for n, part := range t.parts {
		last := begun && n == len(t.parts)-1
		set := s.get(part, last)
		if f == Place {
			set = union(set, l.x.places.of(l.x.names.placed.follow(part, last)))
		}
		sets = append(sets, set)
	}
	return meet(sets...)
}

// get gives the documents with a word, or with words that begin with it.
func (s *section) get(word string, begun bool) *roaring.Bitmap {
	if begun {
		return s.begun(word)
	}
	return s.exact(word)
}

// spellings looks for a token among other spellings, and for other spellings of it among all.
func (l *lookup) spellings(t *token, f Field, begun bool) *roaring.Bitmap {
	if len(t.parts) != 1 {
		return nil
	}
	var (
		word = t.parts[0]
		s    = &l.x.sections[f]
		sets []*roaring.Bitmap
	)
	look := func(form string) {
		for _, w := range l.x.spelled[f].follow(form, begun) {
			sets = append(sets, s.of(w))
		}
		if f == Place {
			sets = append(sets, l.x.places.of(l.x.names.respelt.follow(form, begun)))
		}
	}
	look(word)
	for _, form := range respellings([]byte(word)) {
		look(form)
		sets = append(sets, s.get(form, begun))
		if f == Place {
			sets = append(sets, l.x.places.of(l.x.names.placed.follow(form, begun)))
		}
	}
	return union(sets...)
}
