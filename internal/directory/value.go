package directory

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// The value types of the contract. Each has one Parse function, which is the only way from outside
// input to a value; a zero value means unknown.
type (
	// ID is an opaque record identifier: a UUID in canonical text form, in lower case.
	ID string
	// CountryCode is an ISO 3166-1 alpha-2 code, plus XK; see [geography.ParseCode].
	CountryCode = geography.Code
	// RegionCode is a UN M49 area code of three digits.
	RegionCode string
	// SubdivisionCode is an ISO 3166-2 code.
	SubdivisionCode string
	// LanguageTag is a canonical BCP 47 tag; "und" stands for a language nobody stated.
	LanguageTag string
	// Date is an RFC 3339 full-date.
	Date = hours.Date
	// LocalTime is HH:MM on the wall clock.
	LocalTime = hours.LocalTime
	// PartialDate is a date known to the year, month or day: "2020", "2020-11", "2020-11-24".
	PartialDate string
	// E164 is a telephone number in E.164 form. It identifies; it promises nothing about dialling.
	E164 string
	// URL is an absolute http or https URL.
	URL string
	// EmailAddress is an addr-spec of RFC 5322: a role address, never a private person's.
	EmailAddress string
)

// Undetermined is the language of a text whose language no source states (BCP 47 "und").
const Undetermined LanguageTag = "und"

// Limits on outside text, in bytes.
const (
	MaxURL   = 2048
	MaxEmail = 254
	MaxTag   = 64
)

// Years outside which a date or instant is refused: nobody means them.
const (
	MinYear = 1900
	MaxYear = 2200
)

// ParseLanguageTag canonicalises a BCP 47 tag (iw becomes he).
func ParseLanguageTag(s string) (LanguageTag, error) {
	if tag, ok := canonicalTags[s]; ok {
		return tag, nil
	}
	if len(s) > MaxTag {
		return "", fmt.Errorf("a language tag has at most %d characters", MaxTag)
	}
	t, err := language.Parse(s)
	if err == nil {
		t, err = canonicalTag(t)
	}
	if err != nil {
		return "", fmt.Errorf("%q is not a BCP 47 language tag; use one such as \"uk\" or \"zh-Hant\"", printable(s))
	}
	return LanguageTag(t.String()), nil
}

// canonicalTag is the one canonical form of records and of readers' preferences. Bokmål keeps its own tag:
// the library would call it by its macrolanguage "no", the tables of package geography do not.
func canonicalTag(t language.Tag) (language.Tag, error) {
	form := language.All
	switch base, _ := t.Base(); base.String() {
	case "nb":
		form &^= language.Macro
	case "prs": // CLDR: an alias of Persian as spoken in Afghanistan, which the library does not know
		return language.MustParse("fa-AF"), nil
	}
	t, err := form.Canonicalize(t)
	if err != nil {
		return t, err
	}
	// The library reads some malformed tags and then cannot read what it made of them: "sa-biske-rozaj-0".
	if again, err := language.Parse(t.String()); err != nil || again.String() != t.String() {
		return t, errNotCanonical
	}
	return t, nil
}

var errNotCanonical = errors.New("no canonical form")

// canonicalTags are the tags of the world's countries, which are nearly all that records name; parsing one
// takes a microsecond, and a large directory holds a million.
var canonicalTags = func() map[string]LanguageTag {
	tags := map[string]LanguageTag{string(Undetermined): Undetermined}
	for _, c := range geography.Countries() {
		for _, l := range c.Languages {
			tags[l.Tag] = LanguageTag(l.Tag)
		}
	}
	return tags
}()

// ParseRegionCode accepts the UN M49 areas that package geography knows.
func ParseRegionCode(s string) (RegionCode, error) {
	if geography.RegionByCode(s) == nil {
		return "", fmt.Errorf("%q is not a UN M49 area code; `regions` lists them", printable(s))
	}
	return RegionCode(s), nil
}

