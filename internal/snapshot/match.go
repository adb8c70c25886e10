package snapshot

import (
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/search"
)

// Match is why a record was found.
type Match struct {
	Field     directory.SearchField
	Text      directory.Text // cut around the first match
	Fragments []Fragment     // which together are the text
}

// Fragment is a piece of a text.
type Fragment = search.Fragment

// maxMatch bounds how much of a text is shown, in characters.
const maxMatch = 300

var searchFields = [...]directory.SearchField{
	search.Name: directory.SearchFieldName, search.Acronym: directory.SearchFieldAcronym, search.Number: directory.SearchFieldNumber,
	search.Place: directory.SearchFieldPlace, search.Summary: directory.SearchFieldSummary,
}

// Match says why a record was found: the text of the field that has the most of what was looked for. The record may
// have been found by the name of a country it serves; named tells what that is called for the reader, and is shown
// when it matches, else the name that does, in its language. Nil means that no text shows it.
func (s *Snapshot) Match(found *Found, named func(directory.CountryCode) directory.Text) *Match {
	match, most := Match{Field: searchFields[found.field]}, 0
	show := func(field search.Field, t *directory.Text) {
		if field != found.field {
			return
		}
		fragments := search.Highlight(t.Value, found.text)
		first, matched := -1, 0
		for i, f := range fragments {
			if f.Matched {
				matched += len(f.Value)
				if first < 0 {
					first = i
				}
			}
		}
		if matched > most {
			match.Text, match.Fragments, most = *t, cut(fragments, first), matched
		}
	}
	countries := write(show, found.Record)
	if match.Fragments == nil && found.field == search.Place {
		for _, c := range countries {
			name := named(c)
			show(search.Place, &name)
		}
	}
	if match.Fragments == nil && found.field == search.Place {
		for _, c := range countries {
			if name, ok := countryNamed(c, found.text); ok {
				show(search.Place, &name)
			}
		}
	}
	if match.Fragments == nil {
		return nil
	}
	match.Text.Value = ""
	for _, f := range match.Fragments {
		match.Text.Value += f.Value
	}
	return &match
}

// write gives the texts of a record to a writer, and the countries it serves.
func write(w writer, record any) []directory.CountryCode {
	switch r := record.(type) {
	case *directory.Hotline:
		w.hotline(r)
		return r.Countries
	case *directory.Initiative:
		w.initiative(r)
		return r.Countries
	case *directory.Campaign:
		w.campaign(r)
		return r.Countries
	case *directory.Resource:
		w.resource(r)
		return r.Countries
	case *directory.Organization:
		w.organization(r)
		return nonEmpty(r.Country)
	case *directory.Lesson:
		w.lesson(r)
		return r.CountriesOfAction
	}
	return nil
}

// cut shortens a text around its first match, fragment by fragment; a cut end shows an ellipsis.
func cut(fragments []Fragment, first int) []Fragment {
	const before = maxMatch / 3
	var out []Fragment
	if first > 0 {
		lead := fragments[first-1].Value // there is one at most: nothing before the first match has matched
		if n := utf8.RuneCountInString(lead); n > before {
			lead = "…" + string([]rune(lead)[n-before:])
		}
		out = append(out, Fragment{Value: lead})
	}
	left := maxMatch - before
	for _, f := range fragments[first:] {
		n := utf8.RuneCountInString(f.Value)
		if n > left {
			return append(out, Fragment{Value: string([]rune(f.Value)[:left]) + "…", Matched: f.Matched})
		}
		out, left = append(out, f), left-n
	}
	return out
}
