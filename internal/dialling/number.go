package dialling

import (
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// inside says whether an E.164 number is one of a country, or one its line gives to callers there. Either
// way the calling code must be the country's: a foreign number that serves a country is still dialled as
// an international call.
func inside(ch *directory.Channel, region, country directory.CountryCode) bool {
	return hasCallingCode(string(ch.Number), country) && (region == country || serves(ch, country))
}

// hasCallingCode says whether a number begins with a calling code of the country. No calling code is the
// beginning of another (ITU-T E.164), so comparing characters is enough.
func hasCallingCode(number string, country directory.CountryCode) bool {
	c := geography.Lookup(country)
	if c == nil {
		return false
	}
	for _, code := range c.CallingCodes {
		if strings.HasPrefix(number, code) {
			return true
		}
	}
	return false
}

// numberByPhone judges an E.164 number that is called or texted.
func numberByPhone(ch *directory.Channel, from From) verdict {
	if v, cannot := withoutPhone(ch, from); cannot {
		return v
	}
	plan := planOf(ch)
	n := number{
		kind:   plan.Type,
		free:   plan.Type == directory.NumberTollFree || ch.Safety != nil && ch.Safety.TollFree.Value == directory.AnswerYes,
		abroad: stated(ch),
		code:   string(ch.Number),
	}
	switch {
	case from.Country == "":
		return n.fromAnywhere(from)
	case inside(ch, plan.Region, from.Country):
		return n.fromInside(from)
	}
	return n.fromAbroad(from)
}

// withoutPhone judges what the phone alone decides.
func withoutPhone(ch *directory.Channel, from From) (verdict, bool) {
	switch {
	case from.Phone == directory.PhoneKindNoPhone:
		return no(noPhone, 0), true
	case from.Phone == directory.PhoneKindLandline && ch.Kind == directory.ChannelKindSms:
		return no(phoneCannot, 0), true
	}
	return verdict{}, false
}

// number is what the table asks of an E.164 number.
type number struct {
	kind   directory.NumberType
	free   bool             // toll-free by the metadata or by a source
	abroad directory.Answer // whether a source says that it can be reached from abroad
	code   string
}

// restricted gives the reason why a number may not be reachable from outside its country or with a SIM of
// another one.
func (n *number) restricted() (reason, bool) {
	switch {
	case n.free:
		return tollFreeAbroad, true
	case n.kind == directory.NumberSpecial:
		return specialNumberAbroad, true
	}
	return 0, false
}

func (n *number) fromAnywhere(from From) (v verdict) {
	why, restricted := n.restricted()
	switch {
	case n.abroad == directory.AnswerNo:
		return unknown(wayNone, countryUnknown, statedNotFromAbroad)
	case n.abroad == directory.AnswerYes && from.Phone != directory.PhoneKindLandline:
		v = yes(wayPlus, statedFromAbroad, countryUnknown)
	case n.abroad == directory.AnswerYes:
		v = unknown(wayNone, countryUnknown, statedFromAbroad)
	case restricted:
		v = unknown(wayNone, countryUnknown, why)
	case n.kind == directory.NumberNotInPlan:
		v = unknown(wayPlus, notInNumberPlan, countryUnknown)
	default:
		v = yes(wayPlus, countryUnknown, 0)
	}
	if from.Phone == directory.PhoneKindLandline { // it has no plus key
		v.way = wayNone
		if v.answer == isYes {
			v.answer = isUnknown
		}
	}
	if n.kind == directory.NumberNotInPlan {
		v.add(notInNumberPlan)
	}
	return v
}

func (n *number) fromInside(from From) (v verdict) {
	_, restricted := n.restricted()
	plus := from.Phone != directory.PhoneKindLandline // unknown phones are taken for mobile ones
	switch {
	case from.Phone == directory.PhoneKindForeignSim && n.abroad == directory.AnswerYes:
		v = yes(wayPlus, statedFromAbroad, insideCountry)
	case from.Phone == directory.PhoneKindForeignSim && (restricted || n.abroad == directory.AnswerNo):
		v = unknown(wayPlus, foreignSim, insideCountry)
	case n.kind == directory.NumberNotInPlan && plus:
		v = unknown(wayPlus, notInNumberPlan, insideCountry)
	case n.kind == directory.NumberNotInPlan: // whether there is a trunk prefix is not known
		v = unknown(wayNone, notInNumberPlan, insideCountry)
	case from.Phone == directory.PhoneKindForeignSim:
		v = yes(wayPlus, insideCountry, 0)
	case n.kind == directory.NumberOrdinary && plus && plusAtHome(from.Country):
		v = yes(wayPlus, insideCountry, 0)
	case n.kind == directory.NumberOrdinary && !plus && carrierAtHome(from.Country):
		v = unknown(wayNone, prefixUnknown, insideCountry)
	default:
		v = yes(wayNational, insideCountry, 0)
	}
	if n.kind == directory.NumberNotInPlan {
		v.add(notInNumberPlan)
	}
	return v
}

func (n *number) fromAbroad(from From) (v verdict) {
	why, restricted := n.restricted()
	ordinary := n.kind == directory.NumberOrdinary
	switch {
	case n.abroad == directory.AnswerNo:
		return no(statedNotFromAbroad, 0)
	case n.abroad == directory.AnswerYes && ordinary:
		v = yes(wayPlus, statedFromAbroad, internationalCall)
	case n.abroad == directory.AnswerYes:
		v = yes(wayPlus, statedFromAbroad, 0)
	case restricted:
		v = unknown(wayNone, why, 0)
	case ordinary:
		v = yes(wayPlus, internationalCall, 0)
	default:
		v = unknown(wayPlus, notInNumberPlan, internationalCall)
	}
	if n.kind == directory.NumberNotInPlan {
		v.add(notInNumberPlan)
	}
	if v.way != wayPlus || from.Phone != directory.PhoneKindLandline {
		return v
	}
	switch { // a landline has no plus key
	case hasCallingCode(n.code, from.Country) && n.kind != directory.NumberNotInPlan:
		v.way = wayNational // countries that share a code dial each other as at home
	case prefixOf(from.Country) != "":
		v.way = wayPrefix
	default:
		v.way, v.answer = wayNone, isUnknown
		v.putFirst(prefixUnknown)
	}
	return v
}

// localNumber judges a short code or a number known only as it is dialled inside its country.
func localNumber(ch *directory.Channel, from From) (v verdict) {
	phone := byPhone(ch.Kind)
	switch {
	case phone:
		if v, cannot := withoutPhone(ch, from); cannot {
			return v
		}
	case byApp(ch.Kind) && from.Phone == directory.PhoneKindLandline:
		return no(phoneCannot, 0)
	}
	elsewhere := nationalNumberAbroad
	if ch.ShortCode != "" {
		elsewhere = shortCodeAbroad
	}
	abroad := stated(ch)
	switch {
	case from.Country == "":
		v = unknown(wayNone, countryUnknown, 0)
	case from.Country == ch.Country && from.Phone != directory.PhoneKindForeignSim:
		v = yes(wayStored, insideCountry, 0)
	case from.Country == ch.Country && abroad == directory.AnswerYes:
		v = yes(wayStored, statedFromAbroad, insideCountry)
	case from.Country == ch.Country:
		v = unknown(wayStored, foreignSim, insideCountry)
	case abroad == directory.AnswerNo:
		return no(statedNotFromAbroad, elsewhere)
	case abroad == directory.AnswerYes: // but nobody knows what to press
		v = unknown(wayNone, elsewhere, statedFromAbroad)
	case ch.ShortCode != "":
		return no(elsewhere, 0)
	default:
		v = unknown(wayNone, elsewhere, 0)
	}
	switch {
	case phone:
		restrictPhones(&v, ch, from)
	case !byApp(ch.Kind): // how a page or a camera would be given a short code, nobody knows
		v.way, v.answer = wayNone, isUnknown
		v.add(needsInternet)
	case from.Phone == directory.PhoneKindNoPhone:
		v.answer = isUnknown
		v.putFirst(noPhone)
		v.add(needsApp)
	default:
		v.add(needsApp)
	}
	return v
}

// restrictPhones applies the kinds of phone that a source says the number is meant for. MOBILE means with
// a SIM of the country.
func restrictPhones(v *verdict, ch *directory.Channel, from From) {
	phone := from.Phone
	if phone == "" {
		phone = directory.PhoneKindMobile // see From
	}
	if v.answer == isNo || len(ch.Phones) == 0 || slices.Contains(ch.Phones, phone) {
		return
	}
	why := otherPhone
	if from.Phone == directory.PhoneKindForeignSim && slices.Contains(ch.Phones, directory.PhoneKindMobile) {
		why = foreignSim
	}
	if v.answer == isUnknown {
		v.add(why)
		return
	}
	v.answer = isUnknown
	v.putFirst(why)
}
