package main

import (
	"maps"
	"slices"
	"strings"
)

// The one alias CLDR lists among withdrawn codes that is in use: package geography accepts it itself.
const unitedKingdomAlias = "UK"

// withdrawn returns the withdrawn country codes and the countries that succeeded each.
func (c *cldr) withdrawn() map[string][]string {
	successors := make(map[string][]string)
	for code, alias := range c.TerritoryAliases {
		replacements := strings.Fields(alias.Replacement)
		if code != unitedKingdomAlias && !slices.ContainsFunc(replacements, c.isGrouping) {
			successors[code] = replacements
		}
	}
	return successors
}

// groupings returns the codes of groups of countries, such as EU, withdrawn ones included.
func (c *cldr) groupings() []string {
	var codes []string
	for code := range c.Containment {
		if c.isGrouping(code) {
			codes = append(codes, code)
		}
	}
	for code, alias := range c.TerritoryAliases {
		if c.isGrouping(alias.Replacement) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

// reserved returns the codes CLDR knows for parts of countries, which ISO 3166-1 reserves at the
// request of others and assigns to nobody.
func (c *cldr) reserved() []string {
	codes := make(map[string]bool)
	for code := range c.Codes {
		codes[code] = true
	}
	for code := range c.Info {
		codes[code] = true
	}
	maps.DeleteFunc(codes, func(code string, _ bool) bool {
		return c.isCountry(code) || c.isGrouping(code) || code == "ZZ"
	})
	return slices.Sorted(maps.Keys(codes))
}

// subdivisions returns the ISO 3166-2 codes of every country without the country and the dash.
// Subdivisions of subdivisions are included: ISO 3166-2 codes both levels alike.
func (c *cldr) subdivisions() map[string][]string {
	byCountry := make(map[string][]string)
	for _, in := range c.Subdivisions {
		for _, id := range in.Contains {
			country, code := splitSubdivision(id)
			byCountry[country] = append(byCountry[country], code)
		}
	}
	for country, codes := range byCountry {
		slices.Sort(codes)
		byCountry[country] = slices.Compact(codes)
	}
	return byCountry
}

// withdrawnSubdivisions returns the ISO 3166-2 codes no longer in the lists, and their replacements:
// subdivisions, or countries where a part became one in ISO 3166-1.
func (c *cldr) withdrawnSubdivisions() map[string][]string {
	listed := c.subdivisions()
	successors := make(map[string][]string)
	for id, alias := range c.SubdivisionAliases {
		country, code := splitSubdivision(id)
		if slices.Contains(listed[country], code) {
			continue // A dependent territory listed under both codes, such as US-PR and PR.
		}
		var replacements []string
		for replacement := range strings.FieldsSeq(alias.Replacement) {
			if len(replacement) > 2 {
				in, code := splitSubdivision(replacement)
				replacement = in + "-" + code
			}
			replacements = append(replacements, replacement)
		}
		successors[country+"-"+code] = replacements
	}
	return successors
}

// splitSubdivision splits CLDR's form of a subdivision code: "chne" is CH-NE.
func splitSubdivision(id string) (country, code string) {
	id = strings.ToUpper(id)
	return id[:2], id[2:]
}
