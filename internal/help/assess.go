package help

import (
	"slices"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// tier is where a line stands on the way from the person's country to the world.
type tier uint8

const (
	national  tier = iota // serves the country, or its nationals abroad
	partly                // serves a part of the country, and nobody said whether the person is there
	regional              // serves the region, or a country of it and takes calls from abroad
	global                // serves the world
	elsewhere             // serves a country anywhere and takes calls from abroad
)

// line is one candidate with its place in the order.
type line struct {
	hotline *directory.Hotline
	row     uint32 // place in the directory's own order
	tier    tier
	fit     fit
	police  uint32 // how far it is to be put behind others because police answer
	paired  bool   // stands here because of the line before it
	key     uint32
	best    int // the channel that the key comes from
	usable  directory.Answer
}

// before orders lines; no two are equal.
func (l *line) before(m *line) bool {
	if l.key != m.key {
		return l.key < m.key
	}
	return l.row < m.row
}

// The most significant criteria as bits of the key; see the package documentation.
const (
	keyBits    = 25
	blocked    = 1 << (keyBits - 1)
	forOthers  = 1 << (keyBits - 2)
	stale      = 1 << (keyBits - 5)
	closed     = 1 << (keyBits - 6)
	unverified = 1 << (keyBits - 12)
	tierShift  = keyBits - 9
	fitShift   = 5
)

// suits says that the line can be reached and is meant for this person.
func (l *line) suits() bool { return l.key&(blocked|forOthers) == 0 }

// assess works out a line's place.
func (q *question) assess(h *directory.Hotline, row uint32, t tier) line {
	l := line{hotline: h, row: row, tier: t, fit: q.fit(h), best: -1}
	var best view
	l.usable = directory.AnswerNo
	for i := range h.Channels {
		v := q.view(&h.Channels[i])
		if l.best < 0 || v.key < best.key {
			l.best, best = i, v
		}
		if v.usable == directory.AnswerYes || v.usable == directory.AnswerUnknown && l.usable == directory.AnswerNo {
			l.usable = v.usable
		}
	}
	l.tier = max(l.tier, q.within(h))
	freshness := q.freshnessOf(row)
	l.police = q.police(h)
	key := uint32(0)
	add := func(bits int, value uint32) { key = key<<bits | min(value, 1<<bits-1) }
	add(1, flag(l.best < 0 || best.blocked() || !h.Works()))
	add(1, flag(l.fit == fitsOthers))
	add(2, l.police)
	add(1, flag(freshness == directory.FreshnessStale))
	add(1, flag(best.state == hours.Closed))
	add(3, uint32(l.tier))
	add(2, purpose(h))
	add(1, flag(freshness == directory.FreshnessUnverified))
	add(2, best.doubt())
	add(4, best.language)
	add(2, uint32(l.fit))
	add(1, flag(best.state == hours.Unknown))
	add(1, flag(!best.free))
	add(2, q.perhapsPolice(h))
	add(1, flag(l.best >= 0 && dialling.IsEmergency(&h.Channels[l.best], q.from.Country)))
	l.key = key
	return l
}

// perfect is the key that no line can surpass in this situation.
func (q *question) perfect(t tier) uint32 {
	best := fitsPerson
	if s := q.situation; len(s.Populations) == 0 && s.Age == nil && s.Nationality == "" {
		best = fitsAll
	}
	return uint32(t)<<tierShift | uint32(best)<<fitShift
}

func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// within gives the tier of a line by the part of the country that it serves. An area that is only printed, and
// has no code that the person's could be compared with, may be theirs or not.
func (q *question) within(h *directory.Hotline) tier {
	here := q.situation.Subdivision
	switch {
	case !servesPart(h), here != "" && slices.Contains(h.Subdivisions, here):
		return national
	case here == "", len(h.Subdivisions) == 0:
		return partly
	}
	return regional
}

// servesPart says that a line does not serve the whole of its country.
func servesPart(h *directory.Hotline) bool { return len(h.Subdivisions) > 0 || len(h.ServiceAreas) > 0 }

// police tells how far a line is to be put behind others because police answers, when that is not acceptable.
func (q *question) police(h *directory.Hotline) uint32 {
	if q.situation.PoliceAcceptable == nil || *q.situation.PoliceAcceptable {
		return 0
	}
	return answeredByPolice(h)
}

// perhapsPolice is the same among lines that are equal in everything else, when nobody said whether it is.
func (q *question) perhapsPolice(h *directory.Hotline) uint32 {
	if q.situation.PoliceAcceptable != nil {
		return 0
	}
	return answeredByPolice(h)
}

// answeredByPolice grows from not at all, as far as is known, over perhaps to yes.
func answeredByPolice(h *directory.Hotline) uint32 {
	switch h.AnsweredBy {
	case directory.ResponderPolice:
		return 2
	case directory.ResponderMixed:
		return 1
	default:
		return 0
	}
}

// purpose orders lines by what they are there for; a line that does not say is taken to help,
// and one for professionals to help them.
func purpose(h *directory.Hotline) uint32 {
	switch {
	case len(h.Purposes) == 0 || slices.Contains(h.Purposes, directory.HotlinePurposeHelp) || forProfessionals(h):
		return 0
	case slices.Contains(h.Purposes, directory.HotlinePurposeInformation):
		return 1
	}
	return 2
}

// view is one channel as it looks from the situation.
type view struct {
	key      uint32
	way      bool             // the person can use this way of contact
	reach    directory.Answer // from where they are
	home     bool             // with a phone of the country it belongs to
	pay      directory.Answer // whether they can pay for it
	free     bool             // a source says so
	state    hours.State
	language uint32
	usable   directory.Answer
}

// blocked says that the person cannot use the channel, whatever the hour.
func (v *view) blocked() bool {
	return !v.way || v.reach == directory.AnswerNo || v.pay == directory.AnswerNo
}

// doubt grows with what is not known about reaching the channel.
func (v *view) doubt() uint32 {
	switch {
	case v.reach == directory.AnswerUnknown:
		return 2
	case v.pay == directory.AnswerUnknown:
		return 1
	}
	return 0
}

func (q *question) view(ch *directory.Channel) view {
	v := view{
		way: q.situation.Channels == nil || slices.Contains(q.situation.Channels, ch.Kind),
		pay: directory.AnswerYes, state: ch.State(q.at), language: uint32(q.language(ch)),
	}
	var codes dialling.Codes
	v.reach, codes = dialling.Assess(ch, q.fromFor(ch))
	v.home = q.from.Phone != directory.PhoneKindForeignSim && codes.Has(directory.DialReasonCodeInsideCountry)
	v.free = isFree(ch, v.home)
	if q.situation.CanPay != nil && !*q.situation.CanPay {
		v.pay = withoutCredit(ch, v.home, codes)
		if dialling.IsEmergency(ch, q.from.Country) { // as in the entry of these numbers
			v.pay = directory.AnswerYes
		}
	}
	switch {
	case v.blocked() || v.state == hours.Closed:
		v.usable = directory.AnswerNo
	case v.doubt() > 0 || v.state == hours.Unknown:
		v.usable = directory.AnswerUnknown
	default:
		v.usable = directory.AnswerYes
	}
	add := func(bits int, value uint32) { v.key = v.key<<bits | min(value, 1<<bits-1) }
	add(1, flag(v.blocked()))
	add(1, flag(!v.way))             // among those that cannot be used, show first what another phone or place would mend
	add(1, flag(writtenTo(ch.Kind))) // nobody knows when an answer comes
	add(1, flag(v.state == hours.Closed))
	add(2, v.doubt())
	add(4, v.language)
	add(1, flag(v.state == hours.Unknown))
	add(1, flag(!v.free))
	return v
}

// writtenTo tells the ways in which one leaves a message and waits.
func writtenTo(k directory.ChannelKind) bool {
	return k == directory.ChannelKindEmail || k == directory.ChannelKindWebForm
}

// fromFor is where and with what the person uses a channel. Who names a way of contact can use it, whatever
// the phone: they may have a computer as well, or somebody's mobile phone for a text.
func (q *question) fromFor(ch *directory.Channel) dialling.From {
	from := q.from
	another := !needsPhone(ch.Kind) || ch.Kind == directory.ChannelKindSms && from.Phone == directory.PhoneKindLandline
	if another && slices.Contains(q.situation.Channels, ch.Kind) {
		from.Phone = ""
	}
	return from
}

// isFree says that a channel costs the person nothing, by a stated fact or because only the connection to
// the internet may cost. What is free at home need not be so from abroad or with a foreign SIM.
func isFree(ch *directory.Channel, home bool) bool {
	return !needsPhone(ch.Kind) || home && ch.Safety != nil && ch.Safety.TollFree.Value == directory.AnswerYes
}

// withoutCredit tells whether a channel can be used by somebody who cannot pay. Facts say what holds at home. An
// ordinary number costs money from another country, and while the country is not known it may be one; that a
// call works without credit is then not known, however surely a source says so.
func withoutCredit(ch *directory.Channel, home bool, codes dialling.Codes) directory.Answer {
	if !needsPhone(ch.Kind) {
		return directory.AnswerYes
	}
	var facts directory.Safety
	if ch.Safety != nil {
		facts = *ch.Safety
	}
	costs := codes.Has(directory.DialReasonCodeInternationalCall) ||
		codes.Has(directory.DialReasonCodeCountryUnknown) && ch.NumberPlan().Type == directory.NumberOrdinary
	switch works, free := facts.WorksWithoutCredit.Value, facts.TollFree.Value; {
	case works == directory.AnswerNo, works != directory.AnswerYes && (free == directory.AnswerNo || costs):
		return directory.AnswerNo
	case home && (works == directory.AnswerYes || free == directory.AnswerYes):
		return directory.AnswerYes
	}
	return directory.AnswerUnknown
}
