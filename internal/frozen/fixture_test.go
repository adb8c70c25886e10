package frozen

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/export"
	"github.com/blueheart-federation/api/internal/signing"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// signer signs with a key of tests only; the same seed makes the same one.
func signer(t testing.TB, seed byte) (*signing.Signer, ed25519.PublicKey) {
	t.Helper()
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	s, err := signing.New(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	if err != nil {
		t.Fatal(err)
	}
	return s, private.Public().(ed25519.PublicKey)
}

// founded is the directory that the founding data make.
var founded = sync.OnceValue(func() *snapshot.Snapshot { return testkit.Founding(now) })

// register is it at a revision. No test runs beside another.
func register(revision int64) *snapshot.Snapshot {
	s := founded()
	s.Revision = revision
	return s
}

// exportedAs gives the export of a snapshot.
func exportedAs(t testing.TB, s *snapshot.Snapshot, filter export.Filter) []byte {
	t.Helper()
	var b bytes.Buffer
	e := &export.Edition{
		Source: export.Source{Snapshot: s, Licence: "CC-BY-4.0", Attribution: "A directory", Warnings: []string{"Check"}},
		Filter: filter, Day: directory.Date(now.Format(time.DateOnly)), Updated: now,
	}
	if err := export.Lookup(exported).Write(&b, e); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tiny is a file without a record.
func tiny(revision int64) []byte {
	return []byte(`{"directory":{"source":"A directory","revision":` + strconv.FormatInt(revision, 10) + `,"licence":"CC-BY-4.0","warnings":[]},"organizations":[],"initiatives":[]}`)
}

// folder holds a copy as a test puts it there.
type folder struct {
	testing.TB
	dir string
}

func newFolder(t testing.TB) folder { return folder{t, t.TempDir()} }

func (f folder) file() string { return filepath.Join(f.dir, exported) }

// put signs a file and puts both there.
func (f folder) put(file []byte, revision int64) {
	f.Helper()
	s, _ := signer(f, 1)
	f.write(file, s.Sign(&signing.Statement{Name: exported, Revision: revision, Length: int64(len(file)), SHA256: sha256.Sum256(file)}))
}

func (f folder) write(file, signed []byte) {
	f.Helper()
	for name, data := range map[string][]byte{exported: file, exported + Signature: signed} {
		// Beside it first: what is open must not be written over.
		beside := filepath.Join(f.dir, ".new")
		if err := os.WriteFile(beside, data, 0o600); err != nil {
			f.Fatal(err)
		}
		if err := os.Rename(beside, filepath.Join(f.dir, name)); err != nil {
			f.Fatal(err)
		}
	}
}

// open opens the copy until the test ends.
func (f folder) open() *Store {
	f.Helper()
	_, public := signer(f, 1)
	s, err := Open(f.Context(), Options{File: f.file(), Key: public})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := s.Close(f.Context()); err != nil {
			f.Error(err)
		}
	})
	return s
}
