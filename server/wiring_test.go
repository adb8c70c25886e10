package main

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestExplainLeavesOutWhatClientsAreTold(t *testing.T) {
	err := directory.WithCause(directory.Unavailable, "Try again later.", errors.New("the disk is full"))
	if got := explain(errors.Join(err)); got != "the disk is full" {
		t.Error(got)
	}
	if got := explain(directory.NewError(directory.NotFound, "No such record.")); got != "NOT_FOUND: No such record." {
		t.Error(got)
	}
}

func TestTasksTurnPanicsIntoFailures(t *testing.T) {
	tasks := newTasks(slog.New(slog.DiscardHandler))
	tasks.start("doomed", func() error { panic("no") })
	tasks.wait()
	if err := <-tasks.failed; err == nil || !strings.Contains(err.Error(), "doomed panicked: no") {
		t.Error(err)
	}
}

func TestBeforeTheFirstSnapshot(t *testing.T) {
	h := publicRoutes(&readiness{})
	for path, want := range map[string]int{"/livez": 200, "/readyz": 503, "/graphql": 503, "/": 503} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		if w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestConnectionsBeyondTheLimitWait(t *testing.T) {
	l, err := listener(t.Context(), "test", "127.0.0.1:0", 1)
	if err != nil {
		t.Fatal(err)
	}
	accepted := make(chan net.Conn)
	ended := make(chan error, 1)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				ended <- err
				return
			}
			accepted <- c
		}
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	one, two := dial(), dial()
	first := <-accepted
	select {
	case <-accepted:
		t.Fatal("the second connection did not wait")
	default:
	}
	for range 2 { // closing twice gives one place back
		_ = first.Close()
	}
	second := <-accepted
	_ = l.Close() // while Accept waits for a place
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
	for _, c := range []io.Closer{one, two, second} {
		_ = c.Close()
	}
}

func TestHeapsGrowBySizeNotByShare(t *testing.T) {
	for live, want := range map[uint64]int{0: mostGrowth, 10 << 20: mostGrowth, 64 << 20: 200, 256 << 20: 50, 2 << 30: leastGrowth} {
		if got := growthFor(live); got != want {
			t.Errorf("%d MiB: %d %%, want %d", live>>20, got, want)
		}
	}
}
