package search

import (
	"strings"
)

// Telephone numbers are looked up by their digits without leading zeros. So the prefix 00 for the plus, the
// trunk 0 of a national number, and neither, all lead to the same number.

// maxDigits bounds what is taken for one telephone number: the 15 digits of E.164 and an international prefix.
const maxDigits = 18

// numberForms gives the forms under which a number is found: all of its digits, and those after the calling
// code when it begins with a plus. A form that is not there is empty.
func numberForms(digits string, international bool) (full, national string) {
	full = withoutZeros(digits)
	if n := callingCode(digits); international && n < len(digits) {
		national = withoutZeros(digits[n:])
	}
	return full, national
}

// withoutZeros strips leading zeros, but leaves one of a number that has nothing else.
func withoutZeros(digits string) string {
	if plain := strings.TrimLeft(digits, "0"); plain != "" || digits == "" {
		return plain
	}
	return "0"
}

// callingCode gives the length of the ITU-T E.164 country code at the beginning of a number. No code begins
// another, so the first digits tell.
func callingCode(digits string) int {
	switch {
	case digits == "":
		return 0
	case digits[0] == '1' || digits[0] == '7':
		return 1
	case len(digits) >= 2 && strings.Contains(" 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ", " "+digits[:2]+" "):
		return min(2, len(digits))
	}
	return min(3, len(digits))
}

// plainNumber reads a text that is nothing but one number: digits, perhaps behind a plus.
func plainNumber(text string) (digits string, international, ok bool) {
	digits, international = strings.CutPrefix(text, "+")
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return "", false, false
		}
	}
	return digits, international, digits != "" && len(digits) <= maxDigits
}

// run is a telephone number in a text: groups of digits with nothing but signs between them.
type run struct {
	first, last   int // words
	digits        string
	international bool // a plus stands before it
}

// numberWord is a word as far as numbers are concerned.
type numberWord struct {
	digits     string // empty for a word that is not a number
	start, end int    // in the text
}

// numberRuns finds the numbers among the words of a text. A zero in parentheses after a calling code, which
// is dialled only inside the country, is left out.
func numberRuns(text string, words []numberWord) []run {
	var runs []run
	for i := 0; i < len(words); i++ {
		if words[i].digits == "" {
			continue
		}
		r := run{first: i, last: i, digits: words[i].digits}
		r.international = strings.HasSuffix(strings.TrimRight(text[:words[i].start], " (\u00a0"), "+")
		for ; i+1 < len(words) && words[i+1].digits != "" && dialled(text[words[i].end:words[i+1].start]); i++ {
			r.last = i + 1
			if words[i+1].digits == "0" && strings.HasSuffix(text[:words[i+1].start], "(") && r.international {
				continue
			}
			r.digits += words[i+1].digits
		}
		if len(r.digits) <= maxDigits {
			runs = append(runs, r)
		}
	}
	return runs
}

// dialled says whether a text between groups of digits leaves them one number.
func dialled(between string) bool {
	return strings.Trim(between, " \u00a0-‐‑–./()") == ""
}
