package exchange

import (
	"regexp"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// How many digits short codes and national numbers have.
const (
	shortestCode   = 3
	longestCode    = 6
	longestNumber  = 15
	callingWarning = 10 // digits from which a number may be international without its plus sign
)

var (
	scientific = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+$`)
	several    = regexp.MustCompile(`[,;|]| / |\s(or|and|ou|o|und|oder)\s`)
)

// telephone sets the address of a channel from a number as the file prints it, and says whether it could.
// E.164 is what begins with a plus sign and nothing else; three to six digits are a short code; anything
// else is as it is dialled inside the country. None is derived from another, for a short code written as
// E.164 would call a stranger.
func (d *draft) telephone(at spot, field, value string, country directory.CountryCode, ch *directory.Channel) bool {
	printed := tidy(unquote(value))
	bad := func(remedy, format string, args ...any) bool {
		d.problem(at, field, remedy, format, args...)
		return false
	}
	plus := strings.HasPrefix(printed, "+")
	number := digitsOf(strings.TrimPrefix(printed, "+"))
	switch {
	case scientific.MatchString(printed):
		return bad("format the column as text and type the number anew", "a spreadsheet program has turned the number into %s", quote(printed))
	case several.MatchString(printed):
		return bad("write one number only; each further number has a place of its own", "%s holds several numbers", quote(printed))
	case plus && strings.Contains(printed, "(0)"):
		return bad("write the number as it is dialled from abroad, without (0)", "%s can be read in two ways", quote(printed))
	case number == "":
		return bad("write the digits to dial", "%s is not a telephone number", quote(printed))
	case plus:
		e164, err := directory.ParseE164("+" + number)
		if err != nil {
			return bad("after + come the calling code of the country and the number", "%s is not a number in E.164 form", quote(printed))
		}
		ch.Number, ch.Printed = e164, printed
		return true
	case strings.HasPrefix(number, "00"):
		return bad("write + in place of 00 when it is the number for calls from abroad", "%s begins with 00, which not every country dials", quote(printed))
	case len(number) < shortestCode || len(number) > longestNumber:
		return bad("check the number", "%s has %d digits; a number has %d to %d", quote(printed), len(number), shortestCode, longestNumber)
	case country == "":
		return bad("state the country in which it is dialled, or write the number with + and the calling code", "%s works in one country only, and none is stated", quote(printed))
	}
	if len(number) <= longestCode {
		ch.ShortCode = number
	} else {
		ch.NationalNumber = number
		d.warnOfCallingCode(at, field, printed, number, country)
	}
	ch.Country, ch.Printed = country, printed
	return true
}

// warnOfCallingCode finds numbers that have lost their plus sign, as in spreadsheet programs.
func (d *draft) warnOfCallingCode(at spot, field, printed, number string, country directory.CountryCode) {
	c := geography.Lookup(country)
	if c == nil || len(number) < callingWarning {
		return
	}
	for _, code := range c.CallingCodes {
		if strings.HasPrefix(number, strings.TrimPrefix(code, "+")) {
			d.warn(at, field, "write + before it when it is the number for calls from abroad", "%s begins with the calling code of %s and is taken as dialled inside the country", quote(printed), country)
			return
		}
	}
}

// zeros are the digits zero of the scripts in which numbers are printed.
var zeros = []rune{'0', '٠', '۰', '०', '০', '๐', '០', '၀', '０'}

// digitsOf takes the separators out of a number and gives its digits in ASCII, nothing when something
// else stands in it.
func digitsOf(s string) string {
	var b strings.Builder
next:
	for _, r := range s {
		switch r {
		case ' ', '\u00a0', '\u202f', '-', '‐', '‑', '–', '.', '/', '(', ')', '\u200e', '\u200f', '\u202a', '\u202c':
			continue
		}
		for _, zero := range zeros {
			if r >= zero && r <= zero+9 {
				b.WriteRune('0' + r - zero)
				continue next
			}
		}
		return ""
	}
	return b.String()
}
