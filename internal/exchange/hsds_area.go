package exchange

import (
	"slices"
	"strings"
	"sync"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// area is where a service is meant for.
type area struct {
	countries    []directory.CountryCode
	subdivisions []directory.SubdivisionCode
	printed      []directory.Text
}

// area reads where a service is meant for: what the profile states, else service areas whose name is a
// country or the code of one, else the country of its address, which is all that is read of an address.
func (d *draft) area(at spot, s *hsdsService, stated facts, language directory.LanguageTag, otherwise []directory.CountryCode) area {
	a := area{
		countries:    d.countries(at, "attributes.countries", stated.get("countries")),
		subdivisions: d.subdivisions(at, "attributes.subdivisions", stated.get("subdivisions")),
	}
	said := len(a.countries) > 0
	for i := range s.ServiceAreas {
		sa := &s.ServiceAreas[i]
		here := d.within(at, "service_areas.csv", "service_areas", i, sa.row)
		of := d.facts(here, "service_area", sa.Attributes)
		a.add(d.countries(here, "attributes.countries", of.get("countries")), said)
		a.subdivisions = append(a.subdivisions, d.subdivisions(here, "attributes.subdivisions", of.get("subdivisions"))...)
		for _, code := range []cell{sa.Name, sa.Extent, sa.URI} {
			if sub, err := directory.ParseSubdivisionCode(string(code)); err == nil {
				a.subdivisions = append(a.subdivisions, sub)
				a.add([]directory.CountryCode{directory.CountryCode(sub[:2])}, said)
			}
		}
		if code, ok := countryNamed(string(sa.Name)); ok {
			a.add([]directory.CountryCode{code}, said)
		}
		text := sa.Name
		if text == "" {
			text = sa.Description
		}
		if len([]rune(string(text))) > 3 { // more than the code of a country
			a.printed = append(a.printed, texts(language, string(text))...)
		}
	}
	slices.Sort(a.subdivisions)
	a.subdivisions = slices.Compact(a.subdivisions)
	if len(a.countries) > 0 {
		return a
	}
	for i := range s.AtLocations {
		if place := s.AtLocations[i].Location.value; place != nil {
			a.add(d.addressCountries(at, place.Addresses), false)
		}
	}
	if len(a.countries) == 0 {
		a.countries = slices.Clone(otherwise)
	}
	if len(a.countries) > 0 {
		d.warn(at, "service_areas", "name the country as a service area", "no service area names a country; %s is taken from the address", quote(joinCodes(a.countries)))
	}
	return a
}

func (a *area) add(codes []directory.CountryCode, said bool) {
	for _, c := range codes {
		if !said && !slices.Contains(a.countries, c) {
			a.countries = append(a.countries, c)
		}
	}
}

// addressCountries are the countries of addresses. One that cannot be read is a warning only: it was not
// written to say whom a line serves.
func (d *draft) addressCountries(at spot, addresses []hsdsAddress) (codes []directory.CountryCode) {
	for i := range addresses {
		value := string(addresses[i].Country)
		code, ok := countryNamed(value)
		switch {
		case value == "":
		case !ok:
			d.warn(at, "addresses.country", "use the ISO 3166-1 code of two letters", "%s is not a country", quote(value))
		case !slices.Contains(codes, code):
			codes = append(codes, code)
		}
	}
	return codes
}

// countryNamed finds a country by its code or its whole English name.
func countryNamed(s string) (directory.CountryCode, bool) {
	if code, err := geography.ParseCode(s); err == nil {
		return code, true
	}
	if len(s) == 3 && strings.ToUpper(s) == s {
		code, ok := countryNames()[s]
		return code, ok
	}
	code, ok := countryNames()[strings.ToLower(strings.TrimSpace(s))]
	return code, ok
}

// countryNames has the English name of each country in lower case, and its code of three letters.
var countryNames = sync.OnceValue(func() map[string]directory.CountryCode {
	names := map[string]directory.CountryCode{}
	for _, c := range geography.Countries() {
		name, _ := c.Name(nil)
		names[strings.ToLower(name)] = c.Code
		names[c.Alpha3] = c.Code
	}
	return names
})

func joinCodes(codes []directory.CountryCode) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = string(c)
	}
	return strings.Join(words, ", ")
}

// within is the place of an item of a list: its row of its table in a data package, or below at in JSON.
func (d *draft) within(at spot, table, list string, index, row int) spot {
	if row > 0 {
		return spot{row: row, path: table}
	}
	return at.at("%s[%d]", list, index)
}
