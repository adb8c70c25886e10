package search

import "github.com/RoaringBitmap/roaring/v2"

// Field is where in a document a text stands, in the order in which fields count.
type Field uint8

// The fields.
const (
	Name    Field = iota
	Acronym       // a short name, such as UNODC
	Number        // a telephone number or a short code
	Place         // where the document belongs
	Summary       // running text
	fields        // how many there are
)

// Class is how well a document matches; lower is better. Documents of one class stand in the order of their
// numbers.
type Class uint8

// The classes.
const (
	// Whole means that a whole name, acronym or number is what was looked for.
	Whole Class = iota
	// Named means that all words stand in names, acronyms and numbers.
	Named
	// Placed means that all words stand there or in places.
	Placed
	// NamedBegun is Named with a last word that only begins as one of the document does.
	NamedBegun
	// PlacedBegun is Placed with such a last word.
	PlacedBegun
	// Described means that all words stand in any field, the last one perhaps only begun.
	Described
	// Respelled is Described with words in another script or without an article.
	Respelled
	// Begun means that words before the last are only begun, too. It is looked for when nothing better is
	// found.
	Begun
	// Partial means that a document has not all words, but as many as any other, and at least half of them.
	// It is looked for when nothing better is found.
	Partial
)

// Query asks for documents.
type Query struct {
	// Text is what a person typed. Its first 10 words count.
	Text string
	// Docs are the documents that may be found, nil for all. The set is read, never changed.
	Docs *roaring.Bitmap
	// From is the first place of the list to give. The zero value is its beginning.
	From Position
	// Limit is how many hits to give at most.
	Limit int
}

// Position is a place in the list of matches: a class and a document number in it. A document need not be
// there; then the list goes on with the next.
type Position struct {
	Class Class
	Doc   uint32
}

// After gives the place that follows a hit.
func (h Hit) After() Position { return Position{h.Class, h.Doc + 1} }

// Hit is a document that matches.
type Hit struct {
	Doc   uint32
	Class Class
	Field Field // where most of the words were found; of several, the one that counts most
}

// Result is a part of the list of matches.
type Result struct {
	Hits  []Hit
	Total int  // matches in the whole list
	More  bool // whether the list goes on after Hits
}

// Index finds documents. It is immutable and safe for concurrent use.
type Index struct {
	sections [fields]section
	spelled  [fields]links // other spellings of words, to the words; of names, acronyms and places
	names    *Gazetteer
	places   places // by their numbers in names
	wholes   []whole
}

// whole is a hash of all words of a name or an acronym in its upper half, and the document in its lower.
type whole uint64

func (w whole) doc() uint32 { return uint32(w) }
