package help

import (
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// answer makes the entries of the lines, with the emergency numbers behind the last that suits.
func (q *question) answer(lines []line, total int) *Answer {
	a := &Answer{Country: q.situation.Country, At: q.at, Total: max(total, len(lines)) + 1, // partners of lines may not have been counted
		Entries: make([]Entry, 0, len(lines)+1)}
	emergencyAt := 0
	for i := range lines {
		if lines[i].suits() && (q.situation.Country != "" || lines[i].tier != elsewhere) {
			emergencyAt = i + 1
		}
	}
	for i := range lines {
		if i == emergencyAt {
			a.Entries = append(a.Entries, q.emergency())
		}
		a.Entries = append(a.Entries, q.entry(&lines[i]))
	}
	if emergencyAt == len(lines) {
		a.Entries = append(a.Entries, q.emergency())
	}
	for i := range a.Entries {
		a.Entries[i].Rank = i + 1
	}
	a.Notices = q.notices(lines)
	return a
}

func (q *question) entry(l *line) Entry {
	h := l.hotline
	e := Entry{
		Kind: directory.HelpEntryKindHotline, Hotline: h, Usable: l.usable,
		Channels: make([]Channel, len(h.Channels)), Replaces: q.snapshot.Replaces(h),
	}
	views := make([]view, len(h.Channels))
	order := make([]int, len(h.Channels))
	for i := range h.Channels {
		views[i], order[i] = q.view(&h.Channels[i]), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(views[a].key) - int(views[b].key) })
	for at, i := range order {
		e.Channels[at] = Channel{Channel: &h.Channels[i], Usable: views[i].usable, IsOpen: isOpen(views[i].state), from: q.from}
		if h.Status == directory.HotlineStatusPaused {
			e.Channels[at].Usable = directory.AnswerNo
		}
	}
	var best *view
	var channel *directory.Channel
	if l.best >= 0 {
		best, channel = &views[l.best], &h.Channels[l.best]
	}
	e.Reasons = q.reasons(l, channel, best, len(e.Replaces) > 0)
	return e
}

func isOpen(s hours.State) *bool {
	if s == hours.Unknown {
		return nil
	}
	open := s == hours.Open
	return &open
}

// notices are what to hear before the entries, the most urgent first.
func (q *question) notices(lines []line) []Notice {
	codes := []directory.HelpNoticeCode{directory.HelpNoticeCodeImmediateDanger}
	if q.situation.Country == "" {
		codes = append(codes, directory.HelpNoticeCodeHowToFindOutWhere, directory.HelpNoticeCodeNumbersOnAnyNetwork)
	}
	here, usable, verified := false, false, false
	for i := range lines {
		l := &lines[i]
		here = here || l.tier == national || q.serves(l.hotline)
		usable = usable || l.suits() && l.usable != directory.AnswerNo
		f := q.freshnessOf(l.row)
		verified = verified || f == directory.FreshnessFresh || f == directory.FreshnessDue
	}
	switch {
	case q.situation.Country != "" && !here:
		codes = append(codes, directory.HelpNoticeCodeNoLineForCountry)
	case !usable:
		codes = append(codes, directory.HelpNoticeCodeNoUsableLine)
	}
	if len(lines) > 0 && !verified {
		codes = append(codes, directory.HelpNoticeCodeNothingVerified)
	}
	notices := make([]Notice, 0, len(codes)+1)
	for _, c := range append(codes, directory.HelpNoticeCodeTraces) {
		notices = append(notices, Notice{c})
	}
	return notices
}

// serves says that a line serves the person's country.
func (q *question) serves(h *directory.Hotline) bool {
	return slices.Contains(h.Countries, q.situation.Country)
}
