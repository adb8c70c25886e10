package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/blueheart-federation/api/graph"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/export"
	"github.com/blueheart-federation/api/internal/frozen"
	"github.com/blueheart-federation/api/internal/mirror"
)

// openCopy opens the signed copy that the settings name. Nothing is written anywhere, and no folder is made.
func (c *Config) openCopy(ctx context.Context) (*frozen.Store, error) {
	if info, err := os.Stat(c.FromSnapshot); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s: %s is a folder; name the export in it, such as %s",
			nameOf(c, &c.FromSnapshot), c.FromSnapshot, filepath.Join(c.FromSnapshot, mirror.File))
	}
	public, err := c.snapshotKey()
	if err != nil {
		return nil, err
	}
	s, err := frozen.Open(ctx, frozen.Options{File: c.FromSnapshot, Key: public})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", nameOf(c, &c.FromSnapshot), err)
	}
	return s, nil
}

// snapshotKey gives the public key that a copy must be signed with: the one that is named, or the one that the
// mirror trusts in whose folder the copy is.
func (c *Config) snapshotKey() (ed25519.PublicKey, error) {
	path := c.SnapshotKey
	if path == "" {
		folder, err := filepath.EvalSymlinks(filepath.Dir(c.FromSnapshot)) // of the copy, which a link leads to
		if err == nil {
			folder, err = filepath.Abs(folder)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", nameOf(c, &c.FromSnapshot), err)
		}
		path = filepath.Join(filepath.Dir(folder), trustedKey)
	}
	public, err := readPublicKey(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && c.SnapshotKey == "":
		return nil, fmt.Errorf("%s is not set, and %s lies in no mirror that keeps a %s: name the file with the directory's public key, which its operator gives you and it shows at %s",
			nameOf(c, &c.SnapshotKey), c.FromSnapshot, trustedKey, export.KeyPath)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", nameOf(c, &c.SnapshotKey), err)
	}
	return public, nil
}

// origin is where the records of a server come from: a store, or a copy of one.
type origin struct {
	copied *frozen.Store // nil: the server has a store
	terms  func() *graph.Terms
}

// ofCopy gives the terms that stand in a copy, those of another edition when that serves.
func ofCopy(s *frozen.Store) *origin {
	type pair struct {
		in    *frozen.Terms
		shown *graph.Terms
	}
	var last atomic.Pointer[pair]
	return &origin{copied: s, terms: func() *graph.Terms {
		in := s.Terms()
		if p := last.Load(); p != nil && p.in == in {
			return p.shown
		}
		p := &pair{in, &graph.Terms{Licence: in.Licence, Attribution: in.Source}}
		for i, w := range in.Warnings {
			if i > 0 || w != export.Notice { // which exports begin with
				p.shown.Warnings = append(p.shown.Warnings, &directory.Text{Value: w, Language: "en"})
			}
		}
		last.Store(p)
		return p.shown
	}}
}

// asOf says of when the records are known to be right, where that is not now: a server that starts anew from a copy
// must not make it look fresh.
func (o *origin) asOf() func() time.Time {
	if o.copied == nil {
		return nil
	}
	return func() time.Time { return o.copied.Terms().Taken }
}

// ofStore gives the terms that the settings name.
func (c *Config) ofStore(warnings []*directory.Text) *origin {
	terms := &graph.Terms{Licence: c.Licence, Attribution: c.Attribution, Warnings: warnings}
	return &origin{terms: func() *graph.Terms { return terms }}
}
