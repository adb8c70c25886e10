package wording

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/blueheart-federation/api/internal/directory"
)

// united are the languages whose texts are part of the program.
var united = []directory.LanguageTag{"ar", "en", "es", "fr", "ru", "zh"}

// sentences are the keys of sentences that are there for more than their code, and those that take values.
var sentences = map[string]parameters{
	"HelpReason.SERVES_COUNTRY":             1 << country,
	"HelpReason.SERVES_NATIONALS_ABROAD":    1 << country,
	"HelpReason.FALLBACK_REGIONAL":          1 << country,
	"HelpReason.FALLBACK_REGIONAL.anywhere": 0,
	"HelpReason.FALLBACK_GLOBAL":            1 << country,
	"HelpReason.FALLBACK_GLOBAL.anywhere":   0,
	"HelpReason.SPEAKS_LANGUAGE":            1 << languageName,
	"HelpReason.BY_INTERPRETER":             1 << languageName,
	"HelpReason.LANGUAGE_UNKNOWN":           1 << languageName,
	"HelpReason.OTHER_LANGUAGES":            1 << languageName,
	"HelpReason.OPENS_AT":                   1<<weekday | 1<<clock | 1<<zone | 1<<date,
	"HelpReason.OPEN_NOW.until":             1<<weekday | 1<<clock | 1<<zone,
	"HelpReason.HOURS_UNKNOWN.stated":       0,
	"HelpReason.CHANNEL_USABLE":             1 << channel,
	"HelpReason.CHANNEL_NOT_USABLE":         1 << channel,
	"HelpReason.VERIFIED_RECENTLY":          1 << date,
	"HelpReason.VERIFICATION_DUE":           1 << date,
	"HelpReason.STALE":                      1 << date,
}

// schemaKeys are the keys that the schema asks for, and the values that each takes.
func schemaKeys(t *testing.T) map[string]parameters {
	t.Helper()
	source, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := parser.ParseSchema(&ast.Source{Name: "schema.graphqls", Input: string(source)})
	if err != nil {
		t.Fatal(err)
	}
	family := map[string]string{}
	for name, enum := range families {
		family[enum] = name
	}
	want := maps.Clone(sentences)
	for _, def := range doc.Definitions {
		for _, v := range def.EnumValues {
			want[def.Name+"."+v.Name] = 0
			if name, ok := family[def.Name]; ok {
				key := name + "." + v.Name
				want[key] = sentences[key]
			}
		}
	}
	for _, key := range Default().keys.names { // the pages decide by themselves what they say
		if strings.HasPrefix(key, page+".") {
			want[key] = Default().keys.values[Default().keys.places[key]]
		}
	}
	if len(want) < 400 {
		t.Fatalf("found only %d keys in the schema", len(want))
	}
	return want
}

func TestEveryLanguageSaysEverythingInTheSchema(t *testing.T) {
	c := Default()
	want := schemaKeys(t)
	for _, key := range c.keys.names {
		if _, ok := want[key]; !ok {
			t.Errorf("en.json: %q is left over: the schema has no such value", key)
		}
	}
	for _, tag := range united {
		d := c.byTag[tag]
		if d == nil {
			t.Errorf("%s has no texts", tag)
			continue
		}
		for key, values := range want {
			place, ok := c.keys.places[key]
			if !ok || !d.has(place) {
				t.Errorf("%s.json: %q is missing", tag, key)
				continue
			}
			if got := d.messages[place].takes(); got != values {
				t.Errorf("%s.json: %q takes %s, want %s", tag, key, got, values)
			}
		}
	}
	if len(c.Languages()) != len(united) {
		t.Errorf("the program has texts in %q, want %q", c.Languages(), united)
	}
}

// maxLabel is what a menu can show; most labels have less than a third of it.
const maxLabel = 100

// TestTextsHaveTheirForm keeps labels short enough for a menu, and sentences sentences.
func TestTextsHaveTheirForm(t *testing.T) {
	c := Default()
	for _, tag := range c.Languages() {
		d := c.byTag[tag]
		for key, place := range c.keys.places {
			text := d.messages[place].text
			first, _, _ := strings.Cut(key, ".")
			_, sentence := families[first]
			last, _ := utf8.DecodeLastRuneInString(text)
			full := strings.ContainsRune(".!?。！？؟۔", last)
			switch {
			case first == page: // titles and buttons beside sentences
				if text != strings.TrimSpace(text) || strings.Contains(text, "  ") {
					t.Errorf("%s.json: %q has spaces too many: %q", tag, key, text)
				}
			case sentence && !full:
				t.Errorf("%s.json: %q does not end as a sentence: %q", tag, key, text)
			case !sentence && full:
				t.Errorf("%s.json: the label %q ends with a full stop: %q", tag, key, text)
			case !sentence && utf8.RuneCountInString(text) > maxLabel:
				t.Errorf("%s.json: the label %q has %d characters", tag, key, utf8.RuneCountInString(text))
			case text != strings.TrimSpace(text) || strings.Contains(text, "  "):
				t.Errorf("%s.json: %q has spaces too many: %q", tag, key, text)
			}
		}
	}
}

// TestLabelsAreDistinct because two values of an enum with one label cannot be told apart in a menu.
func TestLabelsAreDistinct(t *testing.T) {
	c := Default()
	for _, tag := range c.Languages() {
		seen := map[label]string{}
		for l, place := range c.keys.labels {
			at := label{l.enum, c.byTag[tag].messages[place].text}
			if other, ok := seen[at]; ok {
				t.Errorf("%s.json: %s.%s and %s.%s have the same label %q", tag, l.enum, l.value, l.enum, other, at.value)
			}
			seen[at] = l.value
		}
	}
}

func TestWhatIsNotThereIsToldAsItself(t *testing.T) {
	c := Default()
	if got := c.Label("Answer", "PERHAPS", united); got != (directory.Text{Value: "PERHAPS", Language: directory.Undetermined}) {
		t.Errorf("got %+v", got)
	}
	if got := c.Sentence("HelpReason.NONE", About{}, nil); got != (directory.Text{Value: "HelpReason.NONE", Language: directory.Undetermined}) {
		t.Errorf("got %+v", got)
	}
	if !c.Has("ChannelKind") || c.Has("HelpReason") || c.Has("Hotline") {
		t.Error("Has is wrong")
	}
}

func TestPagesAreInLanguagesThatHaveAllTheirWords(t *testing.T) {
	c, err := Load(fstest.MapFS{"sw.json": {Data: []byte(`{"Page.TITLE": "Tafuta msaada"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.PageLanguages(); !slices.Equal(got, united) {
		t.Errorf("pages are in %q, want %q", got, united)
	}
	if got := c.Sentence("Page.TITLE", About{}, []directory.LanguageTag{"sw"}); got.Language != "sw" {
		t.Errorf("one text alone is told in %q", got.Language)
	}
	for in, want := range map[directory.LanguageTag]string{"fr": "ukrainien", "en": "Ukrainian", "tlh": "Ukrainian"} {
		if got := c.LanguageName(in, "uk"); got != want {
			t.Errorf("Ukrainian is called %q in %s, want %q", got, in, want)
		}
	}
}
