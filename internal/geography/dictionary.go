package geography

import (
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// dictionary is the names of all territories in one language: those of countries in the order of the
// table countries, then those of regions in the order of the table regions. A missing name is empty.
type dictionary struct {
	language language.Tag
	names    []string
}

// dictionaryCache keeps the dictionaries in use, and remembers which one a requested language leads to,
// because matching and composing take much longer than reading a name.
type dictionaryCache struct {
	mu sync.RWMutex
	// matches is keyed by what callers ask for, so its size is bounded: any client can name any
	// language, with any extension. A language without a dictionary leads to nil.
	matches map[language.Tag]*dictionary
	// byIndex is keyed by the language in supported and bounded by their number.
	byIndex map[int]*dictionary
}

// mostMatches is far above the number of languages that people ask for in earnest.
const mostMatches = 2048

var dictionaries = dictionaryCache{
	matches: make(map[language.Tag]*dictionary),
	byIndex: make(map[int]*dictionary),
}

// supported is the languages with display names, and the matcher that chooses among them.
var supported = sync.OnceValues(func() ([]language.Tag, language.Matcher) {
	// The first is what the matcher falls back to.
	tags := append([]language.Tag{language.English}, display.Supported.Tags()...)
	return tags, language.NewMatcher(tags)
})

// match returns the dictionary in a requested language, nil if there is none.
func (c *dictionaryCache) match(requested language.Tag) *dictionary {
	c.mu.RLock()
	found, ok := c.matches[requested]
	c.mu.RUnlock()
	if ok {
		return found
	}
	index := indexInLanguage(requested)

	c.mu.Lock()
	defer c.mu.Unlock()
	if index >= 0 {
		if c.byIndex[index] == nil {
			tags, _ := supported()
			c.byIndex[index] = compose(tags[index])
		}
		found = c.byIndex[index]
	}
	if len(c.matches) >= mostMatches {
		// Starting over is as good as any other order here: the languages in use come back at once.
		clear(c.matches)
	}
	c.matches[requested] = found
	return found
}

// indexInLanguage returns the place in supported of the best variant of the requested language, -1 if
// the language is not there at all.
func indexInLanguage(requested language.Tag) int {
	tags, matcher := supported()
	// Replacing deprecated and encompassed languages (sh, nb) first matters: the matcher on its own leads
	// from nb to Danish.
	if canonical, err := language.All.Canonicalize(requested); err == nil {
		requested = canonical
	}
	_, index, confidence := matcher.Match(requested)
	wanted, _ := requested.Base()
	if got, _ := tags[index].Base(); confidence == language.No || got != wanted {
		return -1
	}
	return index
}

// compose looks up the names of all territories in one language.
func compose(tag language.Tag) *dictionary {
	d := &dictionary{language: tag, names: make([]string, len(countries)+len(regions))}
	namer := display.Regions(tag)
	if namer == nil {
		return d
	}
	name := func(code string) string {
		if newer, ok := newerNames[tag.String()][code]; ok {
			return newer
		}
		return namer.Name(language.MustParseRegion(code))
	}
	for i := range countries {
		d.names[i] = name(string(countries[i].Code))
	}
	for i := range regions {
		d.names[len(countries)+i] = name(regions[i].Code)
	}
	return d
}
