package exchange

import (
	"encoding/json"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// ownLists are the lists that an object of the project's own JSON may have.
var ownLists = map[string]document.Kind{
	"organizations": document.KindOrganization,
	"initiatives":   document.KindInitiative,
}

// ownHead is the member by which an export says which directory it is of, and when. It is passed over.
const ownHead = "directory"

// saysOnly says that an object has one member, of that name.
func saysOnly(object []byte, name string) bool {
	var members map[string]json.RawMessage
	return json.Unmarshal(object, &members) == nil && len(members) == 1 && members[name] != nil
}

// readOwn reads the project's own JSON: one object, or any number of them one after another, each with the
// lists organizations and initiatives or one of them, and the head of an export.
func readOwn(s *sink, in *input) error {
	r := text(in)
	listed := false
	split := &splitter{
		r: r, limits: s.limits,
		lists: func(name string) bool { _, ok := ownLists[name]; listed = listed || ok; return ok },
	}
	split.each = func(list string, object []byte) error {
		if err := s.row(); err != nil {
			return err
		}
		if err := valid(object, "object", split.number); err != nil {
			return err
		}
		if list == "" && saysOnly(object, ownHead) {
			return nil
		}
		if list == "" {
			return fault("the file holds no list of organizations or initiatives where object %d stands", split.number)
		}
		return s.own(ownLists[list], split.number, object)
	}
	if err := split.run(); err != nil {
		return err
	}
	if !listed {
		return fault("the file holds no list of organizations or initiatives")
	}
	return nil
}

// own reads one record.
func (s *sink) own(kind document.Kind, number int, object []byte) error {
	d := newDraft(number, directory.Identifier{})
	if damaged(object) {
		d.noteDamaged(spot{row: number})
	}
	if kind == document.KindOrganization {
		o := &directory.Organization{}
		d.ownRecord(object, o, &o.Common)
		return s.organization(d, o)
	}
	in := &directory.Initiative{}
	d.ownRecord(object, in, &in.Common)
	return s.initiative(d, in)
}

// ownRecord decodes a record in the project's own JSON and finds its key.
func (d *draft) ownRecord(object []byte, record any, m *directory.Common) {
	at := spot{row: d.row.Number}
	if err := document.DecodeJSON(object, record); err != nil {
		// What could be read of it may still say whose problem it is.
		d.row.Key, _ = keyOf(m)
		if !json.Valid(object) {
			d.problem(at, "", "write the file with a program that knows JSON", "the object is not JSON")
			return
		}
		d.problem(at, "", "use the names and values of the schema, as an export of this directory has them", "%s", strings.TrimPrefix(err.Error(), "read "))
		return
	}
	var ok bool
	if d.row.Key, ok = keyOf(m); !ok {
		d.problem(at, "id", "give the record an id, or an identifier {scheme, value} of yours", "without an identifier a second import would add the record again")
	}
}
