package site

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/wording"
)

//go:embed templates
var files embed.FS

// The style and the script stand in the page itself, so that it is one request. They are cut down here, and
// their hashes are in the policy, so they must come out of the template as they go in: without comments, which
// html/template would take out.
var (
	style  = lines(read("page.css"))
	script = lines(read("page.js"))
)

var pages = template.Must(template.New("page.html").Parse(strings.NewReplacer("/*style*/", style, "/*script*/", script).Replace(read("page.html"))))

func read(name string) string {
	text, err := files.ReadFile("templates/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return string(text)
}

// lines drops indentation, empty lines and lines that are a comment.
func lines(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "/*") && !strings.HasPrefix(line, "//") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// render writes a template. It fails only when a template and its view do not belong together.
func render(to *bytes.Buffer, name string, view any) {
	if err := pages.ExecuteTemplate(to, name, view); err != nil {
		panic(err)
	}
}

// words are a text as a page shows it. Those in another language than the page's say so.
type words struct {
	Value   string
	Foreign bool
	Lang    string // empty: not known, which HTML writes as lang=""
	Dir     string
}

// longest is how many characters of a record's text a page shows.
const longest = 300

// record shows a text that somebody entered.
func (t *tongue) record(text *directory.Text) words {
	w := t.words(*text)
	w.Value = cut(w.Value)
	return w
}

func (t *tongue) words(text directory.Text) words {
	w := words{Value: text.Value}
	if text.Language == t.language {
		return w
	}
	w.Foreign = true
	if text.Language == directory.Undetermined || text.Language == "" {
		w.Dir = "auto"
		return w
	}
	w.Lang, w.Dir = string(text.Language), direction(text.Language)
	return w
}

func cut(s string) string {
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest-1]) + "…"
}

// talk gives the words of the page itself to its templates.
type talk struct {
	site   *Site
	tongue *tongue
	Framed bool      // the page stands in a frame, so links lead out of it
	Form   string    // the id of the form whose choices a change of language takes along; old browsers start anew
	Copy   *copyView // the page is one of a copy; nil: a server renders it when it is asked for
}

// Say gives a text of the page.
func (k talk) Say(name string) string {
	return k.site.words.Sentence("Page."+name, wording.About{}, k.tongue.pages).Value
}

// On gives a text of the page that takes a day.
func (k talk) On(name string, day directory.Date) string {
	return k.site.words.Sentence("Page."+name, wording.About{Date: day}, k.tongue.pages).Value
}

// Label gives the words for a value of a closed set.
func (k talk) Label(enum, value string) words {
	return k.tongue.words(k.site.words.Label(enum, value, k.tongue.pages))
}

func (k talk) sentence(key string, about wording.About) words {
	return k.tongue.words(k.site.words.Sentence(key, about, k.tongue.pages))
}

// Lang is the language of the page.
func (k talk) Lang() string { return string(k.tongue.language) }

// Dir is its direction.
func (k talk) Dir() string { return k.tongue.direct }

// Policy is the content policy of a page of a copy, which may come from a web server that sends none: its own style, and
// nothing else.
func (k talk) Policy() string {
	return "default-src 'none'; style-src '" + hash(style) + "'; img-src data:; base-uri 'none'; form-action 'none'"
}

// Exit is the address behind the exit button.
func (k talk) Exit() string { return k.site.exit }

// tab is one language to have the page in.
type tab struct {
	Value, Name, Dir string
	Now              bool
}

// Tabs are the languages to choose from, each called by its own name.
func (k talk) Tabs() []tab {
	tabs := make([]tab, len(k.site.languages))
	for i, tag := range k.site.languages {
		name := k.site.words.LanguageName(tag, tag)
		first, n := utf8.DecodeRuneInString(name)
		tabs[i] = tab{string(tag), string(unicode.ToUpper(first)) + name[n:], direction(tag), tag == k.tongue.language}
	}
	return tabs
}
