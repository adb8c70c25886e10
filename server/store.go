package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/mongodb"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// store is what the commands need of either store.
type store interface {
	snapshot.Source
	Commit(ctx context.Context, revisions []document.Revision) (revision int64, outcomes []error, err error)
	Revisions(ctx context.Context, fn func(document.Revision) error) error
	Heal(ctx context.Context) (replayed int, raisedTo int64, err error)
	Empty(ctx context.Context) (bool, error)
	Location() string
	Close(ctx context.Context) error
}

var (
	_ store = (*embedded.Store)(nil)
	_ store = (*mongodb.Store)(nil)
)

// closeTimeout bounds the wait for operations under way when a store is closed.
const closeTimeout = 10 * time.Second

// open opens the store that the settings name. It never falls back from one to the other: two servers
// that were to share a database would each serve a truth of its own.
func (c *Config) open(ctx context.Context) (store, error) {
	if c.MongoDBURI != "" {
		return mongodb.Open(ctx, string(c.MongoDBURI))
	}
	s, err := embedded.Open(ctx, c.DataDir)
	if err != nil {
		return nil, c.unwritable(err)
	}
	return s, nil
}

// unwritable adds setting and remedy to an error that comes of a data folder in which nothing can be
// written, as a read-only volume or one of another user: the system's own words tell neither.
func (c *Config) unwritable(err error) error {
	if !errors.Is(err, fs.ErrPermission) && !errors.Is(err, syscall.EROFS) && !errors.Is(err, syscall.ENOTDIR) {
		return err
	}
	return fmt.Errorf("%s: %w; choose a folder that can be written", nameOf(c, &c.DataDir), err)
}

// openPlace opens the store at a place written as in `copy`: a MongoDB URI, embedded:DIR, or DIR.
func openPlace(ctx context.Context, place string) (store, error) {
	if isMongoDB(place) {
		return mongodb.Open(ctx, place)
	}
	return embedded.Open(ctx, folderOf(place))
}

func isMongoDB(place string) bool {
	return strings.HasPrefix(place, "mongodb://") || strings.HasPrefix(place, "mongodb+srv://")
}

func folderOf(place string) string { return strings.TrimPrefix(place, "embedded:") }

// holdsFile tells whether a folder has a directory file: opening would make one.
func holdsFile(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, "directory.db"))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// closing closes a store at the end of a command and keeps the first error.
func closing(ctx context.Context, s store, err *error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	if closed := s.Close(ctx); closed != nil {
		*err = errors.Join(*err, fmt.Errorf("close %s: %w", s.Location(), closed))
	}
}
