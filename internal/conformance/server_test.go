//go:build node || proxy || browser

package conformance

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long the server may take to start: many times what it needs.
const patience = time.Minute

var printed = regexp.MustCompile(`http://\S+/graphql\b`)

// server is the program as a deployment runs it, on a free port with a directory of its own.
type server struct {
	url  string  // of the GraphQL endpoint
	log  *buffer // what it wrote
	stop func()  // ends it as the end of the test does
}

// buffer is written by the process and read by the test.
type buffer struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.String()
}

// build builds the server and gives the file.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./server") //nolint:gosec // the program is ours
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build ./server: %v\n%s", err, output)
	}
	return program
}

// start starts a server with more settings and waits until it is ready. It is stopped with SIGTERM when the test
// ends, and the test fails when it does not end well.
func start(t *testing.T, program string, settings ...string) *server {
	t.Helper()
	s := &server{log: new(buffer)}
	command := exec.Command(program)
	command.Dir = t.TempDir()
	command.Env = append(environment(t), settings...)
	command.Stdout, command.Stderr = s.log, s.log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	s.stop = sync.OnceFunc(func() {
		_ = command.Process.Signal(syscall.SIGTERM) // it may have ended by itself; Wait tells
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the server ended: %v\n%s", err, s.log)
			}
		case <-time.After(patience):
			_ = command.Process.Kill()
			t.Errorf("the server did not end within %s of SIGTERM\n%s", patience, s.log)
		}
	})
	t.Cleanup(s.stop)

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case err := <-ended:
			ended <- err
			t.Fatalf("the server ended before it served: %v\n%s", err, s.log)
		case <-ctx.Done():
			t.Fatalf("the server was not ready within %s\n%s", patience, s.log)
		}
		if s.url = printed.FindString(s.log.String()); s.url != "" && s.ready(ctx) == nil {
			return s
		}
	}
}

// environment is this process's, less every setting of the server but those of the test.
func environment(t *testing.T) []string {
	t.Helper()
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "BLUEHEART_") {
			env = append(env, v)
		}
	}
	return append(env, "BLUEHEART_ADDRESS=127.0.0.1:0", "BLUEHEART_DATA_DIR="+t.TempDir(),
		"BLUEHEART_RATE_LIMIT=off", "BLUEHEART_GRACE=0s")
}

// ready asks /readyz, which answers 200 once the first snapshot serves.
func (s *server) ready(ctx context.Context) error {
	url := strings.TrimSuffix(s.url, "/graphql") + "/readyz"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // nothing was read
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, answer.Status)
	}
	return nil
}
