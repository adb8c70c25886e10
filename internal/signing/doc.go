// Package signing says with an Ed25519 key (RFC 8032) that a file came from this directory as it stands. What is
// signed is a [Statement] of five lines about the file: its name, the revision of the directory, its length and
// its SHA-256. So a small file cannot be passed off as a large one, a part as the whole, or an old one as new.
//
// A [Signer] is made of a key that the operator gives; none is ever made silently. [Verify] needs the public key
// and nothing else. Start with statement.go.
package signing
