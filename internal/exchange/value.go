package exchange

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// parsed reads a value with the Parse function of its type; nothing is unknown, and what cannot be read is
// a problem.
func parsed[T ~string](d *draft, at spot, field, value, remedy string, parse func(string) (T, error)) T {
	if value == "" {
		return ""
	}
	v, err := parse(value)
	if err != nil {
		d.problem(at, field, remedy, "%s", err)
		return ""
	}
	return v
}

func (d *draft) country(at spot, field, value string) directory.CountryCode {
	return parsed(d, at, field, value, "use the ISO 3166-1 code of two letters", geography.ParseCode)
}

func (d *draft) countries(at spot, field, value string) []directory.CountryCode {
	return each(value, func(v string) directory.CountryCode { return d.country(at, field, v) })
}

func (d *draft) subdivisions(at spot, field, value string) []directory.SubdivisionCode {
	return each(value, func(v string) directory.SubdivisionCode {
		return parsed(d, at, field, v, "use the ISO 3166-2 code, such as MD-CU", directory.ParseSubdivisionCode)
	})
}

func (d *draft) language(at spot, field, value string) directory.LanguageTag {
	return parsed(d, at, field, value, "use a language code, such as uk or zh-Hant", directory.ParseLanguageTag)
}

func (d *draft) url(at spot, field, value string) directory.URL {
	return parsed(d, at, field, value, "write the whole address, beginning with https://", directory.ParseURL)
}

func (d *draft) email(at spot, field, value string) directory.EmailAddress {
	return parsed(d, at, field, strings.TrimPrefix(value, "mailto:"), "write the address alone, such as help@example.org", directory.ParseEmailAddress)
}

// date reads a day; of an instant it takes the day.
func (d *draft) date(at spot, field, value string) directory.Date {
	value = unquote(value)
	if i := strings.IndexAny(value, "T "); i == len("2006-01-02") {
		value = value[:i]
	}
	return parsed(d, at, field, value, "write the day as YYYY-MM-DD", hours.ParseDate)
}

func (d *draft) zone(at spot, field, value string) string {
	return parsed(d, at, field, value, "use an IANA name, such as Europe/Chisinau", directory.ParseTimeZone)
}

// whole reads a whole number, which programs also write as 12.0.
func (d *draft) whole(at spot, field, value string) *int {
	if value == "" {
		return nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(unquote(value), ".0"))
	if err != nil {
		d.problem(at, field, "write digits only", "%s is not a whole number", quote(value))
		return nil
	}
	return &n
}

// choice reads a value of a closed set, in any case and with spaces or hyphens for underscores.
func choice[T ~string](d *draft, at spot, field, value string) T {
	if value == "" {
		return ""
	}
	name := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return '_'
		}
		return r
	}, strings.ToUpper(value))
	values := directory.EnumValues(reflect.TypeFor[T]())
	if !slices.Contains(values, name) {
		d.problem(at, field, "use one of "+strings.Join(values, ", "), "%s is not one of the allowed values", quote(value))
		return ""
	}
	return T(name)
}

func choices[T ~string](d *draft, at spot, field, value string) []T {
	return each(value, func(v string) T { return choice[T](d, at, field, v) })
}

// answer reads yes, no or unknown; a program's true and false are yes and no.
func (d *draft) answer(at spot, field, value string) directory.Answer {
	switch strings.ToLower(value) {
	case "true", "1":
		return directory.AnswerYes
	case "false", "0":
		return directory.AnswerNo
	}
	return choice[directory.Answer](d, at, field, value)
}

// each reads the items of a list and leaves out doubles and what could not be read.
func each[T ~string](list string, read func(string) T) (out []T) {
	for _, item := range items(list) {
		if v := read(item); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// items divides a list in one cell: "TH,FR", "TH; FR", `["TH", "FR"]` and `"TH,FR"` with quotation marks of
// its own are the same.
func items(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool {
		switch r {
		case ',', ';', '|', ' ', '\n', '[', ']', '"', '\u00a0':
			return true
		}
		return false
	})
}

// unquote takes off quotation marks that belong to no value: some programs quote what is quoted.
func unquote(s string) string {
	return strings.TrimSpace(strings.Trim(strings.TrimSpace(s), "\"“”„'"))
}

// tidy is a text as records keep it: lines end with \n, tabs are spaces, nothing stands around it.
func tidy(s string) string {
	if strings.ContainsAny(s, "\r\t\u00a0") {
		s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s)
	}
	return strings.TrimSpace(s)
}

// texts makes texts of one language, leaving out empty and equal ones.
func texts(language directory.LanguageTag, values ...string) (out []directory.Text) {
	for _, v := range values {
		t := directory.Text{Value: tidy(v), Language: language}
		if t.Value != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// one is a single text, nil for an empty value.
func oneText(language directory.LanguageTag, value string) *directory.Text {
	if ts := texts(language, value); len(ts) > 0 {
		return &ts[0]
	}
	return nil
}

// names makes the names of a record: the first is its official one.
func names(language directory.LanguageTag, official string, others ...string) []directory.Text {
	out := texts(language, append([]string{official}, others...)...)
	for i := range out {
		out[i].Kind = directory.TextKindAlternate
	}
	if len(out) > 0 && tidy(official) != "" {
		out[0].Kind = directory.TextKindOfficial
	}
	return out
}

// identifier reads a partner's identifier of something.
func (d *draft) identifier(at spot, field, scheme, value string) (directory.Identifier, bool) {
	value = unquote(value)
	switch {
	case value == "":
		d.problem(at, field, "give it an identifier that stays the same in every file", "without an identifier a second import would add it again")
		return directory.Identifier{}, false
	case utf8.RuneCountInString(value) > directory.MaxName:
		d.problem(at, field, "use a short identifier", "the identifier is longer than %d characters", directory.MaxName)
		return directory.Identifier{}, false
	}
	return directory.Identifier{Scheme: scheme, Value: value}, true
}

// scope is how far an initiative reaches where the file does not say: it follows from the countries only
// when there is one or several.
func (d *draft) scope(at spot, field string, countries []directory.CountryCode) directory.Scope {
	switch len(countries) {
	case 0:
		d.problem(at, field, fmt.Sprintf("state the countries, or a scope such as %s", directory.ScopeGlobal), "no country is stated, so it is not known where the initiative is at work")
		return ""
	case 1:
		d.warn(at, field, "state the scope when it is less than the country", "no scope is stated; NATIONAL is taken, as there is one country")
		return directory.ScopeNational
	}
	d.warn(at, field, "state the scope when it is another", "no scope is stated; REGIONAL is taken, as there are several countries")
	return directory.ScopeRegional
}
