package httpapi

import "sync"

// bounded is a least-recently-used map of at most so many bytes. Its one lock is held for a few
// pointer moves only. It is safe for concurrent use.
type bounded[K comparable, V any] struct {
	mu       sync.Mutex
	items    map[K]*boundedItem[K, V]
	head     boundedItem[K, V] // next is the most, prev the least recently used
	bytes    int
	maxBytes int
}

type boundedItem[K comparable, V any] struct {
	key        K
	value      V
	bytes      int
	prev, next *boundedItem[K, V]
}

func newBounded[K comparable, V any](maxBytes int) *bounded[K, V] {
	b := &bounded[K, V]{maxBytes: maxBytes}
	b.reset()
	return b
}

func (b *bounded[K, V]) reset() {
	b.items = make(map[K]*boundedItem[K, V])
	b.head.prev, b.head.next = &b.head, &b.head
	b.bytes = 0
}

func (b *bounded[K, V]) unlink(it *boundedItem[K, V]) {
	it.prev.next, it.next.prev = it.next, it.prev
}

func (b *bounded[K, V]) pushFront(it *boundedItem[K, V]) {
	it.prev, it.next = &b.head, b.head.next
	it.prev.next, it.next.prev = it, it
}

func (b *bounded[K, V]) get(key K) (V, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.getLocked(key)
}

func (b *bounded[K, V]) getLocked(key K) (v V, ok bool) {
	it := b.items[key]
	if it == nil {
		return v, false
	}
	if b.head.next != it {
		b.unlink(it)
		b.pushFront(it)
	}
	return it.value, true
}

// put keeps value. One that is larger than a sixteenth of the whole is not kept: it would push out too
// much else.
func (b *bounded[K, V]) put(key K, value V, bytes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.putLocked(key, value, bytes)
}

func (b *bounded[K, V]) putLocked(key K, value V, bytes int) {
	if bytes > b.maxBytes/16 {
		return
	}
	if it := b.items[key]; it != nil {
		b.remove(it)
	}
	it := &boundedItem[K, V]{key: key, value: value, bytes: bytes}
	b.items[key] = it
	b.pushFront(it)
	b.bytes += bytes
	b.shrink()
}

// grow says that the value under key has become larger by more bytes.
func (b *bounded[K, V]) grow(key K, more int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if it := b.items[key]; it != nil {
		it.bytes += more
		b.bytes += more
		b.shrink()
	}
}

func (b *bounded[K, V]) shrink() {
	for b.bytes > b.maxBytes {
		b.remove(b.head.prev)
	}
}

func (b *bounded[K, V]) remove(it *boundedItem[K, V]) {
	b.unlink(it)
	delete(b.items, it.key)
	b.bytes -= it.bytes
}

// size gives the entries and bytes held.
func (b *bounded[K, V]) size() (entries, bytes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.items), b.bytes
}
