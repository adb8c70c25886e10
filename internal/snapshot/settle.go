package snapshot

import (
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

// unsettled are records whose revision may not have been counted when they were read.
//
// Other processes write into the store, too, and there a record can be seen before the revision counts it: the
// writer changes the record first, and dies between the two at worst. Whoever follows the changes up to revision
// 7 at one process must then hear of such a record from another, although that has shown it since 6. So a
// record that was read is named again with each new revision, until its own has certainly been counted.
//
// One thing is left out. Of two records with one slug, which editing does not let happen, one hides the other. A
// process that never saw them so does not name the other when it is back.
type unsettled map[directory.ID]time.Time // until when each is named again

// countedWithin is how long a writer takes between the two, with some to spare: the limits of time in mongodb.
const countedWithin = 90 * time.Second

// healedWithin is how long it takes until somebody has counted what a dead writer left.
func (r *Refresher) healedWithin() time.Duration { return 2*r.full + countedWithin }

// settle names again what may not have been counted when it was read, and notes what was read now. next is not
// published yet; readAt is before its revision was asked for. current is nil at the start.
func (r *Refresher) settle(current, next *Snapshot, readAt time.Time) {
	touched := next.changes.touched
	next.changes.touched = nil
	if r.alone {
		return
	}
	if current != nil && next.Revision > current.Revision {
		for id := range r.unsettled {
			next.changes.again(id, next.Revision)
		}
		r.settled(readAt)
	}
	now := r.now()
	for _, id := range touched {
		until := now.Add(r.healedWithin())
		if e := next.entries[id]; current == nil && e != nil {
			// It may be long since it was written, and most are.
			until = later(e.updatedAt.Add(r.healedWithin()), now.Add(countedWithin))
		}
		r.unsettled[id] = until
	}
}

// settled forgets what has been counted at an instant at which the revision of the snapshot was the store's.
func (r *Refresher) settled(at time.Time) {
	for id, until := range r.unsettled {
		if !at.Before(until) {
			delete(r.unsettled, id)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
