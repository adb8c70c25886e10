package editing

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/exchange"
)

// possession is what an organization has: records of each kind that a command can be about.
type possession struct {
	draft, submitted, public, returned         document.Record
	token, feed, hook, delivery, correction    directory.ID
	organization, line, draftLine, testimony   directory.ID
	draftTestimony, returnedLine, campaignOfIt directory.ID
}

// possess gives an organization one of everything. Its own people cannot do all of it, so others help.
func (w *world) possess(owner directory.ID) (p possession) {
	w.t.Helper()
	ctx := w.t.Context()
	in := func(ops ...directory.Operation) document.Record {
		rec := w.done(w.desk.CreateInitiative(ctx, w.as(admin), owner, content(w.slug())))
		for _, op := range ops {
			id := directory.ID(rec.ID)
			switch op {
			case submit:
				rec = w.done(w.desk.SubmitInitiative(ctx, w.as(admin), id, rec.Version))
			case approve:
				rec = w.done(w.desk.ApproveInitiative(ctx, w.as(admin), id, rec.Version, ""))
			case giveBack:
				rec = w.done(w.desk.ReturnInitiative(ctx, w.as(admin), id, rec.Version, "why?"))
			default:
			}
		}
		return rec
	}
	p = possession{draft: in(), submitted: in(submit), returned: in(submit, giveBack), public: in(submit, approve), organization: owner}
	p.line, p.draftLine, p.returnedLine = w.line(p.public), w.line(p.draft), w.line(p.returned)
	p.testimony, p.draftTestimony = w.testimony(p.public), w.testimony(p.draft)
	p.campaignOfIt = w.parsed(p.public.Content.Public).Campaigns[0].ID
	out, _, err := w.desk.CreateToken(ctx, w.as(admin), &NewToken{Name: "desk", Role: directory.RoleEditor, Organization: owner})
	p.token = directory.ID(w.done(out, err).ID)
	out, _, err = w.desk.RegisterWebhook(ctx, w.as(admin), owner, "https://partner.example/hook")
	p.hook = directory.ID(w.done(out, err).ID)
	p.feed = directory.ID(w.done(w.desk.RegisterFeed(ctx, w.as(admin), owner, "https://partner.example/feed", directory.ExchangeFormatJSON)).ID)
	p.correction = directory.ID(w.done(w.desk.ProposeCorrection(ctx, w.as(anonymous), &directory.Correction{Record: p.line, Comment: "wrong"})).ID)
	p.delivery = derivedID("delivery", string(owner))
	commitAll(w.t, w.store, document.Revision{
		ID: document.RevisionID(string(p.delivery), 1), RecordID: string(p.delivery), Version: 1, Kind: document.KindDelivery, At: noon, Actor: "x", Command: "enqueueDelivery",
		Content: document.Content{State: "FAILED", Owner: string(owner), Draft: document.Encode(&directory.Delivery{ID: p.delivery, Organization: owner})},
	})
	return p
}

// missing has the same form and is nobody's: no record of it is there.
func missing() (p possession) {
	absent := document.Record{ID: string(id(0x666)), Version: 1}
	return possession{
		draft: absent, submitted: absent, public: absent, returned: absent, token: id(0x666), feed: id(0x666), hook: id(0x666), delivery: id(0x666),
		correction: id(0x666), organization: id(0x666), line: id(0x666), draftLine: id(0x666), testimony: id(0x666), draftTestimony: id(0x666), campaignOfIt: id(0x666),
	}
}

// attempt is a command on something that an organization has. Version 3 of public and version 1 of drafts are
// named whoever asks, so that a difference in the outcome can only come from what is there.
type attempt struct {
	op   directory.Operation
	face string // which of the records it is about
	try  func(ctx context.Context, w *world, d *Desk, r *Request, p *possession) (*Outcome, error)
}

