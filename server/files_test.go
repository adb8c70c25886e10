package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/signing"
)

// newKey makes a key for a test and gives the file that holds it.
func newKey(t *testing.T) string {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestFilesAreServedAndTakenBack takes an export of a running server, verifies its signature, and imports it into
// an empty directory, whose export is the same then.
func TestFilesAreServedAndTakenBack(t *testing.T) {
	first := start(t, "--data-dir="+t.TempDir(), "--signing-key-file="+newKey(t))
	base := strings.TrimSuffix(first.url, "/graphql")
	fetch := func(base, path string) []byte {
		t.Helper()
		status, body := get(t, base+path)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, status, body)
		}
		return []byte(body)
	}
	file := fetch(base, "/export/directory.json")
	public, err := signing.ParsePublicKey(fetch(base, "/.well-known/blueheart-key"))
	if err != nil {
		t.Fatal(err)
	}
	statement, err := signing.Verify(public, fetch(base, "/export/directory.json.sig"))
	if err != nil || statement.SHA256 != sha256.Sum256(file) || statement.Length != int64(len(file)) || statement.Name != "directory.json" {
		t.Errorf("%v %+v", err, statement)
	}
	if !bytes.Contains(file, []byte("No entry has been verified")) {
		t.Error("the founding data are exported without their warnings")
	}
	for path, want := range map[string]int{
		"/export/": 200, "/export/directory.vcf?country=MD": 200, "/export/directory.csv?country=nowhere": 400, "/export/x": 404,
		"/hsds/": 200, "/hsds/services?per_page=1": 200, "/hsds/services?page=0": 400, "/hsds/x": 404,
	} {
		if status, body := get(t, base+path); status != want {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}

	saved, data := filepath.Join(t.TempDir(), "directory.json"), t.TempDir()
	if err := os.WriteFile(saved, file, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	if code := run([]string{"import", saved, "--data-dir=" + data, "--no-founding"}, &out, &errs); code != exitFine {
		t.Fatalf("import: %d %s %s", code, out.String(), errs.String())
	}
	second := start(t, "--data-dir="+data, "--no-founding")
	again := fetch(strings.TrimSuffix(second.url, "/graphql"), "/export/directory.json")
	// An import is a change, so each record has a time of its own there.
	changed := regexp.MustCompile(`,"updatedAt":"[^"]*"`)
	var one, two struct{ Organizations, Initiatives json.RawMessage }
	if err := json.Unmarshal(changed.ReplaceAll(file, nil), &one); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(changed.ReplaceAll(again, nil), &two); err != nil {
		t.Fatal(err)
	}
	if len(one.Initiatives) == 0 || !bytes.Equal(one.Organizations, two.Organizations) || !bytes.Equal(one.Initiatives, two.Initiatives) {
		t.Error("the directory that was imported is not the one that was exported")
	}
	if status, body := get(t, strings.TrimSuffix(second.url, "/graphql")+"/export/directory.json.sig"); status != http.StatusNotFound || !strings.Contains(body, "BLUEHEART_SIGNING_KEY_FILE") {
		t.Errorf("without a key: %d %s", status, body)
	}
}

// TestMaxAgeHoldsForFilesToo asks what caches are told.
func TestMaxAgeHoldsForFilesToo(t *testing.T) {
	s := start(t, "--data-dir="+t.TempDir(), "--max-age=7s")
	base := strings.TrimSuffix(s.url, "/graphql")
	for _, path := range []string{"/graphql?query=%7Bdirectory%7Brevision%7D%7D", "/export/", "/hsds/services"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if got := answer.Header.Get("Cache-Control"); !strings.HasPrefix(got, "public, max-age=7,") {
			t.Errorf("%s: %d %s", path, answer.StatusCode, got)
		}
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestSigningKeysThatCannotBeUsed(t *testing.T) {
	for name, flag := range map[string]string{"words": "--signing-key=swordfish", "no file": "--signing-key-file=missing"} {
		if _, err := parseConfig(t, flag); err == nil || !strings.Contains(err.Error(), "BLUEHEART_SIGNING_KEY") || strings.Contains(err.Error(), "swordfish") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
