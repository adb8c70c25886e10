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

// runners say how the examples of /developers are run: the file's name, and what is typed beside it.
var runners = map[string]struct{ file, command string }{
	"curl":       {"example.sh", "sh example.sh"},
	"javascript": {"example.mjs", "node example.mjs"},
	"go":         {"main.go", "go run main.go"},
	"python":     {"example.py", "python3 example.py"},
	"swift":      {"example.swift", "swift example.swift"}, // Debian has no compiler for it
	"kotlin":     {"example.kt", "kotlinc -include-runtime -d example.jar example.kt && java -jar example.jar"},
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
	program, _, _ := strings.Cut(how.command, " ")
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("shown and not run: %s is not here", program)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, how.file), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "sh", "-c", how.command) //nolint:gosec // as listed above
	command.Dir = dir
	output, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(output), "tel:+37322233309") {
		t.Errorf("%v\n%s", err, output)
	}
}
