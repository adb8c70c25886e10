package httpapi

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const subscription = "subscription { changed }"

// opened is the answer to a subscription at a running server.
type opened struct {
	status int
	header http.Header
	body   *bufio.Reader
}

// listen opens a stream; it is closed with the test.
func listen(t *testing.T, url string) opened {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(post(subscription).body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Accept-Encoding", "gzip, zstd")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	return opened{answer.StatusCode, answer.Header, bufio.NewReader(answer.Body)}
}

// nextEvent reads one event or comment.
func nextEvent(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	var event strings.Builder
	for {
		line, err := r.ReadString('\n')
		event.WriteString(line)
		if err != nil || line == "\n" {
			if err != nil && !errors.Is(err, io.EOF) {
				t.Fatalf("after %q: %v", event.String(), err)
			}
			return event.String()
		}
	}
}

func TestSubscriptionIsAStreamOfEvents(t *testing.T) {
	m := newMini()
	m.changed = make(chan int)
	s := httptest.NewServer(New(Options{Schema: m}))
	defer s.Close()
	answer := listen(t, s.URL+"/graphql")
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store", "X-Accel-Buffering": "no", "Content-Encoding": "",
		"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff", "Content-Length": "", "ETag": "",
	} {
		if got := answer.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	body := answer.body
	got := []string{nextEvent(t, body)}
	for _, n := range []int{7, 9} {
		m.changed <- n
		got = append(got, nextEvent(t, body))
	}
	close(m.changed)
	got = append(got, nextEvent(t, body), nextEvent(t, body))
	want := []string{":\n\n", "event: next\ndata: {\"data\":{\"changed\":7}}\n\n", "event: next\ndata: {\"data\":{\"changed\":9}}\n\n", "event: complete\ndata:\n\n", ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestStreamsEndWithTheServerAndBeginNoMore(t *testing.T) {
	m := newMini()
	m.changed = make(chan int)
	api := New(Options{Schema: m})
	s := httptest.NewServer(api)
	defer s.Close()
	body := listen(t, s.URL+"/graphql").body
	nextEvent(t, body)
	api.EndStreams()
	api.EndStreams()
	if rest := nextEvent(t, body); rest != "" {
		t.Errorf("then came %q", rest)
	}
	if answer := listen(t, s.URL+"/graphql"); answer.status != http.StatusServiceUnavailable || answer.header.Get("Retry-After") == "" {
		t.Errorf("%d with %v", answer.status, answer.header)
	}
}

func TestRefusedSubscriptions(t *testing.T) {
	m := newMini()
	m.changed = make(chan int)
	api := New(Options{Schema: m, Revision: func() string { return "7" }})
	events := map[string]string{"Accept": "text/event-stream"}
	with := func(c call, header map[string]string) call { c.header = header; return c }
	warm := get("{ hello }").do(t, api)
	for name, c := range map[string]struct {
		call   call
		status int
		code   string
	}{
		"in JSON":                   {post(subscription), 400, "BAD_REQUEST"},
		"in JSON by GET":            {get(subscription), 400, "BAD_REQUEST"},
		"by HEAD":                   {call{method: http.MethodHead, target: get(subscription).target, header: events}, 400, ""},
		"events at no weight":       {with(post(subscription), map[string]string{"Accept": "text/event-stream;q=0"}), 406, "BAD_REQUEST"},
		"a query by events":         {with(post("{ hello }"), events), 406, "BAD_REQUEST"},
		"a query that is kept":      {with(get("{ hello }"), events), 406, "BAD_REQUEST"},
		"a query with its tag":      {with(get("{ hello }"), map[string]string{"Accept": "text/event-stream", "If-None-Match": warm.Header().Get("ETag")}), 406, "BAD_REQUEST"},
		"a mutation by events":      {with(post(`mutation { write(text: "x") }`), events), 406, "BAD_REQUEST"},
		"two fields":                {with(post("subscription { a: changed b: changed }"), events), 400, "GRAPHQL_VALIDATION_FAILED"},
		"the name of its type":      {with(post("subscription { __typename }"), events), 400, "GRAPHQL_VALIDATION_FAILED"},
		"a field that is left out":  {with(post("subscription { changed @skip(if: true) }"), events), 400, "GRAPHQL_VALIDATION_FAILED"},
		"a field that is not there": {with(post("subscription { other }"), events), 400, "GRAPHQL_VALIDATION_FAILED"},
		"no query":                  {with(call{method: http.MethodGet}, events), 400, "BAD_REQUEST"},
	} {
		t.Run(name, func(t *testing.T) {
			w := c.call.do(t, api)
			if w.Code != c.status || c.code != "" && !strings.Contains(w.Body.String(), `"`+c.code+`"`) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("Cache-Control: %s", w.Header().Get("Cache-Control"))
			}
		})
	}
	if n := m.runs.Load(); n != 1 {
		t.Errorf("%d operations ran", n)
	}
}

func TestQueryOfAClientThatAlsoTakesEventsIsAnsweredInJSON(t *testing.T) {
	c := post("{ hello }")
	c.header = map[string]string{"Accept": newType + ", application/json, text/event-stream, multipart/mixed"}
	if w := c.do(t, New(Options{Schema: newMini()})); w.Code != 200 || w.Header().Get("Content-Type") != newType+"; charset=utf-8" {
		t.Errorf("%d %s", w.Code, w.Header().Get("Content-Type"))
	}
}

// line is a client in memory: it notes what comes, and holds every write while it is told to.
type line struct {
	*httptest.ResponseRecorder
	hold      chan struct{} // receives one for each write
	deadlines []time.Duration
	fails     bool
}

func (l *line) Write(p []byte) (int, error) {
	if l.hold != nil {
		<-l.hold
	}
	if l.fails {
		return 0, errors.New("the client has left")
	}
	return l.ResponseRecorder.Write(p)
}

func (l *line) SetReadDeadline(time.Time) error { return nil }

func (l *line) SetWriteDeadline(at time.Time) error {
	l.deadlines = append(l.deadlines, time.Until(at))
	return nil
}

// subscriber is a subscription in memory that has been asked from an address.
func subscriber(ctx context.Context, address string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/graphql?query="+url.QueryEscape(subscription), http.NoBody)
	r.Header.Set("Accept", "text/event-stream")
	r.RemoteAddr = address
	return r
}

func TestQuietStreamIsKeptAliveForAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMini()
		m.changed = make(chan int)
		api := New(Options{Schema: m})
		l := &line{ResponseRecorder: httptest.NewRecorder()}
		begun := time.Now()
		api.ServeHTTP(l, subscriber(t.Context(), "192.0.2.1:1"))
		if lasted := time.Since(begun); lasted != time.Hour {
			t.Errorf("lasted %s", lasted)
		}
		if body := l.Body.String(); strings.ReplaceAll(body, ":\n\n", "") != "" || len(body) < 3*200 {
			t.Errorf("%d bytes: %.100q", len(body), body)
		}
		for _, d := range l.deadlines {
			if d != 10*time.Second {
				t.Errorf("a write may take %s", d)
			}
		}
	})
}

