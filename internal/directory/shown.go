package directory

import "slices"

// Shown gives an initiative as it may be shown on a day: without testimonies whose consent was withdrawn or has
// run out. It is the initiative itself when there is nothing to leave out, else a copy of what differs.
func (in *Initiative) Shown(day Date) *Initiative {
	ended := func(t Testimony) bool { return !t.Consent.Holds(day) }
	shown := in
	for i, c := range in.Campaigns {
		if !slices.ContainsFunc(c.Testimonies, ended) {
			continue
		}
		if shown == in {
			copied := *in
			copied.Campaigns = slices.Clone(in.Campaigns)
			shown = &copied
		}
		without := *c
		without.Testimonies = slices.DeleteFunc(slices.Clone(c.Testimonies), ended)
		shown.Campaigns[i] = &without
	}
	return shown
}
