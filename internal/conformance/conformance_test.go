//go:build node

package conformance

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestServer runs every script against one server that holds the founding data. Each script prints one
// line per check, and exits by whether all of them hold.
func TestServer(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("these tests need Node.js 20 or later: ", err)
	}
	s := start(t, build(t))
	for _, c := range []struct{ name, dir, script string }{
		{"GraphQL over HTTP: every MUST and SHOULD of the official audits", "node", "audit.mjs"},
		{"server-sent events reach the client of graphql-sse", "node", "events.mjs"},
		{"the schema is what schema.graphqls says", "federation", "schema.mjs"},
		{"a JavaScript client reads by POST and by GET", "federation", "client.mjs"},
		{"the schema composes and a gateway answers across subgraphs", "federation", "check.mjs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join("..", "..", ".ci", c.dir)
			if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
				t.Fatalf("its packages are not installed; run: npm ci --prefix .ci/%s", c.dir)
			}
			command := exec.CommandContext(t.Context(), node, c.script, s.url) //nolint:gosec // as listed above
			command.Dir = dir
			output, err := command.CombinedOutput()
			if err != nil {
				t.Errorf("node .ci/%s/%s %s: %v\n%s", c.dir, c.script, s.url, err, output)
				return
			}
			t.Log("\n" + strings.TrimSpace(string(output)))
		})
	}
	// Whatever was asked, the server goes on and has said nothing of an internal error.
	if err := s.ready(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	if log := s.log.String(); strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("the server logged an error:\n%s", log)
	}
}
