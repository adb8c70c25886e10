package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// own takes a file in the project's own JSON form as it stands: ids are kept, and records are public at once.
// It reads the file twice: first to find everything that is wrong with it, then to write. So a file that
// breaks off in the middle changes nothing. A record with any problem is left out whole; the others are
// taken. A record that is equal to what is stored or served is left alone; one that changed here since the file was
// exported is refused.
func (k *importCommand) own(c *console) (err error) {
	s, err := c.config.open(c)
	if err != nil {
		return err
	}
	defer closing(c, s, &err)
	if _, err := lacks(c, s); err != nil {
		return err
	}
	inspect := &inspection{say: c.say, at: c.now(), refused: map[place]bool{}, seen: map[directory.ID]bool{}, slugs: map[string]bool{}}
	if inspect.served, err = c.snapshot(s); err != nil {
		return err
	}
	if err := k.read(inspect.row); err != nil {
		return err
	}
	w := &importing{
		publisher: publisher{store: s, actor: "import", reason: "import of a file", at: c.now()},
		say:       c.say, served: inspect.served, refused: inspect.refused, dryRun: k.DryRun,
	}
	w.publisher.refused = w.conflict
	if err := k.read(func(r row) error { return w.row(c, r) }); err != nil {
		return err
	}
	if err := w.finish(c); err != nil {
		return err
	}
	verb := "written"
	if k.DryRun {
		verb = "would be written"
	}
	c.say("%d new and %d changed records %s to %s, %d are there already, %d refused.",
		w.added, w.changed, verb, s.Location(), w.equal, len(inspect.refused))
	if w.lost > 0 {
		c.say("%d records were changed by somebody else meanwhile; import the file again.", w.lost)
	}
	if n := len(inspect.refused) + w.lost; n > 0 {
		return fmt.Errorf("%d records of %s were not imported", n, k.File)
	}
	return nil
}

func (k *importCommand) read(each func(row) error) error {
	f, err := os.Open(k.File)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	if err := readRows(f, each); err != nil {
		return fmt.Errorf("%s: %w; nothing was written", k.File, err)
	}
	return nil
}

// importing writes the rows that were found good, a batch at a time.
type importing struct {
	publisher
	say     func(format string, args ...any)
	served  *snapshot.Snapshot // what was in the store at the beginning
	refused map[place]bool
	dryRun  bool

	batch                       []parsedRow
	added, changed, equal, lost int
}

func (w *importing) row(ctx context.Context, r row) error {
	if w.refused[r.place] {
		return nil
	}
	parsed, problems := parseRow(r)
	if len(problems) > 0 {
		return errors.New("the file changed while it was read")
	}
	if w.batch = append(w.batch, parsed); len(w.batch) < publishBatch {
		return nil
	}
	return w.flushRows(ctx)
}

// flushRows compares a batch with the store and publishes what is new or different.
func (w *importing) flushRows(ctx context.Context) error {
	ids := make([]string, 0, len(w.batch))
	for _, r := range w.batch {
		ids = append(ids, string(r.id))
	}
	there, err := w.store.RecordsByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, r := range w.batch {
		old, known := there[string(r.id)]
		content := newContent(r.owner, r.public)
		switch {
		case !known:
			w.added++
		case w.same(&old, &r):
			w.equal++
			continue
		default:
			if behind, err := w.behind(ctx, &old, &r); err != nil {
				return err
			} else if behind {
				continue
			}
			if content, err = w.onto(&old, &r); err != nil {
				return err
			}
			if content.Public == nil {
				continue
			}
			if bytes.Equal(content.Public, old.Content.Public) {
				w.equal++
				continue
			}
			w.changed++
		}
		if w.dryRun {
			continue
		}
		if err := w.add(ctx, r.kind, r.id, old.Version+1, content); err != nil {
			return err
		}
	}
	w.batch = w.batch[:0]
	return nil
}

// same says that a file says nothing new of a record: it is as it is stored, or as the directory shows it, which
// is what an export has.
func (w *importing) same(old *document.Record, r *parsedRow) bool {
	if bytes.Equal(old.Content.Public, r.public) {
		return true
	}
	if r.kind == document.KindOrganization {
		o := w.served.Organizations.ByID(r.id)
		return o != nil && bytes.Equal(document.EncodeJSON(o), r.shown)
	}
	in := w.served.Initiatives.ByID(r.id)
	return in != nil && bytes.Equal(document.EncodeJSON(in.Shown(directory.Date(w.at.UTC().Format(time.DateOnly)))), r.shown)
}

// behind refuses a row of an export that is older than what was done to the record since, such as a check or a line
// out of service: the file would undo that, and nobody would know. Founding data are no such thing: a new server has
// them of the day it first started, and a backup is older.
func (w *importing) behind(ctx context.Context, old *document.Record, r *parsedRow) (bool, error) {
	read := r.updatedAt()
	if read.IsZero() || len(old.Content.Public) == 0 || !old.PublishedAt().After(read) {
		return false, nil
	}
	desk := editing.NewDesk(editing.Options{Store: w.store})
	last, err := desk.LastRevision(ctx, old.ID, func(v *document.Revision) bool { return v.Public })
	if err != nil || last != nil && last.Actor == foundingActor {
		return false, err
	}
	w.refused[r.place] = true
	w.say("%s: %s was changed here after it was exported; export it again, or take updatedAt out of the row to write it over what is here.", r.place, r.id)
	return true, nil
}

// onto gives a stored content with another public face; without one where people took the record back or ended
// it: a file of before must not undo that. Whose record it is and how far a draft beside it has come does not
// change by an import, and no testimony comes back whose consent was withdrawn.
func (w *importing) onto(old *document.Record, r *parsedRow) (document.Content, error) {
	content := old.Content
	content.Public, content.PublishedAt, content.PublishedBy = r.public, time.Time{}, ""
	switch state := directory.RecordState(content.State); {
	case state == directory.RecordStateWithdrawn, state == directory.RecordStateRetired:
		w.refused[r.place] = true
		w.say("%s: %s is %s here, and a file does not undo that; take it out of the file, or revise the record.", r.place, r.id, state)
		return document.Content{}, nil
	case r.kind == document.KindOrganization && state == directory.RecordStateSubmitted:
		content.State, content.Draft = published, nil // as an approval does
	}
	for _, id := range content.Redacted {
		face, held, err := editing.WithoutTestimony(content.Public, directory.ID(id))
		if err != nil {
			return document.Content{}, err
		}
		if held {
			w.say("%s: testimony %s is left out, as its consent was withdrawn; take it out of the file.", r.place, id)
			content.Public = face
		}
	}
	return content, nil
}

func (w *importing) finish(ctx context.Context) error {
	if err := w.flushRows(ctx); err != nil {
		return err
	}
	return w.flush(ctx)
}

// conflict counts a record that somebody else changed between our look and our write.
func (w *importing) conflict(r *document.Revision, err error) error {
	if directory.CodeOf(err) != directory.Conflict {
		return err
	}
	w.lost++
	if r.Version == 1 {
		w.added--
	} else {
		w.changed--
	}
	return nil
}
