package exchange

// Limits bound what a file may cost. A zero field stands for its default.
type Limits struct {
	Bytes    int64 // of the file as it comes; default 16 MiB
	Unpacked int64 // of all files of a zip together, unpacked; default 128 MiB
	Ratio    int   // unpacked to packed bytes of one file of a zip beyond its first MiB; default 100
	Entries  int   // files in a zip; default 64
	Rows     int   // rows of a CSV, or objects of a JSON file; default 1,000,000
	RowBytes int   // of one row of a CSV; default 256 KiB
	Cell     int   // bytes of one cell of a CSV; default 32 KiB
	Object   int   // bytes of one object of a JSON file; default 4 MiB
	Depth    int   // nesting of JSON; default 32
	Held     int   // bytes of rows held until all rows of their initiative are there; default 32 MiB
	Notes    int   // that rows may carry in all; default 1,000
}

// defaults are the limits of an upload.
var defaults = Limits{
	Bytes: 16 << 20, Unpacked: 128 << 20, Ratio: 100, Entries: 64, Rows: 1_000_000,
	RowBytes: 256 << 10, Cell: 32 << 10, Object: 4 << 20, Depth: 32, Held: 32 << 20, Notes: 1_000,
}

// columnsAtMost is how many columns a table may have.
const columnsAtMost = 500

func (l Limits) withDefaults() Limits {
	l.Bytes = or(l.Bytes, defaults.Bytes)
	l.Unpacked = or(l.Unpacked, defaults.Unpacked)
	l.Ratio = or(l.Ratio, defaults.Ratio)
	l.Entries = or(l.Entries, defaults.Entries)
	l.Rows = or(l.Rows, defaults.Rows)
	l.RowBytes = or(l.RowBytes, defaults.RowBytes)
	l.Cell = or(l.Cell, defaults.Cell)
	l.Object = or(l.Object, defaults.Object)
	l.Depth = or(l.Depth, defaults.Depth)
	l.Held = or(l.Held, defaults.Held)
	l.Notes = or(l.Notes, defaults.Notes)
	return l
}

func or[T int | int64](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}
