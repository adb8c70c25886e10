package editing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
)

// row is a line of the template with a number only.
func row(initiative, hotline, name string, n int) []string {
	return []string{initiative, "Name of " + initiative, "en", "", "", hotline, name, "MD", fmt.Sprintf("+3732223%04d", n), "", "", "", ""}
}

// linesByName gives the ids of an initiative's lines.
func linesByName(in *directory.Initiative) map[string]directory.ID {
	ids := map[string]directory.ID{}
	for _, h := range in.Hotlines {
		ids[h.Names[0].Value] = h.ID
	}
	return ids
}

func TestPartsKeepTheirIDs(t *testing.T) {
	o := newOffice(t)
	bring := func(rows ...[]string) map[string]directory.ID {
		o.bring(ours, text(plain, sheet(t, columns, rows...)))
		_, in := o.only(ours)
		return linesByName(in)
	}
	a, b, c := row("I", "A", "a", 1), row("I", "B", "b", 2), row("I", "C", "c", 3)
	first := bring(a, b, c)
	for name, rows := range map[string][][]string{
		"reordered": {c, a, b}, "with one more": {a, row("I", "D", "d", 4), b, c}, "with one less": {a, c}, "with it again": {b, a, c},
		"renamed": {row("I", "A", "another", 1), b, c},
	} {
		now := bring(rows...)
		for line, id := range first {
			if there, ok := now[line]; ok && there != id {
				t.Errorf("%s: line %s has another id", name, line)
			}
		}
		if name == "renamed" && now["another"] != first["a"] {
			t.Error("a renamed line has another id")
		}
	}
	o.approve()
	if now := bring(c, b, a); !cmp.Equal(now, first) {
		t.Errorf("after approval: %v", now)
	}
}

// TestWhatWasEnteredByHandIsFoundByItsIdentifiers does not make a second one of it.
func TestWhatWasEnteredByHandIsFoundByItsIdentifiers(t *testing.T) {
	o := newOffice(t)
	partner := func(value string) []any { return []any{map[string]any{"scheme": "partner", "value": value}} }
	name := func(value string) []any { return []any{map[string]any{"value": value, "language": "en"}} }
	o.done(o.desk.CreateInitiative(t.Context(), o.as(managerOf(ours)), "", map[string]any{
		"slug": "by-hand", "names": name("By hand"), "scope": "NATIONAL", "countries": []any{"MD"}, "identifiers": partner("I"),
		"hotlines": []any{map[string]any{"names": name("a"), "identifiers": partner("A"), "countries": []any{"MD"}, "channels": []any{map[string]any{"kind": "VOICE", "number": "+37322230009"}}}},
	}))
	_, before := o.only(ours)
	o.wantCounts("import", o.bring(ours, text(plain, sheet(t, columns, row("I", "A", "a", 1)))), 0, 1, 0, 0)
	if _, in := o.only(ours); in.ID != before.ID || in.Hotlines[0].ID != before.Hotlines[0].ID || in.Slug != "by-hand" {
		t.Errorf("%s %s %s", in.ID, in.Hotlines[0].ID, in.Slug)
	}
}

