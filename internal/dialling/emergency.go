package dialling

import (
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// DialEmergency is how an emergency number of the country the person is in is dialled: as it is, never in
// groups and never in another form, with every phone. Without a phone it cannot be.
//
// 112 and 911 are emergency calls for a mobile phone on any network, whatever its SIM and mostly without one
// (3GPP TS 22.101, clause 10). Landlines know 112 in Europe and 911 in the North American Numbering Plan; from
// landlines elsewhere nobody is known to answer them. When the country is not known, other numbers and
// landlines are unknown. The number is given in any case.
func DialEmergency(number string, from From) *Dialling {
	ch := &directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: number}
	ch.BelongTo(nil, directory.NumberPlan{Type: directory.NumberEmergency})
	d := Dial(ch, from)
	d.Channel = nil
	return d
}

func assessEmergency(number string, from From) verdict {
	switch {
	case !dialable(number):
		return unknown(wayNone, noAddress, 0)
	case from.Phone == directory.PhoneKindNoPhone:
		return no(noPhone, 0)
	case from.Country == "" && (from.Phone == directory.PhoneKindLandline || !forAnyMobile(number)):
		return unknown(wayStored, countryUnknown, 0)
	case from.Country == "":
		return yes(wayStored, countryUnknown, 0)
	case from.Phone == directory.PhoneKindLandline && forAnyMobile(number) && !ForAnyPhone(number, from.Country):
		return unknown(wayStored, otherPhone, insideCountry)
	}
	return yes(wayStored, insideCountry, 0)
}

// forAnyMobile says that mobile phones treat a number as an emergency call wherever they are.
func forAnyMobile(number string) bool { return number == "112" || number == "911" }

// ForAnyPhone says that 112 or 911 is the emergency number of a country on landlines too: 112 in Europe
// (Directive (EU) 2018/1972, article 109, and the countries around that took it over), 911 in the North
// American Numbering Plan.
func ForAnyPhone(number string, country directory.CountryCode) bool {
	c := geography.Lookup(country)
	switch {
	case c == nil:
		return false
	case number == "112":
		return c.Region == "150" || country == "TR" || country == "GE"
	case number == "911":
		return slices.Contains(c.CallingCodes, "+1")
	}
	return false
}

// emergency says of a channel that it is an emergency number, and not one of another country.
func emergency(ch *directory.Channel, from From) bool {
	return ch.NumberPlan().Type == directory.NumberEmergency && (ch.Country == "" || from.Country == "" || ch.Country == from.Country)
}
