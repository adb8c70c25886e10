package site

import (
	"bytes"
	"html/template"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/blueheart-federation/api/internal/geography"
)

// option is one entry of a list to choose from.
type option struct{ Value, Name string }

// formView is what the form shows.
type formView struct {
	talk
	Title     string
	Unclear   []string
	Fields    []field // what is chosen already, for the buttons of languages
	Show      bool
	Nowhere   bool
	Countries template.HTML
	Spoken    template.HTML
	Phones    []phone
	Ways      []tick
	NoPolice  bool
	More      bool // something of the further choices is chosen
}

type phone struct {
	Value  string
	Words  words
	Chosen bool
}

type tick struct {
	Value  string
	Words  words
	Chosen bool
}

func (s *Site) form(page *bytes.Buffer, t *tongue, c *choices) {
	k := talk{site: s, tongue: t, Form: "choices"}
	v := formView{talk: k, Title: k.Say("TITLE"), Unclear: c.unclear, Fields: c.fields(), Nowhere: c.nowhere, NoPolice: c.noPolice}
	v.Countries = choose(s.countriesIn(t), option{Value: string(c.country)})
	v.Spoken = choose(s.spokenIn(t), option{string(c.speaks), s.words.LanguageName(t.language, c.speaks)})
	for _, p := range phones {
		v.Phones = append(v.Phones, phone{string(p), k.Label("PhoneKind", string(p)), p == c.phone})
	}
	for _, w := range ways {
		v.Ways = append(v.Ways, tick{w.value, k.wayWords(w), slices.Contains(c.ways, w.value)})
	}
	v.More = c.speaks != "" || c.phone != "" || len(c.ways) > 0 || c.noPolice
	render(page, "form", v)
}

func (k talk) wayWords(w way) words {
	switch w.value {
	case "app":
		return words{Value: k.Say("WAY_APP")}
	case "web":
		return words{Value: k.Say("WAY_WEB")}
	}
	return k.Label("ChannelKind", string(w.kinds[0]))
}

// choose marks one entry of a rendered list, and adds it when it is not there.
func choose(list template.HTML, one option) template.HTML {
	if one.Value == "" {
		return list
	}
	mark := string(piece("option", one))
	mark = mark[:strings.IndexByte(mark, '>')]
	before, after, found := strings.Cut(string(list), mark+">")
	if !found {
		before, after = string(piece("option", one)), string(list)
		before, after, _ = strings.Cut(before+after, mark+">")
	}
	return template.HTML(before + mark + " selected>" + after) //nolint:gosec // all of it comes out of a template
}

// countriesIn are all territories by their names in the language of the page, in its order, rendered.
func (s *Site) countriesIn(t *tongue) template.HTML {
	if list, ok := s.countries.Load(t.language); ok {
		return list.(template.HTML)
	}
	reader := []language.Tag{language.Make(string(t.language))}
	all := geography.Countries()
	list := make([]option, len(all))
	for i, c := range all {
		name, _ := c.Name(reader)
		list[i] = option{string(c.Code), name}
	}
	sortNames(list, reader[0])
	rendered := piece("options", list)
	s.countries.Store(t.language, rendered)
	return rendered
}

func sortNames(list []option, in language.Tag) {
	order := collate.New(in)
	slices.SortFunc(list, func(a, b option) int { return order.CompareString(a.Name, b.Name) })
}
