package export

import (
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
	expiries []directory.Date // of consents, sorted
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
					v.expiries = append(v.expiries, on)
				}
			}
		}
	}
	slices.Sort(v.expiries)
	v.expiries = slices.Compact(v.expiries)
	return v
}

// expired is the last day that a consent held, of those that hold no more: what an edition leaves out
// changes with it only.
func (v *survey) expired(day directory.Date) directory.Date {
	at, _ := slices.BinarySearch(v.expiries, day)
	if at == 0 {
		return ""
	}
	return v.expiries[at-1]
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