func onInitiative(op directory.Operation, do func(ctx context.Context, w *world, d *Desk, r *Request, id directory.ID, base int64) (*Outcome, error)) (all []attempt) {
	for _, face := range []struct {
		name string
		of   func(*possession) document.Record
		base int64
	}{
		{"draft", func(p *possession) document.Record { return p.draft }, 1},
		{"submitted", func(p *possession) document.Record { return p.submitted }, 2},
		{"returned", func(p *possession) document.Record { return p.returned }, 3},
		{"public", func(p *possession) document.Record { return p.public }, 3},
	} {
		all = append(all, attempt{op, face.name, func(ctx context.Context, w *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
			return do(ctx, w, d, r, directory.ID(face.of(p).ID), face.base)
		}})
	}
	return all
}

func attempts() (all []attempt) {
	add := func(op directory.Operation, face string, try func(ctx context.Context, w *world, d *Desk, r *Request, p *possession) (*Outcome, error)) {
		all = append(all, attempt{op, face, try})
	}
	for op, do := range map[directory.Operation]func(ctx context.Context, w *world, d *Desk, r *Request, id directory.ID, base int64) (*Outcome, error){
		revise: func(ctx context.Context, w *world, d *Desk, r *Request, id directory.ID, base int64) (*Outcome, error) {
			return d.ReviseInitiative(ctx, r, id, base, content("matrix"))
		},
		submit: func(ctx context.Context, _ *world, d *Desk, r *Request, id directory.ID, base int64) (*Outcome, error) {
			return d.SubmitInitiative(ctx, r, id, base)
		},
		approve: func(ctx context.Context, _ *world, d *Desk, r *Request, id directory.ID, base int64) (*Outcome, error) {
			return d.ApproveInitiative(ctx, r, id, base, "")
		},
		giveBack: func(ctx context.Context, _ *world, d *Desk, r *Request, id directory.ID, base int64) (*Outcome, error) {
			return d.ReturnInitiative(ctx, r, id, base, "why?")
		},
		withdraw: func(ctx context.Context, _ *world, d *Desk, r *Request, id directory.ID, base int64) (*Outcome, error) {
			return d.WithdrawInitiative(ctx, r, id, base, "")
		},
		retire: func(ctx context.Context, _ *world, d *Desk, r *Request, id directory.ID, base int64) (*Outcome, error) {
			return d.RetireInitiative(ctx, r, id, base, "", "")
		},
		directory.TransferInitiative: func(ctx context.Context, _ *world, d *Desk, r *Request, id directory.ID, base int64) (*Outcome, error) {
			return d.TransferInitiative(ctx, r, id, base, north)
		},
	} {
		all = append(all, onInitiative(op, do)...)
	}
	add(directory.VerifyHotline, "public", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.VerifyHotline(ctx, r, p.line, "")
	})
	add(directory.VerifyHotline, "hidden", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.VerifyHotline(ctx, r, p.draftLine, "")
	})
	add(directory.ReportOutage, "public", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.ReportOutage(ctx, r, &Outage{Hotline: p.line, Status: directory.HotlineStatusPaused})
	})
	add(directory.ReportOutage, "hidden", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.ReportOutage(ctx, r, &Outage{Hotline: p.draftLine, Status: directory.HotlineStatusPaused})
	})
	add(directory.WithdrawConsent, "public", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.WithdrawConsent(ctx, r, directory.ID(p.public.ID), p.testimony)
	})
	add(directory.WithdrawConsent, "draft", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.WithdrawConsent(ctx, r, directory.ID(p.draft.ID), p.draftTestimony)
	})
	add(directory.JoinBanner, "public", func(ctx context.Context, w *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.JoinBanner(ctx, r, &directory.BannerMembership{Banner: w.banner, Initiative: directory.ID(p.public.ID)})
	})
	add(directory.JoinBanner, "campaign", func(ctx context.Context, w *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.JoinBanner(ctx, r, &directory.BannerMembership{Banner: w.banner, Campaign: p.campaignOfIt})
	})
	add(directory.JoinBanner, "draft", func(ctx context.Context, w *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.JoinBanner(ctx, r, &directory.BannerMembership{Banner: w.banner, Initiative: directory.ID(p.draft.ID)})
	})
	add(directory.CreateInitiative, "organization", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.CreateInitiative(ctx, r, p.organization, content("matrix"))
	})
	add(directory.ImportInitiatives, "organization", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		out, _, err := d.Import(ctx, r, &File{Organization: p.organization, Format: directory.ExchangeFormatJSON, Data: strings.NewReader(importable), Limits: exchange.Limits{}})
		return out, err
	})
	add(directory.CreateToken, "organization", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		out, secret, err := d.CreateToken(ctx, r, &NewToken{Name: "new", Role: directory.RoleEditor, Organization: p.organization})
		if secret != "" && (err != nil || len(out.Problems) > 0) {
			err = fmt.Errorf("a secret with a refusal")
		}
		return out, err
	})
	add(directory.RegisterWebhook, "organization", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		out, _, err := d.RegisterWebhook(ctx, r, p.organization, "https://partner.example/")
		return out, err
	})
	add(directory.RegisterFeed, "organization", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.RegisterFeed(ctx, r, p.organization, "https://partner.example/", directory.ExchangeFormatJSON)
	})
	add(directory.ApproveOrganization, "organization", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.ApproveOrganization(ctx, r, p.organization)
	})
	add(directory.SuspendOrganization, "organization", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.SuspendOrganization(ctx, r, p.organization, "why")
	})
	add(directory.RevokeToken, "token", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.RevokeToken(ctx, r, p.token)
	})
	add(directory.PauseFeed, "feed", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.PauseFeed(ctx, r, p.feed, true)
	})
	add(directory.HarvestFeed, "feed", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		out, _, err := d.HarvestFeed(ctx, r, p.feed, false)
		return out, err
	})
	add(directory.RemoveWebhook, "webhook", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.RemoveWebhook(ctx, r, p.hook)
	})
	add(directory.RetryDelivery, "delivery", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.RetryDelivery(ctx, r, p.delivery)
	})
	add(directory.CloseCorrection, "correction", func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
		return d.CloseCorrection(ctx, r, p.correction, true, "")
	})
	// A record of another kind is none.
	for kind, of := range map[string]func(*possession) directory.ID{
		"token": func(p *possession) directory.ID { return p.token }, "organization": func(p *possession) directory.ID { return p.organization },
		"feed": func(p *possession) directory.ID { return p.feed }, "correction": func(p *possession) directory.ID { return p.correction },
	} {
		add(submit, "hidden "+kind, func(ctx context.Context, _ *world, d *Desk, r *Request, p *possession) (*Outcome, error) {
			return d.SubmitInitiative(ctx, r, of(p), 1)
		})
	}
	return all
}

