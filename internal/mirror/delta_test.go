package mirror

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/export"
)

// edition is a file that the server had.
type edition struct {
	revision int64
	today    time.Time
	file     []byte
}

func (s *served) edition() edition { return edition{s.snapshot.Revision, s.today, s.file()} }

// applied gives what comes of a file and of what a server says has changed since.
func (s *served) applied(t testing.TB, from edition) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	s.exports.ServeHTTP(w, httptest.NewRequest(http.MethodGet, fmt.Sprint(export.Prefix, deltaFile, "?since=", from.revision), http.NoBody))
	var d delta
	if err := d.read(json.NewDecoder(w.Body), from.revision); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := bufio.NewWriter(&out)
	if err := d.apply(bytes.NewReader(from.file), to); err != nil {
		t.Fatal(err)
	}
	_ = to.Flush() // into memory
	return out.Bytes()
}

// TestDeltasLeadFromEveryEditionToTheNewest changes a directory at random and asks what has changed since each of
// its editions. Only one of a day from which consents have run out too long ago may be another file.
func TestDeltasLeadFromEveryEditionToTheNewest(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := writing(func(records ...any) *served { return newServed(t, records...) }, drawn{r})
		defer a.Close()
		before := []edition{a.edition()}
		for range 4 {
			a.act()
			now := a.edition()
			for _, from := range before {
				if got := a.applied(t, from); !bytes.Equal(got, now.file) && now.today.Sub(from.today) <= 31*24*time.Hour {
					r.Fatalf("from revision %d to %d:\n%s\nwant\n%s", from.revision, now.revision, got, now.file)
				}
			}
			before = append(before, now)
		}
	})
}

// TestCopyFollowsByDelta follows a directory through a server: after each look the copy is the file of the server.
func TestCopyFollowsByDelta(t *testing.T) {
	a := writing(func(records ...any) *served { return newServed(t, records...) }, rand.New(rand.NewPCG(11, 12)))
	dir := t.TempDir()
	m := a.mirror(dir)
	follow(t, m)
	for range 12 {
		day := a.today
		for range 1 + a.IntN(3) {
			a.act()
		}
		a.forget()
		out := follow(t, m)
		if !bytes.Equal(copied(t, dir), a.file()) {
			t.Fatalf("the copy of revision %d is not the file of the server", out.Revision)
		}
		if out.Changed && !out.Delta && a.today.Sub(day) <= 31*24*time.Hour {
			t.Fatalf("the whole file was fetched: %v", a.asked)
		}
		if out.Delta && a.asked[File] > 0 || out.Changed && !out.Delta && a.asked[File] == 0 {
			t.Fatalf("%+v, %v", out, a.asked)
		}
	}
}

// TestTestimonyWithoutConsentLeavesTheCopy lets one consent be withdrawn, and one run out with no revision for it.
func TestTestimonyWithoutConsentLeavesTheCopy(t *testing.T) {
	a := writing(func(records ...any) *served { return newServed(t, records...) }, rand.New(rand.NewPCG(1, 2)))
	dir := t.TempDir()
	m := a.mirror(dir)
	for a.testimonies < 3 {
		a.testimony()
	}
	follow(t, m)
	for days, want := range map[int]bool{5: true, 45: false} {
		a.testimony()
		for n := a.testimonies; a.testimonies == n; {
			a.testimony()
		}
		follow(t, m)
		if !bytes.Contains(copied(t, dir), []byte("testimonies")) {
			t.Fatal("no testimony is shown")
		}
		a.mu.Lock()
		a.today = a.today.AddDate(0, 0, days)
		a.mu.Unlock()
		if out := follow(t, m); out.Delta != want || bytes.Contains(copied(t, dir), []byte("testimonies")) {
			t.Errorf("after %d days: %+v, and a testimony is shown: %v", days, out, !out.Changed)
		}
	}
}

// wire is a delta as it is sent.
type wire struct {
	Since         int64             `json:"since"`
	Directory     json.RawMessage   `json:"directory"`
	Organizations []json.RawMessage `json:"organizations"`
	Initiatives   []json.RawMessage `json:"initiatives"`
}

// edited gives a delta with what do makes of it.
func edited(do func(*wire)) func([]byte) []byte {
	return func(sound []byte) []byte {
		var d wire
		if err := json.Unmarshal(sound, &d); err != nil {
			panic(err)
		}
		do(&d)
		var out bytes.Buffer
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false) // else the bytes of records are others
		if err := e.Encode(d); err != nil {
			panic(err)
		}
		return out.Bytes()
	}
}

