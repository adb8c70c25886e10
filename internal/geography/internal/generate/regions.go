package main

import (
	"maps"
	"slices"
)

// region is one node of the UN M49 tree.
type region struct {
	code, level, parent string
	regions             []string
	countries           []string
}

const world = "001"

// M49 groups these two between a region and its smallest parts ("Sub-Saharan Africa" and "Latin
// America and the Caribbean"). CLDR lists both as groupings beside the tree, together with groupings
// that overlap it (003, North America) and stay out.
var intermediate = []string{"202", "419"}

// regions returns the M49 tree depth first, siblings by code.
func (c *cldr) regions() []region {
	var tree []region
	var visit func(code, parent, level string) []string
	visit = func(code, parent, level string) []string {
		at := len(tree)
		tree = append(tree, region{code: code, level: level, parent: parent})
		below := "SUBREGION"
		if code == world {
			below = "REGION"
		}
		var countries []string
		children := c.childRegions(code)
		for _, child := range children {
			countries = append(countries, visit(child, code, below)...)
		}
		for _, child := range c.Containment[code].Contains {
			if c.isCountry(child) {
				countries = append(countries, child)
			}
		}
		if code == world {
			// M49 places Antarctica in the world and in no region.
			countries = append(countries, antarctica)
		}
		slices.Sort(countries)
		tree[at].regions, tree[at].countries = children, countries
		return countries
	}
	visit(world, "", "WORLD")
	return tree
}

const antarctica = "AQ"

// childRegions returns the M49 areas directly below code, with those that belong to an intermediate
// area replaced by it.
func (c *cldr) childRegions(code string) []string {
	children := make(map[string]bool)
	for _, child := range c.Containment[code].Contains {
		if len(child) == 3 {
			children[child] = true
		}
	}
	for _, group := range c.Containment[code+"-status-grouping"].Contains {
		if !slices.Contains(intermediate, group) {
			continue
		}
		for _, member := range c.Containment[group].Contains {
			delete(children, member)
		}
		children[group] = true
	}
	return slices.Sorted(maps.Keys(children))
}

// place returns the M49 region and the deepest M49 subregion of a country, given the tree.
func place(tree []region, country string) (in, subregion string) {
	for _, r := range tree {
		if !slices.Contains(r.countries, country) {
			continue
		}
		switch r.level {
		case "WORLD":
			in = r.code
		case "REGION":
			in = r.code
		default:
			// The tree is depth first: the last area that holds the country is the deepest.
			subregion = r.code
		}
	}
	return in, subregion
}
