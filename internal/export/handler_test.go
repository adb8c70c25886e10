package export

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/signing"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// house is a handler and what it did.
type house struct {
	*Handler
	source *Source
	spent  int
	broke  bool // the client has no budget left
	today  time.Time
}

func newHouse(t testing.TB, s *snapshot.Snapshot, signed bool) *house {
	t.Helper()
	h := &house{source: &Source{Snapshot: s, Revision: "1-test", Licence: "Apache-2.0", Attribution: "Blue Heart federation directory"}, today: noon}
	o := Options{
		Source: func() *Source { return h.source }, Now: func() time.Time { return h.today }, Concurrent: 1, Caching: "public, max-age=30",
		Charge: func(w http.ResponseWriter, _ *http.Request, cost int) bool {
			if h.broke {
				http.Error(w, "RATE_LIMITED", http.StatusTooManyRequests)
				return false
			}
			h.spent += cost
			return true
		},
		Refuse: func(w http.ResponseWriter, _ *http.Request, err error) {
			status := map[directory.Code]int{directory.InvalidInput: 400, directory.NotFound: 404, directory.Unavailable: 503}[directory.CodeOf(err)]
			http.Error(w, err.Error(), status)
		},
		Encode: func(r *http.Request) (string, func(io.Writer) io.WriteCloser) {
			if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				return "gzip", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
			}
			return "", nil
		},
	}
	if signed {
		der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)))
		if err != nil {
			t.Fatal(err)
		}
		if o.Signer, err = signing.New(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))); err != nil {
			t.Fatal(err)
		}
	}
	h.Handler = NewHandler(o)
	return h
}

func (h *house) ask(method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	if path == KeyPath {
		h.Key(w, r)
	} else {
		h.ServeHTTP(w, r)
	}
	return w
}

func (h *house) get(t testing.TB, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	w := h.ask(http.MethodGet, path, headers...)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w
}

func TestEveryListedFileIsThere(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), true)
	var l listing
	if err := json.Unmarshal(h.get(t, "/export/").Body.Bytes(), &l); err != nil {
		t.Fatal(err)
	}
	if len(l.Exports) != len(Formats) || l.Key != KeyPath || l.Directory.Revision != 1 || l.Directory.Licence != "Apache-2.0" || l.Directory.Warnings[0] != Notice || l.Cost != CostWhole {
		t.Errorf("%+v", l)
	}
	for _, x := range l.Exports {
		for _, url := range []string{x.URL, x.SHA256, x.Signature} {
			if w := h.get(t, url); w.Header().Get("ETag") == "" || !strings.HasPrefix(w.Header().Get("Cache-Control"), "public, max-age=30") {
				t.Errorf("%s: %v", url, w.Header())
			}
		}
	}
}

// TestEveryFileSaysOfWhenItIs looks for revision, licence, source and warning in each file.
func TestEveryFileSaysOfWhenItIs(t *testing.T) {
	for _, f := range Formats {
		file := written(t, f.Name, edition(foundingDirectory(), Filter{}))
		if f.Packed {
			file = unpacked(t, file)
		}
		for _, words := range []string{"UNVERIFIED", "Apache-2.0", "Blue Heart federation directory", "2026-11-24"} {
			if !bytes.Contains(file, []byte(words)) {
				t.Errorf("%s does not say %q", f.Name, words)
			}
		}
	}
}

func TestTags(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), false)
	const path = "/export/directory.json?country=MD"
	first := h.get(t, path)
	tag := first.Header().Get("ETag")
	if !strings.HasPrefix(tag, `"1-`) || first.Header().Get("Last-Modified") != "Tue, 24 Nov 2026 12:00:00 GMT" {
		t.Errorf("%v", first.Header())
	}
	h.spent = 0
	for _, held := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
		if w := h.ask(http.MethodGet, path, "If-None-Match", held); w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("ETag") != tag {
			t.Errorf("%s: %d", held, w.Code)
		}
	}
	if h.spent != 4*CostSmall {
		t.Errorf("four times nothing cost %d", h.spent)
	}
	same := h.get(t, "/export/directory.json?country=md,MD")
	if same.Header().Get("ETag") != tag || !bytes.Equal(same.Body.Bytes(), first.Body.Bytes()) {
		t.Error("the same filter in other words is another file")
	}
	seen := map[string]string{tag: path}
	for _, other := range []string{"/export/directory.json", "/export/directory.json?country=UA", "/export/directory.json?language=uk", "/export/directory.ndjson?country=MD"} {
		w := h.get(t, other)
		if before := seen[w.Header().Get("ETag")]; before != "" {
			t.Errorf("%s and %s have one tag", other, before)
		}
		seen[w.Header().Get("ETag")] = other
	}
	h.today = noon.AddDate(0, 0, 1)
	if w := h.get(t, path); w.Header().Get("ETag") != tag {
		t.Error("a day later, with the same consents, the tag is another")
	}
	h.today = noon.AddDate(0, 3, 0)
	if w := h.get(t, path); w.Header().Get("ETag") == tag || bytes.Equal(w.Body.Bytes(), first.Body.Bytes()) {
		t.Error("a consent has run out and the tag is the same")
	}
	h.today = noon
	h.source = &Source{Snapshot: h.source.Snapshot, Revision: "2-test", Licence: "Apache-2.0", Attribution: "x"}
	if w := h.get(t, path); w.Header().Get("ETag") == tag {
		t.Error("another revision has the same tag")
	}
}

