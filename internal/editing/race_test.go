package editing

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// together runs n goroutines that begin at the same moment, and waits for them.
func together(n int, do func(i int)) {
	var start, all sync.WaitGroup
	start.Add(1)
	for i := range n {
		all.Go(func() {
			start.Wait()
			do(i)
		})
	}
	start.Done()
	all.Wait()
}

func testOneWinner(t *testing.T, open opener) {
	w := newWorld(t, open)
	rec := w.create()
	const editors = 200
	for round := range rounds(20) {
		inputs := make([]Content, editors)
		for i := range inputs {
			inputs[i] = w.input(rec, func(in map[string]any) { in["acronym"] = fmt.Sprintf("%d of %d", i, round) })
		}
		outs, errs := make([]*Outcome, editors), make([]error, editors)
		together(editors, func(i int) {
			outs[i], errs[i] = w.desk.ReviseInitiative(t.Context(), w.as(editor), directory.ID(rec.ID), rec.Version, inputs[i])
		})
		winner := -1
		for i := range editors {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			if len(outs[i].Problems) == 0 {
				if winner >= 0 {
					t.Fatalf("editors %d and %d both won", winner, i)
				}
				winner = i
				continue
			}
			w.wantProblem(fmt.Sprint("editor ", i), outs[i], nil, directory.Conflict, "input.baseVersion")
			if outs[i].CurrentVersion != rec.Version+1 {
				t.Errorf("editor %d: current is %d, want %d", i, outs[i].CurrentVersion, rec.Version+1)
			}
		}
		if winner < 0 {
			t.Fatal("nobody won")
		}
		rec = w.record(directory.ID(rec.ID))
		if got, want := w.parsed(rec.Content.Draft).Acronym, fmt.Sprintf("%d of %d", winner, round); got != want || rec.Version != int64(round)+2 {
			t.Errorf("version %d says %q, the winner said %q", rec.Version, got, want)
		}
	}
}

func testAllArrive(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	const callers = 50
	members := make([]directory.ID, callers)
	for i := range members {
		members[i] = directory.ID(w.published().ID)
	}
	rec := w.take(w.published(), revise)
	line, of := w.line(rec), directory.ID(rec.ID)
	for what, do := range map[string]func(i int) (*Outcome, error){
		"verifyHotline": func(i int) (*Outcome, error) {
			return w.desk.VerifyHotline(ctx, &Request{Actor: editor, At: noon.AddDate(0, 0, i)}, line, "")
		},
		"reportOutage": func(i int) (*Outcome, error) {
			status := []directory.HotlineStatus{directory.HotlineStatusPaused, directory.HotlineStatusActive}[i%2]
			return w.desk.ReportOutage(ctx, w.as(editor), &Outage{Hotline: line, Status: status})
		},
		"joinBanner": func(i int) (*Outcome, error) {
			return w.desk.JoinBanner(ctx, w.as(editor), &directory.BannerMembership{Banner: of, Initiative: members[i]})
		},
	} {
		if what == "verifyHotline" {
			w.done(w.desk.ReportOutage(ctx, w.as(editor), &Outage{Hotline: line, Status: directory.HotlineStatusActive}))
		}
		before := w.record(of).Version
		outs, errs := make([]*Outcome, callers), make([]error, callers)
		together(callers, func(i int) { outs[i], errs[i] = do(i) })
		versions := map[int64]bool{}
		for i := range callers {
			if errs[i] != nil || len(outs[i].Problems) > 0 {
				t.Fatalf("%s %d: %s", what, i, said(outs[i], errs[i]))
			}
			versions[outs[i].Record.Version] = true
		}
		if after := w.record(of).Version; len(versions) != callers || after != before+callers {
			t.Errorf("%s: %d callers made %d versions, the record went from %d to %d", what, callers, len(versions), before, after)
		}
	}
	rec = w.record(of)
	if p, d := len(w.parsed(rec.Content.Public).Members), len(w.parsed(rec.Content.Draft).Members); p != callers || d != callers {
		t.Errorf("the banner has %d members, its draft %d, want %d", p, d, callers)
	}
}

