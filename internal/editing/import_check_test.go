package editing_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
)

// checked is a file of one line that was checked on a day.
func checked(t testing.TB, phone, on string) string {
	return sheet(t, columns, []string{"I1", "One", "en", "", "", "H1", "Line", "MD", phone, "", "", on, ""})
}

const phone = "+37322233301"

func TestChecksThatAFileClaims(t *testing.T) {
	o := newOffice(t)
	verification := func() *directory.Verification {
		t.Helper()
		_, in := o.only(ours)
		if p := in.Hotlines[0].Provenance; p != nil && p.Verification != nil {
			return p.Verification
		}
		return &directory.Verification{}
	}
	bring := func(what, file string, changed, unchanged int) *editing.ImportReport {
		t.Helper()
		r := o.bring(ours, text(plain, file))
		o.wantCounts(what, r, 0, changed, unchanged, 0)
		return r
	}
	o.wantCounts("import", o.bring(ours, text(plain, checked(t, phone, "2026-05-01"))), 1, 0, 0, 0)
	if v := verification(); v.VerifiedOn != "2026-05-01" || v.By != ours {
		t.Errorf("%+v", v)
	}
	report := bring("a day to come", checked(t, phone, "2026-11-25"), 0, 1)
	if !noted(report, false, 2, "verification", "day to come") || verification().VerifiedOn != "2026-05-01" {
		t.Errorf("%+v %+v", verification(), report.Rows)
	}
	o.at = o.at.Add(24 * time.Hour)
	bring("the day has come", checked(t, phone, "2026-11-25"), 1, 0)
	if v := verification(); v.VerifiedOn != "2026-11-25" {
		t.Errorf("%+v", v)
	}
	bring("an earlier day", checked(t, phone, "2026-05-01"), 0, 1)

	report = bring("another number, checked before", checked(t, "+37322233309", "2026-11-25"), 1, 0)
	if !noted(report, false, 2, "hotlines[0]", "changed since the check") {
		t.Errorf("%+v", report.Rows)
	}
	o.approve()
	// A check that was made here is newer than what the file says.
	o.at = o.at.Add(48 * time.Hour)
	_, in := o.only(ours)
	o.done(o.desk.VerifyHotline(t.Context(), o.as(managerOf(ours)), in.Hotlines[0].ID, directory.VerificationMethodCalled))
	bring("after a check here", checked(t, "+37322233309", "2026-11-25"), 0, 1)
	bring("and with another name", strings.Replace(checked(t, "+37322233309", "2026-11-25"), ",Line,", ",Another line,", 1), 1, 0)
	if v := verification(); v.VerifiedOn != "2026-11-27" || v.Method != directory.VerificationMethodCalled {
		t.Errorf("%+v", v)
	}
	bring("and with another day", strings.Replace(checked(t, "+37322233309", "2026-11-26"), ",Line,", ",Another line,", 1), 0, 1)
	o.at = o.at.Add(48 * time.Hour)
	bring("a later check", strings.Replace(checked(t, "+37322233309", "2026-11-28"), ",Line,", ",Another line,", 1), 1, 0)
	if v := verification(); v.VerifiedOn != "2026-11-28" || v.Method != directory.VerificationMethodOperatorConfirmed {
		t.Errorf("%+v", v)
	}
}

// TestNobodyClaimsChecksOfOthers takes the name of another organization out of a check.
func TestNobodyClaimsChecksOfOthers(t *testing.T) {
	o := newOffice(t)
	in := example(1, "One")
	in.Hotlines[0].Provenance = &directory.Provenance{Verification: &directory.Verification{VerifiedOn: "2026-05-01", By: theirs, Method: directory.VerificationMethodCalled}}
	in.Hotlines[0].Channels[0].Provenance = in.Hotlines[0].Provenance
	o.bring(ours, text(own, ownFile(in)))
	_, got := o.only(ours)
	if by := got.Hotlines[0].Provenance.Verification.By; by != ours {
		t.Errorf("checked by %s", by)
	}
	if by := got.Hotlines[0].Channels[0].Provenance.Verification.By; by != ours {
		t.Errorf("checked by %s", by)
	}
}

