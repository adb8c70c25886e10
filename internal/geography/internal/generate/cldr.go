package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// cldr holds the fields of a CLDR release that the tables are made from. The member types decode
// CLDR's own JSON and the trimmed files alike, because trimming keeps CLDR's field names.
type cldr struct {
	Version            string
	Codes              map[string]codeMapping
	Containment        map[string]containment
	Info               map[string]territoryInfo
	TerritoryAliases   map[string]alias
	SubdivisionAliases map[string]alias
	Subdivisions       map[string]containment
	// Names holds the names, by locale and then territory, that differ from the display tables of
	// golang.org/x/text and are to replace them.
	Names map[string]map[string]string
}

type codeMapping struct {
	Numeric string `json:"_numeric,omitempty"`
	Alpha3  string `json:"_alpha3,omitempty"`
}

type containment struct {
	Contains []string `json:"_contains"`
}

type alias struct {
	Replacement string `json:"_replacement"`
}

type territoryInfo struct {
	Population string                    `json:"_population"`
	Languages  map[string]spokenLanguage `json:"languagePopulation,omitempty"`
}

type spokenLanguage struct {
	Percent string `json:"_populationPercent"`
	Status  string `json:"_officialStatus,omitempty"`
}

// The trimmed files, by the member of cldr each one carries.
func (c *cldr) files() map[string]any {
	return map[string]any{
		"codeMappings.json":           &c.Codes,
		"subdivisionAlias.json":       &c.SubdivisionAliases,
		"subdivisionContainment.json": &c.Subdivisions,
		"territories.json":            &c.Names,
		"territoryAlias.json":         &c.TerritoryAliases,
		"territoryContainment.json":   &c.Containment,
		"territoryInfo.json":          &c.Info,
		"version.json":                &c.Version,
	}
}

func readTrimmed(dir string) (*cldr, error) {
	c := new(cldr)
	for name, into := range c.files() {
		if err := readJSON(filepath.Join(dir, name), into); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func (c *cldr) writeTrimmed(dir string) error {
	for name, value := range c.files() {
		text, err := linePerEntry(value)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// linePerEntry encodes value as JSON, an object with one line for each member: compact, and yet a
// change to one territory is a change to one line.
func linePerEntry(value any) ([]byte, error) {
	compact, err := encodeJSON(value)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(compact, &members) != nil {
		return append(compact, '\n'), nil
	}
	var out bytes.Buffer
	out.WriteString("{")
	for i, key := range slices.Sorted(maps.Keys(members)) {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, "\n%q: %s", key, members[key])
	}
	out.WriteString("\n}\n")
	return out.Bytes(), nil
}

func encodeJSON(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSpace(out.Bytes()), err
}

// isCountry reports whether code is in the table: officially assigned in ISO 3166-1, or XK. CLDR maps
// every officially assigned code to its UN M49 number, maps private-use codes to numbers of 900 and
// more, gives reserved codes no number, and lists withdrawn codes as aliases.
func (c *cldr) isCountry(code string) bool {
	if code == kosovo {
		return true
	}
	mapping, known := c.Codes[code]
	_, withdrawn := c.TerritoryAliases[code]
	return known && len(code) == 2 && mapping.Numeric != "" && mapping.Numeric < "900" && !withdrawn
}

// kosovo is a user-assigned code, the only one the directory accepts.
const kosovo = "XK"

func (c *cldr) countries() []string {
	codes := slices.DeleteFunc(slices.Collect(maps.Keys(c.Codes)), func(code string) bool { return !c.isCountry(code) })
	slices.Sort(codes)
	return codes
}

// isGrouping reports whether code names a set of countries: a two-letter code that contains others.
func (c *cldr) isGrouping(code string) bool {
	_, contains := c.Containment[code]
	return contains && len(code) == 2 && !strings.ContainsAny(code, "0123456789")
}
