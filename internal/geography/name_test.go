package geography

import (
	"fmt"
	"sync"
	"testing"

	"golang.org/x/text/language"
)

func tags(list ...string) []language.Tag {
	var all []language.Tag
	for _, s := range list {
		all = append(all, language.Make(s))
	}
	return all
}

func TestCountryNames(t *testing.T) {
	for _, test := range []struct {
		code      Code
		preferred []language.Tag
		name, in  string
	}{
		{"MD", nil, "Moldova", "en"},
		{"DE", tags("de"), "Deutschland", "de"},
		{"DE", tags("fr-CA", "de"), "Allemagne", "fr-CA"},
		{"MD", tags("ar"), "مولدوفا", "ar"},
		{"KE", tags("zh-Hant"), "肯亞", "zh-Hant"},
		{"RS", tags("sr-Latn"), "Srbija", "sr-Latn"},
		{"DE", tags("tlh"), "Germany", "en"},
		{"DE", tags("tlh", "ro"), "Germania", "ro"},
		{"DE", tags("und"), "Germany", "en"},
		// CLDR relates these languages to French, Turkish and Danish, which nobody asked for.
		{"DE", tags("oc", "it"), "Germania", "it"},
		{"DE", tags("ku"), "Germany", "en"},
		{"DE", tags("nb-NO"), "Tyskland", "no"},
		// The same language under another name.
		{"DE", tags("iw"), "גרמניה", "he"},
		{"DE", tags("tl"), "Germany", "fil"},
		// Igbo has a dictionary of a few names.
		{"MD", tags("ig", "fr"), "Moldavie", "fr"},
		{"XK", tags("en"), "Kosovo", "en"},
		{"XK", tags("ar"), "كوسوفو", "ar"},
		// Renamed since the display tables were made.
		{"MK", tags("en"), "North Macedonia", "en"},
		{"MK", tags("de"), "Nordmazedonien", "de"},
		{"MK", tags("agq"), "North Macedonia", "en"},
		{"SZ", nil, "Eswatini", "en"},
	} {
		name, in := Lookup(test.code).Name(test.preferred)
		if name != test.name || in.String() != test.in {
			t.Errorf("%s in %v: %q in %v, want %q in %s", test.code, test.preferred, name, in, test.name, test.in)
		}
	}
}

func TestEverythingHasAnEnglishAndAnArabicName(t *testing.T) {
	for _, in := range []string{"en", "ar"} {
		for _, c := range Countries() {
			if name, got := c.Name(tags(in)); name == "" || name == string(c.Code) || got.String() != in {
				t.Errorf("%s: %q in %v", c.Code, name, got)
			}
		}
		for _, r := range Regions() {
			if name, got := r.Name(tags(in)); name == "" || name == r.Code || got.String() != in {
				t.Errorf("%s: %q in %v", r.Code, name, got)
			}
		}
	}
}

func TestRegionNames(t *testing.T) {
	for _, test := range []struct{ code, in, name string }{
		{"150", "en", "Europe"},
		{"150", "fr", "Europe"},
		{"419", "es", "Latinoamérica"},
		{"202", "de", "Subsahara-Afrika"},
	} {
		if name, in := RegionByCode(test.code).Name(tags(test.in)); name != test.name || in.String() != test.in {
			t.Errorf("%s: %q in %v, want %q", test.code, name, in, test.name)
		}
	}
}

func TestNamesOfValuesOutsideTheTables(t *testing.T) {
	if name, in := (&Country{Code: "ZZ"}).Name(nil); name != "ZZ" || in != language.Und {
		t.Errorf("%q in %v", name, in)
	}
	if name, in := (&Region{Code: "003"}).Name(nil); name != "003" || in != language.Und {
		t.Errorf("%q in %v", name, in)
	}
}

func TestManyLanguagesAtOnce(t *testing.T) {
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range mostMatches {
				preferred := tags(fmt.Sprintf("de-x-w%d-%d", worker, i), "en")
				if name, _ := Lookup("DE").Name(preferred); name != "Deutschland" {
					t.Errorf("%v: %q", preferred, name)
					return
				}
			}
		})
	}
	group.Wait()
	if n := len(dictionaries.matches); n > mostMatches {
		t.Errorf("%d remembered languages", n)
	}
}

func BenchmarkName(b *testing.B) {
	c := Lookup("MD")
	for name, preferred := range map[string][]language.Tag{
		"one":      tags("de"),
		"extended": tags("de-u-co-phonebk"),
		"fallback": tags("tlh", "ig", "fr"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Name(preferred)
			}
		})
	}
}

func BenchmarkCompose(b *testing.B) {
	for b.Loop() {
		compose(language.German)
	}
}
