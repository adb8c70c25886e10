package mirror

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/signing"
)

// copies begin the names of the folders that hold copies.
const copies = "copy-"

// publish makes a copy of a file that was checked and puts it in the place of the current one. The file is gone
// afterwards.
func (m *Mirror) publish(ctx context.Context, file string, signed []byte, s *signing.Statement) (err error) {
	name := fmt.Sprintf("%s%d-%x", copies, s.Revision, s.SHA256[:8])
	making := filepath.Join(m.Dir, ".making")
	defer func() {
		if err != nil { // perhaps for want of room, which it takes
			_ = os.RemoveAll(making)
		}
	}()
	if err := os.RemoveAll(making); err != nil { // of one who died
		return err
	}
	if err := os.MkdirAll(filepath.Join(making, countryDir), 0o755); err != nil { //nolint:gosec // a web server reads it
		return err
	}
	// A second name for the file, so that it need not be fetched again if we die before the end.
	if err := os.Link(file, filepath.Join(making, File)); err != nil {
		if err := os.Rename(file, filepath.Join(making, File)); err != nil {
			return err
		}
	}
	stamp, counts, err := split(filepath.Join(making, File), making)
	if err != nil {
		return err
	}
	if stamp.Revision != s.Revision {
		return fmt.Errorf("%w: it says revision %d, and its signature %d", signing.ErrBroken, stamp.Revision, s.Revision)
	}
	digest := fmt.Appendf(nil, "%x  %s\n", s.SHA256, File)
	if err := errors.Join(
		writeFile(filepath.Join(making, signatureFile), signed),
		writeFile(filepath.Join(making, File+".sha256"), digest),
		writeIndex(filepath.Join(making, m.filesPage()), stamp, counts),
	); err != nil {
		return err
	}
	today := m.today() // when they are begun: midnight may come
	if err := m.writePages(ctx, making); err != nil {
		return err
	}
	if err := errors.Join(
		writeManifest(making), // of all the others
		syncDir(filepath.Join(making, countryDir)), syncDir(making),
	); err != nil {
		return err
	}
	final := filepath.Join(m.Dir, name)
	before, _ := os.Readlink(filepath.Join(m.Dir, Current)) // empty when there is none
	if before == name {                                     // its signature alone is new, or was damaged
		name += "-again"
		final += "-again"
	}
	if err := os.RemoveAll(final); err != nil { // of one who died between the two renames
		return err
	}
	if err := os.Rename(making, final); err != nil {
		return err
	}
	if err := m.point(name); err != nil {
		return err
	}
	m.sound, m.pagesOf = true, today
	_, tag := m.partial(s)
	return errors.Join(remove(file), remove(tag), m.tidy(before))
}

// point makes a copy the current one, by one rename.
func (m *Mirror) point(name string) error {
	link := filepath.Join(m.Dir, ".current")
	if err := remove(link); err != nil {
		return err
	}
	if err := os.Symlink(name, link); err != nil {
		return err
	}
	current := filepath.Join(m.Dir, Current)
	if held, err := os.Lstat(current); err == nil && held.Mode()&os.ModeSymlink == 0 {
		return fmt.Errorf("%s is something else than the link that the mirror puts there; move it away", current)
	}
	if err := os.Rename(link, current); err != nil {
		return err
	}
	return syncDir(m.Dir)
}

// tidy removes the copies but the current one and those that are named, in which readers may still be.
func (m *Mirror) tidy(keep ...string) error {
	now, err := os.Readlink(filepath.Join(m.Dir, Current))
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, copies) && name != now && !slices.Contains(keep, name) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(m.Dir, name)))
		}
	}
	return err
}

// writeFile writes a file down to the disk.
func writeFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644) //nolint:gosec // a web server reads it
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncDir writes the names in a folder down to the disk.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
