package mirror

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/signing"
)

const manyPages = 60

// somePages makes pages that say which revision they are of.
func somePages(_ context.Context, file string, write func(string, []byte) error) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var read struct{ Directory struct{ Revision int64 } }
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	if signed, err := os.ReadFile(file + ".sig"); err != nil || len(signed) == 0 {
		return errors.New("the signature is not beside the file")
	}
	page := fmt.Appendf(nil, "revision %d", read.Directory.Revision)
	for n := range manyPages {
		if err := write(fmt.Sprintf("%s/%d.html", []string{"ar", "en"}[n%2], n), page); err != nil {
			return err
		}
	}
	return write("index.html", page)
}

// wholeWithPages is whole, with all pages of the revision; 0 when there is no copy.
func wholeWithPages(t testing.TB, dir string) int64 {
	t.Helper()
	revision := whole(t, dir)
	if revision == 0 {
		return 0
	}
	n := 0
	for name, text := range tree(t, dir) {
		if strings.HasSuffix(name, ".html") && name != FilesPage {
			if n++; text != fmt.Sprintf("revision %d", revision) {
				t.Fatalf("%s says %q in a copy of revision %d", name, text, revision)
			}
		}
	}
	if n != manyPages+1 {
		t.Fatalf("%d pages", n)
	}
	return revision
}

func TestCopyHasPagesAndOneWithoutGetsThem(t *testing.T) {
	u, dir := newUpstream(t, 7), t.TempDir()
	follow(t, u.mirror(dir))
	with := u.mirror(dir)
	with.Pages = somePages
	asked := u.requests
	if out := follow(t, with); out != (Outcome{Revision: 7, Changed: true}) || wholeWithPages(t, dir) != 7 {
		t.Errorf("%+v", out)
	}
	if u.requests != asked {
		t.Error("the file was fetched again to make pages of it")
	}
	if out := follow(t, with); out != (Outcome{Revision: 7}) {
		t.Errorf("again: %+v", out)
	}
	u.set(directoryFile(8, 40))
	if follow(t, with); wholeWithPages(t, dir) != 8 {
		t.Error("the next edition has other pages")
	}
	// A file of the copy that is cut off is fetched, and not written into while it is served.
	served, err := filepath.EvalSymlinks(filepath.Join(dir, Current))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Truncate(filepath.Join(served, File), 100), os.Remove(filepath.Join(served, FilesPage))); err != nil {
		t.Fatal(err)
	}
	asked = u.requests
	if follow(t, with); wholeWithPages(t, dir) != 8 || u.requests == asked {
		t.Error("the copy was not made anew")
	}
	if info, err := os.Stat(filepath.Join(served, File)); err != nil || info.Size() != 100 {
		t.Errorf("what was served was written into: %v", err)
	}
}

// TestPagesAreMadeAnewEachDay: what they say of a check is that of a day, also when the directory does not change.
func TestPagesAreMadeAnewEachDay(t *testing.T) {
	u, dir := newUpstream(t, 7), t.TempDir()
	now := time.Date(2126, 11, 26, 23, 0, 0, 0, time.UTC) // not the day of the disk
	made := 0
	start := func() *Mirror {
		m := u.mirror(dir)
		m.Now = func() time.Time { return now }
		m.Pages = func(ctx context.Context, file string, write func(string, []byte) error) error {
			made++
			return somePages(ctx, file, write)
		}
		return m
	}
	m := start()
	follow(t, m)
	if out := follow(t, m); out.Changed || made != 1 {
		t.Errorf("the same day: %+v, made %d times", out, made)
	}
	asked := u.requests
	for day := range 3 {
		now = now.AddDate(0, 0, 1)
		if out := follow(t, m); !out.Changed || made != day+2 || wholeWithPages(t, dir) != 7 {
			t.Errorf("another day: %+v, made %d times", out, made)
		}
		if out := follow(t, m); out.Changed || made != day+2 {
			t.Errorf("later on it: %+v, made %d times", out, made)
		}
	}
	if u.requests != asked {
		t.Error("the file was fetched again to make pages of it")
	}
	// One that starts on the day on which they were made leaves them.
	if err := os.Chtimes(filepath.Join(dir, Current, FilesPage), now, now); err != nil {
		t.Fatal(err)
	}
	if out := follow(t, start()); out.Changed || made != 4 {
		t.Errorf("after a new start: %+v, made %d times", out, made)
	}
	// A copy that was damaged meanwhile is not gone on with for ever.
	file := copied(t, dir)
	file[len(file)/2] ^= 1
	if err := os.WriteFile(filepath.Join(dir, Current, File), file, 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.AddDate(0, 0, 1)
	if out, err := m.Sync(t.Context()); !errors.Is(err, signing.ErrBroken) {
		t.Errorf("a damaged file: %+v, %v", out, err)
	}
	if follow(t, m); wholeWithPages(t, dir) != 7 || u.requests == asked {
		t.Error("the next look does not mend it")
	}
}

func TestPagesThatCannotBeMadeLeaveTheCopy(t *testing.T) {
	u, dir := newUpstream(t, 7), t.TempDir()
	m := u.mirror(dir)
	m.Pages = somePages
	follow(t, m)
	u.set(directoryFile(8, 40))
	broken := errors.New("broken")
	for name, pages := range map[string]func(context.Context, string, func(string, []byte) error) error{
		"an error": func(context.Context, string, func(string, []byte) error) error { return broken },
		"an error half-way": func(_ context.Context, _ string, write func(string, []byte) error) error {
			return errors.Join(write("en/a.html", nil), broken)
		},
		"a path out of it": func(_ context.Context, _ string, write func(string, []byte) error) error {
			return write("../a.html", nil)
		},
		"a path of the root": func(_ context.Context, _ string, write func(string, []byte) error) error {
			return write("/a.html", nil)
		},
	} {
		m.Pages = pages
		if out, err := m.Sync(t.Context()); err == nil || wholeWithPages(t, dir) != 7 {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
	}
	m.Pages = somePages
	if follow(t, m); wholeWithPages(t, dir) != 8 {
		t.Error("the next attempt does not go on")
	}
}
