package editing_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// importDay is when files are imported.
var importDay = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// Two organizations and their people.
const (
	ours   directory.ID = "00000000-0000-7000-8000-00000000000a"
	theirs directory.ID = "00000000-0000-7000-8000-00000000000b"
)

var (
	operator = directory.Actor{ID: "operator", Role: directory.RoleAdmin}
	reader   = directory.Actor{ID: "reviewer", Role: directory.RoleReviewer}
)

func managerOf(o directory.ID) directory.Actor {
	return directory.Actor{ID: "manager of " + string(o), Role: directory.RoleManager, Organization: o}
}

// office is a store with the two organizations, and a desk.
type office struct {
	t         testing.TB
	store     *embedded.Store
	desk      *editing.Desk
	holder    *snapshot.Holder
	refresher *snapshot.Refresher
	at        time.Time
}

func newOffice(t testing.TB) *office {
	t.Helper()
	s, err := embedded.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	o := &office{t: t, store: s, holder: &snapshot.Holder{}, at: importDay}
	var revisions []document.Revision
	for id, name := range map[directory.ID]string{ours: "Ла Страда", theirs: "Another Organization"} {
		revisions = append(revisions, document.Revision{
			ID: document.RevisionID(string(id), 1), RecordID: string(id), Version: 1, Kind: document.KindOrganization, At: importDay,
			Actor: "fixture", Command: "approveOrganization", Public: true,
			Content: document.Content{State: string(directory.RecordStatePublished), Owner: string(id), Public: document.Encode(&directory.Organization{
				Common: directory.Common{ID: id, Names: []directory.Text{{Value: name, Language: "uk"}}},
			})},
		})
	}
	if _, _, err := s.Commit(t.Context(), revisions); err != nil {
		t.Fatal(err)
	}
	o.refresher = snapshot.NewRefresher(s, o.holder, snapshot.Settings{Now: func() time.Time { return o.at }})
	o.refresh()
	o.desk = o.deskOn(s)
	return o
}

func (o *office) refresh() {
	if err := o.refresher.Refresh(context.WithoutCancel(o.t.Context()), false); err != nil {
		o.t.Error(err)
	}
}

func (o *office) deskOn(s editing.Store) *editing.Desk {
	return editing.NewDesk(editing.Options{Store: s, Public: o.holder.Current, Wake: func(...snapshot.Change) { o.refresh() }, Rand: rand.Reader})
}

func (o *office) as(a directory.Actor) *editing.Request {
	return &editing.Request{Actor: a, At: o.at}
}

// bring imports a file that can be read, by the manager of an organization.
func (o *office) bring(owner directory.ID, f editing.File) *editing.ImportReport {
	o.t.Helper()
	out, report, err := o.desk.Import(o.t.Context(), o.as(managerOf(owner)), &f)
	if err != nil {
		o.t.Fatal(err)
	}
	if len(out.Problems) > 0 {
		o.t.Fatalf("the file is refused: %+v", out.Problems)
	}
	return report
}

func text(format directory.ExchangeFormat, file string) editing.File {
	return editing.File{Format: format, Data: strings.NewReader(file), Submit: true}
}

// counts are those of a report: created, changed, unchanged, refused.
func counts(r *editing.ImportReport) [4]int {
	return [4]int{r.Created, r.Changed, r.Unchanged, r.Refused}
}

func (o *office) wantCounts(what string, r *editing.ImportReport, created, changed, unchanged, refused int) {
	o.t.Helper()
	if got, want := counts(r), [4]int{created, changed, unchanged, refused}; got != want {
		o.t.Fatalf("%s: created, changed, unchanged, refused are %v, not %v: %+v", what, got, want, r.Rows)
	}
}

// noted says that a report has a note at a row and a field with some words.
func noted(r *editing.ImportReport, refuses bool, row int, field, words string) bool {
	return slices.ContainsFunc(r.Rows, func(n editing.ImportNote) bool {
		return n.Refuses == refuses && n.Row == row && strings.HasPrefix(n.Field, field) && strings.Contains(n.Problem, words) && n.Remedy != ""
	})
}

// everything is what a store holds.
type everything struct {
	Records   map[string]document.Record
	Revisions map[string]document.Revision
}

func (o *office) everything() everything {
	o.t.Helper()
	all := everything{map[string]document.Record{}, map[string]document.Revision{}}
	if err := o.store.Records(o.t.Context(), func(r document.Record) error { all.Records[r.ID] = r; return nil }); err != nil {
		o.t.Fatal(err)
	}
	if err := o.store.Revisions(o.t.Context(), func(r document.Revision) error { all.Revisions[r.ID] = r; return nil }); err != nil {
		o.t.Fatal(err)
	}
	return all
}

func (o *office) wantSame(what string, before everything) {
	o.t.Helper()
	after := o.everything()
	if len(before.Revisions) != len(after.Revisions) || !reflect.DeepEqual(before, after) {
		var changed []string
		for id, v := range after.Revisions {
			if !reflect.DeepEqual(v, before.Revisions[id]) {
				changed = append(changed, id+" "+v.Command)
			}
		}
		o.t.Fatalf("%s: the store has changed: %v", what, changed)
	}
}

