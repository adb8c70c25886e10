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
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/frozen"
	"github.com/blueheart-federation/api/internal/mongodb"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// store is what the commands need of either store, and of a copy.
type store interface {
	snapshot.Source
	editing.Store
	Revisions(ctx context.Context, fn func(document.Revision) error) error
	Heal(ctx context.Context, patience time.Duration) (replayed int, raisedTo int64, err error)
	Empty(ctx context.Context) (bool, error)
	Location() string
	Close(ctx context.Context) error
}

var (
	_ store = (*embedded.Store)(nil)
	_ store = (*mongodb.Store)(nil)
	_ store = (*frozen.Store)(nil)
)

// healPatience is how long a commit that seems to have been broken off is left to whoever may still be at it:
// many times what one takes.
const healPatience = 5 * time.Second

// closeTimeout bounds the wait for operations under way when a store is closed.
const closeTimeout = 10 * time.Second

// open opens the store, or the copy of one, that the settings name. It never falls back from one to the other: two
// servers that were to share a database would each serve a truth of its own.
func (c *Config) open(ctx context.Context) (store, error) {
	if c.FromSnapshot != "" {
		s, err := c.openCopy(ctx)
		if err != nil {
			return nil, err
		}
		return s, nil
	}
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

// lacks says what a MongoDB database lacks for this program, nothing for other stores. It is an error for one
// in which nothing was ever written, so that no command writes where the first write would create what
// `migrate` is there to create: on a large or sharded cluster how that is done is the operator's decision. One
// that holds a directory works without an index, only slower.
func lacks(ctx context.Context, s store) ([]string, error) {
	m, ok := s.(*mongodb.Store)
	if !ok {
		return nil, nil
	}
	missing, err := m.Verify(ctx)
	if err != nil || len(missing) == 0 {
		return nil, err
	}
	if empty, err := m.Empty(ctx); err != nil || !empty {
		return missing, err
	}
	return nil, fmt.Errorf("%s is empty and not ready: run `server migrate` first (%s)", s.Location(), strings.Join(missing, "; "))
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
