package mirror

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/export"
	"github.com/blueheart-federation/api/internal/signing"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// noon is when the records of the tests are of, and today when the tests begin: the clock of a server sets deadlines
// on real connections too, which must lie ahead.
var (
	noon  = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	today = noon.AddDate(50, 0, 0)
)

// served is a directory with the exports that a server has of it. It is safe for concurrent use.
type served struct {
	*httptest.Server
	exports *export.Handler

	mu       sync.Mutex
	snapshot *snapshot.Snapshot
	today    time.Time
	versions map[directory.ID]int64
	asked    map[string]int   // answers, by name
	sent     map[string]int64 // bytes of them
	cut      func() int       // after how many bytes an answer with the file breaks off; nil or below 0: never
	spoil    func(w http.ResponseWriter, r *http.Request) bool
}

func newServed(t testing.TB, records ...any) *served {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(servedKey)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := signing.New(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	if err != nil {
		t.Fatal(err)
	}
	s := &served{today: today, versions: map[directory.ID]int64{}}
	s.forget()
	s.snapshot = snapshot.Build(s.entries(records), 1, noon, directory.DefaultThresholds)
	s.exports = export.NewHandler(export.Options{
		Source: func() *export.Source {
			s.mu.Lock()
			defer s.mu.Unlock()
			return &export.Source{Snapshot: s.snapshot, Revision: fmt.Sprint(s.snapshot.Revision), Licence: "CC-BY-4.0", Attribution: "A <directory>", Warnings: []string{"Check & call"}}
		},
		Now:    func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.today },
		Charge: func(http.ResponseWriter, *http.Request, int) bool { return true },
		Refuse: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), http.StatusNotFound)
		},
		Signer: signer,
	})
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// made are the records of a synthetic directory.
func made(initiatives int, seed uint64) []any {
	var records []any
	for o, in := range synthetic.Directory(initiatives, seed, noon) {
		if o != nil {
			records = append(records, o)
		}
		records = append(records, in)
	}
	return records
}

// entries stores the next version of records.
func (s *served) entries(records []any) []*snapshot.Entry {
	var all []*snapshot.Entry
	for _, r := range records {
		kind, id := document.KindOrganization, directory.ID("")
		switch r := r.(type) {
		case *directory.Organization:
			id = r.ID
		case *directory.Initiative:
			kind, id = document.KindInitiative, r.ID
		}
		s.versions[id]++
		at := noon.Add(time.Duration(s.versions[id]) * time.Minute)
		all = append(all, snapshot.Prepare(document.Record{
			ID: string(id), Kind: kind, Version: s.versions[id], UpdatedAt: at,
			Content: document.Content{State: "PUBLISHED", Public: document.Encode(r), PublishedAt: at},
		}))
	}
	return all
}

// publish makes the next revision of the directory, with some records new or changed, and one gone that was of a
// kind: "" for none.
func (s *served) publish(gone directory.ID, kind document.Kind, records ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := s.entries(records)
	if gone != "" {
		s.versions[gone]++
		changed = append(changed, snapshot.Prepare(document.Record{
			ID: string(gone), Kind: kind, Version: s.versions[gone], UpdatedAt: noon,
			Content: document.Content{State: "RETIRED", PublishedAt: noon},
		}))
	}
	s.snapshot = s.snapshot.Update(changed, nil, s.snapshot.Revision+1, noon)
}

// forget begins to count anew.
func (s *served) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.sent = map[string]int{}, map[string]int64{}
}

func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := filepath.Base(r.URL.Path)
	s.mu.Lock()
	s.asked[name]++
	left := -1
	if s.cut != nil && name == File {
		left = s.cut()
	}
	spoil := s.spoil
	s.mu.Unlock()
	if spoil != nil && spoil(w, r) {
		return
	}
	s.exports.ServeHTTP(&metered{w, s, name, left}, r)
}

// metered counts what is sent, and breaks off.
type metered struct {
	http.ResponseWriter
	s    *served
	name string
	left int
}

