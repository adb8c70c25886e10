package snapshot

import (
	"fmt"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

// TestCopyTellsWhatItCannotKnow: a source that is a copy holds nothing of records that are public no more, so a
// reader who comes from before the copy begins anew, and one who comes from nothing or from after it does not.
func TestCopyTellsWhatItCannotKnow(t *testing.T) {
	src := newSource(organization(1), initiative(2), initiative(3))
	src.revision = 5
	var holder Holder
	r := NewRefresher(src, &holder, Settings{Copied: true})
	look := func(revision int64) *Snapshot {
		t.Helper()
		src.revision = revision
		if err := r.Refresh(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		return holder.Current()
	}
	tell := func(s *Snapshot, since int64) string {
		p, err := s.Changes(since, PageArgs{})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(p.Total, p.StartAnew)
	}
	if s := look(5); s.Source != directory.DirectorySourceSnapshot || tell(s, 0) != "3 false" || tell(s, 4) != "0 true" || tell(s, 5) != "0 false" {
		t.Errorf("at its start: %s, %s, %s, %s", s.Source, tell(s, 0), tell(s, 4), tell(s, 5))
	}
	src.drop(3)
	look(6)
	src.put(initiative(2))
	s := look(7)
	for since, want := range map[int64]string{0: "3 false", 4: "0 true", 5: "0 true", 7: "0 false", 8: "0 true"} {
		if got := tell(s, since); got != want {
			t.Errorf("since %d: %s, want %s", since, got, want)
		}
	}
	// What was read at first is named again for a while, see settle.go, so there is no number.
	if p, err := s.Changes(6, PageArgs{}); err != nil || p.StartAnew || p.Total == 0 || s.Source != directory.DirectorySourceSnapshot {
		t.Errorf("%+v, %v", p, err)
	}
}
