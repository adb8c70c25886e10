package document

import (
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Raw is a stored document as bytes.
type Raw = bson.Raw

// Kind names what a record is. Every kind is a whole aggregate: an initiative's document holds its
// hotlines, campaigns, resources and lessons, so one write of one document is one publication.
type Kind string

// The kinds of record.
const (
	KindOrganization Kind = "organization"
	KindInitiative   Kind = "initiative"
	// These never have a public face: their content is in Draft.
	KindToken      Kind = "token"
	KindSlug       Kind = "slug" // reserves a slug for the initiative that owns it
	KindCorrection Kind = "correction"
	KindFeed       Kind = "feed"
	KindWebhook    Kind = "webhook"
	KindDelivery   Kind = "delivery"
	KindRedaction  Kind = "redaction" // a withdrawn testimony that old revisions may still hold
)

// Content is what a record says: its public face, the draft beside it, and who may touch it.
type Content struct {
	State    string   `bson:"state"`              // where the record stands: a directory.RecordState
	Owner    string   `bson:"owner"`              // id of the organization whose record it is
	Public   bson.Raw `bson:"public,omitempty"`   // what everybody sees; absent when never published
	Draft    bson.Raw `bson:"draft,omitempty"`    // what its people are working on; absent when equal to Public
	Comment  string   `bson:"comment,omitempty"`  // the reviewer's words about what was returned
	Redacted []string `bson:"redacted,omitempty"` // ids of testimonies that no revision may hold any more

	PublishedAt time.Time `bson:"published_at,omitempty"` // when Public last changed; zero: with the record
	PublishedBy string    `bson:"published_by,omitempty"` // id of the organization whose people did it; empty: the directory's staff
}

// Record is the newest state of one record.
type Record struct {
	ID        string    `bson:"_id"`
	Kind      Kind      `bson:"kind"`
	Version   int64     `bson:"version"` // 1 for the first revision, then one more each time
	UpdatedAt time.Time `bson:"updated_at"`
	Content   Content   `bson:"content"`
}

// PublishedAt is when the public face last changed. A draft beside it must not show in the time of the record.
func (r *Record) PublishedAt() time.Time {
	if r.Content.PublishedAt.IsZero() {
		return r.UpdatedAt
	}
	return r.Content.PublishedAt
}

// Revision is one acknowledged change, append-only: the lock (its id is unique), the audit entry and
// the commit point at once. Content is the whole new state, so any process can replay it.
type Revision struct {
	ID       string    `bson:"_id"` // RevisionID(RecordID, Version)
	RecordID string    `bson:"record_id"`
	Version  int64     `bson:"version"`
	Kind     Kind      `bson:"kind"`
	At       time.Time `bson:"at"`
	Actor    string    `bson:"actor"`   // id of the token or person, or "founding"
	Command  string    `bson:"command"` // the mutation or command that made it
	Reason   string    `bson:"reason"`
	Public   bool      `bson:"public"`        // whether the public face changed, and so the directory revision rises
	Key      string    `bson:"key,omitempty"` // hash of actor and idempotency key: the same request is applied once
	Content  Content   `bson:"content"`
}

// RevisionID is the id of a record's revision: "<record>@<version>".
func RevisionID(record string, version int64) string {
	return record + "@" + strconv.FormatInt(version, 10)
}

// Record gives the record as it stands after the revision.
func (r *Revision) Record() Record {
	return Record{ID: r.RecordID, Kind: r.Kind, Version: r.Version, UpdatedAt: r.At, Content: r.Content}
}

// Listing asks for records by where they stand. Zero fields restrict nothing.
type Listing struct {
	Kind   Kind     // required
	Owner  string   // organization
	States []string // any of these
	After  string   // ids above this one only
	Limit  int      // 1 to MaxListing
}

// MaxListing is the most records that one Listing gives.
const MaxListing = 200
