package editing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Store is what editing needs of a store.
type Store interface {
	Commit(ctx context.Context, revisions []document.Revision) (revision int64, outcomes []error, err error)
	Record(ctx context.Context, id string) (document.Record, error)
	// OwnRecord gives a record of a kind and an owner. Any other is NOT_FOUND, and takes as long as one that is not there.
	OwnRecord(ctx context.Context, kind document.Kind, owner, id string) (document.Record, error)
	RecordsByID(ctx context.Context, ids []string) (map[string]document.Record, error)
	List(ctx context.Context, q document.Listing) ([]document.Record, error)
	History(ctx context.Context, id string, beforeVersion int64, limit int) ([]document.Revision, error)
	Redact(ctx context.Context, record string, version int64, content document.Content) error
}

// Announcer tells an organization what happened to one of its records. It must return soon; what it cannot
// keep it logs itself.
type Announcer interface {
	Announce(ctx context.Context, organization directory.ID, event directory.WebhookEvent, occasion string, record document.Record)
	// Wake says that a message is to be sent again now.
	Wake()
}

// Desk carries out commands. It is safe for concurrent use.
type Desk struct {
	store    Store
	public   func() *snapshot.Snapshot // the directory as everybody sees it now
	wake     func(...snapshot.Change)  // called after a public change, with what it was if one knows
	forget   func(directory.ID)        // called after a token was revoked, or an organization suspended or let work again
	announce Announcer
	fetch    Fetcher   // nil: feeds are not read
	rand     io.Reader // of secrets and ids
	turns    *turns
}

// Options are what a Desk is made of. Store, Public and Rand are required.
type Options struct {
	Store    Store
	Public   func() *snapshot.Snapshot
	Wake     func(...snapshot.Change)
	Forget   func(directory.ID)
	Announce Announcer
	Fetch    Fetcher
	Rand     io.Reader
}

// NewDesk makes a desk.
func NewDesk(o Options) *Desk {
	d := &Desk{store: o.Store, public: o.Public, wake: o.Wake, forget: o.Forget, announce: o.Announce, fetch: o.Fetch, rand: o.Rand, turns: newTurns()}
	if d.wake == nil {
		d.wake = func(...snapshot.Change) {}
	}
	if d.forget == nil {
		d.forget = func(directory.ID) {}
	}
	if d.announce == nil {
		d.announce = silent{}
	}
	return d
}

type silent struct{}

func (silent) Wake() {}

func (silent) Announce(context.Context, directory.ID, directory.WebhookEvent, string, document.Record) {
}

// Request is who asks for something, when, and under which idempotency key: the same key of the same actor
// is carried out once, however often it is sent.
type Request struct {
	Actor directory.Actor
	At    time.Time
	Key   string
	Asked string // the input, in one form; with a key, one that differs from that of the first send is refused. Empty: not compared
}

// MaxKey is the longest idempotency key, in characters.
const MaxKey = 300

// key is what is stored of an idempotency key: nothing of it can be read back.
func (r *Request) key(op directory.Operation) string {
	if r.Key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(r.Actor.ID + "\x00" + string(op) + "\x00" + r.Key))
	return hex.EncodeToString(sum[:])
}

// mark is what a revision keeps of a request: its key, and after a colon a hash of what was asked.
func (r *Request) mark(op directory.Operation) string {
	key := r.key(op)
	if key == "" || r.Asked == "" {
		return key
	}
	sum := sha256.Sum256([]byte(key + "\x00" + r.Asked))
	return key + ":" + hex.EncodeToString(sum[:8])
}

// sent says whether a mark is of a request with the same key, and whether that asked for something else.
func (r *Request) sent(op directory.Operation, mark string) (same, other bool) {
	first, asked, _ := strings.Cut(mark, ":")
	key, asks, _ := strings.Cut(r.mark(op), ":")
	same = key != "" && first == key
	return same, same && asked != "" && asks != "" && asked != asks
}

// reused refuses a key that was used for something else: to answer with what the first request did would look as
// if this one had been carried out.
func reused() *Outcome {
	return refused(problem(directory.InvalidInput, "input.idempotencyKey", "was used for a request with another input. Take a new key for each request; the same key only sends the same again"))
}

// newID gives an id for a new record: derived from the idempotency key where there is one, so that a repeated
// request meets what the first one made; else a new one. An outcome says that there is such a request: what it
// made, or that it asked for something else.
func (d *Desk) newID(ctx context.Context, r *Request, op directory.Operation) (directory.ID, *Outcome, error) {
	k := r.key(op)
	if k == "" {
		id, err := d.mint()
		return id, nil, err
	}
	id := derivedID(k)
	out, err := d.made(ctx, r, op, id)
	return id, out, err
}

// mint gives a new id: a UUIDv7, which sorts by time.
func (d *Desk) mint() (directory.ID, error) {
	id, err := uuid.NewV7FromReader(d.rand)
	if err != nil {
		return "", directory.WithCause(directory.Internal, "Internal error.", err)
	}
	return directory.ID(id.String()), nil
}

// derivedID makes an id of a name: a UUIDv8 (RFC 9562) from its SHA-256.
func derivedID(parts ...string) directory.ID {
	h := sha256.New()
	for _, p := range parts {
		_, _ = io.WriteString(h, p) // never fails
		_, _ = h.Write([]byte{0})
	}
	id := uuid.UUID(h.Sum(nil)[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return directory.ID(id.String())
}
