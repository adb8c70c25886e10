package editing

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// step is a command on an initiative at the version it has.
type step func(ctx context.Context, w *world, rec document.Record) (*Outcome, error)

// steps are the commands on a whole initiative, each by somebody who may.
var steps = map[directory.Operation]step{
	directory.ReviseInitiative: func(ctx context.Context, w *world, rec document.Record) (*Outcome, error) {
		in := w.input(rec, func(in map[string]any) { in["acronym"] = "R" + fmt.Sprint(rec.Version) })
		return w.desk.ReviseInitiative(ctx, w.as(editor), directory.ID(rec.ID), rec.Version, in)
	},
	directory.SubmitInitiative: func(ctx context.Context, w *world, rec document.Record) (*Outcome, error) {
		return w.desk.SubmitInitiative(ctx, w.as(editor), directory.ID(rec.ID), rec.Version)
	},
	directory.ApproveInitiative: func(ctx context.Context, w *world, rec document.Record) (*Outcome, error) {
		return w.desk.ApproveInitiative(ctx, w.as(reviewer), directory.ID(rec.ID), rec.Version, "")
	},
	directory.ReturnInitiative: func(ctx context.Context, w *world, rec document.Record) (*Outcome, error) {
		return w.desk.ReturnInitiative(ctx, w.as(reviewer), directory.ID(rec.ID), rec.Version, "Which hours?")
	},
	directory.WithdrawInitiative: func(ctx context.Context, w *world, rec document.Record) (*Outcome, error) {
		return w.desk.WithdrawInitiative(ctx, w.as(manager), directory.ID(rec.ID), rec.Version, "")
	},
	directory.RetireInitiative: func(ctx context.Context, w *world, rec document.Record) (*Outcome, error) {
		return w.desk.RetireInitiative(ctx, w.as(manager), directory.ID(rec.ID), rec.Version, "", "")
	},
}

// take takes an initiative through commands.
func (w *world) take(rec document.Record, ops ...directory.Operation) document.Record {
	w.t.Helper()
	for _, op := range ops {
		rec = w.done(steps[op](w.t.Context(), w, rec))
	}
	return rec
}

const (
	revise   = directory.ReviseInitiative
	submit   = directory.SubmitInitiative
	approve  = directory.ApproveInitiative
	giveBack = directory.ReturnInitiative
	withdraw = directory.WithdrawInitiative
	retire   = directory.RetireInitiative
)

// lives are the situations in which an initiative can be: how it comes there, and where each command leads,
// "" where it is refused. They are written down from the public contract and not from the code.
var lives = []struct {
	name   string
	way    []directory.Operation // after createInitiative
	state  string
	public bool
	leads  map[directory.Operation]string
}{
	{"a draft", nil, "DRAFT", false, map[directory.Operation]string{revise: "DRAFT", submit: "SUBMITTED", withdraw: "WITHDRAWN"}},
	{"a submitted draft", []directory.Operation{submit}, "SUBMITTED", false, map[directory.Operation]string{
		revise: "DRAFT", approve: "PUBLISHED", giveBack: "RETURNED", withdraw: "WITHDRAWN",
	}},
	{"a returned draft", []directory.Operation{submit, giveBack}, "RETURNED", false, map[directory.Operation]string{
		revise: "DRAFT", submit: "SUBMITTED", withdraw: "WITHDRAWN",
	}},
	{"a withdrawn draft", []directory.Operation{withdraw}, "WITHDRAWN", false, map[directory.Operation]string{revise: "DRAFT"}},
	{"a public initiative", []directory.Operation{submit, approve}, "PUBLISHED", true, map[directory.Operation]string{
		revise: "DRAFT", withdraw: "WITHDRAWN", retire: "RETIRED",
	}},
	{"a draft beside the public face", []directory.Operation{submit, approve, revise}, "DRAFT", true, map[directory.Operation]string{
		revise: "DRAFT", submit: "SUBMITTED", withdraw: "WITHDRAWN", retire: "RETIRED",
	}},
	{"a submitted draft beside the public face", []directory.Operation{submit, approve, revise, submit}, "SUBMITTED", true, map[directory.Operation]string{
		revise: "DRAFT", approve: "PUBLISHED", giveBack: "RETURNED", withdraw: "WITHDRAWN", retire: "RETIRED",
	}},
	{"a returned draft beside the public face", []directory.Operation{submit, approve, revise, submit, giveBack}, "RETURNED", true, map[directory.Operation]string{
		revise: "DRAFT", submit: "SUBMITTED", withdraw: "WITHDRAWN", retire: "RETIRED",
	}},
	{"withdrawn from the public", []directory.Operation{submit, approve, withdraw}, "WITHDRAWN", false, map[directory.Operation]string{revise: "DRAFT"}},
	{"retired", []directory.Operation{submit, approve, retire}, "RETIRED", true, nil},
}

