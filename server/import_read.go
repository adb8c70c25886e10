package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/blueheart-federation/api/internal/document"
)

// place says where in a file a row stands: the list and the index in it, counted over the whole file.
type place struct {
	kind  document.Kind
	index int
}

// String is the row's path, as problems name it.
func (p place) String() string { return fmt.Sprintf("%ss[%d]", p.kind, p.index) }

// row is one record of a file, not yet understood.
type row struct {
	place
	text json.RawMessage
}

// lists are the lists that an object of a file may have.
var lists = map[string]document.Kind{
	"organizations": document.KindOrganization,
	"initiatives":   document.KindInitiative,
}

// head is the member by which an export says which directory it is of. It is passed over.
const head = "directory"

// readRows calls each with every record of a file: one JSON object, or any number of them one after
// another, as in NDJSON, each with the lists organizations and initiatives or one of them. One record at
// a time is in memory. Errors say where the file cannot be read.
func readRows(r io.Reader, each func(row) error) error {
	decoder := json.NewDecoder(r)
	counts := map[document.Kind]int{}
	for {
		start, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			if len(counts) == 0 {
				return errors.New("it holds no list of organizations or initiatives")
			}
			return nil
		}
		if err != nil {
			return unreadable(decoder, err)
		}
		if start != json.Delim('{') {
			return fmt.Errorf("an object with the lists organizations and initiatives is needed at byte %d", decoder.InputOffset())
		}
		if err := readObject(decoder, counts, each); err != nil {
			return err
		}
	}
}

// readObject reads one object of which the brace is read already.
func readObject(decoder *json.Decoder, counts map[document.Kind]int, each func(row) error) error {
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return unreadable(decoder, err)
		}
		text, _ := name.(string) // names are strings, or Token fails
		if text == head {
			var passed json.RawMessage
			if err := decoder.Decode(&passed); err != nil {
				return unreadable(decoder, err)
			}
			continue
		}
		kind, ok := lists[text]
		if !ok {
			return fmt.Errorf("%.40q is unknown at byte %d; an object has the lists organizations and initiatives", text, decoder.InputOffset())
		}
		counts[kind] += 0 // a list may be empty
		open, err := decoder.Token()
		if err != nil {
			return unreadable(decoder, err)
		}
		if open != json.Delim('[') {
			return fmt.Errorf("%s is not a list at byte %d", text, decoder.InputOffset())
		}
		for decoder.More() {
			r := row{place: place{kind, counts[kind]}}
			if err := decoder.Decode(&r.text); err != nil {
				return unreadable(decoder, err)
			}
			counts[kind]++
			if err := each(r); err != nil {
				return err
			}
		}
		if _, err := decoder.Token(); err != nil { // the bracket
			return unreadable(decoder, err)
		}
	}
	if _, err := decoder.Token(); err != nil { // the brace
		return unreadable(decoder, err)
	}
	return nil
}

func unreadable(decoder *json.Decoder, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it breaks off in the middle")
	}
	return fmt.Errorf("it is not JSON at byte %d: %w", decoder.InputOffset(), err)
}
