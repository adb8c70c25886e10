package wording

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// dictionary is the texts of one language.
type dictionary struct {
	tag         directory.LanguageTag
	language    language.Tag
	script      string
	rightToLeft bool
	messages    []message      // by the place of their keys
	readers     []language.Tag // the language alone, as the preference of a reader of its texts
	// weekdays begin with Sunday, as those of time.Time do; inside are those for the middle of a sentence.
	weekdays, weekdaysInside [7]string
	channels                 map[directory.ChannelKind]string
	namer                    languageNamer
}

// rightToLeft are the scripts written from right to left in which a living language is written.
var rightToLeft = map[string]bool{
	"Adlm": true, "Arab": true, "Aran": true, "Hebr": true, "Mand": true, "Nkoo": true, "Rohg": true, "Samr": true, "Syrc": true, "Thaa": true,
}

// RightToLeft says whether a language is written from right to left, as far as its tag says.
func RightToLeft(tag directory.LanguageTag) bool {
	t, err := language.Parse(string(tag))
	return err == nil && rightToLeft[scriptOf(t)]
}

func newDictionary(tag directory.LanguageTag, known *keys) *dictionary {
	d := &dictionary{tag: tag, language: language.Make(string(tag)), messages: make([]message, len(known.names))}
	d.script = scriptOf(d.language)
	d.rightToLeft = rightToLeft[d.script]
	d.readers = []language.Tag{d.language}
	d.namer = newLanguageNamer(d.language)
	return d
}

func scriptOf(t language.Tag) string {
	script, _ := t.Script()
	return script.String()
}

// has says whether the language has the text at a place.
func (d *dictionary) has(place int) bool { return d != nil && d.messages[place].text != "" }

// finish draws together the labels that sentences insert. A sentence that inserts labels which the language
// lacks would be told in two languages, so it is refused.
func (d *dictionary) finish(known *keys) error {
	var lacks [len(parameterNames)]string // the first label that is missing
	for i, day := range hours.Weekdays() {
		name := d.messages[known.labels[label{"Weekday", string(day)}]].text
		if name == "" && lacks[weekday] == "" {
			lacks[weekday] = "Weekday." + string(day)
		}
		at := (i + 1) % 7
		d.weekdays[at], d.weekdaysInside[at] = name, name
		if base, _ := d.language.Base(); weekdaysSmall[base.String()] {
			d.weekdaysInside[at] = small(name)
		}
	}
	d.channels = map[directory.ChannelKind]string{}
	for l, place := range known.labels {
		if l.enum != "ChannelKind" {
			continue
		}
		if name := d.messages[place].text; name != "" {
			d.channels[directory.ChannelKind(l.value)] = name
		} else if key := "ChannelKind." + l.value; lacks[channel] == "" || key < lacks[channel] {
			lacks[channel] = key
		}
	}
	for place := range d.messages {
		for p, missing := range lacks {
			if missing != "" && d.messages[place].takes().has(parameter(p)) {
				return fmt.Errorf("%q inserts a label, so the language needs %q too", known.names[place], missing)
			}
		}
	}
	return nil
}

// weekdaysSmall are languages that write weekdays with a small letter inside a sentence.
var weekdaysSmall = func() map[string]bool {
	m := map[string]bool{}
	for base := range strings.FieldsSeq("be bg bs ca cs da es et eu fi fo fr gl hr hu hy is it kk ky lt lv mk mn nb nl nn no oc pl pt rm ro ru sk sl sq sr sv tg uk vi") {
		m[base] = true
	}
	return m
}()

// small writes the first letter small.
func small(word string) string {
	r, n := utf8.DecodeRuneInString(word)
	if n == 0 {
		return word
	}
	return string(unicode.ToLower(r)) + word[n:]
}
