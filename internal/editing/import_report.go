package editing

import (
	"cmp"
	"slices"

	"github.com/blueheart-federation/api/internal/exchange"
)

// ImportReport is what came of an import.
type ImportReport struct {
	Created, Changed, Unchanged, Refused int // initiatives
	Rows                                 []ImportNote
	MoreRows                             int // further notes, which are left out
}

// ImportNote is what was noticed about one row.
type ImportNote struct {
	Row                    int // 0: the file as a whole
	Field, Problem, Remedy string
	Refuses                bool
}

// maxNotes bounds the notes of a report. What refuses comes before what does not: nobody should have to look
// for it behind a thousand warnings.
const maxNotes = 1000

// notesRead is how many notes are taken from the reading of a file, to choose from.
const notesRead = 1 << 20

// reporter gathers a report.
type reporter struct {
	created, changed, unchanged, refused int

	refusing, others []ImportNote
	left             int
}

func (p *reporter) note(n ImportNote) {
	list := &p.others
	if n.Refuses {
		list = &p.refusing
	}
	if len(*list) == maxNotes {
		p.left++
		return
	}
	*list = append(*list, n)
}

// read takes a note from the reading of the file.
func (p *reporter) read(n *exchange.Note, mayRefuse bool) {
	p.note(ImportNote{
		Row: n.Row, Field: n.Field, Problem: n.Message, Remedy: n.Remedy,
		Refuses: mayRefuse && n.Severity == exchange.Problem,
	})
}

// done gives the report, notes in the order of the file.
func (p *reporter) done() *ImportReport {
	kept := min(len(p.others), maxNotes-len(p.refusing))
	rows := append(slices.Clone(p.refusing), p.others[:kept]...)
	slices.SortStableFunc(rows, func(a, b ImportNote) int { return cmp.Compare(a.Row, b.Row) })
	if rows == nil {
		rows = []ImportNote{}
	}
	return &ImportReport{
		Created: p.created, Changed: p.changed, Unchanged: p.unchanged, Refused: p.refused,
		Rows: rows, MoreRows: p.left + len(p.others) - kept,
	}
}

// refuse leaves out an initiative.
func (m *importing) refuse(a *arrival, field, what, remedy string) {
	m.report.refused++
	m.report.note(ImportNote{Row: a.row.RowOf(field), Field: field, Problem: what, Remedy: remedy, Refuses: true})
}

// warn notes something about an initiative that is taken.
func (m *importing) warn(a *arrival, field, what, remedy string) {
	m.report.note(ImportNote{Row: a.row.RowOf(field), Field: field, Problem: what, Remedy: remedy})
}