// importable is a file with one initiative.
const importable = `{"initiatives": [{"names": [{"value": "Imported", "language": "en"}], "slug": "imported", "scope": "GLOBAL", "identifiers": [{"scheme": "x", "value": "1"}]}]}`

// untold are the operations that the matrix of attempts does not cover, and why.
var untold = map[directory.Operation]string{
	directory.ReadDraft:            "testReading",
	directory.RegisterOrganization: "anybody may, and it is about nothing that is there",
	directory.ProposeCorrection:    "anybody may",
	directory.DecideBanner:         "only staff may, whosever it is; testBanner",
}

func testPermissions(t *testing.T, open opener) {
	w := newWorld(t, open)
	w.banner = directory.ID(w.published().ID)
	own, other, none := w.possess(north), w.possess(south), missing()
	down := &faulty{Store: w.store, noWrite: true} // so that what is allowed does not change what others try
	d := w.deskOn(down)
	d.fetch = fetchNothing{}
	before := w.all()

	actors := []directory.Actor{anonymous, editor, manager, reviewer, admin}
	for _, scopes := range [][]directory.TokenScope{{}, {directory.TokenScopeRead}, {directory.TokenScopeEdit}, {directory.TokenScopeVerify}, {directory.TokenScopeManage}, {directory.TokenScopeImport}, {directory.TokenScopeReview}} {
		for _, a := range []directory.Actor{editor, manager, reviewer} {
			a.Scopes = scopes
			actors = append(actors, a)
		}
	}
	told := map[directory.Operation]bool{}
	for _, a := range actors {
		for _, x := range attempts() {
			told[x.op] = true
			absent := said(x.try(t.Context(), w, d, w.as(a), &none))
			for whose, p := range map[directory.ID]*possession{north: &own, south: &other} {
				what := fmt.Sprintf("%s of the %s of %s by %s with %v", x.op, x.face, whose, a.ID, a.Scopes)
				down.reset(0, false)
				out, err := x.try(t.Context(), w, d, w.as(a), p)
				got := said(out, err)
				switch {
				case a.ReachOf(x.op) == directory.ReachNone && !a.Known():
					w.wantCode(what, out, err, directory.Unauthenticated)
				case a.ReachOf(x.op) == directory.ReachNone:
					w.wantCode(what, out, err, directory.Forbidden)
				case !a.May(x.op, whose) || strings.HasPrefix(x.face, "hidden"):
					if got != absent || out == nil || len(out.Problems) != 1 || out.Problems[0].Code != directory.NotFound {
						t.Errorf("%s: got %s, want what is said of nothing: %s", what, got, absent)
					}
				default:
					if got == absent {
						t.Errorf("%s: got %s, which is said of nothing", what, got)
					}
					continue
				}
				if down.writes > 0 {
					t.Errorf("%s: asked the store to write", what)
				}
			}
		}
	}
	w.wantNothingWritten("all that was refused", before)
	for _, op := range operations(t) {
		if !told[op] && untold[op] == "" {
			t.Errorf("%s is not tried", op)
		}
	}
}

