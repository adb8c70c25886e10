package site

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/help"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Copy says what the pages of a copy are of. They are for any web server, when the directory cannot be reached: one
// for each country and language, with links alone and no script.
type Copy struct {
	Origin string   // the address of the directory itself, https or http; without one no page leads there
	Files  []string // files beside the first page for those who want the data, such as directory.json
}

// anywhere is the name of the page for those who do not know where they are.
const anywhere = "anywhere"

// Copy renders every page of a copy and gives each to write: index.html, and for each language a folder with
// index.html, a page for each territory, such as en/MD.html, and en/anywhere.html. Each is under 30 KB. Equal
// directories give equal bytes on equal days. An error is one of write.
//
// A page that stands still cannot tell what is open, so lines stand in the order that they have at noon on a working day
// of the country, and hours are printed instead of "open now".
func (s *Site) Copy(of Copy, write func(name string, page []byte) error) error {
	codes := []directory.CountryCode{""}
	for _, country := range geography.Countries() {
		codes = append(codes, country.Code)
	}
	return s.copyFor(of, codes, write)
}

// copyFor is Copy for some countries; an empty code stands for those who do not know where they are.
func (s *Site) copyFor(of Copy, codes []directory.CountryCode, write func(name string, page []byte) error) error {
	snap := s.snapshot()
	c := &copied{site: s, of: of, snapshot: snap, zones: zonesOf(snap), day: s.now()}
	if u, err := url.Parse(of.Origin); err == nil && u.Host != "" && link(of.Origin) != "" {
		c.origin, c.host = link(of.Origin), host(of.Origin)
	}
	var page bytes.Buffer
	put := func(name string, draw func()) error {
		page.Reset()
		draw()
		return write(name, page.Bytes())
	}
	if err := put("index.html", func() { c.first(&page) }); err != nil {
		return err
	}
	for _, tag := range s.languages {
		if err := put(string(tag)+"/index.html", func() { c.list(&page, tag) }); err != nil {
			return err
		}
	}
	for _, code := range codes {
		found, err := help.Find(snap, &help.Situation{Country: code}, c.noon(code), asked)
		if err != nil {
			return fmt.Errorf("find help in %q: %w", code, err) // never: a country alone contradicts nothing
		}
		for _, tag := range s.languages {
			if err := put(string(tag)+"/"+c.name(code), func() { c.answer(&page, tag, code, found) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// copied is a copy whose pages are being rendered.
type copied struct {
	site     *Site
	of       Copy
	origin   template.URL
	host     string
	snapshot *snapshot.Snapshot
	zones    map[directory.CountryCode]*time.Location
	day      time.Time
}

// copyView is what pages of a copy have beyond others.
type copyView struct {
	Revision int64
	Origin   template.URL
	Host     string
	Up       string // leads to the folder of languages
	Page     string // the page's own name, which it has in every language
	Files    []string
	First    bool // it is the page that leads to the languages
}

// talk begins a page.
func (c *copied) talk(tag directory.LanguageTag, up, page string) talk {
	t := &tongue{language: tag, pages: []directory.LanguageTag{tag}, direct: direction(tag)}
	t.readers = t.pages
	return talk{site: c.site, tongue: t, Copy: &copyView{
		Revision: c.snapshot.Revision, Origin: c.origin, Host: c.host, Up: up, Page: page,
	}}
}

// asOf is the day of the copy.
func (c *copied) asOf() directory.Date { return directory.Date(c.day.UTC().Format(time.DateOnly)) }

func (c *copied) name(code directory.CountryCode) string {
	if code == "" {
		return anywhere + ".html"
	}
	return string(code) + ".html"
}

// first is the page that leads to the languages, each by its own name.
func (c *copied) first(page *bytes.Buffer) {
	k := c.talk("en", "", "index.html")
	k.Copy.Files, k.Copy.First = c.of.Files, true
	v := answerView{talk: k, Title: k.Say("TITLE"), AsOf: c.asOf()}
	render(page, "copyFirst", &v)
}

// listView is the page that leads to the countries.
type listView struct {
	answerView
	Countries []option
}

func (c *copied) list(page *bytes.Buffer, tag directory.LanguageTag) {
	k := c.talk(tag, "../", "index.html")
	v := listView{answerView: answerView{talk: k, Title: k.Say("TITLE"), AsOf: c.asOf()}}
	reader := []language.Tag{language.Make(string(tag))}
	for _, country := range geography.Countries() {
		name, _ := country.Name(reader)
		v.Countries = append(v.Countries, option{c.name(country.Code), name})
	}
	sortNames(v.Countries, reader[0])
	render(page, "copyList", &v)
}

func (c *copied) answer(page *bytes.Buffer, tag directory.LanguageTag, code directory.CountryCode, found *help.Answer) {
	k := c.talk(tag, "../", c.name(code))
	v := answerView{talk: k, Title: k.answerTitle(code), AsOf: c.asOf()}
	k.lay(page, "copy", &v, found)
}

// noon is 12:00 on the last Wednesday, on the clock of a country's lines: when most lines are answered that are not
// always.
func (c *copied) noon(code directory.CountryCode) time.Time {
	zone := c.zones[code]
	if zone == nil {
		zone = time.UTC
	}
	back := (int(c.day.UTC().Weekday()) - int(time.Wednesday) + 7) % 7
	y, m, d := c.day.UTC().AddDate(0, 0, -back).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, zone)
}

// zonesOf gives the time zone in which lines of a country are answered, of those that serve it alone: the first by
// name where there are several.
func zonesOf(s *snapshot.Snapshot) map[directory.CountryCode]*time.Location {
	named := map[directory.CountryCode][]string{}
	for h := range s.Hotlines.All {
		if len(h.Countries) != 1 {
			continue
		}
		for i := range h.Channels {
			if zone := h.Channels[i].Zone(); zone != "" && !slices.Contains(named[h.Countries[0]], zone) {
				named[h.Countries[0]] = append(named[h.Countries[0]], zone)
			}
		}
	}
	zones := map[directory.CountryCode]*time.Location{}
	for code, names := range named {
		if zone, err := time.LoadLocation(slices.Min(names)); err == nil { // else the system does not know it
			zones[code] = zone
		}
	}
	return zones
}
