package embedded_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/testkit"
)

// childEnv makes the test binary run as another process: it holds the name of one of children and the
// data directory that one works on, with a colon between.
const childEnv = "BLUEHEART_TEST_CHILD"

var children = map[string]func(ctx context.Context, dir string) error{"writer": write}

func TestMain(m *testing.M) {
	name, dir, is := strings.Cut(os.Getenv(childEnv), ":")
	if !is {
		os.Exit(m.Run())
	}
	if err := children[name](context.Background(), dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child is the test binary as another process, not yet started.
func child(t testing.TB, name, dir string) *exec.Cmd {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	process := exec.CommandContext(t.Context(), binary) //nolint:gosec // ourselves
	process.Env = append(os.Environ(), childEnv+"="+name+":"+dir)
	return process
}

func write(ctx context.Context, dir string) error {
	s, err := embedded.Open(ctx, dir)
	if err != nil {
		return err
	}
	return testkit.Write(ctx, s, os.Stdout)
}

func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	for part := range 2 { // two folders, so that a crash while the file is made is met more often
		t.Run(fmt.Sprint("folder ", part), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			n := testkit.KillWriters(t, 50, func(t testing.TB) testkit.Store { return open(t, dir) }, func() *exec.Cmd {
				return child(t, "writer", dir)
			})
			if n == 0 {
				t.Error("nothing was ever acknowledged")
			}
			t.Logf("%d revisions acknowledged", n)
			wantSound(t, open(t, dir))
		})
	}
}

// wantSound fails the test when the check finds anything, and closes the store.
func wantSound(t testing.TB, s *embedded.Store) {
	t.Helper()
	findings, err := s.Check(t.Context())
	if err != nil {
		t.Error(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