// fetchNothing gives an empty file for every address.
type fetchNothing struct{}

func (fetchNothing) Fetch(context.Context, string, string, int64) (io.ReadCloser, string, bool, error) {
	return io.NopCloser(strings.NewReader(importable)), "", false, nil
}

func testReading(t *testing.T, open opener) {
	w := newWorld(t, open)
	own, other := w.possess(north), w.possess(south)
	ctx := t.Context()
	unread := editor
	unread.Scopes = []directory.TokenScope{directory.TokenScopeEdit}
	lost := directory.Actor{ID: "of no organization", Role: directory.RoleEditor}
	for _, c := range []struct {
		actor      directory.Actor
		own, other bool
	}{
		{anonymous, false, false},
		{editor, true, false},
		{manager, true, false},
		{reviewer, true, true},
		{admin, true, true},
		{unread, false, false},
		{lost, false, false},
		{directory.Actor{}, false, false},
	} {
		for _, x := range []struct {
			p    *possession
			sees bool
		}{{&own, c.own}, {&other, c.other}, {new(missing()), false}} {
			for _, rec := range []document.Record{x.p.draft, x.p.submitted, x.p.returned, x.p.public} {
				got, err := w.desk.Initiative(ctx, c.actor, directory.ID(rec.ID))
				if err != nil || (got != nil) != x.sees {
					t.Errorf("%s reads %s: %v, %v", c.actor.ID, rec.ID, got != nil, err)
				}
				history, err := w.desk.History(ctx, c.actor, directory.ID(rec.ID), 0, 10)
				if err != nil || (len(history) > 0) != x.sees || (history != nil) != x.sees {
					t.Errorf("%s reads the history of %s: %d versions, %v", c.actor.ID, rec.ID, len(history), err)
				}
			}
		}
		for _, kind := range []Kind{KindInitiative, KindOrganization, KindCorrection, KindToken, KindFeed, KindWebhook, KindDelivery} {
			owners := map[string]bool{}
			for q := (Queue{Kind: kind, First: 2}); ; {
				page, more, err := w.desk.List(ctx, c.actor, &q)
				if err != nil {
					t.Fatal(err)
				}
				for _, rec := range page {
					owners[rec.Content.Owner] = true
					q.After = directory.ID(rec.ID)
				}
				if !more {
					break
				}
			}
			want := map[string]bool{}
			if c.own {
				want[string(north)] = true
			}
			if c.other {
				want[string(south)] = true
			}
			if diff := cmp.Diff(want, owners); diff != "" {
				t.Errorf("%s lists %ss of (-want +got):\n%s", c.actor.ID, kind, diff)
			}
		}
	}
	if rec, err := w.desk.OwnOrganization(ctx, editor); err != nil || rec == nil || rec.ID != string(north) {
		t.Errorf("an editor's own organization: %v, %v", rec, err)
	}
	if rec, err := w.desk.OwnOrganization(ctx, reviewer); err != nil || rec != nil {
		t.Errorf("a reviewer's own organization: %v, %v", rec, err)
	}
	due, err := w.desk.ChecksDue(ctx, w.as(editor), 10)
	if err != nil || len(due) != 1 || due[0].ID != own.line {
		t.Errorf("checks due for north: %d, %v", len(due), err)
	}
	if due, err = w.desk.ChecksDue(ctx, w.as(reviewer), 10); err != nil || len(due) != 2 {
		t.Errorf("checks due for staff: %d, %v", len(due), err)
	}
	w.done(w.desk.VerifyHotline(ctx, w.as(editor), own.line, ""))
	if due, err = w.desk.ChecksDue(ctx, w.as(editor), 10); err != nil || len(due) != 0 {
		t.Errorf("checks due after one: %d, %v", len(due), err)
	}
}

