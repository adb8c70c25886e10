package mongodb_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"

	"github.com/blueheart-federation/api/internal/mongodb"
	"github.com/blueheart-federation/api/internal/testkit"
)

// writerEnv holds the connection string of the database to write to until killed: the test binary runs
// itself again as that process.
const writerEnv = "BLUEHEART_TEST_WRITER"

func TestMain(m *testing.M) {
	if uri := os.Getenv(writerEnv); uri != "" {
		if err := write(context.Background(), uri); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func write(ctx context.Context, uri string) error {
	s, err := mongodb.Open(ctx, uri)
	if err != nil {
		return err
	}
	if _, _, err := s.Heal(ctx, 0); err != nil { // as every process does when it starts
		return err
	}
	return testkit.Write(ctx, s, os.Stdout)
}

// databases numbers the databases of this test run, so that each test has its own.
var databases atomic.Int64

// migrated makes a new database of a cluster and gives its connection string.
func migrated(t testing.TB, c *testkit.Cluster) string {
	t.Helper()
	uri := c.URI(fmt.Sprint("test", databases.Add(1)))
	s := open(t, uri)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return uri
}

// open opens a store that must open. The test closes it.
func open(t testing.TB, uri string) *mongodb.Store {
	t.Helper()
	s, err := mongodb.Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStoreContract(t *testing.T) {
	t.Parallel()
	_, cluster := testkit.MongoDB(t, 1)
	testkit.StoreContract(t, func(t testing.TB) testkit.Opener {
		uri := migrated(t, cluster)
		return func(t testing.TB) testkit.Store { return open(t, uri) }
	})
}

func TestStoreContractOnThreeMembers(t *testing.T) {
	t.Parallel()
	_, cluster := testkit.MongoDB(t, 3)
	testkit.StoreContract(t, func(t testing.TB) testkit.Opener {
		uri := migrated(t, cluster)
		return func(t testing.TB) testkit.Store { return open(t, uri) }
	})
}

func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	_, cluster := testkit.MongoDB(t, 1)
	uri := migrated(t, cluster)
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	n := testkit.KillWriters(t, 100, func(t testing.TB) testkit.Store { return open(t, uri) }, func() *exec.Cmd {
		process := exec.CommandContext(t.Context(), binary)
		process.Env = append(os.Environ(), writerEnv+"="+uri)
		return process
	})
	if n == 0 {
		t.Error("nothing was ever acknowledged")
	}
	t.Logf("%d revisions acknowledged", n)
}
