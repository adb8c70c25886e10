package help

import (
	"cmp"
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// answer makes the entries of the lines, of which there are so many in all, with the emergency numbers among them.
func (q *question) answer(found *collector, lines []line, total int) *Answer {
	a := &Answer{Country: q.situation.Country, At: q.at, Entries: make([]Entry, 0, len(lines)+1)}
	a.Total = total + 1
	emergencyAt := q.emergencyAt(lines)
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
	a.Notices = q.notices(found)
	return a
}

// emergencyAt is where the emergency numbers stand: behind the lines that suit, and while the country is
// unknown before those of countries that need not be the person's. Partners are not torn apart.
func (q *question) emergencyAt(lines []line) int {
	at := 0
	for i := range lines {
		switch l := &lines[i]; {
		case q.situation.Country == "" && l.tier == elsewhere:
			return at
		case l.suits(), l.paired && at == i:
			at = i + 1
		}
	}
	return at
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
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(usableRank(views[a].usable), usableRank(views[b].usable)), cmp.Compare(views[a].key, views[b].key))
	})
	for at, i := range order {
		e.Channels[at] = Channel{Channel: &h.Channels[i], Usable: views[i].usable, IsOpen: isOpen(views[i].state), from: q.fromFor(&h.Channels[i])}
	}
	var best *view
	var channel *directory.Channel
	if l.best >= 0 {
		best, channel = &views[l.best], &h.Channels[l.best]
	}
	e.Reasons = q.reasons(l, channel, best, len(e.Replaces) > 0)
	return e
}

// usableRank puts what can be used first and what cannot last.
func usableRank(a directory.Answer) int {
	switch a {
	case directory.AnswerYes:
		return 0
	case directory.AnswerNo:
		return 2
	default:
		return 1
	}
}

func isOpen(s hours.State) *bool {
	if s == hours.Unknown {
		return nil
	}
	open := s == hours.Open
	return &open
}

// notices are what to hear before the entries, the most urgent first.
func (q *question) notices(found *collector) []Notice {
	codes := []directory.HelpNoticeCode{directory.HelpNoticeCodeImmediateDanger}
	if q.situation.Country == "" {
		codes = append(codes, directory.HelpNoticeCodeHowToFindOutWhere, directory.HelpNoticeCodeNumbersOnAnyNetwork)
	}
	if q.situation.Country != "" && !q.served() {
		codes = append(codes, directory.HelpNoticeCodeNoLineForCountry)
	}
	if !found.usable {
		codes = append(codes, directory.HelpNoticeCodeNoUsableLine)
	}
	if len(found.lines) > 0 && !found.verified {
		codes = append(codes, directory.HelpNoticeCodeNothingVerified)
	}
	notices := make([]Notice, 0, len(codes)+1)
	for _, c := range append(codes, directory.HelpNoticeCodeTraces) {
		notices = append(notices, Notice{c})
	}
	return notices
}

// served says that a working line serves the person's country.
func (q *question) served() bool {
	here := snapshot.With(q.snapshot.Hotlines, snapshot.ByCountry, []directory.CountryCode{q.situation.Country})
	return here.Intersects(q.shown())
}
