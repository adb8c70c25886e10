package export

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// survey is what is known of a snapshot as a whole. It is made once for each.
type survey struct {
	snapshot *snapshot.Snapshot
	updated  time.Time
	lapses   []lapse // of consents, by day
}

// lapse is the last day of a consent, and the initiative that has the testimony.
type lapse struct {
	on directory.Date
	of directory.ID
}

func surveyOf(s *snapshot.Snapshot) *survey {
	v := &survey{snapshot: s}
	newer := func(at time.Time) {
		if at.After(v.updated) {
			v.updated = at
		}
	}
	for o := range s.Organizations.All {
		newer(o.UpdatedAt)
	}
	for in := range s.Initiatives.All {
		newer(in.UpdatedAt)
		for _, c := range in.Campaigns {
			for i := range c.Testimonies {
				if on := c.Testimonies[i].Consent.ExpiresOn; on != "" {
					v.lapses = append(v.lapses, lapse{on, in.ID})
				}
			}
		}
	}
	slices.SortStableFunc(v.lapses, func(a, b lapse) int { return cmp.Compare(a.on, b.on) })
	return v
}

// before is how many consents ended before a day.
func (v *survey) before(day directory.Date) int {
	at, _ := slices.BinarySearchFunc(v.lapses, day, func(l lapse, day directory.Date) int { return cmp.Compare(l.on, day) })
	return at
}

// expired is the last day that a consent held, of those that hold no more: what an edition leaves out
// changes with it only.
func (v *survey) expired(day directory.Date) directory.Date {
	at := v.before(day)
	if at == 0 {
		return ""
	}
	return v.lapses[at-1].on
}

// lapsed are the consents that hold no more on a day and still held on another one.
func (v *survey) lapsed(since, day directory.Date) []lapse {
	return v.lapses[v.before(since):v.before(day)]
}

// surveys keeps the last survey.
type surveys struct{ last atomic.Pointer[survey] }

func (s *surveys) of(snap *snapshot.Snapshot) *survey {
	if v := s.last.Load(); v != nil && v.snapshot == snap {
		return v
	}
	v := surveyOf(snap)
	s.last.Store(v)
	return v
}
