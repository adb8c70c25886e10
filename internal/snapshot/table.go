package snapshot

import (
	"cmp"
	"slices"
	"sort"
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
	sorts  []sortBy[T]
	meta   func(*T) *directory.Common
	rows   []*T
	slots  slots
	orders []order
	values [facets]values
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

// newTable makes a table without records. The first of sorts is the default order.
func newTable[T any, P record[T]](list byte, sorts ...sortBy[T]) *Table[T] {
	t := &Table[T]{list: list, sorts: sorts, meta: func(r *T) *directory.Common { return P(r).Meta() }}
	for _, s := range sorts {
		t.orders = append(t.orders, order{name: s.name})
	}
	return t
}

func (t *Table[T]) id(row uint32) directory.ID { return t.meta(t.rows[row]).ID }

// Len is how many records there are.
func (t *Table[T]) Len() int { return len(t.rows) }

// ByID gives a record, nil when there is none.
func (t *Table[T]) ByID(id directory.ID) *T {
	if row, ok := t.slots.row(id); ok {
		return t.rows[row]
	}
	return nil
}

// RowOf gives the place of a record in the default order; one that is not there is behind all others.
func (t *Table[T]) RowOf(id directory.ID) uint32 {
	if row, ok := t.slots.row(id); ok {
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
		if row, ok := t.slots.row(id); ok {
			set.Add(row)
		}
	}
	return set
}

// Before gives the id of the record before a row; empty for the first.
func (t *Table[T]) Before(row uint32) directory.ID {
	if row == 0 {
		return ""
	}
	return t.id(row - 1)
}

// Row gives the record of a row of a set of this table.
func (t *Table[T]) Row(row uint32) *T { return t.rows[row] }

// gone stands in place of the row of a record that is no more.
const gone = ^uint32(0)

// moves says where the rows of a table went when records came and went.
type moves struct {
	to      []uint32 // by old row: the new one, or gone
	came    []uint32 // rows of new records, ascending
	shifted bool     // a record that stays has another row
}

// newcomer is a record on its way into a table.
type newcomer[T any] struct {
	record *T
	id     directory.ID
	keys   []string // by order
	row    uint32
}

// replace gives the table without some records and with some others, and says where its rows went: nil when
// nothing changes. The values of the new table are still to be made. added may have ids of records that leave.
func (t *Table[T]) replace(leaving, added []*T) (*Table[T], *moves) {
	next := *t
	if len(leaving) == 0 && len(added) == 0 {
		return &next, nil
	}
	moved := &moves{to: make([]uint32, len(t.rows))}
	for _, r := range leaving {
		row, _ := t.slots.row(t.meta(r).ID)
		moved.to[row] = gone
	}
	came := t.newcomers(added)
	t.mergeRows(&next, moved, came)
	next.slots = t.slots.follow(moved)
	for _, r := range leaving {
		next.slots.remove(t.meta(r).ID)
	}
	for _, c := range came {
		next.slots.add(c.id, c.row)
	}
	for o := range t.orders[1:] {
		t.mergeOrder(&next, o+1, moved, came)
	}
	return &next, moved
}

func (t *Table[T]) newcomers(added []*T) []*newcomer[T] {
	came := make([]*newcomer[T], len(added))
	all, keys := make([]newcomer[T], len(added)), make([]string, len(added)*len(t.sorts))
	for i, r := range added {
		common := t.meta(r)
		name := nameKey(common)
		all[i] = newcomer[T]{record: r, id: common.ID, keys: keys[i*len(t.sorts) : (i+1)*len(t.sorts)]}
		for o, s := range t.sorts {
			all[i].keys[o] = s.keyOf(r, name)
		}
		came[i] = &all[i]
	}
	return came
}

// sortFor sorts newcomers as an order has them.
func sortFor[T any](came []*newcomer[T], order int) {
	slices.SortFunc(came, func(a, b *newcomer[T]) int {
		return cmp.Or(strings.Compare(a.keys[order], b.keys[order]), strings.Compare(string(a.id), string(b.id)))
	})
}

// placeOf gives the first position of an order whose record does not stand before a newcomer.
func (t *Table[T]) placeOf(c *newcomer[T], order int) int {
	o := &t.orders[order]
	return sort.Search(len(t.rows), func(position int) bool {
		row := uint32(position)
		if o.perm != nil {
			row = o.perm[position]
		}
		return cmp.Or(strings.Compare(o.keys[row], c.keys[order]), strings.Compare(string(t.id(row)), string(c.id))) >= 0
	})
}

// mergeRows gives the new table its rows and keys, and the old rows their new numbers.
func (t *Table[T]) mergeRows(next *Table[T], moved *moves, came []*newcomer[T]) {
	size := len(t.rows) + len(came)
	next.rows = make([]*T, 0, size)
	next.orders = make([]order, len(t.orders))
	for o := range next.orders {
		next.orders[o] = order{name: t.orders[o].name, keys: make([]string, 0, size)}
	}
	sortFor(came, 0)
	from := 0
	keep := func(to int) {
		for row := from; row < to; row++ {
			if moved.to[row] == gone {
				continue
			}
			moved.to[row] = uint32(len(next.rows))
			moved.shifted = moved.shifted || moved.to[row] != uint32(row)
			next.rows = append(next.rows, t.rows[row])
			for o := range next.orders {
				next.orders[o].keys = append(next.orders[o].keys, t.orders[o].keys[row])
			}
		}
		from = to
	}
	for _, c := range came {
		keep(t.placeOf(c, 0))
		c.row = uint32(len(next.rows))
		moved.came = append(moved.came, c.row)
		next.rows = append(next.rows, c.record)
		for o := range next.orders {
			next.orders[o].keys = append(next.orders[o].keys, c.keys[o])
		}
	}
	keep(len(t.rows))
}

// mergeOrder gives the new table an order other than the default.
func (t *Table[T]) mergeOrder(next *Table[T], order int, moved *moves, came []*newcomer[T]) {
	old, o := &t.orders[order], &next.orders[order]
	o.perm, o.rank = make([]uint32, 0, len(next.rows)), make([]uint32, len(next.rows))
	sortFor(came, order)
	from := 0
	keep := func(to int) {
		for _, row := range old.perm[from:to] {
			if row = moved.to[row]; row != gone {
				o.perm = append(o.perm, row)
			}
		}
		from = to
	}
	for _, c := range came {
		keep(t.placeOf(c, order))
		o.perm = append(o.perm, c.row)
	}
	keep(len(old.perm))
	for position, row := range o.perm {
		o.rank[row] = uint32(position)
	}
}
