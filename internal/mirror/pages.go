package mirror

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/signing"
)

// FilesPage is the name of the page that leads to the files of a copy which has pages for people. In one without it is
// the first page.
const FilesPage = "files.html"

func (m *Mirror) filesPage() string {
	if m.Pages == nil {
		return "index.html"
	}
	return FilesPage
}

// complete says whether the current copy has the pages that it should, which one of an earlier program may not have, and
// they were made today.
func (m *Mirror) complete() bool {
	made, err := os.Stat(filepath.Join(m.Dir, Current, m.filesPage()))
	if err != nil || m.today() == "" {
		return err == nil
	}
	// A disk elsewhere may have another clock: it alone must not have them made at each look.
	return m.pagesOf == m.today() || made.ModTime().UTC().Format(time.DateOnly) == m.today()
}

// today is the day of which pages are, empty when they do not follow it.
func (m *Mirror) today() string {
	if m.Pages == nil || m.Now == nil {
		return ""
	}
	return m.Now().UTC().Format(time.DateOnly)
}

// reuse spares fetching the file of the current copy again. It is checked like one that was fetched; one that is not
// whole is left alone, as what is missing would be written into what is served.
func (m *Mirror) reuse(wanted *signing.Statement) {
	have := filepath.Join(m.Dir, Current, File)
	if info, err := os.Stat(have); err != nil || info.Size() != wanted.Length {
		return
	}
	file, _ := m.partial(wanted)
	_ = os.Link(have, file) // else it is fetched
}

// writePages writes the pages for people. They are written down to the disk before this returns.
func (m *Mirror) writePages(ctx context.Context, making string) error {
	if m.Pages == nil {
		return nil
	}
	var dirs []string
	disk := newSyncing()
	err := m.Pages(ctx, filepath.Join(making, File), func(name string, page []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		path, err := within(making, name)
		if err != nil {
			return err
		}
		if dir := filepath.Dir(path); dir != making && !slices.Contains(dirs, dir) {
			if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // a web server reads it
				return err
			}
			dirs = append(dirs, dir)
		}
		if err := os.WriteFile(path, page, 0o644); err != nil { //nolint:gosec // a web server reads it
			return err
		}
		return disk.later(path)
	})
	err = errors.Join(err, disk.wait())
	for _, dir := range dirs {
		err = errors.Join(err, syncDir(dir))
	}
	if err != nil {
		return fmt.Errorf("make pages: %w", err)
	}
	return nil
}

// within gives the path of a page, which must lie in the copy.
func within(making, name string) (string, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", fmt.Errorf("%.40q is no name of a page", name)
	}
	return filepath.Join(making, filepath.FromSlash(name)), nil
}
