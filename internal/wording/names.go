package wording

import (
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/blueheart-federation/api/internal/directory"
)

// languageNamer names languages in one language. Without data for it, it is nil.
type languageNamer display.Namer

// named is the languages that CLDR names others in, and the matcher that chooses among them.
var named = sync.OnceValues(func() ([]language.Tag, language.Matcher) {
	// The first is what the matcher falls back to.
	tags := append([]language.Tag{language.English}, display.Supported.Tags()...)
	return tags, language.NewMatcher(tags)
})

func newLanguageNamer(t language.Tag) languageNamer {
	tags, matcher := named()
	_, i, confidence := matcher.Match(t)
	wanted, _ := t.Base()
	// The matcher offers related languages too, such as Turkish for Kurdish; another language is not wanted.
	if got, _ := tags[i].Base(); confidence == language.No || got != wanted {
		return nil
	}
	return display.Languages(tags[i])
}

// nameCache remembers the names of languages, because making one takes longer than all the rest of a
// sentence. Its size is bounded: any client can name any language, with any extension.
type nameCache struct {
	mu    sync.RWMutex
	names map[nameKey]string
}

type nameKey struct {
	in  *dictionary
	tag directory.LanguageTag
}

// mostNames is far above the number of languages that lines are asked for in earnest.
const mostNames = 4096

func newNameCache() *nameCache { return &nameCache{names: make(map[nameKey]string)} }

// namedWhole are languages that are called by one name wherever and however they are written. CLDR 32 has names
// for some of their varieties that are no longer used and that may offend: Moldavian, Serbo-Croatian.
var namedWhole = map[string]bool{"ro": true, "sr": true}

// languageName names a language in the language of a dictionary, else in that language itself, else by its
// tag.
func (c *Catalog) languageName(d *dictionary, tag directory.LanguageTag) string {
	if tag == "" {
		return ""
	}
	cache, key := c.namesKnown, nameKey{d, tag}
	cache.mu.RLock()
	name, ok := cache.names[key]
	cache.mu.RUnlock()
	if ok {
		return name
	}
	name = string(tag)
	if t, err := language.Parse(string(tag)); err == nil {
		if bare, _ := t.Base(); namedWhole[bare.String()] {
			t = language.Make(bare.String())
		}
		if own := display.Self.Name(t); own != "" {
			name = own
		}
		if d.namer != nil {
			if local := d.namer.Name(t); local != "" {
				name = local
			}
		}
	}
	cache.mu.Lock()
	defer cache.mu.Unlock()
	if len(cache.names) >= mostNames {
		// Starting over is as good as any other order here: the languages in use come back at once.
		clear(cache.names)
	}
	cache.names[key] = name
	return name
}

// zones keeps the locations in use, because loading one reads a file. Only names that the database knows get
// in, so it cannot grow beyond it.
var zones sync.Map

// location finds a zone, nil when there is none with the name. Names that mean whatever the machine is set
// to, and the trees that repeat the zones with leap seconds, are none.
func location(name string) *time.Location {
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location)
	}
	if name == "" || name == "Local" || name == "localtime" || len(name) > directory.MaxTag ||
		strings.HasPrefix(name, "posix") || strings.HasPrefix(name, "right/") {
		return nil
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	shared, _ := zones.LoadOrStore(name, l)
	return shared.(*time.Location)
}
