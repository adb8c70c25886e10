package snapshot

import (
	"slices"
	"sync"
)

// Change is a record whose public face changed, and the directory revision that made: one change makes one
// revision.
type Change struct {
	Revision int64
	Record   string
}

// news are the changes that this process has made and not yet shown. It is safe for concurrent use.
type news struct {
	mu      sync.Mutex
	records map[int64]string // by revision
}

// mostNews bounds what is remembered. Beyond it, comparing all versions is no slower.
const mostNews = 1000

func (n *news) add(changes []Change) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range changes {
		if n.records == nil || len(n.records) >= mostNews {
			n.records = map[int64]string{}
		}
		n.records[c.Revision] = c.Record
	}
}

// between gives the records that changed after one revision and up to another, each once; none unless the
// change of every revision is known. Others write to the store, too, and their changes count like ours.
func (n *news) between(after, upTo int64) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if upTo-after > int64(len(n.records)) {
		return nil
	}
	var records []string
	for revision := after + 1; revision <= upTo; revision++ {
		record, known := n.records[revision]
		if !known {
			return nil
		}
		if !slices.Contains(records, record) {
			records = append(records, record)
		}
	}
	return records
}

// forget drops what is shown.
func (n *news) forget(upTo int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for revision := range n.records {
		if revision <= upTo {
			delete(n.records, revision)
		}
	}
}
