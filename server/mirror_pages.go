package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/frozen"
	"github.com/blueheart-federation/api/internal/mirror"
	"github.com/blueheart-federation/api/internal/site"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// pages gives what makes the pages of a copy: the same words, order of help and look that a server's own page has.
func (k *mirrorCommand) pages(c *console, public ed25519.PublicKey) func(ctx context.Context, file string, write func(string, []byte) error) error {
	return func(ctx context.Context, file string, write func(string, []byte) error) (err error) {
		words, _, err := c.config.words()
		if err != nil {
			return err
		}
		s, err := frozen.Open(ctx, frozen.Options{File: file, Key: public})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close(ctx)) }()
		holder := &snapshot.Holder{}
		r := snapshot.NewRefresher(s, holder, snapshot.Settings{
			Thresholds: directory.Thresholds{Due: c.config.DueDays, Stale: c.config.StaleDays}, Now: c.now, Copied: true,
		})
		if err := r.Refresh(ctx, true); err != nil {
			return err
		}
		pages := site.New(site.Options{Snapshot: holder.Current, Now: c.now, Words: words, Exit: c.config.ExitURL})
		return pages.Copy(site.Copy{Origin: strings.TrimSuffix(k.URL, "/") + "/", Files: []string{mirror.File, mirror.FilesPage}}, write)
	}
}
