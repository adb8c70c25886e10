package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	today := func() string { return time.Now().UTC().Format(time.DateOnly) }
	day := today()
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
	code, said := mirrored()
	if day != today() { // pages are made anew each day
		code, said = mirrored()
	}
	if code != exitFine || !strings.Contains(said, "is current") || strings.Contains(said, "trusted") {
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
		"https://directory.example/?a=b":      "not the address of a server",
	} {
		var out, errs bytes.Buffer
		if code := run([]string{"mirror", address, "--out=" + t.TempDir()}, &out, &errs); code != exitProblem || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: %d: %s", address, code, &errs)
		}
	}
}

// TestPagesDoNotTellHowAMirrorIsLetIn: its pages lead everybody to the address from which it copies.
func TestPagesDoNotTellHowAMirrorIsLetIn(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://directory.example":          "https://directory.example/",
		"https://directory.example/of/us/":   "https://directory.example/of/us/",
		"https://directory.example:8443/all": "https://directory.example:8443/all/",
	} {
		for _, who := range []*url.Userinfo{nil, url.User("mirror"), url.UserPassword("mirror", "of tests only")} {
			from, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			from.User = who
			if got := shownAddress(from); got != want || from.User != who {
				t.Errorf("%s is shown as %s", from.Redacted(), got)
			}
		}
	}
}

// TestTheFirstKeyIsKeptWholeOrNot: one that is half written would end every later start.
func TestTheFirstKeyIsKeptWholeOrNot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, public := signingKey(t, 1)
	path := filepath.Join(dir, trustedKey)
	if err := keepKey(path, public); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(kept, public) {
		t.Errorf("%q, %v", kept, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v, %v: a server from the copy may run as somebody else", info, err)
	}
	inTheWay := filepath.Join(dir, "taken", trustedKey)
	if err := os.MkdirAll(filepath.Join(inTheWay, "by a folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := keepKey(inTheWay, public); err == nil {
		t.Error("a folder has become a key")
	}
	if left, err := os.ReadDir(filepath.Dir(inTheWay)); err != nil || len(left) != 1 {
		t.Errorf("%v, %v are left", left, err)
	}
}

// TestWhatTheNextLookMayMend divides what a mirror that goes on waits out from what its operator must change.
func TestWhatTheNextLookMayMend(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "broken.pem")
	if err := os.WriteFile(broken, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		address, key string
		ends         bool
	}{
		"a server that is not up yet": {"http://127.0.0.1:1", "", false},
		"a key without encryption":    {"http://192.0.2.1", "", true},
		"a key that is not there":     {"http://127.0.0.1:1", broken + "x", true},
		"a file that is not a key":    {"http://127.0.0.1:1", broken, true},
	} {
		from, err := url.Parse(c.address)
		if err != nil {
			t.Fatal(err)
		}
		k := &mirrorCommand{URL: c.address, Out: t.TempDir(), Key: c.key}
		if _, err := k.mirror(&console{Context: t.Context()}, from, http.DefaultClient); err == nil || errors.Is(err, errSettings) != c.ends {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRedirectsStayEncrypted follows none that would let somebody in between put a key of their own.
func TestRedirectsStayEncrypted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		follows  bool
	}{
		{"https://a.example/x", "https://b.example/x", true},
		{"http://a.example/x", "https://b.example/x", true},
		{"http://a.example/x", "http://b.example/x", true},
		{"https://a.example/x", "http://a.example/x", false},
	} {
		to := httptest.NewRequest(http.MethodGet, c.to, http.NoBody)
		via := []*http.Request{httptest.NewRequest(http.MethodGet, c.from, http.NoBody)}
		if err := stayEncrypted(to, via); (err == nil) != c.follows {
			t.Errorf("%s to %s: %v", c.from, c.to, err)
		}
		if stayEncrypted(to, make([]*http.Request, mostRedirects)) == nil {
			t.Error("redirects without end are followed")
		}
	}
}

// TestStalledDownloadsEnd asks a server that falls silent in the middle of an answer.
func TestStalledDownloadsEnd(t *testing.T) {
	t.Parallel()
	silent := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("so far"))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	defer silent.Close()
	client := mirrorClient(100 * time.Millisecond)
	defer client.CloseIdleConnections()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, silent.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		return // the machine is so slow that even this took longer
	}
	defer answer.Body.Close() //nolint:errcheck // it was read, or is given up
	if _, err := io.ReadAll(answer.Body); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}
