package editing

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

func testInput(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec := w.create()
	in := w.parsed(rec.Content.Draft)
	if in.Campaigns[0].Hotlines[0] != in.Hotlines[0].ID || in.Lessons[0].LearnedFrom != in.Campaigns[0].ID {
		t.Error("local ids do not lead to their parts")
	}
	seen := map[directory.ID]bool{in.ID: true}
	for _, p := range partIDs(in) {
		if _, err := directory.ParseID(string(*p.id)); err != nil || seen[*p.id] {
			t.Errorf("%s is %q, %v", p.path, *p.id, err)
		}
		seen[*p.id] = true
	}
	other := w.parsed(w.published().Content.Public)
	for _, c := range []struct {
		what, path string
		code       directory.Code
		change     func(in map[string]any)
	}{
		{"another's line", "input.hotlines[0].id", directory.NotFound, func(in map[string]any) { part(in, "hotlines", 0)["id"] = string(other.Hotlines[0].ID) }},
		{"a line of nobody", "input.hotlines[0].id", directory.NotFound, func(in map[string]any) { part(in, "hotlines", 0)["id"] = string(id(0x666)) }},
		{"its own id as a part's", "input.hotlines[0].id", directory.NotFound, func(in map[string]any) { part(in, "hotlines", 0)["id"] = rec.ID }},
		{"a part of another kind", "input.resources[0].id", directory.NotFound, func(in map[string]any) {
			part(in, "resources", 0)["id"] = part(in, "lessons", 0)["id"]
			delete(in, "lessons")
		}},
		{"a part that stands twice", "input.hotlines[1].id", directory.InvalidInput, func(in map[string]any) {
			in["hotlines"] = append(in["hotlines"].([]any), in["hotlines"].([]any)[0])
		}},
		{"a testimony that stands twice", "input.campaigns[0].testimonies[2].id", directory.InvalidInput, func(in map[string]any) {
			k := part(in, "campaigns", 0)
			k["testimonies"] = append(k["testimonies"].([]any), k["testimonies"].([]any)[0])
		}},
		{"a local id of nothing", "input.campaigns[0].hotlines[0]", directory.InvalidInput, func(in map[string]any) {
			part(in, "campaigns", 0)["hotlines"] = []any{"new:nothing"}
		}},
		{"a field that is none", "input.colour", directory.InvalidInput, func(in map[string]any) { in["colour"] = "blue" }},
		{"two addresses of one channel", "input.hotlines[0].channels[0].address", directory.InvalidInput, func(in map[string]any) { channel(in)["email"] = "help@line.example" }},
		{"a number that is none", "input.hotlines[0].channels[0].number", directory.InvalidInput, func(in map[string]any) { channel(in)["number"] = "022 233309" }},
		{"hours that are none", "input.hotlines[0].channels[0].hours.notation", directory.InvalidInput, func(in map[string]any) {
			channel(in)["hours"] = map[string]any{"notation": "now and then", "timeZone": "Europe/Chisinau"}
		}},
		{"the address of a shelter", "input.summaries[0].value", directory.InvalidInput, func(in map[string]any) {
			in["summaries"] = []any{map[string]any{"value": shelter, "language": "en"}}
		}},
	} {
		before := w.all()
		out, err := w.desk.ReviseInitiative(ctx, w.as(editor), directory.ID(rec.ID), rec.Version, w.input(rec, c.change))
		w.wantProblem(c.what, out, err, c.code, c.path)
		w.wantNothingWritten(c.what, before)
	}
	// Everything that is wrong is said at once.
	out, err := w.desk.ReviseInitiative(ctx, w.as(editor), directory.ID(rec.ID), rec.Version, w.input(rec, func(in map[string]any) {
		channel(in)["number"], in["slug"], in["names"] = "1", "A B", nil
		part(in, "hotlines", 0)["id"] = string(id(0x666))
		in["summaries"] = []any{map[string]any{"value": shelter, "language": "en"}}
	}))
	if err != nil || len(out.Problems) != 5 {
		t.Errorf("five mistakes: %s", said(out, err))
	}
	out, err = w.desk.CreateInitiative(ctx, w.as(editor), "", func() Content {
		in := content(w.parsed(w.published().Content.Public).Slug)
		in["scope"], in["summaries"] = "", []any{map[string]any{"value": shelter, "language": "en"}}
		return in
	}())
	if err != nil || len(out.Problems) != 3 {
		t.Errorf("no scope, the address of a shelter and a slug that is taken: %s", said(out, err))
	}
	// Two local ids that are one are seen.
	twice := content(w.slug())
	part(twice, "campaigns", 0)["id"] = "new:line"
	out, err = w.desk.CreateInitiative(ctx, w.as(editor), "", twice)
	if err != nil || len(out.Problems) == 0 {
		t.Errorf("a line and a campaign with one local id: %s", said(out, err))
	}
}

