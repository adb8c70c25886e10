package wording

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// newCatalog works out beforehand what choosing a language needs.
func newCatalog(known *keys, dictionaries map[directory.LanguageTag]*dictionary) *Catalog {
	c := &Catalog{
		keys: known, byTag: maps.Clone(dictionaries), english: dictionaries[english], namesKnown: newNameCache(),
		tags:      slices.Sorted(maps.Keys(dictionaries)),
		varieties: map[directory.LanguageTag][]*dictionary{},
		relatives: map[directory.LanguageTag][]*dictionary{},
		inScript:  map[directory.LanguageTag]directory.LanguageTag{},
	}
	c.scriptsOfRegions()
	for _, tag := range c.tags {
		d := dictionaries[tag]
		for up := c.parent(tag); up != ""; up = c.parent(up) {
			if scriptOf(language.Make(string(up))) == d.script {
				c.varieties[up] = append(c.varieties[up], d)
			}
		}
		c.relatives[base(tag)] = append(c.relatives[base(tag)], d)
	}
	// Norwegian has a tag for the language and one for Bokmål, which nearly all mean by it.
	for one, other := range map[directory.LanguageTag]directory.LanguageTag{"nb": "no", "no": "nb"} {
		if c.byTag[one] == nil && dictionaries[other] != nil {
			c.byTag[one] = dictionaries[other]
		}
	}
	return c
}

// scriptsOfRegions remembers where a language is written in another script than usual: zh-TW means zh-Hant,
// sr-ME means sr-Latn. The tables of package geography say so; of several scripts the one that most people
// there use counts.
func (c *Catalog) scriptsOfRegions() {
	for _, country := range geography.Countries() {
		seen := map[directory.LanguageTag]bool{}
		for _, l := range country.Languages {
			tag := directory.LanguageTag(l.Tag)
			if bare := base(tag); !seen[bare] {
				seen[bare] = true
				if len(tag) == len(bare)+len("-Hant") {
					c.inScript[bare+"-"+directory.LanguageTag(country.Code)] = tag
				}
			}
		}
	}
}

// choose gives the language for the text at a place. It allocates nothing: a page of answers asks for
// hundreds of texts.
func (c *Catalog) choose(place int, preferred []directory.LanguageTag) *dictionary {
	var readable *dictionary
	for _, want := range preferred {
		d, own := c.match(place, want)
		if own {
			return d
		}
		if readable == nil {
			readable = d
		}
	}
	if readable != nil {
		return readable
	}
	return c.english
}

// match gives the best language for one preference, nil if there is none, and whether it is the reader's own
// way of writing: otherwise a later preference may suit better.
func (c *Catalog) match(place int, want directory.LanguageTag) (found *dictionary, own bool) {
	own = true
	for tag := want; tag != ""; {
		if d := c.byTag[tag]; d.has(place) && (own || found == nil) {
			if own {
				return d, true
			}
			found = d
		}
		up := c.parent(tag)
		if script := tag[strings.LastIndexByte(string(tag), '-')+1:]; len(script) == 4 && isLetter(script[0]) {
			// Without its script the tag means the usual one.
			if d := c.byTag[up]; d != nil && d.script != string(script) {
				own = false
			}
		}
		tag = up
	}
	for _, d := range c.varieties[want] {
		if d.has(place) {
			return d, true
		}
	}
	if found != nil {
		return found, false
	}
	for _, d := range c.relatives[base(want)] {
		if d.has(place) {
			return d, false
		}
	}
	return nil, false
}

// parent drops the last subtag, and a single-letter subtag left at the end (RFC 4647 section 3.4), after
// making the script explicit where it is not the usual one.
func (c *Catalog) parent(tag directory.LanguageTag) directory.LanguageTag {
	if scripted, ok := c.inScript[tag]; ok {
		return scripted
	}
	i := strings.LastIndexByte(string(tag), '-')
	if i < 0 {
		return ""
	}
	if i >= 2 && tag[i-2] == '-' {
		i -= 2
	}
	return tag[:i]
}

// base is the language without region, script and the rest.
func base(tag directory.LanguageTag) directory.LanguageTag {
	if i := strings.IndexByte(string(tag), '-'); i >= 0 {
		return tag[:i]
	}
	return tag
}

func isLetter(b byte) bool { return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' }
