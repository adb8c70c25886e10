package snapshot

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
)

func TestWatcherSeesTheCurrentRevisionAndThenTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h Holder
		ctx, stop := context.WithCancel(t.Context())
		revisions := Watch(ctx, &h, func(s *Snapshot) int64 { return s.Revision })
		swap := func(all ...int64) {
			for _, revision := range all {
				h.Swap(&Snapshot{Revision: revision})
				synctest.Wait()
			}
		}
		var got []int64
		take := func() { got = append(got, <-revisions) }
		synctest.Wait() // nothing is there yet
		swap(7)
		take()
		swap(7) // built anew
		select {
		case r := <-revisions:
			t.Errorf("revision %d a second time", r)
		default:
		}
		swap(8, 9, 12)
		take()
		swap(13)
		take()
		swap(4) // restored from an older copy
		take()
		if want := []int64{7, 12, 13, 4}; !slices.Equal(got, want) {
			t.Errorf("saw %v, want %v", got, want)
		}
		stop()
		h.Wait()
		if _, open := <-revisions; open {
			t.Error("the channel is not closed")
		}
	})
}

func TestViewThatPanicsEndsItsWatcherAlone(t *testing.T) {
	var h Holder
	h.Swap(&Snapshot{Revision: 1})
	if _, open := <-Watch(t.Context(), &h, func(*Snapshot) int { panic("a view") }); open {
		t.Error("the channel is not closed")
	}
	h.Wait()
}
