package editing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/exchange"
)

// File is a file to be imported.
type File struct {
	Organization directory.ID // whose the initiatives are; empty: the caller's own
	Format       directory.ExchangeFormat
	Data         io.ReadSeeker // it is read twice; one that can read at an offset, as an os.File can, spares a copy of a zip
	DryRun       bool
	Submit       bool // hand the drafts in for review at once
	Publish      bool // make them public at once; for an administrator only
	Limits       exchange.Limits
	Most         int // initiatives; 0: 100,000, which takes about a minute
	// Progress is called now and then: first with the records counted so far and 0, then with those taken and
	// how many there are. Nil: nobody looks.
	Progress func(taken, of int)
}

// Import takes the initiatives of a file as drafts of one organization. Each is taken whole or refused whole,
// with what is wrong in which row; one of which the file says the same as at the last import is left alone,
// whatever happened to it here since. So the same file again changes nothing, and an import that was cut off
// is simply done again. A file that cannot be read to its end changes nothing.
//
// Errors are UNAUTHENTICATED, FORBIDDEN and UNAVAILABLE. After the last, initiatives that were taken before
// stay. Imports may run at the same time: where two meet in one initiative, the later is refused there.
func (d *Desk) Import(ctx context.Context, r *Request, f *File) (*Outcome, *ImportReport, error) {
	const op = directory.ImportInitiatives
	if err := permit(r.Actor, op); err != nil {
		return nil, nil, err
	}
	owner := f.Organization
	if owner == "" {
		owner = r.Actor.Organization
	}
	if out, err := d.ownerOfNew(ctx, r.Actor, op, owner); err != nil || out != nil {
		return out, nil, err
	}
	if f.Publish && r.Actor.Role != directory.RoleAdmin {
		return nil, nil, directory.NewError(directory.Forbidden, "Only an administrator publishes without review.")
	}
	m := newImporting(d, r, f, owner)
	defer m.announce()
	for _, step := range []func(context.Context) error{m.remember, m.survey, m.takeAll} {
		if err := step(ctx); err != nil {
			return unreadable(err)
		}
	}
	return &Outcome{Revision: m.revision}, m.report.done(), nil
}

// unreadable turns what is wrong with a file into a problem.
func unreadable(err error) (*Outcome, *ImportReport, error) {
	if e, ok := errors.AsType[*directory.Error](err); ok && e.Code == directory.InvalidInput {
		return refused(problem(directory.InvalidInput, pathOfFile, "%s", e.Message)), nil, nil
	}
	return nil, nil, err
}

// pathOfFile is where a problem stands that refuses a file as a whole.
const pathOfFile = "input.data"

// importing is an import under way.
type importing struct {
	desk     *Desk
	request  *Request
	file     *File
	owner    directory.ID
	report   *reporter
	revision int64

	memory
	slugs map[string]directory.ID // that this import gave or may give
	seen  map[directory.ID]bool   // initiatives of this file
	total int                     // records of the file
	taken int

	batch []*arrival
	bytes int
}

func newImporting(d *Desk, r *Request, f *File, owner directory.ID) *importing {
	return &importing{
		desk: d, request: r, file: f, owner: owner, report: &reporter{}, memory: newMemory(),
		slugs: map[string]directory.ID{}, seen: map[directory.ID]bool{},
	}
}

// announce wakes the readers once something public has changed.
func (m *importing) announce() {
	if m.revision > 0 {
		m.desk.wake()
	}
}

// arrival is an initiative that was read.
type arrival struct {
	row  exchange.Row
	in   *directory.Initiative
	id   directory.ID
	size int // bytes, encoded

	rec    document.Record       // as it is stored; version 0: it is new
	old    *directory.Initiative // what is being worked on; nil: it is new
	stated bool                  // the file names the slug
	digest string                // of what the file says
}

// A batch is committed at once. The bytes bound what is in memory.
const (
	importBatch      = 500
	importBatchBytes = 4 << 20

	progressEvery = 100 // records
	maxImported   = 100_000
)

