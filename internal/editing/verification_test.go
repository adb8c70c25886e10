package editing

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// checked is an initiative of which everything was verified, or drawn parts of it.
func checked(t *rapid.T) *directory.Initiative {
	in := &directory.Initiative{}
	raw := content("checked")
	raw["facts"] = []any{map[string]any{"topic": "staff", "value": "fifty"}}
	for _, list := range []string{"hotlines", "campaigns", "resources", "lessons"} {
		for i, p := range raw[list].([]any) {
			delete(p.(map[string]any), "id")
			delete(p.(map[string]any), "hotlines")
			delete(p.(map[string]any), "learnedFrom")
			if rapid.Bool().Draw(t, list+" has provenance") {
				p.(map[string]any)["provenance"] = map[string]any{"sources": []any{map[string]any{"url": fmt.Sprintf("https://%s.example/%d", list, i)}}}
			} else {
				delete(p.(map[string]any), "provenance")
			}
		}
	}
	if rapid.Bool().Draw(t, "initiative has provenance") {
		raw["provenance"] = map[string]any{"sources": []any{map[string]any{"url": "https://initiative.example/"}}}
	}
	if problems := document.ReadInput(raw, in); len(problems) > 0 {
		t.Fatal(problems)
	}
	in.ID = id(1)
	for i, p := range partIDs(in) {
		*p.id = id(2 + i)
	}
	v := &directory.Verification{VerifiedOn: "2026-11-01", By: north, Method: directory.VerificationMethodCalled}
	if rapid.Bool().Draw(t, "initiative verified") {
		if in.Provenance == nil {
			in.Provenance = &directory.Provenance{}
		}
		in.Provenance.Verification = v
	}
	if rapid.Bool().Draw(t, "line verified") {
		verify(in.Hotlines[0], v)
	}
	for _, m := range metas(in)[1:] {
		if m.Provenance != nil && rapid.Bool().Draw(t, "part verified") {
			m.Provenance.Verification = v
		}
	}
	return in
}

// metas gives what an initiative and its parts have in common: the initiative, its line, campaign, resource and
// lesson.
func metas(in *directory.Initiative) []*directory.Common {
	return []*directory.Common{&in.Common, &in.Hotlines[0].Common, &in.Campaigns[0].Common, &in.Resources[0].Common, &in.Lessons[0].Common}
}

// shownOn is the day on which everybody sees that an initiative and its parts were verified.
func shownOn(in *directory.Initiative) (days [5]directory.Date) {
	for i, m := range metas(in) {
		if v := verificationOf(m.Provenance, in.Provenance); v != nil {
			days[i] = v.VerifiedOn
		}
	}
	return days
}

// revisions are what an editor may change, and whose verification it ends: of the initiative, the line, the
// campaign, the resource, the lesson.
var edits = []struct {
	name   string
	change func(in map[string]any)
	ends   [5]bool
}{
	{"nothing", func(map[string]any) {}, [5]bool{}},
	{"the order of the fields' parts", func(in map[string]any) {
		in["hotlines"] = append([]any{}, in["hotlines"].([]any)...)
	}, [5]bool{}},
	{"the summary of the initiative", func(in map[string]any) {
		in["summaries"] = []any{map[string]any{"value": "New words.", "language": "en"}}
	}, [5]bool{0: true}},
	{"what the line offers", func(in map[string]any) {
		part(in, "hotlines", 0)["offers"] = []any{map[string]any{"value": "Advice.", "language": "en"}}
	}, [5]bool{}},
	{"the source of the line", func(in map[string]any) {
		part(in, "hotlines", 0)["provenance"] = map[string]any{"sources": []any{map[string]any{"url": "https://other.example/"}}}
	}, [5]bool{}},
	{"that the line has no source", func(in map[string]any) { delete(part(in, "hotlines", 0), "provenance") }, [5]bool{}},
	{"the number", func(in map[string]any) { channel(in)["number"] = "+37322233310" }, [5]bool{1: true}},
	{"the hours", func(in map[string]any) {
		channel(in)["hours"] = map[string]any{"notation": "Mo-Fr 08:00-19:00", "timeZone": "Europe/Chisinau"}
	}, [5]bool{1: true}},
	{"the language", func(in map[string]any) { channel(in)["languages"] = []any{map[string]any{"tag": "ru"}} }, [5]bool{1: true}},
	{"a safety fact", func(in map[string]any) {
		channel(in)["safety"] = map[string]any{"tollFree": map[string]any{"value": "NO"}}
	}, [5]bool{1: true}},
	{"that a safety fact is known", func(in map[string]any) { delete(channel(in), "safety") }, [5]bool{1: true}},
	{"a way to reach the line", func(in map[string]any) {
		line := part(in, "hotlines", 0)
		line["channels"] = append(line["channels"].([]any), map[string]any{"kind": "EMAIL", "email": "help@line.example"})
	}, [5]bool{1: true}},
	{"the country of the line", func(in map[string]any) { part(in, "hotlines", 0)["countries"] = []any{"RO"} }, [5]bool{1: true}},
	{"the status of the line", func(in map[string]any) { part(in, "hotlines", 0)["status"] = "PAUSED" }, [5]bool{1: true}},
	{"who answers", func(in map[string]any) { part(in, "hotlines", 0)["answeredBy"] = "POLICE" }, [5]bool{1: true}},
	{"the name of the campaign", func(in map[string]any) { part(in, "campaigns", 0)["names"] = rename }, [5]bool{2: true}},
	{"the name of the resource", func(in map[string]any) { part(in, "resources", 0)["names"] = rename }, [5]bool{3: true}},
	{"the name of the lesson", func(in map[string]any) { part(in, "lessons", 0)["names"] = rename }, [5]bool{4: true}},
	{"that it was verified", func(in map[string]any) {
		claim := map[string]any{"verification": map[string]any{"verifiedOn": "2026-11-23", "method": "CALLED", "by": string(south)}}
		part(in, "hotlines", 0)["provenance"], channel(in)["provenance"] = claim, claim
		channel(in)["number"] = "+37322233310"
	}, [5]bool{1: true}},
}

