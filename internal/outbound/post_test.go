package outbound

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// local is a client for servers of a test.
func local(t *testing.T, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{HTTP: true, AnyPort: true, Loopback: true}
	for _, f := range change {
		f(&o)
	}
	c := New(o)
	t.Cleanup(c.Close)
	return c
}

func impatient(o *Options) {
	o.Answer, o.Stall, o.Download = 50*time.Millisecond, 50*time.Millisecond, 10*time.Second
}

// patience is short where a test waits for the end of it.
func patience(words string) func(*Options) {
	if words == wordsTime {
		return impatient
	}
	return func(*Options) {}
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// speak answers every connection with these bytes, whatever was asked, and leaves it open.
func speak(t *testing.T, text string) (address string) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					_, _ = io.WriteString(conn, text)
				}
				_, _ = io.Copy(io.Discard, conn)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

func want(t *testing.T, err error, class Class, words string) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Class != class || e.Error() != words {
		t.Fatalf("got %v, want class %d: %s", err, class, words)
	}
}

func TestPostSendsWhatItIsGivenAndItsOwnName(t *testing.T) {
	type request struct {
		Method, Path, Body string
		Header             http.Header
	}
	got := make(chan request, 1)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- request{r.Method, r.RequestURI, string(body), r.Header}
		w.WriteHeader(http.StatusAccepted)
	})
	status, err := local(t).Post(t.Context(), s.URL+"/hook?key=1#part", http.Header{"Webhook-Id": {"a"}, "User-Agent": {"other"}}, []byte("{}"))
	if status != http.StatusAccepted || err != nil {
		t.Fatal(status, err)
	}
	if diff := cmp.Diff(request{http.MethodPost, "/hook?key=1", "{}", http.Header{
		"Webhook-Id": {"a"}, "User-Agent": {userAgent}, "Accept-Encoding": {"identity"}, "Content-Length": {"2"},
	}}, <-got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPostTellsTheStatus(t *testing.T) {
	for status, retry := range map[int]string{200: "", 204: "", 299: "", 300: "", 302: "", 400: "", 410: "", 429: "120", 500: "", 503: "99999999999999999999"} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if retry != "" {
				w.Header().Set("Retry-After", retry)
			}
			w.WriteHeader(status)
		})
		got, err := local(t).Post(t.Context(), s.URL, nil, nil)
		if got != status || (err == nil) != (status < 300) {
			t.Errorf("%d: %d %v", status, got, err)
		}
		if err == nil {
			continue
		}
		e, ok := errors.AsType[*Error](err)
		after := map[int]time.Duration{429: 2 * time.Minute, 503: 24 * time.Hour}[status]
		if !ok || e.Class != Status || e.Status != status || e.RetryAfter != after {
			t.Errorf("%d: %#v", status, err)
		}
	}
}

func TestPostFollowsNoRedirect(t *testing.T) {
	var followed atomic.Bool
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/there" {
			followed.Store(true)
		}
		http.Redirect(w, r, "/there", http.StatusTemporaryRedirect)
	})
	status, err := local(t).Post(t.Context(), s.URL, nil, []byte("x"))
	want(t, err, Status, "the server answered with status 307")
	if status != 307 || followed.Load() {
		t.Errorf("status %d, followed %v", status, followed.Load())
	}
}

func TestPostIsNotHeldUp(t *testing.T) {
	for name, c := range map[string]struct {
		answer, words string
		status        int
	}{
		"no answer":           {"", wordsTime, 0},
		"half a status line":  {"HTTP/1.1 20", wordsTime, 0},
		"half the headers":    {"HTTP/1.1 200 OK\r\nA: b\r\n", wordsTime, 0},
		"interim answers":     {strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 4), wordsTime, 0},
		"endless interim":     {strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 10_000), wordsConnection, 0},
		"endless headers":     {"HTTP/1.1 200 OK\r\n" + strings.Repeat("A: bbbbbbbbbbbbbbbbbbbbbbbbb\r\n", 10_000), wordsConnection, 0},
		"one endless header":  {"HTTP/1.1 200 OK\r\nA: " + strings.Repeat("b", 1<<20), wordsConnection, 0},
		"a body that is slow": {"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx", "", 200},
		"a body without end":  {"HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("x", 1<<20), "", 200},
		"not HTTP":            {"SSH-2.0-SECRET\r\n", wordsConnection, 0},
		"a strange status":    {"HTTP/1.1 SECRET\r\n\r\n", wordsConnection, 0},
		"another protocol":    {"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: SECRET\r\n\r\n", "the server answered with status 101", 101},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, err := local(t, patience(c.words)).Post(t.Context(), speak(t, c.answer), nil, []byte("x"))
			if status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			if c.words == "" && err != nil || c.words != "" && (err == nil || err.Error() != c.words) {
				t.Errorf("%v, want %q", err, c.words)
			}
		})
	}
}

