package exchange

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// input counts the bytes of a file and refuses more than a limit.
type input struct {
	r    io.Reader
	read int64
	most int64
}

func (in *input) Read(p []byte) (int, error) {
	if left := in.most - in.read + 1; int64(len(p)) > left {
		p = p[:max(left, 0)]
	}
	n, err := in.r.Read(p)
	in.read += int64(n)
	if in.read > in.most {
		return 0, tooLarge(in.most)
	}
	return n, err
}

// known refuses a file of which one can tell beforehand that it is larger than the limit: else a million rows of it
// would be read first.
func (in *input) known() error {
	file, ok := in.r.(io.Seeker)
	if !ok {
		return nil
	}
	at, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil //nolint:nilerr // a pipe cannot seek; it is counted as it is read
	}
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if end-at > in.most {
		return tooLarge(in.most)
	}
	_, err = file.Seek(at, io.SeekStart)
	return err
}

func tooLarge(most int64) error {
	return fault("the file is larger than %d MiB; divide it into several files", most>>20)
}

// text gives a file in UTF-8 without a byte order mark. UTF-16 is read where such a mark says so; anything
// else comes as it is, to be refused by valid.
func text(r io.Reader) *bufio.Reader {
	decoder := unicode.BOMOverride(encoding.Nop.NewDecoder())
	return bufio.NewReaderSize(transform.NewReader(r, decoder), 64<<10)
}

const saveAsUTF8 = `save the file as UTF-8 (in a spreadsheet program: "CSV UTF-8")`

// valid refuses bytes that are not text in UTF-8: a name must not be damaged on its way in.
func valid(b []byte, what string, number int) error {
	if bytes.IndexByte(b, 0) >= 0 {
		return fault("%s %d holds NUL bytes, so the file is not in UTF-8; %s", what, number, saveAsUTF8)
	}
	if !utf8.Valid(b) {
		return fault("%s %d is not in UTF-8, as with files in Latin-1 or Windows-1252; %s", what, number, saveAsUTF8)
	}
	return nil
}

// damaged finds the mark that programs leave where a letter got lost.
func damaged[T string | []byte](s T) bool { return bytes.Contains([]byte(s), []byte("\uFFFD")) }

// noteDamaged warns of such a mark.
func (d *draft) noteDamaged(at spot) {
	d.warn(at, "", "type the text anew", "a letter got lost before the file came here: it holds the replacement character")
}
