package exchange

import (
	"fmt"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// draft is a record that is being put together, with what is noticed on the way.
type draft struct {
	row      Row
	refused  bool
	problems int
	warnings int
	places   []place
}

// spot is a place in the file.
type spot struct {
	row  int
	path string // within the object, or the name of the table
}

// at is a place below the spot.
func (s spot) at(format string, args ...any) spot {
	s.path = join(s.path, fmt.Sprintf(format, args...))
	return s
}

func join(path, field string) string {
	switch {
	case path == "":
		return field
	case field == "" || field[0] == '[':
		return path + field
	}
	return path + "." + field
}

// place says where in the file a part of the record comes from.
type place struct {
	part string // such as "hotlines[2]"
	spot spot
}

// notesOfRecord bounds the notes of one record, so that one bad record does not silence all others.
const notesOfRecord = 100

func newDraft(number int, key directory.Identifier) *draft {
	return &draft{row: Row{Number: number, Key: key}}
}

func (d *draft) keyed() bool { return d.row.Key.Value != "" }

func (d *draft) problem(at spot, field, remedy, format string, args ...any) {
	d.refused = true
	d.problems++
	d.add(at, field, remedy, Problem, format, args)
}

func (d *draft) warn(at spot, field, remedy, format string, args ...any) {
	d.warnings++
	d.add(at, field, remedy, Warning, format, args)
}

func (d *draft) add(at spot, field, remedy string, severity Severity, format string, args []any) {
	if len(d.row.Notes) < notesOfRecord {
		d.row.Notes = append(d.row.Notes, Note{
			Row: at.row, Field: join(at.path, field), Message: shorten(fmt.Sprintf(format, args...)), Remedy: remedy, Severity: severity,
		})
	}
}

// comes notes where a part of the record comes from.
func (d *draft) comes(part string, from spot) { d.places = append(d.places, place{part, from}) }

// place finds where something in the record comes from.
func (d *draft) place(path string) spot {
	if at := placeOf(d.places, path); at != nil {
		return *at
	}
	return spot{row: d.row.Number}
}

// placeOf finds the place that a path leads into, nil when there is none.
func placeOf(places []place, path string) *spot {
	for i := range places {
		if rest, ok := strings.CutPrefix(path, places[i].part); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return &places[i].spot
		}
	}
	return nil
}

// check turns what breaks a rule of the domain into problems at the rows it comes from.
func (d *draft) check(validate func() []directory.Problem) {
	for _, p := range validate() {
		// The path within the record says more than a path in the file could: the rule is the record's.
		d.problem(spot{row: d.place(p.Path).row}, p.Path, "mend the value, or leave it out where it may be unknown", "%s", p.Message)
	}
}

// refer notes a place where the id of another record belongs.
func (d *draft) refer(path string, kind document.Kind, key directory.Identifier, into *directory.ID) {
	d.row.References = append(d.row.References, Reference{Path: path, Kind: kind, Key: key, Into: into})
}
