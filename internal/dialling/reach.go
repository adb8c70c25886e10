package dialling

import (
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// From is where and with what somebody dials; zero fields are unknown. With an unknown phone, one of the
// country is assumed that has a plus key, which is what a mobile phone is.
type From struct {
	Country directory.CountryCode
	Phone   directory.PhoneKind
}

// way is how a channel is reached: what there is to press, show and open.
type way uint8

const (
	wayNone     way = iota // there is nothing to press
	wayPlus                // the number with a plus sign
	wayNational            // the number as it is dialled in the country dialled from
	wayPrefix              // the number after the international prefix of the country dialled from
	wayStored              // the digits of a short code or national number, nothing else
	wayApp                 // an application that finds the line by its number
	wayPage                // a page
	wayMail                // a mailbox
)

// verdict is the answer with its reasons, and the way that goes with it.
type verdict struct {
	answer answer
	way    way
	codes  Codes
}

// answer is a directory.Answer in a byte.
type answer uint8

const (
	isUnknown answer = iota
	isYes
	isNo
)

var answers = [...]directory.Answer{isUnknown: directory.AnswerUnknown, isYes: directory.AnswerYes, isNo: directory.AnswerNo}

func yes(w way, first, second reason) verdict {
	return verdict{isYes, w, Codes{[maxCodes]reason{first, second}}}
}

func unknown(w way, first, second reason) verdict {
	return verdict{isUnknown, w, Codes{[maxCodes]reason{first, second}}}
}

// no has no way: what cannot be reached must not be pressed.
func no(first, second reason) verdict {
	return verdict{isNo, wayNone, Codes{[maxCodes]reason{first, second}}}
}

// add appends a reason that is not there.
func (v *verdict) add(r reason) {
	if n := v.codes.Len(); n < maxCodes && !v.codes.has(r) {
		v.codes.reasons[n] = r
	}
}

// putFirst makes a reason the most important one.
func (v *verdict) putFirst(r reason) {
	if !v.codes.has(r) {
		copy(v.codes.reasons[1:], v.codes.reasons[:maxCodes-1])
		v.codes.reasons[0] = r
	}
}

// Assess says whether a channel can be reached, and why, without working out what to press. It is for
// ranking thousands of channels: it allocates nothing and takes some 20 ns. It reads the channel's
// number plan, which the snapshot sets; a channel that no snapshot has seen is classified each time.
func Assess(ch *directory.Channel, from From) (directory.Answer, Codes) {
	v := assess(ch, from)
	return answers[v.answer], v.codes
}

// assess is the decision table of the package documentation.
func assess(ch *directory.Channel, from From) verdict {
	switch {
	case ch.Line() != nil && !ch.Line().Works():
		return no(notWorking, 0)
	case IsEmergency(ch, from.Country):
		v := assessEmergency(ch.ShortCode, from)
		restrictPhones(&v, ch, from)
		return v
	case ch.URL != "":
		return overInternet(ch, from, wayPage)
	case ch.Email != "":
		return overInternet(ch, from, wayMail)
	case ch.Number != "" && (ch.Number[0] != '+' || !dialable(string(ch.Number[1:]))):
		return unknown(wayNone, noAddress, 0) // validation lets none through
	case ch.Number != "" && byPhone(ch.Kind):
		v := numberByPhone(ch, from)
		restrictPhones(&v, ch, from)
		return v
	case ch.Number != "":
		return overInternet(ch, from, wayApp)
	case dialable(ch.ShortCode) || dialable(ch.NationalNumber):
		return localNumber(ch, from)
	}
	return unknown(wayNone, noAddress, 0)
}

// dialable says whether an address is what is on the keys of a telephone, with separators at most.
func dialable(s string) bool {
	found := false
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9', c == '*', c == '#':
			found = true
		case strings.IndexByte(" -./()", c) >= 0:
		default:
			return false
		}
	}
	return found
}

func byPhone(kind directory.ChannelKind) bool {
	return kind == directory.ChannelKindVoice || kind == directory.ChannelKindSms || kind == directory.ChannelKindTty
}

// byApp says whether the way is an application. All but APP need an account that hangs on a phone number.
func byApp(kind directory.ChannelKind) bool {
	switch kind {
	case directory.ChannelKindWhatsapp, directory.ChannelKindSignal, directory.ChannelKindTelegram,
		directory.ChannelKindLine, directory.ChannelKindViber, directory.ChannelKindApp:
		return true
	default:
		return false
	}
}

// stated is what a source says of reaching the channel from abroad: empty or UNKNOWN when nothing.
func stated(ch *directory.Channel) directory.Answer {
	if ch.Safety == nil {
		return directory.AnswerUnknown
	}
	return ch.Safety.ReachableFromAbroad.Value
}

// planOf is the number plan the snapshot has set.
func planOf(ch *directory.Channel) directory.NumberPlan {
	if p := ch.NumberPlan(); p.Type != directory.NumberNone {
		return p
	}
	return Classify(ch)
}

// serves says whether the channel's line names a country among those it serves.
func serves(ch *directory.Channel, country directory.CountryCode) bool {
	return ch.Line() != nil && slices.Contains(ch.Line().Countries, country)
}

// overInternet judges pages, mailboxes and applications.
func overInternet(ch *directory.Channel, from From, w way) (v verdict) {
	app := byApp(ch.Kind)
	switch {
	case app && from.Phone == directory.PhoneKindLandline:
		return no(phoneCannot, 0)
	case app && from.Phone == directory.PhoneKindNoPhone:
		v = unknown(w, noPhone, needsApp)
	case app:
		v = yes(w, needsApp, 0)
	case w == wayApp: // a page or a camera with a number: nobody knows how
		v = unknown(w, needsInternet, 0)
	default:
		v = yes(w, needsInternet, 0)
	}
	if stated(ch) != directory.AnswerNo {
		return v
	}
	switch { // a source says: not from abroad
	case from.Country == "":
		v.answer = isUnknown
		v.putFirst(statedNotFromAbroad)
		v.putFirst(countryUnknown)
	case serves(ch, from.Country) || ch.Number != "" && inside(ch, planOf(ch).Region, from.Country):
	case ch.Line() == nil || len(ch.Line().Countries) == 0: // what is abroad for it, nobody knows
		v.answer = isUnknown
		v.putFirst(statedNotFromAbroad)
	default:
		return no(statedNotFromAbroad, 0)
	}
	return v
}
