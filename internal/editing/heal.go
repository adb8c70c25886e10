package editing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Heal finishes what a crash cut off: redactions that were begun, and corrections that an initiative's new owner
// has not been given. It gives how many commands it finished. Any process may do it at any time. One that cannot
// be finished does not hinder the others; the errors are joined.
func (d *Desk) Heal(ctx context.Context, now time.Time) (finished int, err error) {
	var failed []error
	open := document.Listing{Kind: document.KindRedaction, States: []string{string(directory.RecordStateOpen)}}
	err = d.eachListed(ctx, open, func(rec *Stored) {
		if err := d.heal(ctx, rec, now); err != nil {
			failed = append(failed, fmt.Errorf("finish redaction %s: %w", rec.ID, err))
			return
		}
		finished++
	})
	failed = append(failed, err)
	stray, err := d.strayCorrections(ctx)
	failed = append(failed, err)
	for _, of := range stray {
		if err := d.handOverCorrections(ctx, &Request{Actor: directory.Actor{Role: directory.RoleAdmin}, At: now}, of); err != nil {
			failed = append(failed, err)
			continue
		}
		finished++
	}
	return finished, errors.Join(failed...)
}

// strayCorrections gives the initiatives with open corrections that wait in the queue of another organization.
func (d *Desk) strayCorrections(ctx context.Context) (stray []directory.ID, err error) {
	public := d.public()
	if public == nil {
		return nil, nil
	}
	owners := map[directory.ID]map[string]bool{} // by initiative
	open := document.Listing{Kind: document.KindCorrection, States: []string{string(directory.RecordStateOpen)}}
	var broken error
	err = d.eachListed(ctx, open, func(rec *Stored) {
		k, err := decode[directory.Correction](rec.Content.Draft)
		if err != nil {
			broken = firstError(broken, err)
			return
		}
		of := public.AggregateOf(k.Record)
		if owners[of] == nil {
			owners[of] = map[string]bool{}
		}
		owners[of][rec.Content.Owner] = true
	})
	if err := firstError(err, broken); err != nil {
		return nil, fmt.Errorf("look for corrections: %w", err)
	}
	for of, waiting := range owners {
		if public.Initiatives.ByID(of) == nil {
			continue
		}
		rec, err := d.store.Record(ctx, string(of))
		if err != nil {
			return nil, fmt.Errorf("look for corrections: %w", err)
		}
		if delete(waiting, rec.Content.Owner); rec.Content.Owner != "" && len(waiting) > 0 {
			stray = append(stray, of)
		}
	}
	return stray, nil
}
