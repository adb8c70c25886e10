package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// signingKey writes a key of tests only into a file.
func signingKey(t *testing.T, seed byte) (file string, public []byte) {
	t.Helper()
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	if der, err = x509.MarshalPKIXPublicKey(private.Public()); err != nil {
		t.Fatal(err)
	}
	return file, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

func TestMirrorKeepsAVerifiedCopy(t *testing.T) {
	key, _ := signingKey(t, 1)
	_, other := signingKey(t, 2)
	s := start(t, "--data-dir="+t.TempDir(), "--signing-key-file="+key)
	base, dir := strings.TrimSuffix(s.url, "/graphql"), t.TempDir()
	otherFile := filepath.Join(t.TempDir(), "other.pem")
	if err := os.WriteFile(otherFile, other, 0o600); err != nil {
		t.Fatal(err)
	}
	mirrored := func(args ...string) (code int, said string) {
		var out, errs bytes.Buffer
		if raced { // fifteen hundred pages take long then
			args = append(args, "--no-pages")
		}
		code = run(append([]string{"mirror", base, "--out=" + dir}, args...), &out, &errs)
		return code, out.String() + errs.String()
	}
	if code, said := mirrored(); code != exitFine || !strings.Contains(said, "is trusted from now on") || !strings.Contains(said, "Revision") {
		t.Fatalf("%d: %s", code, said)
	}
	country, err := os.ReadFile(filepath.Join(dir, "current", "countries", "MD.json"))
	if err != nil || !strings.Contains(string(country), "+373") {
		t.Errorf("Moldova: %v, %d bytes", err, len(country))
	}
	for name, want := range map[string]string{
		"index.html": `href="ar/index.html"`, "en/index.html": `href="MD.html"`, "ar/MD.html": "tel:", "files.html": "countries/MD.json",
		"en/MD.html": `<a href="` + base + `/" rel="noreferrer">`,
	} {
		if page, err := os.ReadFile(filepath.Join(dir, "current", name)); !raced && (err != nil || !strings.Contains(string(page), want)) {
			t.Errorf("%s lacks %s: %v", name, want, err)
		}
	}
	if code, said := mirrored(); code != exitFine || !strings.Contains(said, "is current") || strings.Contains(said, "trusted") {
		t.Errorf("again: %d: %s", code, said)
	}
	if code, said := mirrored("--key=" + otherFile); code != exitProblem || !strings.Contains(said, "another key") {
		t.Errorf("with another key: %d: %s", code, said)
	}
	if _, err := os.Stat(filepath.Join(dir, "current", "directory.json")); err != nil {
		t.Error("the copy is gone")
	}
}

func TestMirrorNeedsAServerThatSigns(t *testing.T) {
	s := start(t, "--data-dir="+t.TempDir(), "--no-founding")
	for address, want := range map[string]string{
		strings.TrimSuffix(s.url, "/graphql"): "signs nothing",
		"http://192.0.2.1":                    "without encryption",
		"directory.example":                   "not the address of a server",
	} {
		var out, errs bytes.Buffer
		if code := run([]string{"mirror", address, "--out=" + t.TempDir()}, &out, &errs); code != exitProblem || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: %d: %s", address, code, &errs)
		}
	}
}
