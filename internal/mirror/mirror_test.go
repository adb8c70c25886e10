package mirror

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/signing"
)

func follow(t *testing.T, m *Mirror) Outcome {
	t.Helper()
	out, err := m.Sync(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCopyHoldsTheFileItsCountriesAndAPage(t *testing.T) {
	u, dir := newUpstream(t, 7), filepath.Join(t.TempDir(), "new")
	m := u.mirror(dir)
	if out := follow(t, m); out != (Outcome{Revision: 7, Changed: true}) {
		t.Errorf("%+v", out)
	}
	if r := whole(t, dir); r != 7 {
		t.Errorf("revision %d", r)
	}
	files := tree(t, dir)
	var moldova struct {
		Initiatives   []struct{ ID string }
		Organizations []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(files["countries/MD.json"]), &moldova); err != nil {
		t.Fatal(err)
	}
	// Those at work there, and those with a line for it: two of three, and half of the others.
	if n := len(moldova.Initiatives); n != 27 {
		t.Errorf("%d initiatives", n)
	}
	if n := len(moldova.Organizations); n != 4 { // o3 has no part in any
		t.Errorf("organizations %v", moldova.Organizations)
	}
	if page := files["index.html"]; !strings.Contains(page, "A &lt;directory&gt;") || !strings.Contains(page, "Check &amp; call") || strings.Contains(page, "http") {
		t.Errorf("the page: %s", page)
	} else if before, in, _ := strings.Cut(page, "<main>"); strings.Contains(before, "<h1>") || !strings.HasSuffix(in, "</ul>\n</main>\n</html>\n") {
		t.Errorf("a screen reader finds no main part: %s", page)
	}

	before := u.requests
	if out := follow(t, m); out != (Outcome{Revision: 7}) || u.requests != before {
		t.Errorf("again: %+v after %d requests", out, u.requests-before)
	}
	for revision := range int64(3) {
		u.set(directoryFile(8+revision, 10))
		if out := follow(t, m); !out.Changed || whole(t, dir) != 8+revision {
			t.Errorf("%+v", out)
		}
	}
	holds := func(want int) {
		t.Helper()
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != want {
			t.Errorf("%v in the folder, %v", entries, err)
		}
	}
	holds(4) // the copy, the one before, the link, the lock
	if follow(t, m); whole(t, dir) != 10 {
		t.Error("the copy is gone")
	}
	holds(3) // what was withdrawn since the one before must not stay in it
}

// TestOrganizationsThatAreNamedAreThere looks for those that a part of an initiative names, and those above them.
func TestOrganizationsThatAreNamedAreThere(t *testing.T) {
	u, dir := newUpstream(t, 7), t.TempDir()
	u.set([]byte(`{"directory":{"revision":8},"organizations":[
		{"id":"a"},{"id":"b","parent":"a"},{"id":"c","parent":"d"},{"id":"d","parent":"c"},{"id":"e"},{"id":"f"},{"id":"g"},{"id":"h"},{"id":"x"}],
		"initiatives":[{"id":"i","countries":["MD"],"organizations":[{"organization":"b"}],"hotlines":[{"operator":"c"}],
		"campaigns":[{"partners":[{"organization":"e"}]}],"resources":[{"publisher":"f","author":"g","commissioner":"h"}]}]}`), 8)
	follow(t, u.mirror(dir))
	var md struct{ Organizations []struct{ ID string } }
	if err := json.Unmarshal([]byte(tree(t, dir)["countries/MD.json"]), &md); err != nil {
		t.Fatal(err)
	}
	ids := ""
	for _, o := range md.Organizations {
		ids += o.ID
	}
	if ids != "abcdefgh" {
		t.Errorf("organizations %s", ids)
	}
}

// TestDamagedCopiesAreMadeAnew changes and removes files of a copy, as failing disks and people do. The revision is
// the right one.
func TestDamagedCopiesAreMadeAnew(t *testing.T) {
	u, dir := newUpstream(t, 7), t.TempDir()
	follow(t, u.mirror(dir))
	at := func(name string) string { return filepath.Join(dir, Current, name) }
	for name, harm := range map[string]func() error{
		"the export is cut off":    func() error { return os.Truncate(at(File), 100) },
		"the export is gone":       func() error { return os.Remove(at(File)) },
		"a country is gone":        func() error { return os.Remove(at("countries/MD.json")) },
		"a country is changed":     func() error { return os.WriteFile(at("countries/MD.json"), []byte("{}"), 0o600) },
		"the page is changed":      func() error { return os.WriteFile(at("index.html"), nil, 0o600) },
		"the list is gone":         func() error { return os.Remove(at(manifestFile)) },
		"the list is empty":        func() error { return os.WriteFile(at(manifestFile), nil, 0o600) },
		"the list leads elsewhere": func() error { return os.WriteFile(at(manifestFile), []byte("00  ../../x\n"), 0o600) },
		"the signature is gone":    func() error { return os.Remove(at(signatureFile)) },
	} {
		t.Run(name, func(t *testing.T) {
			before := tree(t, dir)
			if err := harm(); err != nil {
				t.Fatal(err)
			}
			if out := follow(t, u.mirror(dir)); out != (Outcome{Revision: 7, Changed: true}) {
				t.Errorf("%+v", out)
			}
			if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
				t.Error(diff)
			}
			if out := follow(t, u.mirror(dir)); out.Changed {
				t.Error("it is made anew again")
			}
		})
	}
}

// TestOneMirrorAtATime starts a second mirror in the folder of one that is fetching.
func TestOneMirrorAtATime(t *testing.T) {
	u, dir := newUpstream(t, 7), t.TempDir()
	var second error
	u.mu.Lock()
	u.chunk = func(int64) {
		if second == nil {
			_, second = u.mirror(dir).Sync(t.Context())
		}
	}
	u.mu.Unlock()
	follow(t, u.mirror(dir))
	if whole(t, dir) != 7 || !errors.Is(second, ErrBusy) {
		t.Errorf("the second: %v", second)
	}
	if out := follow(t, u.mirror(dir)); out.Changed {
		t.Errorf("%+v", out)
	}
}

// TestWhatIsInTheWayIsNamed has a folder where the link to the copy goes, and no room for a country.
func TestWhatIsInTheWayIsNamed(t *testing.T) {
	u, dir := newUpstream(t, 7), t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, Current), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := u.mirror(dir).Sync(t.Context()); err == nil || !strings.Contains(err.Error(), "move it away") {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(dir, Current)); err != nil {
		t.Fatal(err)
	}
	if follow(t, u.mirror(dir)); whole(t, dir) != 7 {
		t.Error("it is still in the way")
	}
	if _, err := os.Stat(filepath.Join(dir, ".making")); !errors.Is(err, os.ErrNotExist) {
		t.Error("what was half made is left")
	}
}