// TestForeignIDsAreReadTogether keeps what the records of a file say about each other.
func TestForeignIDsAreReadTogether(t *testing.T) {
	o := newOffice(t)
	a, b := example(0x10, "First"), example(0x20, "Second")
	b.Parent = a.ID
	b.Campaigns[0].Predecessor = a.Campaigns[0].ID
	b.Campaigns[0].Hotlines = append(b.Campaigns[0].Hotlines, a.Hotlines[0].ID)
	a.Hotlines[0].PairedWith = []directory.ID{b.Hotlines[0].ID}
	a.Lessons = []*directory.Lesson{{Common: directory.Common{ID: number(0x14), Names: named("Lesson")}, LearnedFrom: a.Campaigns[0].ID, AppliedIn: []directory.ID{b.Campaigns[0].ID, number(0x999)}}}
	file := ownFile(a, b)
	o.wantCounts("import", o.bring(ours, text(own, file)), 2, 0, 0, 0)
	in := o.initiatives(ours)
	x, y := in["First"], in["Second"]
	if x.ID == a.ID || x.Hotlines[0].ID == a.Hotlines[0].ID || x.Campaigns[0].Testimonies[0].ID == a.Campaigns[0].Testimonies[0].ID {
		t.Error("ids of others were taken over")
	}
	got := [][]directory.ID{{y.Parent}, {y.Campaigns[0].Predecessor}, y.Campaigns[0].Hotlines, x.Hotlines[0].PairedWith, {x.Lessons[0].LearnedFrom}, x.Lessons[0].AppliedIn}
	want := [][]directory.ID{{x.ID}, {x.Campaigns[0].ID}, {y.Hotlines[0].ID, x.Hotlines[0].ID}, {y.Hotlines[0].ID}, {x.Campaigns[0].ID}, {y.Campaigns[0].ID, number(0x999)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	before := o.everything()
	o.wantCounts("again, in another order", o.bring(ours, text(own, ownFile(b, a))), 0, 0, 2, 0)
	o.wantSame("again, in another order", before)
}

// TestClaimedIDs shows files that name what is not theirs, or meet in one record.
func TestClaimedIDs(t *testing.T) {
	o := newOffice(t)
	o.bring(theirs, text(own, ownFile(example(0x10, "Theirs"))))
	o.approve()
	_, victim := o.only(theirs)
	before := o.everything()

	claim := example(0x20, "Ours")
	claim.Hotlines[0].ID = victim.Hotlines[0].ID
	claim.Campaigns[0].Hotlines = []directory.ID{victim.Hotlines[0].ID}
	claim.Campaigns[0].ID = victim.Campaigns[0].ID
	claim.Campaigns[0].Testimonies[0].ID = victim.Campaigns[0].Testimonies[0].ID
	o.wantCounts("parts of others", o.bring(ours, text(own, ownFile(claim))), 1, 0, 0, 0)
	_, in := o.only(ours)
	if in.Campaigns[0].Hotlines[0] != in.Hotlines[0].ID {
		t.Error("the campaign does not point at its own line")
	}
	for _, id := range idsOf(in) {
		if slices.Contains(idsOf(victim), id) {
			t.Errorf("%s is an id of theirs", id)
		}
	}
	for id, v := range before.Records {
		if after := o.everything().Records[id]; !cmp.Equal(v, after) {
			t.Errorf("%s has changed", id)
		}
	}

	// One record of ours by its id here and by the identifier that it was brought with.
	file := fmt.Sprintf(`{"initiatives": [
		{"id": %q, "names": [{"value": "By id", "language": "en"}], "scope": "GLOBAL"},
		{"id": %q, "names": [{"value": "By identifier", "language": "en"}], "scope": "GLOBAL"}]}`, in.ID, number(0x20))
	report := o.bring(ours, text(own, file))
	o.wantCounts("one record twice", report, 0, 1, 0, 1)
	if !noted(report, true, 2, "id", "twice") {
		t.Errorf("%+v", report.Rows)
	}
}

func TestOrganizationsOfAFile(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []directory.ID
		note string
	}{
		"by name": {sheet(t, columns,
			[]string{"I1", "One", "en", "O1", "ла страда", "H1", "Line", "MD", "+37322233301", "", "", "", ""},
			[]string{"I2", "Two", "en", "O2", "Somebody", "H2", "Line", "MD", "+37322233302", "", "", "", ""}), []directory.ID{ours}, "not known here"},
		"the only one, without a name":        {sheet(t, columns, []string{"I1", "One", "en", "O1", "", "H1", "Line", "MD", "+37322233301", "", "", "", ""}), []directory.ID{ours}, ""},
		"the only one, of another name":       {sheet(t, columns, []string{"I1", "One", "en", "O1", "Somebody", "H1", "Line", "MD", "+37322233301", "", "", "", ""}), []directory.ID{ours}, "taken to be yours"},
		"by its id here":                      {sheet(t, columns, []string{"I1", "One", "en", string(theirs), "", "H1", "Line", "MD", "+37322233301", "", "", "", ""}), []directory.ID{theirs}, ""},
		"own JSON, of another register":       {`{"organizations": [{"id": "` + string(number(1)) + `", "names": [{"value": "Ла Страда", "language": "uk"}]}], "initiatives": [{"id": "` + string(number(2)) + `", "names": [{"value": "One", "language": "en"}], "scope": "GLOBAL", "organizations": [{"organization": "` + string(number(1)) + `", "role": "LEAD"}]}]}`, []directory.ID{ours}, ""},
		"own JSON, an organization of others": {`{"organizations": [{"id": "` + string(theirs) + `", "names": [{"value": "x", "language": "uk"}]}], "initiatives": [{"id": "` + string(number(2)) + `", "names": [{"value": "One", "language": "en"}], "scope": "GLOBAL", "organizations": [{"organization": "` + string(theirs) + `", "role": "PARTNER"}]}]}`, []directory.ID{theirs}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			format := plain
			if strings.HasPrefix(c.file, "{") {
				format = own
			}
			report := o.bring(ours, text(format, c.file))
			var got []directory.ID
			for _, in := range o.initiatives(ours) {
				for _, p := range in.Organizations {
					got = append(got, p.Organization)
				}
			}
			if !cmp.Equal(got, c.want) {
				t.Errorf("%v", got)
			}
			if c.note != "" && !slices.ContainsFunc(report.Rows, func(n editing.ImportNote) bool { return !n.Refuses && strings.Contains(n.Problem, c.note) }) {
				t.Errorf("%+v", report.Rows)
			}
		})
	}
}

