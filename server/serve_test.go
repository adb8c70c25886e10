package main

import (
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

const counts = "{ directory { revision counts { initiatives hotlines } warnings { value } } }"

func countsAt(t *testing.T, url string) (revision, initiatives float64) {
	t.Helper()
	d := ask(t, url, counts)["directory"].(map[string]any)
	return d["revision"].(float64), d["counts"].(map[string]any)["initiatives"].(float64)
}

func TestServeStartsWithTheFoundingDataAndKeepsThem(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first := start(t, "--data-dir="+dir)
	revision, initiatives := countsAt(t, first.url)
	if initiatives < 100 {
		t.Errorf("%v initiatives", initiatives)
	}
	if warnings := ask(t, first.url, counts)["directory"].(map[string]any)["warnings"].([]any); len(warnings) == 0 {
		t.Error("the founding data are shown without their warnings")
	}
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	second := start(t, "--data-dir="+dir)
	if r, i := countsAt(t, second.url); r != revision || i != initiatives {
		t.Errorf("after a new start: revision %v, %v initiatives; before: %v, %v", r, i, revision, initiatives)
	}
}

func TestServePages(t *testing.T) {
	s := start(t, "--data-dir="+t.TempDir())
	base := strings.TrimSuffix(s.url, "/graphql")
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"/":       {http.StatusOK, "/graphql"},
		"/livez":  {http.StatusOK, "alive"},
		"/readyz": {http.StatusOK, "ready"},
		"/nope":   {http.StatusNotFound, "nothing here"},
		"/graphql?query={country(code:%22CO%22){initiatives(first:1){nodes{slug}}}}": {http.StatusOK, `"slug"`},
		"/graphql?query={__type(name:%22Entity%22){name}}":                           {http.StatusOK, `"__type":null`},
	} {
		if status, body := get(t, base+path); status != want.status || !strings.Contains(body, want.text) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func TestFoundingIsFinishedAfterACrash(t *testing.T) {
	dir := t.TempDir()
	c, err := parseConfig(t, "--data-dir="+dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// A batch that breaks off after one record, as a crash between two batches leaves it.
	half := &halfStore{store: s, left: 1}
	if _, err := found(t.Context(), half, true, time.Now()); err == nil {
		t.Fatal("the crash did not happen")
	}
	if _, err := found(t.Context(), s, true, time.Now()); err != nil {
		t.Fatal(err)
	}
	again, err := found(t.Context(), s, true, time.Now())
	if err != nil || again.added != 0 || !again.here {
		t.Errorf("a third time: %+v, %v", again, err)
	}
	versions, err := s.Versions(t.Context())
	if err != nil || len(versions) < 200 {
		t.Errorf("%d records, %v", len(versions), err)
	}
	for id, v := range versions {
		if v != 1 {
			t.Errorf("%s has version %d", id, v)
		}
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestServeLeavesAStoreOfOthersAlone(t *testing.T) {
	dir := t.TempDir()
	if code := run([]string{"generate", "--initiatives=10", "--data-dir=" + dir}, &strings.Builder{}, &strings.Builder{}); code != exitFine {
		t.Fatalf("generate: exit code %d", code)
	}
	s := start(t, "--data-dir="+dir)
	if _, initiatives := countsAt(t, s.url); initiatives != 10 {
		t.Errorf("%v initiatives", initiatives)
	}
}

func TestFirstSignalDrainsAndSecondEnds(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("signals cannot be sent there")
	}
	p := launch(t, "--data-dir="+t.TempDir(), "--grace=1m")
	base := strings.TrimSuffix(p.url, "/graphql")
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for { // the test's own deadline ends this
		status, body := get(t, base+"/readyz")
		if status == http.StatusServiceUnavailable && strings.Contains(body, "stopping") {
			break
		}
	}
	countsAt(t, p.url) // it still answers
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err == nil {
		t.Error("the second signal ended the program as if it had drained")
	}
}

func TestOneSignalEndsInOrder(t *testing.T) {
	dir := t.TempDir()
	p := launch(t, "--data-dir="+dir, "--grace=0s")
	countsAt(t, p.url)
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("%v: %s", err, p.errors)
	}
	if log := p.errors.String(); !strings.Contains(log, `"msg":"stopping"`) || strings.Contains(log, "revision counts") {
		t.Errorf("log: %s", log)
	}
}

func TestSecondProcessOnOneFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := start(t, "--data-dir="+dir)
	var errors strings.Builder
	code := run([]string{"serve", "--address=127.0.0.1:0", "--data-dir=" + dir}, &strings.Builder{}, &errors)
	if code != exitProblem || !strings.Contains(errors.String(), "in use by another process") || !strings.Contains(errors.String(), dir) {
		t.Errorf("exit code %d: %s", code, errors.String())
	}
	countsAt(t, s.url)
}

func TestTakenPortIsNamed(t *testing.T) {
	s := start(t, "--data-dir="+t.TempDir())
	address := strings.TrimSuffix(strings.TrimPrefix(s.url, "http://"), "/graphql")
	dir := filepath.Join(t.TempDir(), "untouched")
	var errors strings.Builder
	code := run([]string{"--address=" + address, "--data-dir=" + dir}, &strings.Builder{}, &errors)
	if code != exitProblem || !strings.Contains(errors.String(), "BLUEHEART_ADDRESS") || !strings.Contains(errors.String(), address) {
		t.Errorf("exit code %d: %s", code, errors.String())
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the store was opened all the same")
	}
}
