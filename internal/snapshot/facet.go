package snapshot

import (
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// Facet names an index: a property of records that lists are filtered by.
type Facet uint8

// The facets. Not every table has every Facet.
const (
	ByCountry Facet = iota
	ByRegion
	ByLanguage
	ByStatus
	ByForm
	ByPopulation
	ByOrganizationKind
	ByOrganization
	ByVerifiedOn // the day of the last check, "" when there was none
	ByChannelKind
	ByPurpose
	ByResponder
	ByTollFree
	ByReachableFromAbroad
	ByAlwaysOpen
	ByScope
	ByBanner
	ByAudience
	ByMediaChannel
	ByApproach
	ByKind
	ByProfession
	BySector
	ByFormat
	ByFree
	ByOrigin
	ByLearnedFrom
	ByAppliedIn
	ByPredecessor
	ByPromoted  // the hotlines a campaign points at
	ByReplacing // the countries of the lines, no longer working, that a hotline replaces
	facets      // how many there are
)

// named says that the values of a facet are ids of other records: very many values with few rows each.
func (f Facet) named() bool {
	switch f {
	case ByOrganization, ByBanner, ByLearnedFrom, ByAppliedIn, ByPredecessor, ByPromoted:
		return true
	default:
		return false
	}
}

// areasOf gives the UN M49 areas around a country, from the smallest to the world.
func areasOf(c directory.CountryCode) []string {
	country := geography.Lookup(c)
	if country == nil {
		return nil
	}
	area := country.Subregion
	if area == "" {
		area = country.Region
	}
	var areas []string
	for area != "" {
		areas = append(areas, area)
		region := geography.RegionByCode(area)
		if region == nil {
			break
		}
		area = region.Parent
	}
	return areas
}
