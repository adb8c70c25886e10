package model

import (
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
)

// Changed is what every payload says of a change.
type Changed struct {
	Problems       []directory.Problem
	CurrentVersion *int
	Revision       *int
}

// The payloads of mutations, one for each kind of record that they answer with.
type (
	// InitiativePayload answers with an initiative.
	InitiativePayload struct {
		Changed
		Initiative *InitiativeRecord
	}
	// OrganizationPayload answers with an organization.
	OrganizationPayload struct {
		Changed
		Organization *OrganizationRecord
	}
	// TokenPayload answers with a token and, once, its secret.
	TokenPayload struct {
		Changed
		Token  *Token
		Secret *string
	}
	// ProposalPayload tells whether a correction was put into the queue.
	ProposalPayload struct {
		Changed
		Accepted bool
	}
	// CorrectionPayload answers with a correction.
	CorrectionPayload struct {
		Changed
		Correction *Correction
	}
	// FeedPayload answers with a feed and what came of reading it.
	FeedPayload struct {
		Changed
		Feed   *Feed
		Report *editing.ImportReport
	}
	// ImportPayload answers with what came of an import.
	ImportPayload struct {
		Changed
		Report *editing.ImportReport
	}
	// WebhookPayload answers with a webhook and, once, the key of its signatures.
	WebhookPayload struct {
		Changed
		Webhook *Webhook
		Secret  *string
	}
	// DeliveryPayload answers with a message to a webhook.
	DeliveryPayload struct {
		Changed
		Delivery *Delivery
	}
	// BannerPayload answers with a membership.
	BannerPayload struct {
		Changed
		Membership *directory.BannerMembership
	}
)

// InitiativeRecord is an initiative as its own people see it.
type InitiativeRecord struct{ *editing.Stored }

// OrganizationRecord is an organization as its own people see it.
type OrganizationRecord struct{ *editing.Stored }

// Token is a token without its secret.
type Token struct {
	directory.Token
	State directory.RecordState
}

// Correction is a correction in a queue.
type Correction struct {
	directory.Correction
	State directory.RecordState
}

// Feed is a feed.
type Feed struct {
	directory.Feed
	State directory.RecordState
}

// HarvestedAt is when the feed was last read, nil before the first time.
func (f *Feed) HarvestedAt() *time.Time {
	if f.Feed.HarvestedAt.IsZero() {
		return nil
	}
	return &f.Feed.HarvestedAt
}

// Webhook is a webhook without its key.
type Webhook struct {
	directory.Webhook
	State directory.RecordState
}

// Viewer is who calls.
type Viewer struct {
	Actor directory.Actor
	At    time.Time
}

// Delivery is a message to a webhook.
type Delivery struct {
	directory.Delivery
	State directory.RecordState
}

// NextAttemptAt is when it is sent again, nil unless it is open.
func (d *Delivery) NextAttemptAt() *time.Time {
	if d.State != directory.RecordStateOpen {
		return nil
	}
	return &d.Delivery.NextAttemptAt
}

// LastStatus is the status of the last answer, nil when none came.
func (d *Delivery) LastStatus() *int {
	if d.Delivery.LastStatus == 0 {
		return nil
	}
	return &d.Delivery.LastStatus
}
