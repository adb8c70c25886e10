package editing

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/blueheart-federation/api/internal/directory"
)

// naming is an id that a part of an initiative gets.
type naming struct {
	id *directory.ID
	to directory.ID
}

// kept identifies a part by its kind and the partner's identifier.
type kept struct {
	kind string
	directory.Identifier
}

// namings finds the ids of an initiative and its parts: those they have here already, known by id or by the
// partner's identifier, and new ones that follow from these, so that the next import gives the same. Nothing
// is changed yet; ids of the file that will be others are noted.
func (m *importing) namings(a *arrival, old *directory.Initiative) (names []naming) {
	known, byIdentifier := map[directory.ID]bool{}, map[kept]directory.ID{}
	if old != nil {
		for _, p := range partIDs(old) {
			known[*p.id] = true
		}
		eachCommon(old, func(kind string, _ int, c *directory.Common) {
			for _, k := range c.Identifiers {
				byIdentifier[kept{kind, k}] = c.ID
			}
		})
	}
	name := func(id *directory.ID, to directory.ID) {
		if *id != "" && *id != to {
			m.renamed[*id] = to
		}
		names = append(names, naming{id, to})
	}
	name(&a.in.ID, a.id)
	eachCommon(a.in, func(kind string, at int, c *directory.Common) {
		switch {
		case known[c.ID]:
		case c.ID != "":
			name(&c.ID, derivedID("part", string(a.id), kind, string(c.ID)))
		case len(c.Identifiers) == 0: // the reader of files lets none through
			name(&c.ID, derivedID("part", string(a.id), kind, "place", strconv.Itoa(at)))
		default:
			k := c.Identifiers[0]
			to, there := byIdentifier[kept{kind, k}]
			if !there {
				to = derivedID("part", string(a.id), kind, k.Scheme, k.Value)
			}
			name(&c.ID, to)
		}
	})
	for _, c := range a.in.Campaigns {
		for i := range c.Testimonies {
			if id := &c.Testimonies[i].ID; !known[*id] {
				name(id, m.testimony(*id))
			}
		}
	}
	return names
}

// testimony is the id of a testimony that the file brings. It does not depend on the initiative, so that one
// whose consent was withdrawn does not come back by another way.
func (m *importing) testimony(id directory.ID) directory.ID {
	return derivedID("testimony", string(m.owner), string(id))
}

// settle gives an initiative and its parts their ids, everywhere they are referred to. Ids of other
// initiatives of the file are read in the same way.
func (m *importing) settle(a *arrival) {
	names := m.namings(a, a.old)
	if len(m.renamed) > 0 {
		eachValue(reflect.ValueOf(a.in), func(v *directory.ID) {
			if to, ok := m.renamed[*v]; ok {
				*v = to
			}
		})
	}
	for _, n := range names { // last, since a new id may itself stand in the file with another meaning
		*n.id = n.to
	}
}

// dropRedacted leaves out testimonies whose consent was withdrawn, under the ids of the file and of here.
func (m *importing) dropRedacted(a *arrival) {
	for _, t := range a.rec.Content.Redacted { // perhaps withdrawn while this import was under way
		m.redacted[directory.ID(t)] = true
	}
	for _, c := range a.in.Campaigns {
		n := len(c.Testimonies)
		c.Testimonies = slices.DeleteFunc(c.Testimonies, func(t directory.Testimony) bool { return m.redacted[t.ID] || m.redacted[m.testimony(t.ID)] })
		if len(c.Testimonies) < n {
			m.warn(a, "campaigns", "a testimony is left out: its consent was withdrawn", "Take it out of the file.")
		}
		if len(c.Testimonies) == 0 {
			c.Testimonies = nil
		}
	}
}

// eachCommon calls fn with what is common to every part of an initiative.
func eachCommon(in *directory.Initiative, fn func(kind string, at int, c *directory.Common)) {
	for i, h := range in.Hotlines {
		fn("hotline", i, &h.Common)
	}
	for i, c := range in.Campaigns {
		fn("campaign", i, &c.Common)
	}
	for i, r := range in.Resources {
		fn("resource", i, &r.Common)
	}
	for i, l := range in.Lessons {
		fn("lesson", i, &l.Common)
	}
}

// eachValue calls fn with every value of a type within a value, which is a pointer.
func eachValue[T any](v reflect.Value, fn func(*T)) {
	if v.CanAddr() && v.Addr().CanInterface() {
		if t, ok := reflect.TypeAssert[*T](v.Addr()); ok {
			fn(t)
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachValue(v.Elem(), fn)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachValue(v.Index(i), fn)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachValue(v.Field(i), fn)
			}
		}
	}
}
