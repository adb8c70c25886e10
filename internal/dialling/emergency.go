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
// (3GPP TS 22.101, clause 10). Whether a landline knows them is what [ForAnyPhone] says; where it does not,
// nobody is known to answer. When the country is not known, other numbers and landlines are unknown. The
// number is given in any case.
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
		return unknown(wayStored, landlineUnknown, insideCountry)
	}
	return yes(wayStored, insideCountry, 0)
}

// forAnyMobile says that mobile phones treat a number as an emergency call wherever they are.
func forAnyMobile(number string) bool { return number == "112" || number == "911" }

// ForAnyPhone says that 112 or 911 is the emergency number of a country itself, or that of its police, and so
// answered on landlines too: 112 in Europe (Directive (EU) 2018/1972, article 109, and the countries around that
// took it over), 911 in the North American Numbering Plan, what is the only emergency number that the metadata
// know of a country, and what assigned names.
func ForAnyPhone(number string, country directory.CountryCode) bool {
	c := geography.Lookup(country)
	switch {
	case c == nil || !forAnyMobile(number):
		return false
	case assigned[country] == number, onlyNumber(c, number):
		return true
	case number == "112":
		return c.Region == "150" || slices.Contains(europeElsewhere, country)
	}
	return slices.Contains(c.CallingCodes, "+1")
}

// europeElsewhere are the members of the European Union and their outermost regions that UN M49 has in other parts
// of the world, and two countries that took 112 over.
var europeElsewhere = []directory.CountryCode{"CY", "GF", "GP", "MF", "MQ", "RE", "YT", "GE", "TR"}

// assigned has the countries outside Europe and the North American Numbering Plan where 112 or 911 is assigned
// as a number of the whole country, with who says so. What is not sure, as in Argentina, where the provinces
// join one by one, is left out.
var assigned = map[directory.CountryCode]string{
	"CR": "911", // Ley 7566 of 1995, Sistema de Emergencias 9-1-1
	"EC": "911", // Servicio Integrado de Seguridad ECU 911: the only number since 17 March 2022
	"GY": "911", // Guyana Police Force
	"IN": "112", // Ministry of Home Affairs, Emergency Response Support System
	"JO": "911", // Public Security Directorate: unified emergency number
	"KR": "112", // Korean National Police Agency
	"LB": "112", // Internal Security Forces
	"MX": "911", // Instituto Federal de Telecomunicaciones, Diario Oficial of 2 December 2015: from any fixed or mobile telephone
	"PH": "911", // Executive Order 56 of 2018, in place of 117
	"PY": "911", // Ley 4739 of 2012, Sistema 911
	"SV": "911", // Policía Nacional Civil, Sistema de Emergencias 911
	"UY": "911", // Ministerio del Interior, Servicio de Emergencias 9-1-1
	"VE": "911", // VEN 9-1-1, in place of 171 since 2014
}

// onlyNumber says that the metadata know no other emergency number of a country that works in the whole of it.
func onlyNumber(c *geography.Country, number string) bool {
	found := false
	for i := range c.EmergencyNumbers {
		switch n := c.EmergencyNumbers[i].Number; {
		case n == number:
			found = true
		case len(n) <= longestNational:
			return false
		}
	}
	return found
}

// longestNational is how many digits an emergency number has at most that works in a whole country, of the
// numbers that the metadata have; the longer ones reach a station of one town. South Africa's 10111 is the longest.
const longestNational = 5

// Nationwide says that a number of the metadata is one that works in the whole country.
func Nationwide(number string) bool { return len(number) <= longestNational }

// IsEmergency says that a channel is an emergency number for somebody in a country: one that the directory made
// of it, or a line's short code that the metadata list as one of that country.
func IsEmergency(ch *directory.Channel, country directory.CountryCode) bool {
	if ch.NumberPlan().Type == directory.NumberEmergency {
		return ch.Country == "" || country == "" || ch.Country == country
	}
	if ch.ShortCode == "" || ch.Kind != directory.ChannelKindVoice || country == "" || ch.Country != country {
		return false
	}
	c := geography.Lookup(country)
	return c != nil && slices.ContainsFunc(c.EmergencyNumbers, func(e geography.EmergencyNumber) bool { return e.Number == ch.ShortCode })
}
