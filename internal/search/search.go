package search

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Search gives a part of the documents that match a query, best first. It is a function of the index and the
// query alone. A query without words matches nothing.
func (x *Index) Search(q Query) Result {
	p := parse(q.Text)
	if len(p.tokens) == 0 {
		return Result{}
	}
	s := &searching{query: q, lookup: lookup{x: x, tokens: p.tokens}}
	s.stage(Whole, s.wholes(p))
	s.stage(Named, s.all(nameFields, onlyUnits))
	s.stage(Placed, s.all(placeFields, onlyUnits))
	s.stage(NamedBegun, s.all(nameFields, lastBegun))
	s.stage(PlacedBegun, s.all(placeFields, lastBegun))
	s.stage(Described, s.all(allFields, lastBegun))
	s.stage(Respelled, s.all(allSpellings, lastBegun))
	if s.matched == nil {
		s.stage(Begun, s.all(allSpellings, allBegun))
	}
	if s.matched == nil {
		s.stage(Partial, s.most())
	}
	if s.matched != nil {
		s.result.Total = int(s.matched.GetCardinality())
	}
	return s.result
}

// where lists the fields in which tokens are looked for.
type where struct {
	fields   []Field
	respelt  bool
	narrower *where // the fields without the last, to build on
}

var (
	nameFields   = &where{fields: []Field{Name, Acronym, Number}}
	placeFields  = &where{fields: []Field{Place}, narrower: nameFields}
	allFields    = &where{fields: []Field{Summary}, narrower: placeFields}
	allSpellings = &where{respelt: true, narrower: allFields}

	respeltFields = []Field{Name, Acronym, Place}
)

// begins says which tokens stand for all words that begin with them.
type begins uint8

const (
	onlyUnits begins = iota // those that always do
	lastBegun               // the last, too
	allBegun
)

// searching is one query being answered.
type searching struct {
	lookup

	query   Query
	matched *roaring.Bitmap // by the classes so far, nil for none
	sets    map[setKey]*roaring.Bitmap
	result  Result
}

// setKey is a token with where and how it is looked for.
type setKey struct {
	token int
	where *where
	begun bool
}

// stage adds the documents of a class that no better class has.
func (s *searching) stage(c Class, docs *roaring.Bitmap) {
	if docs == nil || docs == s.matched {
		return
	}
	if s.query.Docs != nil {
		if docs = meet(docs, s.query.Docs); docs == nil {
			return
		}
	}
	fresh := docs
	if s.matched != nil {
		if fresh = roaring.AndNot(docs, s.matched); fresh.IsEmpty() {
			return
		}
	}
	s.give(c, fresh)
	s.matched = union(s.matched, fresh)
}

// give adds hits of a class to the result, as far as they are asked for.
func (s *searching) give(c Class, docs *roaring.Bitmap) {
	if s.result.More || c < s.query.From.Class {
		return
	}
	it := docs.Iterator()
	if c == s.query.From.Class {
		it.AdvanceIfNeeded(s.query.From.Doc)
	}
	for it.HasNext() {
		if len(s.result.Hits) >= s.query.Limit {
			s.result.More = true
			return
		}
		doc := it.Next()
		s.result.Hits = append(s.result.Hits, Hit{Doc: doc, Class: c, Field: s.field(doc, c)})
	}
}

// all gives the documents that have every token.
func (s *searching) all(w *where, b begins) *roaring.Bitmap {
	sets := make([]*roaring.Bitmap, len(s.tokens))
	for i := range s.tokens {
		if sets[i] = s.set(setKey{i, w, s.begun(i, b)}); sets[i] == nil {
			return nil
		}
	}
	return meet(sets...)
}

func (s *searching) begun(i int, b begins) bool {
	return s.tokens[i].begun || b == allBegun || b == lastBegun && s.tokens[i].last
}

// set gives the documents that have a token.
func (s *searching) set(k setKey) *roaring.Bitmap {
	if docs, ok := s.sets[k]; ok {
		return docs
	}
	parts := make([]*roaring.Bitmap, 0, 4)
	if k.where.narrower != nil {
		parts = append(parts, s.set(setKey{k.token, k.where.narrower, k.begun}))
	}
	for _, f := range k.where.fields {
		parts = append(parts, s.in(k.token, f, k.begun))
	}
	if k.where.respelt {
		for _, f := range respeltFields {
			parts = append(parts, s.respelled(k.token, f, k.begun))
		}
	}
	docs := union(parts...)
	if s.sets == nil {
		s.sets = make(map[setKey]*roaring.Bitmap, 8*len(s.tokens))
	}
	s.sets[k] = docs
	return docs
}

// wholes gives the documents of which a name, an acronym or a number is the query.
func (s *searching) wholes(p parsed) *roaring.Bitmap {
	var numbers, names *roaring.Bitmap
	if len(s.tokens) == 1 && s.tokens[0].digits != "" {
		numbers = s.in(0, Number, false)
	}
	if p.hash != 0 {
		key := newWhole(p.hash, 0)
		from, _ := slices.BinarySearch(s.x.wholes, key)
		for _, w := range s.x.wholes[from:] {
			if newWhole(uint64(w), 0) != key {
				break
			}
			if names == nil {
				names = roaring.New()
			}
			names.Add(w.doc())
		}
		if names != nil { // two names may have one hash
			names = meet(names, s.all(nameFields, onlyUnits))
		}
	}
	return union(numbers, names)
}

// most gives the documents that have as many tokens as any other, if these are at least half of those that
// any document has; and of them those with the rarest tokens, which say most about what was meant.
func (s *searching) most() *roaring.Bitmap {
	atLeast := make([]*roaring.Bitmap, len(s.tokens)+1) // by how many tokens
	var known []*roaring.Bitmap
	for i := range s.tokens {
		docs := s.set(setKey{i, allSpellings, s.begun(i, onlyUnits)})
		if docs == nil && s.tokens[i].last && s.tokens[i].telling() {
			docs = s.set(setKey{i, allSpellings, true})
		}
		if docs != nil && s.query.Docs != nil {
			docs = meet(docs, s.query.Docs)
		}
		if docs == nil {
			continue
		}
		known = append(known, docs)
		for n := len(known); n > 1; n-- {
			if atLeast[n-1] != nil {
				atLeast[n] = union(atLeast[n], meet(atLeast[n-1], docs))
			}
		}
		atLeast[1] = union(atLeast[1], docs)
	}
	n := len(known)
	for n > 0 && atLeast[n] == nil {
		n--
	}
	best := atLeast[n]
	if best == nil || 2*n < len(known) {
		return nil
	}
	slices.SortStableFunc(known, bySize)
	for _, docs := range known {
		if both := meet(best, docs); both != nil {
			best = both
		}
	}
	return best
}

// field says where most of the tokens stand in a document.
func (s *searching) field(doc uint32, c Class) Field {
	if c == Whole && s.tokens[0].digits != "" && len(s.tokens) == 1 && contains(s.in(0, Number, false), doc) {
		return Number
	}
	var counts [fields]int
	best := Name
	for i := range s.tokens {
		for f := range fields {
			if s.hasIn(i, f, doc) {
				counts[f]++
				break
			}
		}
	}
	for f := range fields {
		if counts[f] > counts[best] {
			best = f
		}
	}
	return best
}

// hasIn says whether a document has a token in a field. Only what was looked up before counts: the reason is
// in it, and looking up more would cost time.
func (s *searching) hasIn(i int, f Field, doc uint32) bool {
	for b := range 2 {
		if contains(s.known[i][f][b].docs, doc) || contains(s.respelt[i][f][b].docs, doc) {
			return true
		}
	}
	return false
}
