//go:build browser

package conformance

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBrowser runs the checks of the pages in a real browser against one server that holds the founding data.
// $SCREENSHOTS names a folder for what the pages look like.
func TestBrowser(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("these tests need Node.js 20 or later: ", err)
	}
	dir := filepath.Join("..", "..", ".ci", "site")
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal("its packages are not installed; run: npm ci --prefix .ci/site")
	}
	s := start(t, build(t))
	for _, script := range []string{"page.mjs", "embed.mjs", "troubles.mjs", "explore.mjs", "developers.mjs"} {
		t.Run(script, func(t *testing.T) {
			args := []string{script, strings.TrimSuffix(s.url, "graphql")}
			if folder := os.Getenv("SCREENSHOTS"); folder != "" {
				args = append(args, folder)
			}
			command := exec.CommandContext(t.Context(), node, args...) //nolint:gosec // as listed above
			command.Dir = dir
			output, err := command.CombinedOutput()
			if err != nil {
				t.Errorf("node .ci/site/%s: %v\n%s", script, err, output)
				return
			}
			t.Log("\n" + strings.TrimSpace(string(output)))
		})
	}
	if log := s.log.String(); strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("the server logged an error:\n%s", log)
	}
}
