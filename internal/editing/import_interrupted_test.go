package editing_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// dying is a store that takes so many revisions and then answers no more, as if its machine had died.
type dying struct {
	*embedded.Store
	left int
}

func (d *dying) Commit(ctx context.Context, revisions []document.Revision) (int64, []error, error) {
	n := min(d.left, len(revisions))
	d.left -= n
	revision, outcomes, err := d.Store.Commit(ctx, revisions[:n])
	if err == nil && n < len(revisions) {
		err = directory.NewError(directory.Unavailable, "The directory cannot be reached.")
	}
	return revision, outcomes, err
}

// TestAnInterruptedImportIsDoneAgain breaks an import off after some revisions: done again it leaves what
// one leaves that was not broken off. Two initiatives in three have a name that another has.
func TestAnInterruptedImportIsDoneAgain(t *testing.T) {
	var initiatives []*directory.Initiative
	for _, in := range synthetic.Directory(12, 3, importDay) {
		in.Slug = ""
		if len(initiatives)%3 > 0 {
			in.Names[0].Value = "The same name"
		}
		initiatives = append(initiatives, in)
	}
	file := ownFile(initiatives...)
	one := newOffice(t)
	one.wantCounts("one run", one.bring(ours, text(own, file)), 12, 0, 0, 0)
	want := one.everything()

	for _, left := range []int{0, 1, 7, 11, 12, 13, 19, 23} { // of 24: a slug and an initiative each
		o := newOffice(t)
		f := text(own, file)
		out, report, err := o.deskOn(&dying{o.store, left}).Import(t.Context(), o.as(managerOf(ours)), &f)
		if directory.CodeOf(err) != directory.Unavailable || out != nil || report != nil {
			t.Fatalf("after %d revisions: %+v %+v %v", left, out, report, err)
		}
		taken := o.records(ours)
		for _, rec := range taken {
			if w := want.Records[rec.ID]; !reflect.DeepEqual(w, rec) {
				t.Errorf("after %d revisions: %s is not what one run leaves", left, rec.ID)
			}
		}
		done := len(taken)
		o.wantCounts("the second run", o.bring(ours, text(own, file)), 12-done, 0, done, 0)
		o.wantSame("the second run", want)
	}
}

// TestAnImportThatIsCancelledStops gives the error of the context.
func TestAnImportThatIsCancelledStops(t *testing.T) {
	o := newOffice(t)
	before := o.everything()
	ctx, cancel := context.WithCancel(t.Context())
	f := text(own, ownFile(example(1, "One"), example(10, "Two")))
	cancel()
	if _, _, err := o.desk.Import(ctx, o.as(managerOf(ours)), &f); err == nil {
		t.Error("it went on")
	}
	o.wantSame("a cancelled import", before)
}

// TestTwoImportsAtOnce lets two of one file meet: each initiative is there once, whoever was faster.
func TestTwoImportsAtOnce(t *testing.T) {
	o := newOffice(t)
	file := anExport()
	reports := make(chan *editing.ImportReport)
	for range 2 {
		go func() {
			f := text(own, file)
			out, report, err := o.desk.Import(t.Context(), o.as(managerOf(ours)), &f)
			if err != nil || len(out.Problems) > 0 {
				t.Errorf("%+v %v", out, err)
				report = &editing.ImportReport{}
			}
			reports <- report
		}()
	}
	a, b := <-reports, <-reports
	if a.Created+b.Created != 8 || a.Changed+b.Changed != 0 || len(o.records(ours)) != 8 {
		t.Errorf("%v %v", counts(a), counts(b))
	}
	before := o.everything()
	o.wantCounts("again", o.bring(ours, text(own, file)), 0, 0, 8, 0)
	o.wantSame("again", before)
}
