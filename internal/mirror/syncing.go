package mirror

import (
	"errors"
	"os"
	"sync"
)

// together is how many files are written down to the disk at once: file systems do many in nearly the time of one.
const together = 32

// syncing writes files down to the disk while others are made. The first error ends it.
type syncing struct {
	paths  chan string
	group  sync.WaitGroup
	failed chan error // holds the first
}

func newSyncing() *syncing {
	s := &syncing{paths: make(chan string, together), failed: make(chan error, 1)}
	for range together {
		s.group.Go(func() {
			for path := range s.paths {
				if err := syncFile(path); err != nil {
					select {
					case s.failed <- err:
					default: // another one was first
					}
				}
			}
		})
	}
	return s
}

// later takes a file, or gives the error of one before it.
func (s *syncing) later(path string) error {
	select {
	case err := <-s.failed:
		return err
	case s.paths <- path:
		return nil
	}
}

// wait waits for all files.
func (s *syncing) wait() error {
	close(s.paths)
	s.group.Wait()
	select {
	case err := <-s.failed:
		return err
	default:
		return nil
	}
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
