package auth

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestMintWritesTheRandomBytesAsText(t *testing.T) {
	secret, err := Mint(bytes.NewReader(make([]byte, 40)))
	if want := "bh_" + strings.Repeat("A", 43); err != nil || secret != want {
		t.Errorf("got %q, %v, want %q", secret, err, want)
	}
}

func TestMintFailsWhenChanceRunsOut(t *testing.T) {
	secret, err := Mint(bytes.NewReader(make([]byte, 31)))
	if !errors.Is(err, io.ErrUnexpectedEOF) || secret != "" {
		t.Errorf("got %q, %v", secret, err)
	}
}

// The values are computed with sha256sum: what is stored today must be found tomorrow.
func TestIDAndHashStayWhatTheyAre(t *testing.T) {
	secret := "bh_" + strings.Repeat("A", 43)
	if got, want := HashOf(secret), "c3f4a5e0f008019860df75f3b8e40d1f2be9393e355016800be393c1411a1f10"; got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
	if got, want := IDOf(secret), directory.ID("c3f4a5e0-f008-8198-a0df-75f3b8e40d1f"); got != want {
		t.Errorf("id %s, want %s", got, want)
	}
}

func TestEverySecretHasAnIDOfVersionEight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.String().Draw(t, "secret")
		id, err := directory.ParseID(string(IDOf(secret)))
		if err != nil {
			t.Fatal(err)
		}
		if id[14] != '8' || !strings.ContainsRune("89ab", rune(id[19])) {
			t.Fatalf("%s has not the version and variant of RFC 9562", id)
		}
		if !strings.HasPrefix(HashOf(secret), string(id[:8])) {
			t.Fatalf("%s is not made from the hash", id)
		}
	})
}

func TestMintedSecretsAreWellFormedAndDiffer(t *testing.T) {
	chance := rand.NewChaCha8([32]byte{1})
	seen := map[string]bool{}
	for range 1000 {
		secret := mint(t, chance)
		if !WellFormed(secret) || seen[secret] || len(secret) != 46 {
			t.Fatalf("%q", secret)
		}
		seen[secret] = true
	}
}

func TestWellFormed(t *testing.T) {
	good := "bh_" + strings.Repeat("A", 42)
	for text, want := range map[string]bool{
		good + "A":                         true,
		good + "E":                         true,
		good + "B":                         false, // the last two bits are not of the secret
		good:                               false,
		good + "AA":                        false,
		good + "=":                         false,
		good + "+":                         false,
		"bh_" + strings.Repeat("\n", 43):   false,
		"BH_" + strings.Repeat("A", 43):    false,
		"bh-" + strings.Repeat("A", 43):    false,
		strings.Repeat("A", 43):            false,
		"":                                 false,
		"bh_":                              false,
		good[:20] + "\n" + good[20:] + "A": false,
	} {
		if got := WellFormed(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
