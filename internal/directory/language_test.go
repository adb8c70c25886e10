package directory_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

func texts(tags ...directory.LanguageTag) []directory.Text {
	var out []directory.Text
	for _, tag := range tags {
		out = append(out, directory.Text{Value: "in " + string(tag), Language: tag})
	}
	return out
}

func TestBest(t *testing.T) {
	type tags = []directory.LanguageTag
	for name, c := range map[string]struct {
		texts     []directory.Text
		preferred tags
		want      directory.LanguageTag
	}{
		"exact":                              {texts("en", "fr", "fr-CH"), tags{"fr-CH"}, "fr-CH"},
		"falls back to the language":         {texts("en", "fr"), tags{"fr-CH"}, "fr"},
		"falls back over the script":         {texts("en", "zh"), tags{"zh-Hant-HK"}, "zh"},
		"not past an extension's letter":     {texts("en", "zh-Hant"), tags{"zh-Hant-x-private"}, "zh-Hant"},
		"accepts a variety":                  {texts("en", "pt-BR"), tags{"pt"}, "pt-BR"},
		"lookup goes before a variety":       {texts("en", "pt-BR", "pt"), tags{"pt-PT"}, "pt"},
		"another variety is not accepted":    {texts("en", "pt-BR"), tags{"pt-PT"}, "en"},
		"a region means its script":          {texts("en", "zh-Hans"), tags{"zh-CN"}, "zh-Hans"},
		"and not the other script":           {texts("zh-Hans", "zh-Hant"), tags{"zh-TW"}, "zh-Hant"},
		"its script before the usual one":    {texts("en", "zh", "zh-Hant"), tags{"zh-HK"}, "zh-Hant"},
		"no text in its script":              {texts("en", "zh-Hant"), tags{"zh-CN"}, "en"},
		"a script means its region":          {texts("en", "zh-TW", "zh-CN"), tags{"zh-Hans"}, "zh-CN"},
		"a language means its usual script":  {texts("zh-Hant", "zh-Hans"), tags{"zh"}, "zh-Hans"},
		"the usual script by its language":   {texts("en", "zh"), tags{"zh-Hans-SG"}, "zh"},
		"a country with a script of its own": {texts("en", "sr", "sr-Latn"), tags{"sr-ME"}, "sr-Latn"},
		"a digit begins no script":           {texts("en", "de-1996"), tags{"de-CH"}, "en"},
		"second preference":                  {texts("en", "ro"), tags{"uk", "ro"}, "ro"},
		"first preference by variety wins":   {texts("en", "pt-BR"), tags{"pt", "en"}, "pt-BR"},
		"Norwegian by any of its tags":       {texts("en", "no"), tags{"nb-NO"}, "no"},
		"no match gives the first":           {texts("ro", "en"), tags{"uk"}, "ro"},
		"no preference gives the first":      {texts("ro", "en"), nil, "ro"},
		"the only text":                      {texts("ro"), tags{"uk"}, "ro"},
		"a prefix of letters is no language": {texts("en", "fra"), tags{"fr"}, "en"},
		"the first of two in one language":   {append(texts("en"), directory.Text{Language: "en", Value: "second"}), tags{"en"}, "en"},
	} {
		t.Run(name, func(t *testing.T) {
			got := directory.Best(c.texts, c.preferred)
			if got == nil || got.Language != c.want || got.Value == "second" {
				t.Errorf("got %+v, want %s", got, c.want)
			}
		})
	}
	if directory.Best(nil, tags{"en"}) != nil {
		t.Error("there is a best of nothing")
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		within, tag directory.LanguageTag
		want        bool
	}{
		{"pt", "pt", true},
		{"pt", "pt-BR", true},
		{"pt-BR", "pt", false},
		{"pt", "ptx", false},
		{"zh", "zh-Hant-HK", true},
		{"zh-Hant", "zh-Hant-HK", true},
		{"zh-Hant", "zh-Hans", false},
		{"en", "", false},
		{"", "en", false},
	} {
		if got := directory.Covers(c.within, c.tag); got != c.want {
			t.Errorf("Covers(%q, %q) = %v", c.within, c.tag, got)
		}
	}
}

func TestCanonicalLanguages(t *testing.T) {
	many := strings.Repeat("en,", 20) + "aa,ab,af,am,ar,as,ay,az,ba,be,bg,bi,bn,bo,br,ca,co,cs,cy,da,de,dz"
	for name, c := range map[string]struct{ header, want string }{
		"nothing":                     {"", ""},
		"one":                         {"uk", "uk"},
		"by weight":                   {"en;q=0.5, uk, fr;q=0.8", "uk,fr,en"},
		"equal weights keep order":    {"ro, uk, en", "ro,uk,en"},
		"spelled canonically":         {"PT-br, iw", "pt-BR,he"},
		"doubles once":                {"iw, he;q=0.9, he", "he"},
		"weight zero is refused":      {"en;q=0, uk", "uk"},
		"unreadable is left out":      {"@@@, uk", "uk"},
		"unknown is left out":         {"qqqq-unheard-of, uk;q=0.5, x1", "uk"},
		"bad weight is left out":      {"en;q=lots, uk", "uk"},
		"empty items":                 {",, uk ,,", "uk"},
		"undetermined":                {"und, uk", "uk"},
		"only nonsense":               {"§$%&", ""},
		"the end of a long header":    {"uk," + strings.Repeat("en-US;q=0.5,", 100), "uk,en-US"},
		"at most five":                {many, "en,aa,ab,af,am"},
		"wildcard":                    {"*, fr", "fr"},
		"not valid UTF-8":             {"\xff\xfe, uk", "uk"},
		"control characters":          {"en\r\nX-Evil: 1, uk", "uk"},
		"dashes without end":          {strings.Repeat("-", 5000), ""},
		"a header of one long word":   {strings.Repeat("a", 5000), ""},
		"weight above that of others": {"en;q=0.1,uk;q=1", "uk,en"},
	} {
		t.Run(name, func(t *testing.T) {
			got := directory.CanonicalLanguages(c.header)
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if again := directory.CanonicalLanguages(got); again != got {
				t.Errorf("read again it is %q", again)
			}
		})
	}
}

func TestParseLanguagesReadsWhatCanonicalLanguagesGives(t *testing.T) {
	if d := cmp.Diff([]directory.LanguageTag{"uk", "pt-BR"}, directory.ParseLanguages(directory.CanonicalLanguages("pt-br;q=0.1, uk"))); d != "" {
		t.Error(d)
	}
	if got := directory.ParseLanguages(""); got != nil {
		t.Errorf("got %v", got)
	}
}

func FuzzCanonicalLanguages(f *testing.F) {
	for _, s := range []string{"uk, en;q=0.5", "*", "iw;q=0.3,he", "zh-Hant-HK;q=1.0,en-u-ca-buddhist", "x-private", "en;q=", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		got := directory.CanonicalLanguages(header)
		tags := directory.ParseLanguages(got)
		if len(tags) > 5 {
			t.Errorf("%d languages", len(tags))
		}
		for i, tag := range tags {
			if tag == "" || slices.Contains(tags[:i], tag) || strings.ContainsAny(string(tag), " ;=\n\r") {
				t.Errorf("%q: %q", header, tags)
			}
		}
		if len(got) < 1000 && directory.CanonicalLanguages(got) != got {
			t.Errorf("%q gives %q, and that %q", header, got, directory.CanonicalLanguages(got))
		}
	})
}