var rename = []any{map[string]any{"value": "Another name", "language": "en"}}

func channel(in map[string]any) map[string]any {
	return part(in, "hotlines", 0)["channels"].([]any)[0].(map[string]any)
}

// TestARevisionKeepsWhatWasCheckedAndNothingElse sends back an initiative of which drawn parts were verified,
// with drawn changes.
func TestARevisionKeepsWhatWasCheckedAndNothingElse(t *testing.T) {
	none := snapshot.Build(nil, 1, noon, directory.DefaultThresholds)
	d := NewDesk(Options{Public: func() *snapshot.Snapshot { return none }, Rand: zeros{}})
	rapid.Check(t, func(t *rapid.T) {
		old := checked(t)
		before := shownOn(old)
		raw := sayable(document.WriteInput(old))
		ended := [5]bool{}
		for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(edits)-1), 0, 4, rapid.ID).Draw(t, "edits") {
			edits[i].change(raw)
			t.Log(edits[i].name)
			for k := range ended {
				ended[k] = ended[k] || edits[i].ends[k]
			}
		}
		unchanged := document.Encode(old)
		in, problems, err := d.read(raw, old.ID, old, noon)
		if err != nil || len(problems) > 0 {
			t.Fatal(problems, err)
		}
		if string(document.Encode(old)) != string(unchanged) {
			t.Error("what was there before has changed with it")
		}
		want := before
		for k := range ended {
			if ended[k] {
				want[k] = ""
			}
		}
		if got := shownOn(in); got != want {
			t.Errorf("seen as verified on %q, want %q, before %q", got, want, before)
		}
		if !ended[1] && before[1] != "" {
			compared := cmp.Options{cmpopts.IgnoreUnexported(directory.Channel{}, directory.Provenance{}, directory.OpeningHours{})}
			if diff := cmp.Diff(old.Hotlines[0].Channels, in.Hotlines[0].Channels, compared); diff != "" {
				t.Errorf("the channels (-before +after):\n%s", diff)
			}
		}
		if ended[1] {
			eachValue(reflect.ValueOf(in.Hotlines[0]), func(v *directory.Verification) { t.Errorf("a changed line holds %+v", v) })
		}
		// What is stored is stable: the same sent back changes nothing.
		again, problems, err := d.read(sayable(document.WriteInput(in)), in.ID, in, noon)
		if err != nil || len(problems) > 0 {
			t.Fatal(problems, err)
		}
		if diff := cmp.Diff(string(document.EncodeJSON(in)), string(document.EncodeJSON(again))); diff != "" {
			t.Errorf("sent back once more:\n%s", diff)
		}
	})
}

