package exchange

import (
	"errors"
	"io"
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
)

// readTemplate reads CSV after the template.
func readTemplate(s *sink, in *input) error {
	known := func(c string) bool { _, ok := columnAt[c]; return ok }
	rows, err := openRows(in, s.limits, "", known)
	if err != nil {
		return err
	}
	t := &templateReader{sink: s, organizations: map[uint64]uint64{}}
	if err := t.header(rows); err != nil {
		return err
	}
	t.window = newWindow(s.limits.Held, t.initiative)
	key := slices.Index(rows.header, keyColumn)
	for {
		cells, err := rows.next()
		if errors.Is(err, io.EOF) {
			return t.window.flush()
		}
		if err != nil {
			return err
		}
		if err := s.row(); err != nil {
			return err
		}
		if key >= len(cells) || unquote(cells[key]) == "" {
			if err := t.withoutKey(rows.number); err != nil {
				return err
			}
			continue
		}
		if err := t.window.add(unquote(cells[key]), rows.number, t.pack(cells, len(rows.header))); err != nil {
			return err
		}
	}
}

// templateReader gathers the rows of initiatives.
type templateReader struct {
	*sink
	window *window
	from   []int // for each column of the template its place in the file, -1 for none
	kept   []string
	// organizations has, by the hash of an identifier, the hash of what was said of the organization.
	organizations map[uint64]uint64
}

// header maps the columns of the template to those of the file.
func (t *templateReader) header(rows *rowReader) error {
	var unknown []string
	for _, h := range rows.header {
		if _, ok := columnAt[h]; !ok && h != "" && !slices.Contains(StampColumns, h) {
			unknown = append(unknown, h)
		}
	}
	for _, c := range Columns {
		t.from = append(t.from, slices.Index(rows.header, c.Name))
	}
	for _, required := range []string{keyColumn, "initiative_name"} {
		if t.from[columnAt[required]] < 0 {
			return fault("the header has no column %s; begin with the header row of the template", required)
		}
	}
	if len(unknown) > 0 {
		t.note(Note{Row: rows.number, Message: "columns are left out that the template does not have: " + quoteAll(unknown), Remedy: "use the names of the template"})
	}
	return nil
}

// Marks of a packed row that has not as many cells as the header.
const (
	whole = "="
	short = "<"
	long  = ">"
)

// pack packs the known cells of a row in the order of the template, after a mark of its length.
func (t *templateReader) pack(cells []string, columns int) []byte {
	mark := whole
	switch {
	case len(cells) < columns:
		mark = short
	case len(cells) > columns && slices.ContainsFunc(cells[columns:], func(c string) bool { return c != "" }):
		mark = long
	}
	t.kept = append(t.kept[:0], mark)
	for _, i := range t.from {
		if i >= 0 && i < len(cells) {
			t.kept = append(t.kept, cells[i])
		} else {
			t.kept = append(t.kept, "")
		}
	}
	return pack(nil, t.kept)
}

// withoutKey yields a row that belongs to no initiative.
func (t *templateReader) withoutKey(number int) error {
	d := newDraft(number, directory.Identifier{})
	d.problem(spot{row: number}, keyColumn, "give the identifier of the initiative in every row", "the row belongs to no initiative")
	return t.emit(d)
}

// templateRow is a row of the template.
type templateRow struct {
	spot
	cells []string // in the order of Columns
}

func (r *templateRow) get(column string) string { return r.cells[columnAt[column]] }

// merged are the values that several rows of one thing agree on.
type merged struct {
	spot
	values map[string]string
	spots  map[string]spot
}

func (m *merged) get(column string) string { return m.values[column] }

// of is the row that a column's value stands in.
func (m *merged) of(column string) spot {
	if s, ok := m.spots[column]; ok {
		return s
	}
	return m.spot
}

// merge takes the values of one level from several rows, of which the first with a value counts. Another
// value further down is a problem, for nobody can know which one is meant.
func (d *draft) merge(rows []templateRow, of level) *merged {
	m := &merged{spot: rows[0].spot, values: map[string]string{}, spots: map[string]spot{}}
	for i := range rows {
		for c, column := range Columns {
			value := rows[i].cells[c]
			if column.level != of || value == "" {
				continue
			}
			before, there := m.values[column.Name]
			switch {
			case !there:
				m.values[column.Name], m.spots[column.Name] = value, rows[i].spot
			case before != value:
				d.problem(rows[i].spot, column.Name, "give one value, or leave the cell empty in further rows", "row %d says something else", m.spots[column.Name].row)
			}
		}
	}
	return m
}