func testLife(t *testing.T, open opener) {
	w := newWorld(t, open)
	for _, c := range lives {
		t.Run(c.name, func(t *testing.T) {
			w := w.in(t)
			for op, do := range steps {
				rec := w.take(w.create(), c.way...)
				shown := len(rec.Content.Public) > 0
				if rec.Content.State != c.state || shown != c.public || (w.holder.Current().Initiatives.ByID(directory.ID(rec.ID)) != nil) != c.public {
					t.Fatalf("it is %s, public: %v, want %s, public: %v", rec.Content.State, shown, c.state, c.public)
				}
				before := w.all()
				out, err := do(t.Context(), w, rec)
				next := c.leads[op]
				if next == "" {
					w.wantProblem(string(op), out, err, directory.InvalidInput, "input.id")
					w.wantNothingWritten(string(op), before)
					continue
				}
				after := w.done(out, err)
				if after.Content.State != next || after.Version != rec.Version+1 {
					t.Errorf("%s leads to %s at version %d, want %s at %d", op, after.Content.State, after.Version, next, rec.Version+1)
				}
				if after := w.record(directory.ID(rec.ID)); after.Content.State != next {
					t.Errorf("%s: stored as %s", op, after.Content.State)
				}
				changes := op == approve || c.public && (op == withdraw || op == retire)
				if rose := w.all().Revision - before.Revision; (rose == 1) != changes || rose > 1 || (out.Revision != 0) != changes {
					t.Errorf("%s: the directory revision rises by %d, the outcome says %d", op, rose, out.Revision)
				}
				if same := string(after.Content.Public) == string(rec.Content.Public); same == changes {
					t.Errorf("%s: the public face is the same: %v", op, same)
				}
				// Whatever was done, an old version is a conflict that names the new one.
				out, err = do(t.Context(), w, rec)
				w.wantProblem(string(op)+" from an old version", out, err, directory.Conflict, "input.baseVersion")
				if out != nil && out.CurrentVersion != after.Version {
					t.Errorf("%s from an old version: current is %d, want %d", op, out.CurrentVersion, after.Version)
				}
			}
		})
	}
}