// initiatives gives what an organization has, as it is worked on, by the first name.
func (o *office) initiatives(owner directory.ID) map[string]*directory.Initiative {
	o.t.Helper()
	found := map[string]*directory.Initiative{}
	for _, rec := range o.records(owner) {
		in := o.working(rec)
		found[in.Names[0].Value] = in
	}
	return found
}

func (o *office) records(owner directory.ID) (records []document.Record) {
	for _, rec := range o.everything().Records {
		if rec.Kind == document.KindInitiative && rec.Content.Owner == string(owner) {
			records = append(records, rec)
		}
	}
	return records
}

func (o *office) working(rec document.Record) *directory.Initiative {
	o.t.Helper()
	raw := rec.Content.Draft
	if len(raw) == 0 {
		raw = rec.Content.Public
	}
	in := &directory.Initiative{}
	if err := document.Decode(raw, in); err != nil {
		o.t.Fatal(err)
	}
	return in
}

// workingLines are hotlines that work, one of each initiative, three at most.
func (o *office) workingLines(owner directory.ID) (ids []directory.ID) {
	o.t.Helper()
	for _, in := range o.initiatives(owner) {
		if i := slices.IndexFunc(in.Hotlines, (*directory.Hotline).Works); i >= 0 && len(ids) < 3 {
			ids = append(ids, in.Hotlines[i].ID)
		}
	}
	if len(ids) == 0 {
		o.t.Fatal("no line works")
	}
	return ids
}

// only gives the only initiative of an organization.
func (o *office) only(owner directory.ID) (document.Record, *directory.Initiative) {
	o.t.Helper()
	records := o.records(owner)
	if len(records) != 1 {
		o.t.Fatalf("there are %d initiatives", len(records))
	}
	return records[0], o.working(records[0])
}

// done fails the test unless a command was carried out.
func (o *office) done(out *editing.Outcome, err error) {
	o.t.Helper()
	if err != nil || len(out.Problems) > 0 {
		o.t.Fatalf("%+v, %v", out, err)
	}
}

// approve publishes everything that waits for review.
func (o *office) approve() {
	o.t.Helper()
	for _, rec := range o.everything().Records {
		if rec.Content.State == string(directory.RecordStateSubmitted) {
			o.done(o.desk.ApproveInitiative(o.t.Context(), o.as(reader), directory.ID(rec.ID), rec.Version, ""))
		}
	}
}

// sheet writes a CSV after the template.
func sheet(t testing.TB, columns string, rows ...[]string) string {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(append([][]string{strings.Fields(columns)}, rows...)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const columns = "initiative_id initiative_name language organization_id organization_name hotline_id hotline_name countries phone opening_hours languages verified_on offers"

// lines is a file of two initiatives, the first with two lines.
func lines(t testing.TB) string {
	return sheet(t, columns,
		[]string{"I1", "Лінія", "uk", "O1", "Ла Страда", "H1", "Лінія допомоги", "MD", "+373 22 233 301", "24/7", "uk, ro", "2026-05-01", ""},
		[]string{"I1", "", "", "", "", "H2", "Друга", "MD", "+373 22 233 302", "", "", "", ""},
		[]string{"I2", "Zweite", "de", "O1", "", "H3", "Zweite", "DE", "+49 30 233301", "", "", "", ""})
}

// exchangeFile reads an example of package exchange.
func exchangeFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "exchange", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// packedExample is the data package of package exchange, zipped.
func packedExample(t testing.TB) []byte {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("..", "exchange", "testdata", "package"))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.Create(e.Name())
		if err == nil {
			_, err = f.Write(exchangeFile(t, filepath.Join("package", e.Name())))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ownFile writes initiatives in the project's own JSON.
func ownFile(initiatives ...*directory.Initiative) string {
	var b strings.Builder
	b.WriteString(`{"initiatives": [`)
	for i, in := range initiatives {
		if i > 0 {
			b.WriteString(",\n")
		}
		b.Write(document.EncodeJSON(in))
	}
	return b.String() + "]}"
}

// number gives the n-th id of somebody else's.
func number(n int) directory.ID { return directory.ID(fmt.Sprintf("10000000-0000-4000-8000-%012x", n)) }

// named are the names of a record.
func named(name string) []directory.Text {
	return []directory.Text{{Value: name, Language: "en"}}
}

// example is an initiative in the project's own JSON with ids of another register.
func example(n int, name string) *directory.Initiative {
	return &directory.Initiative{
		Common: directory.Common{ID: number(n), Names: named(name)}, Scope: directory.ScopeGlobal, Status: directory.InitiativeStatusActive,
		Hotlines: []*directory.Hotline{{
			Common: directory.Common{ID: number(n + 1), Names: named(name + " line")}, Status: directory.HotlineStatusActive, Countries: []directory.CountryCode{"MD"},
			Channels: []directory.Channel{{Kind: directory.ChannelKindVoice, Number: directory.E164(fmt.Sprintf("+3732223%04d", n%10000))}},
		}},
		Campaigns: []*directory.Campaign{{
			Common: directory.Common{ID: number(n + 2), Names: named(name + " campaign")}, Status: directory.CampaignStatusActive, Hotlines: []directory.ID{number(n + 1)},
			Testimonies: []directory.Testimony{{ID: number(n + 3), Form: "TEXT", Voice: "ACTOR", Consent: directory.Consent{Status: "RECORDED"}}},
		}},
	}
}
