package snapshot

import (
	"cmp"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/blueheart-federation/api/internal/directory"
)

// record is what every table holds: a pointer to a struct with directory.Common in it.
type record[T any] interface {
	*T
	Meta() *directory.Common
}

// Table is all public records of one kind: immutable, safe for concurrent use. Rows stand in the default
// order, so a row number is also a position in it, and a set of rows is a bitmap whose page is a short
// walk.
type Table[T any] struct {
	list   byte // names the list in cursors
	rows   []*T
	ids    map[directory.ID]uint32
	id     func(uint32) directory.ID
	orders []order
	facets map[Facet]map[string]*roaring.Bitmap
}

// order is one way to sort a table. The first order of a table, its default, has neither perm nor rank:
// there a position is a row.
type order struct {
	name string
	keys []string // by row
	perm []uint32 // row by position
	rank []uint32 // position by row
}

// sortBy names an order and the key of a record in it; keys are compared as bytes, ties broken by id.
type sortBy[T any] struct {
	name string
	key  func(record *T, name string) string // name is the record's folded name; a nil key is the name itself
}

func (s sortBy[T]) keyOf(record *T, name string) string {
	if s.key == nil {
		return name
	}
	return s.key(record, name)
}

// newTable sorts rows in place. The first of sorts is the default order.
func newTable[T any, P record[T]](list byte, rows []*T, sorts []sortBy[T]) *Table[T] {
	t := &Table[T]{list: list, rows: rows, facets: map[Facet]map[string]*roaring.Bitmap{}}
	t.id = func(row uint32) directory.ID { return P(t.rows[row]).Meta().ID }
	keys, names := make([]string, len(rows)), make([]string, len(rows))
	type keyed struct {
		key, name string
		row       *T
	}
	sorted := make([]keyed, len(rows))
	for i, r := range rows {
		name := nameKey(P(r).Meta())
		sorted[i] = keyed{sorts[0].keyOf(r, name), name, r}
	}
	slices.SortFunc(sorted, func(a, b keyed) int {
		return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(string(P(a.row).Meta().ID), string(P(b.row).Meta().ID)))
	})
	t.ids = make(map[directory.ID]uint32, len(rows))
	for i, k := range sorted {
		t.rows[i], keys[i], names[i] = k.row, k.key, k.name
		t.ids[P(k.row).Meta().ID] = uint32(i)
	}
	t.orders = append(t.orders, order{name: sorts[0].name, keys: keys})
	for _, s := range sorts[1:] {
		o := order{name: s.name, keys: make([]string, len(rows)), perm: make([]uint32, len(rows)), rank: make([]uint32, len(rows))}
		for i, r := range t.rows {
			o.keys[i], o.perm[i] = s.keyOf(r, names[i]), uint32(i)
		}
		slices.SortFunc(o.perm, func(a, b uint32) int {
			return cmp.Or(strings.Compare(o.keys[a], o.keys[b]), strings.Compare(string(t.id(a)), string(t.id(b))))
		})
		for position, row := range o.perm {
			o.rank[row] = uint32(position)
		}
		t.orders = append(t.orders, o)
	}
	return t
}

// Len is how many records there are.
func (t *Table[T]) Len() int { return len(t.rows) }

// ByID gives a record, nil when there is none.
func (t *Table[T]) ByID(id directory.ID) *T {
	if row, ok := t.ids[id]; ok {
		return t.rows[row]
	}
	return nil
}

// RowOf gives the place of a record in the default order; one that is not there is behind all others.
func (t *Table[T]) RowOf(id directory.ID) uint32 {
	if row, ok := t.ids[id]; ok {
		return row
	}
	return uint32(len(t.rows))
}

// All ranges over all records in the default order.
func (t *Table[T]) All(yield func(*T) bool) {
	for _, r := range t.rows {
		if !yield(r) {
			return
		}
	}
}

// Of gives the set of the rows with these ids; ids that are not there are passed over.
func (t *Table[T]) Of(ids []directory.ID) *roaring.Bitmap {
	set := roaring.New()
	for _, id := range ids {
		if row, ok := t.ids[id]; ok {
			set.Add(row)
		}
	}
	return set
}

func (t *Table[T]) mark(f Facet, value string, row uint32) {
	values := t.facets[f]
	if values == nil {
		values = map[string]*roaring.Bitmap{}
		t.facets[f] = values
	}
	set := values[value]
	if set == nil {
		set = roaring.New()
		values[value] = set
	}
	set.Add(row)
}

// optimise packs the finished indexes.
func (t *Table[T]) optimise() {
	for _, values := range t.facets {
		for _, set := range values {
			set.RunOptimize()
		}
	}
}

var nothing = roaring.New()

// With gives the rows that have any of the values; the result must not be changed. No values at all match
// nothing.
func With[T any, V ~string](t *Table[T], f Facet, values []V) *roaring.Bitmap {
	sets := make([]*roaring.Bitmap, 0, 4)
	for _, v := range values {
		if set := t.facets[f][string(v)]; set != nil {
			sets = append(sets, set)
		}
	}
	return union(sets)
}

// Speaking gives the rows in a language that somebody who wants one of these understands; the result must not
// be changed. Who wants "en-US" understands "en", and who wants "pt" understands "pt-BR". No languages at all
// match nothing.
func Speaking[T any](t *Table[T], wanted []directory.LanguageTag) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for tag, set := range t.facets[ByLanguage] { // some hundreds at most, in a directory of any size
		if slices.ContainsFunc(wanted, func(w directory.LanguageTag) bool { return directory.Understands(w, directory.LanguageTag(tag)) }) {
			sets = append(sets, set)
		}
	}
	return union(sets)
}

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

// Set is a set of rows of one table; nil stands for all rows. A set must not be changed.
type Set = *roaring.Bitmap

// Row gives the record of a row of a set of this table.
func (t *Table[T]) Row(row uint32) *T { return t.rows[row] }
