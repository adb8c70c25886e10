package embedded

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// bbolt believes what a page says of itself. A damaged page that names one of its ancestors as a child, or
// claims to go on for millions of pages, would keep bbolt busy until the memory is used up. So the tree of
// pages is walked here first, by the headers of its pages alone, with everything bounded by the file.
//
// The layout is that of bbolt's file format version 2: a header of 16 bytes (id, flags, count, overflow),
// then count elements of 16 bytes.
const (
	pageHeader  = 16
	pageElement = 16

	branchPage = 0x01
	leafPage   = 0x02

	bucketElement = 0x01 // flag of a leaf element whose value begins with the root of a bucket

	deepestPage = 32 // a tree this deep would hold more than any disk
)

// pageWalk goes through the pages of one transaction.
type pageWalk struct {
	file io.ReaderAt
	size uint64   // of a page
	high uint64   // the first page number that is not in use
	seen []uint64 // a bit for each page
}

// verifyPages makes sure that the pages reachable in a transaction form a tree inside the file. Its cost is
// one small read for each page.
func verifyPages(tx *bbolt.Tx) error {
	file, err := os.Open(tx.DB().Path())
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // opened for reading only
	_, err = walkPages(tx, file)
	return err
}

// walkPages goes through the pages reachable in a transaction and gives which they are.
func walkPages(tx *bbolt.Tx, file io.ReaderAt) (*pageWalk, error) {
	size := tx.DB().Info().PageSize
	if size < 512 || size > 64<<10 || tx.Size()%int64(size) != 0 {
		return nil, fmt.Errorf("%w: pages of %d bytes", ErrDamaged, size)
	}
	high := uint64(tx.Size()) / uint64(size) //nolint:gosec // a size is not negative
	w := &pageWalk{file: file, size: uint64(size), high: high, seen: make([]uint64, high/64+1)}
	return w, w.page(uint64(tx.Cursor().Bucket().Root()), 0, true)
}

// reachable tells whether the walk has met a page.
func (w *pageWalk) reachable(id uint64) bool { return w.seen[id/64]&(1<<(id%64)) != 0 }

// page checks a page and all below it. buckets says whether its leaves hold buckets, as those of the
// outermost tree do.
func (w *pageWalk) page(id uint64, depth int, buckets bool) error {
	if depth > deepestPage || id < 2 || id >= w.high {
		return fmt.Errorf("%w: no place for page %d", ErrDamaged, id)
	}
	var header [pageHeader]byte
	if _, err := w.file.ReadAt(header[:], int64(id*w.size)); err != nil { //nolint:gosec // inside the file
		return err
	}
	var (
		own      = binary.NativeEndian.Uint64(header[0:])
		flags    = binary.NativeEndian.Uint16(header[8:])
		count    = uint64(binary.NativeEndian.Uint16(header[10:]))
		overflow = uint64(binary.NativeEndian.Uint32(header[12:]))
	)
	if own != id || flags != branchPage && flags != leafPage || overflow >= w.high-id || pageHeader+count*pageElement > (overflow+1)*w.size {
		return fmt.Errorf("%w: page %d has a header that cannot be", ErrDamaged, id)
	}
	for p := id; p <= id+overflow; p++ {
		if w.reachable(p) {
			return fmt.Errorf("%w: page %d stands twice", ErrDamaged, p)
		}
		w.seen[p/64] |= 1 << (p % 64)
	}
	if flags == leafPage && !buckets {
		return nil
	}
	data := make([]byte, (overflow+1)*w.size)
	if _, err := w.file.ReadAt(data, int64(id*w.size)); err != nil { //nolint:gosec // inside the file
		return err
	}
	for at := uint64(pageHeader); at < pageHeader+count*pageElement; at += pageElement {
		child := binary.NativeEndian.Uint64(data[at+8:])
		if flags == leafPage {
			root, ok := bucketRoot(data, at)
			if !ok {
				return fmt.Errorf("%w: page %d has an element outside it", ErrDamaged, id)
			}
			if child = root; child == 0 {
				continue // no bucket, or one small enough to stand in the page itself
			}
		}
		if err := w.page(child, depth+1, buckets && flags == branchPage); err != nil {
			return err
		}
	}
	return nil
}

// bucketRoot gives the page of the bucket in a leaf element, 0 when there is none; false when the element
// reaches outside its page.
func bucketRoot(data []byte, at uint64) (uint64, bool) {
	var (
		flags   = binary.NativeEndian.Uint32(data[at:])
		offset  = uint64(binary.NativeEndian.Uint32(data[at+4:]))
		keySize = uint64(binary.NativeEndian.Uint32(data[at+8:]))
		size    = uint64(binary.NativeEndian.Uint32(data[at+12:]))
		value   = at + offset + keySize
	)
	if value+size > uint64(len(data)) {
		return 0, false
	}
	if flags&bucketElement == 0 {
		return 0, true
	}
	if size < 16 {
		return 0, false
	}
	return binary.NativeEndian.Uint64(data[value:]), true
}
