package editing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// command is a command that may be sent more than once. prepare makes what it is about, and gives the command
// itself, which sends the same each time.
type command struct {
	op      directory.Operation
	actor   directory.Actor
	prepare func(w *world) send
	secret  bool // the first answer has one
}

type send func(ctx context.Context, d *Desk, r *Request) (out *Outcome, secret string, err error)

// plain makes a send of a command whose answer has no secret.
func withoutSecret(do func(ctx context.Context, d *Desk, r *Request) (*Outcome, error)) send {
	return func(ctx context.Context, d *Desk, r *Request) (*Outcome, string, error) {
		out, err := do(ctx, d, r)
		return out, "", err
	}
}

// onRecord is a command on an initiative that was taken to where the command is possible.
func onRecord(op directory.Operation, actor directory.Actor, way []directory.Operation, do func(ctx context.Context, w *world, d *Desk, r *Request, rec document.Record) (*Outcome, error)) command {
	return command{op: op, actor: actor, prepare: func(w *world) send {
		rec := w.take(w.create(), way...)
		return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) { return do(ctx, w, d, r, rec) })
	}}
}

var toPublic = []directory.Operation{submit, approve}

// commands are all that take an idempotency key.
func commands() []command {
	organization := Content{"names": []any{map[string]any{"value": "New", "language": "en"}}}
	registered := func(w *world) directory.ID {
		return directory.ID(w.done(w.desk.RegisterOrganization(w.t.Context(), w.as(anonymous), organization)).ID)
	}
	return []command{
		{op: directory.RegisterOrganization, actor: manager, prepare: func(*world) send {
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.RegisterOrganization(ctx, r, organization)
			})
		}},
		{op: directory.ApproveOrganization, actor: reviewer, prepare: func(w *world) send {
			id := registered(w)
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.ApproveOrganization(ctx, r, id)
			})
		}},
		{op: directory.SuspendOrganization, actor: reviewer, prepare: func(w *world) send {
			id := registered(w)
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.SuspendOrganization(ctx, r, id, "why")
			})
		}},
		{op: directory.CreateToken, actor: manager, secret: true, prepare: func(*world) send {
			return func(ctx context.Context, d *Desk, r *Request) (*Outcome, string, error) {
				return d.CreateToken(ctx, r, &NewToken{Name: "desk", Role: directory.RoleEditor})
			}
		}},
		{op: directory.RevokeToken, actor: manager, prepare: func(w *world) send {
			out, _, err := w.desk.CreateToken(w.t.Context(), w.as(manager), &NewToken{Name: "desk", Role: directory.RoleEditor})
			id := directory.ID(w.done(out, err).ID)
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.RevokeToken(ctx, r, id)
			})
		}},
		{op: directory.CreateInitiative, actor: editor, prepare: func(w *world) send {
			slug := w.slug()
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.CreateInitiative(ctx, r, "", content(slug))
			})
		}},
		onRecord(revise, editor, nil, func(ctx context.Context, w *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.ReviseInitiative(ctx, r, directory.ID(rec.ID), rec.Version, w.input(rec, func(in map[string]any) { in["slug"] = "of-" + in["slug"].(string) }))
		}),
		onRecord(submit, editor, nil, func(ctx context.Context, _ *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.SubmitInitiative(ctx, r, directory.ID(rec.ID), rec.Version)
		}),
		onRecord(approve, reviewer, []directory.Operation{submit}, func(ctx context.Context, _ *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.ApproveInitiative(ctx, r, directory.ID(rec.ID), rec.Version, "well done")
		}),
		onRecord(giveBack, reviewer, []directory.Operation{submit}, func(ctx context.Context, _ *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.ReturnInitiative(ctx, r, directory.ID(rec.ID), rec.Version, "why?")
		}),
		onRecord(withdraw, manager, toPublic, func(ctx context.Context, _ *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.WithdrawInitiative(ctx, r, directory.ID(rec.ID), rec.Version, "")
		}),
		onRecord(retire, manager, toPublic, func(ctx context.Context, _ *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.RetireInitiative(ctx, r, directory.ID(rec.ID), rec.Version, "", "")
		}),
		onRecord(directory.TransferInitiative, reviewer, toPublic, func(ctx context.Context, _ *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.TransferInitiative(ctx, r, directory.ID(rec.ID), rec.Version, south)
		}),
		onRecord(directory.VerifyHotline, editor, toPublic, func(ctx context.Context, w *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.VerifyHotline(ctx, r, w.line(rec), "")
		}),
		onRecord(directory.ReportOutage, editor, toPublic, func(ctx context.Context, w *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.ReportOutage(ctx, r, &Outage{Hotline: w.line(rec), Status: directory.HotlineStatusPaused})
		}),
		onRecord(directory.WithdrawConsent, editor, toPublic, func(ctx context.Context, w *world, d *Desk, r *Request, rec document.Record) (*Outcome, error) {
			return d.WithdrawConsent(ctx, r, directory.ID(rec.ID), w.testimony(rec))
		}),
		{op: directory.CloseCorrection, actor: editor, prepare: func(w *world) send {
			rec := w.published()
			k := w.done(w.desk.ProposeCorrection(w.t.Context(), w.as(anonymous), &directory.Correction{Record: directory.ID(rec.ID), Comment: "wrong"}))
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.CloseCorrection(ctx, r, directory.ID(k.ID), true, "")
			})
		}},
		{op: directory.RegisterFeed, actor: manager, prepare: func(*world) send {
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.RegisterFeed(ctx, r, "", "https://north.example/feed", directory.ExchangeFormatJSON)
			})
		}},
		{op: directory.PauseFeed, actor: manager, prepare: func(w *world) send {
			feed := w.done(w.desk.RegisterFeed(w.t.Context(), w.as(manager), "", "https://north.example/feed", directory.ExchangeFormatJSON))
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.PauseFeed(ctx, r, directory.ID(feed.ID), true)
			})
		}},
		{op: directory.RegisterWebhook, actor: manager, secret: true, prepare: func(*world) send {
			return func(ctx context.Context, d *Desk, r *Request) (*Outcome, string, error) {
				return d.RegisterWebhook(ctx, r, "", "https://north.example/hook")
			}
		}},
		{op: directory.RemoveWebhook, actor: manager, prepare: func(w *world) send {
			out, _, err := w.desk.RegisterWebhook(w.t.Context(), w.as(manager), "", "https://north.example/hook")
			id := directory.ID(w.done(out, err).ID)
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.RemoveWebhook(ctx, r, id)
			})
		}},
		{op: directory.RetryDelivery, actor: manager, prepare: func(w *world) send {
			id := string(derivedID("delivery", w.slug()))
			commitAll(w.t, w.store, document.Revision{
				ID: document.RevisionID(id, 1), RecordID: id, Version: 1, Kind: document.KindDelivery, At: noon, Actor: "x", Command: "enqueueDelivery",
				Content: document.Content{State: "FAILED", Owner: string(north), Draft: document.Encode(&directory.Delivery{ID: directory.ID(id), Organization: north})},
			})
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.RetryDelivery(ctx, r, directory.ID(id))
			})
		}},
		{op: directory.JoinBanner, actor: editor, prepare: func(w *world) send {
			banner, rec := w.published(), w.published()
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.JoinBanner(ctx, r, &directory.BannerMembership{Banner: directory.ID(banner.ID), Initiative: directory.ID(rec.ID)})
			})
		}},
		{op: directory.DecideBanner, actor: reviewer, prepare: func(w *world) send {
			banner, rec := w.published(), w.published()
			m := directory.BannerMembership{Banner: directory.ID(banner.ID), Initiative: directory.ID(rec.ID)}
			w.done(w.desk.JoinBanner(w.t.Context(), w.as(editor), new(m)))
			m.Status = directory.MembershipStatusActive
			return withoutSecret(func(ctx context.Context, d *Desk, r *Request) (*Outcome, error) {
				return d.DecideBanner(ctx, r, new(m))
			})
		}},
	}
}

