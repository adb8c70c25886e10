package wording

import (
	"encoding/json"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/blueheart-federation/api/internal/directory"
)

var (
	swiss    = []directory.LanguageTag{"rm-CH", "de-CH", "fr-CH", "en"}
	chisinau = About{Country: "MD", Language: "ro", At: monday, Zone: "Europe/Chisinau"}
)

func TestTextsWithoutValuesDoNotAllocate(t *testing.T) {
	c := Default()
	if n := testing.AllocsPerRun(100, func() { c.Label("ChannelKind", "VIDEO_SIGN", swiss) }); n != 0 {
		t.Errorf("a label allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { c.Sentence("HelpNotice.TRACES", About{}, swiss) }); n != 0 {
		t.Errorf("a sentence allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { c.Sentence("HelpReason.OPENS_AT", chisinau, swiss) }); n > 3 {
		t.Errorf("a sentence with values allocates %v times", n)
	}
}

func BenchmarkLabel(b *testing.B) {
	c := Default()
	b.ReportAllocs()
	for b.Loop() {
		c.Label("ChannelKind", "VIDEO_SIGN", swiss)
	}
}

func BenchmarkSentencePlain(b *testing.B) {
	c := Default()
	b.ReportAllocs()
	for b.Loop() {
		c.Sentence("HelpNotice.TRACES", About{}, swiss)
	}
}

func BenchmarkSentenceCountry(b *testing.B) {
	c := Default()
	b.ReportAllocs()
	for b.Loop() {
		c.Sentence("HelpReason.SERVES_COUNTRY", chisinau, swiss)
	}
}

func BenchmarkSentenceLanguage(b *testing.B) {
	c := Default()
	b.ReportAllocs()
	for b.Loop() {
		c.Sentence("HelpReason.SPEAKS_LANGUAGE", chisinau, swiss)
	}
}

// BenchmarkSentenceTime has the most values, in a text where each is isolated.
func BenchmarkSentenceTime(b *testing.B) {
	c := Default()
	arabic := []directory.LanguageTag{"ar-EG"}
	b.ReportAllocs()
	for b.Loop() {
		c.Sentence("HelpReason.OPENS_AT", chisinau, arabic)
	}
}

func BenchmarkManyPreferences(b *testing.B) {
	c := Default()
	preferred := make([]directory.LanguageTag, 100)
	for i := range preferred {
		preferred[i] = "sl-Latn-IT-nedis"
	}
	b.ReportAllocs()
	for b.Loop() {
		c.Label("ChannelKind", "VIDEO_SIGN", preferred)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLocalizer is what the same sentence costs by the means of go-i18n, with and without matching the
// languages; see the package documentation.
func BenchmarkLocalizer(b *testing.B) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, tag := range united {
		source, err := embedded.ReadFile("texts/" + string(tag) + ".json")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := bundle.ParseMessageFileBytes(source, string(tag)+".json"); err != nil {
			b.Fatal(err)
		}
	}
	values := map[string]string{"Weekday": "mardi", "Date": "2026-10-06", "Time": "01:30", "Zone": "Europe/Chisinau"}
	localize := func(b *testing.B, l *i18n.Localizer) {
		if _, err := l.Localize(&i18n.LocalizeConfig{MessageID: "HelpReason.OPENS_AT", TemplateData: values}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			localize(b, i18n.NewLocalizer(bundle, "rm-CH", "de-CH", "fr-CH", "en"))
		}
	})
	b.Run("kept", func(b *testing.B) {
		l := i18n.NewLocalizer(bundle, "rm-CH", "de-CH", "fr-CH", "en")
		b.ReportAllocs()
		for b.Loop() {
			localize(b, l)
		}
	})
}
