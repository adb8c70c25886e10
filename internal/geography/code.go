package geography

import (
	"slices"
	"strconv"
	"strings"
)

// Code is a country code: ISO 3166-1 alpha-2 in upper case, or XK for Kosovo, which ISO leaves to
// users and CLDR assigns. A value made by [ParseCode] is always in the table; a conversion from a
// string is not checked.
type Code string

// CodeError tells why a country or subdivision code is refused.
type CodeError struct {
	Input   string // what was given, unchanged
	Message string // a sentence for the person who wrote it
}

// Error returns the message after the input, which is quoted and cut to a length fit for a log line.
func (e *CodeError) Error() string {
	input := e.Input
	if len(input) > longestQuoted {
		input = input[:longestQuoted] + "…"
	}
	return strconv.Quote(input) + ": " + e.Message
}

const longestQuoted = 32

// ParseCode returns the canonical code of a country. Letter case is ignored, and two codes in wide use
// beside the standard are replaced: UK by GB, and EL, which the European Union writes for Greece, by GR.
//
// Everything else that is not in [Countries] is refused with a [*CodeError]: codes withdrawn from ISO
// 3166-1 (SU, YU, ZR; the message names the successors and never picks one, as a record about Zaire may
// not be about the Congo of today), codes of groups of countries (EU, UN), reserved codes of parts of
// countries (AC, IC), the unknown country (ZZ), three-letter and numeric codes, and surrounding space.
func ParseCode(s string) (Code, error) {
	code, ok := upperLetters(s)
	if !ok {
		return "", &CodeError{s, "A country code is two letters, as in ISO 3166-1 alpha-2."}
	}
	at := positions[slot(code[0], code[1])]
	if at == 0 {
		if standard, ok := aliases[code]; ok {
			return standard, nil
		}
		return "", &CodeError{s, refusal(Code(code[:]))}
	}
	return countries[at-1].Code, nil
}

// aliases are the accepted codes outside the standard. CLDR lists UK among withdrawn codes, and does
// not list EL, which is in the Interinstitutional Style Guide of the European Union.
var aliases = map[[2]byte]Code{
	{'U', 'K'}: "GB",
	{'E', 'L'}: "GR",
}

// refusal says why a well-formed code is not in the table.
func refusal(code Code) string {
	switch successors := withdrawn[code]; {
	case len(successors) == 1:
		return "The code " + string(code) + " was withdrawn from ISO 3166-1; use " + string(successors[0]) + "."
	case len(successors) > 1:
		return "The code " + string(code) + " was withdrawn from ISO 3166-1; its successors are " + join(successors) + "."
	case slices.Contains(groupings, code):
		return "The code " + string(code) + " is a group of countries, not a country."
	case slices.Contains(reserved, code):
		return "The code " + string(code) + " is a part of a country; use the code of the country."
	case code == "ZZ":
		return "The code ZZ stands for an unknown country."
	}
	return "The code " + string(code) + " is not assigned in ISO 3166-1."
}

func join(codes []Code) string {
	var list strings.Builder
	for i, code := range codes {
		if i > 0 {
			list.WriteString(", ")
		}
		list.WriteString(string(code))
	}
	return list.String()
}

// upperLetters returns the two letters of s in upper case, and whether s is two ASCII letters. The
// Unicode mapping would not do: it turns letters from outside ASCII into these.
func upperLetters(s string) (letters [2]byte, ok bool) {
	if len(s) != len(letters) {
		return letters, false
	}
	for i := range letters {
		b := s[i]
		if 'a' <= b && b <= 'z' {
			b -= 'a' - 'A'
		}
		if b < 'A' || b > 'Z' {
			return letters, false
		}
		letters[i] = b
	}
	return letters, true
}
