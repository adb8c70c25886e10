package export

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/synthetic"
	"github.com/blueheart-federation/api/internal/testkit"
)

func TestFiltersAreReadInOneForm(t *testing.T) {
	for query, want := range map[string]string{
		"": "", "country=MD": "country=MD", "country=ua,md&country=MD": "country=MD,UA", "country=UK": "country=GB", "country=%20md%20": "country=MD",
		"language=iw": "language=he", "language=pt-br,uk&country=xk": "country=XK&language=pt-BR,uk",
	} {
		f, err := ParseFilter(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if got := f.Query(); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
		if again, err := ParseFilter(f.Query()); err != nil || !cmp.Equal(f, again) {
			t.Errorf("%s: its own form is read otherwise: %v", query, err)
		}
	}
}

func TestFiltersThatAreRefused(t *testing.T) {
	const bad = "<evil>"
	for query, names := range map[string]string{
		"country=" + bad: "country", "country=ZZ": "country", "country=SU": "country", "country=": "country", "country=MD,": "country", "country=MDA": "country",
		"language=" + bad: "language", "language=": "language", "language=" + strings.Repeat("a", 300): "language",
		bad + "=1": "country and language", "Country=MD": "country and language", "%zz": "well formed", "country=MD;x": "well formed",
		"country=MD&" + strings.Repeat("x", mostBytes): "4096", "language=" + strings.Repeat("uk,", 10) + bad: "language",
	} {
		_, err := ParseFilter(query)
		if directory.CodeOf(err) != directory.InvalidInput || !strings.Contains(err.Error(), names) || strings.Contains(err.Error(), "evil") {
			t.Errorf("%.50s: %v", query, err)
		}
	}
	many := make([]string, 0, mostValues+1)
	for a := 'a'; a <= 'z' && len(many) <= mostValues; a++ {
		for b := 'a'; b <= 'z' && len(many) <= mostValues; b++ {
			many = append(many, "en-x-"+string(a)+string(b))
		}
	}
	if _, err := ParseFilter("language=" + strings.Join(many, ",")); directory.CodeOf(err) != directory.InvalidInput || !strings.Contains(err.Error(), "at most 250") {
		t.Error(err)
	}
}

func FuzzParseFilter(f *testing.F) {
	f.Add("country=MD,UA&language=uk")
	f.Add("country=%00&language=,")
	f.Fuzz(func(t *testing.T, query string) {
		filter, err := ParseFilter(query)
		if err != nil {
			return
		}
		again, err := ParseFilter(filter.Query())
		if err != nil || !cmp.Equal(filter, again) {
			t.Errorf("%q becomes %q: %v", query, filter.Query(), err)
		}
		if _, err := url.ParseQuery(filter.Query()); err != nil {
			t.Error(err)
		}
	})
}

func made(t testing.TB, initiatives int) *snapshot.Snapshot {
	t.Helper()
	var organizations []*directory.Organization
	var all []*directory.Initiative
	for o, in := range synthetic.Directory(initiatives, 7, noon) {
		if o != nil {
			organizations = append(organizations, o)
		}
		all = append(all, in)
	}
	return testkit.Snapshot(t, noon, organizations, all)
}

// TestFilteringFirstIsFilteringAfterwards compares filtered files with files of everything, filtered by a rule that
// is written down here once more, record by record.
func TestFilteringFirstIsFilteringAfterwards(t *testing.T) {
	s := made(t, 60)
	everything := written(t, "directory.json", edition(s, Filter{}))
	var all struct{ Initiatives []json.RawMessage }
	if err := json.Unmarshal(everything, &all); err != nil {
		t.Fatal(err)
	}
	decoded := make([]*directory.Initiative, len(all.Initiatives))
	for i, record := range all.Initiatives {
		decoded[i] = &directory.Initiative{}
		if err := document.DecodeJSON(record, decoded[i]); err != nil {
			t.Fatal(err)
		}
	}
	countries, languages := map[directory.CountryCode]bool{}, map[directory.LanguageTag]bool{}
	for h := range s.Hotlines.All {
		for _, c := range h.Countries {
			countries[c] = true
		}
		for i := range h.Channels {
			for _, l := range h.Channels[i].Languages {
				languages[l.Tag] = true
			}
		}
	}
	someCountry, someLanguage := rapid.SampledFrom(sorted(countries)), rapid.SampledFrom(append(sorted(languages), "pt", "no", "xx-none"))
	rapid.Check(t, func(rt *rapid.T) {
		f := Filter{}
		for range rapid.IntRange(0, 3).Draw(rt, "countries") {
			f.Countries = append(f.Countries, someCountry.Draw(rt, "country"))
		}
		for range rapid.IntRange(0, 2).Draw(rt, "languages") {
			f.Languages = append(f.Languages, someLanguage.Draw(rt, "language"))
		}
		var got struct{ Initiatives []json.RawMessage }
		if err := json.Unmarshal(written(t, "directory.json", edition(s, f)), &got); err != nil {
			rt.Fatal(err)
		}
		var want []json.RawMessage
		for i, record := range all.Initiatives {
			if wanted(decoded[i], f) {
				want = append(want, record)
			}
		}
		if len(want) != len(got.Initiatives) || !slices.EqualFunc(want, got.Initiatives, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			rt.Fatalf("%s: %d initiatives, want %d", f.Query(), len(got.Initiatives), len(want))
		}
	})
}

func sorted[T ~string](set map[T]bool) (out []T) {
	for v := range set {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}

// wanted is the rule of .github/docs/exporting.md in its own words.
func wanted(in *directory.Initiative, f Filter) bool {
	here := func(list []directory.CountryCode) bool {
		for _, c := range list {
			if slices.Contains(f.Countries, c) {
				return true
			}
		}
		return len(f.Countries) == 0
	}
	spoken := func(tags []directory.LanguageTag) bool {
		for _, tag := range tags {
			for _, w := range f.Languages {
				north := []directory.LanguageTag{"no", "nb", "nn"}
				if tag == w || strings.HasPrefix(string(tag), string(w)+"-") || slices.Contains(north, tag) && slices.Contains(north, w) {
					return true
				}
			}
		}
		return len(f.Languages) == 0
	}
	for _, h := range in.Hotlines {
		var tags []directory.LanguageTag
		for _, ch := range h.Channels {
			for _, l := range ch.Languages {
				tags = append(tags, l.Tag)
			}
		}
		if here(h.Countries) && spoken(tags) {
			return true
		}
	}
	for _, r := range in.Resources {
		if list := r.Countries; (len(list) > 0 && here(list) || len(list) == 0 && here(in.Countries)) && spoken(r.Languages) {
			return true
		}
	}
	return len(f.Languages) == 0 && here(in.Countries)
}
