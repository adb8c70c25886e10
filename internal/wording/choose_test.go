package wording

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/blueheart-federation/api/internal/directory"
)

// with loads the embedded texts and files of one label each, whose text is the tag.
func with(t *testing.T, tags ...string) *Catalog {
	t.Helper()
	extra := fstest.MapFS{}
	for _, tag := range tags {
		extra[tag+".json"] = &fstest.MapFile{Data: []byte(`{"Answer.YES": "` + tag + `"}`)}
	}
	c, err := Load(extra)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func preferring(list string) []directory.LanguageTag {
	var tags []directory.LanguageTag
	for tag := range strings.FieldsSeq(list) {
		tags = append(tags, directory.LanguageTag(tag))
	}
	return tags
}

func TestLanguageOfTheText(t *testing.T) {
	for _, test := range []struct{ extra, preferred, want string }{
		{"", "", "en"},
		{"", "fr", "fr"},
		{"", "fr-CH", "fr"},
		{"", "fr-CH-x-home", "fr"},
		{"", "ar-EG es", "ar"},
		{"", "en-GB-oxendict fr", "en"},
		{"", "de fr", "fr"},
		{"", "de", "en"},
		{"", "und", "en"},
		{"", "ku", "en"}, // and not a neighbour's language
		{"", "uk ro", "en"},
		{"", "zh-CN", "zh"},
		{"", "zh-Hans-SG", "zh"},
		{"", "zh-Hant", "zh"}, // readable, and nothing better
		{"", "zh-TW", "zh"},
		{"", "zh-TW fr", "fr"},
		{"", "zh-Hant-HK de es-MX", "es"},
		{"", "zh-HK de", "zh"},
		{"", "zh-TW zh-CN fr", "zh"},
		{"", "zh-MO en", "en"},
		{"", "zh-MY en", "zh"}, // written as usual there
		{"zh-Hant", "zh-TW", "zh-Hant"},
		{"zh-Hant", "zh-HK fr", "zh-Hant"},
		{"zh-Hant", "zh", "zh"},
		{"zh-TW", "zh-Hant fr", "zh-TW"},
		{"zh-TW", "zh-HK", "zh"},
		{"pt-BR", "pt", "pt-BR"},
		{"pt-BR", "pt-PT", "pt-BR"},
		{"pt-BR", "pt-PT es", "es"},
		{"pt-BR pt", "pt-PT es", "pt"},
		{"sr-Latn", "sr", "sr-Latn"},
		{"sr-Latn", "sr fr", "fr"},
		{"sr-Latn", "sr-ME fr", "sr-Latn"},
		{"sr sr-Latn", "sr-ME", "sr-Latn"},
		{"sr sr-Latn", "sr-RS", "sr"},
		{"no", "nb fr", "no"},
		{"nb", "no-NO fr", "nb"},
		{"rom", "rom-RO ro", "rom"}, // go-i18n knows no plurals of Romani
		{"de", "DE", "en"},          // tags are canonical here
		{"", strings.Repeat("de ", 99) + "ru", "ru"},
	} {
		c := with(t, strings.Fields(test.extra)...)
		got := c.Label("Answer", "YES", preferring(test.preferred))
		if string(got.Language) != test.want {
			t.Errorf("with %q, for %q: %q in %s, want %s", test.extra, test.preferred, got.Value, got.Language, test.want)
		}
	}
}

func TestAMissingTextComesInTheNextLanguage(t *testing.T) {
	c := with(t, "de", "fr-CA")
	for list, want := range map[string]string{"de": "en", "de es": "es", "fr-CA": "fr", "de-AT fr-CA": "fr"} {
		if got := c.Label("Answer", "NO", preferring(list)); string(got.Language) != want {
			t.Errorf("for %q: %q in %s, want %s", list, got.Value, got.Language, want)
		}
	}
}

func TestLanguagesAreTheCallersOwn(t *testing.T) {
	c := with(t, "de")
	c.Languages()[0] = "xx"
	if got, want := c.Languages(), preferring("ar de en es fr ru zh"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
