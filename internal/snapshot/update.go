package snapshot

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

// Update gives the snapshot that [Build] makes of the entries of s with some of them changed or new and others
// gone, in a small part of the time: what did not change is taken over, and only numbers are copied. s stays as
// it is; the two share what they have in common, and s can be forgotten.
//
// The coverage of the new snapshot is worked out when it is first asked for. Where so much changes that nothing
// is gained, or where an id or slug stands twice before or after, so that one record decides about another,
// it is Build that is called.
func (s *Snapshot) Update(changed []*Entry, removed []directory.ID, revision int64, now time.Time) *Snapshot {
	entries := s.entriesWith(changed, removed)
	if 4*(len(changed)+len(removed)) <= len(entries) {
		if next := s.updated(entries, changed, removed, revision, now); next != nil {
			return next
		}
	}
	return s.rebuilt(entries, revision, now)
}

// rebuilt builds the snapshot that comes after s.
func (s *Snapshot) rebuilt(entries map[directory.ID]*Entry, revision int64, now time.Time) *Snapshot {
	next := Build(slices.Collect(maps.Values(entries)), revision, now, s.thresholds)
	next.followChanges(s, func(yield func(directory.ID) bool) {
		for id := range next.entries {
			if !yield(id) {
				return
			}
		}
		for id := range s.entries {
			if next.entries[id] == nil && !yield(id) {
				return
			}
		}
	})
	return next
}

// entriesWith gives the entries of s with some of them changed or new and others gone.
func (s *Snapshot) entriesWith(changed []*Entry, removed []directory.ID) map[directory.ID]*Entry {
	entries := maps.Clone(s.entries)
	for _, id := range removed {
		delete(entries, id)
	}
	for _, e := range changed {
		entries[e.ID] = e
	}
	return entries
}

// updated is Update where it can be done, nil where it cannot.
func (s *Snapshot) updated(entries map[directory.ID]*Entry, changed []*Entry, removed []directory.ID, revision int64, now time.Time) *Snapshot {
	if s.conflicts > 0 {
		return nil
	}
	var (
		left    gathered
		came    = newGathering(len(changed))
		leaving = map[directory.ID]bool{} // records, their parts, and slugs
		slugs   = map[string]bool{}
	)
	leave := func(id directory.ID) {
		e := s.entries[id]
		if e == nil {
			return
		}
		left.take(e)
		for _, part := range e.ids() {
			leaving[part] = true
		}
		if e.Initiative != nil {
			slugs[e.Initiative.Slug] = true
		}
	}
	for _, id := range removed {
		leave(id)
	}
	for _, e := range changed {
		leave(e.ID)
	}
	for _, e := range changed {
		for _, id := range e.ids() {
			if s.has(id) && !leaving[id] {
				return nil
			}
		}
		if in := e.Initiative; in != nil && s.slugs[in.Slug] != nil && !slugs[in.Slug] {
			return nil
		}
		if came.add(e) != nil {
			return nil
		}
	}
	next := &Snapshot{thresholds: s.thresholds, entries: entries, SetAside: s.setAsideWith(changed, removed), updates: s.updates + 1}
	next.stamp(revision, now)
	moved := next.exchange(s, &left, &came.gathered)
	next.finder = s.finder.update(next, moved)
	next.followChanges(s, func(yield func(directory.ID) bool) {
		for _, id := range removed {
			if !yield(id) {
				return
			}
		}
		for _, e := range changed {
			if !yield(e.ID) {
				return
			}
		}
	})
	return next
}

// has says whether a record of any kind is there.
func (s *Snapshot) has(id directory.ID) bool {
	return s.Hotlines.ByID(id) != nil || s.Initiatives.ByID(id) != nil || s.Campaigns.ByID(id) != nil ||
		s.Resources.ByID(id) != nil || s.Organizations.ByID(id) != nil || s.Lessons.ByID(id) != nil
}