func (m *metered) Unwrap() http.ResponseWriter { return m.ResponseWriter }

func (m *metered) Write(p []byte) (int, error) {
	broken := m.left >= 0 && len(p) > m.left
	if broken {
		p = p[:m.left]
	}
	m.left -= len(p)
	n, err := m.ResponseWriter.Write(p)
	m.s.mu.Lock()
	m.s.sent[m.name] += int64(n)
	m.s.mu.Unlock()
	if broken {
		_ = http.NewResponseController(m.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, err
}

// file is what the server has now.
func (s *served) file() []byte {
	w := httptest.NewRecorder()
	s.exports.ServeHTTP(w, httptest.NewRequest(http.MethodGet, export.Prefix+File, http.NoBody))
	return w.Body.Bytes()
}

func (s *served) mirror(dir string) *Mirror {
	return New(Options{Source: s.URL + export.Prefix, Dir: dir, Client: s.Client(), Verify: verifyServed})
}

// servedKey signs the files of all served directories.
var servedKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, ed25519.SeedSize))

func verifyServed(signed []byte) (*signing.Statement, error) {
	return signing.Verify(servedKey.Public().(ed25519.PublicKey), signed)
}

// copied is the file in the copy.
func copied(t testing.TB, dir string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(dir, Current, File))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestRealServerIsGoneOnFrom cuts each answer of a server at another place.
func TestRealServerIsGoneOnFrom(t *testing.T) {
	s, dir := newServed(t, made(40, 1)...), t.TempDir()
	length := len(s.file())
	chance, cuts := rand.New(rand.NewPCG(7, 8)), 0
	s.cut = func() int {
		if cuts++; cuts > 12 {
			return -1
		}
		return chance.IntN(length / 12)
	}
	m, failed := s.mirror(dir), 0
	for {
		_, err := m.Sync(t.Context())
		if err == nil {
			break
		}
		if failed++; failed > 20 {
			t.Fatal(err)
		}
		if _, err := os.Lstat(filepath.Join(dir, Current)); err == nil {
			t.Fatal("half a file is served")
		}
	}
	if !bytes.Equal(copied(t, dir), s.file()) || failed != 12 {
		t.Errorf("another file, or %d failures", failed)
	}
	s.mu.Lock() // the last answer may still be counted
	defer s.mu.Unlock()
	if sent := s.sent[File]; sent > int64(length) {
		t.Errorf("%d bytes were sent of a file of %d", sent, length)
	}
}

// without makes a server as it was before there were deltas.
func without(w http.ResponseWriter, r *http.Request) bool {
	is := filepath.Base(r.URL.Path) == deltaFile
	if is {
		http.NotFound(w, r)
	}
	return is
}

// TestRevisionsBetweenThePieces publishes at random while a copy is fetched in pieces: it is of one revision.
func TestRevisionsBetweenThePieces(t *testing.T) {
	records := made(40, 1)
	s, dir := newServed(t, records...), t.TempDir()
	length := len(s.file())
	s.spoil = without
	chance, cuts := rand.New(rand.NewPCG(9, 10)), 0
	s.cut = func() int {
		if cuts++; cuts > 20 {
			return -1
		}
		return chance.IntN(length / 2)
	}
	m := s.mirror(dir)
	for copies := 0; ; {
		out, err := m.Sync(t.Context())
		if err == nil {
			copies++
			if !bytes.Equal(copied(t, dir), s.file()) {
				t.Fatal("the copy is not what the server has")
			}
			if cuts > 20 && out.Revision == s.snapshot.Revision && copies > 1 {
				break
			}
		}
		if cuts <= 20 && chance.IntN(3) == 0 {
			in := records[1+chance.IntN(2)].(*directory.Initiative)
			in.Notes = []directory.Text{{Value: fmt.Sprint("Changed after ", cuts, " cuts."), Language: "en"}}
			s.publish("", "", in)
		}
	}
}
