package export

import (
	"crypto/sha256"
	"io"
	"sync"

	"golang.org/x/sync/singleflight"
)

// digest is what is remembered of a file that was written.
type digest struct {
	length int64
	sum    [sha256.Size]byte
}

// mostDigests bounds how many are remembered; each is some hundred bytes.
const mostDigests = 512

// digests remembers digests by the tag of their edition and format. Tags of another revision are forgotten when a
// newer one comes. It is safe for concurrent use.
type digests struct {
	mu       sync.Mutex
	revision string
	known    map[string]digest
	group    singleflight.Group
}

// get gives a digest that is known.
func (d *digests) get(key string) (digest, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	found, ok := d.known[key]
	return found, ok
}

// put remembers a digest.
func (d *digests) put(revision, key string, made digest) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.revision != revision || len(d.known) >= mostDigests {
		d.revision, d.known = revision, map[string]digest{}
	}
	d.known[key] = made
}

// make gives a digest, by writing the file to nowhere when it is not known. Of several that ask at once one does.
func (d *digests) make(f *Format, e *Edition, key string) (digest, error) {
	if found, ok := d.get(key); ok {
		return found, nil
	}
	made, err, _ := d.group.Do(key, func() (any, error) {
		h := newHashing(io.Discard)
		if err := f.Write(h, e); err != nil {
			return digest{}, err
		}
		made := h.digest()
		d.put(e.Source.Revision, key, made)
		return made, nil
	})
	if err != nil {
		return digest{}, err
	}
	return made.(digest), nil
}

// hashing is a writer that hashes what passes.
type hashing struct {
	w      io.Writer
	hash   interface{ Sum(b []byte) []byte }
	both   io.Writer
	length int64
}

func newHashing(w io.Writer) *hashing {
	h := sha256.New()
	return &hashing{w: w, hash: h, both: io.MultiWriter(h, w)}
}

// Write hashes and passes on.
func (h *hashing) Write(p []byte) (int, error) {
	n, err := h.both.Write(p)
	h.length += int64(n)
	return n, err
}

func (h *hashing) digest() digest {
	return digest{length: h.length, sum: [sha256.Size]byte(h.hash.Sum(nil))}
}
