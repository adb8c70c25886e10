package main

import (
	"context"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// generateCommand fills an empty store with made-up records.
type generateCommand struct {
	Initiatives int       `required:"" placeholder:"N" help:"How many initiatives."`
	Seed        uint64    `default:"1" help:"The same seed gives the same records."`
	AsOf        time.Time `format:"2006-01-02" placeholder:"DATE" help:"Day before which everything was verified; default today."`
}

// Validate refuses what cannot be meant.
func (g *generateCommand) Validate() error {
	if g.Initiatives < 1 || g.Initiatives > 1_000_000 {
		return fmt.Errorf("--initiatives is %d; use 1 to 1000000", g.Initiatives)
	}
	return nil
}

// Run writes a batch at a time, so memory does not grow with the number.
func (g *generateCommand) Run(c *console) (err error) {
	s, err := c.config.open(c)
	if err != nil {
		return err
	}
	defer closing(c, s, &err)
	holds, err := holdsRecords(c, s)
	if err != nil {
		return err
	}
	if holds {
		return fmt.Errorf("%s is not empty; made-up records do not belong beside others: name another place with BLUEHEART_DATA_DIR (--data-dir)", s.Location())
	}
	if _, err := lacks(c, s); err != nil {
		return err
	}
	asOf := g.AsOf
	if asOf.IsZero() {
		asOf = c.now().UTC().Truncate(24 * time.Hour)
	}
	p := &publisher{store: s, actor: "generate", reason: fmt.Sprintf("made up from seed %d", g.Seed), at: asOf}
	organizations, initiatives := 0, 0
	for o, in := range synthetic.Directory(g.Initiatives, g.Seed, asOf) {
		if o != nil {
			organizations++
			if err := p.organization(c, o); err != nil {
				return err
			}
		}
		initiatives++
		if err := p.initiative(c, in); err != nil {
			return err
		}
	}
	if err := p.flush(c); err != nil {
		return err
	}
	c.say("%d organizations and %d initiatives, all of them made up, are in %s.", organizations, initiatives, s.Location())
	return nil
}

// holdsRecords says that a store has initiatives or organizations. One that was only served has the first
// administrator's token, and is as good as empty.
func holdsRecords(ctx context.Context, s store) (bool, error) {
	for _, kind := range []document.Kind{document.KindInitiative, document.KindOrganization} {
		if records, err := s.List(ctx, document.Listing{Kind: kind, Limit: 1}); err != nil || len(records) > 0 {
			return true, err
		}
	}
	return false, nil
}