func testLifeOfOrganizations(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	var forgotten []directory.ID
	w.desk.forget = func(id directory.ID) { forgotten = append(forgotten, id) }
	name := []any{map[string]any{"value": "New", "language": "en"}}
	register := func() directory.ID {
		return directory.ID(w.done(w.desk.RegisterOrganization(ctx, w.as(anonymous), Content{"names": name})).ID)
	}
	approve := func(id directory.ID) (*Outcome, error) { return w.desk.ApproveOrganization(ctx, w.as(reviewer), id) }
	suspend := func(id directory.ID) (*Outcome, error) {
		return w.desk.SuspendOrganization(ctx, w.as(reviewer), id, "gone")
	}
	wantState := func(id directory.ID, state string, public bool) {
		t.Helper()
		rec := w.record(id)
		if rec.Content.State != state || rec.Content.Owner != string(id) || (w.holder.Current().Organizations.ByID(id) != nil) != public {
			t.Errorf("it is %s, want %s, public: %v", rec.Content.State, state, public)
		}
	}
	a := register()
	wantState(a, "SUBMITTED", false)
	out, err := w.desk.CreateInitiative(ctx, w.as(admin), a, content(w.slug()))
	w.wantProblem("a draft of an organization that waits", out, err, directory.InvalidInput, "input.organization")
	w.done(approve(a))
	wantState(a, "PUBLISHED", true)
	out, err = approve(a)
	w.wantProblem("approved twice", out, err, directory.InvalidInput, "input.id")
	rec := w.done(w.desk.CreateInitiative(ctx, w.as(admin), a, content(w.slug())))
	rec = w.done(w.desk.SubmitInitiative(ctx, w.as(admin), directory.ID(rec.ID), 1))
	w.done(w.desk.ApproveInitiative(ctx, w.as(reviewer), directory.ID(rec.ID), 2, ""))

	out, err = w.desk.SuspendOrganization(ctx, w.as(reviewer), a, "")
	w.wantProblem("suspended without a reason", out, err, directory.InvalidInput, "input.reason")
	w.done(suspend(a))
	wantState(a, "SUSPENDED", true)
	if len(forgotten) == 0 || forgotten[len(forgotten)-1] != a {
		t.Errorf("tokens forgotten: %v", forgotten)
	}
	forgotten = nil
	if w.holder.Current().Initiatives.ByID(directory.ID(rec.ID)) == nil {
		t.Error("its lines are gone with it")
	}
	out, err = suspend(a)
	w.wantProblem("suspended twice", out, err, directory.InvalidInput, "input.id")
	out, err = w.desk.CreateInitiative(ctx, w.as(admin), a, content(w.slug()))
	w.wantProblem("a draft of a suspended organization", out, err, directory.InvalidInput, "input.organization")
	w.done(approve(a))
	wantState(a, "PUBLISHED", true)
	if len(forgotten) != 1 || forgotten[0] != a {
		t.Errorf("that its tokens did not work is forgotten of %v", forgotten)
	}
	w.done(w.desk.CreateInitiative(ctx, w.as(admin), a, content(w.slug())))

	b := register()
	w.done(suspend(b))
	wantState(b, "SUSPENDED", false)
	w.done(approve(b))
	wantState(b, "PUBLISHED", true)
}

func testLifeOfTheRest(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	state := func(id string) string { return w.record(directory.ID(id)).Content.State }
	hook, _, err := w.desk.RegisterWebhook(ctx, w.as(manager), "", "https://north.example/hook")
	rec := w.done(hook, err)
	w.done(w.desk.RemoveWebhook(ctx, w.as(manager), directory.ID(rec.ID)))
	if left, err := Decode[directory.Webhook](&[]Stored{w.record(directory.ID(rec.ID))}[0]); err != nil || left.Secret != "" || state(rec.ID) != "REVOKED" {
		t.Errorf("a removed webhook: %+v, %v", left, err)
	}
	feed := w.done(w.desk.RegisterFeed(ctx, w.as(manager), "", "https://north.example/feed", directory.ExchangeFormatJSON))
	w.done(w.desk.PauseFeed(ctx, w.as(manager), directory.ID(feed.ID), true))
	if state(feed.ID) != "PAUSED" {
		t.Errorf("a paused feed is %s", state(feed.ID))
	}
	w.done(w.desk.PauseFeed(ctx, w.as(manager), directory.ID(feed.ID), false))
	if state(feed.ID) != "ACTIVE" {
		t.Errorf("a feed that goes on is %s", state(feed.ID))
	}
	for _, url := range []string{"http://north.example/", "https://", "north.example", "ftp://north.example/", ""} {
		out, err := w.desk.RegisterFeed(ctx, w.as(manager), "", url, directory.ExchangeFormatJSON)
		w.wantProblem("a feed at "+url, out, err, directory.InvalidInput, "input.url")
	}
	public := w.published()
	k := w.done(w.desk.ProposeCorrection(ctx, w.as(anonymous), &directory.Correction{Record: w.line(public), Comment: "the number is wrong"}))
	w.done(w.desk.CloseCorrection(ctx, w.as(editor), directory.ID(k.ID), true, "thank you"))
	closed, err := decode[directory.Correction](w.record(directory.ID(k.ID)).Content.Draft)
	if err != nil || closed.Accepted != directory.AnswerYes || closed.Reply != "thank you" || closed.ClosedBy != editor.ID || state(k.ID) != "DONE" {
		t.Errorf("a closed correction: %+v, %v", closed, err)
	}
	out, err := w.desk.CloseCorrection(ctx, w.as(editor), directory.ID(k.ID), false, "")
	w.wantProblem("closed twice", out, err, directory.Conflict, "input.id")
}

