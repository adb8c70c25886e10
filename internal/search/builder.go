package search

import (
	"runtime"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// Builder collects texts for an index: by Fill, or by Shards that are filled concurrently. Everything else of
// it is for one goroutine.
type Builder struct {
	shards []*Shard
	names  *Gazetteer
	places []*roaring.Bitmap
}

// NewBuilder makes a builder without texts.
func NewBuilder() *Builder { return &Builder{names: NewGazetteer(nil)} }

// Shard gives a new part of the builder, to be filled by one goroutine.
func (b *Builder) Shard() *Shard {
	s := newShard()
	b.shards = append(b.shards, s)
	return s
}

// chunk is how many documents one goroutine takes at a time: texts are of different lengths, and nobody
// should wait for the others.
const chunk = 2 << 10

// Fill adds the documents before count on all processors: add puts the texts of one document into a shard. It
// is called in any order, and concurrently for different documents.
func (b *Builder) Fill(count int, add func(s *Shard, doc uint32)) {
	var next atomic.Int64
	var jobs []func()
	for range min(runtime.GOMAXPROCS(0), (count+chunk-1)/chunk) {
		s := b.Shard()
		jobs = append(jobs, func() {
			for {
				end := int(next.Add(chunk))
				for doc := end - chunk; doc < min(end, count); doc++ {
					add(s, uint32(doc))
				}
				if end >= count {
					return
				}
			}
		})
	}
	concurrently(jobs)
}

// Places says where documents belong: to each place of a gazetteer its documents. The sets become part of the
// index and must not be changed any more.
func (b *Builder) Places(names *Gazetteer, docs []*roaring.Bitmap) {
	b.names, b.places = names, withoutEmpty(docs)
}

// Shard is a part of a builder.
type Shard struct {
	words    *words
	numbers  *numberReader
	postings [fields]postings
	wholes   []whole

	doc   uint32
	field Field
	hash  uint64 // of the primary words of the text at hand

	folded []byte // room for a word
}

func newShard() *Shard {
	s := &Shard{}
	s.words = newWords(s.take)
	s.numbers = newNumberReader()
	return s
}

// Add puts a text into a document. Within a shard, documents come in ascending order; a document may be
// spread over several shards. A text of the field Number is one or more telephone numbers as they are dialled
// or printed, with a plus where the calling code is part of it.
func (s *Shard) Add(doc uint32, field Field, text string) {
	if text == "" {
		return
	}
	s.doc, s.field, s.hash = doc, field, hashStart
	if field == Number {
		s.addNumbers(text)
		return
	}
	s.words.cut(s.words.normalised(text))
	if (field == Name || field == Acronym) && s.hash != hashStart {
		s.wholes = append(s.wholes, newWhole(s.hash, doc))
	}
}

// take adds a word of the text at hand.
func (s *Shard) take(w word) {
	hash := hashOf(w.text)
	if w.primary {
		s.hash = chain(s.hash, hash)
	}
	s.postings[s.field].add(w.text, hash, s.doc)
}

func (s *Shard) addNumbers(text string) {
	if digits, international, ok := plainNumber(text); ok {
		s.addNumber(digits, international)
		return
	}
	r := s.numbers
	r.read(r.words.normalised(text))
	next := 0
	for _, number := range r.runs {
		for _, w := range r.texts[next:number.first] {
			s.addWord(w)
		}
		next = number.last + 1
		s.addNumber(number.digits, number.international)
	}
	for _, w := range r.texts[next:] {
		s.addWord(w)
	}
}

func (s *Shard) addNumber(digits string, international bool) {
	full, national := numberForms(digits, international)
	s.addWord(full)
	if national != "" {
		s.addWord(national)
	}
}

// addWord adds a word that is folded already.
func (s *Shard) addWord(text string) {
	s.folded = append(s.folded[:0], text...)
	s.postings[s.field].add(s.folded, hashOf(s.folded), s.doc)
}

// numberReader cuts a text into words and finds the telephone numbers among them.
type numberReader struct {
	words *words
	texts []string
	found []numberWord
	runs  []run
}

func newNumberReader() *numberReader {
	r := &numberReader{}
	r.words = newWords(r.take)
	return r
}

func (r *numberReader) take(w word) {
	if !w.primary {
		return
	}
	text := string(w.text)
	n := numberWord{start: w.start, end: w.end}
	if w.number {
		n.digits = text
	}
	r.texts, r.found = append(r.texts, text), append(r.found, n)
}

// read takes a normalised text.
func (r *numberReader) read(text string) {
	r.texts, r.found = r.texts[:0], r.found[:0]
	r.words.cut(text)
	r.runs = numberRuns(text, r.found)
}

// The hash is FNV-1a with 64 bits: short words, and the same at every run.
const (
	hashStart = 14695981039346656037
	hashPrime = 1099511628211
)

func hashOf(word []byte) uint64 {
	h := uint64(hashStart)
	for _, c := range word {
		h = (h ^ uint64(c)) * hashPrime
	}
	return h
}

// chain adds a word to the hash of those before it.
func chain(h, word uint64) uint64 {
	h = (h ^ word) * hashPrime
	return h ^ h>>29
}

func newWhole(hash uint64, doc uint32) whole { return whole(hash&^(1<<32-1) | uint64(doc)) }