// setAsideWith gives what is set aside after some entries changed, in the order of their ids.
func (s *Snapshot) setAsideWith(changed []*Entry, removed []directory.ID) []SetAside {
	other := make(map[directory.ID]bool, len(changed)+len(removed))
	for _, id := range removed {
		other[id] = true
	}
	for _, e := range changed {
		other[e.ID] = true
	}
	var all []SetAside
	for _, aside := range s.SetAside {
		if !other[aside.Record] {
			all = append(all, aside)
		}
	}
	for _, e := range changed {
		all = append(all, e.SetAside...)
	}
	slices.SortStableFunc(all, func(a, b SetAside) int { return cmp.Compare(a.Record, b.Record) })
	return all
}

// anew are records that stay as they are while others change, but under other values.
type anew struct {
	initiatives []*directory.Initiative
	hotlines    []*directory.Hotline
	campaigns   []*directory.Campaign
	resources   []*directory.Resource
}

// remarking finds the records that are to be marked anew.
type remarking struct {
	anew

	s, old *Snapshot
	left   map[directory.ID]bool // what left, and may have come back: it is marked anyway
	known  map[directory.ID]bool
}

// markedAnew finds the records whose marks depend on what changed, as [marker] has it: the kind of an
// organization, and who is a member of a banner.
func (s *Snapshot) markedAnew(old *Snapshot, left, came *gathered) *anew {
	r := remarking{s: s, old: old, left: map[directory.ID]bool{}, known: map[directory.ID]bool{}}
	for m := range left.commons {
		r.left[m.ID] = true
	}
	r.organizations(left, came)
	for _, records := range []*gathered{left, came} {
		for _, in := range records.initiatives {
			for i := range in.Members {
				r.member(memberOf(&in.Members[i]))
			}
		}
	}
	return &r.anew
}

// stays says once of a record that it was there and stays.
func (r *remarking) stays(id directory.ID) bool {
	if r.left[id] || r.known[id] || !r.old.has(id) {
		return false
	}
	r.known[id] = true
	return true
}

func (r *remarking) organizations(left, came *gathered) {
	kinds := map[directory.ID][]directory.OrganizationKind{} // before, after
	for _, records := range []*gathered{left, came} {
		for _, o := range records.organizations {
			kinds[o.ID] = append(kinds[o.ID], o.Kind)
		}
	}
	for id, k := range kinds {
		if len(k) == 2 && k[0] == k[1] {
			delete(kinds, id)
		}
	}
	if len(kinds) == 0 {
		return
	}
	for row := range With(r.old.Initiatives, ByOrganization, slices.Collect(maps.Keys(kinds))).Iterate {
		r.aggregate(r.old.Initiatives.rows[row])
	}
	for _, h := range r.old.Hotlines.rows {
		if _, concerned := kinds[h.Operator]; concerned && r.stays(h.ID) {
			r.hotlines = append(r.hotlines, h)
		}
	}
}

// aggregate marks an initiative anew, with its parts.
func (r *remarking) aggregate(in *directory.Initiative) {
	if r.stays(in.ID) {
		r.initiatives = append(r.initiatives, in)
	}
	for _, h := range in.Hotlines {
		if r.stays(h.ID) {
			r.hotlines = append(r.hotlines, h)
		}
	}
	for _, c := range in.Campaigns {
		if r.stays(c.ID) {
			r.campaigns = append(r.campaigns, c)
		}
	}
	for _, resource := range in.Resources {
		if r.stays(resource.ID) {
			r.resources = append(r.resources, resource)
		}
	}
}

// member marks what is a member of other banners than it was: an initiative, or a campaign and the initiative
// it belongs to.
func (r *remarking) member(member string) {
	same := func(a, b *directory.BannerMembership) bool { return a.Banner == b.Banner }
	if slices.EqualFunc(r.old.memberships[member], r.s.memberships[member], same) {
		return
	}
	id := directory.ID(member)
	if in := r.s.Initiatives.ByID(id); in != nil && r.stays(id) {
		r.initiatives = append(r.initiatives, in)
	}
	c := r.s.Campaigns.ByID(id)
	if c == nil {
		return
	}
	if r.stays(id) {
		r.campaigns = append(r.campaigns, c)
	}
	if in := r.s.Initiatives.ByID(c.Initiative); in != nil && r.stays(in.ID) {
		r.initiatives = append(r.initiatives, in)
	}
}
