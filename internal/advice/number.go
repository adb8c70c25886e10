package advice

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// tablesLag is what every doubt of the number-plan tables ends with: they are not the world.
const tablesLag = "The tables lag behind the world: if the source prints it so and it has been called, keep it."

// mostShortCode is how many digits a short code has at most here; all known ones of help lines have fewer.
const mostShortCode = 6

// number compares the number of a channel with the number plans. All it finds are warnings.
func (a *adviser) number(path string, h *directory.Hotline, ch *directory.Channel) {
	switch {
	case ch.Number != "":
		a.international(path+".number", h, ch)
	case ch.ShortCode != "":
		a.shortCode(path+".shortCode", ch)
	case ch.NationalNumber != "":
		a.nationalNumber(path+".nationalNumber", ch)
	}
}

func (a *adviser) international(path string, h *directory.Hotline, ch *directory.Channel) {
	plan := dialling.Classify(ch)
	code, national := callingCode(ch.Number)
	if code == "" {
		a.warn(path, NumberNotInPlan, "no country has the calling code that %s begins with. Compare it with the source digit by digit.", shown(ch.Number))
		return
	}
	if isShort := a.shortAsInternational(h, code, national, plan); isShort {
		a.warn(path, NumberIsShortCode, "%s is the short code %s behind the calling code %s. A short code works in its own country only, and with a calling code it would call a stranger: enter it as shortCode with its country.", shown(ch.Number), national, code)
		return
	}
	if plan.Type == directory.NumberNotInPlan {
		a.notInPlan(path, string(ch.Number), code)
		return // what is not in the plan is of no known kind
	}
	a.tollFree(path, ch, plan.Type)
	a.otherCountry(path, h, ch, code, plan.Region)
}

// callingCode splits an E.164 number. No code is the beginning of another (ITU-T E.164, clause 6). The code
// has its plus, and is empty when no country has it.
func callingCode(number directory.E164) (code, national string) {
	digits, plus := strings.CutPrefix(string(number), "+")
	if !plus {
		return "", ""
	}
	for n := 1; n <= 3 && n < len(digits); n++ {
		c, err := strconv.Atoi(digits[:n])
		if err != nil {
			return "", ""
		}
		if phonenumbers.GetRegionCodeForCountryCode(c) != phonenumbers.UNKNOWN_REGION {
			return "+" + digits[:n], digits[n:]
		}
	}
	return "", ""
}

// shortAsInternational says that a number is a short code with a calling code glued on: too short to be one
// of the country's numbers, and known as a short code, stated beside it, or of at most four digits.
func (a *adviser) shortAsInternational(h *directory.Hotline, code, national string, plan directory.NumberPlan) bool {
	if len(national) > mostShortCode || len(national) < 2 {
		return false
	}
	stated := slices.ContainsFunc(h.Channels, func(other directory.Channel) bool { return other.ShortCode == national })
	if plan.Type != directory.NumberNotInPlan {
		return stated
	}
	return stated || len(national) <= 4 || slices.ContainsFunc(regionsOf(code), func(region string) bool { return knownShortCode(national, region) })
}

func regionsOf(code string) []string {
	c, err := strconv.Atoi(strings.TrimPrefix(code, "+"))
	if err != nil {
		return nil
	}
	return phonenumbers.GetRegionCodesForCountryCode(c)
}

// knownShortCode asks the tables of short codes, and those of emergency numbers, which know more.
func knownShortCode(digits, region string) bool {
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil {
		return false
	}
	code := int32(phonenumbers.GetCountryCodeForRegion(region)) //nolint:gosec // at most three digits
	number := &phonenumbers.PhoneNumber{CountryCode: &code, NationalNumber: &n}
	return phonenumbers.IsValidShortNumberForRegion(number, region) || emergencyNumber(digits, directory.CountryCode(region))
}

func emergencyNumber(digits string, country directory.CountryCode) bool {
	c := geography.Lookup(country)
	return c != nil && slices.ContainsFunc(c.EmergencyNumbers, func(e geography.EmergencyNumber) bool { return e.Number == digits })
}

