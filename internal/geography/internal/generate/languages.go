package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"golang.org/x/text/language"
)

type spoken struct {
	tag      string
	official string
	percent  float64
}

// CLDR's official status, and the value the API gives it.
var officialStatus = map[string]string{
	"":                  "",
	"official":          "OFFICIAL",
	"official_regional": "REGIONAL",
	"de_facto_official": "DE_FACTO",
}

// languages returns the languages of a territory that are official or spoken by one percent of the
// people or more, most spoken first.
func (c *cldr) languages(territory string) ([]spoken, error) {
	var all []spoken
	for id, entry := range c.Info[territory].Languages {
		if id == "und" {
			continue // CLDR's entry for territories where nobody lives.
		}
		// CLDR writes identifiers with underscores; parsing also replaces deprecated subtags.
		tag, err := language.Parse(id)
		if err != nil {
			return nil, fmt.Errorf("language %s of %s: %w", id, territory, err)
		}
		percent, err := strconv.ParseFloat(entry.Percent, 64)
		if err != nil {
			return nil, fmt.Errorf("language %s of %s: %w", id, territory, err)
		}
		status, known := officialStatus[entry.Status]
		if !known {
			return nil, fmt.Errorf("language %s of %s: official status %q", id, territory, entry.Status)
		}
		if status != "" || percent >= 1 {
			all = append(all, spoken{tag: tag.String(), official: status, percent: percent})
		}
	}
	slices.SortFunc(all, func(a, b spoken) int {
		return cmp.Or(cmp.Compare(b.percent, a.percent), cmp.Compare(a.tag, b.tag))
	})
	return all, nil
}

// withStatus returns the tags of the languages with one of the given statuses, status by status.
func withStatus(languages []spoken, statuses ...string) []string {
	var tags []string
	for _, status := range statuses {
		for _, l := range languages {
			if l.official == status {
				tags = append(tags, l.tag)
			}
		}
	}
	return tags
}
