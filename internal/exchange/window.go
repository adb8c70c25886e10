package exchange

// window gathers the rows of a group that do not stand next to each other. It holds as many bytes of rows
// as it may; then the groups that began first are taken as complete, so memory stays flat whatever the
// length of the file. A group whose rows are further apart than that is found out by its second appearance.
type window struct {
	most   int
	held   int
	groups map[string]*heldGroup
	order  []*heldGroup // by first appearance; those before next are done
	next   int
	done   func(*heldGroup) error
}

// heldGroup has the rows of one group, packed.
type heldGroup struct {
	key  string
	size int
	rows []heldRow
}

type heldRow struct {
	number int
	data   []byte
}

// rowOverhead is about what a held row costs beside its bytes.
const rowOverhead = 64

func newWindow(most int, done func(*heldGroup) error) *window {
	return &window{most: most, groups: map[string]*heldGroup{}, done: done}
}

// add takes a row; the bytes become the window's.
func (w *window) add(key string, number int, data []byte) error {
	g := w.groups[key]
	if g == nil {
		g = &heldGroup{key: key}
		w.groups[key] = g
		w.order = append(w.order, g)
		g.size += 3 * rowOverhead
		w.held += g.size
	}
	size := len(data) + rowOverhead
	g.rows = append(g.rows, heldRow{number, data})
	g.size += size
	w.held += size
	for w.held > w.most && w.next < len(w.order) {
		if err := w.finish(); err != nil {
			return err
		}
	}
	return nil
}

// finish takes the first group as complete.
func (w *window) finish() error {
	g := w.order[w.next]
	w.order[w.next] = nil
	if w.next++; w.next > 1024 && w.next > len(w.order)/2 {
		w.order = append(w.order[:0:0], w.order[w.next:]...)
		w.next = 0
	}
	delete(w.groups, g.key)
	w.held -= g.size
	return w.done(g)
}

// flush takes all groups as complete.
func (w *window) flush() error {
	for w.next < len(w.order) {
		if err := w.finish(); err != nil {
			return err
		}
	}
	return nil
}