func testSlugs(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	outs, errs := make([]*Outcome, 20), make([]error, 20)
	slug := w.slug()
	together(20, func(i int) { outs[i], errs[i] = w.desk.CreateInitiative(ctx, w.as(editor), "", content(slug)) })
	made := 0
	for i := range outs {
		if errs[i] == nil && len(outs[i].Problems) == 0 {
			made++
			continue
		}
		w.wantProblem("one of twenty", outs[i], errs[i], directory.Conflict, "input.slug")
	}
	if made != 1 {
		t.Errorf("%d initiatives of one slug", made)
	}

	// A reservation whose initiative never came to be is free again after ten minutes, and at once for the
	// request that made it.
	slug = w.slug()
	cut := &faulty{Store: w.store}
	r := w.keyed(editor)
	failed := false
	for failAt := 1; !failed; failAt++ {
		cut.reset(failAt, false)
		if _, err := w.deskOn(cut).CreateInitiative(ctx, r, "", content(slug)); err == nil {
			t.Fatal("it was never cut off between its two writes")
		}
		_, err := w.store.Record(ctx, string(slugID(slug)))
		failed = err == nil
	}
	w.pass(abandoned - time.Minute)
	out, err := w.desk.CreateInitiative(ctx, w.as(outsider), "", content(slug))
	w.wantProblem("before ten minutes", out, err, directory.Conflict, "input.slug")
	w.pass(time.Minute)
	together(20, func(i int) { outs[i], errs[i] = w.desk.CreateInitiative(ctx, w.as(outsider), "", content(slug)) })
	made = 0
	for i := range outs {
		if errs[i] == nil && len(outs[i].Problems) == 0 {
			made++
		}
	}
	if made != 1 {
		t.Errorf("%d initiatives took over one slug", made)
	}
	out, err = w.desk.CreateInitiative(ctx, r, "", content(slug))
	w.wantProblem("after it was taken over", out, err, directory.Conflict, "input.slug")

	for _, bad := range []string{"", "UPPER", "two--hyphens", "-x", "x-", "a b", "ä", strings.Repeat("x", 101)} {
		out, err := w.desk.CreateInitiative(ctx, w.as(editor), "", content(bad))
		w.wantProblem("the slug "+bad, out, err, directory.InvalidInput, "input.slug")
	}
}

// TestTwoInitiativesOfOneSlugAreNeverPublic is about a slug that nobody reserved, such as those of the founding
// data: whoever has it in public keeps it.
func TestTwoInitiativesOfOneSlugAreNeverPublic(t *testing.T) {
	w := newWorld(t, embeddedIn(t.TempDir()))
	ctx := t.Context()
	rec := w.found("founded")
	out, err := w.desk.CreateInitiative(ctx, w.as(outsider), "", content("founded"))
	w.wantProblem("a slug of the founding data", out, err, directory.Conflict, "input.slug")
	// Not even after it was given up.
	renamed := w.publish(w.revise(rec, func(in map[string]any) { in["slug"] = "renamed" }))
	out, err = w.desk.CreateInitiative(ctx, w.as(outsider), "", content("founded"))
	w.wantProblem("a slug that was given up", out, err, directory.Conflict, "input.slug")
	w.take(renamed, withdraw)
	out, err = w.desk.CreateInitiative(ctx, w.as(outsider), "", content("renamed"))
	w.wantProblem("a slug that was withdrawn", out, err, directory.Conflict, "input.slug")

	// Something else than a desk publishes a slug that a draft has.
	draft := w.done(w.desk.SubmitInitiative(ctx, w.as(editor), directory.ID(w.done(w.desk.CreateInitiative(ctx, w.as(editor), "", content("raced"))).ID), 1))
	w.found("raced")
	out, err = w.desk.ApproveInitiative(ctx, w.as(reviewer), directory.ID(draft.ID), draft.Version, "")
	w.wantProblem("approved with a slug that is public", out, err, directory.Conflict, "input.slug")
	if aside := w.holder.Current().SetAside; len(aside) > 0 {
		t.Errorf("set aside: %+v", aside)
	}
}

// TestNobodyIsOvertaken: the people of one process who confirm one line at once change it one after the other,
// and each of them asks the store to write once.
func TestNobodyIsOvertaken(t *testing.T) {
	w := newWorld(t, embeddedIn(t.TempDir()))
	banner, rec := w.published(), w.published()
	counted := &faulty{Store: w.store}
	d := w.deskOn(counted)
	d.wake = func(...snapshot.Change) {}
	const callers = 120
	outs, errs := make([]*Outcome, callers), make([]error, callers)
	together(callers, func(i int) {
		if i%2 == 0 {
			outs[i], errs[i] = d.VerifyHotline(t.Context(), w.as(editor), w.line(rec), "")
			return
		}
		outs[i], errs[i] = d.JoinBanner(t.Context(), w.as(admin), &directory.BannerMembership{
			Banner: directory.ID(banner.ID), Country: geography.Countries()[i].Code,
		})
	})
	for i := range outs {
		w.done(outs[i], errs[i])
	}
	if counted.writes != callers {
		t.Errorf("%d callers asked the store to write %d times", callers, counted.writes)
	}
	// Who waits for a turn does not wait longer than they want to.
	leave, err := d.turns.take(t.Context(), directory.ID(rec.ID))
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	out, err := d.VerifyHotline(gone, w.as(editor), w.line(rec), "")
	w.wantCode("somebody who has gone", out, err, directory.Unavailable)
}
