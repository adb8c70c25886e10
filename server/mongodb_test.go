package main

import (
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/testkit"
)

// A directory on MongoDB: it begins on an empty database, takes what another process writes, is read
// while the database is away, and copies to a file and back.
func TestServeOnMongoDB(t *testing.T) {
	_, cluster := testkit.MongoDB(t, 1)
	uri := cluster.URI("first")
	s := start(t, "--mongodb-uri="+uri, "--poll-interval=100ms", "--no-founding")
	if _, initiatives := countsAt(t, s.url); initiatives != 0 {
		t.Fatalf("%v initiatives on an empty database", initiatives)
	}
	command(t, exitFine, "migrate", "--mongodb-uri="+uri)
	command(t, exitFine, "check", "--mongodb-uri="+uri)
	command(t, exitFine, "generate", "--initiatives=40", "--mongodb-uri="+uri)
	for { // until the running server has noticed; the test's own deadline ends this
		if _, initiatives := countsAt(t, s.url); initiatives == 40 {
			break
		}
	}
	dir := t.TempDir()
	command(t, exitFine, "copy", "--from="+uri, "--to="+dir)
	command(t, exitFine, "copy", "--from="+dir, "--to="+cluster.URI("second"))
	command(t, exitProblem, "copy", "--from="+dir, "--to="+cluster.URI("second"))

	cluster.Kill(t, 0)
	if _, initiatives := countsAt(t, s.url); initiatives != 40 {
		t.Errorf("%v initiatives while the database is away", initiatives)
	}
	if status, _ := get(t, strings.TrimSuffix(s.url, "graphql")+"readyz"); status != 200 {
		t.Errorf("/readyz: %d while the last good snapshot serves", status)
	}
	cluster.Restart(t, 0)
	cluster.Primary(t)
	command(t, exitFine, "check", "--mongodb-uri="+uri)
}

// command runs a command that must end with a code.
func command(t *testing.T, want int, args ...string) {
	t.Helper()
	var out, errors strings.Builder
	if code := run(args, &out, &errors); code != want {
		t.Fatalf("server %s: exit code %d: %s%s", args[0], code, out.String(), errors.String())
	}
}