func TestRefusedEditionsLeaveTheCopy(t *testing.T) {
	_, stranger, err := ed25519.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{9}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	answers := func(name string, do func(w http.ResponseWriter, u *upstream)) func(*upstream) {
		return func(u *upstream) {
			u.spoil = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != "/export/"+name {
					return false
				}
				do(w, u)
				return true
			}
		}
	}
	for name, c := range map[string]struct {
		spoil func(*upstream)
		want  error // nil: any
	}{
		"signed by another":           {func(u *upstream) { u.key = stranger }, errUntrusted},
		"an older revision":           {func(u *upstream) { u.set(directoryFile(6, 40)) }, ErrOlder},
		"another file":                {func(u *upstream) { u.statement.Name = "directory.csv" }, signing.ErrBroken},
		"larger than is taken":        {func(u *upstream) { u.statement.Length = 3 << 30 }, ErrLarge},
		"shorter than was signed":     {func(u *upstream) { u.file = u.file[:1000] }, signing.ErrBroken},
		"longer than was signed":      {func(u *upstream) { u.file = append(slices.Clone(u.file), '\n') }, signing.ErrBroken},
		"one byte changed":            {func(u *upstream) { u.file = slices.Clone(u.file); u.file[500] ^= 1 }, signing.ErrBroken},
		"signed, yet no directory":    {func(u *upstream) { u.set([]byte(`{"organizations":[]}`), 9) }, signing.ErrBroken},
		"signed, yet cut off":         {func(u *upstream) { f, _ := directoryFile(9, 40); u.set(f[:9000], 9) }, signing.ErrBroken},
		"signed, of another revision": {func(u *upstream) { f, _ := directoryFile(9, 40); u.set(f, 10) }, signing.ErrBroken},
		"signed, with a path as country": {func(u *upstream) {
			u.set([]byte(`{"directory":{"revision":9},"organizations":[],"initiatives":[{"countries":["../../x"]}]}`), 9)
		}, signing.ErrBroken},
		"no signature":          {answers(signatureFile, func(w http.ResponseWriter, _ *upstream) { w.WriteHeader(404) }), nil},
		"an endless signature":  {answers(signatureFile, func(w http.ResponseWriter, _ *upstream) { _, _ = w.Write(make([]byte, 1<<20)) }), ErrLarge},
		"a server that is down": {answers(File, func(w http.ResponseWriter, _ *upstream) { w.WriteHeader(503) }), nil},
		"a part nobody asked for": {answers(File, func(w http.ResponseWriter, u *upstream) {
			w.Header().Set("Content-Range", "bytes 5-9/10")
			w.WriteHeader(206)
		}), nil},
		"compressed": {answers(File, func(w http.ResponseWriter, u *upstream) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(u.file)
		}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			u, dir := newUpstream(t, 7), t.TempDir()
			m := u.mirror(dir)
			follow(t, m)
			before := tree(t, dir)
			u.set(directoryFile(9, 40))
			u.mu.Lock()
			key, spoil := u.key, u.spoil
			u.mu.Unlock()
			c.spoil(u)
			for range 2 {
				if out, err := m.Sync(t.Context()); err == nil || c.want != nil && !errors.Is(err, c.want) {
					t.Fatalf("%+v, %v, want %v", out, err, c.want)
				}
				if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
					t.Fatalf("the copy has changed:\n%s", diff)
				}
			}
			u.mu.Lock()
			u.key, u.spoil = key, spoil
			u.mu.Unlock()
			u.set(directoryFile(11, 40)) // and what was refused is no obstacle
			if follow(t, m); whole(t, dir) != 11 {
				t.Error("the next edition is not taken")
			}
		})
	}
}

