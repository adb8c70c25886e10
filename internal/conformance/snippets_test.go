//go:build node

package conformance

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// runners say how the examples of /developers are run: the file's name, and the command before it.
var runners = map[string]struct {
	file    string
	command []string
}{
	"curl":       {"example.sh", []string{"sh"}},
	"javascript": {"example.mjs", []string{"node"}},
	"go":         {"main.go", []string{"go", "run"}},
	"python":     {"example.py", []string{"python3"}},
	"swift":      {"example.swift", []string{"swift"}},
	"kotlin":     {"example.main.kts", nil}, // no compiler is to be had from the packages that the checks install
}

// TestExamplesOfTheDevelopersPageRun takes them from the page of a running server, as a reader copies them.
func TestExamplesOfTheDevelopersPageRun(t *testing.T) {
	s := start(t, build(t))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(s.url, "graphql")+"developers", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	root, err := html.Parse(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key != "data-snippet" {
				continue
			}
			found++
			t.Run(a.Val, func(t *testing.T) { runExample(t, a.Val, n.FirstChild.Data) })
		}
	}
	if found != len(runners) {
		t.Errorf("the page has %d examples, want %d", found, len(runners))
	}
}

func runExample(t *testing.T, name, text string) {
	t.Helper()
	how, ok := runners[name]
	if !ok {
		t.Fatal("nobody says how to run it")
	}
	if how.command == nil {
		t.Skip("shown and not run: there is no compiler for it here")
	}
	program, err := exec.LookPath(how.command[0])
	if err != nil {
		t.Skipf("shown and not run: %s is not here", how.command[0])
	}
	file := filepath.Join(t.TempDir(), how.file)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, append(how.command[1:len(how.command):len(how.command)], file)...) //nolint:gosec // as listed above
	output, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(output), "tel:+37322233309") {
		t.Errorf("%v\n%s", err, output)
	}
}
