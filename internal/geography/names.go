package geography

import (
	"maps"
	"slices"
	"sync"

	"golang.org/x/text/language/display"
)

// AllNames gives, for every country, its names in all languages that CLDR has one in, each once, sorted:
// what somebody may call it who looks for it. The lists are shared and must not be changed.
var AllNames = sync.OnceValue(func() map[Code][]string {
	distinct := make([]map[string]bool, len(countries))
	for i := range distinct {
		distinct[i] = map[string]bool{}
	}
	for _, tag := range display.Supported.Tags() {
		for i, name := range compose(tag).names[:len(countries)] { // not kept: most are never asked for again
			if name != "" {
				distinct[i][name] = true
			}
		}
	}
	names := make(map[Code][]string, len(countries))
	for i, set := range distinct {
		names[countries[i].Code] = slices.Sorted(maps.Keys(set))
	}
	return names
})
