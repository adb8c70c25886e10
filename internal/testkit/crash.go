package testkit

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// redactedMark stands before the id of a revision whose redaction was acknowledged.
const redactedMark = "redacted "

// Write commits revisions, alone and in batches, to new records and old ones, and now and then redacts an
// older one, until the store fails or ctx ends. It prints the id of each revision acknowledged, and of each
// redacted. It is what the process does that [KillWriters] kills, and it takes up whatever the one before
// it left.
func Write(ctx context.Context, s Store, out io.Writer) error {
	random := rand.New(rand.NewPCG(rand.Uint64(), 1))
	versions, err := s.Versions(ctx)
	if err != nil {
		return err
	}
	for {
		batch := make([]document.Revision, 1+random.IntN(3)*random.IntN(4))
		for i := range batch {
			record := fmt.Sprintf("r%d", random.IntN(20+len(versions)))
			versions[record]++
			batch[i] = Revision(record, versions[record])
		}
		_, outcomes, err := s.Commit(ctx, batch)
		if err != nil {
			return err
		}
		var acknowledged strings.Builder
		lost := false
		for i, err := range outcomes {
			switch {
			case err == nil:
				acknowledged.WriteString(batch[i].ID + "\n")
			case directory.CodeOf(err) == directory.Conflict:
				lost = true // a server may still have been at the last write of the one killed before
			default:
				return err
			}
		}
		if _, err := io.WriteString(out, acknowledged.String()); err != nil {
			return err
		}
		if lost {
			if versions, err = s.Versions(ctx); err != nil {
				return err
			}
		}
		if older := batch[0].Version - 1; older > 0 && !lost {
			r := Redacted(batch[0].RecordID, older)
			if err := s.Redact(ctx, r.RecordID, r.Version, r.Content); err != nil {
				return err
			}
			if _, err := io.WriteString(out, redactedMark+r.ID+"\n"); err != nil {
				return err
			}
		}
	}
}

// KillWriters starts a process that runs [Write] on one place, kills it (SIGKILL) at a random moment,
// opens the place, heals it and looks whether every acknowledged revision is there, redacted where that was
// acknowledged, and nothing is half done; and that so many times. command gives the process, not yet started. It gives how many revisions
// were acknowledged in all. Short tests do so a fifth as often.
func KillWriters(t testing.TB, rounds int, open Opener, command func() *exec.Cmd) (acknowledged int) {
	t.Helper()
	if testing.Short() {
		rounds = max(1, rounds/5)
	}
	all := make(map[string]bool)
	for round := range rounds {
		ids := killWriter(t, command())
		for _, id := range ids {
			all[id] = true
			all[strings.TrimPrefix(id, redactedMark)] = true
		}
		// A full reading of all that has gathered is for the last round.
		if afterCrash(t, open, ids, all, round == rounds-1); t.Failed() {
			t.Fatalf("in round %d, after %d acknowledged revisions", round, len(ids))
		}
	}
	return len(all)
}

// killWriter runs one process for a random while and gives what it acknowledged.
func killWriter(t testing.TB, process *exec.Cmd) []string {
	t.Helper()
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints strings.Builder
	process.Stderr = &complaints
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	// Half of the processes die counted from their start, and so often while they open the store, the
	// other half counted from their first acknowledgement.
	kill := func() { _ = process.Process.Kill() }
	delay := time.Duration(rand.Int64N(int64(60 * time.Millisecond)))
	fromStart := rand.IntN(2) == 0
	timer := time.AfterFunc(patience, kill)
	if fromStart {
		timer.Reset(delay)
	}
	var ids []string
	reader := bufio.NewReader(out)
	for {
		line, err := reader.ReadString('\n')
		if err != nil { // a line without its end was not acknowledged
			break
		}
		if ids = append(ids, strings.TrimSpace(line)); len(ids) == 1 && !fromStart {
			timer.Reset(delay)
		}
	}
	_ = process.Wait() // killed
	timer.Stop()
	if complaints.Len() > 0 {
		t.Fatalf("the writer failed by itself: %s", complaints.String())
	}
	return ids
}

// afterCrash opens and heals a place and looks whether it holds together.
func afterCrash(t testing.TB, open Opener, ids []string, all map[string]bool, full bool) {
	t.Helper()
	ctx := t.Context()
	s := open(t)
	defer func() {
		if err := s.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	}()
	if _, _, err := s.Heal(ctx, 0); err != nil {
		t.Fatal(err)
	}
	versions, err := s.Versions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		record, version := parseRevisionID(t, strings.TrimPrefix(id, redactedMark))
		if versions[record] < version {
			t.Errorf("%s was acknowledged; the record stands at version %d", id, versions[record])
		}
	}
	if full {
		// A server may still be at the last thing the dead writer had sent; then it is to be healed again.
		err := until(t, "the store is whole", func(ctx context.Context) error {
			_, raisedTo, err := s.Heal(ctx, 0)
			return cmp.Or(err, whole(ctx, s, all, raisedTo))
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// whole reads everything: each revision must be what its writer meant, none may be missing, and records
// and directory revision must fit them.
func whole(ctx context.Context, s Store, acknowledged map[string]bool, raisedTo int64) error {
	var faults []error
	newest := make(map[string]document.Record)
	var public int64
	missing := len(acknowledged)
	err := s.Revisions(ctx, func(r document.Revision) error {
		redacted := reflect.DeepEqual(Redacted(r.RecordID, r.Version), r) // perhaps before that was acknowledged
		if redacted && acknowledged[redactedMark+r.ID] {
			missing--
		}
		if !redacted && !reflect.DeepEqual(Revision(r.RecordID, r.Version), r) {
			faults = append(faults, fmt.Errorf("%s is not what was written", r.ID))
		}
		if before := newest[r.RecordID].Version; r.Version != before+1 {
			faults = append(faults, fmt.Errorf("%s follows version %d", r.ID, before))
		}
		newest[r.RecordID] = r.Record()
		if r.Public {
			public++
		}
		if acknowledged[r.ID] {
			missing--
		}
		return nil
	})
	faults = append(faults, err)
	if missing != 0 {
		faults = append(faults, fmt.Errorf("%d acknowledged revisions and redactions are missing", missing))
	}
	if raisedTo < public { // a server that finished a dead writer's commit beside the healing may count one twice
		faults = append(faults, fmt.Errorf("the directory revision is %d, and there are %d public revisions", raisedTo, public))
	}
	records := 0
	err = s.Records(ctx, func(r document.Record) error {
		if records++; !reflect.DeepEqual(newest[r.ID], r) {
			faults = append(faults, fmt.Errorf("record %s is at version %d, its newest revision is %d", r.ID, r.Version, newest[r.ID].Version))
		}
		return nil
	})
	if records != len(newest) {
		faults = append(faults, fmt.Errorf("there are %d records, and revisions of %d", records, len(newest)))
	}
	return errors.Join(append(faults, err)...)
}

func parseRevisionID(t testing.TB, id string) (record string, version int64) {
	t.Helper()
	record, number, _ := strings.Cut(id, "@")
	if _, err := fmt.Sscan(number, &version); err != nil {
		t.Fatalf("%q is no revision id: %v", id, err)
	}
	return record, version
}