func TestSlugsOfAnImport(t *testing.T) {
	o := newOffice(t)
	o.bring(theirs, text(own, `{"initiatives": [{"id": "`+string(number(1))+`", "slug": "hope", "names": [{"value": "Hope", "language": "en"}], "scope": "GLOBAL"}]}`))
	names := []string{"Hope", "Hope", "Надія", "Ла Страда Moldova", "Łódź przeciw niewolnictwu!", "人身売買被害者", "L’espoir, c'est nous", strings.Repeat("very long ", 20), "116 000"}
	var rows [][]string
	for i, n := range names {
		rows = append(rows, []string{fmt.Sprint("I", i), n, "en", "", "", fmt.Sprint("H", i), "Line", "MD", fmt.Sprintf("+3732223%04d", i), "", "", "", ""})
	}
	file := sheet(t, columns, rows...)
	dry := text(plain, file)
	dry.DryRun = true
	o.wantCounts("dry run", o.bring(ours, dry), len(names), 0, 0, 0)
	o.wantCounts("import", o.bring(ours, text(plain, file)), len(names), 0, 0, 0)
	given := map[string]bool{}
	var slugs []string
	for _, rec := range o.records(ours) {
		in := o.working(rec)
		if given[in.Slug] {
			t.Errorf("%q stands twice", in.Slug)
		}
		given[in.Slug] = true
		slug := strings.TrimSuffix(in.Slug, "-"+rec.ID[28:])
		slugs = append(slugs, slug)
	}
	slices.Sort(slugs)
	want := []string{"hope", "hope", "initiative-md", "initiative-md", "initiative-md", "initiative-md", "lespoir-cest-nous", "lodz-przeciw-niewolnictwu", strings.TrimSuffix(strings.Repeat("very-long-", 10), "-")}
	if diff := cmp.Diff(want, slugs); diff != "" {
		t.Error(diff)
	}
	// What a file states is not changed to something like it.
	report := o.bring(ours, text(own, `{"initiatives": [{"id": "`+string(number(2))+`", "slug": "hope", "names": [{"value": "Hope", "language": "en"}], "scope": "GLOBAL"}]}`))
	o.wantCounts("a slug that is taken", report, 0, 0, 0, 1)
	if !noted(report, true, 1, "slug", "taken") {
		t.Errorf("%+v", report.Rows)
	}
	// A slug that is given up stays its initiative's.
	change := func(slug string) string {
		return `{"initiatives": [{"id": "` + string(number(3)) + `", "slug": "` + slug + `", "names": [{"value": "Change", "language": "en"}], "scope": "GLOBAL"}]}`
	}
	o.wantCounts("a slug", o.bring(ours, text(own, change("one"))), 1, 0, 0, 0)
	o.wantCounts("another slug", o.bring(ours, text(own, change("two"))), 0, 1, 0, 0)
	o.wantCounts("the first slug, by others", o.bring(theirs, text(own, change("one"))), 0, 0, 0, 1)
	o.wantCounts("the first slug again", o.bring(ours, text(own, change("one"))), 0, 1, 0, 0)
}
