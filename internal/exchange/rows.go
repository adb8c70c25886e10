package exchange

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// rowReader reads the rows of a CSV with a header. Rows are numbered as a spreadsheet shows them: the header
// is row 1, and a row is a row however many lines its cells have.
type rowReader struct {
	limits Limits
	table  string // file in a package, empty for a file on its own
	guard  *rowGuard
	csv    *csv.Reader
	number int
	line   int // of the file, after the last row
	header []string
}

// candidates are the separators that spreadsheet programs use.
var candidates = []byte{',', ';', '\t', '|'}

// openRows reads the header. Column names are compared without case, spaces for underscores. The known
// columns decide which separator the file uses.
func openRows(r io.Reader, limits Limits, table string, known func(column string) bool) (*rowReader, error) {
	buffered := text(r)
	head, err := buffered.Peek(32 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	rr := &rowReader{limits: limits, table: table}
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	separator := byte(0)
	if s := bytes.TrimSpace(first); len(s) == len("sep=;") && bytes.EqualFold(s[:4], []byte("sep=")) && bytes.IndexByte(candidates, s[4]) >= 0 {
		separator = s[4] // a line by which spreadsheet programs tell each other
		if _, err := buffered.Discard(len(first) + 1); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		rr.number++
		first, _, _ = bytes.Cut(rest, []byte("\n"))
	}
	if err := valid(first[:completeRunes(first)], rr.what(), rr.number+1); err != nil {
		return nil, err
	}
	if separator == 0 {
		separator = separatorOf(string(first), known)
	}
	rr.guard = &rowGuard{r: buffered, most: limits.RowBytes}
	rr.csv = csv.NewReader(rr.guard)
	rr.csv.Comma = rune(separator)
	rr.csv.FieldsPerRecord = -1
	rr.csv.ReuseRecord = true
	header, err := rr.read()
	if errors.Is(err, io.EOF) {
		return nil, fault("%sthe file is empty; its first row holds the names of the columns", rr.prefix())
	}
	if err != nil {
		return nil, err
	}
	if len(header) > columnsAtMost {
		return nil, fault("%sthe header has %d columns; at most %d are read", rr.prefix(), len(header), columnsAtMost)
	}
	for _, h := range header {
		rr.header = append(rr.header, columnName(h))
	}
	for i, h := range rr.header {
		for _, other := range rr.header[:i] {
			if h != "" && h == other {
				return nil, fault("%sthe column %s stands twice in the header; keep one of the two", rr.prefix(), quote(h))
			}
		}
	}
	return rr, nil
}

// completeRunes is the length of b without a character cut off at its end, which a peek may do.
func completeRunes(b []byte) int {
	for n := 1; n < 4 && n <= len(b); n++ {
		if c := b[len(b)-n]; c >= 0xC0 {
			return len(b) - n
		} else if c < 0x80 {
			break
		}
	}
	return len(b)
}

func columnName(s string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), " ", "_")
}

// separatorOf is the separator with which a header has most known columns, the comma when none has any.
func separatorOf(header string, known func(string) bool) byte {
	best, most := candidates[0], 0
	for _, c := range candidates {
		n := 0
		for column := range strings.SplitSeq(header, string(c)) {
			if known(columnName(strings.Trim(strings.TrimSpace(column), `"`))) {
				n++
			}
		}
		if n > most {
			best, most = c, n
		}
	}
	return best
}

// next is the next row that is not empty, as long as the header or as it stands. The slice is reused.
func (rr *rowReader) next() ([]string, error) {
	for {
		cells, err := rr.read()
		if err != nil {
			return nil, err
		}
		for i, c := range cells {
			if len(c) > rr.limits.Cell {
				return nil, fault("%srow %d: cell %d is larger than %d KiB; shorten it", rr.prefix(), rr.number, i+1, rr.limits.Cell>>10)
			}
			if cells[i] = strings.TrimSpace(c); cells[i] != "" {
				cells[i] = plain(cells[i])
			}
		}
		for _, c := range cells {
			if c != "" {
				return cells, nil
			}
		}
	}
}

// plain takes off the apostrophe by which exports keep spreadsheet programs from running a cell as a formula,
// where it is no formula without it either, or from taking the zero off a number to dial.
func plain(c string) string {
	if len(c) > 1 && c[0] == '\'' && strings.IndexByte("+-0", c[1]) >= 0 {
		return c[1:]
	}
	return c
}

// literal takes off the apostrophe before a text that would be a formula without it.
func literal(c string) string {
	if len(c) > 1 && c[0] == '\'' && strings.IndexByte("=@", c[1]) >= 0 {
		return c[1:]
	}
	return c
}

func (rr *rowReader) read() ([]string, error) {
	rr.guard.used = 0
	cells, err := rr.csv.Read()
	if err != nil {
		if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
			row := rr.number + 1 + max(syntax.StartLine-rr.line-1, 0)
			if errors.Is(err, csv.ErrQuote) && syntax.Line > syntax.StartLine+1 {
				return nil, fault("%srow %d: a quotation mark is opened and not closed; if the file was cut off, send it again", rr.prefix(), row)
			}
			return nil, fault("%srow %d: quotation marks stand where they cannot; write \"\" for one within a cell", rr.prefix(), row)
		}
		if errors.Is(err, errRowTooLong) {
			return nil, fault("%srow %d is longer than %d KiB; perhaps a quotation mark is opened and not closed", rr.prefix(), rr.number+1, rr.limits.RowBytes>>10)
		}
		return nil, err
	}
	start, _ := rr.csv.FieldPos(0)
	rr.number += start - rr.line // empty lines are rows of the spreadsheet
	rr.line = start
	for _, c := range cells {
		rr.line += strings.Count(c, "\n")
		if err := valid([]byte(c), rr.what(), rr.number); err != nil {
			return nil, err
		}
	}
	return cells, nil
}

func (rr *rowReader) what() string { return rr.prefix() + "row" }

func (rr *rowReader) prefix() string {
	if rr.table == "" {
		return ""
	}
	return rr.table + ": "
}

// rowGuard ends the reading of a row that is too long, before it fills the memory. The reader above it
// takes a few kilobytes ahead at a time, so the bound is not exact.
type rowGuard struct {
	r    *bufio.Reader
	most int
	used int
}

var errRowTooLong = errors.New("row too long")

func (g *rowGuard) Read(p []byte) (int, error) {
	if g.used > g.most {
		return 0, errRowTooLong
	}
	n, err := g.r.Read(p)
	g.used += n
	return n, err
}

// pack makes one string of bytes of a row, each cell with its length before it: a held row costs its bytes.
func pack(dst []byte, cells []string) []byte {
	for _, c := range cells {
		dst = binary.AppendUvarint(dst, uint64(len(c)))
		dst = append(dst, c...)
	}
	return dst
}

// unpack appends the cells of a packed row of n cells, and gives what follows it.
func unpack(dst []string, data []byte, n int) ([]string, []byte) {
	for range n {
		size, w := binary.Uvarint(data)
		data = data[w:]
		dst = append(dst, string(data[:size]))
		data = data[size:]
	}
	return dst, data
}