// keyless are the operations that take no key, and why.
var keyless = map[directory.Operation]string{
	directory.ReadDraft:         "changes nothing",
	directory.ProposeCorrection: "anonymous callers are all one actor: their keys would meet",
	directory.ImportInitiatives: "the same file again changes nothing",
	directory.HarvestFeed:       "the same file again changes nothing",
}

func testOnce(t *testing.T, open opener) {
	w := newWorld(t, open)
	tried := map[directory.Operation]bool{}
	for _, c := range commands() {
		tried[c.op] = true
		t.Run(string(c.op), func(t *testing.T) {
			w := w.in(t)
			ctx := t.Context()
			do := c.prepare(w)
			r := w.keyed(c.actor)
			long := *r
			long.Key = strings.Repeat("k", MaxKey+1)
			before := w.all()
			out, _, err := do(ctx, w.desk, &long)
			w.wantProblem("a key that is too long", out, err, directory.InvalidInput, "input.idempotencyKey")
			w.wantNothingWritten("a key that is too long", before)
			out, secret, err := do(ctx, w.desk, r)
			first := w.done(out, err)
			if (secret != "") != c.secret {
				t.Errorf("the first answer has the secret %q", secret)
			}
			if revision := w.record(directory.ID(first.ID)); revision.Version != first.Version {
				t.Errorf("the outcome has version %d, the store %d", first.Version, revision.Version)
			}
			before = w.all()
			for range 2 {
				again := *r
				again.At = r.At.AddDate(0, 0, 1)
				out, secret, err = do(ctx, w.deskOn(w.store), &again) // as another process
				if got := w.done(out, err); got.ID != first.ID || got.Version != first.Version {
					t.Errorf("again: %s at version %d, want %s at %d", got.ID, got.Version, first.ID, first.Version)
				}
				if secret != "" {
					t.Error("the secret is told again")
				}
			}
			w.wantNothingWritten("the same again", before)
		})
	}
	for _, op := range operations(t) {
		if !tried[op] && keyless[op] == "" {
			t.Errorf("%s is not tried", op)
		}
	}
}

