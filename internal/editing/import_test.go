package editing_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/synthetic"
)

const (
	own     = directory.ExchangeFormatJSON
	hsds    = directory.ExchangeFormatHSDS
	hsdsZip = directory.ExchangeFormatHSDSCSV
	plain   = directory.ExchangeFormatCSV
)

// anExport is what another register of this kind exports.
func anExport() string {
	var initiatives []*directory.Initiative
	for _, in := range synthetic.Directory(8, 7, importDay) {
		in.Slug = ""
		initiatives = append(initiatives, in)
	}
	return ownFile(initiatives...)
}

// TestEveryFormat takes a file of each format through its life: whatever happens to what it brought, the same
// file again changes nothing.
func TestEveryFormat(t *testing.T) {
	for format, c := range map[directory.ExchangeFormat]struct {
		file  []byte
		takes int
	}{
		plain:   {[]byte(lines(t)), 2},
		hsds:    {exchangeFile(t, "organization.json"), 1},
		hsdsZip: {packedExample(t), 2},
		own:     {[]byte(anExport()), 8},
	} {
		t.Run(string(format), func(t *testing.T) {
			o := newOffice(t)
			file := func() editing.File {
				return editing.File{Format: format, Data: bytes.NewReader(c.file), Submit: true}
			}
			again := func(when string) {
				t.Helper()
				before := o.everything()
				o.wantCounts(when, o.bring(ours, file()), 0, 0, c.takes, 0)
				o.wantSame(when, before)
			}
			before, dry := o.everything(), file()
			dry.DryRun = true
			would := o.bring(ours, dry)
			o.wantCounts("dry run", would, c.takes, 0, 0, 0)
			o.wantSame("dry run", before)

			did := o.bring(ours, file())
			o.wantCounts("import", did, c.takes, 0, 0, 0)
			if fmt.Sprint(would) != fmt.Sprint(did) {
				t.Errorf("the dry run said %+v, the import %+v", would, did)
			}
			for _, rec := range o.records(ours) {
				if rec.Content.State != string(directory.RecordStateSubmitted) || rec.Version != 1 || len(rec.Content.Public) > 0 {
					t.Errorf("%s is %s, version %d", rec.ID, rec.Content.State, rec.Version)
				}
			}
			again("again")
			o.approve()
			again("after approval")
			working := o.workingLines(ours)
			for _, h := range working {
				o.done(o.desk.VerifyHotline(t.Context(), o.as(managerOf(ours)), h, ""))
			}
			again("after verification")
			for _, h := range working {
				o.done(o.desk.ReportOutage(t.Context(), o.as(managerOf(ours)), &editing.Outage{Hotline: h, Status: directory.HotlineStatusOutOfService}))
			}
			again("after an outage")
		})
	}
}

// TestWhatIsExportedIsUnchanged reads back what is stored, in the project's own JSON.
func TestWhatIsExportedIsUnchanged(t *testing.T) {
	o := newOffice(t)
	o.bring(ours, text(own, anExport()))
	o.bring(ours, text(plain, lines(t)))
	o.approve()
	export := func() string {
		var all []*directory.Initiative
		for _, in := range o.initiatives(ours) {
			all = append(all, in)
		}
		return ownFile(all...)
	}
	before := o.everything()
	o.wantCounts("own export", o.bring(ours, text(own, export())), 0, 0, 10, 0)
	o.wantSame("own export", before)

	// Brought by somebody else it claims ids, and slugs, that are not theirs.
	report := o.bring(theirs, text(own, export()))
	o.wantCounts("another's export", report, 0, 0, 0, 10)
	o.wantSame("another's export", before)
	for _, n := range report.Rows {
		if n.Refuses && n.Field != "slug" {
			t.Errorf("%+v", n)
		}
	}
	// Without the slugs it makes records of theirs, and touches none of ours.
	var all []*directory.Initiative
	for _, in := range o.initiatives(ours) {
		in.Slug = ""
		all = append(all, in)
	}
	o.wantCounts("another's export without slugs", o.bring(theirs, text(own, ownFile(all...))), 10, 0, 0, 0)
	taken := map[directory.ID]bool{}
	for _, in := range all {
		for _, id := range idsOf(in) {
			taken[id] = true
		}
	}
	for _, in := range o.initiatives(theirs) {
		for _, id := range idsOf(in) {
			if taken[id] {
				t.Errorf("%s is an id of ours", id)
			}
		}
	}
	for id, v := range before.Revisions {
		if after := o.everything().Revisions[id]; v.Version != after.Version || !bytes.Equal(v.Content.Draft, after.Content.Draft) {
			t.Errorf("%s has changed", id)
		}
		break // each costs a reading of the whole store
	}
}

