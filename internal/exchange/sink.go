package exchange

import (
	"context"
	"fmt"
	"hash/maphash"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// sink is where the readers of all formats bring what they have read. It checks records, counts, and
// yields.
type sink struct {
	ctx    context.Context // of one call of Read
	limits Limits
	yield  func(Row) error
	report Report
	seed   maphash.Seed
	// seen has the hash of every identity of the file. Two that are different share one of 2^64 hashes once
	// in a million files of a million records; the second is refused then, which is safe.
	seen  map[uint64]struct{}
	noted int
}

func newSink(ctx context.Context, limits Limits, yield func(Row) error) *sink {
	return &sink{ctx: ctx, limits: limits, yield: yield, seed: maphash.MakeSeed(), seen: map[uint64]struct{}{}}
}

// row counts a row or object of the file.
func (s *sink) row() error {
	if s.report.Rows++; s.report.Rows > s.limits.Rows {
		s.report.Rows--
		return fault("the file has more than %d rows; divide it into several files", s.limits.Rows)
	}
	if s.report.Rows%256 == 0 {
		return s.ctx.Err()
	}
	return nil
}

// first says that an identity was not met before in the file.
func (s *sink) first(kind, scheme, value string) bool {
	h := s.hash(kind, scheme, value)
	if _, there := s.seen[h]; there {
		return false
	}
	s.seen[h] = struct{}{}
	return true
}

func (s *sink) hash(parts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	for _, p := range parts {
		_, _ = h.WriteString(p)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// note keeps a note about the file as a whole.
func (s *sink) note(n Note) {
	n.Severity = Warning
	s.report.Warnings++
	if len(s.report.Notes) == maxFileNotes {
		s.report.NotesLeftOut++
		return
	}
	s.report.Notes = append(s.report.Notes, n)
}

// maxFileNotes bounds the notes about the file as a whole.
const maxFileNotes = 100

// organization checks an organization and yields it.
func (s *sink) organization(d *draft, o *directory.Organization) error {
	d.row.Kind = document.KindOrganization
	if d.keyed() && !s.first("organization", d.row.Key.Scheme, d.row.Key.Value) {
		d.problem(spot{row: d.row.Number}, "id", "give each organization one identifier of its own", "another organization of the file has the same identifier")
	}
	if !d.refused {
		d.check(func() []directory.Problem { return validOrganization(o) })
	}
	if !d.refused {
		d.row.Organization = o
	}
	return s.emit(d)
}

// initiative checks an initiative and yields it.
func (s *sink) initiative(d *draft, in *directory.Initiative) error {
	d.row.Kind = document.KindInitiative
	if d.keyed() && !s.first("initiative", d.row.Key.Scheme, d.row.Key.Value) {
		d.problem(spot{row: d.row.Number}, "id",
			"give each initiative one identifier of its own, and put the rows of one initiative next to each other",
			"the initiative stands further up in the file already")
	}
	if !d.refused {
		s.parts(d, in)
	}
	if !d.refused {
		d.check(func() []directory.Problem { return validInitiative(in, d.row.References) })
	}
	if !d.refused {
		d.row.Initiative = in
	}
	return s.emit(d)
}

// parts refuses an initiative with a part that stands in the file twice or cannot be told from others.
func (s *sink) parts(d *draft, in *directory.Initiative) {
	eachPart(in, func(path string, kind document.Kind, m *directory.Common) {
		key, ok := keyOf(m)
		switch {
		case !ok:
			d.problem(d.place(path), "identifiers", "give it an id or an identifier {scheme, value} of yours", "without an identifier a second import would add it again")
		case !s.first(string(kind), key.Scheme, key.Value):
			d.problem(d.place(path), "id", "give each one an identifier of its own in the whole file", "the identifier stands in the file already")
		}
	})
	for i, k := range in.Campaigns {
		for j := range k.Testimonies {
			path := fmt.Sprintf("campaigns[%d].testimonies[%d].id", i, j)
			switch id := string(k.Testimonies[j].ID); {
			case id == "":
				d.problem(spot{row: d.place(path).row}, path, "give each testimony a UUID that stays the same in every file", "without an id a withdrawal of its consent could not be kept")
			case !s.first("testimony", SchemeOwn, id):
				d.problem(spot{row: d.place(path).row}, path, "give each testimony an id of its own in the whole file", "the id stands in the file already")
			}
		}
	}
}

// keyOf is the identity of a record or part: its id where it has one, else its first identifier.
func keyOf(m *directory.Common) (directory.Identifier, bool) {
	if m.ID != "" {
		return directory.Identifier{Scheme: SchemeOwn, Value: string(m.ID)}, true
	}
	if len(m.Identifiers) > 0 && m.Identifiers[0].Value != "" {
		return m.Identifiers[0], true
	}
	return directory.Identifier{}, false
}

// eachPart calls f with every record within an initiative.
func eachPart(in *directory.Initiative, f func(path string, kind document.Kind, m *directory.Common)) {
	for i, h := range in.Hotlines {
		f(fmt.Sprintf("hotlines[%d]", i), "hotline", &h.Common)
	}
	for i, k := range in.Campaigns {
		f(fmt.Sprintf("campaigns[%d]", i), "campaign", &k.Common)
	}
	for i, r := range in.Resources {
		f(fmt.Sprintf("resources[%d]", i), "resource", &r.Common)
	}
	for i, l := range in.Lessons {
		f(fmt.Sprintf("lessons[%d]", i), "lesson", &l.Common)
	}
}

// emit counts a row, cuts its notes and yields it.
func (s *sink) emit(d *draft) error {
	r := &d.row
	r.places = d.places
	switch {
	case d.refused:
		s.report.Refused++
		r.References = nil
	case r.Initiative != nil:
		s.report.Initiatives++
	default:
		s.report.Organizations++
	}
	s.report.Problems += d.problems
	s.report.Warnings += d.warnings
	keep := min(len(r.Notes), s.limits.Notes-s.noted)
	s.noted += keep
	s.report.NotesLeftOut += d.problems + d.warnings - keep
	r.Notes = r.Notes[:keep:keep]
	if err := s.ctx.Err(); err != nil {
		return err
	}
	return s.yield(*r)
}
