package embedded_test

import (
	"testing"

	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/testkit"
)

func TestStoreContract(t *testing.T) {
	t.Parallel()
	testkit.StoreContract(t, func(t testing.TB) testkit.Opener {
		dir := t.TempDir()
		return func(t testing.TB) testkit.Store { return open(t, dir) }
	})
}

// open opens a store that must open. The test closes it.
func open(t testing.TB, dir string) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
