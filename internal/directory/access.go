package directory

import "time"

// RecordState says: where a record stands on its way to the public.
type RecordState string

// The values of RecordState. The public face of a record stays as it is until a draft beside it is published.
const (
	RecordStateDraft     RecordState = "DRAFT"     // Somebody works on it.
	RecordStateSubmitted RecordState = "SUBMITTED" // It waits for review.
	RecordStateReturned  RecordState = "RETURNED"  // A reviewer gave it back with a comment.
	RecordStatePublished RecordState = "PUBLISHED" // Everybody sees it, and there is no draft beside it.
	RecordStateRetired   RecordState = "RETIRED"   // Kept for history, with what replaces it.
	RecordStateWithdrawn RecordState = "WITHDRAWN" // Taken back: not public, under no review.
	RecordStateSuspended RecordState = "SUSPENDED" // Of an organization: its tokens do not work.
	RecordStateActive    RecordState = "ACTIVE"    // Of a token, webhook or feed: in use.
	RecordStateRevoked   RecordState = "REVOKED"   // Of a token or webhook: used no more.
	RecordStatePaused    RecordState = "PAUSED"    // Of a feed: not harvested.
	RecordStateOpen      RecordState = "OPEN"      // Of a correction or delivery: to be done.
	RecordStateDone      RecordState = "DONE"      // Of a correction or delivery: done.
	RecordStateFailed    RecordState = "FAILED"    // Of a delivery: given up after the last attempt.
)

// Token is what a program shows to act for an organization or for the staff. The secret itself is shown once
// and never stored. A token's record belongs to its organization.
type Token struct {
	ID           ID     // made from the secret's hash, so that one look-up finds it
	Hash         string // SHA-256 of the secret, in lower-case hexadecimal
	Name         string // what it is for, in its owner's words
	Role         Role
	Organization ID           // of an EDITOR or MANAGER
	Scopes       []TokenScope // empty: everything that the role allows
	CreatedAt    time.Time
	CreatedBy    string // the actor's id
	ExpiresAt    time.Time
	RevokedAt    time.Time
	LastUsedOn   Date // the day only
}

// Correction is what a reader thinks is wrong with a public record. It belongs to the record's owner.
type Correction struct {
	ID         ID
	Record     ID     // of any kind: a hotline, an initiative
	Field      string // such as "channels[0].hours"
	Proposed   string // what it should say
	Comment    string
	Source     URL
	ProposedAt time.Time
	Accepted   Answer // YES or NO once it is closed
	ClosedAt   time.Time
	ClosedBy   string
	Reply      string
}

// Feed is a file that a partner keeps current at an address, to be imported from time to time.
type Feed struct {
	ID           ID
	Organization ID
	URL          URL
	Format       ExchangeFormat
	CreatedAt    time.Time
	HarvestedAt  time.Time
	Outcome      string // of the last harvest, in words
	ETag         string
}

// ExchangeFormat says: in which form records are imported or exported.
type ExchangeFormat string

// The values of ExchangeFormat.
const (
	ExchangeFormatJSON    ExchangeFormat = "JSON"      // The project's own JSON, lossless.
	ExchangeFormatHSDS    ExchangeFormat = "HSDS_JSON" // Open Referral HSDS 3, organizations or services in full.
	ExchangeFormatHSDSCSV ExchangeFormat = "HSDS_CSV"  // Open Referral HSDS 3 as a zipped tabular data package.
	ExchangeFormatCSV     ExchangeFormat = "CSV"       // One row per hotline, after the published template.
)

// Webhook is an address that is told what happens to an organization's records.
type Webhook struct {
	ID           ID
	Organization ID
	URL          URL
	Secret       string // HMAC key, as shown once to the organization
	CreatedAt    time.Time
}

// WebhookEvent says: what a webhook is told about.
type WebhookEvent string

// The values of WebhookEvent.
const (
	WebhookEventPublished WebhookEvent = "PUBLISHED" // A draft was approved and is public.
	WebhookEventReturned  WebhookEvent = "RETURNED"  // A reviewer gave a draft back.
	WebhookEventCheckDue  WebhookEvent = "CHECK_DUE" // A hotline is due for a check.
	WebhookEventCorrected WebhookEvent = "CORRECTED" // A reader proposed a correction.
)

// Delivery is one message to one webhook, kept until it has arrived or is given up. Its id follows from
// webhook and occasion, so that the same occasion is never told twice.
type Delivery struct {
	ID            ID
	Webhook       ID
	Organization  ID
	Event         WebhookEvent
	Body          string // JSON, exactly as it is signed and sent
	CreatedAt     time.Time
	Attempts      int
	NextAttemptAt time.Time
	LastStatus    int    // HTTP status, 0 when none came
	LastError     string // in our words, never the answer's
	DeliveredAt   time.Time
}

// Redaction is a testimony whose consent was withdrawn, to be taken out of every stored revision. It is
// written first and done last, so that a crash between leaves something to finish.
type Redaction struct {
	ID         ID
	Initiative ID
	Testimony  ID
	At         time.Time
	By         string
}
