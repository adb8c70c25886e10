package exchange

import (
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// The schemes of the identifiers by which records are found again at the next import. An identifier is the
// partner's own: it means something only together with the organization that brought the file.
const (
	SchemeOwn     = "blueheart" // the id of a record in the project's own JSON
	SchemeHSDS    = "hsds"      // the id of an object in HSDS
	SchemePartner = "partner"   // an identifier column of the CSV template
)

// Row is one initiative or organization of a file and what was noticed while it was read.
//
// Of HSDS and CSV no record or part has an id; each has its partner's identifier first in Identifiers.
// In the project's own JSON ids are kept as they stand: they are claims, and whoever stores the record
// checks whose they are. Slug is empty unless the file states one.
type Row struct {
	// Number is the row of a CSV file, the header being row 1 as in a spreadsheet, or the place of the
	// object among the objects of a JSON file, from 1. Of a record from several rows it is the first.
	Number int
	// Kind is document.KindInitiative or document.KindOrganization, or empty when that cannot be told.
	Kind document.Kind
	// Key is the partner's identifier of the record: what makes a second import of the file change
	// nothing. It is empty when the record could not be read so far.
	Key directory.Identifier
	// Initiative is nil for an organization and when the initiative is refused.
	Initiative *directory.Initiative
	// Organization is nil for an initiative and when the organization is refused.
	Organization *directory.Organization
	// References are the places in the record where the id of another record belongs, of which the file
	// gives the partner's identifier only.
	References []Reference
	// Notes are all that was noticed, in the order of the file. A record without a Problem is not refused.
	// They are cut when the file has had its share of them ([Limits.Notes]); the record is refused all the same.
	Notes []Note

	places []place
}

// RowOf gives the row in which a part of the record begins, such as hotlines[2].channels[0] or a field of it;
// Number where the path names none.
func (r *Row) RowOf(path string) int {
	if at := placeOf(r.places, path); at != nil {
		return at.row
	}
	return r.Number
}

// Refused says that the record has a problem and is not to be stored.
func (r *Row) Refused() bool { return r.Initiative == nil && r.Organization == nil }

// Reference is a place for the id of another record.
type Reference struct {
	Path string               // such as "organizations[0].organization" or "hotlines[2].operator"
	Key  directory.Identifier // which record is meant
	Kind document.Kind        // and of which kind it is
	Into *directory.ID        // the place itself within the record of the Row
}

// Severity says what a [Note] means for its record.
type Severity string

// The values of Severity.
const (
	Problem Severity = "PROBLEM" // The record is refused.
	Warning Severity = "WARNING" // The record is taken; somebody should look.
)

// Note is one thing noticed in a file. It repeats at most 40 printable characters of the file.
type Note struct {
	Row      int    // as in [Row.Number]; 0 where a note is about the whole file
	Field    string // column of a CSV, path within an object or record; may be empty
	Message  string // what is the matter
	Remedy   string // what to do about it
	Severity Severity
}

// Report sums up what was read. After an error it covers what was read until then.
type Report struct {
	Rows          int // rows or objects of the file
	Initiatives   int // that were read and are not refused
	Organizations int // that were read and are not refused
	Refused       int // records with a problem
	Problems      int // all of them, also those that are left out of the rows
	Warnings      int // all of them, also those that are left out of the rows
	NotesLeftOut  int // notes beyond Limits.Notes
	Notes         []Note
	Bytes         int64 // read from the file
}
