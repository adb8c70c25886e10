package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

// collect reads everything and keeps the rows.
func collect(t testing.TB, format directory.ExchangeFormat, file []byte, limits Limits) ([]Row, Report, error) {
	t.Helper()
	var rows []Row
	report, err := Read(t.Context(), bytes.NewReader(file), format, limits, func(r Row) error {
		rows = append(rows, r)
		return nil
	})
	return rows, report, err
}

// read reads a file that can be read to its end.
func read(t testing.TB, format directory.ExchangeFormat, file string) []Row {
	t.Helper()
	rows, _, err := collect(t, format, []byte(file), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// initiative gives the only initiative of some rows.
func initiative(t testing.TB, rows []Row) *directory.Initiative {
	t.Helper()
	var found *directory.Initiative
	for _, r := range rows {
		if r.Refused() {
			t.Fatalf("row %d is refused: %+v", r.Number, r.Notes)
		}
		if r.Initiative != nil {
			if found != nil {
				t.Fatal("there are two initiatives")
			}
			found = r.Initiative
		}
	}
	if found == nil {
		t.Fatal("there is no initiative")
	}
	return found
}

// notes gives all notes of a severity as "row field: message".
func notes(rows []Row, severity Severity) []Note {
	var out []Note
	for _, r := range rows {
		for _, n := range r.Notes {
			if n.Severity == severity {
				out = append(out, n)
			}
		}
	}
	return out
}

// noted says that a note of a severity stands at a row and field and has a text in its message, and that it
// says what to do.
func noted(rows []Row, severity Severity, row int, field, message string) bool {
	return slices.ContainsFunc(notes(rows, severity), func(n Note) bool {
		return n.Row == row && n.Field == field && strings.Contains(n.Message, message) && n.Remedy != ""
	})
}

// sheet writes a CSV after the template with the given columns.
func sheet(t testing.TB, columns string, rows ...[]string) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(append([][]string{strings.Fields(columns)}, rows...)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// fixture reads a file of testdata.
func fixture(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// packed makes a zip of files.
func packed(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range sortedKeys(files) {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// folder gives the files of a folder of testdata.
func folder(t testing.TB, name string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		files[e.Name()] = fixture(t, filepath.Join(name, e.Name()))
	}
	return files
}

// refusedFile says that a file as a whole is refused with a public message that has all of the words.
func refusedFile(t testing.TB, err error, words ...string) {
	t.Helper()
	public, ok := errors.AsType[*directory.Error](err)
	if !ok || public.Code != directory.InvalidInput {
		t.Fatalf("the error is %v, not one of the file", err)
	}
	for _, w := range words {
		if !strings.Contains(public.Message, w) {
			t.Errorf("%q does not say %q", public.Message, w)
		}
	}
}
