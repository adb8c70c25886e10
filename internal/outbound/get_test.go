package outbound

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

func TestGetStreamsAndKeepsTheEntityTag(t *testing.T) {
	const text = "name;number\nÜber;116 006\n"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `W/"v1"`)
		w.Header().Set("Content-Type", "Text/CSV; charset=utf-8")
		if r.Header.Get("If-None-Match") == `W/"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = io.WriteString(w, text)
	})
	c := local(t)
	a, err := c.Get(t.Context(), s.URL, "", int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(a.Body, []byte(text)); err != nil {
		t.Error(err)
	}
	if a.NotModified || a.ETag != `W/"v1"` || a.MediaType != "text/csv" || a.Body.Close() != nil {
		t.Errorf("%+v", a)
	}
	if _, err := a.Body.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("read after the end: %v", err)
	}

	a, err = c.Get(t.Context(), s.URL, a.ETag, 1)
	if err != nil || !a.NotModified || a.ETag != `W/"v1"` {
		t.Fatalf("%+v, %v", a, err)
	}
	if rest, err := io.ReadAll(a.Body); len(rest) > 0 || err != nil || a.Body.Close() != nil {
		t.Errorf("%q, %v", rest, err)
	}
}

func TestGetWantsWhatItAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		answer, words string
		class         Class
	}{
		"not found":               {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "the server answered with status 404", Status},
		"no content":              {"HTTP/1.1 204 No Content\r\n\r\n", "the server answered with status 204", Status},
		"a part":                  {"HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\nx", "the server answered with status 206", Status},
		"not modified, unasked":   {"HTTP/1.1 304 Not Modified\r\n\r\n", "the server answered with status 304", Status},
		"compressed":              {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", wordsEncoded, NoAnswer},
		"said to be too large":    {"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", wordsLarge, TooLarge},
		"too large, no length":    {"HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("x", 1<<20), wordsLarge, TooLarge},
		"chunks that are endless": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("a\r\nxxxxxxxxxx\r\n", 10_000), wordsLarge, TooLarge},
		"a broken chunk":          {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nSECRET\r\n", wordsBrokeOff, NoAnswer},
		"a body that stalls":      {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx", wordsTime, NoAnswer},
		"no answer":               {"", wordsTime, NoAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := local(t, patience(c.words)).Get(t.Context(), speak(t, c.answer), "", 100)
			if err == nil {
				var got []byte
				got, err = io.ReadAll(a.Body)
				if len(got) > 100 {
					t.Errorf("%d bytes were read", len(got))
				}
				if _, again := a.Body.Read(make([]byte, 1)); !errors.Is(again, err) {
					t.Errorf("after %v came %v", err, again)
				}
				_ = a.Body.Close()
			}
			want(t, err, c.class, c.words)
		})
	}
}

func TestATruncatedBodyIsNoBody(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	a, err := local(t).Get(t.Context(), s.URL, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	_, err = io.ReadAll(a.Body)
	want(t, err, NoAnswer, wordsBrokeOff)
}

// TestADribbleEnds reads from a server that sends a byte again and again: no read stalls, and the time
// for the whole is used up.
func TestADribbleEnds(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			<-tick.C
		}
	})
	for whole := 100 * time.Millisecond; ; whole *= 2 {
		a, err := local(t, func(o *Options) { o.Download = whole }).Get(t.Context(), s.URL, "", 1<<30)
		if err != nil { // the machine is so slow that even the headers took longer
			want(t, err, NoAnswer, wordsTime)
			continue
		}
		defer func() { _ = a.Body.Close() }()
		_, err = io.ReadAll(a.Body)
		want(t, err, NoAnswer, wordsTime)
		return
	}
}

// TestAReaderMayTakeItsTimeAServerMayNot waits between two reads longer than a read may take.
func TestAReaderMayTakeItsTimeAServerMayNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, to := io.Pipe()
		limited, cancel := context.WithCancel(t.Context())
		stop := func() {
			cancel()
			_ = to.CloseWithError(context.Canceled)
		}
		const stall = 30 * time.Second
		b := &body{ctx: t.Context(), limited: limited, from: from, left: 100, stop: stop, stall: time.AfterFunc(stall, stop), patience: stall}
		b.stall.Stop()
		go func() {
			for range 3 {
				time.Sleep(stall - 1)
				_, _ = to.Write([]byte("x"))
			}
		}()
		for range 3 {
			if n, err := b.Read(make([]byte, 10)); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			time.Sleep(time.Hour)
		}
		begun := time.Now()
		_, err := b.Read(make([]byte, 10))
		want(t, err, NoAnswer, wordsTime)
		if time.Since(begun) != stall {
			t.Errorf("given up after %s", time.Since(begun))
		}
	})
}

// TestABodyThatEndsAfterItsTimeIsNoBody gives an end that came only because we were leaving.
func TestABodyThatEndsAfterItsTimeIsNoBody(t *testing.T) {
	limited, stop := context.WithCancel(t.Context())
	b := &body{ctx: t.Context(), limited: limited, from: io.NopCloser(strings.NewReader("half")), left: 100, stop: stop, stall: time.NewTimer(time.Hour), patience: time.Hour}
	if n, err := b.Read(make([]byte, 10)); n != 4 || err != nil {
		t.Fatal(n, err)
	}
	stop()
	var failed *Error
	if _, err := b.Read(make([]byte, 10)); !errors.As(err, &failed) || failed.Class != NoAnswer {
		t.Errorf("it ended with %v", err)
	}
}

func TestReadingEndsWithTheCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	a, err := local(t).Get(ctx, s.URL, "", 10)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	cancel()
	_, err = io.ReadAll(a.Body)
	want(t, err, NoAnswer, wordsStopped)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v does not wrap the cancellation", err)
	}
}

func TestGetFollowsThreeRedirectsWithoutTellingWhereItCameFrom(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Referer") != "" || r.Header.Get("Cookie") != "" {
			t.Errorf("%s was told %v", r.URL, r.Header)
		}
		w.Header().Set("Set-Cookie", "a=b; Path=/")
		var left int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &left); err == nil && left > 0 {
			http.Redirect(w, r, fmt.Sprintf("/%d", left-1), http.StatusFound)
		}
	})
	a, err := local(t).Get(t.Context(), s.URL+"/3", "", 10)
	if err != nil {
		t.Fatal(err)
	}
	_ = a.Body.Close()
	_, err = local(t).Get(t.Context(), s.URL+"/4", "", 10)
	want(t, err, Refused, wordsRedirects)
}

func TestGetIsNotRedirectedInwards(t *testing.T) {
	lookup := func(name string) []string {
		if name == "inside.example" {
			return []string{"10.0.0.1"}
		}
		return []string{"127.0.0.1"}
	}
	redirecting := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	plain := httptest.NewServer(redirecting)
	defer plain.Close()
	secure := httptest.NewTLSServer(redirecting)
	defer secure.Close()
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	c := local(t, func(o *Options) { o.RootCAs, o.Resolver = roots, names(t, lookup) })

	targets := map[string]string{
		"https://inside.example/":                  wordsPrivate,
		"//inside.example/":                        wordsPrivate,
		"https://user:secret@1.1.1.1/":             wordsForm,
		"file:///etc/passwd":                       wordsForm,
		"ftp://1.1.1.1/":                           wordsForm,
		"https://[64:ff9b::a9fe:a9fe]/":            wordsPrivate,
		"https://h/" + strings.Repeat("a", maxURL): wordsForm,
	}
	for name, address := range reserved {
		if !strings.Contains(address, "127.") && address != "::1" { // which this client may call
			targets["https://"+bracketed(address)+"/#"+url.PathEscape(name)] = wordsPrivate
		}
	}
	for to, words := range targets {
		for _, s := range []*httptest.Server{plain, secure} {
			_, err := c.Get(t.Context(), named(t, s, "example.com")+"/?to="+url.QueryEscape(to), "", 10)
			if err == nil || err.Error() != words {
				t.Errorf("%s: %v, want %s", to, err, words)
			}
		}
	}
	_, err := c.Get(t.Context(), named(t, secure, "example.com")+"/?to="+url.QueryEscape(named(t, plain, "example.com")), "", 10)
	want(t, err, Refused, wordsForm) // from https to http
}

func bracketed(address string) string {
	if strings.Contains(address, ":") {
		return "[" + address + "]"
	}
	return address
}

func TestEntityTagsThatCannotBeKeptAreDropped(t *testing.T) {
	for tag, keep := range map[string]bool{
		`"a"`: true, `W/"a"`: true, `""`: true, `"a"b"`: false, `"a`: false, `a`: false, `"`: false, `w/"a"`: false,
		`"a b"`: false, "\"a\x7f\"": false, "\"é\"": false, `"` + strings.Repeat("a", 254) + `"`: true, `"` + strings.Repeat("a", 255) + `"`: false,
	} {
		if got := keepableTag(tag); got != map[bool]string{true: tag}[keep] {
			t.Errorf("%q: %q", tag, got)
		}
	}
}
