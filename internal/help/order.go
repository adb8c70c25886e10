package help

import "slices"

// together puts lines that are to be shown together behind one another and cuts the list after the first
// ones, never between partners. It says how many there are with those behind the cut, since partners come in
// that were no candidates themselves.
func (q *question) together(sorted []line, first int) (shown []line, all int) {
	var out []line
	end := -1
	for _, l := range sorted {
		if contains(out, &l) {
			continue
		}
		if end < 0 && len(out) >= first {
			end = len(out)
		}
		out = append(out, l)
		for _, partner := range q.partners(&l) {
			if !contains(out, &partner) {
				out = append(out, partner)
			}
		}
	}
	if end < 0 {
		end = len(out)
	}
	return out[:end], len(out)
}

func contains(lines []line, l *line) bool {
	return slices.ContainsFunc(lines, func(m line) bool { return m.hotline == l.hotline })
}

// partners gives the lines that go with one, and those that go with them, best first. A line that does not
// work or is meant for others does not rise with its partner, nor one that police answer when that is not
// acceptable.
func (q *question) partners(l *line) []line {
	if len(q.snapshot.PairedWith(l.hotline)) == 0 {
		return nil
	}
	var found []line
	known := []line{*l}
	for i := 0; i < len(known); i++ {
		for _, h := range q.snapshot.PairedWith(known[i].hotline) {
			if len(known) > maxPartners {
				break
			}
			partner := q.assess(h, q.snapshot.Hotlines.RowOf(h.ID), known[i].tier)
			if !h.Works() || contains(known, &partner) {
				continue
			}
			known = append(known, partner)
			if partner.police <= l.police && partner.fit != fitsOthers {
				partner.paired = true
				found = append(found, partner)
			}
		}
	}
	slices.SortFunc(found, compare)
	return found
}

// maxPartners bounds how many lines may be shown because of one.
const maxPartners = 10