func testKeys(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	first, second := w.slug(), w.slug()
	r := &Request{Actor: editor, At: w.now(), Key: "the key"}
	mine := w.done(w.desk.CreateInitiative(ctx, r, "", content(first)))
	theirs := w.done(w.desk.CreateInitiative(ctx, &Request{Actor: outsider, At: w.now(), Key: "the key"}, "", content(second)))
	if mine.ID == theirs.ID || theirs.Content.Owner != string(south) {
		t.Error("the key of one actor meets that of another")
	}
	// The request is the one that was made, whatever has become of the record and whatever it says now.
	rec := mine
	for range replaySpan + 3 {
		rec = w.take(rec, revise)
	}
	again := w.done(w.desk.CreateInitiative(ctx, r, "", content(w.slug())))
	if again.ID != mine.ID || again.Version != 1 {
		t.Errorf("created again after %d revisions: version %d", rec.Version, again.Version)
	}
	// A key with a base version is recognised when the version is long past, and another key is not.
	r = w.keyed(editor)
	submitted := w.done(w.desk.SubmitInitiative(ctx, r, directory.ID(rec.ID), rec.Version))
	w.take(submitted, giveBack, revise)
	out, err := w.desk.SubmitInitiative(ctx, r, directory.ID(rec.ID), rec.Version)
	if got := w.done(out, err); got.Version != submitted.Version || got.Content.State != "SUBMITTED" {
		t.Errorf("submitted again: %s at version %d", got.Content.State, got.Version)
	}
	out, err = w.desk.SubmitInitiative(ctx, w.keyed(editor), directory.ID(rec.ID), rec.Version)
	w.wantProblem("another key with the old version", out, err, directory.Conflict, "input.baseVersion")
	// The same key for another command or another record is another request.
	other := w.create()
	w.done(w.desk.SubmitInitiative(ctx, r, directory.ID(other.ID), other.Version))
	// Keys of anonymous callers would meet each other's; without an input to tell them apart none is kept.
	names := Content{"names": []any{map[string]any{"value": "New", "language": "en"}}}
	a := w.done(w.desk.RegisterOrganization(ctx, &Request{Actor: anonymous, At: w.now(), Key: "1"}, names))
	b := w.done(w.desk.RegisterOrganization(ctx, &Request{Actor: anonymous, At: w.now(), Key: "1"}, names))
	if a.ID == b.ID {
		t.Error("two anonymous callers share a request")
	}
	// The same key with the same input is the same request, sent again; with another input it is somebody else's.
	sent := func(asked string) string {
		return w.done(w.desk.RegisterOrganization(ctx, &Request{Actor: anonymous, At: w.now(), Key: "1", Asked: asked}, names)).ID
	}
	if one, again, other := sent("one"), sent("one"), sent("another"); one != again || one == other {
		t.Errorf("a registration is %s, sent again %s, and another's with the same key %s", one, again, other)
	}
	// No key can be read back.
	if err := w.store.Revisions(ctx, func(v document.Revision) error {
		if v.Key != "" && (len(v.Key) != 64 || strings.Contains(v.Key, "key")) {
			return fmt.Errorf("%s holds the key %q", v.ID, v.Key)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// testTogether sends every command twenty times at once, with one key.
func testTogether(t *testing.T, open opener) {
	w := newWorld(t, open)
	for _, c := range commands() {
		t.Run(string(c.op), func(t *testing.T) {
			w := w.in(t)
			do := c.prepare(w)
			r := w.keyed(c.actor)
			const sends = 20
			outs, secrets, errs := make([]*Outcome, sends), make([]string, sends), make([]error, sends)
			var start, all sync.WaitGroup
			start.Add(1)
			for i := range sends {
				all.Go(func() {
					start.Wait()
					outs[i], secrets[i], errs[i] = do(t.Context(), w.desk, r)
				})
			}
			start.Done()
			all.Wait()
			told := 0
			for i := range sends {
				rec := w.done(outs[i], errs[i])
				if rec.ID != outs[0].Record.ID || c.op != directory.WithdrawConsent && rec.Version != outs[0].Record.Version {
					t.Errorf("send %d gives %s at version %d, the first %s at %d", i, rec.ID, rec.Version, outs[0].Record.ID, outs[0].Record.Version)
				}
				if secrets[i] != "" {
					told++
				}
			}
			if (told == 1) != c.secret || told > 1 {
				t.Errorf("%d answers with a secret", told)
			}
			newest := outs[0].Record
			if c.op == directory.WithdrawConsent { // sends that come later give the record as it is then
				newest = w.record(directory.ID(newest.ID))
			}
			w.wantAppliedOnce("twenty at once", r.key(c.op), newest)
		})
	}
	// However many sends made tokens, one works.
	working := 0
	err := w.desk.eachListed(t.Context(), document.Listing{Kind: KindToken, States: []string{"ACTIVE"}}, func(*Stored) { working++ })
	if err != nil || working != 1 {
		t.Errorf("%d tokens work, %v", working, err)
	}
}

// testDown sends every command to a store that fails at each of its calls in turn, before it writes and after,
// and again when it works.
func testDown(t *testing.T, open opener) {
	w := newWorld(t, open)
	for _, c := range commands() {
		t.Run(string(c.op), func(t *testing.T) {
			w := w.in(t)
			for _, after := range []bool{false, true} {
				failed := 0
				for failAt := 1; ; failAt += stride {
					do := c.prepare(w)
					down := &faulty{Store: w.store}
					d := w.deskOn(down)
					r := w.keyed(c.actor)
					down.reset(failAt, after)
					out, secret, err := do(t.Context(), d, r)
					if err == nil {
						w.done(out, nil)
						break // it does not ask the store so often
					}
					failed++
					if directory.CodeOf(err) != directory.Unavailable || !errors.Is(err, errDown) || out != nil || secret != "" {
						t.Fatalf("failing at call %d, after the write %v: %s", failAt, after, said(out, err))
					}
					down.reset(0, false)
					out, _, err = do(t.Context(), d, r)
					rec := w.done(out, err)
					w.wantAppliedOnce(fmt.Sprintf("failing at call %d, after the write %v, then again", failAt, after), r.key(c.op), rec)
				}
				if failed == 0 {
					t.Error("it never asks the store")
				}
			}
			w.endAll()
		})
	}
}

// wantAppliedOnce fails the test unless the newest revision of a record is the one that a request made, and no
// other of its revisions is.
func (w *world) wantAppliedOnce(what, key string, rec document.Record) {
	w.t.Helper()
	history, err := w.store.History(w.t.Context(), rec.ID, rec.Version+10, 20)
	if err != nil {
		w.t.Fatal(err)
	}
	keyed := 0
	for _, v := range history {
		if v.Key == key {
			keyed++
		}
	}
	if keyed != 1 || history[0].Key != key || history[0].Version != rec.Version {
		w.t.Errorf("%s: %d revisions with the key, the record is at version %d, the outcome at %d", what, keyed, history[0].Version, rec.Version)
	}
}

// endAll ends whatever an organization may have only a few of.
func (w *world) endAll() {
	w.t.Helper()
	for _, kind := range []Kind{KindWebhook, KindToken, KindFeed} {
		err := w.desk.eachListed(w.t.Context(), document.Listing{Kind: kind, States: []string{"ACTIVE", "PAUSED"}}, func(rec *Stored) {
			ended := *rec
			ended.Version++
			ended.Content.State = "REVOKED"
			w.done(w.desk.commit(w.t.Context(), w.as(admin), "end", "", ended, &rec.Content))
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestAKeyIsForOneInput: a key that was used for something else is refused, and nothing is written; with the same
// input, or one that nobody compares, it gives the first answer.
func TestAKeyIsForOneInput(t *testing.T) {
	w := newWorld(t, embeddedIn(t.TempDir()))
	ctx := t.Context()
	ask := func(a directory.Actor, asked string) *Request {
		r := w.as(a)
		r.Key, r.Asked = "the key", asked
		return r
	}
	slug := w.slug()
	rec := w.done(w.desk.CreateInitiative(ctx, ask(editor, "one"), "", content(slug)))
	revised := w.done(w.desk.ReviseInitiative(ctx, ask(editor, "one"), directory.ID(rec.ID), 1, content(slug)))
	token := &NewToken{Name: "desk", Role: directory.RoleEditor}
	made, secret, err := w.desk.CreateToken(ctx, ask(manager, "one"), token)
	if err != nil || len(made.Problems) > 0 || secret == "" {
		t.Fatalf("%+v %v", made, err)
	}
	for name, send := range map[string]func(asked string) (*Outcome, error){
		"create": func(asked string) (*Outcome, error) {
			return w.desk.CreateInitiative(ctx, ask(editor, asked), "", content(w.slug()))
		},
		"revise": func(asked string) (*Outcome, error) {
			return w.desk.ReviseInitiative(ctx, ask(editor, asked), directory.ID(rec.ID), revised.Version, content(slug))
		},
		"a token": func(asked string) (*Outcome, error) {
			out, secret, err := w.desk.CreateToken(ctx, ask(manager, asked), token)
			if secret != "" {
				t.Error("a second secret")
			}
			return out, err
		},
	} {
		before := w.all()
		out, err := send("another")
		w.wantProblem(name+" with another input", out, err, directory.InvalidInput, "input.idempotencyKey")
		for _, asked := range []string{"one", ""} {
			if out, err := send(asked); err != nil || len(out.Problems) > 0 {
				t.Errorf("%s again: %+v %v", name, out, err)
			}
		}
		w.wantNothingWritten(name, before)
	}
}
