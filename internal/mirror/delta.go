package mirror

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// deltaFile is what has changed in File since a revision.
const deltaFile = File + ".delta"

// Bounds of a delta: bytes as they come and when unpacked, and entries of a list.
const (
	maxDelta   = 8 << 20
	maxChanges = 1 << 12
)

// errMoved says that a delta leads to a newer revision than the signature that was fetched before it.
var errMoved = errors.New("the directory has changed meanwhile")

// errDelta is what a delta is told that cannot be used. The whole file is taken then.
var errDelta = errors.New("the delta cannot be used")

// delta is what has changed in File. Nothing in it is trusted: what comes of it is held against what was signed.
type delta struct {
	head     json.RawMessage
	revision int64
	lists    [len(lists)]changes
}

// lists are those of File, in their order.
var lists = [...]string{"organizations", "initiatives"}

// changes are what has changed in a list.
type changes struct {
	leave map[string]bool // ids of records that are gone, or stand in placed
	place []placed        // in the order in which they stand in the list
}

// placed is a record as it is now, and the id of the record before it, empty for the first.
type placed struct {
	id, after string
	record    json.RawMessage
}

// fetchDelta asks what has changed since a revision. It may come compressed, as the client sees fit.
func (m *Mirror) fetchDelta(ctx context.Context, since int64) (*delta, error) {
	r, err := m.fresh(ctx, deltaFile+"?since="+strconv.FormatInt(since, 10))
	if err != nil {
		return nil, err
	}
	answer, err := m.ask(r, deltaFile)
	if err != nil {
		return nil, err
	}
	defer answer.Close() //nolint:errcheck // it was read, or is given up
	d := &delta{}
	if err := d.read(json.NewDecoder(io.LimitReader(answer, maxDelta)), since); err != nil {
		return nil, fmt.Errorf("%w: %w", errDelta, err)
	}
	return d, nil
}

// read goes through {"since": 1, "directory": {}, "organizations": [], "initiatives": []}, in this order. It keeps the
// bytes of what it reads.
func (d *delta) read(from *json.Decoder, since int64) error {
	var of int64
	if err := errors.Join(expect(from, json.Delim('{')), expect(from, "since"), from.Decode(&of), expect(from, "directory"), from.Decode(&d.head)); err != nil {
		return err
	}
	if of != since {
		return fmt.Errorf("it is one since %d", of)
	}
	var s stamp
	if err := json.Unmarshal(d.head, &s); err != nil {
		return err
	}
	d.revision = s.Revision
	for i, name := range lists {
		if err := errors.Join(expect(from, name), expect(from, json.Delim('['))); err != nil {
			return err
		}
		if err := d.lists[i].read(from); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := expect(from, json.Delim(']')); err != nil {
			return err
		}
	}
	return expect(from, json.Delim('}'))
}

func (c *changes) read(from *json.Decoder) error {
	c.leave = map[string]bool{}
	for from.More() {
		var entry struct {
			Gone, After string
			Record      json.RawMessage
		}
		if err := from.Decode(&entry); err != nil {
			return err
		}
		id := entry.Gone
		if id == "" {
			if id = idOf(entry.Record); id == "" {
				return errors.New("a record without an id")
			}
			c.place = append(c.place, placed{id, entry.After, entry.Record})
		}
		if c.leave[id] {
			return errors.New("a record is named twice")
		}
		if c.leave[id] = true; len(c.leave) > maxChanges {
			return errors.New("it has too many entries")
		}
	}
	return nil
}
