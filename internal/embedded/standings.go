package embedded

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unique"

	"github.com/tidwall/btree"

	"github.com/blueheart-federation/api/internal/document"
)

// standings knows in memory where every record stands, so that List finds the ids of a page without
// reading other records. It follows from the file alone: it is built by one walk when it is first needed,
// follows every commit before that is acknowledged, and is forgotten when it is not certain what a failed
// commit left. The zero value is ready; its methods are safe for concurrent use, but only the one writer
// may change it.
//
// It holds about 200 bytes for each record.
type standings struct {
	mu    sync.RWMutex
	known *index // nil until it is built
}

// standing is where a record stands. Few are different, so each is kept once.
type standing struct {
	kind         document.Kind
	owner, state string
}

// group names a set of ids: the records of a kind and state, of one owner or of all.
type group struct {
	standing
	everyOwner bool // and owner is empty
}

type index struct {
	byID   map[string]unique.Handle[standing]
	ids    map[group]*btree.Set[string]
	states map[document.Kind]map[string]bool // every state that a record of a kind has ever stood in
}

func newIndex() *index {
	return &index{
		byID: make(map[string]unique.Handle[standing]), ids: make(map[group]*btree.Set[string]),
		states: make(map[document.Kind]map[string]bool),
	}
}

func (s standing) groups() [2]group {
	return [2]group{{standing: s}, {standing: standing{kind: s.kind, state: s.state}, everyOwner: true}}
}

// set notes where a record stands now.
func (x *index) set(id string, now standing) {
	before, known := x.byID[id]
	handle := unique.Make(now)
	if known && before == handle {
		return
	}
	if known {
		for _, g := range before.Value().groups() {
			if x.ids[g].Delete(id); x.ids[g].Len() == 0 {
				delete(x.ids, g)
			}
		}
	} else {
		id = strings.Clone(id) // and nothing larger that it is part of
	}
	x.byID[id] = handle
	for _, g := range handle.Value().groups() {
		if x.ids[g] == nil {
			x.ids[g] = new(btree.Set[string])
		}
		x.ids[g].Insert(id)
	}
	if x.states[now.kind] == nil {
		x.states[now.kind] = make(map[string]bool)
	}
	x.states[now.kind][handle.Value().state] = true
}

// page gives the first n ids that a listing asks for, ascending. Its cost grows with n and the number of
// states, not with the directory.
func (x *index) page(q document.Listing, n int) []string {
	states := slices.Compact(slices.Sorted(slices.Values(q.States)))
	if len(states) == 0 {
		states = slices.Collect(maps.Keys(x.states[q.Kind]))
	}
	var ids []string
	for _, state := range states {
		set := x.ids[group{standing: standing{kind: q.Kind, owner: q.Owner, state: state}, everyOwner: q.Owner == ""}]
		if set == nil {
			continue
		}
		left := n
		set.Ascend(q.After, func(id string) bool {
			if id == q.After {
				return true
			}
			ids = append(ids, id)
			left--
			return left > 0
		})
	}
	slices.Sort(ids) // a record stands in one state, so none comes twice
	return ids[:min(n, len(ids))]
}

// follow notes what a commit made of a record.
func (s *standings) follow(r *document.Revision) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known != nil {
		s.known.set(r.RecordID, standingOf(r))
	}
}

// forget makes the next List build everything anew.
func (s *standings) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = nil
}

func (s *standings) built() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.known != nil
}

func (s *standings) put(x *index) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = x
}

// page is that of the index; ok is false when it is not built.
func (s *standings) page(q document.Listing, n int) (ids []string, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.known == nil {
		return nil, false
	}
	return s.known.page(q, n), true
}

// has tells whether there is such a record; ok is false when the index is not built.
func (s *standings) has(kind document.Kind, owner, id string) (here, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.known == nil {
		return false, false
	}
	if handle, known := s.known.byID[id]; known {
		now := handle.Value()
		here = now.kind == kind && now.owner == owner
	}
	return here, true
}

func standingOf(r *document.Revision) standing {
	return standing{kind: r.Kind, owner: r.Content.Owner, state: r.Content.State}
}