// TestBrokenConnectionsAreGoneOnFrom cuts each answer at another place.
func TestBrokenConnectionsAreGoneOnFrom(t *testing.T) {
	u, dir := newUpstream(t, 7), t.TempDir()
	chance := rand.New(rand.NewPCG(1, 2))
	u.cut = func(n int) int {
		if n > 8 {
			return -1
		}
		return chance.IntN(len(u.file) / 10)
	}
	m := u.mirror(dir)
	failed := 0
	for {
		_, err := m.Sync(t.Context())
		if err == nil {
			break
		}
		if failed++; whole(t, dir) != 0 {
			t.Fatal("half a file is served")
		}
	}
	if whole(t, dir) != 7 || failed != 8 {
		t.Errorf("after %d failures", failed)
	}
	u.mu.Lock() // the last answer may still be counted
	defer u.mu.Unlock()
	if u.served > int64(len(u.file)) {
		t.Errorf("%d bytes were sent of a file of %d", u.served, len(u.file))
	}
}

// TestPieceOfAnotherEditionIsNotGoneOnFrom publishes in the middle of a download.
func TestPieceOfAnotherEditionIsNotGoneOnFrom(t *testing.T) {
	u, dir := newUpstream(t, 7), t.TempDir()
	u.cut = func(n int) int {
		if n == 1 {
			return 10_000
		}
		return -1
	}
	m := u.mirror(dir)
	if _, err := m.Sync(t.Context()); err == nil {
		t.Fatal("it was not cut off")
	}
	u.set(directoryFile(8, 40))
	if follow(t, m); whole(t, dir) != 8 {
		t.Error("the edition is mixed up")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*.part*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