// idsOf are the ids of an initiative and its parts.
func idsOf(in *directory.Initiative) []directory.ID {
	ids := []directory.ID{in.ID}
	for _, h := range in.Hotlines {
		ids = append(ids, h.ID)
	}
	for _, c := range in.Campaigns {
		ids = append(ids, c.ID)
		for _, t := range c.Testimonies {
			ids = append(ids, t.ID)
		}
	}
	for _, r := range in.Resources {
		ids = append(ids, r.ID)
	}
	for _, l := range in.Lessons {
		ids = append(ids, l.ID)
	}
	return ids
}

func TestAnInitiativeIsTakenWholeOrNotAtAll(t *testing.T) {
	o := newOffice(t)
	file := sheet(t, columns,
		[]string{"I1", "One", "en", "", "", "H1", "Good line", "MD", "+373 22 233 301", "", "", "", ""},
		[]string{"I1", "", "", "", "", "H2", "Bad line", "MD", "not a number", "", "", "", ""},
		[]string{"I2", "Two", "en", "", "", "H3", "Good line", "MD", "+373 22 233 303", "", "", "", ""},
		[]string{"", "Three", "en", "", "", "H4", "Of nothing", "MD", "+373 22 233 304", "", "", "", ""},
		[]string{"I5", "Five", "en", "", "", "H5", "Shelter", "MD", "+373 22 233 305", "", "", "", ""},
		[]string{"I5", "", "", "", "", "H6", "Shelter", "MD", "+373 22 233 306", "", "", "", "The address of our shelter is 12 Hidden Street."})
	report := o.bring(ours, text(plain, file))
	o.wantCounts("a mixed file", report, 1, 0, 0, 3)
	for row, words := range map[int]string{3: "number", 5: "belongs to no initiative", 7: "shelter"} {
		if !noted(report, true, row, "", words) {
			t.Errorf("row %d is not refused for its %s: %+v", row, words, report.Rows)
		}
	}
	if _, in := o.only(ours); in.Names[0].Value != "Two" {
		t.Errorf("%q was taken", in.Names[0].Value)
	}
	// What was taken before stays as it was when the file is wrong about it later.
	before := o.everything()
	o.wantCounts("a file that became wrong", o.bring(ours, text(plain, strings.ReplaceAll(file, "+373 22 233 303", "nonsense"))), 0, 0, 0, 4)
	o.wantSame("a file that became wrong", before)
}

func TestAFileThatCannotBeReadToItsEndChangesNothing(t *testing.T) {
	o := newOffice(t)
	before := o.everything()
	for format, whole := range map[directory.ExchangeFormat][]byte{
		own: []byte(anExport()), hsds: bytes.TrimSpace(exchangeFile(t, "organization.json")), hsdsZip: packedExample(t),
		plain: []byte(lines(t) + "\"I9\",\"a name that is not"),
	} {
		for _, part := range []int{2, 10, 90, 99, 100} {
			cut := whole[:len(whole)*part/100]
			if format != plain {
				cut = cut[:len(cut)-1] // a CSV may end anywhere
			} else if part < 100 {
				continue
			}
			f := text(format, "")
			f.Data = bytes.NewReader(cut)
			out, report, err := o.desk.Import(t.Context(), o.as(managerOf(ours)), &f)
			if err != nil || report != nil || len(out.Problems) != 1 || out.Problems[0].Path != "input.data" {
				t.Errorf("%s cut to %d %%: %+v %+v %v", format, part, out, report, err)
			}
		}
	}
	o.wantSame("files that break off", before)
}

