package wording

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

var monday = time.Date(2026, time.October, 5, 22, 30, 0, 0, time.UTC)

// shown replaces the isolates by brackets that an editor shows.
var shown = strings.NewReplacer(isolate, "⟨", endIsolate, "⟩")

func TestSentences(t *testing.T) {
	chisinau := About{At: monday, Zone: "Europe/Chisinau"}
	for _, test := range []struct {
		language, key string
		about         About
		want          string
	}{
		{"en", "HelpReason.FREE", About{}, "A source says that contacting it is free of charge."},
		{"en", "HelpReason.SERVES_COUNTRY", About{Country: "MD"}, "It serves people in this country: Moldova."},
		{"fr", "HelpReason.SERVES_COUNTRY", About{Country: "DE"}, "Cette ligne s’adresse aux personnes qui se trouvent dans ce pays\u00a0: Allemagne."},
		{"fr", "HelpReason.SPEAKS_LANGUAGE", About{Language: "ar"}, "On peut vous y répondre en arabe."},
		{"es", "HelpReason.SPEAKS_LANGUAGE", About{Language: "pt-BR"}, "Le pueden responder en portugués de Brasil."},
		{"en", "HelpReason.SPEAKS_LANGUAGE", About{Language: "zh-Hant"}, "It can answer you in Traditional Chinese."},
		{"en", "HelpReason.SPEAKS_LANGUAGE", About{Language: "ro-MD"}, "It can answer you in Romanian."},
		{"en", "HelpReason.SPEAKS_LANGUAGE", About{Language: "sr-Latn"}, "It can answer you in Serbian."},
		{"es", "HelpReason.CHANNEL_USABLE", About{Channel: "VOICE"}, "Puede usar esta forma de contacto: Llamada telefónica."},
		{"en", "HelpReason.VERIFIED_RECENTLY", About{Date: "2026-10-01"}, "This entry was checked recently, on 2026-10-01."},
		{"en", "HelpReason.OPENS_AT", chisinau, "It is closed now. It opens on Tuesday, 2026-10-06, at 01:30 (Europe/Chisinau time)."},
		{"en", "HelpReason.OPENS_AT", About{At: monday}, "It is closed now. It opens on Monday, 2026-10-05, at 22:30 (UTC time)."},
		{"en", "HelpReason.OPENS_AT", About{At: monday, Zone: "Mars/Base"}, "It is closed now. It opens on Monday, 2026-10-05, at 22:30 (UTC time)."},
		{"fr", "HelpReason.OPEN_NOW.until", chisinau, "D’après ses horaires, cette ligne est ouverte maintenant. Elle ferme mardi à 01:30 (fuseau horaire Europe/Chisinau)."},
		{"es", "HelpReason.OPENS_AT", chisinau, "Ahora está cerrada. Abre el martes (2026-10-06) a esta hora: 01:30 (zona horaria: Europe/Chisinau)."},
	} {
		got := Default().Sentence(test.key, test.about, preferring(test.language))
		if got.Value != test.want || string(got.Language) != test.language {
			t.Errorf("%s in %s:\ngot  %s: %q\nwant %q", test.key, test.language, got.Language, got.Value, test.want)
		}
	}
}

func TestValuesAreIsolatedInTextsFromRightToLeft(t *testing.T) {
	about := About{Country: "MD", Language: "ro", Channel: "WHATSAPP", At: monday, Zone: "Europe/Chisinau", Date: "2026-10-01"}
	for key, values := range sentences {
		if values == 0 {
			continue
		}
		got := Default().Sentence(key, about, preferring("ar")).Value
		if opened, closed := strings.Count(got, isolate), strings.Count(got, endIsolate); opened == 0 || opened != closed {
			t.Errorf("%s: %d isolates begin and %d end: %s", key, opened, closed, shown.Replace(got))
		}
		for p, value := range map[parameter]string{
			channel: Default().Label("ChannelKind", "WHATSAPP", preferring("ar")).Value, clock: "01:30", zone: "Europe/Chisinau", date: "2026-10-01", country: "مولدوفا", languageName: "الرومانية", weekday: "الثلاثاء",
		} {
			if values.has(p) && !strings.Contains(got, isolate+value+endIsolate) {
				t.Errorf("%s: %q does not stand alone: %s", key, value, shown.Replace(got))
			}
		}
	}
}

func TestOnlyForeignValuesAreIsolatedInTextsFromLeftToRight(t *testing.T) {
	c, err := Load(fstest.MapFS{"rom.json": &fstest.MapFile{Data: []byte(`{"HelpReason.SPEAKS_LANGUAGE": "{{.Language}}!"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[directory.LanguageTag]string{"he": "⟨עברית⟩!", "fa": "⟨فارسی⟩!", "ka": "ქართული!", "fr": "français!", "rom": "rom!", "x-home": "x-home!", "?": "?!"} {
		got := c.Sentence("HelpReason.SPEAKS_LANGUAGE", About{Language: tag}, preferring("rom"))
		if shown.Replace(got.Value) != want {
			t.Errorf("%s: got %q, want %q", tag, shown.Replace(got.Value), want)
		}
	}
}

func TestWithoutItsValuesASentenceIsItsLabel(t *testing.T) {
	c := Default()
	for key, values := range sentences {
		if values == 0 {
			continue
		}
		code := c.keys.codes[c.keys.places[key]]
		for _, tag := range united {
			got, want := c.Sentence(key, About{}, preferring(string(tag))), c.Label(code.enum, code.value, preferring(string(tag)))
			if got != want || got.Language != tag {
				t.Errorf("%s in %s: got %+v, want %+v", key, tag, got, want)
			}
		}
	}
	if got := c.Sentence("HelpReason.CHANNEL_USABLE", About{Channel: "PIGEON"}, nil).Value; got != "You can use it" {
		t.Errorf("an unknown channel is told as %q", got)
	}
}

func TestCompile(t *testing.T) {
	for source, inside := range map[string]bool{
		"{{.Weekday}}":           false,
		"It opens {{.Weekday}}":  true,
		"Open. {{.Weekday}}":     false,
		" {{.Weekday}}":          false,
		"{{.Zone}} {{.Weekday}}": true,
		"Opens: {{.Weekday}}":    true,
	} {
		m, err := compile(source)
		if err != nil {
			t.Fatal(err)
		}
		if last := m.pieces[len(m.pieces)-1]; last.value != weekday || last.inside != inside {
			t.Errorf("%q: got %+v", source, last)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	c, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j, tag := range united {
				about := About{Language: united[(i+j)%len(united)], At: monday, Zone: "Asia/Kolkata"}
				if c.Sentence("HelpReason.SPEAKS_LANGUAGE", about, preferring(string(tag))).Language != tag ||
					c.Sentence("HelpReason.OPENS_AT", about, preferring(string(tag))).Language != tag {
					t.Error("the language is wrong")
				}
			}
		})
	}
	all.Wait()
}

func TestTheCacheOfNamesIsBounded(t *testing.T) {
	c, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range mostNames + 10 {
		tag := directory.LanguageTag("en-x-" + strings.Repeat("a", i%8+1) + "-" + time.Unix(int64(i), 0).UTC().Format("150405"))
		c.Sentence("HelpReason.SPEAKS_LANGUAGE", About{Language: tag}, nil)
	}
	if n := len(c.namesKnown.names); n > mostNames {
		t.Errorf("%d names are kept, at most %d", n, mostNames)
	}
}
