package snapshot

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/blueheart-federation/api/internal/directory"
)

// The page sizes of the contract.
const (
	DefaultPage = 20
	MaxPage     = 100
)

// PageArgs are the arguments of a Relay connection.
type PageArgs struct {
	First, Last   *int
	After, Before *string
}

// Sort names an order of a table; the zero value is by name, ascending.
type Sort struct {
	By         string
	Descending bool
}

// Page is one page of a list. The zero value is an empty page of an empty list.
type Page[T any] struct {
	table       *Table[T]
	order       int
	descending  bool
	rows        []uint32
	total       int
	hasNext     bool
	hasPrevious bool
}

// Len is how many records are on the page.
func (p *Page[T]) Len() int { return len(p.rows) }

// At gives the i-th record of the page.
func (p *Page[T]) At(i int) *T { return p.table.rows[p.rows[i]] }

// Cursor gives the cursor of the i-th record of the page.
func (p *Page[T]) Cursor(i int) string {
	row := p.rows[i]
	return encodeCursor(p.table.list, orderMark(p.order, p.descending), p.table.orders[p.order].keys[row], p.table.id(row))
}

// Total is how many records the whole list has.
func (p *Page[T]) Total() int { return p.total }

// HasNext says whether more stands after the page.
func (p *Page[T]) HasNext() bool { return p.hasNext }

// HasPrevious says whether more stands before the page.
func (p *Page[T]) HasPrevious() bool { return p.hasPrevious }

// Page gives a page of the rows in set, nil meaning all. Its cost grows with the page, not with the
// table. Wrong arguments are INVALID_INPUT naming the argument.
func (t *Table[T]) Page(set *roaring.Bitmap, by Sort, args PageArgs) (*Page[T], error) {
	first, last, err := args.sizes()
	if err != nil {
		return nil, err
	}
	o := slices.IndexFunc(t.orders, func(o order) bool { return o.name == by.By })
	if o < 0 {
		if by.By != "" {
			return nil, invalidArgument("sort", "there is no order %q", by.By)
		}
		o = 0
	}
	w := window[T]{t: t, o: &t.orders[o], set: set, descending: by.Descending, lo: 0, hi: len(t.rows)}
	if args.After != nil {
		c, err := decodeCursor(t.list, orderMark(o, by.Descending), *args.After, "after")
		if err != nil {
			return nil, err
		}
		w.after(c)
	}
	if args.Before != nil {
		c, err := decodeCursor(t.list, orderMark(o, by.Descending), *args.Before, "before")
		if err != nil {
			return nil, err
		}
		w.before(c)
	}
	p := &Page[T]{table: t, order: o, descending: by.Descending, total: len(t.rows)}
	if set != nil {
		p.total = int(set.GetCardinality())
	}
	if last != nil {
		p.rows, p.hasPrevious = w.take(*last, true)
		p.hasNext = w.more(false)
	} else {
		p.rows, p.hasNext = w.take(first, false)
		p.hasPrevious = w.more(true)
	}
	return p, nil
}

func (a PageArgs) sizes() (first int, last *int, err error) {
	if a.First != nil && a.Last != nil {
		return 0, nil, invalidArgument("last", "cannot be given together with first")
	}
	for name, n := range map[string]*int{"first": a.First, "last": a.Last} {
		if n != nil && (*n < 0 || *n > MaxPage) {
			return 0, nil, invalidArgument(name, "must be 0 to %d", MaxPage)
		}
	}
	if a.First != nil {
		return *a.First, nil, nil
	}
	return DefaultPage, a.Last, nil
}

func invalidArgument(name, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return directory.NewError(directory.InvalidInput, "Argument "+name+" "+message+".",
		directory.Problem{Path: name, Code: directory.InvalidInput, Message: message})
}

// window is the part [lo, hi) of an order between two cursors, in ascending positions.
type window[T any] struct {
	t          *Table[T]
	o          *order
	set        *roaring.Bitmap
	descending bool
	lo, hi     int
}

func (w *window[T]) row(position int) uint32 {
	if w.o.perm == nil {
		return uint32(position)
	}
	return w.o.perm[position]
}

