package mirror

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/signing"
)

var private = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))

// sign gives a statement with its signature, in a form of this test's own.
func sign(s *signing.Statement, key ed25519.PrivateKey) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return append(ed25519.Sign(key, text), text...)
}

var errUntrusted = errors.New("nobody we trust made it")

func verify(signed []byte) (*signing.Statement, error) {
	if len(signed) < ed25519.SignatureSize || !ed25519.Verify(private.Public().(ed25519.PublicKey), signed[ed25519.SignatureSize:], signed[:ed25519.SignatureSize]) {
		return nil, errUntrusted
	}
	s := &signing.Statement{}
	return s, json.Unmarshal(signed[ed25519.SignatureSize:], s)
}

// upstream is a directory that can be told to fail. It is safe for concurrent use.
type upstream struct {
	*httptest.Server
	mu        sync.Mutex
	file      []byte
	statement signing.Statement
	key       ed25519.PrivateKey
	served    int64         // bytes of the file
	requests  int           // for the file
	cut       func(int) int // after how many bytes the n-th answer breaks off; nil: never
	spoil     func(w http.ResponseWriter, r *http.Request) bool
	chunk     func(sent int64) // is told of each piece
}

func newUpstream(t *testing.T, revision int64) *upstream {
	u := &upstream{key: private}
	u.set(directoryFile(revision, 40))
	u.Server = httptest.NewServer(u)
	t.Cleanup(u.Close)
	return u
}

// directoryFile is an export with so many initiatives.
func directoryFile(revision int64, initiatives int) ([]byte, int64) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"directory\":{\"source\":\"A <directory>\",\"revision\":%d,\"updatedAt\":\"2026-11-25T00:00:00Z\",\"licence\":\"CC-BY-4.0\",\"warnings\":[\"Check & call\"]},\n\"organizations\":[", revision)
	for n := range 5 {
		fmt.Fprintf(&b, "%s{\"id\":\"o%d\",\"names\":[{\"value\":\"Organization %d\"}]}", comma(n), n, n)
	}
	b.WriteString("],\n\"initiatives\":[")
	countries := []string{"MD", "KE", "FR"}
	for n := range initiatives {
		fmt.Fprintf(&b, "%s\n{\"id\":\"i%d\",\"countries\":[%q],\"organizations\":[{\"organization\":\"o%d\"}],\"hotlines\":[{\"countries\":[%q],\"operator\":\"o4\"}],\"campaigns\":[{\"hotlines\":[\"h%[2]d\"]}],\"text\":%[6]q}",
			comma(n), n, countries[n%3], n%3, countries[n%2], strings.Repeat(fmt.Sprint(revision, n), 200))
	}
	b.WriteString("]}\n")
	return b.Bytes(), revision
}

func comma(n int) string {
	if n == 0 {
		return ""
	}
	return ","
}

func (u *upstream) set(file []byte, revision int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.file = file
	u.statement = signing.Statement{Name: File, Revision: revision, Length: int64(len(file)), SHA256: sha256.Sum256(file)}
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	file, signed, spoil := u.file, sign(&u.statement, u.key), u.spoil
	u.mu.Unlock()
	if spoil != nil && spoil(w, r) {
		return
	}
	switch r.URL.Path {
	case "/export/" + signatureFile:
		_, _ = w.Write(signed)
	case "/export/" + File:
		u.mu.Lock()
		u.requests++
		left := -1
		if u.cut != nil {
			left = u.cut(u.requests)
		}
		u.mu.Unlock()
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(file)))
		http.ServeContent(&counted{w, u, left}, r, File, time.Time{}, bytes.NewReader(file))
	default:
		http.NotFound(w, r)
	}
}

// counted counts and breaks off.
type counted struct {
	http.ResponseWriter
	u    *upstream
	left int
}

func (c *counted) Write(p []byte) (int, error) {
	for piece := range slices.Chunk(p, 4<<10) {
		if c.left >= 0 && len(piece) >= c.left {
			_, _ = c.ResponseWriter.Write(piece[:c.left])
			_ = http.NewResponseController(c.ResponseWriter).Flush()
			panic(http.ErrAbortHandler)
		}
		c.left -= len(piece)
		if _, err := c.ResponseWriter.Write(piece); err != nil {
			return 0, err
		}
		c.u.mu.Lock()
		c.u.served += int64(len(piece))
		served, chunk := c.u.served, c.u.chunk
		c.u.mu.Unlock()
		if chunk != nil {
			_ = http.NewResponseController(c.ResponseWriter).Flush()
			chunk(served)
		}
	}
	return len(p), nil
}

func (u *upstream) mirror(dir string) *Mirror {
	return New(Options{Source: u.URL + "/export", Dir: dir, Client: u.Client(), Verify: verify})
}

// tree gives what a copy holds, by name.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	root, err := filepath.EvalSymlinks(filepath.Join(dir, Current))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(root, path)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// whole fails unless the copy in a folder is all of one edition, and gives its revision; 0 when there is none.
func whole(t testing.TB, dir string) int64 {
	t.Helper()
	files := tree(t, dir)
	if files == nil {
		return 0
	}
	s, err := verify([]byte(files[signatureFile]))
	if err != nil {
		t.Fatalf("the signature of the copy: %v", err)
	}
	if sum := sha256.Sum256([]byte(files[File])); sum != s.SHA256 || int64(len(files[File])) != s.Length {
		t.Fatalf("%s is not what was signed", File)
	}
	for _, code := range []string{"FR", "KE", "MD"} {
		var c struct {
			Directory struct{ Revision int64 }
		}
		if err := json.Unmarshal([]byte(files["countries/"+code+".json"]), &c); err != nil || c.Directory.Revision != s.Revision {
			t.Fatalf("%s: %v, revision %d", code, err, c.Directory.Revision)
		}
	}
	list := files["index.html"]
	if files[FilesPage] != "" {
		list = files[FilesPage]
	}
	if !strings.Contains(list, "countries/MD.json") || !strings.Contains(files[File+".sha256"], fmt.Sprintf("%x", s.SHA256)) {
		t.Fatalf("the index or the digest is not there: %q", files["index.html"])
	}
	return s.Revision
}