// read reads the file from its beginning.
func (m *importing) read(ctx context.Context, each func(context.Context, *exchange.Row) error) (exchange.Report, error) {
	if _, err := m.file.Data.Seek(0, io.SeekStart); err != nil {
		return exchange.Report{}, fmt.Errorf("read file: %w", err)
	}
	limits := m.file.Limits
	limits.Notes = notesRead
	return exchange.Read(ctx, m.file.Data, m.file.Format, limits, func(row exchange.Row) error { return each(ctx, &row) })
}

// takeAll reads the file again and takes what it says.
func (m *importing) takeAll(ctx context.Context) error {
	read, err := m.read(ctx, m.take)
	if err != nil {
		return err
	}
	for i := range read.Notes {
		m.report.read(&read.Notes[i], false)
	}
	m.report.left += read.NotesLeftOut
	if err := m.flush(ctx); err != nil {
		return err
	}
	m.progress()
	return nil
}

func (m *importing) progress() {
	if m.file.Progress != nil {
		m.file.Progress(m.taken, m.total)
	}
}

// take takes one record of the file.
func (m *importing) take(ctx context.Context, row *exchange.Row) error {
	if m.taken++; m.taken%progressEvery == 0 {
		m.progress()
	}
	organization := row.Kind == document.KindOrganization
	for i := range row.Notes {
		m.report.read(&row.Notes[i], !organization) // organizations are registered, not imported
	}
	switch {
	case organization:
		return nil
	case row.Initiative == nil:
		m.report.refused++
		return nil
	}
	m.refer(row)
	a := &arrival{row: *row, in: row.Initiative, id: m.identity(row.Key, row.Initiative.ID)}
	a.size = len(document.Encode(a.in))
	m.batch, m.bytes = append(m.batch, a), m.bytes+a.size
	if len(m.batch) < importBatch && m.bytes < importBatchBytes {
		return nil
	}
	return m.flush(ctx)
}

// flush compares a batch with the store and commits what is new or different: first the slugs, then the
// initiatives. A crash between leaves slugs that the next import finds to be its own.
func (m *importing) flush(ctx context.Context) error {
	batch := m.batch
	m.batch, m.bytes = nil, 0
	there, err := m.stored(ctx, batch)
	if err != nil {
		return err
	}
	var due []*arrival
	for _, a := range batch {
		a.rec = timed(there[string(a.id)])
		needed, err := m.arrive(ctx, a)
		if err != nil {
			return err
		}
		if needed {
			due = append(due, a)
		}
	}
	if due, err = m.reserve(ctx, due); err != nil {
		return err
	}
	return m.commit(ctx, due)
}

// stored reads what is stored of a batch.
func (m *importing) stored(ctx context.Context, batch []*arrival) (map[string]document.Record, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	ids := make([]string, 0, len(batch))
	for _, a := range batch {
		ids = append(ids, string(a.id))
	}
	there, err := m.desk.store.RecordsByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read what was imported before: %w", err)
	}
	return there, nil
}

func (m *importing) commit(ctx context.Context, due []*arrival) error {
	if len(due) == 0 {
		return nil
	}
	revisions := make([]document.Revision, 0, len(due))
	for _, a := range due {
		revisions = append(revisions, m.revisionOf(a))
	}
	outcomes := make([]error, len(due))
	if !m.file.DryRun {
		seen, stored, err := m.desk.store.Commit(ctx, revisions)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		if outcomes = stored; m.file.Publish {
			m.revision = seen
		}
	}
	for i, err := range outcomes {
		switch {
		case err == nil:
			if revisions[i].Version == 1 {
				m.report.created++
			} else {
				m.report.changed++
			}
			if !m.file.DryRun {
				m.desk.announceRevision(ctx, &revisions[i])
			}
		case isCode(err, directory.Conflict):
			m.refuse(due[i], "", "changed while the file was imported", "Import the file again.")
		default:
			return fmt.Errorf("import: %w", err)
		}
	}
	return nil
}

// today is the day of the import.
func (m *importing) today() directory.Date {
	return directory.Date(m.request.At.UTC().Format(time.DateOnly))
}
