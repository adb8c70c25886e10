package snapshot

import (
	"cmp"
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/blueheart-federation/api/internal/directory"
)

// values are the rows under each value of a facet.
type values struct {
	many map[string]*roaring.Bitmap // rows, never none
	// few are slots, under values of a named facet that have no set. There are tens of thousands of them, and
	// unlike rows, slots stay what they are when a record comes or goes elsewhere.
	few map[string][]uint32
}

// fewest is how many rows a value of a named facet has without a set of its own, at most.
const fewest = 32

// marks are slots under the values of each facet, on their way into a table or out of it.
type marks [facets]map[string]*[]uint32

// add puts a slot under a value.
func (m *marks) add(f Facet, value string, slot uint32) {
	list := m[f][value]
	if list == nil {
		if m[f] == nil {
			m[f] = map[string]*[]uint32{}
		}
		list = new([]uint32)
		m[f][value] = list
	}
	if n := len(*list); n == 0 || (*list)[n-1] != slot { // the parts of a record say many things twice
		*list = append(*list, slot)
	}
}

// following is what sets of rows go through when records come and go.
type following struct {
	to      []uint32        // by old row: the new one, or gone
	left    *roaring.Bitmap // the old rows that are gone
	shifted uint32          // the first old row that has another number now
}

func newFollowing(to []uint32) *following {
	f := &following{to: to, left: roaring.New(), shifted: uint32(len(to))}
	for row, to := range f.to {
		switch {
		case to == gone:
			f.left.Add(uint32(row))
		case to != uint32(row):
			f.shifted = min(f.shifted, uint32(row))
		}
	}
	return f
}

// follow says what sets of rows of t go through. anew are the old rows of records that stay and are marked
// anew: in sets such a record is gone like one that leaves, and comes in again with its new marks. moved is nil
// when no record came or went.
func follow[T any](t *Table[T], moved *moves, anew []uint32) *following {
	to := make([]uint32, len(t.rows))
	for row := range to {
		to[row] = uint32(row)
	}
	if moved != nil {
		copy(to, moved.to)
	}
	for _, row := range anew {
		to[row] = gone
	}
	return newFollowing(to)
}

// set gives a set of old rows as new ones, empty when none is left.
func (f *following) set(old *roaring.Bitmap) *roaring.Bitmap {
	if old.IsEmpty() {
		return old
	}
	leaves := old.Intersects(f.left)
	if old.Maximum() < f.shifted {
		if !leaves {
			return old
		}
		return packed(roaring.AndNot(old, f.left))
	}
	var buffer [256]uint32
	set := roaring.New()
	it := old.ManyIterator()
	for n := it.NextMany(buffer[:]); n > 0; n = it.NextMany(buffer[:]) {
		kept := buffer[:0]
		for _, row := range buffer[:n] {
			if row = f.to[row]; row != gone {
				kept = append(kept, row)
			}
		}
		set.AddMany(kept)
	}
	return packed(set)
}

// setOf gives the set of the rows of slots.
func setOf(rows, slots []uint32) *roaring.Bitmap {
	found := make([]uint32, len(slots))
	for i, slot := range slots {
		found[i] = rows[slot]
	}
	if !slices.IsSorted(found) {
		slices.Sort(found)
	}
	return roaring.BitmapOf(found...)
}

func packed(set *roaring.Bitmap) *roaring.Bitmap {
	set.RunOptimize()
	return set
}

// follow gives the values after records came and went. rows are those of the new slots. out are the marks of
// records that left, by old slots, in of those that came, by new slots, each with those of records that are
// marked anew.
func (v *values) follow(facet Facet, f *following, rows []uint32, out, in *marks) values {
	next := values{many: make(map[string]*roaring.Bitmap, len(v.many)), few: v.few}
	for value, set := range v.many {
		set = f.set(set)
		if coming := in[facet][value]; coming != nil {
			set = packed(roaring.Or(set, setOf(rows, *coming)))
		}
		if !set.IsEmpty() {
			next.many[value] = set
		}
	}
	if facet.named() {
		next.few = maps.Clone(v.few)
		if next.few == nil {
			next.few = map[string][]uint32{}
		}
		next.leave(out[facet])
	}
	for value, coming := range in[facet] {
		if v.many[value] == nil {
			next.come(facet, value, rows, *coming)
		}
	}
	return next
}

// leave takes slots out of the values that have few.
func (v *values) leave(out map[string]*[]uint32) {
	for value, leaving := range out {
		few, ok := v.few[value]
		if !ok {
			continue
		}
		few = slices.DeleteFunc(slices.Clone(few), func(slot uint32) bool { return slices.Contains(*leaving, slot) })
		if v.few[value] = few; len(few) == 0 {
			delete(v.few, value)
		}
	}
}

// come puts slots under a value that has no set yet.
func (v *values) come(facet Facet, value string, rows, coming []uint32) {
	all := coming
	if facet.named() {
		if all = append(slices.Clip(v.few[value]), coming...); len(all) <= fewest {
			v.few[value] = all
			return
		}
		delete(v.few, value)
	}
	v.many[value] = packed(setOf(rows, all))
}

// With gives the rows that have any of the values; the result must not be changed. No values at all match
// nothing.
func With[T any, V ~string](t *Table[T], f Facet, wanted []V) *roaring.Bitmap {
	sets := make([]*roaring.Bitmap, 0, 4)
	v := &t.values[f]
	for _, value := range wanted {
		if set := v.many[string(value)]; set != nil {
			sets = append(sets, set)
		} else if few := v.few[string(value)]; len(few) > 0 {
			sets = append(sets, setOf(t.slots.rows, few))
		}
	}
	return union(sets)
}

// Speaking gives the rows in a language that somebody who wants one of these understands; the result must not
// be changed. Who wants "en-US" understands "en", who wants "pt" understands "pt-BR", and "sgn" stands for every
// sign language. No languages at all match nothing.
func Speaking[T any](t *Table[T], wanted []directory.LanguageTag) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for tag, set := range t.values[ByLanguage].many { // some hundreds at most, in a directory of any size
		spoken := directory.LanguageTag(tag)
		if slices.ContainsFunc(wanted, func(w directory.LanguageTag) bool {
			return directory.Understands(w, spoken) || directory.Covers(w, spoken)
		}) {
			sets = append(sets, set)
		}
	}
	return union(sets)
}

// Set is a set of rows of one table; nil stands for all rows. A set must not be changed.
type Set = *roaring.Bitmap

var nothing = roaring.New()

func union(sets []*roaring.Bitmap) *roaring.Bitmap {
	switch len(sets) {
	case 0:
		return nothing
	case 1:
		return sets[0]
	}
	return roaring.FastOr(sets...)
}

// Or gives the rows in any of the sets. The result must not be changed.
func Or(sets ...Set) Set { return union(sets) }

// And gives the rows in all sets; nil stands for all rows. The result must not be changed.
func And(sets ...*roaring.Bitmap) *roaring.Bitmap {
	sets = slices.DeleteFunc(sets, func(s *roaring.Bitmap) bool { return s == nil })
	switch len(sets) {
	case 0:
		return nil
	case 1:
		return sets[0]
	}
	slices.SortFunc(sets, func(a, b *roaring.Bitmap) int { return cmp.Compare(a.GetCardinality(), b.GetCardinality()) })
	return roaring.FastAnd(sets...)
}
