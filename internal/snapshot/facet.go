package snapshot

import (
	"slices"
	"strings"

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
)

func markAll[T any, V ~string](t *Table[T], f Facet, row uint32, values []V) {
	for _, v := range values {
		t.mark(f, string(v), row)
	}
}

// markPlaces indexes countries and the UN M49 areas they lie in.
func markPlaces[T any](t *Table[T], row uint32, countries []directory.CountryCode) {
	for _, c := range countries {
		t.mark(ByCountry, string(c), row)
		for _, area := range areasOf(c) {
			t.mark(ByRegion, area, row)
		}
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

// markLanguage indexes a tag and every tag above it, so that "pt" finds "pt-BR"; and Norwegian by all its
// tags.
func markLanguage[T any](t *Table[T], row uint32, tag directory.LanguageTag) {
	if slices.Contains(directory.Norwegian[:], tag) {
		for _, n := range directory.Norwegian {
			t.mark(ByLanguage, string(n), row)
		}
		return
	}
	for s := string(tag); s != ""; {
		t.mark(ByLanguage, s, row)
		i := strings.LastIndexByte(s, '-')
		if i < 0 {
			return
		}
		s = s[:i]
	}
}

// markSpoken indexes the languages of a channel, those of single hours included.
func markSpoken[T any](t *Table[T], row uint32, ch *directory.Channel) {
	for _, l := range ch.Languages {
		markLanguage(t, row, l.Tag)
	}
	if ch.Hours == nil {
		return
	}
	for i := range ch.Hours.Weekly {
		for _, tag := range ch.Hours.Weekly[i].Languages {
			markLanguage(t, row, directory.LanguageTag(tag))
		}
	}
}