// TestOutagesAreKept does not bring a dead line back by a file that was made before.
func TestOutagesAreKept(t *testing.T) {
	o := newOffice(t)
	file := func(status, name string) string {
		return sheet(t, "hotline_status "+columns, []string{status, "I1", name, "en", "", "", "H1", "Line", "MD", phone, "", "", "2026-05-01", ""})
	}
	line := func() *directory.Hotline { t.Helper(); _, in := o.only(ours); return in.Hotlines[0] }
	outage := func(status directory.HotlineStatus) {
		t.Helper()
		o.done(o.desk.ReportOutage(t.Context(), o.as(managerOf(ours)), &editing.Outage{Hotline: line().ID, Status: status}))
	}
	o.bring(ours, text(plain, file("", "One")))
	o.approve()
	outage(directory.HotlineStatusOutOfService)
	for i, name := range []string{"Two", "Three"} { // twice: an import that kept it is no reason to give it up
		report := o.bring(ours, text(plain, file("", name)))
		o.wantCounts("another name", report, 0, 1, 0, 0)
		if !noted(report, false, 2, "hotlines[0].status", "OUT_OF_SERVICE") || line().Status != directory.HotlineStatusOutOfService || line().Provenance.Verification == nil {
			t.Errorf("%d: %s %+v", i, line().Status, report.Rows)
		}
	}
	o.wantCounts("the file says more", o.bring(ours, text(plain, file("RETIRED", "Three"))), 0, 1, 0, 0)
	if line().Status != directory.HotlineStatusRetired {
		t.Error(line().Status)
	}
	o.wantCounts("works again, says the report", o.bring(ours, text(plain, file("", "Three"))), 0, 1, 0, 0)
	// An outage that a file brought, a file may end.
	o.bring(ours, text(plain, file("PAUSED", "Three")))
	o.bring(ours, text(plain, file("ACTIVE", "Three")))
	if line().Status != directory.HotlineStatusActive {
		t.Error(line().Status)
	}
}

// TestWhatWasDoneByHandIsKept leaves alone what people did here while the file stayed as it was.
func TestWhatWasDoneByHandIsKept(t *testing.T) {
	o := newOffice(t)
	file := checked(t, phone, "")
	o.bring(ours, text(plain, file))
	rec, in := o.only(ours)
	o.done(o.desk.ReviseInitiative(t.Context(), o.as(managerOf(ours)), in.ID, rec.Version, map[string]any{
		"slug": in.Slug, "names": []any{map[string]any{"value": "A better name", "language": "en"}}, "scope": "NATIONAL", "countries": []any{"MD"},
		"identifiers": []any{map[string]any{"scheme": "partner", "value": "I1"}},
	}))
	before := o.everything()
	report := o.bring(ours, text(plain, file))
	o.wantCounts("the same file", report, 0, 0, 1, 0)
	if !noted(report, false, 2, "", "changed here since") {
		t.Errorf("%+v", report.Rows)
	}
	o.wantSame("the same file", before)
	o.wantCounts("another file", o.bring(ours, text(plain, checked(t, "+37322233309", ""))), 0, 1, 0, 0)
	if _, in := o.only(ours); len(in.Hotlines) != 1 || in.Names[0].Value != "One" {
		t.Errorf("%+v", in)
	}
}

// TestWithdrawnTestimoniesDoNotComeBack tries the same file, another place and another initiative.
func TestWithdrawnTestimoniesDoNotComeBack(t *testing.T) {
	o := newOffice(t)
	a, b := example(0x10, "First"), example(0x20, "Second")
	file := ownFile(a, b)
	o.bring(ours, text(own, file))
	o.approve()
	in := o.initiatives(ours)["First"]
	exported := ownFile(in)
	testimony := in.Campaigns[0].Testimonies[0].ID
	o.done(o.desk.WithdrawConsent(t.Context(), o.as(managerOf(ours)), in.ID, testimony))
	before := o.everything()
	for name, again := range map[string]string{"the same file": file, "an export made before": exported} {
		report := o.bring(ours, text(own, again))
		if report.Changed+report.Created+report.Refused != 0 || !noted(report, false, 1, "campaigns", "withdrawn") {
			t.Errorf("%s: %+v", name, report)
		}
		o.wantSame(name, before)
	}
	b.Campaigns[0].Testimonies = append(b.Campaigns[0].Testimonies, a.Campaigns[0].Testimonies...)
	o.bring(ours, text(own, ownFile(b)))
	for name, in := range o.initiatives(ours) {
		for _, s := range in.Campaigns[0].Testimonies {
			if s.ID == testimony || name == "First" || len(in.Campaigns[0].Testimonies) != 1 {
				t.Errorf("%s has %s", name, s.ID)
			}
		}
	}
	nameless := strings.Replace(file, fmt.Sprintf(`"id":%q,"form"`, number(0x13)), `"form"`, 1)
	if nameless == file {
		t.Fatal("the file has the testimony elsewhere")
	}
	if r := o.bring(ours, text(own, nameless)); r.Refused != 1 || !noted(r, true, 1, "campaigns[0].testimonies[0].id", "withdrawal") {
		t.Errorf("%+v", r)
	}
}
