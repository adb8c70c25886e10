package mirror

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/blueheart-federation/api/internal/signing"
)

// maxLine bounds a record in a copy, in bytes.
const maxLine = 32 << 20

// obtain gives a file that holds what was signed: made from the copy and what has changed since, where there is a
// copy and that can be had, else fetched whole. What an earlier attempt has begun to fetch whole is gone on with. It
// says whether a delta made it.
func (m *Mirror) obtain(ctx context.Context, have, wanted *signing.Statement, whole bool) (file string, byDelta bool, err error) {
	m.forget(wanted)
	path, _ := m.partial(wanted)
	if begun, err := os.Stat(path); have != nil && !whole && (err != nil || begun.Size() == 0) {
		err := m.patch(ctx, have, wanted)
		if err == nil || errors.Is(err, errMoved) {
			return path, true, err
		}
	}
	file, err = m.fetch(ctx, wanted)
	return file, false, err
}

// patch makes the file that is wanted, from the current copy and what has changed since. On an error nothing is left
// of it.
func (m *Mirror) patch(ctx context.Context, have, wanted *signing.Statement) error {
	d, err := m.fetchDelta(ctx, have.Revision)
	switch {
	case err != nil:
		return err
	case d.revision > wanted.Revision:
		return errMoved
	}
	path, tag := m.partial(wanted)
	making := path + ".made" // a name of its own: nobody goes on with it
	if err := m.make(making, d, wanted); err != nil {
		return errors.Join(err, remove(making))
	}
	if err := remove(tag); err != nil {
		return err
	}
	return os.Rename(making, path)
}

// make writes the current copy with a delta into a file and compares it with what was signed. When it is the same,
// it does not matter who made the delta, nor whether the copy was sound.
func (m *Mirror) make(path string, d *delta, wanted *signing.Statement) error {
	old, err := os.Open(filepath.Join(m.Dir, Current, File))
	if err != nil {
		return err
	}
	defer old.Close()                                                         //nolint:errcheck // it is only read
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644) //nolint:gosec // a web server reads it
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // synced below
	hash := sha256.New()
	out := bufio.NewWriterSize(&limited{to: io.MultiWriter(file, hash), left: wanted.Length}, 1<<18)
	if err := d.apply(old, out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if [sha256.Size]byte(hash.Sum(nil)) != wanted.SHA256 {
		return fmt.Errorf("%w: what it makes was not signed", errDelta)
	}
	return file.Sync()
}

// limited takes so many bytes and no more.
type limited struct {
	to   io.Writer
	left int64
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, fmt.Errorf("%w: what it makes is too long", errDelta)
	}
	return l.to.Write(p)
}

// apply writes a copy anew with what has changed. Own JSON has a line for its head, for the start and the end of
// each list, and for each record, with a comma behind all but the last. No more than a record of it is in memory.
func (d *delta) apply(old io.Reader, out *bufio.Writer) error {
	in := &lines{in: bufio.NewReaderSize(old, 1<<18)}
	if line, err := in.next(); err != nil || !bytes.HasPrefix(line, []byte(`{"directory":`)) {
		return errors.Join(errCopy, err)
	}
	put(out, []byte(`{"directory":`), d.head, []byte(",\n"))
	for i, name := range lists {
		end := "],"
		if i == len(lists)-1 {
			end = "]}"
		}
		start := []byte(`"` + name + `":[`)
		if line, err := in.next(); err != nil || !bytes.Equal(line, start) {
			return errors.Join(errCopy, err)
		}
		put(out, start)
		if err := d.lists[i].apply(in, end, out); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		put(out, []byte("\n"+end+"\n"))
	}
	return nil
}

var errCopy = errors.New("the copy has not the form of an export")

// apply writes a list: what stays, in the order in which it stands, and what changed behind what it stands behind.
func (c *changes) apply(in *lines, end string, out *bufio.Writer) error {
	coming, last, between := c.place, "", []byte("\n")
	write := func(id string, record []byte) {
		put(out, between, record)
		last, between = id, []byte(",\n")
	}
	for {
		for ; len(coming) > 0 && coming[0].after == last; coming = coming[1:] {
			write(coming[0].id, coming[0].record)
		}
		line, err := in.next()
		switch {
		case err != nil:
			return errors.Join(errCopy, err)
		case string(line) != end:
		case len(coming) > 0:
			return fmt.Errorf("%w: a record has no place in the copy", errDelta)
		default:
			return nil
		}
		record := bytes.TrimSuffix(line, []byte(","))
		id := idOf(record)
		if id == "" {
			return errCopy
		}
		if !c.leave[id] {
			write(id, record)
		}
		// The first error of out ends what would go on for nothing.
		if _, err := out.Write(nil); err != nil {
			return err
		}
	}
}

// idOf gives the id of a record, with which it begins; empty when it does not.
func idOf(record []byte) string {
	rest, ok := bytes.CutPrefix(record, []byte(`{"id":"`))
	id, _, closed := bytes.Cut(rest, []byte(`"`))
	if !ok || !closed {
		return ""
	}
	return string(id)
}

// put writes texts. The writer keeps the first error.
func put(out *bufio.Writer, texts ...[]byte) {
	for _, t := range texts {
		_, _ = out.Write(t)
	}
}

// lines gives the lines of a copy, one at a time.
type lines struct {
	in   *bufio.Reader
	long []byte
}

// next gives a line without its end. It holds until the next call.
func (l *lines) next() ([]byte, error) {
	l.long = l.long[:0]
	for {
		piece, err := l.in.ReadSlice('\n')
		if len(l.long) > 0 || err != nil {
			l.long = append(l.long, piece...)
			piece = l.long
		}
		switch {
		case err == nil:
			return piece[:len(piece)-1], nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(l.long) > maxLine:
			return nil, errCopy
		}
	}
}
