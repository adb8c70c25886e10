package help

import (
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// explanation gathers the reasons of one entry.
type explanation struct {
	q       *question
	l       *line
	channel *directory.Channel // the one that the line's place comes from, nil when there is none
	view    *view
	reasons []Reason
}

func (x *explanation) say(code directory.HelpReasonCode) { x.add(Reason{Code: code}) }

func (x *explanation) add(r Reason) { x.reasons = append(x.reasons, r) }

// reasons tells why a line stands where it stands, in the order of the criteria that a person understands
// first: where it serves, whether it answers now, in which language, how it is reached, what it costs,
// whether it was checked, who answers, whom it is for.
func (q *question) reasons(l *line, channel *directory.Channel, v *view, replaces bool) []Reason {
	x := &explanation{q: q, l: l, channel: channel, view: v, reasons: make([]Reason, 0, 12)}
	x.place()
	if replaces {
		x.say(directory.HelpReasonCodeReplacesLine)
	}
	if l.paired {
		x.say(directory.HelpReasonCodePairedLine)
	}
	if l.hotline.Status == directory.HotlineStatusPaused {
		x.say(directory.HelpReasonCodePaused)
	}
	if channel != nil && l.hotline.Works() {
		x.hours()
		x.language()
		x.contact()
		x.cost()
	}
	x.checked()
	x.responder()
	x.people()
	x.purpose()
	return x.reasons
}

func (x *explanation) place() {
	h, s := x.l.hotline, x.q.situation
	switch {
	case s.Country != "" && slices.Contains(h.Countries, s.Country):
		x.add(Reason{Code: directory.HelpReasonCodeServesCountry, Country: s.Country})
		if s.Subdivision != "" && slices.Contains(h.Subdivisions, s.Subdivision) {
			x.say(directory.HelpReasonCodeServesSubdivision)
		} else if servesPart(h) {
			x.say(directory.HelpReasonCodeServesOtherSubdivision)
		}
	case x.l.paired: // it stands there because of its partner, wherever it serves
	case x.q.helpsNationalAbroad(h):
		x.add(Reason{Code: directory.HelpReasonCodeServesNationalsAbroad, Country: s.Nationality})
	case x.l.tier == regional:
		x.add(Reason{Code: directory.HelpReasonCodeFallbackRegional, Country: only(h.Countries)})
	case x.l.tier >= global:
		x.add(Reason{Code: directory.HelpReasonCodeFallbackGlobal, Country: only(h.Countries)})
	}
}

// only gives the country of a line that serves one, empty when it serves several.
func only(countries []directory.CountryCode) directory.CountryCode {
	if len(countries) == 1 {
		return countries[0]
	}
	return ""
}

func (q *question) helpsNationalAbroad(h *directory.Hotline) bool {
	return slices.Contains(h.Populations, directory.PopulationNationalsAbroad) && q.situation.Nationality != "" &&
		q.fitsNationalsAbroad(h) == fitsPerson
}

func (x *explanation) hours() {
	r := Reason{Code: directory.HelpReasonCodeHoursUnknown}
	if x.channel.Hours != nil {
		r.TimeZone = x.channel.Hours.TimeZone
	}
	switch x.view.state {
	case hours.Open:
		r.Code = directory.HelpReasonCodeOpenNow
		if r.At = known(x.channel.ClosesAt(x.q.at)); r.At != nil && r.At.Sub(x.q.at) > soon {
			r.At = nil
		}
	case hours.Closed:
		r.Code = directory.HelpReasonCodeClosedNow
		if r.At = known(x.channel.OpensAt(x.q.at)); r.At != nil {
			r.Code = directory.HelpReasonCodeOpensAt
		}
	default:
		h := x.channel.Hours
		r.Stated = h != nil && (h.AlwaysOpen || len(h.Weekly) > 0)
	}
	if r.At == nil {
		r.TimeZone = ""
	}
	x.add(r)
}

// soon is within how long a closing matters, and a weekday alone says when it is.
const soon = 6 * 24 * time.Hour

func known(t time.Time, ok bool) *time.Time {
	if !ok {
		return nil
	}
	return &t
}

func (x *explanation) language() {
	rank, tag := x.q.spoken(x.channel)
	if tag == "" {
		return // the person's languages are not said
	}
	r := Reason{Code: directory.HelpReasonCodeSpeaksLanguage, Language: tag}
	switch rank {
	case byInterpreter:
		r.Code = directory.HelpReasonCodeByInterpreter
	case languageUnknown:
		r.Code = directory.HelpReasonCodeLanguageUnknown
	case otherLanguages:
		r.Code = directory.HelpReasonCodeOtherLanguages
	}
	x.add(r)
}

func (x *explanation) contact() {
	r := Reason{Code: directory.HelpReasonCodeChannelUsable, Channel: x.channel.Kind}
	switch {
	case !x.view.way || x.view.pay == directory.AnswerNo:
		r.Code = directory.HelpReasonCodeChannelNotUsable
		x.add(r)
	case x.q.situation.Channels != nil:
		x.add(r)
	}
	code := directory.HelpReasonCodeReachableFromHere
	switch x.view.reach {
	case directory.AnswerUnknown:
		code = directory.HelpReasonCodeMaybeReachableFromHere
	case directory.AnswerNo:
		code = directory.HelpReasonCodeNotReachableFromHere
	default:
	}
	x.add(Reason{Code: code, Channel: x.channel.Kind})
}

func (x *explanation) cost() {
	if !needsPhone(x.channel.Kind) {
		return
	}
	if s := x.channel.Safety; s != nil && x.view.home && s.WorksWithoutCredit.Value == directory.AnswerYes {
		x.say(directory.HelpReasonCodeWorksWithoutCredit)
	}
	if x.view.free {
		x.say(directory.HelpReasonCodeFree)
	} else {
		x.say(directory.HelpReasonCodeMayCost)
	}
}

func (x *explanation) checked() {
	r := Reason{Date: x.q.snapshot.VerifiedOn(x.l.row)}
	switch x.q.freshnessOf(x.l.row) {
	case directory.FreshnessFresh:
		r.Code = directory.HelpReasonCodeVerifiedRecently
	case directory.FreshnessDue:
		r.Code = directory.HelpReasonCodeVerificationDue
	case directory.FreshnessStale:
		r.Code = directory.HelpReasonCodeStale
	default:
		r = Reason{Code: directory.HelpReasonCodeUnverified}
	}
	x.add(r)
	if len(x.l.hotline.Conflicts) > 0 {
		x.say(directory.HelpReasonCodeSourcesDisagree)
	}
}

func (x *explanation) responder() {
	switch x.l.hotline.AnsweredBy {
	case directory.ResponderPolice:
		x.say(directory.HelpReasonCodeAnsweredByPolice)
	case directory.ResponderMixed:
		x.say(directory.HelpReasonCodeMayBeAnsweredByPolice)
	default:
	}
}

func (x *explanation) people() {
	h, q := x.l.hotline, x.q
	switch {
	case q.otherAge(h):
		x.say(directory.HelpReasonCodeNotForAge)
	case q.servesAge(h):
		x.say(directory.HelpReasonCodeServesAge)
	}
	switch {
	case q.professionalsOnly(h):
		x.say(directory.HelpReasonCodeProfessionalsOnly)
		return
	case forProfessionals(h):
		x.say(directory.HelpReasonCodeServesPopulation)
		return
	case len(h.Populations) == 0 || slices.Contains(h.Populations, directory.PopulationEverybody):
		if q.ageUnsaid(h) && !q.otherAge(h) {
			x.say(directory.HelpReasonCodeForSomePeople)
		}
		return
	}
	code := directory.HelpReasonCodeNotForPopulation
	switch x.populations() {
	case fitsPerson:
		code = directory.HelpReasonCodeServesPopulation
	case fitsSome:
		code = directory.HelpReasonCodeForSomePeople
	default:
	}
	x.say(code)
}

// populations is the fit by populations alone.
func (x *explanation) populations() fit {
	best := fitsOthers
	for _, p := range x.l.hotline.Populations {
		best = min(best, x.q.fitOf(p, x.l.hotline))
	}
	return best
}

func (x *explanation) purpose() {
	switch purpose(x.l.hotline) {
	case 1:
		x.say(directory.HelpReasonCodeGivesInformation)
	case 2:
		x.say(directory.HelpReasonCodeTakesReports)
	}
}
