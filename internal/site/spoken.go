package site

import (
	"cmp"
	"html/template"
	"maps"
	"slices"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// mostSpoken bounds each of the two lists of languages that the one to choose from is made of.
const mostSpoken = 80

// spoken remembers the languages of one snapshot's lines: working them out reads every line.
type spoken struct {
	mu   sync.Mutex
	of   *snapshot.Snapshot
	tags []directory.LanguageTag
	in   map[directory.LanguageTag]template.HTML
}

// spokenIn are the languages in which lines answer and those that most people speak, each by its name in the
// language of the page and in itself, so that who cannot read the page finds their own. The list is rendered.
func (s *Site) spokenIn(t *tongue) template.HTML {
	now := s.snapshot()
	k := &s.spoken
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of != now {
		if tags := languagesOf(now); k.in == nil || !slices.Equal(tags, k.tags) {
			k.tags, k.in = tags, map[directory.LanguageTag]template.HTML{}
		}
		k.of = now
	}
	if list, ok := k.in[t.language]; ok {
		return list
	}
	list := make([]option, 0, len(k.tags))
	for _, tag := range k.tags {
		if s.named(tag) {
			list = append(list, option{string(tag), s.words.LanguageName(t.language, tag)})
		}
	}
	sortNames(list, language.Make(string(t.language)))
	for i := range list {
		if own := display.Self.Name(language.Make(list[i].Value)); own != "" && own != list[i].Name {
			list[i].Name += " – " + own
		}
	}
	k.in[t.language] = piece("options", list)
	return k.in[t.language]
}

// languagesOf are the languages of a directory's lines, the most frequent ones, and of the world, in the order
// of their tags.
func languagesOf(s *snapshot.Snapshot) []directory.LanguageTag {
	count := map[directory.LanguageTag]int64{}
	for h := range s.Hotlines.All {
		for i := range h.Channels {
			for j := range h.Channels[i].Languages {
				count[h.Channels[i].Languages[j].Tag]++
			}
		}
	}
	all := map[directory.LanguageTag]bool{}
	for _, tags := range [][]directory.LanguageTag{mostOf(count), ofTheWorld()} {
		for _, tag := range tags {
			all[tag] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// ofTheWorld are the languages that most people know.
var ofTheWorld = sync.OnceValue(func() []directory.LanguageTag {
	speakers := map[directory.LanguageTag]int64{}
	for _, c := range geography.Countries() {
		for _, l := range c.Languages {
			if tag := directory.LanguageTag(l.Tag); len(tag) <= 3 { // without region and script
				speakers[tag] += int64(l.PopulationPercent * float64(c.Population) / 100)
			}
		}
	}
	return mostOf(speakers)
})

func mostOf(count map[directory.LanguageTag]int64) []directory.LanguageTag {
	tags := slices.SortedFunc(maps.Keys(count), func(a, b directory.LanguageTag) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	return tags[:min(len(tags), mostSpoken)]
}
