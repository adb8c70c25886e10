package testkit

import (
	"context"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/document"
)

// Store is what the contract asks of a store. The users of stores declare smaller interfaces of their
// own.
type Store interface {
	Commit(ctx context.Context, revisions []document.Revision) (revision int64, outcomes []error, err error)
	Record(ctx context.Context, id string) (document.Record, error)
	OwnRecord(ctx context.Context, kind document.Kind, owner, id string) (document.Record, error)
	Records(ctx context.Context, fn func(document.Record) error) error
	RecordsByID(ctx context.Context, ids []string) (map[string]document.Record, error)
	Versions(ctx context.Context) (map[string]int64, error)
	Revision(ctx context.Context) (int64, error)
	History(ctx context.Context, id string, beforeVersion int64, limit int) ([]document.Revision, error)
	Revisions(ctx context.Context, fn func(document.Revision) error) error
	List(ctx context.Context, q document.Listing) ([]document.Record, error)
	Redact(ctx context.Context, record string, version int64, content document.Content) error
	Heal(ctx context.Context, patience time.Duration) (replayed int, raisedTo int64, err error)
	Empty(ctx context.Context) (bool, error)
	Location() string
	Close(ctx context.Context) error
}

// Opener opens the store of one place; the same place each time it is called.
type Opener func(t testing.TB) Store

// StoreContract runs the tests every store must pass. fresh prepares a new and empty place for each of
// them and tells how to open it; the contract closes what it opens.
func StoreContract(t *testing.T, fresh func(t testing.TB) Opener) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(t *testing.T, open Opener)
	}{
		{"a fresh store is empty", testFresh},
		{"what is committed is read back byte for byte", testRoundTrip},
		{"an unknown record is not found", testUnknown},
		{"a record is its owner's", testOwn},
		{"a version that is not the next is a conflict", testVersionGap},
		{"a revision no store could hold is refused alone", testMalformed},
		{"fifty writers of one version have one winner", testOneWinner},
		{"who loses reads what won", testLosersRead},
		{"writers of different records do not meet", testManyRecords},
		{"a batch stops at nothing", testMixedBatch},
		{"a batch may hold a whole history", testHistoryInBatch},
		{"a batch of thousands is committed", testLargeBatch},
		{"history is newest first and paged", testHistory},
		{"the directory revision counts public revisions", testRevision},
		{"a sound store has nothing to heal", testNothingToHeal},
		{"everything is there after reopening", testReopen},
		{"a callback's error ends the walk as it is", testCallbackError},
		{"a copy of all revisions makes an equal store", func(t *testing.T, open Opener) { testCopy(t, open, fresh(t)) }},
		{"random batches agree with a model", testModel},
		{"listings agree with a model", testList},
		{"a listing is bounded", testListBounds},
		{"listings are the same after reopening", testListReopened},
		{"a listing sees what fifty writers have committed", testListFresh},
		{"what is redacted is gone and nothing else", testRedact},
		{"what cannot be redacted is refused", testRedactRefused},
		{"what is redacted stays so", testRedactKept},
		{"several who redact one revision all succeed", testRedactTogether},
		{"listings follow a redaction", testRedactListed},
		{"a cancelled context changes nothing", testCancelled},
		{"a closed store is unavailable", testClosed},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, fresh(t)) })
	}
}

// opened opens a place for the length of a test.
func opened(t testing.TB, open Opener) Store {
	t.Helper()
	s := open(t)
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}
