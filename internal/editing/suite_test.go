package editing

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/blueheart-federation/api/internal/mongodb"
	"github.com/blueheart-federation/api/internal/testkit"
)

// suite is every test that has to hold on both stores.
var suite = []struct {
	name string
	test func(t *testing.T, open opener)
}{
	{"an initiative goes from state to state as the table says", testLife},
	{"an organization goes from state to state as the table says", testLifeOfOrganizations},
	{"tokens, feeds, webhooks and corrections end", testLifeOfTheRest},
	{"nobody sees a draft before its approval", testPublicFace},
	{"a slug stays with its initiative", testSlugStays},
	{"a withdrawn initiative comes back", testReopen},
	{"a retired initiative names what replaces it", testRetire},
	{"a transfer takes the initiative from its people", testTransfer},
	{"what is not yours does not exist", testPermissions},
	{"everybody reads what is theirs", testReading},
	{"members of a banner are proposed and decided", testBanner},
	{"a command with a key is carried out once", testOnce},
	{"a key is its actor's", testKeys},
	{"twenty sends of one command are one", testTogether},
	{"a token has no more than its maker", testTokens},
	{"an organization has at most a hundred tokens in use", testTokenCount},
	{"a token is ended by who may, and by itself", testRevoke},
	{"the first start gives one token", testFirstToken},
	{"two hundred editors have one winner", testOneWinner},
	{"fifty at once all arrive", testAllArrive},
	{"a slug has one initiative", testSlugs},
	{"a withdrawn consent leaves nothing", testConsent},
	{"a withdrawal that was cut off is finished", testConsentCutOff},
	{"withdrawals and revisions at once leave nothing", testConsentRaces},
	{"a line is verified as it is seen", testVerify},
	{"an outage is seen at once", testOutage},
	{"a history says what changed", testHistory},
	{"an input is read whole or refused whole", testInput},
	{"an organization is read whole or refused whole", testOrganizationInput},
	{"anybody proposes corrections", testCorrections},
	{"a store that fails is unavailable, and the same again is done once", testDown},
}

func TestOnEmbedded(t *testing.T) {
	t.Parallel()
	for _, c := range suite {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, embeddedIn(t.TempDir()))
		})
	}
}

// TestKilledProcessesLeaveNothingBetween kills a process a hundred times on the embedded store, in two folders, so
// that both are worked on at once.
func TestKilledProcessesLeaveNothingBetween(t *testing.T) {
	t.Parallel()
	for folder := range 2 {
		t.Run(fmt.Sprint("folder ", folder), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			testKills(t, embeddedIn(dir), "embedded:"+dir, rounds(50))
		})
	}
}

// stride is which of a command's calls of the store fail: every one, or every third where the race detector runs.
const stride = (thinned + 1) / 2

// rounds is how often something long is done: less where the race detector runs, and where time is short.
func rounds(full int) int {
	if testing.Short() {
		return max(1, full/10)
	}
	return max(1, full/thinned)
}

func TestOnMongoDB(t *testing.T) {
	t.Parallel()
	_, cluster := testkit.MongoDB(t, 1)
	var databases atomic.Int64
	for _, c := range suite {
		t.Run(c.name, func(t *testing.T) {
			c.test(t, mongoIn(t, cluster.URI(fmt.Sprint("test", databases.Add(1)))))
		})
	}
	t.Run("killed processes leave nothing between", func(t *testing.T) {
		uri := cluster.URI("killed")
		testKills(t, mongoIn(t, uri), "mongodb:"+uri, rounds(100))
	})
}

// mongoIn prepares a database and opens it.
func mongoIn(t testing.TB, uri string) opener {
	t.Helper()
	open := func(t testing.TB) testkit.Store {
		s, err := mongodb.Open(t.Context(), uri)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open(t).(*mongodb.Store)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return open
}

// childEnv makes the test binary run as another process, the one that is killed.
const childEnv = "BLUEHEART_TEST_CHILD"

func TestMain(m *testing.M) {
	if place := os.Getenv(childEnv); place != "" {
		if err := work(context.Background(), place, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}