func testPublicFace(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec := w.create()
	see := func() *directory.Initiative {
		w.refresh()                                            //nolint:contextcheck // the world has the test's own
		if err := w.refresher.Refresh(ctx, true); err != nil { // as after a restart
			t.Fatal(err)
		}
		return w.holder.Current().Initiatives.ByID(directory.ID(rec.ID))
	}
	if see() != nil {
		t.Error("a draft is public")
	}
	w.pass(time.Hour)
	rec = w.publish(rec)
	seen := see()
	if seen == nil || !seen.UpdatedAt.Equal(noon.Add(time.Hour)) || seen.UpdatedBy != north {
		t.Fatalf("published at %v by %s, want %v by its people", seen.UpdatedAt, seen.UpdatedBy, noon.Add(time.Hour))
	}
	if n := len(w.told.events); n != 1 || w.told.events[0] != fmt.Sprint("PUBLISHED to ", north, " about ", document.RevisionID(rec.ID, 3)) {
		t.Errorf("told: %q", w.told.events)
	}
	// What goes on beside the public face does not show, neither in it nor in its time.
	revision := w.holder.Current().Revision
	for _, op := range []directory.Operation{revise, submit, giveBack, revise, submit, revise} {
		w.pass(time.Hour)
		if rec = w.take(rec, op); rec.Content.State == "PUBLISHED" {
			t.Fatalf("%s published", op)
		}
		if s := see(); s.Acronym != "" || !s.UpdatedAt.Equal(noon.Add(time.Hour)) || s.UpdatedBy != north || w.holder.Current().Revision != revision {
			t.Errorf("after %s everybody sees %q of %v by %q at revision %d", op, s.Acronym, s.UpdatedAt, s.UpdatedBy, w.holder.Current().Revision)
		}
	}
	if rec.Content.Comment != "" {
		t.Errorf("a revised draft keeps the comment %q", rec.Content.Comment)
	}
	w.pass(time.Hour)
	rec = w.publish(rec)
	if s := see(); s.Acronym == "" || !s.UpdatedAt.Equal(w.now()) || w.holder.Current().Revision != revision+1 {
		t.Errorf("published: %q of %v at revision %d, want %v at %d", s.Acronym, s.UpdatedAt, w.holder.Current().Revision, w.now(), revision+1)
	}
	// Approving what says the same as the public face changes nothing for anybody.
	at := w.now()
	w.pass(time.Hour)
	same := w.done(w.desk.ReviseInitiative(ctx, w.as(editor), directory.ID(rec.ID), rec.Version, w.input(rec, nil)))
	w.publish(same)
	if s := see(); !s.UpdatedAt.Equal(at) || w.holder.Current().Revision != revision+1 {
		t.Errorf("the same again: of %v at revision %d", s.UpdatedAt, w.holder.Current().Revision)
	}
}

