package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/blueheart-federation/api/internal/document"
)

// The file holds three buckets:
//
//	revisions  record id, 0x00, version (8 bytes, big-endian)  ->  a sealed document (see seal)
//	records    record id                                       ->  newest version (8 bytes, big-endian)
//	meta       "format", "revision"                            ->  8 bytes, big-endian
//
// Revisions of one record lie side by side in the order of their versions, so its history is one walk
// backwards and the newest is one look-up through records.
var (
	revisionsBucket = []byte("revisions")
	recordsBucket   = []byte("records")
	metaBucket      = []byte("meta")

	formatKey   = []byte("format")
	revisionKey = []byte("revision")
)

// currentFormat is the layout this program writes. A file with a higher number was written by a newer
// program and is refused.
const currentFormat = 1

// maxDocument is the size a revision's BSON may have. MongoDB refuses 16 MiB, and a directory must be
// able to move from either store to the other.
const maxDocument = 15 << 20

// appendPrefix appends what the keys of all revisions of a record begin with.
func appendPrefix(key []byte, record string) []byte {
	return append(append(key, record...), 0)
}

// revisionKeyOf is the key of one revision in the revisions bucket.
func revisionKeyOf(record string, version int64) []byte {
	key := make([]byte, 0, len(record)+9)
	return binary.BigEndian.AppendUint64(appendPrefix(key, record), uint64(version)) //nolint:gosec // versions are positive
}

// splitRevisionKey takes a revision's key apart; ok is false when it has not the shape of one.
func splitRevisionKey(key []byte) (record string, version int64, ok bool) {
	n := len(key) - 9
	if n < 1 || key[n] != 0 {
		return "", 0, false
	}
	return string(key[:n]), int64(binary.BigEndian.Uint64(key[n+1:])), true //nolint:gosec // as written by revisionKeyOf
}

// encodeNumber is the form of every number in the file.
func encodeNumber(n int64) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(n)) //nolint:gosec // numbers are not negative
}

// decodeNumber reads what encodeNumber wrote; a missing number is 0.
func decodeNumber(b []byte) (int64, error) {
	if b == nil {
		return 0, nil
	}
	if len(b) != 8 {
		return 0, fmt.Errorf("%w: a number of %d bytes", ErrDamaged, len(b))
	}
	return int64(binary.BigEndian.Uint64(b)), nil //nolint:gosec // as written by encodeNumber
}

// wellFormed says why a revision cannot be stored at all, which is a mistake of the caller: nil when it
// can.
func wellFormed(r *document.Revision) error {
	switch {
	case r.RecordID == "" || strings.ContainsRune(r.RecordID, 0):
		return errors.New("a record id must be neither empty nor hold a NUL")
	case r.ID != document.RevisionID(r.RecordID, r.Version):
		return fmt.Errorf("the id %q is not that of version %d of record %q", r.ID, r.Version, r.RecordID)
	}
	return nil
}

// A sealed document is one byte for the encoding, one for flags, four of checksum, then the zstd frame.
// The checksum covers the key, the flags and the frame: a document that ended up under another key is
// as damaged as one with a flipped bit.
const (
	sealedZstd   = 1
	flagPublic   = 1
	sealedHeader = 6
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(key []byte, flags byte, frame []byte) uint32 {
	sum := crc32.Update(0, castagnoli, key)
	sum = crc32.Update(sum, castagnoli, []byte{flags})
	return crc32.Update(sum, castagnoli, frame)
}

// codec seals and opens documents. It is safe for concurrent use.
type codec struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
	buffers sync.Pool // *[]byte, for the BSON between frame and struct
}

func newCodec() (*codec, error) {
	// Documents carry their own checksum, and a few kilobytes gain nothing from a large window.
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(2),
		zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, fmt.Errorf("make compressor: %w", err)
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(2*maxDocument))
	if err != nil {
		return nil, fmt.Errorf("make decompressor: %w", err)
	}
	return &codec{encoder: encoder, decoder: decoder, buffers: sync.Pool{New: func() any { return new([]byte) }}}, nil
}

// seal gives the stored form of a revision under its key.
func (c *codec) seal(key []byte, r *document.Revision) ([]byte, error) {
	plain, err := bson.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	if len(plain) > maxDocument {
		return nil, fmt.Errorf("%d bytes are more than a document may have", len(plain))
	}
	var flags byte
	if r.Public {
		flags |= flagPublic
	}
	sealed := make([]byte, sealedHeader, sealedHeader+len(plain)/2)
	sealed = c.encoder.EncodeAll(plain, sealed)
	sealed[0], sealed[1] = sealedZstd, flags
	binary.BigEndian.PutUint32(sealed[2:], checksum(key, flags, sealed[sealedHeader:]))
	return sealed, nil
}

// open reads the stored form of a revision. What it returns shares no memory with the file. Every
// error is ErrDamaged.
func (c *codec) open(key, sealed []byte) (r document.Revision, err error) {
	err = c.unseal(key, sealed, func(plain bson.Raw) error { return bson.Unmarshal(plain, &r) })
	return r, err
}

// openStanding reads of a revision only where its record stands, which takes a fraction of the time. Every
// error is ErrDamaged.
func (c *codec) openStanding(key, sealed []byte) (s standing, err error) {
	err = c.unseal(key, sealed, func(plain bson.Raw) error {
		kind, okKind := plain.Lookup("kind").StringValueOK()
		owner, okOwner := plain.Lookup("content", "owner").StringValueOK()
		state, okState := plain.Lookup("content", "state").StringValueOK()
		if !okKind || !okOwner || !okState {
			return errors.New("it does not say where its record stands")
		}
		s = standing{kind: document.Kind(kind), owner: owner, state: state}
		return nil
	})
	return s, err
}

// unseal calls read with the BSON of a stored form, which is read's only until it returns. Every error is
// ErrDamaged.
func (c *codec) unseal(key, sealed []byte, read func(plain bson.Raw) error) error {
	if len(sealed) <= sealedHeader || sealed[0] != sealedZstd {
		return fmt.Errorf("%w: revision %q has an unknown encoding", ErrDamaged, printable(key))
	}
	if binary.BigEndian.Uint32(sealed[2:]) != checksum(key, sealed[1], sealed[sealedHeader:]) {
		return fmt.Errorf("%w: revision %q does not match its checksum", ErrDamaged, printable(key))
	}
	buffer := c.buffers.Get().(*[]byte)
	defer c.buffers.Put(buffer)
	plain, err := c.decoder.DecodeAll(sealed[sealedHeader:], (*buffer)[:0])
	if err != nil {
		return fmt.Errorf("%w: revision %q: %w", ErrDamaged, printable(key), err)
	}
	*buffer = plain
	if err := read(plain); err != nil {
		return fmt.Errorf("%w: revision %q: %w", ErrDamaged, printable(key), err)
	}
	return nil
}

// close ends the goroutines the codec keeps.
func (c *codec) close() {
	c.decoder.Close()
	_ = c.encoder.Close() // it writes to nothing, so there is nothing to lose
}

// printable names a revision's key for people.
func printable(key []byte) string {
	if record, version, ok := splitRevisionKey(key); ok {
		return document.RevisionID(record, version)
	}
	return string(key)
}
