package signing

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// testKey is a key of tests only.
func testKey(t testing.TB, seed byte) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func signer(t testing.TB, seed byte) (*Signer, ed25519.PublicKey) {
	t.Helper()
	s, err := New(testKey(t, seed))
	if err != nil {
		t.Fatal(err)
	}
	public, err := ParsePublicKey(s.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	return s, public
}

func example() *Statement {
	return &Statement{Name: "directory.json?country=MD", Revision: 12, Length: 3, SHA256: sha256.Sum256([]byte("abc"))}
}

func TestStatementIsTheseBytes(t *testing.T) {
	const want = "blueheart-export-1\nname: directory.json?country=MD\nrevision: 12\nlength: 3\n" +
		"sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
	if diff := cmp.Diff(want, string(example().Bytes())); diff != "" {
		t.Error(diff)
	}
}

func TestSignedAndVerified(t *testing.T) {
	s, public := signer(t, 1)
	signed := s.Sign(example())
	got, err := Verify(public, signed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(example(), got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(string(signed), "\n\nkey: "+s.ID()+"\nsignature: ") || s.ID() != KeyID(public) {
		t.Errorf("%s", signed)
	}
}

// TestEveryChangedByteIsFoundOut flips each byte of a signature as it is published.
func TestEveryChangedByteIsFoundOut(t *testing.T) {
	s, public := signer(t, 1)
	signed := s.Sign(example())
	for i := range signed {
		for _, flip := range []byte{1, 0x20, 0x80} {
			broken := bytes.Clone(signed)
			broken[i] ^= flip
			if got, err := Verify(public, broken); err == nil {
				t.Fatalf("byte %d: %+v", i, got)
			}
		}
	}
	for n := range signed {
		if _, err := Verify(public, signed[:n]); err == nil {
			t.Fatalf("cut at %d", n)
		}
	}
	if _, err := Verify(public, append(bytes.Clone(signed), '\n')); err == nil {
		t.Error("something follows")
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	s, _ := signer(t, 1)
	_, other := signer(t, 2)
	if _, err := Verify(other, s.Sign(example())); !errors.Is(err, ErrWrong) || !strings.Contains(err.Error(), "another key") {
		t.Error(err)
	}
	if _, err := Verify(nil, s.Sign(example())); err == nil {
		t.Error("no key")
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	whole := testKey(t, 1)
	for name, key := range map[string]string{
		"empty": "", "words": "secret words", "a public key": "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n",
		"two keys": whole + whole, "damaged": strings.Replace(whole, "MC4CAQ", "MC4CAA", 1),
	} {
		if _, err := New(key); err == nil || !strings.Contains(err.Error(), "openssl genpkey") || strings.Contains(err.Error(), "words") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s, _ := signer(t, 1); strings.Contains(string(s.PublicKey()), "PRIVATE") {
		t.Error("the private key is shown")
	}
}

func TestNamesWithControlCharactersPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a second line in a name was signed")
		}
	}()
	(&Statement{Name: "a\nrevision: 99"}).Bytes()
}

func FuzzVerify(f *testing.F) {
	s, public := signer(f, 1)
	f.Add(s.Sign(example()))
	f.Add([]byte("blueheart-export-1\nname: a\nrevision: 1\nlength: 1\nsha256: \n\nkey: \nsignature: \n"))
	signed := s.Sign(example())
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := Verify(public, data); err == nil && !bytes.Equal(data, signed) {
			t.Fatalf("%+v", got)
		}
	})
}

func TestCheckTakesTheFileThatWasSigned(t *testing.T) {
	s := example()
	for file, want := range map[string]error{"abc": nil, "": ErrShort, "ab": ErrShort, "abd": ErrBroken, "abcd": ErrBroken} {
		if err := s.Check(strings.NewReader(file)); !errors.Is(err, want) || errors.Is(err, ErrShort) != errors.Is(want, ErrShort) {
			t.Errorf("%q: %v", file, err)
		}
	}
	if err := s.Check(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) || errors.Is(err, ErrBroken) {
		t.Error(err)
	}
}