// ParseSubdivisionCode accepts ISO 3166-2 codes.
func ParseSubdivisionCode(s string) (SubdivisionCode, error) {
	c, err := geography.ParseSubdivision(s)
	return SubdivisionCode(c), err
}

// ParseTimeZone accepts IANA names; "Local" and the empty name, which Go would load, are refused.
func ParseTimeZone(s string) (string, error) {
	if s == "" || s == "Local" || len(s) > MaxTag {
		return "", fmt.Errorf("%q is not an IANA time zone", printable(s))
	}
	if _, err := time.LoadLocation(s); err != nil {
		return "", fmt.Errorf("%q is not an IANA time zone; use one such as \"Europe/Chisinau\"", printable(s))
	}
	return s, nil
}

// ParsePartialDate accepts a year, a month or a day within [MinYear] and [MaxYear].
func ParsePartialDate(s string) (PartialDate, error) {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		if len(s) == len(layout) {
			if t, err := time.Parse(layout, s); err == nil && t.Year() >= MinYear && t.Year() <= MaxYear {
				return PartialDate(s), nil
			}
		}
	}
	return "", fmt.Errorf("%q is not a date of the years %d to %d such as \"2020\", \"2020-11\" or \"2020-11-24\"", printable(s), MinYear, MaxYear)
}

// ParseDateTime accepts an RFC 3339 instant within [MinYear] and [MaxYear] and gives it in UTC.
func ParseDateTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || len(s) > MaxTag || strings.Contains(s, ",") { // Go reads a comma before the fraction, RFC 3339 has a full stop
		return time.Time{}, fmt.Errorf("%q is not an RFC 3339 instant such as \"2026-11-24T23:10:00Z\"", printable(s))
	}
	if t = t.UTC(); t.Year() < MinYear || t.Year() > MaxYear {
		return time.Time{}, fmt.Errorf("the instant is outside the years %d to %d", MinYear, MaxYear)
	}
	return t, nil
}

// ParseE164 accepts "+" and 7 to 15 digits, the first not zero (ITU-T E.164). Nothing is derived: a
// number that a source printed in national form stays in national form.
func ParseE164(s string) (E164, error) {
	ok := len(s) >= 8 && len(s) <= 16 && s[0] == '+' && s[1] != '0' && digits(s[1:])
	if !ok {
		return "", fmt.Errorf("%q is not a number in E.164 form such as \"+37322233309\"", printable(s))
	}
	return E164(s), nil
}

// ParseURL accepts absolute http and https URLs without credentials.
func ParseURL(s string) (URL, error) {
	u, err := url.Parse(s)
	if err != nil || len(s) > MaxURL || !utf8.ValidString(s) || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil || !utf8.ValidString(s) {
		return "", fmt.Errorf("%q is not an absolute http or https URL of at most %d characters", printable(s), MaxURL)
	}
	return URL(s), nil
}

// ParseEmailAddress accepts a bare addr-spec.
func ParseEmailAddress(s string) (EmailAddress, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || len(s) > MaxEmail || !utf8.ValidString(s) || a.Address != s {
		return "", fmt.Errorf("%q is not an e-mail address", printable(s))
	}
	return EmailAddress(s), nil
}

// ParseID accepts a UUID in canonical text form.
func ParseID(s string) (ID, error) {
	if len(s) != 36 {
		return "", fmt.Errorf("an id is a UUID of 36 characters")
	}
	for i := range len(s) {
		c := s[i]
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && !('0' <= c && c <= '9' || 'a' <= c && c <= 'f') {
			return "", fmt.Errorf("an id is a UUID in lower case")
		}
	}
	return ID(s), nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// printable bounds what an error repeats of outside input: 60 bytes, valid UTF-8.
func printable(s string) string {
	if len(s) > 60 {
		s = s[:60]
		for !utf8.ValidString(s) && len(s) > 0 {
			s = s[:len(s)-1]
		}
		s += "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
