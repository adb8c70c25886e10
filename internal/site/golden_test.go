package site

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden")

// TestPagesReadAsTheyDid compares what a reader of several pages sees, in order, with what was reviewed.
func TestPagesReadAsTheyDid(t *testing.T) {
	s := foundingSite()
	for name, page := range map[string]answered{
		"form-en":          get(s, "en"),
		"form-ar":          get(s, "ar"),
		"moldova-en":       answer(s, "MD", "en", "speaks", "uk", "phone", "FOREIGN_SIM"),
		"egypt-ar":         answer(s, "EG", "ar"),
		"nowhere-ru":       answer(s, "unknown", "ru"),
		"antarctica-zh":    answer(s, "AQ", "zh"),
		"united-states-es": answer(s, "US", "es", "way", "sms", "police", "no"),
		"not-a-country-fr": answer(s, "QQ", "fr", "phone", "NO_PHONE", "way", "call"),
	} {
		file := filepath.Join("testdata", name+".golden")
		got := outline(t, page.body)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s reads otherwise; look, and rewrite it with -update:\n%s", name, diff)
		}
	}
}

// outline is a page as a list of what it says: an element's name, its text and where it leads.
func outline(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	said := []atom.Atom{atom.Title, atom.H1, atom.H2, atom.H3, atom.H4, atom.P, atom.Li, atom.A, atom.Summary, atom.Dt, atom.Dd, atom.Label, atom.Legend, atom.Button}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.DataAtom == atom.Select {
			b.WriteString("select " + attribute(n, "name") + ": " + strings.Join(strings.Fields(text(n))[:8], " ") + " …\n")
			continue
		}
		if !slices.Contains(said, n.DataAtom) || text(n) == "" {
			continue
		}
		if n.DataAtom == atom.Li && n.FirstChild != nil && n.FirstChild.Type == html.ElementNode && (n.FirstChild.DataAtom == atom.A || n.FirstChild.DataAtom == atom.P) {
			continue // what is in it follows
		}
		if n.DataAtom == atom.Summary && n.FirstChild.DataAtom == atom.H3 {
			continue
		}
		b.WriteString(n.Data + ": " + text(n))
		if to := attribute(n, "href"); to != "" {
			b.WriteString(" <" + to + ">")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
