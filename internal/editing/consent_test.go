package editing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/testkit"
)

// testified makes a public initiative with a testimony, a draft beside it that holds it too, and a history.
func (w *world) testified() (rec document.Record, testimony directory.ID) {
	w.t.Helper()
	rec = w.take(w.published(), revise, revise, submit, giveBack, revise)
	return rec, w.testimony(rec)
}

// holders gives where in the store, the public directory and the history the marker of the testimony still is.
func (w *world) holders() (places []string) {
	w.t.Helper()
	holds := func(c *document.Content) bool {
		return bytes.Contains(c.Public, []byte(marker)) || bytes.Contains(c.Draft, []byte(marker))
	}
	a := w.all()
	for id, v := range a.Revisions {
		if holds(&v.Content) || strings.Contains(v.Reason, marker) {
			places = append(places, "revision "+id)
		}
	}
	for id, rec := range a.Records {
		if holds(&rec.Content) {
			places = append(places, "record "+id)
		}
		versions, err := w.desk.History(w.t.Context(), admin, directory.ID(id), 0, MaxHistory)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, v := range versions {
			if strings.Contains(fmt.Sprint(v.Changes), marker) {
				places = append(places, fmt.Sprint("history of ", id, " at ", v.Version))
			}
		}
	}
	w.refresh()
	for k := range w.holder.Current().Campaigns.All {
		for i := range k.Testimonies {
			if d := k.Testimonies[i].VoiceDescription; d != nil && strings.Contains(d.Value, marker) {
				places = append(places, "public "+string(k.ID))
			}
		}
	}
	slices.Sort(places)
	return places
}

