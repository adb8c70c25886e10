package frozen

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/signing"
)

// edition is one file that was verified, open, and where each record stands in it. It is immutable.
type edition struct {
	file    *os.File
	signed  []byte // the signature as it is on disk
	terms   Terms
	records map[string]place
	order   []string // ids as they stand in the file
}

// place is where a record stands, and its digest: a file can be written over after it was verified.
type place struct {
	kind       document.Kind
	at, length int64
	sum        [sha256.Size]byte
}

// version is the same for the same record, and above 0.
func (p place) version() int64 { return int64(binary.BigEndian.Uint64(p.sum[:])>>1) | 1 }

// verify holds the file against what was signed, before anything of it is understood.
func (e *edition) verify(ctx context.Context, wanted *signing.Statement) error {
	return wanted.Check(&attended{ctx, io.NewSectionReader(e.file, 0, wanted.Length+1)})
}

// attended is a reader that ends with its context.
type attended struct {
	ctx context.Context //nolint:containedctx // for the one reading
	r   io.Reader
}

func (a *attended) Read(p []byte) (int, error) {
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	return a.r.Read(p)
}

// index goes through {"directory": {}, "organizations": [], "initiatives": []}, in this order, and notes where each
// record stands. Each that differs from the edition before must be understood in full, see [Store.Records]. The bytes
// are hashed once more, as they could have changed since they were verified.
func (e *edition) index(ctx context.Context, wanted *signing.Statement, before *edition) error {
	h := sha256.New()
	all := io.TeeReader(&attended{ctx, io.NewSectionReader(e.file, 0, wanted.Length)}, h)
	x := &indexing{edition: e, before: before, json: json.NewDecoder(bufio.NewReaderSize(all, 1<<16))}
	if err := x.object(wanted); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	if _, err := x.json.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows its end")
	}
	if [sha256.Size]byte(h.Sum(nil)) != wanted.SHA256 {
		return fmt.Errorf("%w: it changed while it was read", signing.ErrBroken)
	}
	return nil
}

type indexing struct {
	*edition
	before *edition
	json   *json.Decoder
}

// stamp is the head of an export; see package export.
type stamp struct {
	Source    string   `json:"source"`
	Revision  int64    `json:"revision"`
	Updated   string   `json:"updatedAt"`
	Licence   string   `json:"licence"`
	Countries []string `json:"countries"`
	Languages []string `json:"languages"`
	Warnings  []string `json:"warnings"`
}

func (x *indexing) object(wanted *signing.Statement) error {
	if err := x.expect(json.Delim('{'), "directory"); err != nil {
		return err
	}
	var head stamp
	if err := x.json.Decode(&head); err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	switch {
	case head.Revision != wanted.Revision:
		return fmt.Errorf("%w: it says revision %d, and its signature %d", signing.ErrBroken, head.Revision, wanted.Revision)
	case len(head.Countries)+len(head.Languages) > 0:
		return fmt.Errorf("%w: it was filtered", ErrOther)
	}
	x.terms = Terms{Source: head.Source, Licence: head.Licence, Warnings: head.Warnings, Revision: head.Revision}
	if head.Updated != "" {
		updated, err := time.Parse(time.RFC3339, head.Updated)
		if err != nil {
			return fmt.Errorf("read directory: updatedAt: %w", err)
		}
		x.terms.Updated = updated.UTC()
	}
	for _, list := range []struct {
		name string
		kind document.Kind
	}{{"organizations", document.KindOrganization}, {"initiatives", document.KindInitiative}} {
		if err := x.list(list.name, list.kind); err != nil {
			return err
		}
	}
	return x.expect(json.Delim('}'))
}

func (x *indexing) expect(tokens ...json.Token) error {
	for _, want := range tokens {
		got, err := x.json.Token()
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("%v stands where %v should", got, want)
		}
	}
	return nil
}

func (x *indexing) list(name string, kind document.Kind) error {
	if err := x.expect(name, json.Delim('[')); err != nil {
		return err
	}
	var text json.RawMessage
	for n := 0; x.json.More(); n++ {
		text = text[:0]
		if err := x.json.Decode(&text); err != nil {
			return fmt.Errorf("read %s[%d]: %w", name, n, err)
		}
		if err := x.note(kind, text, x.json.InputOffset()-int64(len(text))); err != nil {
			return fmt.Errorf("read %s[%d]: %w", name, n, err)
		}
	}
	return x.expect(json.Delim(']'))
}

// note notes a record.
func (x *indexing) note(kind document.Kind, text []byte, at int64) error {
	p := place{kind: kind, at: at, length: int64(len(text)), sum: sha256.Sum256(text)}
	var named struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(text, &named); err != nil {
		return err
	}
	if _, twice := x.records[named.ID]; twice || named.ID == "" {
		return fmt.Errorf("its id %.40q stands twice, or is none", named.ID)
	}
	if x.before != nil && x.before.records[named.ID].sum != p.sum {
		if _, err := read(kind, text); err != nil {
			return err
		}
	}
	x.records[named.ID] = p
	x.order = append(x.order, named.ID)
	return nil
}

// record reads a record that is in the index.
func (e *edition) record(id string) (document.Record, error) {
	p := e.records[id]
	text := make([]byte, p.length)
	if _, err := e.file.ReadAt(text, p.at); err != nil {
		return document.Record{}, fmt.Errorf("read record %s: %w", id, err)
	}
	if sha256.Sum256(text) != p.sum {
		return document.Record{}, fmt.Errorf("read record %s: %w: it was written over", id, signing.ErrBroken)
	}
	rec, err := read(p.kind, text)
	if err != nil {
		return document.Record{}, fmt.Errorf("read record %s: %w", id, err)
	}
	rec.ID, rec.Version = id, p.version()
	return rec, nil
}

// read makes a record of its exported form, as it stands in the store that it comes from.
func read(kind document.Kind, text []byte) (document.Record, error) {
	rec, err := decode(kind, text)
	if err != nil {
		err = fmt.Errorf("%w; where the directory runs a newer program than this server, bring this one up to date", err)
	}
	return rec, err
}

func decode(kind document.Kind, text []byte) (document.Record, error) {
	rec := document.Record{Kind: kind, Content: document.Content{State: string(directory.RecordStatePublished)}}
	if kind == document.KindOrganization {
		o := &directory.Organization{}
		if err := document.DecodeJSON(text, o); err != nil {
			return rec, err
		}
		rec.UpdatedAt, rec.Content.Owner, rec.Content.Public = o.UpdatedAt, string(o.ID), document.Encode(o)
		return rec, nil
	}
	in := &directory.Initiative{}
	if err := document.DecodeJSON(text, in); err != nil {
		return rec, err
	}
	rec.UpdatedAt, rec.Content.PublishedBy, rec.Content.Public = in.UpdatedAt, string(in.UpdatedBy), document.Encode(in)
	if len(in.Organizations) > 0 {
		rec.Content.Owner = string(in.Organizations[0].Organization)
	}
	return rec, nil
}