// TestADraftBesideARecordOfNoTimeDoesNotShow is about records whose public face was written by something else
// than a desk, such as the founding data: they say no time of publication but that of the record.
func TestADraftBesideARecordOfNoTimeDoesNotShow(t *testing.T) {
	w := newWorld(t, embeddedIn(t.TempDir()))
	rec := w.found("founded")
	in := w.parsed(rec.Content.Public)
	for _, op := range []directory.Operation{revise, submit, giveBack} {
		w.pass(time.Hour)
		rec = w.take(rec, op)
		if err := w.refresher.Refresh(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		if s := w.holder.Current().Initiatives.ByID(in.ID); !s.UpdatedAt.Equal(noon) || s.UpdatedBy != "" {
			t.Errorf("after %s it was changed %v by %q", op, s.UpdatedAt, s.UpdatedBy)
		}
	}
	w.pass(time.Hour)
	w.done(w.desk.TransferInitiative(t.Context(), w.as(reviewer), in.ID, rec.Version, south))
	if err := w.refresher.Refresh(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if s := w.holder.Current().Initiatives.ByID(in.ID); !s.UpdatedAt.Equal(noon) {
		t.Errorf("after a transfer it was changed %v", s.UpdatedAt)
	}
}

// found publishes an initiative of north's as the founding data do: without a desk.
func (w *world) found(slug string) document.Record {
	w.t.Helper()
	in := w.parsed(w.create().Content.Draft)
	n := 0x300 + 0x100*int(w.keys.Add(1))
	in.ID, in.Slug = id(n), slug
	for i, p := range partIDs(in) {
		*p.id = id(n + 1 + i)
	}
	in.Campaigns[0].Hotlines, in.Lessons[0].LearnedFrom = nil, ""
	commitAll(w.t, w.store, document.Revision{
		ID: document.RevisionID(string(in.ID), 1), RecordID: string(in.ID), Version: 1, Kind: document.KindInitiative, At: noon, Actor: "founding", Public: true,
		Content: document.Content{State: "PUBLISHED", Owner: string(north), Public: document.Encode(in)},
	})
	w.refresh()
	if w.holder.Current().Initiatives.ByID(in.ID) == nil {
		w.t.Fatalf("set aside: %+v", w.holder.Current().SetAside)
	}
	return w.record(in.ID)
}

func commitAll(t testing.TB, s Store, revisions ...document.Revision) {
	t.Helper()
	_, outcomes, err := s.Commit(t.Context(), revisions)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range outcomes {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func testReopen(t *testing.T, open opener) {
	w := newWorld(t, open)
	rec := w.take(w.published(), revise) // with a draft beside it
	draft := rec.Content.Draft
	rec = w.take(rec, withdraw)
	if string(rec.Content.Draft) != string(draft) || len(rec.Content.Public) != 0 {
		t.Error("the draft is lost with the withdrawal")
	}
	out, err := w.desk.VerifyHotline(t.Context(), w.as(editor), w.line(rec), "")
	w.wantProblem("a line that is not public verified", out, err, directory.NotFound, "input.hotline")
	rec = w.publish(w.take(rec, revise))
	if w.holder.Current().Hotlines.ByID(w.line(rec)) == nil {
		t.Error("the line is not back")
	}
	rec = w.take(rec, withdraw)
	if string(rec.Content.Draft) == "" {
		t.Error("what was public is lost with the withdrawal")
	}
}

func testRetire(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec, other, draft := w.published(), w.published(), w.create()
	for _, by := range []directory.ID{directory.ID(rec.ID), directory.ID(draft.ID), id(0x999)} {
		out, err := w.desk.RetireInitiative(ctx, w.as(manager), directory.ID(rec.ID), rec.Version, by, "")
		w.wantProblem("replaced by itself, a draft or nothing", out, err, directory.NotFound, "input.replacedBy")
	}
	rec = w.take(rec, revise)
	rec = w.done(w.desk.RetireInitiative(ctx, w.as(manager), directory.ID(rec.ID), rec.Version, directory.ID(other.ID), "merged"))
	seen := w.holder.Current().Initiatives.ByID(directory.ID(rec.ID))
	if seen.Status != directory.InitiativeStatusRetired || seen.ReplacedBy != directory.ID(other.ID) || seen.Hotlines[0].Status != directory.HotlineStatusRetired {
		t.Errorf("retired: %s, replaced by %s, its line %s", seen.Status, seen.ReplacedBy, seen.Hotlines[0].Status)
	}
	if len(rec.Content.Draft) != 0 {
		t.Error("a draft beside what is retired")
	}
	out, err := w.desk.ReportOutage(ctx, w.as(editor), &Outage{Hotline: seen.Hotlines[0].ID, Status: directory.HotlineStatusActive})
	w.wantProblem("a retired line works again", out, err, directory.InvalidInput, "input.hotline")
}

func testTransfer(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec := w.take(w.published(), revise)
	for _, to := range []directory.ID{"", id(0x999), directory.ID(rec.ID)} {
		out, err := w.desk.TransferInitiative(ctx, w.as(reviewer), directory.ID(rec.ID), rec.Version, to)
		code := directory.NotFound
		if to == "" {
			code = directory.InvalidInput
		}
		w.wantProblem("a transfer to "+string(to), out, err, code, "input.organization")
	}
	seen := w.holder.Current().Initiatives.ByID(directory.ID(rec.ID)).UpdatedAt
	w.pass(time.Hour)
	rec = w.done(w.desk.TransferInitiative(ctx, w.as(reviewer), directory.ID(rec.ID), rec.Version, south))
	if err := w.refresher.Refresh(ctx, true); err != nil {
		t.Fatal(err)
	}
	if at := w.holder.Current().Initiatives.ByID(directory.ID(rec.ID)).UpdatedAt; !at.Equal(seen) {
		t.Errorf("the public face says that it changed %v", at)
	}
	out, err := w.desk.SubmitInitiative(ctx, w.as(editor), directory.ID(rec.ID), rec.Version)
	w.wantProblem("submitted by those who had it", out, err, directory.NotFound, "input.id")
	if h, err := w.desk.History(ctx, editor, directory.ID(rec.ID), 0, 10); err != nil || h != nil {
		t.Errorf("its history for those who had it: %v, %v", h, err)
	}
	if h, err := w.desk.History(ctx, outsider, directory.ID(rec.ID), 0, 10); err != nil || int64(len(h)) != rec.Version {
		t.Errorf("its history for those who have it: %d versions, %v", len(h), err)
	}
	w.done(w.desk.SubmitInitiative(ctx, w.as(outsider), directory.ID(rec.ID), rec.Version))
}

func testSlugStays(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec := w.published()
	first := w.parsed(rec.Content.Public).Slug
	taken := func(what string) {
		t.Helper()
		out, err := w.desk.CreateInitiative(ctx, w.as(outsider), "", content(first))
		w.wantProblem(what, out, err, directory.Conflict, "input.slug")
	}
	taken("a slug that is public")
	rec = w.publish(w.revise(rec, func(in map[string]any) { in["slug"] = w.slug() }))
	taken("a slug that was public")
	rec = w.take(rec, withdraw)
	taken("a slug that was public before a withdrawal")
	back := w.revise(rec, func(in map[string]any) { in["slug"] = first })
	if w.parsed(back.Content.Draft).Slug != first {
		t.Error("its own slug is not given back")
	}
	draft := w.create()
	out, err := w.desk.ReviseInitiative(ctx, w.as(editor), directory.ID(draft.ID), draft.Version,
		w.input(draft, func(in map[string]any) { in["slug"] = first }))
	w.wantProblem("another's slug", out, err, directory.Conflict, "input.slug")
}