func TestWhoMayImport(t *testing.T) {
	o := newOffice(t)
	before := o.everything()
	file := func() *editing.File { f := text(plain, lines(t)); return &f }
	for name, c := range map[string]struct {
		actor   directory.Actor
		file    *editing.File
		code    directory.Code
		problem string
	}{
		"nobody we know":             {directory.Anonymous(), file(), directory.Unauthenticated, ""},
		"an editor":                  {directory.Actor{ID: "e", Role: directory.RoleEditor, Organization: ours}, file(), directory.Forbidden, ""},
		"a reviewer":                 {reader, file(), directory.Forbidden, ""},
		"a manager who publishes":    {managerOf(ours), func() *editing.File { f := file(); f.Publish = true; return f }(), directory.Forbidden, ""},
		"a manager of another":       {managerOf(ours), func() *editing.File { f := file(); f.Organization = theirs; return f }(), "", "NOT_FOUND input.organization"},
		"an administrator for none":  {operator, file(), "", "INVALID_INPUT input.organization"},
		"for what is not registered": {operator, func() *editing.File { f := file(); f.Organization = number(1); return f }(), "", "NOT_FOUND input.organization"},
	} {
		t.Run(name, func(t *testing.T) {
			out, report, err := o.desk.Import(t.Context(), o.as(c.actor), c.file)
			if c.code != "" && (err == nil || directory.CodeOf(err) != c.code) {
				t.Errorf("%v", err)
			}
			if c.problem != "" && (err != nil || len(out.Problems) != 1 || string(out.Problems[0].Code)+" "+out.Problems[0].Path != c.problem) {
				t.Errorf("%+v %v", out, err)
			}
			if report != nil {
				t.Errorf("%+v", report)
			}
		})
	}
	o.wantSame("refused imports", before)
}

func TestStatesOfAnImport(t *testing.T) {
	for name, c := range map[string]struct {
		submit, publish bool
		want            directory.RecordState
		public          int
	}{
		"drafts":    {false, false, directory.RecordStateDraft, 0},
		"submitted": {true, false, directory.RecordStateSubmitted, 0},
		"published": {true, true, directory.RecordStatePublished, 2},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			bring := func() *editing.ImportReport {
				out, report, err := o.desk.Import(t.Context(), o.as(operator), &editing.File{
					Organization: ours, Format: plain, Data: strings.NewReader(lines(t)), Submit: c.submit, Publish: c.publish,
				})
				o.done(out, err)
				return report
			}
			o.wantCounts(name, bring(), 2, 0, 0, 0)
			for _, rec := range o.records(ours) {
				if rec.Content.State != string(c.want) {
					t.Errorf("%s is %s", rec.ID, rec.Content.State)
				}
			}
			if n := o.holder.Current().Initiatives.Len(); n != c.public {
				t.Errorf("%d initiatives are public", n)
			}
			o.wantCounts(name, bring(), 0, 0, 2, 0)
			// A draft may be brought further by the same file, but not back.
			o.wantCounts("submitted", o.bring(ours, text(plain, lines(t))), 0, map[bool]int{true: 2}[!c.submit], map[bool]int{true: 2}[c.submit], 0)
		})
	}
}

func TestWhatWasEndedStaysSo(t *testing.T) {
	o := newOffice(t)
	o.bring(ours, text(plain, lines(t)))
	o.approve()
	by := o.initiatives(ours)
	one, two := by["Лінія"].ID, by["Zweite"].ID
	o.done(o.desk.WithdrawInitiative(t.Context(), o.as(managerOf(ours)), one, 2, ""))
	o.done(o.desk.RetireInitiative(t.Context(), o.as(managerOf(ours)), two, 2, "", ""))
	before := o.everything()
	report := o.bring(ours, text(plain, lines(t)))
	o.wantCounts("ended ones", report, 0, 0, 0, 2)
	if !noted(report, true, 2, "", "WITHDRAWN") || !noted(report, true, 4, "", "RETIRED") {
		t.Errorf("%+v", report.Rows)
	}
	o.wantSame("ended ones", before)
}

// TestWhatAReviewerReturnedIsNotHandedInAgain does not tire reviewers with what has not changed.
func TestWhatAReviewerReturnedIsNotHandedInAgain(t *testing.T) {
	o := newOffice(t)
	file := sheet(t, columns, []string{"I1", "One", "en", "", "", "H1", "Line", "MD", "+373 22 233 301", "", "", "", ""})
	o.bring(ours, text(plain, file))
	rec, _ := o.only(ours)
	o.done(o.desk.ReturnInitiative(t.Context(), o.as(reader), directory.ID(rec.ID), 1, "Name the languages."))
	report := o.bring(ours, text(plain, file))
	o.wantCounts("the same", report, 0, 0, 1, 0)
	if !noted(report, false, 2, "", "returned") {
		t.Errorf("%+v", report.Rows)
	}
	o.wantCounts("a better one", o.bring(ours, text(plain, strings.Replace(file, ",,,,\n", ",,ro,,\n", 1))), 0, 1, 0, 0)
	if rec, _ = o.only(ours); rec.Content.State != string(directory.RecordStateSubmitted) || rec.Content.Comment != "" {
		t.Errorf("%s %q", rec.Content.State, rec.Content.Comment)
	}
}

