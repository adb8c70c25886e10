package signing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Statement says what a file is. It is signed as the bytes that [Statement.Bytes] gives.
type Statement struct {
	Name     string // of the file, with its filters: "directory.json?country=MD"
	Revision int64  // of the directory
	Length   int64  // in bytes, not compressed
	SHA256   [sha256.Size]byte
}

// What a file is told that is not the one that was signed. ErrShort wraps ErrBroken: it is cut off, and what there is
// of it was not looked at.
var (
	ErrBroken = errors.New("the file is not the one that was signed")
	ErrShort  = fmt.Errorf("%w: it is cut off", ErrBroken)
)

// Check holds a file against the statement, by length and SHA-256. It reads no more of it than one byte behind what was
// signed. Errors wrap ErrBroken, or are those of reading.
func (s *Statement) Check(file io.Reader) error {
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(file, s.Length+1))
	switch {
	case err != nil:
		return err
	case n < s.Length:
		return fmt.Errorf("%w: it has %d bytes, %d were signed", ErrShort, n, s.Length)
	case n > s.Length:
		return fmt.Errorf("%w: it has more than the %d bytes that were signed", ErrBroken, s.Length)
	case [sha256.Size]byte(h.Sum(nil)) != s.SHA256:
		return fmt.Errorf("%w: its SHA-256 is another", ErrBroken)
	}
	return nil
}

// first is the first line of a statement. Another form gets another name.
const first = "blueheart-export-1"

// MaxSize bounds a signature as it is published, in bytes.
const MaxSize = 16 << 10

// Bytes gives the statement as it is signed: five lines in UTF-8, each ended by a line feed:
//
//	blueheart-export-1
//	name: directory.json
//	revision: 12
//	length: 345678
//	sha256: 64 digits in lower-case hexadecimal
//
// It panics when the name holds a control character, which could make one statement look like another: names are
// ours, not a client's.
func (s *Statement) Bytes() []byte {
	if !plain(s.Name) {
		panic("signing: a name with control characters")
	}
	return fmt.Appendf(nil, "%s\nname: %s\nrevision: %d\nlength: %d\nsha256: %x\n", first, s.Name, s.Revision, s.Length, s.SHA256)
}

func plain(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// errForm is what a signature is told that is not one.
var errForm = errors.New("signing: it is not a signature of a blueheart export")

// parse reads the lines of a statement. It takes only what Bytes writes.
func parse(data []byte) (*Statement, error) {
	lines := strings.Split(string(data), "\n")
	if len(lines) != 6 || lines[0] != first || lines[5] != "" {
		return nil, errForm
	}
	var values [4]string
	for i, label := range [...]string{"name: ", "revision: ", "length: ", "sha256: "} {
		value, ok := strings.CutPrefix(lines[i+1], label)
		if !ok {
			return nil, errForm
		}
		values[i] = value
	}
	s := &Statement{Name: values[0]}
	var failed [3]error
	s.Revision, failed[0] = strconv.ParseInt(values[1], 10, 64)
	s.Length, failed[1] = strconv.ParseInt(values[2], 10, 64)
	sum, err := hex.DecodeString(values[3])
	if failed[2] = err; errors.Join(failed[:]...) != nil || len(sum) != sha256.Size || !plain(s.Name) || s.Revision < 0 || s.Length < 0 {
		return nil, errForm
	}
	s.SHA256 = [sha256.Size]byte(sum)
	if !bytes.Equal(s.Bytes(), data) {
		return nil, errForm
	}
	return s, nil
}