func testConsent(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec, testimony := w.testified()
	of := directory.ID(rec.ID)
	other := w.create() // with a testimony of its own, which is not concerned
	if n := len(w.holders()); n < 10 {
		t.Fatalf("the marker is in %d places before", n)
	}
	for what, c := range map[string][2]directory.ID{
		"a testimony of nobody": {of, id(0x666)}, "a testimony of another": {of, w.testimony(other)}, "a hotline": {of, w.line(rec)},
	} {
		before := w.all()
		out, err := w.desk.WithdrawConsent(ctx, w.as(editor), c[0], c[1])
		w.wantProblem(what, out, err, directory.NotFound, "input.testimony")
		w.wantNothingWritten(what, before)
	}
	w.pass(time.Hour)
	revision := w.holder.Current().Revision
	out, err := w.desk.WithdrawConsent(ctx, w.as(editor), of, testimony)
	after := w.done(out, err)
	if out.Revision != revision+1 || after.Version != rec.Version+1 || after.Content.State != rec.Content.State || !slices.Equal(after.Content.Redacted, []string{string(testimony)}) {
		t.Errorf("withdrawn in revision %d at version %d in state %s, redacted %v", out.Revision, after.Version, after.Content.State, after.Content.Redacted)
	}
	if left := w.holders(); len(left) == 0 || slices.ContainsFunc(left, func(p string) bool { return strings.Contains(p, rec.ID) || strings.HasPrefix(p, "public") }) {
		t.Errorf("the marker is in %q, want what is of %s", left, other.ID)
	}
	// The fact stays: when, by whom, and that something is missing.
	history, err := w.desk.History(ctx, editor, of, 0, MaxHistory)
	if err != nil || len(history) != int(after.Version) || history[0].Action != string(directory.WithdrawConsent) || history[0].Actor != editor.ID || !history[0].At.Equal(w.now()) || !history[0].Public {
		t.Errorf("history: %d versions, the newest %+v, %v", len(history), history[0], err)
	}
	if err := w.store.Revisions(ctx, func(v document.Revision) error {
		held := v.RecordID == rec.ID && v.Version < after.Version
		if held != (len(v.Content.Redacted) > 0 && v.Version < after.Version) && v.RecordID == rec.ID {
			return fmt.Errorf("%s names %v as redacted", v.ID, v.Content.Redacted)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	campaign := w.holder.Current().Initiatives.ByID(of).Campaigns[0]
	if len(campaign.Testimonies) != 1 || len(w.parsed(after.Content.Draft).Campaigns[0].Testimonies) != 1 {
		t.Errorf("%d testimonies are left, want the other one", len(campaign.Testimonies))
	}
	// Twice changes nothing.
	before := w.all()
	again := w.done(w.desk.WithdrawConsent(ctx, w.as(editor), of, testimony))
	if again.Version != after.Version {
		t.Errorf("again: version %d", again.Version)
	}
	w.wantNothingWritten("withdrawn twice", before)
	if n, err := w.desk.Heal(ctx, w.now()); err != nil || n != 0 {
		t.Errorf("left to heal: %d, %v", n, err)
	}
	// What an editor still has on the screen does not bring it back.
	stale := w.input(rec, nil)
	out, err = w.desk.ReviseInitiative(ctx, w.as(editor), of, rec.Version, stale)
	w.wantProblem("from the version before", out, err, directory.Conflict, "input.baseVersion")
	out, err = w.desk.ReviseInitiative(ctx, w.as(editor), of, after.Version, stale)
	w.wantProblem("from the version after", out, err, directory.NotFound, "input.campaigns[0].testimonies[0].id")
	moved := w.input(after, func(in map[string]any) {
		line := part(in, "hotlines", 0)
		line["id"] = string(testimony)
	})
	out, err = w.desk.ReviseInitiative(ctx, w.as(editor), of, after.Version, moved)
	w.wantProblem("as the id of another part", out, err, directory.NotFound, "input.hotlines[0].id")
	w.wantNothingWritten("what was refused", before)

	// Whatever else is withdrawn later, the first stays withdrawn.
	second := w.testimony(after)
	final := w.done(w.desk.WithdrawConsent(ctx, w.as(reviewer), of, second))
	if !slices.Equal(final.Content.Redacted, []string{string(testimony), string(second)}) {
		t.Errorf("redacted: %v", final.Content.Redacted)
	}
	for state, way := range map[string][]directory.Operation{"WITHDRAWN": {withdraw}, "RETIRED": {submit, approve, retire}, "SUBMITTED": {submit}} {
		rec, testimony := w.testified()
		rec = w.take(rec, way...)
		after := w.done(w.desk.WithdrawConsent(ctx, w.as(editor), directory.ID(rec.ID), testimony))
		if after.Content.State != state || slices.ContainsFunc(w.holders(), func(p string) bool { return strings.Contains(p, rec.ID) }) {
			t.Errorf("%s: it is %s, and the marker in %q", state, after.Content.State, w.holders())
		}
	}
}

// testConsentCutOff cuts a withdrawal off at each of its calls of the store in turn.
func testConsentCutOff(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	for _, after := range []bool{false, true} {
		finished := 0
		for failAt := 1; ; failAt += stride {
			rec := w.take(w.published(), revise, revise) // few revisions, so few calls
			testimony := w.testimony(rec)
			down := &faulty{Store: w.store}
			down.reset(failAt, after)
			_, err := w.deskOn(down).WithdrawConsent(ctx, w.as(editor), directory.ID(rec.ID), testimony)
			if err == nil {
				break
			}
			if !errors.Is(err, errDown) || directory.CodeOf(err) != directory.Unavailable {
				t.Fatal(err)
			}
			_, err = w.store.Record(ctx, string(derivedID("redaction", rec.ID, string(testimony))))
			begun := err == nil
			n, err := w.desk.Heal(ctx, w.now())
			if err != nil {
				t.Fatal(err)
			}
			finished += n
			left := len(w.holdsTestimony(directory.ID(rec.ID), testimony)) > 0
			if left == begun {
				t.Errorf("cut off at call %d, after the write %v: begun %v, healed %d, still there %v", failAt, after, begun, n, left)
			}
			// And whatever the crash left, asking again does it.
			again := w.done(w.desk.WithdrawConsent(ctx, w.as(editor), directory.ID(rec.ID), testimony))
			if in := w.holdsTestimony(directory.ID(rec.ID), testimony); len(in) > 0 || again.Version != rec.Version+1 {
				t.Errorf("cut off at call %d, then again: version %d, the testimony in %v", failAt, again.Version, in)
			}
		}
		if finished < 5/stride {
			t.Errorf("after the write %v: only %d were left to heal", after, finished)
		}
	}
	if n, err := w.desk.Heal(ctx, w.now()); n != 0 || err != nil {
		t.Errorf("left to heal: %d, %v", n, err)
	}
}

// TestHealDoesNotStopAtWhatItCannotHeal: one redaction names an initiative that is not there.
func TestHealDoesNotStopAtWhatItCannotHeal(t *testing.T) {
	w := newWorld(t, embeddedIn(t.TempDir()))
	rec, testimony := w.testified()
	open := func(k directory.Redaction) {
		commitAll(t, w.store, document.Revision{
			ID: document.RevisionID(string(k.ID), 1), RecordID: string(k.ID), Version: 1, Kind: document.KindRedaction, At: noon, Actor: "x", Command: "withdrawConsent",
			Content: document.Content{State: "OPEN", Owner: string(north), Draft: document.Encode(&k)},
		})
	}
	open(directory.Redaction{ID: id(1), Initiative: id(0x666), Testimony: id(0x667), At: noon, By: "x"})
	open(directory.Redaction{ID: id(2), Initiative: directory.ID(rec.ID), Testimony: testimony, At: noon, By: "x"})
	n, err := w.desk.Heal(t.Context(), w.now())
	if n != 1 || err == nil || !strings.Contains(err.Error(), string(id(1))) {
		t.Errorf("healed %d, %v", n, err)
	}
	if left := w.holders(); len(left) > 0 {
		t.Errorf("the marker is in %q", left)
	}
}

// testConsentRaces withdraws while editors revise and others withdraw.
func testConsentRaces(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	for range rounds(5) {
		rec, testimony := w.testified()
		second := w.parsed(rec.Content.Draft).Campaigns[0].Testimonies[1].ID
		of := directory.ID(rec.ID)
		outs, errs := make([]*Outcome, 12), make([]error, 12)
		together(12, func(i int) {
			switch i % 4 {
			case 0:
				outs[i], errs[i] = w.desk.WithdrawConsent(ctx, w.as(editor), of, testimony)
			case 1:
				outs[i], errs[i] = w.desk.WithdrawConsent(ctx, w.as(reviewer), of, second)
			case 2:
				outs[i], errs[i] = w.desk.VerifyHotline(ctx, w.as(editor), w.line(rec), "")
			default: // an editor who reads the newest version and writes it back
				now := w.record(of) //nolint:contextcheck // the world has the test's own
				outs[i], errs[i] = w.desk.ReviseInitiative(ctx, w.as(editor), of, now.Version, w.input(now, func(in map[string]any) { in["acronym"] = fmt.Sprint(i) }))
				if errs[i] == nil && len(outs[i].Problems) > 0 {
					w.wantProblem("an editor who was too slow", outs[i], errs[i], directory.Conflict, "input.baseVersion")
					outs[i] = &Outcome{}
				}
			}
		})
		for i := range outs {
			w.done(outs[i], errs[i])
		}
		if left := w.holders(); len(left) > 0 {
			t.Errorf("the marker is in %q", left)
		}
		if in := w.parsed(w.record(of).Content.Draft); len(in.Campaigns[0].Testimonies) != 0 {
			t.Errorf("%d testimonies are left", len(in.Campaigns[0].Testimonies))
		}
	}
}

// hooked is a store that lets something happen before it gives records.
type hooked struct {
	testkit.Store
	before func()
}

func (h *hooked) RecordsByID(ctx context.Context, ids []string) (map[string]document.Record, error) {
	if before := h.before; before != nil {
		h.before = nil
		before()
	}
	return h.Store.RecordsByID(ctx, ids)
}

// TestAnImportUnderWayDoesNotBringBackWhatIsWithdrawnMeanwhile withdraws after the import has learnt what was
// withdrawn, and before it reads the record.
func TestAnImportUnderWayDoesNotBringBackWhatIsWithdrawnMeanwhile(t *testing.T) {
	w := newWorld(t, embeddedIn(t.TempDir()))
	rec := w.published()
	in := w.parsed(rec.Content.Public)
	in.Acronym = "IMPORTED"
	file := `{"initiatives": [` + string(document.EncodeJSON(in)) + `]}`
	withdrawn := false
	d := w.deskOn(&hooked{Store: w.store, before: func() {
		w.done(w.desk.WithdrawConsent(t.Context(), w.as(editor), directory.ID(rec.ID), w.testimony(rec)))
		withdrawn = true
	}})
	out, report, err := d.Import(t.Context(), w.as(manager), &File{Format: directory.ExchangeFormatJSON, Data: strings.NewReader(file)})
	w.done(out, err)
	if !withdrawn {
		t.Fatal("the import reads no records by id")
	}
	if report.Changed+report.Refused != 1 {
		t.Errorf("%+v", report)
	}
	if left := w.holders(); len(left) > 0 {
		t.Errorf("the marker is in %q", left)
	}
}
