package site

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// most is what a page may have, in bytes.
const most = 30_000

// TestEveryPageIsValidAndSmall reads the answer for every territory, and the form, in every language.
func TestEveryPageIsValidAndSmall(t *testing.T) {
	s := foundingSite()
	if len(s.languages) != 6 {
		t.Fatalf("pages are in %q", s.languages)
	}
	outside := addressesOfRecords()
	type asked struct{ country, language string }
	work := make(chan asked)
	var workers sync.WaitGroup
	var largest struct {
		sync.Mutex
		bytes int
		of    asked
	}
	for range 4 {
		workers.Go(func() {
			for a := range work {
				page := answer(s, a.country, a.language, "speaks", "uk", "phone", "FOREIGN_SIM", "police", "no")
				for _, fault := range faults(page.body, a.language, outside) {
					t.Errorf("%s in %s: %s", a.country, a.language, fault)
				}
				if !strings.Contains(page.body, `id="emergency"`) {
					t.Errorf("%s in %s: there are no emergency numbers", a.country, a.language)
				}
				largest.Lock()
				if len(page.body) > largest.bytes {
					largest.bytes, largest.of = len(page.body), a
				}
				largest.Unlock()
			}
		})
	}
	for i, c := range geography.Countries() {
		for j, language := range s.languages {
			if raceDetector && (i+j)%12 != 0 {
				continue
			}
			work <- asked{string(c.Code), string(language)}
		}
	}
	for _, language := range s.languages {
		work <- asked{nowhere, string(language)}
		work <- asked{"", string(language)}
	}
	close(work)
	workers.Wait()
	t.Logf("the largest answer: %v, %d bytes", largest.of, largest.bytes)
	for _, language := range s.languages {
		page := get(s, string(language))
		for _, fault := range faults(page.body, string(language), outside) {
			t.Errorf("the form in %s: %s", language, fault)
		}
	}
}

// addressesOfRecords are the links that records bring.
func addressesOfRecords() map[string]bool {
	links := map[string]bool{}
	for h := range foundingSnapshot().Hotlines.All {
		for i := range h.Channels {
			links[plain(string(h.Channels[i].URL))] = true
		}
		if h.Provenance != nil {
			for _, s := range h.Provenance.Sources {
				links[plain(string(s.URL))] = true
			}
		}
	}
	return links
}

// plain undoes escapes, which html/template writes its own way.
func plain(address string) string {
	if p, err := url.PathUnescape(address); err == nil {
		return p
	}
	return address
}

