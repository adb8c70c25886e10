package editing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/blueheart-federation/api/internal/advice"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// arrive compares an initiative of the file with what is stored. It says whether a revision is due: not when
// it was refused, and not when it says nothing new.
func (m *importing) arrive(ctx context.Context, a *arrival) (bool, error) {
	if m.seen[a.id] {
		m.refuse(a, "id", "stands in the file twice", "Give each initiative an identifier of its own.")
		return false, nil
	}
	m.seen[a.id] = true
	if a.rec.Version > 0 {
		if a.rec.Kind != document.KindInitiative || a.rec.Content.Owner != string(m.owner) {
			m.refuse(a, "id", "belongs to another organization", "Ask a reviewer to transfer it to yours.")
			return false, nil
		}
		if !revisable(&a.rec) {
			m.refuse(a, "", "is in state "+a.rec.Content.State+" here", "Revise it by hand if it is to come back, or take it out of the file.")
			return false, nil
		}
		var err error
		if a.old, err = working(&a.rec.Content); err != nil {
			return false, err
		}
	}
	m.dropRedacted(a)
	m.settle(a)
	m.claim(a)
	a.in.Members = nil // they change by joinBanner and decideBanner only
	a.digest = digestOf(a.in)
	if a.stated = a.in.Slug != ""; !a.stated {
		a.in.Slug = slugOf(a.in)
	}
	if a.old != nil {
		if !a.stated {
			a.in.Slug = a.old.Slug
		}
		a.in.Members = a.old.Members
		if !a.isAsBefore() { // else there is nothing to keep
			if err := m.keepOutages(ctx, a); err != nil {
				return false, err
			}
			m.keepChecks(a)
		}
		if unchanged, err := m.saysNothingNew(ctx, a); err != nil || unchanged {
			return false, err
		}
	}
	return m.approves(a), nil
}

// digestOf stands for what a file says about an initiative.
func digestOf(in *directory.Initiative) string {
	sum := sha256.Sum256(document.Encode(in))
	return hex.EncodeToString(sum[:])
}

func (a *arrival) isAsBefore() bool {
	return bytes.Equal(document.Encode(a.in), document.Encode(a.old))
}

// saysNothingNew says that an initiative needs no revision: it is what it was, or the file is as it was and
// what differs was done here since.
func (m *importing) saysNothingNew(ctx context.Context, a *arrival) (bool, error) {
	if a.isAsBefore() {
		if !m.stands(a) {
			return false, nil
		}
		m.report.unchanged++
		if a.rec.Content.State == string(directory.RecordStateReturned) {
			m.warn(a, "", "was returned by a reviewer and is in the file as it was", "Read the reviewer's comment, correct the file and import it again.")
		}
		return true, nil
	}
	last, err := m.desk.LastRevision(ctx, a.rec.ID, func(v *document.Revision) bool { return v.Command == string(directory.ImportInitiatives) })
	if err != nil || last == nil || last.Key != a.digest {
		return false, err
	}
	m.report.unchanged++
	m.warn(a, "", "was changed here since the last import and is in the file as it was then; it is left alone", "Change it in the file, too, so that the next import does not undo what was done here.")
	return true, nil
}

// stands says that an initiative is as far as this import would bring it. What a reviewer gave back is not
// handed in again before something in it has changed.
func (m *importing) stands(a *arrival) bool {
	switch directory.RecordState(a.rec.Content.State) {
	case directory.RecordStatePublished:
		return true
	case directory.RecordStateSubmitted, directory.RecordStateReturned:
		return !m.file.Publish
	default: // a draft
		return !m.file.Publish && !m.file.Submit
	}
}

// errFound ends a walk through a history.
var errFound = errors.New("found")

// LastRevision finds the newest of the revisions of a record that are meant, nil when there is none.
func (d *Desk) LastRevision(ctx context.Context, id string, meant func(*document.Revision) bool) (found *document.Revision, err error) {
	err = d.eachRevision(ctx, id, func(v document.Revision) error {
		if !meant(&v) {
			return nil
		}
		found = &v
		return errFound
	})
	if errors.Is(err, errFound) {
		err = nil
	}
	return found, err
}

// approves says that an initiative keeps the rules. What may be doubted is noted, but does not refuse it; who
// reviews it sees similar names, too.
func (m *importing) approves(a *arrival) bool {
	about := advice.Briefly(m.desk.public(), a.in, m.request.At)
	problems := refusedWith(a.in, about)
	if len(problems) == 0 {
		m.advise(a, &about)
		return true
	}
	m.report.refused++
	for _, p := range problems {
		m.report.note(ImportNote{Row: a.row.RowOf(p.Path), Field: p.Path, Problem: p.Message, Remedy: "Correct the file and import it again.", Refuses: true})
	}
	return false
}

func (m *importing) advise(a *arrival, about *advice.Advice) {
	for _, f := range about.Warnings {
		m.warn(a, f.Path, f.Message, "Correct it if it is wrong.")
	}
	for _, d := range about.Duplicates {
		m.warn(a, d.Path, d.Message, "If it is the same, take it out of the file, or ask the other's organization.")
	}
}

// revisionOf makes the revision of an initiative. Its key is the digest of what the file said, by which the
// next import knows it again.
func (m *importing) revisionOf(a *arrival) document.Revision {
	next := document.Record{ID: string(a.id), Kind: document.KindInitiative, Version: a.rec.Version + 1, Content: a.rec.Content}
	content := document.Encode(a.in)
	next.Content.Owner, next.Content.Comment = string(m.owner), ""
	next.Content.State, next.Content.Draft = string(directory.RecordStateDraft), content
	switch {
	case m.file.Publish:
		next.Content.State, next.Content.Public, next.Content.Draft = string(directory.RecordStatePublished), content, nil
	case m.file.Submit:
		next.Content.State = string(directory.RecordStateSubmitted)
	}
	var before *document.Content
	if a.rec.Version > 0 {
		before = &a.rec.Content
	}
	v := m.desk.revise(m.request, directory.ImportInitiatives, "", next, before)
	v.Key = a.digest
	return v
}