// TestAnInputSentBackSaysWhatNoInputCanSay is about what is there, cannot be said, and must not get lost.
func TestAnInputSentBackSaysWhatNoInputCanSay(t *testing.T) {
	w := newWorld(t, embeddedIn(t.TempDir()))
	rec := w.create()
	in := w.parsed(rec.Content.Draft)
	in.Status, in.ReplacedBy = directory.InitiativeStatusRetired, id(0x777)
	in.Members = []directory.BannerMembership{{Country: "MD", Status: directory.MembershipStatusActive}}
	in.Campaigns[0].Testimonies[0].Consent.WithdrawnOn = "2026-11-01"
	verify(in.Hotlines[0], &directory.Verification{VerifiedOn: "2026-11-01", Method: directory.VerificationMethodCalled})
	changed := rec
	changed.Version++
	changed.Content.Draft = document.Encode(in)
	w.done(w.desk.commit(t.Context(), w.as(admin), "fixture", "", changed, &rec.Content))

	raw := w.input(changed, nil)
	for _, never := range []string{"members", "verification", "withdrawnOn", "replacedBy"} {
		if strings.Contains(fmt.Sprint(raw), never+":") {
			t.Errorf("the input has %s, which cannot be sent back", never)
		}
	}
	back := w.done(w.desk.ReviseInitiative(t.Context(), w.as(editor), directory.ID(rec.ID), changed.Version, raw))
	if string(back.Content.Draft) != string(changed.Content.Draft) {
		t.Errorf("sent back, it has changed:\n%s\n%s", document.EncodeJSON(in), document.EncodeJSON(w.parsed(back.Content.Draft)))
	}
	// And whoever says it all the same is not heard.
	raw = w.input(back, func(raw map[string]any) {
		raw["members"] = []any{map[string]any{"country": "RO", "status": "ACTIVE"}}
		raw["replacedBy"] = string(id(0x888))
		part(raw, "hotlines", 0)["provenance"] = map[string]any{"verification": map[string]any{"verifiedOn": "2026-11-23", "method": "CALLED"}}
	})
	heard := w.parsed(w.done(w.desk.ReviseInitiative(t.Context(), w.as(editor), directory.ID(rec.ID), back.Version, raw)).Content.Draft)
	if !reflect.DeepEqual(heard.Members, in.Members) || heard.ReplacedBy != in.ReplacedBy || heard.Hotlines[0].Provenance.VerifiedOn() != "2026-11-01" {
		t.Errorf("heard: members %+v, replaced by %s, verified on %s", heard.Members, heard.ReplacedBy, heard.Hotlines[0].Provenance.VerifiedOn())
	}
	fresh := content(w.slug())
	fresh["members"], fresh["replacedBy"] = raw["members"], raw["replacedBy"]
	part(fresh, "hotlines", 0)["provenance"] = map[string]any{"verification": map[string]any{"verifiedOn": "2026-11-23", "method": "CALLED"}}
	made := w.parsed(w.done(w.desk.CreateInitiative(t.Context(), w.as(editor), "", fresh)).Content.Draft)
	if len(made.Members) > 0 || made.ReplacedBy != "" || made.Hotlines[0].Provenance.VerifiedOn() != "" {
		t.Errorf("a new one: members %+v, replaced by %s, verified on %s", made.Members, made.ReplacedBy, made.Hotlines[0].Provenance.VerifiedOn())
	}
}

