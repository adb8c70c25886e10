package geography

import (
	"errors"
	"strings"
)

// ParseSubdivision returns the canonical form of an ISO 3166-2 code, such as CH-NE: the country, a
// dash, and one to three letters or digits. Letter case is ignored and the country is read by
// [ParseCode], so that uk-eng is GB-ENG.
//
// The code must be one of those CLDR lists, at either level of ISO 3166-2. A withdrawn code is refused
// with a [*CodeError] that names what replaced it, and so is one that ISO assigned after the release
// [CLDRVersion].
func ParseSubdivision(s string) (string, error) {
	before, after, found := strings.Cut(s, "-")
	suffix, ok := upperAlphanumeric(after)
	if !found || len(before) != 2 || !ok {
		return "", &CodeError{s, "A subdivision code is a country code, a dash and one to three letters or digits, as in CH-NE."}
	}
	country, err := ParseCode(before)
	if refused, ok := errors.AsType[*CodeError](err); ok {
		return "", &CodeError{s, refused.Message}
	}
	for listed := range strings.FieldsSeq(subdivisions[country]) {
		if listed == suffix {
			return string(country) + "-" + suffix, nil
		}
	}
	return "", &CodeError{s, subdivisionRefusal(country, suffix)}
}

// subdivisionRefusal says why a well-formed code is not in the list of its country.
func subdivisionRefusal(country Code, suffix string) string {
	code := string(country) + "-" + suffix
	switch successors := withdrawnSubdivisions[code]; {
	case len(successors) == 1:
		return "The code " + code + " was withdrawn from ISO 3166-2; use " + successors[0] + "."
	case len(successors) > 1:
		return "The code " + code + " was withdrawn from ISO 3166-2; its successors are " + strings.Join(successors, ", ") + "."
	case subdivisions[country] == "":
		return "ISO 3166-2 divides " + string(country) + " into no subdivisions."
	}
	return "The code " + code + " is not a known subdivision in ISO 3166-2."
}

// upperAlphanumeric returns s in upper case, and whether it is one to three ASCII letters or digits.
func upperAlphanumeric(s string) (string, bool) {
	if len(s) < 1 || len(s) > 3 {
		return "", false
	}
	for i := range len(s) {
		b := s[i]
		if !('0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z') {
			return "", false
		}
	}
	return strings.ToUpper(s), true
}
