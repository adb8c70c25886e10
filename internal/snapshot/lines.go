package snapshot

import (
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
)

// PairedWith gives the lines to be shown together with one, whichever of the two says so.
func (s *Snapshot) PairedWith(h *directory.Hotline) []*directory.Hotline { return s.paired[h.ID] }

// Replaces gives the lines, out of service or retired, that a line stands for.
func (s *Snapshot) Replaces(h *directory.Hotline) []*directory.Hotline { return s.replaces[h.ID] }

// VerifiedOn gives the day of a hotline's last check by its row, empty when there was none.
func (s *Snapshot) VerifiedOn(row uint32) directory.Date { return s.verified[row] }

// Works says whether the hotline of a row is active or paused. In the default order those stand before all
// others.
func (s *Snapshot) Works(row uint32) bool { return int(row) < s.working }

// relate indexes what lines say of one another.
func (s *Snapshot) relate() {
	s.paired, s.replaces = map[directory.ID][]*directory.Hotline{}, map[directory.ID][]*directory.Hotline{}
	pair := func(a, b *directory.Hotline) {
		if !slices.Contains(s.paired[a.ID], b) {
			s.paired[a.ID] = append(s.paired[a.ID], b)
		}
	}
	replacing := newMarker(s)
	s.verified = make([]directory.Date, len(s.Hotlines.rows))
	for row, h := range s.Hotlines.rows {
		s.verified[row] = h.Provenance.VerifiedOn()
		if working(h) {
			s.working = row + 1
		}
		for _, id := range h.PairedWith {
			if other := s.Hotlines.ByID(id); other != nil && other != h {
				pair(h, other)
				pair(other, h)
			}
		}
		s.relateReplaced(h, replacing)
	}
	none := &values{}
	s.Hotlines.values[ByReplacing] = none.follow(ByReplacing, newFollowing(nil), s.Hotlines.slots.rows, &marks{}, &replacing.marks)
}

// relateReplaced follows from a line that no longer works to the first one that does: a replacement may
// have been replaced in turn.
func (s *Snapshot) relateReplaced(h *directory.Hotline, m *marker) {
	if working(h) || h.ReplacedBy == "" {
		return
	}
	by := s.Hotlines.ByID(h.ReplacedBy)
	for range maxReplacements {
		if by == nil || by == h || working(by) {
			break
		}
		by = s.Hotlines.ByID(by.ReplacedBy)
	}
	if by == nil || !working(by) {
		return
	}
	s.replaces[by.ID] = append(s.replaces[by.ID], h)
	m.slot = s.Hotlines.slots.of[by.ID]
	markAll(m, ByReplacing, h.Countries)
}

// maxReplacements bounds how far replacements are followed; they may form a circle by mistake.
const maxReplacements = 10

func working(h *directory.Hotline) bool {
	return h.Status == directory.HotlineStatusActive || h.Status == directory.HotlineStatusPaused
}
