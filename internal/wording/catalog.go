package wording

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

//go:embed texts/*.json
var embedded embed.FS

// english has every text; a reader whose languages are not here gets it.
const english directory.LanguageTag = "en"

// Catalog is the texts of all languages. It does not change once loaded, apart from a cache of names, and
// can be used by many at once.
type Catalog struct {
	keys       *keys
	tags       []directory.LanguageTag // sorted
	byTag      map[directory.LanguageTag]*dictionary
	english    *dictionary
	varieties  map[directory.LanguageTag][]*dictionary // of a tag, in the script it is usually written in
	relatives  map[directory.LanguageTag][]*dictionary // of a language without region or script, all of them
	inScript   map[directory.LanguageTag]directory.LanguageTag
	namesKnown *nameCache
}

// About is what a sentence speaks of. A value that its text does not take is not looked at.
type About struct {
	Country  directory.CountryCode
	Language directory.LanguageTag
	Channel  directory.ChannelKind
	At       time.Time // told as Weekday, Time and, unless Date is given, Date on the clock of Zone
	Zone     string    // an IANA name; UTC when empty or not known
	Date     directory.Date
}

// Load reads the embedded texts and then, unless extra is nil, every file <tag>.json in its root: one for a
// language that is not here adds it, one for a language that is here replaces the texts it has. The first
// file that is not as it should be ends the loading, with an error that names the file and the key.
func Load(extra fs.FS) (*Catalog, error) {
	texts, err := fs.Sub(embedded, "texts")
	if err != nil {
		return nil, fmt.Errorf("wording: %w", err)
	}
	first, err := readFile(texts, string(english)+".json", nil)
	if err != nil {
		return nil, err
	}
	known := newKeys(first)
	dictionaries := map[directory.LanguageTag]*dictionary{english: newDictionary(english, known)}
	for _, dir := range []fs.FS{texts, extra} {
		if dir == nil {
			continue
		}
		if err := loadAll(dir, known, dictionaries); err != nil {
			return nil, err
		}
	}
	return newCatalog(known, dictionaries), nil
}

// loadAll reads the files of one directory into the dictionaries.
func loadAll(dir fs.FS, known *keys, dictionaries map[directory.LanguageTag]*dictionary) error {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return fmt.Errorf("wording: %w", err)
	}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".json") {
			continue
		}
		tag, err := tagOf(name)
		if err != nil {
			return err
		}
		texts, err := readFile(dir, name, known)
		if err != nil {
			return err
		}
		d := dictionaries[tag]
		if d == nil {
			d = newDictionary(tag, known)
			dictionaries[tag] = d
		}
		for _, t := range texts {
			d.messages[known.places[t.key]] = t.message
		}
		if err := d.finish(known); err != nil {
			return fmt.Errorf("wording: %s: %w", name, err)
		}
	}
	return nil
}

// Default gives the embedded texts.
var Default = sync.OnceValue(func() *Catalog {
	c, err := Load(nil)
	if err != nil {
		panic(err) // the files are part of the program, and a test loads them
	}
	return c
})

// Languages are the languages that have texts, complete or not, in the order of their tags.
func (c *Catalog) Languages() []directory.LanguageTag { return slices.Clone(c.tags) }

// PageLanguages are the languages that have all words of the pages, in the order of their tags: a page is in
// one language, and what a directory only begins to say in another cannot be read.
func (c *Catalog) PageLanguages() []directory.LanguageTag {
	return slices.DeleteFunc(c.Languages(), func(tag directory.LanguageTag) bool {
		for place, name := range c.keys.names {
			if strings.HasPrefix(name, page+".") && !c.byTag[tag].has(place) {
				return true
			}
		}
		return false
	})
}

// LanguageName names a language in another one that has texts here, else in that language itself, else by
// its tag.
func (c *Catalog) LanguageName(in, tag directory.LanguageTag) string {
	d := c.byTag[in]
	if d == nil {
		d = c.english
	}
	return c.languageName(d, tag)
}

// Has says whether there are labels for an enum of the schema.
func (c *Catalog) Has(enum string) bool { return c.keys.enums[enum] }

// Label gives the words for a value of an enum in the language that suits the reader. A value without
// words is told as itself, in no language.
func (c *Catalog) Label(enum, value string, preferred []directory.LanguageTag) directory.Text {
	place, ok := c.keys.labels[label{enum, value}]
	if !ok {
		return directory.Text{Value: value, Language: directory.Undetermined}
	}
	d := c.choose(place, preferred)
	return directory.Text{Value: d.messages[place].text, Language: d.tag}
}

// Sentence gives the words for a reason or notice in the language that suits the reader. When a value that
// they need is missing, the label of the code stands in; a key without words is told as itself, in no
// language.
func (c *Catalog) Sentence(key string, about About, preferred []directory.LanguageTag) directory.Text {
	place, ok := c.keys.places[key]
	if !ok {
		return directory.Text{Value: key, Language: directory.Undetermined}
	}
	d := c.choose(place, preferred)
	m := &d.messages[place]
	if m.pieces == nil {
		return directory.Text{Value: m.text, Language: d.tag}
	}
	value, ok := c.fill(d, m, &about)
	if !ok {
		code := c.keys.codes[place]
		return c.Label(code.enum, code.value, preferred)
	}
	return directory.Text{Value: value, Language: d.tag}
}