func testBanner(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	w.banner = directory.ID(w.publish(w.done(w.desk.CreateInitiative(ctx, w.as(outsider), "", content(w.slug())))).ID)
	rec, draft := w.published(), w.create()
	member := func() *directory.BannerMembership {
		return &directory.BannerMembership{Banner: w.banner, Initiative: directory.ID(rec.ID)}
	}
	before := w.all()
	out, err := w.desk.JoinBanner(ctx, w.as(editor), member())
	w.wantProblem("an initiative of others that is no banner", out, err, directory.InvalidInput, "input.banner")
	w.wantNothingWritten("an initiative of others that is no banner", before)
	first := directory.ID(w.publish(w.done(w.desk.CreateInitiative(ctx, w.as(outsider), "", content(w.slug())))).ID)
	w.done(w.desk.JoinBanner(ctx, w.as(outsider), &directory.BannerMembership{Banner: w.banner, Initiative: first}))
	w.done(w.desk.JoinBanner(ctx, w.as(editor), member()))
	status := func() (s []directory.MembershipStatus) {
		for _, m := range w.holder.Current().Initiatives.ByID(w.banner).Members {
			if m.Initiative != first {
				s = append(s, m.Status)
			}
		}
		return s
	}
	wantStatus := func(what string, want ...directory.MembershipStatus) {
		t.Helper()
		if diff := cmp.Diff(want, status()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	wantStatus("proposed", directory.MembershipStatusProposed)
	out, err = w.desk.JoinBanner(ctx, w.as(editor), member())
	w.wantProblem("proposed twice", out, err, directory.Conflict, "input.initiative")
	out, err = w.desk.DecideBanner(ctx, w.as(editor), member())
	w.wantCode("decided by an editor", out, err, directory.Forbidden)
	out, err = w.desk.DecideBanner(ctx, w.as(reviewer), member())
	w.wantProblem("decided without saying what", out, err, directory.InvalidInput, "input.status")
	decide := func(s directory.MembershipStatus) {
		t.Helper()
		m := member()
		m.Status = s
		w.done(w.desk.DecideBanner(ctx, w.as(reviewer), m))
		wantStatus("decided", s)
	}
	decide(directory.MembershipStatusActive)
	decide(directory.MembershipStatusEnded)
	w.done(w.desk.JoinBanner(ctx, w.as(editor), member()))
	wantStatus("proposed again", directory.MembershipStatusProposed)

	for _, c := range []struct {
		what   string
		actor  directory.Actor
		change func(m *directory.BannerMembership)
		code   directory.Code
		path   string
	}{
		{"nothing", editor, func(m *directory.BannerMembership) { m.Initiative = "" }, directory.InvalidInput, "input"},
		{"two things", editor, func(m *directory.BannerMembership) { m.Country = "MD" }, directory.InvalidInput, "input"},
		{"a draft", editor, func(m *directory.BannerMembership) { m.Initiative = directory.ID(draft.ID) }, directory.InvalidInput, "input.initiative"},
		{"a banner that is none", editor, func(m *directory.BannerMembership) { m.Banner = id(0x666) }, directory.NotFound, "input.banner"},
		{"a banner that is a draft", editor, func(m *directory.BannerMembership) { m.Banner = directory.ID(draft.ID) }, directory.NotFound, "input.banner"},
		{"a banner that is an organization", editor, func(m *directory.BannerMembership) { m.Banner = north }, directory.NotFound, "input.banner"},
		{"another's campaign", editor, func(m *directory.BannerMembership) {
			m.Initiative, m.Campaign = "", w.holder.Current().Initiatives.ByID(w.banner).Campaigns[0].ID
		}, directory.NotFound, "input.campaign"},
		{"the banner itself", outsider, func(m *directory.BannerMembership) { m.Initiative = w.banner }, directory.InvalidInput, "input.initiative"},
		{"a day that is none", admin, func(m *directory.BannerMembership) { m.Initiative, m.Country, m.Since = "", "MD", "soon" }, directory.InvalidInput, "input.since"},
		{"the address of a shelter", admin, func(m *directory.BannerMembership) {
			m.Initiative, m.Country, m.Note = "", "MD", &directory.Text{Value: shelter, Language: "en"}
		}, directory.InvalidInput, "input.note"},
		{"the address of a shelter as evidence", editor, func(m *directory.BannerMembership) {
			m.Evidence = &directory.Provenance{Sources: []directory.Source{{Reference: shelter}}}
		}, directory.InvalidInput, "input.evidence.sources[0].reference"},
	} {
		m := member()
		c.change(m)
		before := w.all()
		out, err := w.desk.JoinBanner(ctx, w.as(c.actor), m)
		w.wantProblem(c.what, out, err, c.code, c.path)
		w.wantNothingWritten(c.what, before)
	}
	out, err = w.desk.JoinBanner(ctx, w.as(editor), &directory.BannerMembership{Banner: w.banner, Country: "MD"})
	w.wantCode("a country proposed by a partner", out, err, directory.Forbidden)
	w.done(w.desk.JoinBanner(ctx, w.as(admin), &directory.BannerMembership{Banner: w.banner, Country: "MD"}))

	// A draft beside the banner has the same members, whatever its people send.
	b := w.record(w.banner)
	in := w.input(b, nil)
	in["members"] = []any{}
	b = w.done(w.desk.ReviseInitiative(ctx, w.as(outsider), w.banner, b.Version, in))
	w.done(w.desk.DecideBanner(ctx, w.as(reviewer), &directory.BannerMembership{Banner: w.banner, Country: "MD", Status: directory.MembershipStatusActive}))
	b = w.record(w.banner)
	if diff := cmp.Diff(w.parsed(b.Content.Public).Members, w.parsed(b.Content.Draft).Members); diff != "" || len(w.parsed(b.Content.Draft).Members) != 3 {
		t.Errorf("members (-public +draft):\n%s", diff)
	}

	// An import changes the public face alone: what it made a banner is one, whatever the draft beside it says.
	older := w.parsed(b.Content.Draft)
	older.Members = nil
	b.Content.Draft, b.Version = document.Encode(older), b.Version+1
	if _, outcomes, err := w.store.Commit(ctx, []document.Revision{{
		ID: document.RevisionID(b.ID, b.Version), RecordID: b.ID, Version: b.Version, Kind: b.Kind, At: w.now(), Actor: "import", Command: "import", Content: b.Content,
	}}); err != nil || outcomes[0] != nil {
		t.Fatal(outcomes, err)
	}
	w.done(w.desk.JoinBanner(ctx, w.as(editor), &directory.BannerMembership{Banner: w.banner, Initiative: directory.ID(w.published().ID)}))
}

// shelter says where one is.
const shelter = "Our shelter is at 12 Lime Street, second floor."