// zeros is a source of chance that has none.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestAnImportedVerificationStandsWhenItIsLater is about files, which unlike inputs may say when something was
// verified.
func TestAnImportedVerificationStandsWhenItIsLater(t *testing.T) {
	for _, c := range []struct{ here, file, want directory.Date }{
		{"2026-11-01", "2026-10-01", "2026-11-01"}, {"2026-10-01", "2026-11-01", "2026-11-01"}, {"", "2026-11-01", "2026-11-01"}, {"2026-11-01", "", "2026-11-01"},
	} {
		said := func(on directory.Date) *directory.Initiative {
			p := func() *directory.Provenance {
				if on == "" {
					return nil
				}
				return &directory.Provenance{Verification: &directory.Verification{VerifiedOn: on, Method: directory.VerificationMethodCalled}}
			}
			return &directory.Initiative{
				Common:    directory.Common{ID: id(1), Provenance: p()},
				Hotlines:  []*directory.Hotline{{Common: directory.Common{ID: id(2), Provenance: p()}, Channels: []directory.Channel{{Number: "+37322233309", Provenance: p()}}}},
				Resources: []*directory.Resource{{Common: directory.Common{ID: id(3), Provenance: p()}}},
			}
		}
		in := said(c.file)
		keepVerifications(in, said(c.here))
		for what, p := range map[string]*directory.Provenance{
			"initiative": in.Provenance, "line": in.Hotlines[0].Provenance, "channel": in.Hotlines[0].Channels[0].Provenance, "resource": in.Resources[0].Provenance,
		} {
			if p.VerifiedOn() != c.want {
				t.Errorf("%s: here %q, in the file %q: %q, want %q", what, c.here, c.file, p.VerifiedOn(), c.want)
			}
		}
	}
}

func testVerify(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec := w.published()
	line := w.line(rec)
	days := func(h *directory.Hotline) [4]directory.Date {
		c := &h.Channels[0]
		return [4]directory.Date{h.Provenance.VerifiedOn(), c.Provenance.VerifiedOn(), c.SafetyShown().TollFree.Provenance.VerifiedOn(), c.HoursShown().Provenance.VerifiedOn()}
	}
	seen := func() [4]directory.Date { return days(w.holder.Current().Hotlines.ByID(line)) }
	same := func(d directory.Date) [4]directory.Date { return [4]directory.Date{d, d, d, d} }
	today := func() directory.Date { return directory.Date(w.now().Format("2006-01-02")) }

	// Beside a draft that says the same of the line, both are verified, and the draft keeps it through approval.
	w.revise(rec, func(in map[string]any) { in["acronym"] = "A" })
	w.pass(24 * time.Hour)
	rec = w.done(w.desk.VerifyHotline(ctx, w.as(editor), line, ""))
	if seen() != same(today()) || w.parsed(rec.Content.Draft).Hotlines[0].Provenance.VerifiedOn() != today() {
		t.Errorf("seen as verified on %q, the draft %q", seen(), w.parsed(rec.Content.Draft).Hotlines[0].Provenance.VerifiedOn())
	}
	if h := w.holder.Current().Hotlines.ByID(line); len(h.Provenance.Sources) != 1 || h.Provenance.Verification.By != north || h.Provenance.Verification.Method != directory.VerificationMethodOperatorConfirmed {
		t.Errorf("provenance: %+v by %+v", h.Provenance, h.Provenance.Verification)
	}
	on := today()
	rec = w.publish(rec)
	if seen() != same(on) {
		t.Errorf("after the approval seen as verified on %q", seen())
	}
	// Beside a draft with another number, only the public line is.
	rec = w.revise(rec, func(in map[string]any) { channel(in)["number"] = "+37322233310" })
	w.pass(24 * time.Hour)
	rec = w.done(w.desk.VerifyHotline(ctx, w.as(editor), line, directory.VerificationMethodCalled))
	if draft := w.parsed(rec.Content.Draft).Hotlines[0]; seen() != same(today()) || draft.Provenance.VerifiedOn() != "" || draft.Channels[0].Number != "+37322233310" {
		t.Errorf("seen as verified on %q, the other number of the draft on %q", seen(), draft.Provenance.VerifiedOn())
	}
	rec = w.publish(rec)
	if seen() != same("") {
		t.Errorf("the new number is seen as verified on %q", seen())
	}
	// The sources of the initiative stay those of a line that has none of its own.
	rec = w.publish(w.revise(rec, func(in map[string]any) {
		in["provenance"] = map[string]any{"sources": []any{map[string]any{"url": "https://initiative.example/"}}}
		delete(part(in, "hotlines", 0), "provenance")
		delete(channel(in), "provenance")
	}))
	rec = w.done(w.desk.VerifyHotline(ctx, w.as(editor), line, ""))
	if h := w.holder.Current().Hotlines.ByID(line); seen() != same(today()) || len(h.Provenance.Sources) != 1 || h.Provenance.Sources[0].URL != "https://initiative.example/" {
		t.Errorf("seen as verified on %q with %+v", seen(), h.Provenance)
	}
	// Only that it worked can be verified of what works.
	w.done(w.desk.ReportOutage(ctx, w.as(editor), &Outage{Hotline: line, Status: directory.HotlineStatusOutOfService}))
	out, err := w.desk.VerifyHotline(ctx, w.as(editor), line, "")
	w.wantProblem("a line that is out of service", out, err, directory.InvalidInput, "input.hotline")
}

