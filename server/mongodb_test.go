package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/testkit"
)

// A directory on MongoDB: it begins on an empty database, takes what another process writes, is read
// while the database is away, and copies to a file and back.
func TestServeOnMongoDB(t *testing.T) {
	_, cluster := testkit.MongoDB(t, 1)
	uri := cluster.URI("first")
	command(t, exitFine, "migrate", "--mongodb-uri="+uri)
	s := start(t, "--mongodb-uri="+uri, "--poll-interval=100ms", "--no-founding", "--rate-limit=off")
	if _, initiatives := countsAt(t, s.url); initiatives != 0 {
		t.Fatalf("%v initiatives on an empty database", initiatives)
	}
	command(t, exitFine, "migrate", "--mongodb-uri="+uri) // beside a server
	command(t, exitFine, "check", "--mongodb-uri="+uri)
	command(t, exitFine, "generate", "--initiatives=40", "--mongodb-uri="+uri)
	for { // until the running server has noticed; the test's own deadline ends this
		if _, initiatives := countsAt(t, s.url); initiatives == 40 {
			break
		}
	}
	dir := t.TempDir()
	command(t, exitFine, "copy", "--from="+uri, "--to="+dir)
	command(t, exitFine, "migrate", "--mongodb-uri="+cluster.URI("second"))
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

// A database that `migrate` never saw gets nothing from anybody, not even a collection.
func TestNobodyCreatesADatabase(t *testing.T) {
	_, cluster := testkit.MongoDB(t, 1)
	uri := cluster.URI("unmade")
	dir, _, _ := founded(t)
	file := filepath.Join(t.TempDir(), "records.json")
	if err := os.WriteFile(file, []byte(`{"organizations": [], "initiatives": []}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"serve", "--address=127.0.0.1:0", "--mongodb-uri=" + uri},
		{"copy", "--from=" + dir, "--to=" + uri},
		{"generate", "--initiatives=1", "--mongodb-uri=" + uri},
		{"import", file, "--mongodb-uri=" + uri},
	} {
		if text := command(t, exitProblem, args...); !strings.Contains(text, "run `server migrate` first") {
			t.Errorf("server %s: %s", args[0], text)
		}
	}
	if names := cluster.Collections(t, "unmade"); len(names) > 0 {
		t.Errorf("the collections %q were created", names)
	}

	// One that holds a directory and lacks an index is served.
	command(t, exitFine, "migrate", "--mongodb-uri="+uri)
	command(t, exitFine, "copy", "--from="+dir, "--to="+uri)
	if names := cluster.Collections(t, "unmade"); len(names) != 3 {
		t.Errorf("the collections %q were created", names)
	}
	cluster.DropIndexes(t, "unmade", "revisions")
	if _, initiatives := countsAt(t, start(t, "--mongodb-uri="+uri).url); initiatives < 100 {
		t.Errorf("%v initiatives are served without an index", initiatives)
	}
}

// Servers that start together on an empty database load the founding data once between them, and each
// of them first serves what one server alone would.
func TestServersThatStartTogether(t *testing.T) {
	_, cluster := testkit.MongoDB(t, 1)
	records := float64(foundingRecords(t))
	for round := range 3 {
		uri := cluster.URI(fmt.Sprint("round", round))
		command(t, exitFine, "migrate", "--mongodb-uri="+uri)
		var logs [3]strings.Builder
		var wait sync.WaitGroup
		for i := range logs {
			c, err := parseConfig(t, "--address=127.0.0.1:0", "--grace=0s", "--mongodb-uri="+uri)
			if err != nil {
				t.Fatal(err)
			}
			wait.Go(func() {
				// A mongod that is short of disk now and then keeps a majority write waiting for longer than we do.
				// Then the program ends, and whoever runs it starts it again.
				var err error = directory.NewError(directory.Unavailable, "")
				for directory.CodeOf(err) == directory.Unavailable {
					err = serveOnce(t.Context(), c, &logs[i])
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for i := range logs {
			text := logs[i].String()
			if strings.Contains(text, "healed") || !strings.Contains(text, fmt.Sprintf("revision=%v ", records)) {
				t.Errorf("round %d, server %d:\n%s", round, i, text)
			}
		}
		s := start(t, "--mongodb-uri="+uri)
		if revision, initiatives := countsAt(t, s.url); revision != records || initiatives < 100 {
			t.Errorf("round %d: revision %v with %v initiatives, want %v", round, revision, initiatives, records)
		}
	}
}

// TestTwoServersOfOneDatabase: what one publishes the other shows, and a token that one revokes the other refuses,
// both within seconds (the aim is two) though nobody tells it.
func TestTwoServersOfOneDatabase(t *testing.T) {
	_, cluster := testkit.MongoDB(t, 1)
	uri := cluster.URI("shared")
	command(t, exitFine, "migrate", "--mongodb-uri="+uri)
	args := []string{"--mongodb-uri=" + uri, "--no-founding", "--rate-limit=off", "--admin-token=" + adminToken}
	one, other := start(t, args...), start(t, args...)
	admin, nobody := partner{t, one.url, adminToken}, partner{t, other.url, ""}
	organization := nobody.do("registerOrganization", "organization { id }", map[string]any{"names": english("An organization"), "kind": "NGO", "country": "MD"})["organization"].(map[string]any)["id"]
	admin.do("approveOrganization", "organization { id }", map[string]any{"id": organization})
	made := admin.do("createToken", "secret token { id }", map[string]any{"organization": organization, "name": "desk", "role": "MANAGER"})
	here := partner{t, one.url, made["secret"].(string)}
	there := partner{t, other.url, here.token}
	if data, codes := there.send("{ viewer { role } }", nil); len(codes) > 0 || data["viewer"].(map[string]any)["role"] != "MANAGER" {
		t.Fatalf("the other server does not know the token: %v %v", data, codes)
	}
	seen := func(what string, is func() bool) {
		t.Helper()
		const most = 2 * time.Minute // on a machine that does much else
		for begun := time.Now(); ; {
			if is() {
				t.Logf("%s after %s", what, time.Since(begun).Round(time.Millisecond))
				return
			}
			if time.Since(begun) > most {
				t.Fatalf("%s: not after %s", what, most)
			}
		}
	}
	id, _ := publish(here, admin, "a-line", nil)
	seen("published", func() bool {
		data, _ := nobody.send("query($id: ID!) { initiative(id: $id) { hotlines { nodes { id } } } }", map[string]any{"id": id})
		return data["initiative"] != nil
	})
	admin.do("withdrawInitiative", "initiative { state }", map[string]any{"id": id, "baseVersion": 3})
	seen("withdrawn", func() bool {
		data, _ := nobody.send("query($id: ID!) { initiative(id: $id) { id } }", map[string]any{"id": id})
		return data["initiative"] == nil
	})
	admin.do("revokeToken", "token { id }", map[string]any{"id": made["token"].(map[string]any)["id"]})
	seen("revoked", func() bool {
		_, codes := there.send("{ viewer { role } }", nil)
		return len(codes) == 1 && codes[0] == "UNAUTHENTICATED"
	})
}

// serveOnce runs a program until it serves, then ends it.
func serveOnce(ctx context.Context, c Config, log io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r, w := io.Pipe()
	p := &program{Config: c, logger: slog.New(slog.NewTextHandler(log, nil)), out: w, now: time.Now}
	ended := make(chan error, 1)
	go func() {
		ended <- p.Run(ctx)
		_ = w.CloseWithError(io.EOF)
	}()
	printed(r)
	stop()
	return <-ended
}

// command runs a command that must end with a code, and gives what it says.
func command(t *testing.T, want int, args ...string) (text string) {
	t.Helper()
	var out, errors strings.Builder
	if code := run(args, &out, &errors); code != want {
		t.Fatalf("server %s: exit code %d: %s%s", args[0], code, out.String(), errors.String())
	}
	return out.String() + errors.String()
}
