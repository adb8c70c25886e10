package mirror

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blueheart-federation/api/internal/signing"
)

// File is the export that is mirrored, and what stands beside it.
const (
	File          = "directory.json"
	signatureFile = File + ".sig"
)

// Current is the link to the newest copy, in the folder of the mirror: what a web server serves.
const Current = "current"

// Options are what a [Mirror] is made of. All but Pages, Now and MaxBytes are required.
type Options struct {
	// Source is the address under which the exports are, such as https://directory.example/export/.
	Source string
	// Dir is the folder that holds the copies. It is made when missing. One mirror at a time works in it.
	Dir string
	// Client makes the requests. It needs limits of time for connecting and for heads; a body may take long.
	Client *http.Client
	// Verify reads a signature as it was fetched and says what it states, or that nobody we trust made it.
	Verify func(signed []byte) (*signing.Statement, error)
	// Pages makes pages of a verified File, whose signature is beside it, and gives each to write with its name, such as
	// en/MD.html. Nil: a copy has no pages for people, but one that leads to its files.
	Pages func(ctx context.Context, file string, write func(name string, page []byte) error) error
	// Now is the clock. With it pages are made anew each day, as what they say of an entry depends on the day: that it was
	// checked recently, and of when the copy is. Nil: they stay until the directory changes.
	Now func() time.Time
	// MaxBytes is the largest export that is taken; default 2 GiB.
	MaxBytes int64
}

// Mirror keeps a copy. It is not safe for concurrent use.
type Mirror struct {
	Options
	sound   bool   // the current copy was seen to be as it was made
	pagesOf string // the day on which its pages were made, when it was this Mirror that made them
}

// Why a copy is refused, besides what Verify says and [signing.ErrBroken]. The copy that was there stays.
var (
	ErrOlder = errors.New("the directory that answers is older than the copy")
	ErrLarge = errors.New("the file is larger than a mirror takes")
)

// New makes a mirror.
func New(o Options) *Mirror {
	if o.MaxBytes == 0 {
		o.MaxBytes = 2 << 30
	}
	if !strings.HasSuffix(o.Source, "/") {
		o.Source += "/"
	}
	return &Mirror{Options: o}
}

// Outcome is what a Sync has done.
type Outcome struct {
	Revision int64 // of the copy that is served now
	Changed  bool  // it is another one than before
	Delta    bool  // it was made from the one before and what has changed since
}

// deltas is how often a Sync tries with a delta, when the directory changes between signature and delta.
const deltas = 2

// Sync makes the copy current. On an error the copy that was there still serves, and the next Sync goes on where
// this one broke off.
func (m *Mirror) Sync(ctx context.Context) (Outcome, error) {
	if err := os.MkdirAll(m.Dir, 0o755); err != nil { //nolint:gosec // a web server reads it
		return Outcome{}, fmt.Errorf("make the folder of the mirror: %w", err)
	}
	leave, err := m.alone()
	if err != nil {
		return Outcome{}, err
	}
	defer leave()
	have, err := m.have()
	if err != nil {
		return Outcome{}, err
	}
	for tried := 0; ; tried++ {
		out, err := m.look(ctx, have, tried >= deltas)
		if !errors.Is(err, errMoved) {
			return out, err
		}
	}
}

// look makes the copy what the server has signed now, without a delta when whole is set.
func (m *Mirror) look(ctx context.Context, have *signing.Statement, whole bool) (Outcome, error) {
	signed, err := m.small(ctx, signatureFile)
	if err != nil {
		return Outcome{}, err
	}
	wanted, err := m.accept(signed, have)
	if err != nil {
		return Outcome{}, err
	}
	if have != nil && *have == *wanted && m.intact() {
		if m.complete() {
			// The copy before this one may hold what was withdrawn since. Its readers have had time to end.
			if err := m.tidy(); err != nil {
				return Outcome{}, fmt.Errorf("remove the copy before: %w", err)
			}
			return Outcome{Revision: have.Revision}, nil
		}
		m.reuse(wanted)
	}
	file, byDelta, err := m.obtain(ctx, have, wanted, whole)
	if err != nil {
		m.sound = false // the file of the copy may be what was not right
		return Outcome{}, err
	}
	if err := m.publish(ctx, file, signed, wanted); err != nil {
		return Outcome{}, fmt.Errorf("write the copy: %w", err)
	}
	return Outcome{Revision: wanted.Revision, Changed: true, Delta: byDelta}, nil
}

// accept reads a signature and decides whether what it speaks of may take the place of what is there.
func (m *Mirror) accept(signed []byte, have *signing.Statement) (*signing.Statement, error) {
	s, err := m.Verify(signed)
	switch {
	case err != nil:
		return nil, fmt.Errorf("check the signature: %w", err)
	case s.Name != File:
		return nil, fmt.Errorf("%w: the signature is of another file", signing.ErrBroken)
	case have != nil && s.Revision < have.Revision:
		return nil, fmt.Errorf("%w: revision %d, and the copy has %d", ErrOlder, s.Revision, have.Revision)
	case s.Length > m.MaxBytes:
		return nil, fmt.Errorf("%w: %d bytes", ErrLarge, s.Length)
	}
	return s, nil
}

// have reads what the current copy is; nil when there is none. A copy whose signature is not good any more, as
// after a change of the key, is no reason to refuse another.
func (m *Mirror) have() (*signing.Statement, error) {
	signed, err := os.ReadFile(filepath.Join(m.Dir, Current, signatureFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil //nolint:nilnil // no copy is no fault
	}
	if err != nil {
		return nil, fmt.Errorf("read the signature of the copy: %w", err)
	}
	s, err := m.Verify(signed)
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // as said above
	}
	return s, nil
}
