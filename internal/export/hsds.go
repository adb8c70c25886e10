package export

import (
	"bufio"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/hsds"
)

// version is the version of HSDS that is written.
const version = "3.0"

// perObject bounds the initiatives of one organization object: readers bound the size of an object. An
// organization with more stands there again.
const perObject = 50

// held are the initiatives of an edition by the organization that leads them.
type held struct {
	of   map[directory.ID][]*directory.Initiative
	none []*directory.Initiative
}

func (e *Edition) held(m *hsds.Mapper) *held {
	h := &held{of: map[directory.ID][]*directory.Initiative{}}
	for in := range e.Snapshot.Initiatives.All {
		if !e.Initiative(in) {
			continue
		}
		if o := m.Owner(in); o != nil {
			h.of[o.ID] = append(h.of[o.ID], in)
		} else {
			h.none = append(h.none, in)
		}
	}
	return h
}

// writeHSDS writes organizations in full, in the list contents of one object as a page of the API has it.
func writeHSDS(w *bufio.Writer, e *Edition) error {
	m := e.mapper()
	h := e.held(m)
	put(w, `{"version":"`+version+`","directory":`, string(marshal(e.Stamp())), `,"contents":[`)
	between := "\n"
	object := func(o *hsds.Organization, initiatives []*directory.Initiative) error {
		for {
			n := min(len(initiatives), perObject)
			for _, in := range initiatives[:n] {
				program := m.Program(in)
				o.Programs = append(o.Programs, *program)
				for _, s := range m.Services(in) {
					s.ProgramID = program.ID
					o.Services = append(o.Services, s)
				}
			}
			put(w, between, string(marshal(o)))
			if err := failed(w); err != nil {
				return err
			}
			between = ",\n"
			if initiatives = initiatives[n:]; len(initiatives) == 0 {
				return nil
			}
			o.Programs, o.Services = nil, nil
		}
	}
	for o := range e.organizations {
		if err := object(m.Organization(o), h.of[o.ID]); err != nil {
			return err
		}
	}
	if len(h.none) > 0 {
		if err := object(m.Placeholder(), h.none); err != nil {
			return err
		}
	}
	put(w, "\n]}\n")
	return failed(w)
}
