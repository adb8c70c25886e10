package snapshot

import (
	"maps"
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
)

// slots number the records of a table. A record keeps its slot while others come and go, and while its own row
// changes: what is kept by slot need not be made anew for a change elsewhere. Slots of records that are gone
// are given out again, so there are never more than there once were records.
type slots struct {
	of   map[directory.ID]uint32
	rows []uint32 // by slot; gone for one that is free
	free []uint32
}

// row gives the row of a record, and whether it is there.
func (s *slots) row(id directory.ID) (uint32, bool) {
	slot, ok := s.of[id]
	if !ok {
		return 0, false
	}
	return s.rows[slot], true
}

// follow gives slots of their own to a table whose rows moved. Those of records that are gone are still there.
func (s *slots) follow(moved *moves) slots {
	next := slots{of: maps.Clone(s.of), rows: slices.Clone(s.rows), free: slices.Clone(s.free)}
	if next.of == nil {
		next.of = map[directory.ID]uint32{}
	}
	for slot, row := range next.rows {
		if row != gone {
			next.rows[slot] = moved.to[row]
		}
	}
	return next
}

func (s *slots) remove(id directory.ID) {
	slot := s.of[id]
	delete(s.of, id)
	s.rows[slot] = gone
	s.free = append(s.free, slot)
}

// add gives a slot to a record that has none.
func (s *slots) add(id directory.ID, row uint32) {
	slot := uint32(len(s.rows))
	if last := len(s.free) - 1; last >= 0 {
		slot, s.free = s.free[last], s.free[:last]
		s.rows[slot] = row
	} else {
		s.rows = append(s.rows, row)
	}
	s.of[id] = slot
}