// find gives the first position whose record does not stand before the cursor, and whether it is it.
func (w *window[T]) find(c cursor) (int, bool) {
	compare := func(position int) int {
		row := w.row(position)
		return cmp.Or(strings.Compare(w.o.keys[row], c.key), strings.Compare(string(w.t.id(row)), string(c.id)))
	}
	position := sort.Search(len(w.t.rows), func(i int) bool { return compare(i) >= 0 })
	return position, position < len(w.t.rows) && compare(position) == 0
}

func (w *window[T]) after(c cursor) {
	position, there := w.find(c)
	if w.descending {
		w.hi = min(w.hi, position)
		return
	}
	if there {
		position++
	}
	w.lo = max(w.lo, position)
}

func (w *window[T]) before(c cursor) {
	position, there := w.find(c)
	if !w.descending {
		w.hi = min(w.hi, position)
		return
	}
	if there {
		position++
	}
	w.lo = max(w.lo, position)
}

// take gives up to n rows from the near end of the window in reading order (from the far end when
// fromEnd), and whether the window holds more.
func (w *window[T]) take(n int, fromEnd bool) (rows []uint32, more bool) {
	up := w.descending == fromEnd // whether positions are walked upwards
	rows = w.walk(n+1, up)
	if more = len(rows) > n; more {
		rows = rows[:n]
	}
	if fromEnd {
		slices.Reverse(rows)
	}
	return rows, more
}

// more says whether the list goes on outside the window, before it or after it in reading order.
func (w *window[T]) more(before bool) bool {
	outside := *w
	if before != w.descending {
		outside.lo, outside.hi = 0, w.lo
	} else {
		outside.lo, outside.hi = w.hi, len(w.t.rows)
	}
	return len(outside.walk(1, true)) > 0
}

// walk gives up to n rows of the set in the window, from its low end upwards or its high end downwards.
func (w *window[T]) walk(n int, up bool) []uint32 {
	if w.lo >= w.hi || n <= 0 {
		return nil
	}
	switch {
	case w.set == nil:
		return w.every(n, up)
	case w.o.perm == nil:
		return w.ofBitmap(n, up)
	}
	// A sparse set is cheaper to gather and select from, a dense one to meet while walking the order.
	count := int(w.set.GetCardinality())
	if count*count <= 2*n*len(w.t.rows) {
		return w.gather(n, up)
	}
	rows := make([]uint32, 0, n)
	for i := range w.hi - w.lo {
		position := w.lo + i
		if !up {
			position = w.hi - 1 - i
		}
		if row := w.row(position); w.set.Contains(row) {
			if rows = append(rows, row); len(rows) == n {
				break
			}
		}
	}
	return rows
}

func (w *window[T]) every(n int, up bool) []uint32 {
	n = min(n, w.hi-w.lo)
	rows := make([]uint32, n)
	for i := range rows {
		if up {
			rows[i] = w.row(w.lo + i)
		} else {
			rows[i] = w.row(w.hi - 1 - i)
		}
	}
	return rows
}

// ofBitmap uses that rows stand in the order itself: ranks and selections of the bitmap are positions.
func (w *window[T]) ofBitmap(n int, up bool) []uint32 {
	below := func(row int) int { // how many of the set are below row
		if row == 0 {
			return 0
		}
		return int(w.set.Rank(uint32(row - 1)))
	}
	from, to := below(w.lo), below(w.hi)
	n = min(n, to-from)
	if n <= 0 {
		return nil
	}
	start := from
	if !up {
		start = to - n
	}
	row, err := w.set.Select(uint32(start))
	if err != nil {
		return nil
	}
	rows := make([]uint32, 0, n)
	it := w.set.Iterator()
	it.AdvanceIfNeeded(row)
	for len(rows) < n && it.HasNext() {
		rows = append(rows, it.Next())
	}
	if !up {
		slices.Reverse(rows)
	}
	return rows
}

func (w *window[T]) gather(n int, up bool) []uint32 {
	positions := make([]uint32, 0, w.set.GetCardinality())
	for it := w.set.Iterator(); it.HasNext(); {
		if p := w.o.rank[it.Next()]; int(p) >= w.lo && int(p) < w.hi {
			positions = append(positions, p)
		}
	}
	slices.Sort(positions)
	if !up {
		slices.Reverse(positions)
	}
	positions = positions[:min(n, len(positions))]
	for i, p := range positions {
		positions[i] = w.o.perm[p]
	}
	return positions
}
