package export

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// deltaName is the file that says what has changed in own JSON.
const deltaName = "directory.json" + suffixDelta

// Bounds of a delta: records, and bytes before compression. Who needs more is served better by the whole file.
const (
	mostChanged    = 1000
	mostDeltaBytes = 4 << 20
)

// lapsedDays is how long a delta names initiatives of which a testimony is not shown any more because its consent
// ran out: that changes the file and no revision. Who comes later takes the whole file.
const lapsedDays = 31

var errTooMuch = errors.New("export: more has changed than a delta holds")

// delta is what has changed in the two lists of own JSON.
type delta struct {
	organizations moved[directory.Organization]
	initiatives   moved[directory.Initiative]
}

// moved is what has changed in a list. A row is that of the list as it is now.
type moved[T any] struct {
	gone []directory.ID
	rows map[uint32]*T
}

// deltaSince finds what has changed after a revision, as far as this process can tell: what changed, and maybe more.
func (e *Edition) deltaSince(since int64, v *survey) (*delta, error) {
	d := &delta{moved[directory.Organization]{rows: map[uint32]*directory.Organization{}}, moved[directory.Initiative]{rows: map[uint32]*directory.Initiative{}}}
	changed := 0
	for c := range e.Snapshot.ChangedAfter(since) {
		if changed++; changed > mostChanged {
			return nil, errTooMuch
		}
		switch r := c.Record.(type) {
		case *directory.Organization:
			d.organizations.rows[e.Snapshot.Organizations.RowOf(c.ID)] = r
		case *directory.Initiative:
			d.initiatives.rows[e.Snapshot.Initiatives.RowOf(c.ID)] = r
		default:
			if c.Kind == directory.RecordKindOrganization {
				d.organizations.gone = append(d.organizations.gone, c.ID)
			} else {
				d.initiatives.gone = append(d.initiatives.gone, c.ID)
			}
		}
	}
	today, err := time.Parse(time.DateOnly, string(e.Day))
	if err != nil {
		return nil, fmt.Errorf("read the day of the edition: %w", err)
	}
	for _, l := range v.lapsed(directory.Date(today.AddDate(0, 0, -lapsedDays).Format(time.DateOnly)), e.Day) {
		row := e.Snapshot.Initiatives.RowOf(l.of)
		d.initiatives.rows[row] = e.Snapshot.Initiatives.Row(row)
	}
	if len(d.initiatives.rows) > mostChanged {
		return nil, errTooMuch
	}
	return d, nil
}

// writeDelta gives the delta of an edition, which has no filter, as one JSON object. It fails with errTooMuch.
func writeDelta(e *Edition, since int64, v *survey) ([]byte, error) {
	d, err := e.deltaSince(since, v)
	if err != nil {
		return nil, err
	}
	out := &bounded{}
	w := bufio.NewWriterSize(out, 1<<10)
	put(w, fmt.Sprintf(`{"since":%d,`, since), "\n", `"directory":`, string(marshal(e.Stamp())), ",\n\"organizations\":[")
	if err := writeMoved(w, e.Snapshot.Organizations, &d.organizations, func(o *directory.Organization) any { return o }); err != nil {
		return nil, err
	}
	put(w, "],\n\"initiatives\":[")
	if err := writeMoved(w, e.Snapshot.Initiatives, &d.initiatives, func(in *directory.Initiative) any { return in.Shown(e.Day) }); err != nil {
		return nil, err
	}
	put(w, "]}\n")
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return out.buffer.Bytes(), nil
}

// writeMoved writes what is gone, and then what came or changed in the order of the list, each with what stands
// before it there.
func writeMoved[T any](w *bufio.Writer, t *snapshot.Table[T], m *moved[T], shown func(*T) any) error {
	between := "\n"
	for _, id := range m.gone {
		put(w, between, `{"gone":"`, string(id), `"}`)
		between = ",\n"
	}
	for _, row := range slices.SortedFunc(maps.Keys(m.rows), cmp.Compare) {
		put(w, between, `{"after":"`, string(t.Before(row)), `","record":`)
		_, _ = w.Write(document.EncodePublished(shown(m.rows[row])))
		put(w, "}")
		if err := failed(w); err != nil {
			return err
		}
		between = ",\n"
	}
	put(w, "\n")
	return failed(w)
}

// bounded is a buffer that holds no more than a delta may have.
type bounded struct{ buffer bytes.Buffer }

// Write fails with errTooMuch when it would be more.
func (b *bounded) Write(p []byte) (int, error) {
	if b.buffer.Len()+len(p) > mostDeltaBytes {
		return 0, errTooMuch
	}
	return b.buffer.Write(p)
}
