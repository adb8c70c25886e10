package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/blueheart-federation/api/internal/outbound"
)

// TestMain makes this binary the program itself when a test starts it under the name server.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"server": main})
}

func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"spoil": spoil,
		},
		Condition: func(name string) (bool, error) { // scripts of many commands run without the race detector only
			if name != "race" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return raced, nil
		},
	})
}

// spoil changes bytes all over a file, but not in its head: `spoil FILE`.
func spoil(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	b, err := os.ReadFile(path)
	ts.Check(err)
	for i := 16 << 10; i < len(b); i += 97 {
		b[i] ^= 0xff
	}
	ts.Check(os.WriteFile(path, b, 0o600)) //nolint:gosec // a path of the script's own folder
}

// parseConfig gives the settings of a command line, with the defaults of a test's own.
func parseConfig(t *testing.T, args ...string) (Config, error) {
	t.Helper()
	var c commands
	parser, err := newParser(&c, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		return Config{}, err
	}
	return c.Config, c.check()
}

// running is a program that a test started in its own process.
type running struct {
	url     string
	printed string
	stop    func() error
}

// start runs a program until the test or stop ends it, and waits until it serves.
func start(t *testing.T, args ...string) running {
	t.Helper()
	return startCalling(t, outbound.Options{}, args...)
}

// startCalling does so with a program that calls the addresses of partners as calls says.
func startCalling(t *testing.T, calls outbound.Options, args ...string) running {
	t.Helper()
	return startAt(t, time.Now, calls, args...)
}

// startAt does so with a clock. As it sets deadlines of connections too, it must not be behind the real one.
func startAt(t *testing.T, now func() time.Time, calls outbound.Options, args ...string) running {
	t.Helper()
	c, err := parseConfig(t, append([]string{"--address=127.0.0.1:0", "--grace=0s"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	p := &program{Config: c, logger: slog.New(slog.DiscardHandler), out: w, now: now, calls: calls}
	ended := make(chan error, 1)
	go func() {
		err := p.Run(ctx)
		ended <- err
		_ = w.CloseWithError(io.EOF)
	}()
	stop := func() error { cancel(); return <-ended }
	text := printed(r)
	url := lineOf(text, "GraphQL")
	if url == "" {
		t.Fatalf("the program did not serve: %v", stop())
	}
	stopped := false
	s := running{url: url, printed: text, stop: func() error { stopped = true; return stop() }}
	t.Cleanup(func() {
		if !stopped {
			if err := s.stop(); err != nil {
				t.Error(err)
			}
		}
	})
	return s
}

// printed reads what a program prints, to the line with the address of its API, which is the last.
func printed(out io.Reader) string {
	var all []byte
	buf := make([]byte, 512)
	for {
		n, err := out.Read(buf)
		all = append(all, buf[:n]...)
		if err != nil || strings.HasSuffix(lineOf(string(all), "GraphQL"), "/graphql") {
			return string(all)
		}
	}
}

// lineOf gives what stands behind a word at the beginning of a whole line, or nothing.
func lineOf(text, word string) string {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, word+" "); ok && strings.HasSuffix(rest, "\n") {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// ask sends a query and gives the data of its answer.
func ask(t *testing.T, url, query string) map[string]any {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read to its end
	var answer struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Errors) > 0 {
		t.Fatalf("%s: %v", query, answer.Errors)
	}
	return answer.Data
}

// get gives status and body of a page.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read to its end
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// process is the program as a process of its own.
type process struct {
	*exec.Cmd
	url    string
	errors *bytes.Buffer
}

// launch starts a process and waits until it serves.
func launch(t testing.TB, args ...string) *process {
	t.Helper()
	path, err := exec.LookPath("server") // TestMain puts it there
	if err != nil {
		t.Fatal(err)
	}
	args = append([]string{"--address=127.0.0.1:0"}, args...)
	p := &process{Cmd: exec.CommandContext(t.Context(), path, args...), errors: &bytes.Buffer{}} //nolint:gosec // ourselves
	p.Stderr = p.errors
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	if p.url = lineOf(printed(out), "GraphQL"); p.url == "" {
		t.Fatalf("the program did not serve: %v: %s", p.Wait(), p.errors)
	}
	return p
}
