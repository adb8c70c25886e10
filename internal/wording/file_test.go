package wording

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// file is an extra directory of one file.
func file(name, source string) fs.FS {
	return fstest.MapFS{name: &fstest.MapFile{Data: []byte(source)}}
}

func TestFilesThatAreNotAsTheyShouldBe(t *testing.T) {
	one := func(text string) string { return `{"Answer.YES": "` + text + `"}` }
	for _, test := range []struct {
		name, source string
		says         string // what the error must name, besides the file
	}{
		{"english.json", one("x"), "BCP 47"},
		{"PT-br.json", one("x"), "name the file pt-BR.json"},
		{"iw.json", one("x"), "name the file he.json"},
		{"cmn.json", one("x"), "name the file zh.json"},
		{"und.json", one("x"), "must be known"},
		{"active.de.json", one("x"), "BCP 47"},
		{strings.Repeat("a", 200) + ".json", one("x"), "at most"},
		{"de.json", `{"Answer.YES": "x"`, "JSON"},
		{"de.json", `"x"`, "single value"},
		{"de.json", `[7]`, "unsupported"},
		{"de.json", `{"Answer.YES": 7}`, "unsupported"},
		{"de.json", `{"Answer.PERHAPS": "x"}`, `"Answer.PERHAPS" is no key`},
		{"de.json", `{"Answer": {"PERHAPS": "x"}}`, `"Answer.PERHAPS" is no key`},
		{"de.json", `{"other": "x"}`, "is no key"},
		{"de.json", `{"Answer.YES": "x", "Answer.YES": "y"}`, `"Answer.YES" is there twice`},
		{"de.json", `{"Answer.YES": "x", "Answer": {"YES": "y"}}`, `"Answer.YES" is there twice`},
		{"de.json", `{"Answer.YES": {"one": "x", "other": "y"}}`, `"Answer.YES" has plural forms`},
		{"de.json", one(""), `"Answer.YES" has 0 characters`},
		{"de.json", `{"Answer.YES": null}`, `"Answer.YES" has 0 characters`},
		{"de.json", one(" "), "not all spaces"},
		{"de.json", one(strings.Repeat("ü", 1001)), `"Answer.YES" has 1001 characters`},
		{"de.json", one(`a\u0007`), "control character U+0007"},
		{"de.json", one(`a\nb`), "control character U+000A"},
		{"he.json", one("\u202eabc"), "control character U+202E"},
		{"he.json", one("\u2067abc\u2069"), "control character U+2067"},
		{"de.json", one("\xff"), "UTF-8"},
		{"de.json", one("{{.Country}}"), `"Answer.YES" has the placeholders {{.Country}}, and English has none`},
		{"de.json", `{"HelpReason.SERVES_COUNTRY": "x"}`, `"HelpReason.SERVES_COUNTRY" has the placeholders none, and English has {{.Country}}`},
		{"en.json", `{"HelpReason.SERVES_COUNTRY": "{{.Country}} {{.Date}}"}`, "{{.Country}} {{.Date}}, and English has {{.Country}}"},
		{"de.json", `{"HelpReason.SERVES_COUNTRY": "{{.country}}"}`, "no placeholder"},
		{"de.json", `{"HelpReason.SERVES_COUNTRY": "{{ .Country }}"}`, "no placeholder"},
		{"de.json", `{"HelpReason.SERVES_COUNTRY": "{{printf .Country}}"}`, "no placeholder"},
		{"de.json", `{"HelpReason.SERVES_COUNTRY": "{{.Country"}`, "no placeholder"},
		{"de.json", `{"HelpReason.SERVES_COUNTRY": "}} {{.Country}}"}`, "}} without {{"},
		{"de.json", `{"HelpReason.CHANNEL_USABLE": "{{.Channel}}"}`, `needs "ChannelKind.APP" too`},
		{"de.json", `{"HelpReason.OPEN_NOW.until": "{{.Weekday}} {{.Time}} {{.Zone}}"}`, `needs "Weekday.MONDAY" too`},
		{"de.json", `{"Answer.YES": "` + strings.Repeat(" ", maxFile) + `"}`, "1 MiB"},
	} {
		_, err := Load(file(test.name, test.source))
		if err == nil {
			t.Errorf("%s was read: %.80s", test.name, test.source)
			continue
		}
		if got := err.Error(); !strings.Contains(got, test.name[:min(len(test.name), 100)]) || !strings.Contains(got, test.says) || len(got) > 500 {
			t.Errorf("%s with %.80s: the error does not tell %q: %v", test.name, test.source, test.says, err)
		}
	}
}

func TestOtherFilesAreLeftAlone(t *testing.T) {
	c, err := Load(fstest.MapFS{
		"README.md":      &fstest.MapFile{Data: []byte("about")},
		"old/de.json":    &fstest.MapFile{Data: []byte("?")},
		"de.json.backup": &fstest.MapFile{Data: []byte("?")},
	})
	if err != nil || len(c.Languages()) != len(united) {
		t.Errorf("languages %q, error %v", c.Languages(), err)
	}
}

func TestAFileReplacesSingleTexts(t *testing.T) {
	c, err := Load(file("fr.json", `{"Weekday.MONDAY": "Premier jour", "HelpReason.FREE": "Rien à payer."}`))
	if err != nil {
		t.Fatal(err)
	}
	fr := preferring("fr")
	for _, test := range []struct{ got, want string }{
		{c.Label("Weekday", "MONDAY", fr).Value, "Premier jour"},
		{c.Label("Weekday", "TUESDAY", fr).Value, "Mardi"},
		{c.Sentence("HelpReason.FREE", About{}, fr).Value, "Rien à payer."},
		{Default().Sentence("HelpReason.FREE", About{}, fr).Value, "Une source indique que ce contact est gratuit."},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
	if got := c.Sentence("HelpReason.OPEN_NOW.until", About{At: monday}, fr).Value; !strings.Contains(got, "premier jour") {
		t.Errorf("the sentence keeps the old label: %q", got)
	}
}

// refusing is a directory that cannot be read.
type refusing struct{}

func (refusing) Open(string) (fs.File, error) { return nil, fs.ErrPermission }

func TestADirectoryThatCannotBeRead(t *testing.T) {
	if _, err := Load(refusing{}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

func FuzzReadFile(f *testing.F) {
	f.Add([]byte(`{"Answer.YES": "Ja", "HelpReason.SERVES_COUNTRY": "Für {{.Country}}."}`))
	f.Add([]byte(`{"Answer": {"YES": {"other": "Ja"}}, "x": [{}, [1], null]}`))
	f.Add([]byte(`[{"id": "Answer.YES", "translation": "Ja"}]`))
	known := Default().keys
	f.Fuzz(func(t *testing.T, source []byte) {
		texts, err := readFile(file("de.json", string(source)), "de.json", known)
		if err != nil {
			return
		}
		for _, text := range texts {
			if place, ok := known.places[text.key]; !ok || text.message.text == "" || text.message.takes() != known.values[place] {
				t.Errorf("%q is read as %+v", text.key, text.message)
			}
		}
	})
}
