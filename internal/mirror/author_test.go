package mirror

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// chooser draws numbers from 0 up to and without n.
type chooser interface{ IntN(n int) int }

// drawn is a chooser whose choices rapid makes, and makes smaller when a test fails.
type drawn struct{ t *rapid.T }

func (d drawn) IntN(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "choice") }

// author changes a directory at random.
type author struct {
	*served
	chooser
	public, retired, spare []any // spare records were never public
	renames, testimonies   int
}

// writing begins a directory of which some initiatives have campaigns.
func writing(s func(records ...any) *served, c chooser) *author {
	records := made(14, 1)
	for i, record := range records {
		if in, ok := record.(*directory.Initiative); ok && i%3 == 0 {
			in.Campaigns = []*directory.Campaign{{Common: directory.Common{
				ID: directory.ID(fmt.Sprintf("00000000-0000-7000-9000-%012d", i)), Names: []directory.Text{{Value: "Campaign", Language: "en"}},
			}}}
		}
	}
	return &author{served: s(records[:12]...), chooser: c, public: slices.Clone(records[:12]), spare: slices.Clone(records[12:])}
}

// move takes a record out of one list and adds it to another.
func (a *author) move(from, to *[]any) any {
	i := a.IntN(len(*from))
	r := (*from)[i]
	*from = slices.Delete(*from, i, i+1)
	*to = append(*to, r)
	return r
}

// act publishes something new, retires, brings back, changes, lets days pass, or a testimony come or go.
func (a *author) act() {
	switch what := a.IntN(8); {
	case what == 0 && len(a.spare) > 0:
		a.publish("", "", a.move(&a.spare, &a.public))
	case what == 1 && len(a.public) > 3:
		switch r := a.move(&a.public, &a.retired).(type) {
		case *directory.Organization:
			a.publish(r.ID, document.KindOrganization)
		case *directory.Initiative:
			a.publish(r.ID, document.KindInitiative)
		}
	case what == 2 && len(a.retired) > 0:
		a.publish("", "", a.move(&a.retired, &a.public))
	case what == 3:
		a.mu.Lock()
		a.today = a.today.AddDate(0, 0, []int{1, 2, 40}[a.IntN(3)])
		a.mu.Unlock()
	case what < 6:
		a.testimony()
	default:
		a.change(a.public[a.IntN(len(a.public))])
	}
}

// change changes a record, maybe so that it stands elsewhere in the list.
func (a *author) change(record any) {
	a.renames++
	value := fmt.Sprint([]string{"", "A", "b ", "Ж", "中", "\"<&>\\ "}[a.IntN(6)], a.renames)
	switch r := record.(type) {
	case *directory.Organization:
		r.Names[0].Value = value
	case *directory.Initiative:
		r.Notes = []directory.Text{{Value: value, Language: "en"}}
		if a.IntN(2) == 0 {
			r.Names[0].Value = value
		}
	}
	a.publish("", "", record)
}

// testimony gives an initiative a testimony for some days, or lets a consent be withdrawn.
func (a *author) testimony() {
	for _, r := range a.public {
		in, ok := r.(*directory.Initiative)
		if !ok || len(in.Campaigns) == 0 {
			continue
		}
		c := in.Campaigns[0]
		if n := len(c.Testimonies); n > 0 && a.IntN(2) == 0 {
			c.Testimonies[n-1].Consent.WithdrawnOn = "2026-11-24"
		} else {
			a.testimonies++
			c.Testimonies = append(c.Testimonies, directory.Testimony{
				ID:   directory.ID(fmt.Sprintf("00000000-0000-7000-8000-%012d", a.testimonies)),
				Form: directory.TestimonyFormText, Voice: directory.VoiceActor,
				Consent: directory.Consent{Status: directory.ConsentStatusRecorded, ExpiresOn: directory.Date(a.today.AddDate(0, 0, a.IntN(4)).Format(time.DateOnly))},
			})
		}
		a.publish("", "", in)
		return
	}
}