func TestCompressedFilesHaveTagsOfTheirOwn(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), false)
	plain := h.get(t, "/export/directory.json")
	packed := h.get(t, "/export/directory.json", "Accept-Encoding", "gzip")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Header().Get("Vary") != "Accept-Encoding" || packed.Header().Get("ETag") == plain.Header().Get("ETag") || packed.Header().Get("Repr-Digest") != "" {
		t.Errorf("%v", packed.Header())
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, plain.Body.Bytes()) {
		t.Errorf("%v", err)
	}
	if w := h.get(t, "/export/hsds.zip", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a zip is compressed again")
	}
}

// TestDigestsAndSignaturesHold verifies what is published with nothing but the standard library, as
// .github/docs/exporting.md says.
func TestDigestsAndSignaturesHold(t *testing.T) {
	h := newHouse(t, foundingDirectory(), true)
	key := h.get(t, KeyPath)
	block, _ := pem.Decode(key.Body.Bytes())
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/export/directory.json", "/export/hsds.zip", "/export/directory.csv"} {
		h.spent = 0
		head := h.ask(http.MethodHead, path)
		if head.Code != http.StatusOK || head.Body.Len() > 0 || head.Header().Get("Repr-Digest") != "" {
			t.Errorf("%s: %d %v", path, head.Code, head.Header())
		}
		const query = "?country=UA,MD"
		signed, sum := h.get(t, path+".sig"+query), h.get(t, path+".sha256"+query)
		if h.spent != CostWhole+2*CostSmall {
			t.Errorf("%s: a digest and a signature cost %d", path, h.spent)
		}
		file := h.get(t, path+query)
		made := sha256.Sum256(file.Body.Bytes())
		name := strings.TrimPrefix(path, Prefix)
		if got := file.Header().Get("Repr-Digest"); got != "sha-256=:"+base64.StdEncoding.EncodeToString(made[:])+":" {
			t.Errorf("%s: Repr-Digest %s", path, got)
		}
		if got := file.Header().Get("Content-Length"); got != fmt.Sprint(file.Body.Len()) {
			t.Errorf("%s: Content-Length %s", path, got)
		}
		if got := sum.Body.String(); got != hex.EncodeToString(made[:])+"  "+name+"\n" {
			t.Errorf("%s: %s", path, got)
		}
		lines := strings.SplitAfter(signed.Body.String(), "\n")
		statement := strings.Join(lines[:5], "")
		want := fmt.Sprintf("blueheart-export-1\nname: %s?country=MD,UA\nrevision: 1\nlength: %d\nsha256: %x\n", name, file.Body.Len(), made)
		if statement != want {
			t.Errorf("%s: the statement is %s", path, statement)
		}
		signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(strings.TrimPrefix(lines[7], "signature: ")))
		if err != nil || !ed25519.Verify(parsed.(ed25519.PublicKey), []byte(statement), signature) {
			t.Errorf("%s: the signature is wrong: %v", path, err)
		}
	}
}

func TestWithoutAKeyNothingIsSigned(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), false)
	for _, path := range []string{"/export/directory.json.sig", KeyPath} {
		if w := h.ask(http.MethodGet, path); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "BLUEHEART_SIGNING_KEY_FILE") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if body := h.get(t, "/export/").Body.String(); strings.Contains(body, ".sig") || strings.Contains(body, KeyPath) {
		t.Error("signatures are listed")
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), true)
	for path, want := range map[string]int{
		"/export/nothing": 404, "/export/directory.json/": 404, "/export/directory.json.sig.sig": 404, "/export/.sig": 404, "/export/..%2fkey": 404,
		"/export/directory.json?country=evil": 400, "/export/directory.json.sha256?language=evil!": 400, "/export/hsds.zip.sig?x=evil": 400,
	} {
		w := h.ask(http.MethodGet, path)
		if w.Code != want || strings.Contains(w.Body.String(), "evil") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := h.ask(http.MethodPost, "/export/directory.json"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", w.Code)
	}
	h.broke = true
	for _, path := range []string{"/export/", "/export/directory.json", "/export/directory.json.sha256", "/export/hsds.json.sig", KeyPath} {
		if w := h.ask(http.MethodGet, path); w.Code != http.StatusTooManyRequests {
			t.Errorf("%s without a budget: %d", path, w.Code)
		}
	}
	h.source = nil
	if w := h.ask(http.MethodGet, "/export/"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("before the first snapshot: %d", w.Code)
	}
}

