package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// A secret is secretBytes random bytes as text after secretPrefix, by which scanners of leaked code know it.
const (
	secretPrefix = "bh_"
	secretBytes  = 32
)

// secretText is base64url without padding. Strict: one secret has one text.
var secretText = base64.RawURLEncoding.Strict()

// Mint makes the secret of a new API token from 256 bits of a source of chance, which in earnest is
// crypto/rand.Reader. It is shown to its owner once; what is stored are [IDOf] and [HashOf].
func Mint(rand io.Reader) (secret string, err error) {
	var b [secretBytes]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", fmt.Errorf("mint a token: %w", err)
	}
	return secretPrefix + secretText.EncodeToString(b[:]), nil
}

// WellFormed tells whether a text has the form of a secret that [Mint] makes. It says nothing about
// whether such a token exists.
func WellFormed(secret string) bool {
	text, ok := strings.CutPrefix(secret, secretPrefix)
	if !ok || len(text) != secretText.EncodedLen(secretBytes) {
		return false
	}
	var b [secretBytes]byte
	n, err := secretText.Decode(b[:], []byte(text))
	return err == nil && n == secretBytes // fewer when there were line breaks, which the decoder skips
}

// HashOf gives what is stored of a secret to compare it with: its SHA-256 in lower-case hexadecimal. The
// secret is random and long, so it needs neither salt nor a slow hash.
func HashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// IDOf gives the id of the record of the token with a secret: a UUID of version 8 (RFC 9562, section 5.8)
// made from the secret's hash, so that one look-up by id finds it.
func IDOf(secret string) directory.ID { return idOf(sha256.Sum256([]byte(secret))) }

func idOf(sum [sha256.Size]byte) directory.ID {
	b := sum[:16]
	b[6] = b[6]&0x0f | 0x80 // version 8
	b[8] = b[8]&0x3f | 0x80 // variant 10
	text := hex.EncodeToString(b)
	return directory.ID(text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:])
}
