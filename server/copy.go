package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/blueheart-federation/api/internal/document"
)

// copyCommand copies a directory from one store to another, history included.
type copyCommand struct {
	From string `required:"" placeholder:"PLACE" help:"embedded:DIR, DIR or a MongoDB URI."`
	To   string `required:"" placeholder:"PLACE" help:"The same; it must be empty."`
}

// copyBatchBytes bounds what a copy holds in memory at once.
const copyBatchBytes = 4 << 20

// Run copies every revision as it is, then reads both stores again and compares them.
func (k *copyCommand) Run(c *console) (err error) {
	if !isMongoDB(k.From) {
		if there, err := holdsFile(folderOf(k.From)); err != nil || !there {
			return errors.Join(err, fmt.Errorf("--from: there is no directory in %s", folderOf(k.From)))
		}
	}
	from, err := openPlace(c, k.From)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	defer closing(c, from, &err)
	to, err := openPlace(c, k.To)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	defer closing(c, to, &err)
	empty, err := to.Empty(c)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if !empty {
		return fmt.Errorf("--to: %s is not empty; nothing was copied", to.Location())
	}
	if _, err := lacks(c, to); err != nil {
		return fmt.Errorf("--to: %w; nothing was copied", err)
	}
	if err := copyRevisions(c, from, to); err != nil {
		return err
	}
	have, err := digest(c, to)
	if err != nil {
		return err
	}
	want, err := digest(c, from)
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("the copy differs: %s has %s, %s has %s; was the source written to meanwhile? Empty the target and copy again",
			from.Location(), want, to.Location(), have)
	}
	c.say("%s was copied to %s: %s", from.Location(), to.Location(), have)
	return nil
}

func copyRevisions(ctx context.Context, from, to store) error {
	var batch []document.Revision
	size := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		_, outcomes, err := to.Commit(ctx, batch)
		if err == nil {
			err = errors.Join(outcomes...)
		}
		batch, size = batch[:0], 0
		return err
	}
	err := from.Revisions(ctx, func(r document.Revision) error {
		batch = append(batch, r)
		if size += len(r.Content.Public) + len(r.Content.Draft); size < copyBatchBytes && len(batch) < publishBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// contents says what is in a store: two with equal contents hold the same.
type contents struct {
	revisions, records int
	sum                [4]uint64
}

// String shows the numbers and the beginning of the sum.
func (k contents) String() string {
	return fmt.Sprintf("%d revisions, %d records, sum %016x", k.revisions, k.records, k.sum[0])
}

// digest reads a whole store. Hashes are added up, so the order in which a store gives what it holds
// does not matter.
func digest(ctx context.Context, s store) (k contents, err error) {
	err = s.Revisions(ctx, func(r document.Revision) error {
		k.revisions++
		k.add("revision", r.ID, r.At.UnixMilli(), r.Content, string(r.Kind), r.Actor, r.Command, r.Reason, fmt.Sprint(r.Public), r.Key)
		return nil
	})
	if err != nil {
		return k, err
	}
	err = s.Records(ctx, func(r document.Record) error {
		k.records++
		k.add("record", document.RevisionID(r.ID, r.Version), r.UpdatedAt.UnixMilli(), r.Content, string(r.Kind))
		return nil
	})
	return k, err
}

// add hashes one document, each part with its length before it.
func (k *contents) add(what, id string, at int64, content document.Content, parts ...string) {
	h := sha256.New()
	write := func(s string) {
		_, _ = h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s)))) // never fails
		_, _ = h.Write([]byte(s))
	}
	write(what)
	write(id)
	write(fmt.Sprint(at))
	parts = append(parts, content.State, content.Owner, string(content.Public), string(content.Draft), content.Comment)
	for _, p := range append(parts, content.Redacted...) { // the only part of which there can be several
		write(p)
	}
	sum := h.Sum(nil)
	for i := range k.sum {
		k.sum[i] += binary.BigEndian.Uint64(sum[8*i:])
	}
}