func testOrganizationInput(t *testing.T, open opener) {
	w := newWorld(t, open)
	name := []any{map[string]any{"value": "New", "language": "en"}}
	for _, c := range []struct {
		what, path string
		content    Content
	}{
		{"no name", "input.names", Content{}},
		{"a country that is none", "input.country", Content{"names": name, "country": "ZZ"}},
		{"a field that is none", "input.colour", Content{"names": name, "colour": "blue"}},
		{"the address of a shelter in a note", "input.notes[0].value", Content{"names": name, "notes": []any{map[string]any{"value": shelter, "language": "en"}}}},
		{"the address of a shelter in a fact", "input.facts[0].value", Content{"names": name, "facts": []any{map[string]any{"topic": "x", "value": shelter}}}},
		{"the address of a shelter as an acronym", "input.acronym", Content{"names": name, "acronym": shelter}},
		{"the address of a shelter as a source", "input.provenance.sources[0].reference", Content{"names": name, "provenance": map[string]any{"sources": []any{map[string]any{"reference": shelter}}}}},
		{"the address of a shelter as a translator", "input.names[0].translatedBy", Content{"names": []any{map[string]any{"value": "North", "language": "en", "translatedBy": shelter}}}},
	} {
		before := w.all()
		out, err := w.desk.RegisterOrganization(t.Context(), w.as(anonymous), c.content)
		w.wantProblem(c.what, out, err, directory.InvalidInput, c.path)
		w.wantNothingWritten(c.what, before)
	}
	rec := w.done(w.desk.RegisterOrganization(t.Context(), w.as(anonymous), Content{"names": name, "provenance": map[string]any{
		"verification": map[string]any{"verifiedOn": "2026-11-23", "method": "CALLED"},
	}}))
	if o, err := decode[directory.Organization](rec.Content.Draft); err != nil || o.Provenance.VerifiedOn() != "" {
		t.Errorf("it verified itself: %+v, %v", o, err)
	}
}

func TestApplicationsAreBounded(t *testing.T) {
	w := newWorld(t, embeddedIn(t.TempDir()))
	name := Content{"names": []any{map[string]any{"value": "New", "language": "en"}}}
	first := w.done(w.desk.RegisterOrganization(t.Context(), w.as(anonymous), name))
	var batch []document.Revision
	for i := range maxApplications - 2 {
		o := string(id(0x10000 + i))
		batch = append(batch, document.Revision{
			ID: document.RevisionID(o, 1), RecordID: o, Version: 1, Kind: KindOrganization, At: noon, Actor: "x", Command: "registerOrganization",
			Content: document.Content{State: "SUBMITTED", Owner: o, Draft: first.Content.Draft},
		})
	}
	commitAll(t, w.store, batch...)
	w.done(w.desk.RegisterOrganization(t.Context(), w.as(anonymous), name))
	out, err := w.desk.RegisterOrganization(t.Context(), w.as(anonymous), name)
	w.wantCode("one too many", out, err, directory.RateLimited)
	w.done(w.desk.SuspendOrganization(t.Context(), w.as(reviewer), directory.ID(first.ID), "spam"))
	w.done(w.desk.RegisterOrganization(t.Context(), w.as(anonymous), name))
}

