package export

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// Filter says which initiatives an edition has. The zero value has all. Values are canonical, sorted and
// without doubles, so that equal filters are equal.
type Filter struct {
	Countries []directory.CountryCode
	Languages []directory.LanguageTag
}

// Names of the parameters, and bounds on what they hold.
const (
	paramCountry  = "country"
	paramLanguage = "language"
	mostValues    = 250
	mostBytes     = 4 << 10
)

// ParseFilter reads the parameters country and language of a query string: repeated, or with commas. Errors
// are INVALID_INPUT; they name the parameter and what to write, and repeat nothing of the value.
func ParseFilter(query string) (*Filter, error) {
	if len(query) > mostBytes {
		return nil, wrong("query", fmt.Sprintf("the query string has at most %d bytes", mostBytes))
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, wrong("query", "the query string is not well formed; write it as in ?country=MD&language=ro")
	}
	for name := range values {
		if name != paramCountry && name != paramLanguage {
			return nil, wrong("query", "there is a parameter that exports do not have; use country and language, in lower case")
		}
	}
	f := &Filter{}
	if f.Countries, err = list(values[paramCountry], paramCountry, "an ISO 3166-1 code of two letters, such as MD", geography.ParseCode); err != nil {
		return nil, err
	}
	if f.Languages, err = list(values[paramLanguage], paramLanguage, "a BCP 47 tag, such as uk or pt-BR", directory.ParseLanguageTag); err != nil {
		return nil, err
	}
	return f, nil
}

func wrong(path, message string) error {
	return directory.NewError(directory.InvalidInput, "The "+path+" cannot be used: "+message+".",
		directory.Problem{Path: path, Code: directory.InvalidInput, Message: message})
}

// list reads the values of a parameter.
func list[T ~string](values []string, name, form string, parse func(string) (T, error)) ([]T, error) {
	var out []T
	for _, v := range values {
		for item := range strings.SplitSeq(v, ",") {
			parsed, err := parse(strings.TrimSpace(item))
			if err != nil {
				return nil, wrong(name, "each value must be "+form+"; divide several by commas")
			}
			if !slices.Contains(out, parsed) {
				out = append(out, parsed)
			}
			if len(out) > mostValues {
				return nil, wrong(name, fmt.Sprintf("it takes at most %d values; leave it out for all", mostValues))
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// Query gives the filter as a query string, always the same for the same filter; empty for none.
func (f *Filter) Query() string {
	var parts []string
	if len(f.Countries) > 0 {
		parts = append(parts, paramCountry+"="+joined(f.Countries))
	}
	if len(f.Languages) > 0 {
		parts = append(parts, paramLanguage+"="+joined(f.Languages))
	}
	return strings.Join(parts, "&")
}

func joined[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ",")
}

// Line says whether a line is meant: it serves one of the countries, and one of the languages is spoken on a
// channel of it, by an interpreter too.
func (f *Filter) Line(h *directory.Hotline) bool {
	return f.places(h.Countries) && f.speaks(func(yield func(directory.LanguageTag) bool) {
		for i := range h.Channels {
			for j := range h.Channels[i].Languages {
				if !yield(h.Channels[i].Languages[j].Tag) {
					return
				}
			}
		}
	})
}

// resource says whether a resource is meant: it is for one of the countries, or for any when it names none, and
// in one of the languages.
func (f *Filter) resource(in *directory.Initiative, r *directory.Resource) bool {
	countries := r.Countries
	if len(countries) == 0 {
		countries = in.Countries
	}
	return f.places(countries) && f.speaks(slices.Values(r.Languages))
}

// Initiative says whether an initiative is meant: one of its lines or resources is, or, where no language is
// asked for, it is at work in one of the countries.
func (f *Filter) Initiative(in *directory.Initiative) bool {
	if len(f.Languages) == 0 && f.places(in.Countries) {
		return true
	}
	return slices.ContainsFunc(in.Hotlines, f.Line) ||
		slices.ContainsFunc(in.Resources, func(r *directory.Resource) bool { return f.resource(in, r) })
}

func (f *Filter) places(countries []directory.CountryCode) bool {
	return len(f.Countries) == 0 || slices.ContainsFunc(countries, func(c directory.CountryCode) bool { return slices.Contains(f.Countries, c) })
}

func (f *Filter) speaks(tags func(yield func(directory.LanguageTag) bool)) bool {
	if len(f.Languages) == 0 {
		return true
	}
	for tag := range tags {
		for _, wanted := range f.Languages {
			if directory.Covers(wanted, tag) || norwegian(wanted) && norwegian(tag) {
				return true
			}
		}
	}
	return false
}

func norwegian(tag directory.LanguageTag) bool { return slices.Contains(directory.Norwegian[:], tag) }