// gate is a client that takes its first bytes only when it is let.
type gate struct {
	*httptest.ResponseRecorder
	once    chan struct{}
	entered chan struct{}
}

func (g *gate) Write(b []byte) (int, error) {
	if g.entered != nil {
		close(g.entered)
		g.entered = nil
		<-g.once
	}
	return g.ResponseRecorder.Write(b)
}

func TestOnlySoManyAreWrittenAtOnce(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), true)
	slow := &gate{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	entered, done := slow.entered, make(chan struct{})
	go func() {
		defer close(done)
		h.ServeHTTP(slow, httptest.NewRequest(http.MethodGet, "/export/directory.json", http.NoBody))
	}()
	<-entered
	if w := h.ask(http.MethodGet, "/export/directory.csv"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("a second one while the only place is taken: %d", w.Code)
	}
	// Whoever reads slowly keeps no mirror from what says whether its copy is still right.
	for _, suffix := range []string{suffixDigest, suffixSignature} {
		if w := h.ask(http.MethodGet, "/export/directory.csv"+suffix); w.Code != http.StatusOK {
			t.Errorf("%s while the only place is taken: %d", suffix, w.Code)
		}
	}
	close(slow.once)
	<-done
	h.get(t, "/export/directory.csv")
}

// failing is a client that leaves after some bytes.
type failing struct {
	*httptest.ResponseRecorder
	left int
}

func (f *failing) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errors.New("gone")
	}
	return f.ResponseRecorder.Write(b)
}

// TestAFileThatBreaksOffIsCut ends the connection, so that no client takes a part for the whole, and remembers no
// digest of it.
func TestAFileThatBreaksOffIsCut(t *testing.T) {
	h := newHouse(t, foundingDirectory(), false)
	cut := func(w http.ResponseWriter, r *http.Request) {
		t.Helper()
		defer func() {
			if p := recover(); p != http.ErrAbortHandler { //nolint:errorlint // a panic's value
				t.Errorf("it ended with %v", p)
			}
		}()
		h.ServeHTTP(w, r)
	}
	for _, f := range Formats {
		r := httptest.NewRequest(http.MethodGet, Prefix+f.Name, http.NoBody)
		cut(&failing{httptest.NewRecorder(), 1000}, r)
		gone, leave := context.WithCancel(t.Context())
		leave()
		cut(httptest.NewRecorder(), r.WithContext(gone))
	}
	if len(h.digests.known) > 0 {
		t.Error("the digest of a part is remembered")
	}
	h.get(t, "/export/directory.json") // its place was given back
}

// TestSlowClientsAreNotWaitedForForEver moves the clock with each piece.
func TestSlowClientsAreNotWaitedForForEver(t *testing.T) {
	at := noon
	w := httptest.NewRecorder()
	p := &patient{
		w: w, to: http.NewResponseController(w), ctx: t.Context(), each: 30 * time.Second, end: noon.Add(10 * time.Minute),
		now: func() time.Time { at = at.Add(29 * time.Second); return at },
	}
	n, err := p.Write(make([]byte, 100*piece))
	if !errors.Is(err, errTooSlow) || n != 20*piece {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestDigestsAreBounded(t *testing.T) {
	var d digests
	for i := range 3 * mostDigests {
		d.put("1", fmt.Sprint(i), digest{length: int64(i)})
	}
	if len(d.known) > mostDigests {
		t.Errorf("%d are remembered", len(d.known))
	}
	d.put("2", "new", digest{})
	if len(d.known) != 1 {
		t.Error("those of another revision are remembered")
	}
}

// TestWhatAnswersVaryWith keeps what was said before about the pages that may read: a cache would else give an
// answer for one site to another.
func TestWhatAnswersVaryWith(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), true)
	for _, path := range []string{"/export/", "/export/directory.csv", "/export/directory.csv.sha256", "/export/directory.csv.sig", KeyPath} {
		for before, want := range map[string]string{"": "Accept-Encoding", "Origin": "Origin, Accept-Encoding"} {
			w := httptest.NewRecorder()
			if before != "" {
				w.Header().Set("Vary", before)
			}
			r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
			if path == KeyPath {
				h.Key(w, r)
			} else {
				h.ServeHTTP(w, r)
			}
			if got := w.Header().Values("Vary"); len(got) != 1 || got[0] != want {
				t.Errorf("%s after %q: %q, want %q", path, before, got, want)
			}
		}
	}
}