func testOutage(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec, other := w.published(), w.published()
	line := w.line(rec)
	note := &directory.Text{Value: "Until the storm is over.", Language: "en"}
	for _, c := range []struct {
		what   string
		outage Outage
		code   directory.Code
		path   string
	}{
		{"a state that is none", Outage{Hotline: line, Status: "BROKEN"}, directory.InvalidInput, "input.status"},
		{"no state", Outage{Hotline: line}, directory.InvalidInput, "input.status"},
		{"retired in passing", Outage{Hotline: line, Status: directory.HotlineStatusRetired}, directory.InvalidInput, "input.status"},
		{"replaced by itself", Outage{Hotline: line, Status: directory.HotlineStatusPaused, ReplacedBy: line}, directory.NotFound, "input.replacedBy"},
		{"replaced by nothing", Outage{Hotline: line, Status: directory.HotlineStatusPaused, ReplacedBy: id(0x666)}, directory.NotFound, "input.replacedBy"},
		{"replaced though it works", Outage{Hotline: line, Status: directory.HotlineStatusActive, ReplacedBy: w.line(other)}, directory.InvalidInput, "input.replacedBy"},
		{"a note in no language", Outage{Hotline: line, Status: directory.HotlineStatusPaused, Note: &directory.Text{Value: "x"}}, directory.InvalidInput, "input.note.language"},
		{"a note with the address of a shelter", Outage{Hotline: line, Status: directory.HotlineStatusPaused, Note: &directory.Text{Value: shelter, Language: "en"}}, directory.InvalidInput, "input.note"},
		{"a translator with the address of a shelter", Outage{Hotline: line, Status: directory.HotlineStatusPaused, Note: &directory.Text{Value: "Back soon", Language: "en", TranslatedBy: shelter}}, directory.InvalidInput, "input.note.translatedBy"},
	} {
		before := w.all()
		out, err := w.desk.ReportOutage(ctx, w.as(editor), &c.outage)
		w.wantProblem(c.what, out, err, c.code, c.path)
		w.wantNothingWritten(c.what, before)
	}
	// Everybody sees it at once, and a draft beside it does not undo it.
	w.take(rec, revise)
	rec = w.done(w.desk.ReportOutage(ctx, w.as(editor), &Outage{Hotline: line, Status: directory.HotlineStatusOutOfService, Note: note, ReplacedBy: w.line(other)}))
	wantLine := func(what string, status directory.HotlineStatus, replaced directory.ID) {
		t.Helper()
		if h := w.holder.Current().Hotlines.ByID(line); h.Status != status || h.ReplacedBy != replaced || (h.StatusNote != nil) != (replaced != "") {
			t.Errorf("%s: %s, replaced by %q, note %v", what, h.Status, h.ReplacedBy, h.StatusNote)
		}
	}
	wantLine("reported", directory.HotlineStatusOutOfService, w.line(other))
	w.publish(rec)
	wantLine("after the draft was published", directory.HotlineStatusOutOfService, w.line(other))
	rec = w.done(w.desk.ReportOutage(ctx, w.as(editor), &Outage{Hotline: line, Status: directory.HotlineStatusActive}))
	wantLine("works again", directory.HotlineStatusActive, "")
	// A draft that ends the line does not keep an outage from being seen, and the outage does not bring the line back.
	w.revise(rec, func(in map[string]any) { part(in, "hotlines", 0)["status"] = "RETIRED" })
	rec = w.done(w.desk.ReportOutage(ctx, w.as(editor), &Outage{Hotline: line, Status: directory.HotlineStatusPaused}))
	wantLine("paused before its end", directory.HotlineStatusPaused, "")
	if s := w.parsed(rec.Content.Draft).Hotlines[0].Status; s != directory.HotlineStatusRetired {
		t.Errorf("the draft says %s", s)
	}
}
