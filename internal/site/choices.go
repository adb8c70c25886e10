package site

import (
	"net/url"
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/help"
)

// The fields of the form.
const (
	fieldLanguage = "lang" // a button: another language for the page
	fieldIn       = "in"   // the language the page has
	fieldShow     = "show" // the answer is wanted, not the form
	fieldCountry  = "country"
	fieldSpeaks   = "speaks"
	fieldPhone    = "phone"
	fieldWay      = "way" // several
	fieldPolice   = "police"
)

// Values that are no codes.
const (
	nowhere  = "unknown" // of fieldCountry: the reader does not know where they are
	noPolice = "no"      // of fieldPolice
)

// way is what a reader can tick as a way to make contact.
type way struct {
	value string
	kinds []directory.ChannelKind
}

var ways = []way{
	{"call", []directory.ChannelKind{directory.ChannelKindVoice, directory.ChannelKindTty}},
	{"sms", []directory.ChannelKind{directory.ChannelKindSms}},
	{"app", []directory.ChannelKind{
		directory.ChannelKindWhatsapp, directory.ChannelKindSignal, directory.ChannelKindTelegram,
		directory.ChannelKindLine, directory.ChannelKindViber, directory.ChannelKindApp,
	}},
	{"web", []directory.ChannelKind{directory.ChannelKindChat, directory.ChannelKindWebForm, directory.ChannelKindVideoSign}},
	{"mail", []directory.ChannelKind{directory.ChannelKindEmail}},
}

var phones = []directory.PhoneKind{
	directory.PhoneKindMobile, directory.PhoneKindLandline, directory.PhoneKindForeignSim, directory.PhoneKindNoPhone,
}

// choices are what a reader told, all from closed sets: nothing in them is text of the reader's own.
type choices struct {
	language directory.LanguageTag // for the page; empty: by Accept-Language
	show     bool
	country  directory.CountryCode
	nowhere  bool
	speaks   directory.LanguageTag
	phone    directory.PhoneKind
	ways     []string // values of ways, in their order
	noPolice bool
	unclear  []string // keys of Page texts that say what was left out, each once

	// What only a framed page has.
	framed    bool
	exit      bool
	languages []directory.LanguageTag
	kinds     []directory.ChannelKind
}

// parse reads a form. Whatever it does not understand is left out and named in unclear; it refuses nothing,
// since a wrong letter must not stand between a reader and help. languages are those a page can be in; named
// says of any other whether it has a name to be shown by.
func parse(body string, languages []directory.LanguageTag, named func(directory.LanguageTag) bool) *choices {
	c := &choices{}
	fields, err := url.ParseQuery(body)
	if err != nil {
		c.doubt("UNCLEAR_CHOICE") // the fields that could be read stand
	}
	c.show = fields.Get(fieldShow) != ""
	for _, field := range []string{fieldIn, fieldLanguage} { // a button pressed comes last
		if tag := directory.LanguageTag(fields.Get(field)); slices.Contains(languages, tag) {
			c.language = tag
		} else if tag != "" {
			c.doubt("UNCLEAR_CHOICE")
		}
	}
	c.parsePlace(strings.TrimSpace(fields.Get(fieldCountry)))
	if s := strings.TrimSpace(fields.Get(fieldSpeaks)); s != "" {
		if tag, err := directory.ParseLanguageTag(s); err == nil && named(tag) {
			c.speaks = tag
		} else {
			c.doubt("UNCLEAR_LANGUAGE")
		}
	}
	if s := directory.PhoneKind(fields.Get(fieldPhone)); slices.Contains(phones, s) {
		c.phone = s
	} else if s != "" {
		c.doubt("UNCLEAR_CHOICE")
	}
	c.parseWays(fields[fieldWay])
	switch fields.Get(fieldPolice) {
	case "":
	case noPolice:
		c.noPolice = true
	default:
		c.doubt("UNCLEAR_CHOICE")
	}
	return c
}

func (c *choices) parsePlace(s string) {
	switch s {
	case "":
		if c.show {
			c.doubt("NO_COUNTRY")
		}
	case nowhere:
		c.nowhere = true
	default:
		code, err := geography.ParseCode(s)
		if err != nil {
			c.doubt("UNCLEAR_COUNTRY")
			return
		}
		c.country = code
	}
}

// parseWays keeps the ways that are known. Somebody without a phone cannot call or write a text, whatever
// else was ticked.
func (c *choices) parseWays(ticked []string) {
	known := 0
	for _, w := range ways {
		if !slices.Contains(ticked, w.value) {
			continue
		}
		known++
		if c.phone == directory.PhoneKindNoPhone && (w.value == "call" || w.value == "sms") {
			c.doubt("NO_PHONE_NO_CALL")
			continue
		}
		c.ways = append(c.ways, w.value)
	}
	if known == 0 && len(ticked) > 0 || slices.ContainsFunc(ticked, unknownWay) {
		c.doubt("UNCLEAR_CHOICE")
	}
}

func unknownWay(s string) bool {
	return !slices.ContainsFunc(ways, func(w way) bool { return w.value == s })
}

func (c *choices) doubt(key string) {
	if !slices.Contains(c.unclear, key) {
		c.unclear = append(c.unclear, key)
	}
}

// situation is what package help is asked about.
func (c *choices) situation() *help.Situation {
	s := &help.Situation{Country: c.country, Phone: c.phone, Languages: c.languages, Channels: c.kinds}
	if c.speaks != "" {
		s.Languages = []directory.LanguageTag{c.speaks}
	}
	for _, w := range ways {
		if slices.Contains(c.ways, w.value) {
			s.Channels = append(s.Channels, w.kinds...)
		}
	}
	if c.noPolice {
		acceptable := false
		s.PoliceAcceptable = &acceptable
	}
	return s
}

// field is one hidden field of a form that carries choices on.
type field struct{ Name, Value string }

// fields are the choices as a form sends them, without the language of the page.
func (c *choices) fields() []field {
	var f []field
	add := func(name, value string) {
		if value != "" {
			f = append(f, field{name, value})
		}
	}
	add(fieldCountry, c.place())
	add(fieldSpeaks, string(c.speaks))
	add(fieldPhone, string(c.phone))
	for _, w := range c.ways {
		add(fieldWay, w)
	}
	if c.noPolice {
		add(fieldPolice, noPolice)
	}
	return f
}

// place is the value of the country field.
func (c *choices) place() string {
	if c.nowhere {
		return nowhere
	}
	return string(c.country)
}
