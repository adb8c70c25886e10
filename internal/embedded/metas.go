package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// The two meta pages are bbolt's roots: each commit overwrites the older one, so they are the newest
// commit and the one before it. After the header of a page comes, by bbolt's file format version 2:
//
//	magic, version, size of a page, flags                      4 bytes each
//	root, sequence, freelist, first unused page, transaction   8 bytes each
//	checksum of all that, FNV-64a                              8 bytes
const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2

	metaTransaction = 48 // where it stands after the header of the page
	metaChecksum    = 56
	metaSize        = 64
)

// verifyMetas makes sure that both meta pages are what bbolt wrote. bbolt itself is content with one: when
// the newer is damaged it takes the older, and the last commit, which was acknowledged, is gone without a
// word. A crash is no reason for that: a meta page's content lies within one sector of 512 bytes, which a
// disk writes whole or not at all, so an interrupted commit leaves two sound pages. For the same reason
// their transactions follow one another (0 and 1 in a new file); other numbers mean that a page of another
// time has come back.
func verifyMetas(tx *bbolt.Tx) error {
	file, err := os.Open(tx.DB().Path())
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // opened for reading only
	size := tx.DB().Info().PageSize
	var transactions [2]uint64
	for i := range transactions {
		var meta [metaSize]byte
		_, err := file.ReadAt(meta[:], int64(i)*int64(size)+pageHeader)
		switch {
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%w: it ends before its meta page %d does", ErrDamaged, i)
		case err != nil:
			return err
		case !soundMeta(meta[:], size):
			return fmt.Errorf("%w: its meta page %d is not what was written", ErrDamaged, i)
		}
		transactions[i] = binary.NativeEndian.Uint64(meta[metaTransaction:])
	}
	if a, b := transactions[0], transactions[1]; max(a, b)-min(a, b) != 1 {
		return fmt.Errorf("%w: its meta pages, of transactions %d and %d, do not belong together", ErrDamaged, a, b)
	}
	return nil
}

// soundMeta tells whether the content of a meta page is what bbolt writes into a file with pages of that
// size.
func soundMeta(meta []byte, size int) bool {
	sum := fnv.New64a()
	_, _ = sum.Write(meta[:metaChecksum]) // never fails
	return binary.NativeEndian.Uint32(meta) == metaMagic &&
		binary.NativeEndian.Uint32(meta[4:]) == metaVersion &&
		int64(binary.NativeEndian.Uint32(meta[8:])) == int64(size) &&
		binary.NativeEndian.Uint64(meta[metaChecksum:]) == sum.Sum64()
}
