package exchange

import (
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
)

// table is a table of a data package, packed: a cell costs its bytes and one more. Only columns that are
// read are kept.
type table struct {
	name    string
	columns []string
	blocks  [][]byte
	rows    []rowAt
	indexes map[string]*index
}

// rowAt is where a packed row lies and which row of its file it is.
type rowAt struct {
	block, offset uint32
	number        uint32
}

// A table grows by blocks, without copying; the first is small, for most tables are.
const (
	firstBlock = 8 << 10
	blockSize  = 256 << 10
)

// addRow keeps the kept columns of a row.
func (t *table) addRow(number int, kept []string) {
	size := 0
	for _, c := range kept {
		size += len(c) + binary.MaxVarintLen32
	}
	last := len(t.blocks) - 1
	if last < 0 || len(t.blocks[last])+size > cap(t.blocks[last]) {
		grow := blockSize
		if last < 0 {
			grow = firstBlock
		}
		t.blocks = append(t.blocks, make([]byte, 0, max(grow, size)))
		last++
	}
	// #nosec G115 -- rows, blocks and their bytes are bounded by Limits far below 2^32
	t.rows = append(t.rows, rowAt{uint32(last), uint32(len(t.blocks[last])), uint32(number)})
	t.blocks[last] = pack(t.blocks[last], kept)
}

// cell gives one cell of a row.
func (t *table) cell(row, column int) []byte {
	at := t.rows[row]
	data := t.blocks[at.block][at.offset:]
	for {
		size, w := binary.Uvarint(data)
		if data = data[w:]; column == 0 {
			return data[:size]
		}
		data = data[size:]
		column--
	}
}

func (t *table) column(name string) int { return slices.Index(t.columns, name) }

// index finds rows by the value of a column.
type index struct {
	column  int
	entries []indexEntry // by hash, then by row
}

type indexEntry struct {
	hash uint64
	row  uint32
}

// by gives the rows, in their order, whose column has a value. An empty value finds nothing.
func (t *table) by(s *sink, column, value string) (rows []int) {
	if t == nil || value == "" {
		return nil
	}
	x := t.indexes[column]
	if x == nil {
		x = &index{column: t.column(column)}
		if x.column >= 0 {
			for row := range t.rows {
				if v := unquote(string(t.cell(row, x.column))); v != "" {
					x.entries = append(x.entries, indexEntry{s.hash(v), uint32(row)})
				}
			}
			slices.SortFunc(x.entries, func(a, b indexEntry) int {
				if a.hash != b.hash {
					if a.hash < b.hash {
						return -1
					}
					return 1
				}
				return int(a.row) - int(b.row)
			})
		}
		t.indexes[column] = x
	}
	hash := s.hash(value)
	at, _ := slices.BinarySearchFunc(x.entries, hash, func(e indexEntry, h uint64) int {
		if e.hash < h {
			return -1
		}
		if e.hash > h {
			return 1
		}
		return 0
	})
	for ; at < len(x.entries) && x.entries[at].hash == hash; at++ {
		if row := int(x.entries[at].row); unquote(string(t.cell(row, x.column))) == value {
			rows = append(rows, row)
		}
	}
	return rows
}

// fill sets the fields of an HSDS object from a row: the cells whose column has the field's name.
func fill[T any](t *table, row int) T {
	var object T
	v := reflect.ValueOf(&object).Elem()
	at := t.rows[row]
	cells, _ := unpack(make([]string, 0, len(t.columns)), t.blocks[at.block][at.offset:], len(t.columns))
	for i, name := range columnsOf(v.Type()) {
		if c := t.column(name); name != "" && c >= 0 {
			v.Field(i).SetString(string(cellOf(cells[c])))
		}
	}
	return object
}

// columnsOf are the columns of the fields of an HSDS object, empty for fields that hold other objects.
func columnsOf(t reflect.Type) []string {
	names := make([]string, t.NumField())
	for i := range names {
		f := t.Field(i)
		if f.Type != reflect.TypeFor[cell]() {
			continue
		}
		if names[i] = f.Tag.Get("json"); names[i] == "" {
			names[i] = strings.ToLower(f.Name)
		}
	}
	return names
}
