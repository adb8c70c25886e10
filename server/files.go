package main

import (
	"time"

	"github.com/blueheart-federation/api/internal/export"
	"github.com/blueheart-federation/api/internal/hsds"
	"github.com/blueheart-federation/api/internal/httpapi"
	"github.com/blueheart-federation/api/internal/signing"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// files serve the directory to whoever does not speak GraphQL.
type files struct {
	exports *export.Handler
	hsds    *hsds.API
}

// newFiles makes them, from the same snapshot and out of the same budget as the API.
func newFiles(c *Config, from *origin, revisions *revisionNames, api *httpapi.API, now func() time.Time) (*files, error) {
	signer, err := c.signer()
	if err != nil {
		return nil, err
	}
	build := " " + buildName(c)
	pin := func() (*snapshot.Snapshot, string) {
		s := revisions.holder.Current()
		return s, revisions.of(s) + build
	}
	return &files{
		exports: export.NewHandler(export.Options{
			Source: func() *export.Source {
				s, name := pin()
				if s == nil {
					return nil
				}
				terms := from.terms()
				source := &export.Source{Snapshot: s, Revision: name, Licence: terms.Licence, Attribution: terms.Attribution}
				for _, w := range terms.Warnings {
					source.Warnings = append(source.Warnings, w.Value)
				}
				return source
			},
			Now: now, Charge: api.Charge, Refuse: api.WriteError, Encode: httpapi.Encoder, Signer: signer, Caching: api.Caching(),
		}),
		hsds: hsds.NewAPI(hsds.Options{Pin: pin, Now: now, Publisher: from.terms().Attribution, Charge: api.Charge, Refuse: api.WriteError, Caching: api.Caching()}),
	}, nil
}

// signer gives what signs exports, nil when no key is set: none is made up.
func (c *Config) signer() (*signing.Signer, error) {
	if c.SigningKey == "" {
		return nil, nil //nolint:nilnil // no key is no fault
	}
	return signing.New(string(c.SigningKey))
}
