package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/sync/singleflight"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

const (
	// fresh is how long an answer of the store is believed: a revocation by another process holds after it.
	fresh = 2 * time.Second
	// remembered is how many answers are kept, of tokens that exist and apart from those of ids that do
	// not: a flood of invented tokens then displaces no true one.
	remembered = 4096
	// patience is how long the store may take.
	patience = 5 * time.Second
)

// found is what the store says about a token's id.
type found struct {
	at       time.Time // before the store was asked
	token    directory.Token
	hash     [sha256.Size]byte // zero when there is no such token
	exists   bool
	active   bool
	standing bool // its organization exists and is not suspended, or it belongs to none
}

// admits decides whether a secret with this hash lets its bearer in. Nothing returns early, and an id
// without a record goes the same way as one with: the reason is neither in the answer nor in its time.
func (f *found) admits(sum [sha256.Size]byte, now time.Time) bool {
	same := subtle.ConstantTimeCompare(sum[:], f.hash[:]) == 1
	t := &f.token
	inTime := (t.ExpiresAt.IsZero() || now.Before(t.ExpiresAt)) && (t.RevokedAt.IsZero() || now.Before(t.RevokedAt))
	var whole bool // a role, and an organization exactly where the role needs one
	switch t.Role {
	case directory.RoleEditor, directory.RoleManager:
		whole = t.Organization != ""
	case directory.RoleReviewer, directory.RoleAdmin:
		whole = true
	case directory.RoleAnonymous:
	}
	admitted := same
	for _, condition := range [...]bool{f.exists, f.active, f.standing, inTime, whole} {
		admitted = admitted && condition
	}
	return admitted
}

// actor is who shows the token. No scopes in the record means all that the role allows.
func (f *found) actor() directory.Actor {
	a := directory.Actor{ID: string(f.token.ID), Role: f.token.Role}
	if !a.Staff() {
		a.Organization = f.token.Organization
	}
	if len(f.token.Scopes) > 0 {
		a.Scopes = f.token.Scopes
	}
	return a
}

// lookup finds tokens by id and remembers for a moment what it found. What it gives is shared: nobody
// may change it.
type lookup struct {
	store   Store
	flights singleflight.Group

	mu         sync.Mutex // guards what follows
	known      *simplelru.LRU[directory.ID, *found]
	unknown    *simplelru.LRU[directory.ID, *found]
	generation uint64 // raised by forget: what was asked before it is not remembered after it
}

func newLookup(store Store) *lookup {
	l := &lookup{store: store}
	var errs [2]error
	l.known, errs[0] = simplelru.NewLRU[directory.ID, *found](remembered, nil)
	l.unknown, errs[1] = simplelru.NewLRU[directory.ID, *found](remembered, nil)
	if err := errors.Join(errs[:]...); err != nil {
		panic(err) // the size is a constant
	}
	return l
}

// find gives what the store says about a token's id, or said less than two seconds ago. Requests with the
// same token that come together ask the store once.
func (l *lookup) find(ctx context.Context, id directory.ID, now time.Time) (*found, error) {
	f, generation := l.recall(id, now)
	if f != nil {
		return f, nil
	}
	flight := strconv.FormatUint(generation, 36) + "/" + string(id)
	v, err, _ := l.flights.Do(flight, func() (any, error) {
		// Others wait for this answer, so it does not end with the request that happened to be first.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		f, err := l.read(ctx, id)
		if err != nil {
			return nil, err
		}
		f.at = now
		l.remember(id, f, generation)
		return f, nil
	})
	if err != nil {
		return nil, err
	}
	return v.(*found), nil
}

func (l *lookup) recall(id directory.ID, now time.Time) (f *found, generation uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, ok := l.known.Get(id)
	if !ok {
		f, ok = l.unknown.Get(id)
	}
	if !ok {
		return nil, l.generation
	}
	if age := now.Sub(f.at); age < 0 || age >= fresh {
		return nil, l.generation
	}
	return f, l.generation
}

func (l *lookup) remember(id directory.ID, f *found, generation uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if generation != l.generation {
		return
	}
	in, other := l.known, l.unknown
	if !f.exists {
		in, other = other, in
	}
	in.Add(id, f)
	other.Remove(id)
}

// forget drops a token, or all tokens of an organization.
func (l *lookup) forget(id directory.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.generation++
	l.known.Remove(id)
	l.unknown.Remove(id)
	for _, token := range l.known.Keys() {
		if f, ok := l.known.Peek(token); ok && f.token.Organization == id {
			l.known.Remove(token)
		}
	}
}

// read asks the store for a token and for its organization.
func (l *lookup) read(ctx context.Context, id directory.ID) (*found, error) {
	record, err := l.record(ctx, id, document.KindToken)
	if err != nil || record == nil {
		return &found{}, err
	}
	f := &found{exists: true, active: record.Content.State == string(directory.RecordStateActive)}
	if err := document.Decode(record.Content.Draft, &f.token); err != nil {
		return nil, fmt.Errorf("read token %s: %w", id, err)
	}
	if n, err := hex.Decode(f.hash[:], []byte(f.token.Hash[:min(len(f.token.Hash), hex.EncodedLen(sha256.Size))])); err != nil || n != sha256.Size {
		return nil, fmt.Errorf("read token %s: its hash is not one", id)
	}
	if f.token.Organization == "" {
		f.standing = true
		return f, nil
	}
	organization, err := l.record(ctx, f.token.Organization, document.KindOrganization)
	if err != nil {
		return nil, err
	}
	f.standing = organization != nil && organization.Content.State != string(directory.RecordStateSuspended)
	return f, nil
}

// record reads a record of a kind; nil when there is none. Any other failure than NOT_FOUND means that
// nobody can tell now: the store's own codes are kept, and what has none is UNAVAILABLE.
func (l *lookup) record(ctx context.Context, id directory.ID, kind document.Kind) (*document.Record, error) {
	record, err := l.store.Record(ctx, string(id))
	switch {
	case err == nil && record.Kind == kind:
		return &record, nil
	case err == nil || directory.CodeOf(err) == directory.NotFound:
		return nil, nil
	}
	if _, ok := errors.AsType[*directory.Error](err); !ok {
		err = directory.WithCause(directory.Unavailable, "Tokens cannot be checked now.", err)
	}
	return nil, fmt.Errorf("read %s %s: %w", kind, id, err)
}