func TestAnotherOrganizationsRecordIsNotTaken(t *testing.T) {
	o := newOffice(t)
	file := sheet(t, columns, []string{"I1", "One", "en", "", "", "H1", "Line", "MD", "+373 22 233 301", "", "", "", ""})
	o.bring(ours, text(plain, file))
	rec, _ := o.only(ours)
	o.approve()
	o.done(o.desk.TransferInitiative(t.Context(), o.as(reader), directory.ID(rec.ID), 2, theirs))
	before := o.everything()
	report := o.bring(ours, text(plain, file))
	o.wantCounts("what was transferred", report, 0, 0, 0, 1)
	if !noted(report, true, 2, "id", "another organization") {
		t.Errorf("%+v", report.Rows)
	}
	// Their own file finds it by the identifiers that it carries.
	o.wantCounts("by the new owner", o.bring(theirs, text(plain, file)), 0, 0, 1, 0)
	o.wantSame("what was transferred", before)
}

func TestWhatRefusesComesFirstInAReport(t *testing.T) {
	o := newOffice(t)
	var rows [][]string
	for i := range 1500 {
		rows = append(rows, []string{fmt.Sprint("I", i), "Name", "", "", "", fmt.Sprint("H", i), "Line", "MD", fmt.Sprintf("+3732223%04d", i), "", "", "", ""})
	}
	rows = append(rows, []string{"X", "Name", "en", "", "", "HX", "Line", "MD", "nonsense", "", "", "", ""})
	f := text(plain, sheet(t, columns, rows...))
	f.DryRun = true
	report := o.bring(ours, f)
	if len(report.Rows) != 1000 || report.MoreRows < 500 || !noted(report, true, 1502, "", "nonsense") {
		t.Errorf("%d notes, %d more; the last is %+v", len(report.Rows), report.MoreRows, report.Rows[len(report.Rows)-1])
	}
}

func TestTooManyInitiatives(t *testing.T) {
	o := newOffice(t)
	before := o.everything()
	f := text(own, anExport())
	f.Most = 7
	out, _, err := o.desk.Import(t.Context(), o.as(managerOf(ours)), &f)
	if err != nil || len(out.Problems) != 1 || out.Problems[0].Path != "input.data" || !strings.Contains(out.Problems[0].Message, "more than 7") {
		t.Errorf("%+v %v", out, err)
	}
	o.wantSame("too many", before)
}

func TestProgressIsCounted(t *testing.T) {
	o := newOffice(t)
	var seen [][2]int
	f := text(own, anExport())
	f.Progress = func(taken, of int) { seen = append(seen, [2]int{taken, of}) }
	o.bring(ours, f)
	if n := len(seen); n == 0 || seen[n-1] != [2]int{8, 8} {
		t.Errorf("%v", seen)
	}
}

// heard remembers what was announced.
type heard []string

func (h *heard) Wake() {}

func (h *heard) Announce(_ context.Context, to directory.ID, event directory.WebhookEvent, _ string, _ document.Record) {
	*h = append(*h, string(event)+" "+string(to))
}

// TestWhatAnImportPublishesIsAnnounced when it happens, and again when the next program starts.
func TestWhatAnImportPublishesIsAnnounced(t *testing.T) {
	o := newOffice(t)
	hooked, _, err := o.desk.RegisterWebhook(t.Context(), o.as(managerOf(ours)), "", "https://ours.example/told")
	o.done(hooked, err)
	var now, again heard
	desk := func(h *heard) *editing.Desk {
		return editing.NewDesk(editing.Options{Store: o.store, Public: o.holder.Current, Wake: func(...snapshot.Change) { o.refresh() }, Announce: h, Rand: rand.Reader})
	}
	for _, c := range []struct{ dry, publish bool }{{false, false}, {true, true}, {false, true}, {false, true}} {
		out, _, err := desk(&now).Import(t.Context(), o.as(operator), &editing.File{
			Organization: ours, Format: plain, Data: strings.NewReader(lines(t)), DryRun: c.dry, Publish: c.publish,
		})
		o.done(out, err)
	}
	if err := desk(&again).AnnounceSince(t.Context(), o.at.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	want := heard{"PUBLISHED " + string(ours), "PUBLISHED " + string(ours)}
	if diff := cmp.Diff(want, now); diff != "" {
		t.Errorf("at once (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, again); diff != "" {
		t.Errorf("at the next start (-want +got):\n%s", diff)
	}
}
