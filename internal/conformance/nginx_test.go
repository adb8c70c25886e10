//go:build proxy

package conformance

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// nginx is a caching proxy in front of a server, configured as .github/docs/caching.md says.
type nginx struct {
	client *http.Client
}

// proxy starts nginx in front of a server, on a socket in the file system. It ends with the test.
func proxy(t *testing.T, s *server) *nginx {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Fatal("these tests need nginx: ", err)
	}
	dir, err := os.MkdirTemp("", "nginx") //nolint:usetesting // short, as the name of a socket must be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(configuration(t, s, dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	var log buffer
	command := exec.Command(program, "-p", dir, "-c", "nginx.conf", "-e", "stderr") //nolint:gosec // a program of the system
	command.Stdout, command.Stderr = &log, &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		if err := <-ended; err != nil {
			t.Errorf("nginx ended: %v\n%s", err, &log)
		}
	})
	socket := filepath.Join(dir, "socket")
	p := &nginx{&http.Client{Timeout: patience, Transport: &http.Transport{
		DisableCompression: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		},
	}}}
	t.Cleanup(p.client.CloseIdleConnections)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if c, err := (&net.Dialer{}).DialContext(t.Context(), "unix", socket); err == nil {
			_ = c.Close()
			return p
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("nginx ended: %v\n%s", err, &log)
		case <-tick.C:
		}
	}
}

// configuration is that of the documentation, in front of s and with everything in one folder.
func configuration(t *testing.T, s *server, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", ".github", "docs", "caching.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, example, found := strings.Cut(string(text), "```nginx\n")
	example, _, ended := strings.Cut(example, "```")
	upstream, err := url.Parse(s.url)
	if err != nil || !found || !ended {
		t.Fatal("the documentation has no example")
	}
	for old, ours := range map[string]string{
		"/var/cache/nginx/blueheart": filepath.Join(dir, "cache"),
		"127.0.0.1:8080":             upstream.Host,
		"listen 80;":                 "listen unix:" + filepath.Join(dir, "socket") + ";",
	} {
		if strings.Count(example, old) != 1 {
			t.Fatalf("the example of the documentation does not have %q once", old)
		}
		example = strings.Replace(example, old, ours, 1)
	}
	head := "daemon off;\nworker_processes 1;\npid " + filepath.Join(dir, "pid") + ";\n"
	if u, err := user.Current(); err == nil && u.Uid == "0" {
		head += "user root;\n" // else its worker may not write into our folder
	}
	head += "events { worker_connections 256; }\nhttp {\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		head += kind + "_temp_path " + filepath.Join(dir, kind) + ";\n"
	}
	return head + example + "}\n"
}

// got is an answer that came through the proxy.
type got struct {
	status int
	cache  string // HIT, MISS, STALE and so on
	header http.Header
	body   string
}

// get asks by GET, with headers as "Name: value".
func (p *nginx) get(t *testing.T, parameters url.Values, headers ...string) got {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://directory.example/graphql?"+parameters.Encode(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return p.send(t, r, headers...)
}

func (p *nginx) post(t *testing.T, body string, headers ...string) got {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://directory.example/graphql", bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	return p.send(t, r, append(headers, "Content-Type: application/json")...)
}

func (p *nginx) send(t *testing.T, r *http.Request, headers ...string) got {
	t.Helper()
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read to its end
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{answer.StatusCode, answer.Header.Get("X-Cache-Status"), answer.Header, string(body)}
}

func query(text string) url.Values { return url.Values{"query": {text}} }

// until asks again and again, until an answer is as wanted.
func until(t *testing.T, what string, ask func() got, wanted func(got) bool) got {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	seen := map[string]int{}
	for {
		g := ask()
		if wanted(g) {
			return g
		}
		seen[fmt.Sprint(g.status, " ", g.cache)]++
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: only %v", what, seen)
		}
	}
}
