package export

import (
	"bufio"
	"encoding/json"
	"iter"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// marshal gives the JSON of a struct of ours, which never fails.
func marshal(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// writeOwn writes one object: the stamp and two lists.
func writeOwn(w *bufio.Writer, e *Edition) error {
	put(w, `{"directory":`, string(marshal(e.Stamp())), ",\n\"organizations\":[")
	if err := writeList(w, e.organizations); err != nil {
		return err
	}
	put(w, "],\n\"initiatives\":[")
	if err := writeList(w, e.initiatives); err != nil {
		return err
	}
	put(w, "]}\n")
	return failed(w)
}

// put writes texts. The writer keeps the first error: see failed.
func put(w *bufio.Writer, texts ...string) {
	for _, t := range texts {
		_, _ = w.WriteString(t)
	}
}

// failed gives the first error of a writer.
func failed(w *bufio.Writer) error {
	_, err := w.Write(nil)
	return err
}

func writeList[T any](w *bufio.Writer, records iter.Seq[*T]) error {
	between := "\n"
	for r := range records {
		put(w, between)
		if _, err := w.Write(document.EncodePublished(r)); err != nil {
			return err
		}
		between = ",\n"
	}
	put(w, "\n")
	return failed(w)
}

// writeLines writes one object a line: the stamp, then each record in a list of its own, so that the line says
// what it is and can be imported by itself.
func writeLines(w *bufio.Writer, e *Edition) error {
	put(w, `{"directory":`, string(marshal(e.Stamp())), "}\n")
	if err := eachLine(w, "organizations", e.organizations); err != nil {
		return err
	}
	return eachLine[directory.Initiative](w, "initiatives", e.initiatives)
}

func eachLine[T any](w *bufio.Writer, list string, records iter.Seq[*T]) error {
	for r := range records {
		put(w, `{"`, list, `":[`)
		_, _ = w.Write(document.EncodePublished(r))
		put(w, "]}\n")
		if err := failed(w); err != nil {
			return err
		}
	}
	return nil
}
