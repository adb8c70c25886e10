package signing

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Signer signs statements. It is safe for concurrent use, and it never shows its key.
type Signer struct {
	private ed25519.PrivateKey
	public  []byte // PEM
	id      string
}

const howToMake = "make one with: openssl genpkey -algorithm ed25519"

// New makes a signer of an Ed25519 private key in PKCS #8, as PEM. Errors say what to do and nothing of the key.
func New(key string) (*Signer, error) {
	block, rest := pem.Decode([]byte(key))
	if block == nil || block.Type != "PRIVATE KEY" || len(bytes.TrimSpace(rest)) > 0 {
		return nil, errors.New("the signing key is not one PRIVATE KEY in PEM form; " + howToMake)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("the signing key is damaged; " + howToMake)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("the signing key is not an Ed25519 key; " + howToMake)
	}
	public := private.Public().(ed25519.PublicKey)
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("encode public key: %w", err)
	}
	s := &Signer{private: private, id: KeyID(public)}
	s.public = append([]byte("Ed25519 public key "+s.id+"\n"), pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})...)
	return s, nil
}

// ID names the key: see [KeyID].
func (s *Signer) ID() string { return s.id }

// PublicKey gives the public key as it is published: a line with its id, then SubjectPublicKeyInfo (RFC 8410) as
// PEM. The caller must not change it.
func (s *Signer) PublicKey() []byte { return s.public }

// KeyID names a public key: the first 16 hexadecimal digits of the SHA-256 of its SubjectPublicKeyInfo.
func KeyID(public ed25519.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return "" // never for a key of the right length
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:8])
}

// ParsePublicKey reads a public key as it is published. Text around the PEM block is passed over.
func ParsePublicKey(text []byte) (ed25519.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "PUBLIC KEY" {
		return nil, errors.New("signing: there is no PUBLIC KEY in PEM form")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("signing: the public key is damaged: %w", err)
	}
	public, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("signing: the public key is not an Ed25519 key")
	}
	return public, nil
}

// The lines after the statement.
const (
	keyLabel       = "key: "
	signatureLabel = "signature: "
)

// Sign gives a statement with its signature as they are published: the five lines of the statement, an empty line,
// then "key: " with the id of the key and "signature: " with the 64 bytes of the signature in base64, each ended by
// a line feed.
func (s *Signer) Sign(statement *Statement) []byte {
	signed := statement.Bytes()
	signature := ed25519.Sign(s.private, signed)
	return fmt.Appendf(slices.Clip(signed), "\n%s%s\n%s%s\n", keyLabel, s.id, signatureLabel, base64.StdEncoding.EncodeToString(signature))
}

// ErrWrong is what a signature is told that the key did not make.
var ErrWrong = errors.New("signing: the signature is wrong")

// Verify reads what [Signer.Sign] gave and checks it. The caller compares the statement with the file, and its
// revision with the one it has. Errors wrap ErrWrong when the form is right and the signature is not.
func Verify(public ed25519.PublicKey, signed []byte) (*Statement, error) {
	if len(signed) > MaxSize || len(public) != ed25519.PublicKeySize {
		return nil, errForm
	}
	before, after, ok := bytes.Cut(signed, []byte("\n\n"))
	if !ok {
		return nil, errForm
	}
	statement := append(slices.Clip(before), '\n')
	s, err := parse(statement)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(after), "\n")
	if len(lines) != 3 || lines[2] != "" || !strings.HasPrefix(lines[0], keyLabel) || !strings.HasPrefix(lines[1], signatureLabel) {
		return nil, errForm
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(lines[1][len(signatureLabel):])
	if err != nil {
		return nil, errForm
	}
	if id := lines[0][len(keyLabel):]; id != KeyID(public) {
		return nil, fmt.Errorf("%w: it was made with another key than %s", ErrWrong, KeyID(public))
	}
	if !ed25519.Verify(public, statement, signature) {
		return nil, ErrWrong
	}
	return s, nil
}
