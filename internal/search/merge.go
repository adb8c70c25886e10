package search

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// Build makes the index, on all processors. The builder must not be used afterwards.
func (b *Builder) Build() *Index {
	x := &Index{names: b.names, places: places{docs: b.places}}
	parts := make([][fields]*sorted, len(b.shards))
	var jobs []func()
	for i, shard := range b.shards {
		for f := range fields {
			jobs = append(jobs, func() { parts[i][f] = shard.postings[f].sort() })
		}
	}
	jobs = append(jobs, func() { x.wholes = allWholes(b.shards) })
	concurrently(jobs)

	jobs = nil
	for f := range fields {
		jobs = append(jobs, func() {
			of := make([]*sorted, len(parts))
			for i := range parts {
				of[i] = parts[i][f]
			}
			s := merge(of)
			s.unite()
			x.sections[f] = s
			x.spelled[f] = newLinks(nil)
			if f != Number && f != Summary {
				x.spelled[f] = s.spellings()
			}
		})
	}
	concurrently(jobs)
	return x
}

// concurrently does all jobs, and panics in the goroutine of its caller when one of them does.
func concurrently(jobs []func()) {
	var (
		all    sync.WaitGroup
		once   sync.Once
		failed any
	)
	for _, job := range jobs {
		all.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					once.Do(func() { failed = r })
				}
			}()
			job()
		})
	}
	all.Wait()
	if failed != nil {
		panic(failed)
	}
}

func allWholes(shards []*Shard) []whole {
	total := 0
	for _, s := range shards {
		total += len(s.wholes)
	}
	all := make([]whole, 0, total)
	for _, s := range shards {
		all = append(all, s.wholes...)
		s.wholes = nil
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// merge makes one section of the parts of all shards.
func merge(parts []*sorted) section {
	var s section
	words, docs, text := 0, 0, 0
	for _, p := range parts {
		words, docs, text = max(words, len(p.order)), docs+len(p.docs), max(text, len(p.postings.text))
	}
	s.docs = make([]uint32, 0, docs)
	s.starts = make([]uint32, 0, words+1)
	s.text = make([]byte, 0, text)
	s.offsets = make([]uint32, 0, words+1)
	heads := make([]int, len(parts))
	of := make([][]uint32, 0, len(parts))
	for {
		least := -1
		for i, p := range parts {
			if heads[i] < len(p.order) && (least < 0 || p.compare(heads[i], parts[least], heads[least]) < 0) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		p, head := parts[least], heads[least]
		of = of[:0]
		for i, other := range parts {
			if i == least || i > least && heads[i] < len(other.order) && other.compare(heads[i], p, head) == 0 {
				of = append(of, other.of(other.order[heads[i]].term))
				heads[i]++
			}
		}
		s.append(p.postings.word(p.order[head].term))
		s.starts = append(s.starts, uint32(len(s.docs)))
		s.keep(of)
	}
	s.starts = append(s.starts, uint32(len(s.docs)))
	s.docs, s.starts, s.text, s.offsets = fit(s.docs), fit(s.starts), fit(s.text), fit(s.offsets)
	return s
}

// fit gives unused memory back when it is much.
func fit[T any](list []T) []T {
	if cap(list)-len(list) > len(list)/16 {
		return append(make([]T, 0, len(list)), list...)
	}
	return list
}

// keep adds the documents of the last word, which are ascending in each of the lists.
func (s *section) keep(lists [][]uint32) {
	total := 0
	for _, l := range lists {
		total += len(l)
	}
	if total <= mostListed {
		start := len(s.docs)
		for _, l := range lists {
			s.docs = append(s.docs, l...)
		}
		if len(lists) > 1 {
			slices.Sort(s.docs[start:])
			s.docs = s.docs[:start+len(slices.Compact(s.docs[start:]))]
		}
		return
	}
	sets := make([]*roaring.Bitmap, 0, len(lists))
	for _, l := range lists {
		sets = append(sets, unsorted(l))
	}
	// Runs would save little memory, and every operation on them takes longer.
	s.common = append(s.common, common{uint32(s.len() - 1), union(sets...)})
}

// compare compares the i-th word of a part with the j-th of another.
func (s *sorted) compare(i int, other *sorted, j int) int {
	a, b := s.order[i], other.order[j]
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	return bytes.Compare(s.postings.word(a.term), other.postings.word(b.term))
}

// spellings gives the other spellings of all words.
func (s *section) spellings() links {
	var pairs []link
	for i := range s.len() {
		for _, form := range indexed(s.word(i)) {
			pairs = append(pairs, link{form, uint32(i)})
		}
	}
	return newLinks(pairs)
}
