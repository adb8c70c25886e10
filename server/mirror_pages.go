package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/url"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/frozen"
	"github.com/blueheart-federation/api/internal/mirror"
	"github.com/blueheart-federation/api/internal/site"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// pages gives what makes the pages of a copy: the same words, order of help and look that a server's own page has.
func (k *mirrorCommand) pages(c *console, from *url.URL, public ed25519.PublicKey) func(ctx context.Context, file string, write func(string, []byte) error) error {
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
		return pages.Copy(site.Copy{Origin: shownAddress(from), Files: []string{mirror.File, mirror.FilesPage}}, write)
	}
}

// shownAddress is where pages lead: the address of the server, without the name and password with which a mirror may be
// let in there.
func shownAddress(from *url.URL) string {
	shown := *from
	shown.User = nil
	return strings.TrimSuffix(shown.String(), "/") + "/"
}
