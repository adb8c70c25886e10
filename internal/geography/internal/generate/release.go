package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// readRelease reads the wanted fields from the unpacked packages cldr-core and cldr-localenames-full.
func readRelease(core, names string) (*cldr, error) {
	var (
		pkg   struct{ Version string }
		codes struct {
			Supplemental struct {
				CodeMappings map[string]codeMapping `json:"codeMappings"`
			}
		}
		contained struct {
			Supplemental struct {
				TerritoryContainment map[string]containment `json:"territoryContainment"`
			}
		}
		info struct {
			Supplemental struct {
				TerritoryInfo map[string]territoryInfo `json:"territoryInfo"`
			}
		}
		aliases struct {
			Supplemental struct {
				Metadata struct {
					Alias struct {
						TerritoryAlias   map[string]alias `json:"territoryAlias"`
						SubdivisionAlias map[string]alias `json:"subdivisionAlias"`
					}
				}
			}
		}
		divided struct {
			Supplemental struct {
				SubdivisionContainment map[string]containment `json:"subdivisionContainment"`
			}
		}
	)
	for name, into := range map[string]any{
		"package.json":                             &pkg,
		"supplemental/codeMappings.json":           &codes,
		"supplemental/territoryContainment.json":   &contained,
		"supplemental/territoryInfo.json":          &info,
		"supplemental/aliases.json":                &aliases,
		"supplemental/subdivisionContainment.json": &divided,
	} {
		if err := readJSON(filepath.Join(core, name), into); err != nil {
			return nil, err
		}
	}
	c := &cldr{
		Version:            pkg.Version,
		Codes:              codes.Supplemental.CodeMappings,
		Containment:        contained.Supplemental.TerritoryContainment,
		Info:               info.Supplemental.TerritoryInfo,
		TerritoryAliases:   aliases.Supplemental.Metadata.Alias.TerritoryAlias,
		SubdivisionAliases: aliases.Supplemental.Metadata.Alias.SubdivisionAlias,
		Subdivisions:       divided.Supplemental.SubdivisionContainment,
	}
	c.dropUnused()
	return c, c.readNames(names)
}

// dropUnused removes what the same CLDR tables hold for other purposes: currency codes among the code
// mappings, aliases of numeric and three-letter codes, and the private-use blocks.
func (c *cldr) dropUnused() {
	for code, mapping := range c.Codes {
		_, withdrawn := c.TerritoryAliases[code]
		if len(code) != 2 || mapping.Numeric >= "900" && code != kosovo || withdrawn {
			delete(c.Codes, code)
		}
	}
	for code := range c.TerritoryAliases {
		if len(code) != 2 {
			delete(c.TerritoryAliases, code)
		}
	}
}

// readNames finds the names in which the display tables are out of date, for each of their languages:
// those of countries that were renamed since, known by their English names, and those of regions for
// which the tables have none (202, which M49 got later). Where the release has no name for a renamed
// country any more, the old one must not stay; the empty name says so.
func (c *cldr) readNames(dir string) error {
	english, err := territoryNames(dir, "en")
	if err != nil {
		return err
	}
	renamed := slices.DeleteFunc(c.countries(), func(code string) bool {
		return english[code] == displayName(language.English, code)
	})
	c.Names = make(map[string]map[string]string)
	for _, tag := range display.Supported.Tags() {
		names, err := territoryNames(dir, tag.String())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		newer := make(map[string]string)
		for _, code := range renamed {
			if names[code] != displayName(tag, code) {
				newer[code] = names[code]
			}
		}
		for _, region := range c.regions() {
			if name := names[region.code]; name != "" && displayName(tag, region.code) == "" {
				newer[region.code] = name
			}
		}
		if len(newer) > 0 {
			c.Names[tag.String()] = newer
		}
	}
	return nil
}

// territoryNames reads the names of territories in one locale, without those it lacks.
func territoryNames(dir, locale string) (map[string]string, error) {
	var file struct {
		Main map[string]struct {
			LocaleDisplayNames struct {
				Territories map[string]string `json:"territories"`
			} `json:"localeDisplayNames"`
		} `json:"main"`
	}
	err := readJSON(filepath.Join(dir, "main", locale, "territories.json"), &file)
	names := file.Main[locale].LocaleDisplayNames.Territories
	// CLDR's JSON gives the code itself where a locale has no name.
	maps.DeleteFunc(names, func(code, name string) bool { return name == code })
	return names, err
}

// displayName is the name that golang.org/x/text gives a territory, "" where it has none.
func displayName(in language.Tag, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		panic(fmt.Sprintf("territory %s: %v", code, err))
	}
	namer := display.Regions(in)
	if namer == nil {
		return ""
	}
	return namer.Name(region)
}