func replaced(what, by string) func([]byte) []byte {
	return func(sound []byte) []byte { return bytes.Replace(sound, []byte(what), []byte(by), 1) }
}

func goneEntries(n int) (all []json.RawMessage) {
	for i := range n {
		all = append(all, json.RawMessage(fmt.Sprintf(`{"gone":"%d"}`, i)))
	}
	return all
}

// TestWrongDeltasLeadToTheWholeFile serves deltas that are damaged, or made by somebody who means harm.
func TestWrongDeltasLeadToTheWholeFile(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(sound []byte) []byte
		asked int  // for deltas
		large bool // it takes long to make
	}{
		"as it should be":      {edited(func(*wire) {}), 1, false},
		"nothing":              {func([]byte) []byte { return nil }, 1, false},
		"no JSON":              {func([]byte) []byte { return []byte("<html>") }, 1, false},
		"cut off":              {func(d []byte) []byte { return d[:len(d)*2/3] }, 1, false},
		"one byte changed":     {replaced("Two", "Twa"), 1, false},
		"a change kept back":   {edited(func(d *wire) { d.Initiatives = d.Initiatives[1:] }), 1, false},
		"a record named twice": {edited(func(d *wire) { d.Initiatives = append(d.Initiatives, d.Initiatives[0]) }), 1, false},
		"in another order": {edited(func(d *wire) {
			d.Initiatives[0], d.Initiatives[1] = d.Initiatives[1], d.Initiatives[0]
		}), 1, false},
		"behind nothing":       {replaced(`"after":"`, `"after":"x`), 1, false},
		"without an id":        {replaced(`"record":{"id":`, `"record":{"is":`), 1, false},
		"lists in other order": {replaced(`"organizations":`, `"initiatives":`), 1, false},
		"since another":        {edited(func(d *wire) { d.Since = 0 }), 1, false},
		"of an older revision": {replaced(`"revision":2`, `"revision":1`), 1, false},
		"of a newer one":       {replaced(`"revision":2`, `"revision":7`), deltas, false},
		"a record is gone": {edited(func(d *wire) {
			d.Initiatives = append(d.Initiatives, json.RawMessage(`{"gone":"`+string(made(3, 1)[2].(*directory.Initiative).ID)+`"}`))
		}), 1, false},
		"too many entries":   {edited(func(d *wire) { d.Organizations = goneEntries(maxChanges + 1) }), 1, false},
		"huge":               {replaced("Two", strings.Repeat("a", maxDelta)), 1, true},
		"longer than signed": {replaced("Two", strings.Repeat("a", maxDelta/2)), 1, true},
		"small and unpacks to much": {func([]byte) []byte {
			var packed bytes.Buffer
			z := gzip.NewWriter(&packed)
			_, _ = z.Write([]byte(`{"since":1,"directory":"` + strings.Repeat("a", 2*maxDelta)))
			_ = z.Close()
			return packed.Bytes()
		}, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && c.large {
				t.Skip("it takes long")
			}
			s, dir := newServed(t, made(4, 1)...), t.TempDir()
			m := s.mirror(dir)
			follow(t, m)
			var changed []any
			for _, r := range made(3, 1) {
				if in, ok := r.(*directory.Initiative); ok {
					in.Names[0].Value = "Two"
					changed = append(changed, in)
				}
			}
			s.publish("", "", changed...)
			s.spoil = func(w http.ResponseWriter, r *http.Request) bool {
				if filepath.Base(r.URL.Path) != deltaFile {
					return false
				}
				sound := httptest.NewRecorder()
				s.exports.ServeHTTP(sound, r)
				wrong := c.spoil(bytes.Clone(sound.Body.Bytes()))
				if bytes.HasPrefix(wrong, []byte{0x1f, 0x8b}) {
					w.Header().Set("Content-Encoding", "gzip")
				}
				_, _ = w.Write(wrong)
				return true
			}
			s.forget()
			sound := name == "as it should be"
			if out := follow(t, m); out != (Outcome{Revision: 2, Changed: true, Delta: sound}) || !bytes.Equal(copied(t, dir), s.file()) {
				t.Errorf("%+v, or the copy is wrong", out)
			}
			if s.asked[File] == 0 != sound || s.asked[deltaFile] != c.asked {
				t.Errorf("asked %v", s.asked)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".*.part*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// TestDamagedCopyIsNotGoneOnWith changes a byte of the copy on the disk: no delta makes of it what was signed.
func TestDamagedCopyIsNotGoneOnWith(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"a byte":   func(file []byte) []byte { file[len(file)/2] ^= 1; return file },
		"a half":   func(file []byte) []byte { return file[:len(file)/2] },
		"no lines": func(file []byte) []byte { return bytes.ReplaceAll(file, []byte("\n"), nil) },
		"nothing":  func([]byte) []byte { return nil },
	} {
		records := made(4, 1)
		s, dir := newServed(t, records...), t.TempDir()
		m := s.mirror(dir)
		follow(t, m)
		if err := os.WriteFile(filepath.Join(dir, Current, File), damage(copied(t, dir)), 0o600); err != nil {
			t.Fatal(err)
		}
		s.publish("", "", records[1])
		if out := follow(t, m); out.Delta || !bytes.Equal(copied(t, dir), s.file()) {
			t.Errorf("%s: %+v, or the copy is wrong", name, out)
		}
	}
}

// TestDirectoryThatMovesOnIsFollowed publishes between the signature and the delta.
func TestDirectoryThatMovesOnIsFollowed(t *testing.T) {
	records := made(4, 1)
	s, dir := newServed(t, records...), t.TempDir()
	m := s.mirror(dir)
	follow(t, m)
	s.publish("", "", records[1])
	once := false
	s.spoil = func(_ http.ResponseWriter, r *http.Request) bool {
		if filepath.Base(r.URL.Path) == deltaFile && !once {
			once = true
			s.publish("", "", records[2])
		}
		return false
	}
	s.forget()
	if out := follow(t, m); out != (Outcome{Revision: 3, Changed: true, Delta: true}) || s.asked[File] > 0 || !bytes.Equal(copied(t, dir), s.file()) {
		t.Errorf("%+v after %v", out, s.asked)
	}
}

// TestCachesInBetweenAreAskedForWhatIsNew follows through a cache that keeps every answer as long as it may.
func TestCachesInBetweenAreAskedForWhatIsNew(t *testing.T) {
	records := made(4, 1)
	s, dir := newServed(t, records...), t.TempDir()
	kept := map[string]*httptest.ResponseRecorder{} // one request comes at a time
	s.spoil = func(w http.ResponseWriter, r *http.Request) bool {
		answer := kept[r.URL.String()]
		if answer == nil || r.Header.Get("Cache-Control") == "no-cache" {
			answer = httptest.NewRecorder()
			s.exports.ServeHTTP(answer, r)
			kept[r.URL.String()] = answer
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()) // to this test
		return true
	}
	m := s.mirror(dir)
	follow(t, m)
	s.publish("", "", records[1])
	if out := follow(t, m); out != (Outcome{Revision: 2, Changed: true, Delta: true}) || !bytes.Equal(copied(t, dir), s.file()) {
		t.Errorf("with a delta: %+v", out)
	}
	// It has the file of an edition before; without a copy, the one of now must be fetched.
	s.publish("", "", records[2])
	if err := os.RemoveAll(filepath.Join(dir, Current)); err != nil {
		t.Fatal(err)
	}
	if out := follow(t, m); out != (Outcome{Revision: 3, Changed: true}) || !bytes.Equal(copied(t, dir), s.file()) {
		t.Errorf("whole: %+v", out)
	}
}

// FuzzDelta reads what a server may send and applies it: it fails or makes something, and neither takes more than
// what came in.
func FuzzDelta(f *testing.F) {
	const file = "{\"directory\":{\"revision\":1},\n\"organizations\":[\n{\"id\":\"a\"},\n{\"id\":\"b\"}\n],\n\"initiatives\":[\n\n]}\n"
	f.Add([]byte(`{"since":1,"directory":{"revision":2},"organizations":[{"gone":"a"},{"after":"","record":{"id":"c"}}],"initiatives":[]}`), []byte(file))
	f.Add([]byte(`{"since":1,"directory":{},"organizations":[],"initiatives":[{"after":"x","record":{"id":""}}]}`), []byte(strings.ReplaceAll(file, "\n\n", "\n")))
	f.Fuzz(func(t *testing.T, sent, file []byte) {
		var d delta
		if d.read(json.NewDecoder(bytes.NewReader(sent)), 1) != nil {
			return
		}
		var out bytes.Buffer
		to := bufio.NewWriter(&out)
		_ = d.apply(bytes.NewReader(file), to)
		_ = to.Flush() // into memory
		if out.Len() > 2*(len(sent)+len(file)) {
			t.Errorf("%d bytes of %d and %d", out.Len(), len(sent), len(file))
		}
	})
}