// TestSlowClientHoldsUpTheSource sees that nothing is taken from the source while a client reads.
func TestSlowClientHoldsUpTheSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMini()
		m.changed = make(chan int)
		api := New(Options{Schema: m})
		l := &line{ResponseRecorder: httptest.NewRecorder(), hold: make(chan struct{}, 100)}
		ctx, leave := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			api.ServeHTTP(l, subscriber(ctx, "192.0.2.1:1"))
		}()
		l.hold <- struct{}{} // the first comment
		m.changed <- 1
		synctest.Wait()
		select {
		case m.changed <- 2:
			t.Error("another event was taken")
		default:
		}
		for range 10 { // the event has three parts
			l.hold <- struct{}{}
		}
		synctest.Wait()
		m.changed <- 3
		synctest.Wait()
		leave()
		<-done
		if want := ":\n\nevent: next\ndata: {\"data\":{\"changed\":1}}\n\nevent: next\ndata: {\"data\":{\"changed\":3}}\n\n"; l.Body.String() != want {
			t.Errorf("%q", l.Body)
		}
	})
}

func TestClientThatHasLeftIsNotKept(t *testing.T) {
	m := newMini()
	m.changed = make(chan int)
	api := New(Options{Schema: m})
	api.ServeHTTP(&line{ResponseRecorder: httptest.NewRecorder(), fails: true}, subscriber(t.Context(), "192.0.2.1:1"))
	if api.streams.open != 0 || len(api.streams.clients.underWay) != 0 {
		t.Errorf("%d streams of %d clients are open", api.streams.open, len(api.streams.clients.underWay))
	}
}

func TestFailedSubscriptionSaysSoAndIsComplete(t *testing.T) {
	broken := make(chan int, 2)
	broken <- 1
	broken <- -1
	for name, c := range map[string]struct {
		changed chan int
		want    []string
	}{
		"at once":   {nil, []string{"UNAVAILABLE", "event: complete"}},
		"by panics": {broken, []string{`{"changed":1}`, "INTERNAL", "event: complete"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMini()
			m.changed = c.changed
			w := httptest.NewRecorder()
			New(Options{Schema: m}).ServeHTTP(w, subscriber(t.Context(), "192.0.2.1:1"))
			rest := w.Body.String()
			for _, want := range c.want {
				var found bool
				if _, rest, found = strings.Cut(rest, want); !found {
					t.Errorf("no %s in order in %s", want, w.Body)
				}
			}
			if strings.Contains(w.Body.String(), "below nothing") {
				t.Errorf("it tells the panic: %s", w.Body)
			}
		})
	}
}

func TestStreamsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMini()
		m.changed = make(chan int)
		api := New(Options{Schema: m, Limits: Limits{Streams: 3, ClientStreams: 2}})
		ctx, leave := context.WithCancel(t.Context())
		var lines []*line
		ask := func(address string) *line {
			l := &line{ResponseRecorder: httptest.NewRecorder()}
			go api.ServeHTTP(l, subscriber(ctx, address))
			synctest.Wait()
			lines = append(lines, l)
			return l
		}
		for _, c := range []struct {
			address string
			refused string
		}{
			{"192.0.2.1:1", ""},
			{"192.0.2.1:2", ""},
			{"192.0.2.1:3", "This client has 2 streams open"},
			{"192.0.2.2:1", ""},
			{"192.0.2.3:1", "All 3 streams"},
		} {
			l := ask(c.address)
			switch {
			case c.refused == "" && l.Code != http.StatusOK,
				c.refused != "" && (l.Code != http.StatusTooManyRequests || !strings.Contains(l.Body.String(), c.refused) || l.Header().Get("Retry-After") == ""):
				t.Errorf("%s: %d %s", c.address, l.Code, l.Body)
			}
		}
		leave()
		synctest.Wait()
		ctx, leave = context.WithCancel(t.Context())
		defer leave()
		if l := ask("192.0.2.1:4"); l.Code != http.StatusOK {
			t.Errorf("places were not given back: %d %s", l.Code, l.Body)
		}
		leave()
		synctest.Wait()
	})
	none := New(Options{Schema: newMini(), Limits: Limits{Streams: -1}})
	w := httptest.NewRecorder()
	none.ServeHTTP(w, subscriber(t.Context(), "192.0.2.1:1"))
	if w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "has no streams") {
		t.Errorf("without streams: %d %s", w.Code, w.Body)
	}
}