// faults reads a page as a browser does and says what is wrong with it.
func faults(page, language string, outside map[string]bool) []string {
	var found []string
	fault := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if len(page) >= most {
		fault("%d bytes", len(page))
	}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return append(found, err.Error())
	}
	if strings.Contains(page, "ZgotmplZ") {
		fault("the template refused a value")
	}
	ids, labelled := map[string]int{}, map[string]bool{}
	var labels, refers []string
	counts := map[atom.Atom]int{}
	headings := []string{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		counts[n.DataAtom]++
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style":
				fault("<%s> has %s", n.Data, a.Key)
			case a.Key == "id":
				ids[a.Val]++
			case a.Key == "form":
				refers = append(refers, a.Val)
			case a.Key == "for":
				labels = append(labels, a.Val)
				labelled[a.Val] = true
			case a.Key == "aria-labelledby":
				refers = append(refers, strings.Fields(a.Val)...)
			case a.Key == "href", a.Key == "src", a.Key == "action":
				if strings.HasPrefix(a.Val, "#") {
					refers = append(refers, a.Val[1:])
				} else if !allowed(a.Val, outside) {
					fault("<%s> leads to %q", n.Data, a.Val)
				}
			case a.Key == "dir" && !slices.Contains([]string{"ltr", "rtl", "auto"}, a.Val):
				fault("dir %q", a.Val)
			}
		}
		switch n.DataAtom {
		case atom.Html:
			if attribute(n, "lang") != language || attribute(n, "dir") != direction(directory.LanguageTag(language)) {
				fault("the page says it is in %q, %q", attribute(n, "lang"), attribute(n, "dir"))
			}
		case atom.H1, atom.H2, atom.H3, atom.H4:
			headings = append(headings, n.Data)
		case atom.Script, atom.Style:
			if attribute(n, "src") != "" || !strings.Contains(policy, "'"+hash(n.FirstChild.Data)+"'") {
				fault("the policy does not let <%s> run", n.Data)
			}
		case atom.Img, atom.Iframe, atom.Object, atom.Embed, atom.Video, atom.Audio:
			fault("<%s>", n.Data)
		case atom.A, atom.Button, atom.Summary, atom.Label, atom.Legend, atom.Title, atom.Dd, atom.Dt, atom.Li, atom.Option:
			if strings.TrimSpace(text(n)) == "" {
				fault("<%s> is empty", n.Data)
			}
		default:
		}
		if _, foreign := lookup(n, "lang"); foreign && attribute(n, "dir") == "" {
			fault("<%s> has a language and no direction", n.Data)
		}
	}
	for n := range root.Descendants() {
		named := n.DataAtom == atom.Select || n.DataAtom == atom.Input && attribute(n, "type") != "hidden"
		if named && !labelled[attribute(n, "id")] && n.Parent.DataAtom != atom.Label {
			fault("<%s name=%s> has no label", n.Data, attribute(n, "name"))
		}
	}
	for id, n := range ids {
		if n > 1 {
			fault("the id %q is there %d times", id, n)
		}
	}
	for _, id := range append(labels, refers...) {
		if ids[id] == 0 {
			fault("nothing has the id %q", id)
		}
	}
	for _, once := range []atom.Atom{atom.H1, atom.Main, atom.Title, atom.Header, atom.Footer, atom.Style, atom.Script} {
		if counts[once] != 1 {
			fault("<%s> is there %d times", once, counts[once])
		}
	}
	for i := 1; i < len(headings); i++ {
		if headings[i] > headings[i-1] && headings[i][1] != headings[i-1][1]+1 {
			fault("an %s follows an %s", headings[i], headings[i-1])
		}
	}
	return found
}

// allowed says whether a page may lead to an address: to itself, out by the exit, by telephone, to the
// addresses of records and to the applications of their numbers.
func allowed(address string, outside map[string]bool) bool {
	switch {
	case address == "/", address == Exit, address == "data:,", address == "/developers":
		return true
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "tel", "sms", "mailto", "viber":
		return true
	case "http", "https":
		return outside[plain(address)] || u.Host == "wa.me" || u.Host == "signal.me" || u.Host == "t.me"
	}
	return false
}

func lookup(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func attribute(n *html.Node, key string) string {
	value, _ := lookup(n, key)
	return value
}

// text is what a reader hears of an element.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// TestFaultsAreFound because a check that finds nothing must be able to.
func TestFaultsAreFound(t *testing.T) {
	good := get(foundingSite(), "en").body
	for name, change := range map[string][2]string{
		"a foreign script":        {"</footer>", "</footer><script src=https://example.org/a.js></script>"},
		"an inline handler":       {"<main ", "<main onclick=a() "},
		"an inline style":         {"<main ", "<main style=color:red "},
		"a label of nothing":      {`for="country"`, `for="elsewhere"`},
		"an id twice":             {"<footer>", `<footer id="main">`},
		"a link to somewhere":     {"</footer>", `<a href="https://example.org/">x</a></footer>`},
		"a dangerous link":        {"</footer>", `<a href="javascript:x">x</a></footer>`},
		"another page's language": {`lang="en" dir="ltr">`, `lang="fr" dir="ltr">`},
		"a changed script":        {"var root", "var  root"},
		"a missing heading level": {"</main>", "<h4>x</h4></main>"},
		"an empty button":         {"</main>", "<button></button></main>"},
		"a page too large":        {"</main>", strings.Repeat("x", most) + "</main>"},
	} {
		if !strings.Contains(good, change[0]) {
			t.Errorf("%s: the page has no %q", name, change[0])
		}
		if len(faults(strings.Replace(good, change[0], change[1], 1), "en", nil)) == 0 {
			t.Errorf("%s is not found", name)
		}
	}
}