func TestAConnectionThatFailsIsToldInOurWords(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := local(t).Post(t.Context(), s.URL, nil, nil)
	want(t, err, NoAnswer, wordsConnection)
	// The port of a server that is closed may be somebody else's a moment later. At this one nobody listens.
	_, err = local(t).Post(t.Context(), "http://127.0.0.1:1/", nil, nil)
	want(t, err, NoAnswer, wordsConnection)
}

func TestCertificatesAreChecked(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	trusting := func(o *Options) { o.RootCAs, o.Resolver = roots, here(t) }

	if _, err := local(t, trusting).Post(t.Context(), named(t, s, "example.com"), nil, nil); err != nil {
		t.Errorf("a valid certificate: %v", err)
	}
	_, err := local(t, trusting).Post(t.Context(), named(t, s, "partner.example"), nil, nil)
	want(t, err, NoAnswer, wordsCertificate)
	_, err = local(t).Post(t.Context(), s.URL, nil, nil)
	want(t, err, NoAnswer, wordsCertificate)
}

func TestTheCallersOwnEndIsTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := local(t).Post(ctx, s.URL, nil, nil)
	want(t, err, NoAnswer, wordsStopped)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v does not wrap the cancellation", err)
	}
}

// TestNoProxyIsTakenFromTheEnvironment calls from a process of its own, since net/http reads the environment
// once only.
func TestNoProxyIsTakenFromTheEnvironment(t *testing.T) {
	const partner = "TEST_PARTNER"
	if address := os.Getenv(partner); address != "" {
		c := local(t, func(o *Options) { o.Resolver = here(t) })
		if _, err := c.Post(t.Context(), address, nil, nil); err != nil {
			t.Error(err)
		}
		return
	}
	var asked, called atomic.Bool
	proxy := serve(t, func(http.ResponseWriter, *http.Request) { asked.Store(true) })
	s := serve(t, func(http.ResponseWriter, *http.Request) { called.Store(true) })
	self := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$") //nolint:gosec // this very test
	self.Env = append(os.Environ(), "HTTP_PROXY="+proxy.URL, "HTTPS_PROXY="+proxy.URL, "NO_PROXY=", "no_proxy=", partner+"="+named(t, s, "partner.example"))
	if out, err := self.CombinedOutput(); err != nil || asked.Load() || !called.Load() {
		t.Errorf("%v; the proxy was asked: %v\n%s", err, asked.Load(), out)
	}
}

func TestErrorsNameNoAddress(t *testing.T) {
	c := local(t, impatient, func(o *Options) { o.Resolver = here(t) })
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/SECRET\x7f%zz")
		w.WriteHeader(http.StatusFound)
	})
	for _, address := range []string{
		named(t, s, "secret.example"), speakNamed(t, "HTTP/1.1 200 SECRET\r\nSECRET\r\n\r\n"), speakNamed(t, "HTTP/1.1 500 SECRET\r\n\r\nSECRET"),
		"https://secret.example:1/", "ftp://secret.example", "https://127.0.0.1:1/secret",
	} {
		for range 2 {
			_, err := c.Post(t.Context(), address, nil, nil)
			_, gone := c.Get(t.Context(), address, "", 10)
			for _, err := range []error{err, gone} {
				if err == nil {
					t.Errorf("%s: no error", address)
				} else if s := strings.ToLower(err.Error()); strings.Contains(s, "secret") || strings.Contains(s, "127.0.0.1") {
					t.Errorf("%s: %v", address, err)
				}
			}
		}
	}
}

func speakNamed(t *testing.T, text string) string {
	return strings.Replace(speak(t, text), "127.0.0.1", "secret.example", 1)
}

func FuzzHeadersOfAnswers(f *testing.F) {
	for _, s := range []string{`W/"a"`, `"a"`, `"`, `""`, "120", "-1", "99999999999999999999999", "text/csv; charset=utf-8", "Wed, 21 Oct 2026 07:28:00 GMT"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if tag := keepableTag(s); tag != "" && (tag != s || len(tag) > maxETag || strings.ContainsAny(tag, " \r\n\x00\t")) {
			t.Errorf("tag %q", tag)
		}
		if d := parseRetryAfter(s); d < 0 || d > 24*time.Hour {
			t.Errorf("%q is %s", s, d)
		}
		if m := mediaType(s); len(m) > 100 || strings.Contains(m, ";") {
			t.Errorf("media type %q", m)
		}
	})
}
