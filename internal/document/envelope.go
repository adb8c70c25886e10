package document

import (
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Kind names what a record is. Every kind is a whole aggregate: an initiative's document holds its
// hotlines, campaigns, resources and lessons, so one write of one document is one publication.
type Kind string

// The kinds of record.
const (
	KindOrganization Kind = "organization"
	KindInitiative   Kind = "initiative"
)

// Content is what a record says: its public face, the draft beside it, and who may touch it.
type Content struct {
	State  string   `bson:"state"`            // where the record stands: DRAFT, SUBMITTED, RETURNED, PUBLISHED, RETIRED, WITHDRAWN
	Owner  string   `bson:"owner"`            // id of the organization whose record it is
	Public bson.Raw `bson:"public,omitempty"` // what everybody sees; absent when never published
	Draft  bson.Raw `bson:"draft,omitempty"`  // what its people are working on; absent when equal to Public
}

// Record is the newest state of one record.
type Record struct {
	ID        string    `bson:"_id"`
	Kind      Kind      `bson:"kind"`
	Version   int64     `bson:"version"` // 1 for the first revision, then one more each time
	UpdatedAt time.Time `bson:"updated_at"`
	Content   Content   `bson:"content"`
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
	Public   bool      `bson:"public"` // whether the public face changed, and so the directory revision rises
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
