package snapshot

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// Snapshot is one published revision of the directory: immutable, safe for concurrent use. Callers must
// not change the records it gives.
type Snapshot struct {
	Revision int64
	BuiltAt  time.Time
	Source   directory.DirectorySource // where it was read from
	SetAside []SetAside

	Organizations *Table[directory.Organization]
	Initiatives   *Table[directory.Initiative]
	Hotlines      *Table[directory.Hotline]
	Campaigns     *Table[directory.Campaign]
	Resources     *Table[directory.Resource]
	Lessons       *Table[directory.Lesson]

	thresholds  directory.Thresholds
	entries     map[directory.ID]*Entry // what it was made of
	conflicts   int                     // entries set aside because of others
	updates     int                     // since it was built
	changes     *changeFeed
	slugs       map[string]*directory.Initiative
	memberships map[string][]*directory.BannerMembership // by id of the member, or country code
	finder      *finder
	verified    []directory.Date // of each hotline, by row: ranking asks for thousands
	working     int              // hotlines that work; in the default order they stand before the others
	paired      map[directory.ID][]*directory.Hotline
	replaces    map[directory.ID][]*directory.Hotline // by what replaces them
	schedules   []scheduleRows
	names       map[directory.LanguageTag]int // how many are in each language
	languages   []directory.LanguageTag       // of names
	coverage    atomic.Pointer[coverageDay]
	covering    sync.Mutex // held to work out the coverage
	addresses   addresses
}

// InitiativeBySlug gives an initiative, nil when there is none.
func (s *Snapshot) InitiativeBySlug(slug string) *directory.Initiative { return s.slugs[slug] }

// AggregateOf gives the id of the initiative or organization that a public record is or is part of, empty when
// there is no such record.
func (s *Snapshot) AggregateOf(id directory.ID) directory.ID {
	if s.Initiatives.ByID(id) != nil || s.Organizations.ByID(id) != nil {
		return id
	}
	if h := s.Hotlines.ByID(id); h != nil {
		return h.Initiative
	}
	if c := s.Campaigns.ByID(id); c != nil {
		return c.Initiative
	}
	if m := s.Resources.ByID(id); m != nil {
		return m.Initiative
	}
	if l := s.Lessons.ByID(id); l != nil {
		return l.Initiative
	}
	return ""
}

// MembershipsOf gives the banner memberships of an initiative, a campaign or a country.
func (s *Snapshot) MembershipsOf(member string) []*directory.BannerMembership {
	return s.memberships[member]
}

// Languages gives the languages in which names and texts exist, sorted.
func (s *Snapshot) Languages() []directory.LanguageTag { return s.languages }

// Thresholds gives the days after which a check is due and stale.
func (s *Snapshot) Thresholds() directory.Thresholds { return s.thresholds }

// OpenAt gives the hotlines with a channel that is known to be open at an instant.
func (s *Snapshot) OpenAt(at time.Time) *roaring.Bitmap {
	var open []*roaring.Bitmap
	for _, r := range s.schedules {
		if r.hours.State(at) == hours.Open {
			open = append(open, r.rows)
		}
	}
	return union(open)
}

// Fresh gives the rows of a table whose freshness at an instant is one of those wanted.
func Fresh[T any](s *Snapshot, t *Table[T], wanted []directory.Freshness, now time.Time) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for day, rows := range t.values[ByVerifiedOn].many {
		if slices.Contains(wanted, s.thresholds.Freshness(directory.Date(day), now)) {
			sets = append(sets, rows)
		}
	}
	return union(sets)
}
