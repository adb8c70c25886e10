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

// newestCheck is the day of the last check of anything within a value, which is a pointer.
func newestCheck(v any) (day directory.Date) {
	eachValue(reflect.ValueOf(v), func(p *directory.Provenance) { day = max(day, p.VerifiedOn()) })
	return day
}

// keepChecks carries over the verifications that parts have here, as a revision by hand does, unless the
// file tells of a later check.
func (m *importing) keepChecks(a *arrival) {
	var later []func()
	was := map[directory.ID]*directory.Hotline{}
	for _, h := range a.old.Hotlines {
		was[h.ID] = h
	}
	for i, h := range a.in.Hotlines {
		checked, old := newestCheck(h), was[h.ID]
		if checked == "" || old == nil {
			continue
		}
		if checked > newestCheck(old) {
			said := *h
			later = append(later, func() { a.in.Hotlines[i] = &said })
		} else if !sameButVerified(reliedOn(h), reliedOn(old)) {
			m.warn(a, fmt.Sprintf("hotlines[%d]", i), "the line has changed since the check that the file names", "Check it again and give that day.")
		}
	}
	laterParts(&later, a.in.Campaigns, a.old.Campaigns)
	laterParts(&later, a.in.Resources, a.old.Resources)
	laterParts(&later, a.in.Lessons, a.old.Lessons)
	whole, oldWhole := withoutParts(a.in), withoutParts(a.old)
	if newestCheck(whole) > newestCheck(oldWhole) {
		later = append(later, func() { a.in.Provenance, a.in.Facts = whole.Provenance, whole.Facts })
	}
	keepVerifications(a.in, a.old)
	for _, restore := range later {
		restore()
	}
}

// laterParts notes how parts are restored of which the file tells a later check.
func laterParts[T any, P interface {
	*T
	Meta() *directory.Common
}](later *[]func(), parts, old []P) {
	was := map[directory.ID]P{}
	for _, p := range old {
		was[p.Meta().ID] = p
	}
	for i, p := range parts {
		if o, ok := was[p.Meta().ID]; ok && newestCheck(p) > newestCheck(o) {
			*later = append(*later, func() { parts[i] = p })
		}
	}
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
