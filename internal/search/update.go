package search

import (
	"bytes"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Gone stands in place of the new number of a document that is no more.
const Gone = ^uint32(0)

// Update gives the index of a changed collection: the documents of x under new numbers, without those that are
// gone, and with new ones, whose texts add puts into a shard in the order of their numbers. It equals what a
// Builder makes of all texts at once, in a small part of the time, as no old text is read again.
//
// moved has the new number of each old document, or Gone; those that stay keep their order. docs has the
// documents of each place anew. x stays as it is; the two share what they have in
// common.
func (x *Index) Update(moved []uint32, docs []*roaring.Bitmap, add func(*Shard)) *Index {
	shard := newShard()
	add(shard)
	next := &Index{names: x.names, places: places{docs: withoutEmpty(docs)}}
	jobs := []func(){func() { next.wholes = updateWholes(x.wholes, moved, shard.wholes) }}
	for f := range fields {
		jobs = append(jobs, func() {
			u := updating{old: &x.sections[f], moved: moved}
			u.merge(shard.postings[f].sort())
			u.next.unite()
			next.sections[f] = u.next
			next.spelled[f] = x.spelled[f]
			if f != Number && f != Summary && u.changed {
				next.spelled[f] = u.spellings(&x.spelled[f])
			}
		})
	}
	concurrently(jobs)
	return next
}

func updateWholes(old []whole, moved []uint32, added []whole) []whole {
	next := make([]whole, 0, len(old)+len(added))
	slices.Sort(added)
	for _, w := range old {
		doc := moved[w.doc()]
		if doc == Gone {
			continue
		}
		w = newWhole(uint64(w), doc)
		for len(added) > 0 && added[0] < w {
			next, added = append(next, added[0]), added[1:]
		}
		next = append(next, w)
	}
	return slices.Compact(append(next, added...))
}

// updating makes a section of an old one and of the words of new documents.
type updating struct {
	old   *section
	moved []uint32
	next  section
	// numbers has the new number of each old word, or Gone; fresh are the numbers of words the old section has
	// not. changed says that the dictionary is another one.
	numbers []uint32
	fresh   []uint32
	changed bool
	common  int // how many common words of the old section were met
}

func (u *updating) merge(added *sorted) {
	words, docs := u.old.len()+len(added.order), len(u.old.docs)+len(added.docs)
	u.next.starts = make([]uint32, 0, words+1)
	u.next.docs = make([]uint32, 0, docs)
	u.numbers = make([]uint32, u.old.len())
	u.next.text = make([]byte, 0, len(u.old.text)+len(added.postings.text))
	u.next.offsets = make([]uint32, 0, words+1)
	at := 0
	for _, t := range added.order {
		word := added.postings.word(t.term)
		to := u.old.from(string(word))
		u.keep(at, to)
		at = to
		var docs []uint32
		if to < u.old.len() && bytes.Equal(u.old.word(to), word) {
			docs = u.renumbered(to)
			u.numbers[to] = uint32(u.next.len())
			at++
		} else {
			u.fresh = append(u.fresh, uint32(u.next.len()))
		}
		u.next.append(word)
		u.next.starts = append(u.next.starts, uint32(len(u.next.docs)))
		u.next.keep([][]uint32{merged(docs, added.of(t.term))})
	}
	u.keep(at, u.old.len())
	u.next.starts = append(u.next.starts, uint32(len(u.next.docs)))
	u.changed = len(u.fresh) > 0 || slices.Contains(u.numbers, Gone)
	if !u.changed {
		u.next.dictionary = u.old.dictionary
	}
	u.next.text, u.next.offsets = fit(u.next.text), fit(u.next.offsets)
	u.next.docs, u.next.starts = fit(u.next.docs), fit(u.next.starts)
}

// keep takes over the old words from lo, before hi. Words side by side are copied together.
func (u *updating) keep(lo, hi int) {
	from := lo
	number := uint32(u.next.len())
	for i := lo; i < hi; i++ {
		start := len(u.next.docs)
		u.numbers[i] = number
		if listed := u.old.docs[u.old.starts[i]:u.old.starts[i+1]]; len(listed) > 0 {
			for _, doc := range listed {
				if doc = u.moved[doc]; doc != Gone {
					u.next.docs = append(u.next.docs, doc)
				}
			}
			if len(u.next.docs) == start {
				u.copy(from, i)
				from = i + 1
				u.numbers[i] = Gone
				continue
			}
		} else if !u.keepCommon(number) {
			u.copy(from, i)
			from = i + 1
			u.numbers[i] = Gone
			continue
		}
		u.next.starts = append(u.next.starts, uint32(start))
		number++
	}
	u.copy(from, hi)
}

// keepCommon takes over the next common word, and says whether documents of it are left.
func (u *updating) keepCommon(number uint32) bool {
	set := renumbered(u.old.common[u.common].docs, u.moved)
	u.common++
	switch n := set.GetCardinality(); {
	case n == 0:
		return false
	case n <= mostListed:
		u.next.docs = append(u.next.docs, set.ToArray()...)
	default:
		u.next.common = append(u.next.common, common{number, set})
	}
	return true
}

// copy copies words of the old dictionary.
func (u *updating) copy(lo, hi int) {
	if lo >= hi {
		return
	}
	if len(u.next.offsets) == 0 {
		u.next.offsets = append(u.next.offsets, 0)
	}
	start, end := u.old.offsets[lo], u.old.offsets[hi]
	by := uint32(len(u.next.text)) - start // may wrap around, and then does so again below
	u.next.text = append(u.next.text, u.old.text[start:end]...)
	for _, offset := range u.old.offsets[lo+1 : hi+1] {
		u.next.offsets = append(u.next.offsets, offset+by)
	}
}

// renumbered gives the documents of an old word that are left.
func (u *updating) renumbered(word int) []uint32 {
	listed := u.old.docs[u.old.starts[word]:u.old.starts[word+1]]
	if len(listed) == 0 {
		u.common++
		return renumbered(u.old.common[u.common-1].docs, u.moved).ToArray()
	}
	docs := make([]uint32, 0, len(listed))
	for _, doc := range listed {
		if doc = u.moved[doc]; doc != Gone {
			docs = append(docs, doc)
		}
	}
	return docs
}

// renumbered gives a set under new numbers, without what is gone.
func renumbered(set *roaring.Bitmap, moved []uint32) *roaring.Bitmap {
	b := takeBits()
	var buffer [256]uint32
	it := set.ManyIterator()
	for n := it.NextMany(buffer[:]); n > 0; n = it.NextMany(buffer[:]) {
		kept := buffer[:0]
		for _, doc := range buffer[:n] {
			if doc = moved[doc]; doc != Gone {
				kept = append(kept, doc)
			}
		}
		if len(kept) > 0 {
			b.reach(kept[len(kept)-1])
			b.set(kept)
		}
	}
	return b.give()
}

// merged gives the documents of two ascending lists that have none in common.
func merged(a, b []uint32) []uint32 {
	all := append(slices.Clip(a), b...)
	slices.Sort(all)
	return all
}

// spellings gives the other spellings of all words: those known of the old ones under their new numbers, and
// those of fresh ones.
func (u *updating) spellings(old *links) links {
	var added []link
	for _, n := range u.fresh {
		for _, form := range indexed(u.next.word(int(n))) {
			added = append(added, link{form, n})
		}
	}
	return old.update(u.numbers, newLinks(added))
}

// update gives links with new numbers, without those to what is gone, and with added ones.
func (l *links) update(numbers []uint32, added links) links {
	next := links{to: make([]uint32, 0, len(l.to)+len(added.to))}
	next.text = make([]byte, 0, len(l.text)+len(added.text))
	next.offsets = make([]uint32, 0, len(l.offsets)+len(added.offsets))
	next.starts = make([]uint32, 0, len(l.starts)+len(added.starts))
	for i, j := 0, 0; i < l.len() || j < added.len(); {
		order := -1
		switch {
		case i == l.len():
			order = 1
		case j < added.len():
			order = bytes.Compare(l.word(i), added.word(j))
		}
		start := len(next.to)
		var word []byte
		if order <= 0 {
			word = l.word(i)
			for _, to := range l.to[l.starts[i]:l.starts[i+1]] {
				if to = numbers[to]; to != Gone {
					next.to = append(next.to, to)
				}
			}
			i++
		}
		if order >= 0 {
			word = added.word(j)
			next.to = append(next.to, added.to[added.starts[j]:added.starts[j+1]]...)
			j++
		}
		if len(next.to) > start {
			slices.Sort(next.to[start:])
			next.append(word)
			next.starts = append(next.starts, uint32(start))
		}
	}
	next.starts = append(next.starts, uint32(len(next.to)))
	return next
}