func testCorrections(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec, draft := w.published(), w.create()
	line := w.line(rec)
	for _, c := range []struct {
		what, path string
		k          directory.Correction
	}{
		{"nothing", "input.proposed", directory.Correction{Record: line}},
		{"a comment that is too long", "input.comment", directory.Correction{Record: line, Comment: strings.Repeat("ж", maxCorrectionText+1)}},
		{"words that a terminal obeys", "input.field", directory.Correction{Record: line, Field: "\x1b[2J", Comment: "x"}},
		{"the address of a shelter", "input.comment", directory.Correction{Record: line, Comment: shelter}},
		{"a story", "input.comment", directory.Correction{Record: line, Comment: "I was trafficked and they took my passport."}},
		{"a cry for help", "input.comment", directory.Correction{Record: line, Comment: "Please help me, I am locked in"}},
		{"a story in the name of a field", "input.field", directory.Correction{Record: line, Field: "I was trafficked and they took my passport.", Comment: "x"}},
		{"a story in an address", "input.source", directory.Correction{Record: line, Comment: "x", Source: "https://example.org/?q=I+was+trafficked%2C+they+took+my+passport"}},
		{"a source that is none", "input.source", directory.Correction{Record: line, Comment: "x", Source: "javascript:alert(1)"}},
	} {
		before := w.all()
		out, err := w.desk.ProposeCorrection(ctx, w.as(anonymous), &c.k)
		w.wantProblem(c.what, out, err, directory.InvalidInput, c.path)
		w.wantNothingWritten(c.what, before)
	}
	in := w.parsed(rec.Content.Public)
	for what, of := range map[string]directory.ID{"nothing": id(0x666), "a draft": directory.ID(draft.ID), "a draft's line": w.line(draft), "a testimony": w.testimony(rec)} {
		out, err := w.desk.ProposeCorrection(ctx, w.as(anonymous), &directory.Correction{Record: of, Comment: "wrong"})
		w.wantProblem(what, out, err, directory.NotFound, "input.record")
	}
	for _, of := range []directory.ID{in.ID, line, in.Campaigns[0].ID, in.Resources[0].ID, in.Lessons[0].ID, north} {
		k := w.done(w.desk.ProposeCorrection(ctx, w.as(anonymous), &directory.Correction{Record: of, Comment: "wrong"}))
		if k.Content.Owner != string(north) || k.Content.State != "OPEN" {
			t.Errorf("a correction of %s is in the queue of %q in state %s", of, k.Content.Owner, k.Content.State)
		}
		stored, err := decode[directory.Correction](k.Content.Draft)
		if err != nil || stored.ProposedAt.Hour() != 0 || stored.ProposedAt.Minute() != 0 {
			t.Errorf("a correction tells the hour: %v, %v", stored.ProposedAt, err)
		}
	}
	for failAt := 1; w.record(in.ID).Content.Owner == string(north); failAt++ {
		dying := w.deskOn(&faulty{Store: w.store, failAt: failAt})
		if out, err := dying.TransferInitiative(ctx, w.as(reviewer), in.ID, rec.Version, south); err == nil {
			t.Fatalf("it was not cut off: %+v", out)
		}
	}
	if n, err := w.desk.Heal(ctx, w.now()); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if n, err := w.desk.Heal(ctx, w.now()); err != nil || n != 0 {
		t.Fatal(n, err)
	}
	for owner, want := range map[directory.ID]int{north: 1, south: 5} { // that of north itself stays
		open, _, err := w.desk.List(ctx, directory.Actor{ID: "x", Role: directory.RoleEditor, Organization: owner}, &Queue{Kind: KindCorrection, States: []directory.RecordState{directory.RecordStateOpen}, First: 50})
		if err != nil || len(open) != want {
			t.Errorf("%d corrections wait for %s, want %d: %v", len(open), owner, want, err)
		}
	}
}

// TestCorrectionsAreBounded: two hundred of one organization, and apart from them two hundred of the records that
// belong to none.
func TestCorrectionsAreBounded(t *testing.T) {
	w := newWorld(t, embeddedIn(t.TempDir()))
	ctx := t.Context()
	rec := w.published()
	orphan := w.found("orphan")
	nobodys := orphan
	nobodys.Version++
	nobodys.Content.Owner = ""
	w.done(w.desk.commit(ctx, w.as(admin), "fixture", "", nobodys, &orphan.Content))
	propose := func(of string) (*Outcome, error) {
		return w.desk.ProposeCorrection(ctx, w.as(anonymous), &directory.Correction{Record: directory.ID(of), Comment: "wrong"})
	}
	fill := func(of string) {
		t.Helper()
		k := w.done(propose(of))
		var batch []document.Revision
		for i := range maxOpenCorrections - 1 {
			v := w.revision(directory.ID(k.ID), 1)
			v.RecordID = string(derivedID(of, fmt.Sprint(i)))
			v.ID = document.RevisionID(v.RecordID, 1)
			batch = append(batch, v)
		}
		commitAll(t, w.store, batch...)
		out, err := propose(of)
		w.wantCode("one too many of "+of, out, err, directory.RateLimited)
	}
	fill(rec.ID)
	w.done(propose(orphan.ID)) // others are not concerned
	w.done(propose(string(south)))
	w.done(w.desk.CloseCorrection(ctx, w.as(reviewer), directory.ID(w.done(propose(orphan.ID)).ID), false, ""))
	queue, _, err := w.desk.List(ctx, reviewer, &Queue{Kind: KindCorrection, First: 1})
	if err != nil || len(queue) != 1 {
		t.Errorf("staff see %d corrections, %v", len(queue), err)
	}
}