func (a *adviser) notInPlan(path, number, region string) {
	switch lengthOf(number) {
	case phonenumbers.TOO_SHORT:
		a.warn(path, NumberLength, "is too short for a number of %s: a digit may be missing. %s", region, tablesLag)
	case phonenumbers.TOO_LONG:
		a.warn(path, NumberLength, "is too long for a number of %s: a digit may stand twice, or an extension belongs into a note. %s", region, tablesLag)
	case phonenumbers.INVALID_LENGTH, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		a.warn(path, NumberLength, "has not as many digits as numbers of %s have: an area code or a digit may be missing. %s", region, tablesLag)
	default:
		a.warn(path, NumberNotInPlan, "has the length of a number of %s, but the number-plan tables know no such range: compare it with the source digit by digit. %s", region, tablesLag)
	}
}

func lengthOf(international string) phonenumbers.ValidationResult {
	n, err := phonenumbers.Parse(international, phonenumbers.UNKNOWN_REGION)
	if err != nil {
		return phonenumbers.INVALID_LENGTH
	}
	return phonenumbers.IsPossibleNumberWithReason(n)
}

// tollFree compares what is stated with the range of the number. Only calls and texts are free or not.
func (a *adviser) tollFree(path string, ch *directory.Channel, kind directory.NumberType) {
	if ch.Safety == nil || ch.Kind != directory.ChannelKindVoice && ch.Kind != directory.ChannelKindSms && ch.Kind != directory.ChannelKindTty {
		return
	}
	switch stated := ch.Safety.TollFree.Value; {
	case stated == directory.AnswerYes && kind != directory.NumberTollFree && kind != directory.NumberNotInPlan:
		a.warn(path, TollFreeDoubtful, "is stated to be toll-free, and the number is not of a toll-free range. A person without credit may rely on it: state it only if the operator pays for the call.")
	case stated == directory.AnswerNo && kind == directory.NumberTollFree:
		a.warn(path, TollFreeDoubtful, "is stated not to be toll-free, and the number is of a toll-free range. If no source says that it costs, leave tollFree unknown.")
	}
}

// otherCountry looks for a number that belongs to a country the line does not serve. Small territories use
// the numbers of a larger country as their own; of +1 and +7 the countries are independent of each other.
func (a *adviser) otherCountry(path string, h *directory.Hotline, ch *directory.Channel, code string, region directory.CountryCode) {
	if region == "" || len(h.Countries) == 0 || slices.Contains(h.Countries, region) {
		return
	}
	shared := slices.ContainsFunc(h.Countries, func(c directory.CountryCode) bool {
		country := geography.Lookup(c)
		return country != nil && slices.Contains(country.CallingCodes, code)
	})
	if shared && code != "+1" && code != "+7" {
		return
	}
	a.warn(path, NumberOfOtherCountry, "%s is a number of %s, and the line serves %s. If people there are to call abroad, say so in a note; else correct the number or the countries.", shown(ch.Number), region, listed(h.Countries))
}

// shortCode asks the tables, which do not know most of the short codes of help lines (25 of the 40 of the
// founding directory): hence a code of its own, for editors to rank it last.
func (a *adviser) shortCode(path string, ch *directory.Channel) {
	if geography.Lookup(ch.Country) == nil || knownShortCode(ch.ShortCode, string(ch.Country)) {
		return
	}
	a.warn(path, ShortCodeUnknown, "the number-plan tables know no short code %s in %s. %s", shown(ch.ShortCode), ch.Country, tablesLag)
}

func (a *adviser) nationalNumber(path string, ch *directory.Channel) {
	if geography.Lookup(ch.Country) == nil {
		return
	}
	n, err := phonenumbers.Parse(ch.NationalNumber, string(ch.Country))
	if err != nil {
		a.warn(path, NumberLength, "is too short or too long for a number of %s. %s", ch.Country, tablesLag)
		return
	}
	international := phonenumbers.Format(n, phonenumbers.E164)
	plan := dialling.Classify(&directory.Channel{Number: directory.E164(international)})
	if plan.Type == directory.NumberNotInPlan {
		a.notInPlan(path, international, string(ch.Country))
		return
	}
	a.tollFree(path, ch, plan.Type)
}

// listed names the first countries of a list.
func listed(countries []directory.CountryCode) string {
	const most = 3
	var names []string
	for _, c := range countries[:min(most, len(countries))] {
		names = append(names, shown(c))
	}
	if more := len(countries) - most; more > 0 {
		return strings.Join(names, ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}
