package main

import (
	"errors"
	"fmt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/frozen"
	"github.com/blueheart-federation/api/internal/mongodb"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// checkCommand tells what is wrong with settings and store.
type checkCommand struct{}

// mostSetAside bounds how many records are named one by one.
const mostSetAside = 50

// Run shows the settings, verifies the store, finishes what a crash left half done, and builds a
// snapshot to see what would be served. An embedded store that does not exist yet is not made.
func (checkCommand) Run(c *console) (err error) {
	c.config.show(c.out)
	c.say("")
	if s, err := c.config.signer(); err != nil {
		return err
	} else if s == nil {
		c.say("Exports are not signed: there is no BLUEHEART_SIGNING_KEY.")
	} else {
		c.say("Exports are signed with the key %s.", s.ID())
	}
	if c.config.MongoDBURI == "" && c.config.FromSnapshot == "" {
		there, err := holdsFile(c.config.DataDir)
		if err != nil {
			return c.config.unwritable(err)
		}
		if !there {
			c.say("There is no directory in %s yet; the server makes one when it starts.", c.config.DataDir)
			return nil
		}
	}
	s, err := c.config.open(c)
	if err != nil {
		return err
	}
	defer closing(c, s, &err)
	c.say("Store: %s", s.Location())
	if copied, ok := s.(*frozen.Store); ok {
		c.say("It is a signed copy of %s, to read only.", copied.Terms().Source)
	}
	findings, err := verify(c, s)
	if err != nil {
		return err
	}
	for _, f := range findings {
		c.say("- %s", f)
	}
	setAside, err := tryOut(c, s)
	if err != nil {
		return err
	}
	n := len(findings) + setAside
	if _, ok := s.(*embedded.Store); ok && len(findings) > 0 {
		return fmt.Errorf("%d findings; %s is damaged: nothing was changed; %s", n, s.Location(), embedded.Remedy)
	}
	if n > 0 {
		return fmt.Errorf("%d findings", n)
	}
	c.say("All is well.")
	return nil
}

// verify gives what is wrong with a store itself.
func verify(c *console, s store) (findings []string, err error) {
	switch s := s.(type) {
	case *embedded.Store:
		findings, err = s.Check(c)
	case *mongodb.Store:
		findings, err = s.Verify(c)
	}
	if err != nil {
		return nil, err
	}
	replayed, revision, err := s.Heal(c, healPatience)
	if err != nil {
		return nil, err
	}
	if replayed > 0 {
		c.say("Healed %d records that a crash had left behind.", replayed)
	}
	c.say("Directory revision: %d", revision)
	return findings, nil
}

// tryOut builds a snapshot, as the server would, and gives how many records it would leave out.
func tryOut(c *console, s store) (int, error) {
	served, err := c.snapshot(s)
	if err != nil {
		return 0, err
	}
	c.say("Served: %d initiatives, %d hotlines, %d campaigns, %d resources, %d lessons, %d organizations",
		served.Initiatives.Len(), served.Hotlines.Len(), served.Campaigns.Len(), served.Resources.Len(),
		served.Lessons.Len(), served.Organizations.Len())
	for _, a := range served.SetAside[:min(len(served.SetAside), mostSetAside)] {
		for _, p := range a.Problems {
			c.say("- set aside: record %s: %s: %s", a.Record, joinPath(a.Part, p.Path), p.Message)
		}
	}
	return len(served.SetAside), nil
}

// snapshot builds a snapshot of a store.
func (c *console) snapshot(s store) (*snapshot.Snapshot, error) {
	holder := &snapshot.Holder{}
	r := snapshot.NewRefresher(s, holder, snapshot.Settings{
		Thresholds: directory.Thresholds{Due: c.config.DueDays, Stale: c.config.StaleDays}, Now: c.now,
	})
	if err := r.Refresh(c, true); err != nil {
		return nil, err
	}
	if holder.Current() == nil {
		return nil, errors.New("the store gave no snapshot")
	}
	return holder.Current(), nil
}

// joinPath joins the path of a part and the path within it.
func joinPath(part, within string) string {
	switch {
	case part == "":
		return within
	case within == "":
		return part
	}
	return part + "." + within
}
