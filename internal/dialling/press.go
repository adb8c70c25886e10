package dialling

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// plusAtHome says whether ordinary numbers are dialled with a plus sign on a mobile phone in their own
// country, because the national form is not the same for every network or needs the code of a carrier.
// The countries are those for which libphonenumber's FormatNumberForMobileDialing decides so.
func plusAtHome(country directory.CountryCode) bool {
	switch country {
	case "BR", "CL", "MX", "UZ":
		return true
	}
	return false
}

// carrierAtHome says whether calling an ordinary number from a landline needs the code of a carrier that
// the caller chooses, which nobody can choose for somebody. In Brazil it stands between the trunk prefix
// and the area code, except for calls within an area.
func carrierAtHome(country directory.CountryCode) bool { return country == "BR" }

// prefixOf is what is dialled before an international number on a landline: digits, empty when the caller
// has to choose a carrier or nothing is known. ITU-T E.164 recommends 00, which is used where the metadata
// name no preference and accept it alone. A prefix after which more digits could be read as part of
// another prefix is not used: in Bolivia 00 18 is a carrier, and 00 1 888 would go by it to somebody else.
//
// It does not ask phonenumbers.FormatOutOfCountryCallingNumber, which takes the regular expression itself
// for the prefix where there are several: from Singapore it gives "0[0-3]\d 373 ...".
func prefixOf(country directory.CountryCode) string {
	i := slot(country)
	if i < 0 {
		return ""
	}
	return prefixes()[i]
}

func slot(country directory.CountryCode) int {
	if len(country) != 2 || country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' || country[1] > 'Z' {
		return -1
	}
	return int(country[0]-'A')*26 + int(country[1]-'A')
}

var prefixes = sync.OnceValue(func() *[26 * 26]string {
	var all [26 * 26]string
	for _, c := range geography.Countries() {
		data := metadata().region[string(c.Code)]
		if data == nil {
			continue
		}
		all[slot(c.Code)] = prefix(data.GetPreferredInternationalPrefix(), data.GetInternationalPrefix())
	}
	return &all
})

// onePrefix is digits, with a "~" where the caller waits for a tone.
var onePrefix = regexp.MustCompile(`^[0-9]+(?:~[0-9]+)?$`)

func prefix(preferred, pattern string) string {
	re, err := regexp.Compile("^(?:" + pattern + ")")
	if err != nil {
		return ""
	}
	re.Longest()
	chosen := keys(preferred)
	switch {
	case chosen != "":
	case onePrefix.MatchString(pattern):
		chosen = keys(pattern)
	default:
		chosen = "00"
	}
	// No calling code begins with 0, and what matters of one is its first digits.
	for next := 100; next < 1000; next++ {
		if re.FindString(chosen+strconv.Itoa(next)) != chosen {
			return ""
		}
	}
	return chosen
}

// keys keeps what is on the keys of a telephone.
func keys(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' || r == '*' || r == '#' {
			return r
		}
		return -1
	}, s)
}

// pressNumber gives what to press for an E.164 number, and the same in groups; nothing when there is no
// safe answer.
func pressNumber(number string, w way, from From) (press, display string) {
	n := parsed(number)
	switch w {
	case wayPlus:
		return number, international(n, number)
	case wayPrefix:
		before := prefixOf(from.Country)
		if before == "" {
			return "", ""
		}
		press, display = before+number[1:], before+" "+strings.TrimPrefix(international(n, number), "+")
	case wayNational:
		if n == nil {
			return "", ""
		}
		display = national(n, number)
		press = keys(display)
	default:
		return "", ""
	}
	if n != nil && !meansSame(press, from.Country, number) {
		// The form would be understood as another number. On a phone with a plus key there is one
		// that cannot be.
		if from.Phone == directory.PhoneKindLandline {
			return "", ""
		}
		return number, international(n, number)
	}
	return press, display
}

// parsed is a valid number as phonenumbers has it, nil for one that is not in the plan. It is put together
// from the digits and not parsed, since parsing may take a digit away that it takes for a trunk prefix.
func parsed(number string) *phonenumbers.PhoneNumber {
	code, digits := split(number)
	p := plans()[code]
	if p == nil || p.classify(digits).Type == directory.NumberNotInPlan {
		return nil
	}
	value, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return nil
	}
	country := int32(code) // #nosec G115 -- below maxCode
	n := &phonenumbers.PhoneNumber{CountryCode: &country, NationalNumber: &value}
	if digits[0] == '0' {
		leading, zeros := true, int32(0)
		for int(zeros) < len(digits)-1 && digits[zeros] == '0' {
			zeros++
		}
		n.ItalianLeadingZero, n.NumberOfLeadingZeros = &leading, &zeros
	}
	return n
}

// international is the number in groups with a plus sign.
func international(n *phonenumbers.PhoneNumber, number string) string {
	if n == nil {
		return number
	}
	s := phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	if keys(s) != number {
		return number
	}
	return s
}

// national is the number in groups as it is dialled in its own country or one that shares its code. In
// the North American Numbering Plan the 1 and all ten digits work from every phone.
func national(n *phonenumbers.PhoneNumber, number string) string {
	switch {
	case strings.HasPrefix(number, "+1"):
		return "1 " + phonenumbers.Format(n, phonenumbers.NATIONAL)
	case strings.HasPrefix(number, "+549"):
		// A mobile number of Argentina: "+54 9 11 2345-6789" is 011 15 2345-6789 there. phonenumbers
		// v1.8.1 puts the 9 where the area code belongs.
		if parts := strings.SplitN(international(n, number), " ", 4); len(parts) == 4 {
			return "0" + parts[2] + " 15-" + parts[3]
		}
	}
	return phonenumbers.Format(n, phonenumbers.NATIONAL)
}

// meansSame says whether what is pressed in a country is understood as the number.
func meansSame(press string, country directory.CountryCode, number string) bool {
	n, err := phonenumbers.Parse(press, string(country))
	return err == nil && phonenumbers.Format(n, phonenumbers.E164) == number
}
