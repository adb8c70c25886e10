package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/outbound"
)

// settle is how long the outcome of an attempt may take to be written once the program is asked to stop.
const settle = 5 * time.Second

// What a delivery's people read in LastError, beside the words of package outbound.
const (
	wordsInactive   = "the webhook is no longer active"
	wordsSuspended  = "the organization is suspended"
	wordsUnreadable = "the webhook cannot be read"
	wordsSecret     = "the secret of the webhook cannot be used"
	wordsFailed     = "the message could not be sent"
)

// deliver claims a delivery, attempts it and records the outcome. It gives the time of the next attempt,
// zero when there is none or somebody else has the delivery. An error means that the store did not answer:
// the delivery then stands as it was, or claimed until its lease ends.
func (d *Deliverer) deliver(ctx context.Context, id string) (next time.Time, err error) {
	record, err := d.store.Record(ctx, id)
	if err != nil {
		return time.Time{}, fmt.Errorf("read delivery %s: %w", id, err)
	}
	if record.Content.State != string(directory.RecordStateOpen) {
		return time.Time{}, nil
	}
	m, err := decode(record)
	if err != nil {
		return time.Time{}, d.setAside(ctx, record, err)
	}
	now := d.clock()
	if m.NextAttemptAt.After(now) {
		return m.NextAttemptAt, nil
	}

	m.Attempts++
	m.NextAttemptAt = now.Add(lease)
	won, err := d.commit(ctx, d.revision("claimDelivery", record.Version+1, directory.RecordStateOpen, m))
	if err != nil || !won {
		return time.Time{}, err
	}
	hook, words, err := d.webhook(ctx, m.Webhook)
	if err != nil {
		return m.NextAttemptAt, err
	}
	var state directory.RecordState
	if words != "" {
		state, m.LastStatus, m.LastError = directory.RecordStateFailed, 0, words
	} else if state, err = d.send(ctx, hook, m); err != nil {
		return m.NextAttemptAt, err
	}
	return d.conclude(ctx, record.Version+2, state, m)
}

// webhook reads the webhook of a claimed delivery, or says why nothing can be sent to it any more.
func (d *Deliverer) webhook(ctx context.Context, id directory.ID) (hook *directory.Webhook, words string, err error) {
	record, err := d.store.Record(ctx, string(id))
	switch {
	case directory.CodeOf(err) == directory.NotFound && err != nil:
		return nil, wordsInactive, nil
	case err != nil:
		return nil, "", fmt.Errorf("read webhook %s: %w", id, err)
	case record.Kind != document.KindWebhook || record.Content.State != string(directory.RecordStateActive):
		return nil, wordsInactive, nil
	}
	owner, err := d.store.Record(ctx, record.Content.Owner)
	switch {
	case err != nil && directory.CodeOf(err) != directory.NotFound:
		return nil, "", fmt.Errorf("read the organization of webhook %s: %w", id, err)
	case owner.Content.State == string(directory.RecordStateSuspended):
		return nil, wordsSuspended, nil
	}
	hook = new(directory.Webhook)
	if document.Decode(record.Content.Draft, hook) != nil {
		return nil, wordsUnreadable, nil
	}
	return hook, "", nil
}

// send makes one attempt and writes into m what became of it. Its error is that of ctx: the program stops,
// and the attempt counts as not answered.
func (d *Deliverer) send(ctx context.Context, hook *directory.Webhook, m *directory.Delivery) (directory.RecordState, error) {
	header, err := sign(hook.Secret, m, d.now())
	if err != nil {
		m.LastStatus, m.LastError = 0, wordsSecret
		return directory.RecordStateFailed, nil
	}
	limited, stop := context.WithTimeout(ctx, attempt)
	status, err := d.client.Post(limited, string(hook.URL), header, []byte(m.Body))
	stop()
	if err != nil && ctx.Err() != nil {
		return "", fmt.Errorf("send delivery %s: %w", m.ID, ctx.Err())
	}
	now := d.clock()
	m.LastStatus = status
	if err == nil {
		m.LastError, m.DeliveredAt, m.NextAttemptAt = "", now, time.Time{}
		return directory.RecordStateDone, nil
	}
	m.LastError = wordsFailed
	var asked time.Duration
	if e, ok := errors.AsType[*outbound.Error](err); ok {
		m.LastError, asked = e.Error(), e.RetryAfter
	}
	if status == http.StatusGone || m.Attempts > len(d.schedule) {
		return directory.RecordStateFailed, nil
	}
	m.NextAttemptAt = now.Add(max(d.wait(m), asked)).Truncate(time.Millisecond)
	return directory.RecordStateOpen, nil
}

// wait is how long a delivery waits after its last failure. Up to a tenth is added, by its id, so that what
// failed together is not attempted together again.
func (d *Deliverer) wait(m *directory.Delivery) time.Duration {
	wait := d.schedule[min(m.Attempts, len(d.schedule))-1]
	return wait + wait/10*time.Duration(m.ID[len(m.ID)-1]%16)/16
}

// conclude records the outcome of an attempt, even when the program has been asked to stop.
func (d *Deliverer) conclude(ctx context.Context, version int64, state directory.RecordState, m *directory.Delivery) (next time.Time, err error) {
	if state == directory.RecordStateFailed {
		m.NextAttemptAt = time.Time{}
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), settle)
	defer stop()
	won, err := d.commit(ctx, d.revision("concludeDelivery", version, state, m))
	if err != nil || !won { // not won: our lease ran out, and somebody else has the delivery
		return time.Time{}, err
	}
	attributes := []slog.Attr{
		slog.String("delivery", string(m.ID)), slog.String("webhook", string(m.Webhook)),
		slog.Int("attempts", m.Attempts), slog.Int("status", m.LastStatus),
	}
	switch state {
	case directory.RecordStateFailed:
		d.logger.LogAttrs(ctx, slog.LevelWarn, "webhook message given up", attributes...)
	default:
		d.logger.LogAttrs(ctx, slog.LevelDebug, "webhook message attempted", attributes...)
	}
	return m.NextAttemptAt, nil
}

// setAside takes a delivery that cannot be read off the queue, as it is.
func (d *Deliverer) setAside(ctx context.Context, record document.Record, cause error) error {
	content := record.Content
	content.State = string(directory.RecordStateFailed)
	won, err := d.commit(ctx, d.rawRevision("setAsideDelivery", record.ID, record.Version+1, content))
	if won {
		d.logger.ErrorContext(ctx, "webhook message set aside", slog.Any("error", cause))
	}
	return err
}
