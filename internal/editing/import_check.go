package editing

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// claim makes the verifications of a file those of the organization that brought it: nobody claims a check
// for others. One of the future is left out.
func (m *importing) claim(a *arrival) {
	future := false
	eachValue(reflect.ValueOf(a.in), func(p *directory.Provenance) {
		if p.Verification == nil {
			return
		}
		claimed := *p.Verification
		claimed.By = m.owner
		if p.Verification = &claimed; claimed.VerifiedOn > m.today() {
			p.Verification, future = nil, true
		}
	})
	if future {
		m.warn(a, "verification", "a check on a day to come is left out", "Give the day on which it was checked.")
	}
}

// keepChecks carries over the verifications that parts have here, as a revision by hand does. Of two checks of
// a line on which the same can be relied, the later holds.
func (m *importing) keepChecks(a *arrival) {
	for i, h := range a.in.Hotlines {
		checked, was := verifiedOn(h), hotlineOf(a.old, h.ID)
		if checked == "" || was == nil || checked > verifiedOn(was) {
			continue
		}
		if !sameButVerified(reliedOn(h), reliedOn(was)) {
			m.warn(a, fmt.Sprintf("hotlines[%d]", i), "the line has changed since the check that the file names", "Check it again and give that day.")
			continue
		}
		eachValue(reflect.ValueOf(h), func(p *directory.Provenance) { p.Verification = nil }) // what it has here is kept
	}
	keepVerifications(a.in, a.old)
}

// keepOutages keeps a hotline out of service that was reported so here, as long as the file says nothing of
// it: a file that still calls it active was perhaps made before. It works again once that is reported.
func (m *importing) keepOutages(ctx context.Context, a *arrival) error {
	for i, h := range a.in.Hotlines {
		was := hotlineOf(a.old, h.ID)
		if was == nil || h.Status != directory.HotlineStatusActive || was.Status != directory.HotlineStatusPaused && was.Status != directory.HotlineStatusOutOfService {
			continue
		}
		reported, err := m.desk.reported(ctx, a.rec.ID, was)
		if err != nil {
			return err
		}
		if !reported {
			continue
		}
		h.Status, h.StatusNote, h.ReplacedBy = was.Status, was.StatusNote, was.ReplacedBy
		m.warn(a, fmt.Sprintf("hotlines[%d].status", i), "was reported "+string(was.Status)+" here and stays so", "Report that it works again, if it does.")
	}
	return nil
}

// reported says that it was reportOutage that gave a hotline the status it has.
func (d *Desk) reported(ctx context.Context, record string, was *directory.Hotline) (reported bool, err error) {
	err = d.eachRevision(ctx, record, func(v document.Revision) error {
		in, err := working(&v.Content)
		if err != nil {
			return err
		}
		if h := hotlineOf(in, was.ID); h == nil || h.Status != was.Status {
			return errFound // the revision after it made the change
		}
		reported = v.Command == string(directory.ReportOutage)
		return nil
	})
	if errors.Is(err, errFound) {
		err = nil
	}
	return reported, err
}
