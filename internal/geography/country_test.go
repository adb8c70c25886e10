package geography

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
)

func TestCountriesAreTheStandardAndKosovo(t *testing.T) {
	const officiallyAssigned = 249
	all := Countries()
	if len(all) != officiallyAssigned+1 {
		t.Errorf("%d countries, want %d and Kosovo", len(all), officiallyAssigned)
	}
	if Lookup("XK") == nil {
		t.Error("Kosovo is missing")
	}
	if !slices.IsSortedFunc(all, func(a, b *Country) int { return cmpCodes(a.Code, b.Code) }) {
		t.Error("the countries are not sorted")
	}
	alpha3, numeric := make(map[string]Code), make(map[string]Code)
	for _, c := range all {
		if other, twice := alpha3[c.Alpha3]; twice {
			t.Errorf("%s and %s share %s", other, c.Code, c.Alpha3)
		}
		if other, twice := numeric[c.Numeric]; twice {
			t.Errorf("%s and %s share %s", other, c.Code, c.Numeric)
		}
		alpha3[c.Alpha3], numeric[c.Numeric] = c.Code, c.Code
	}
}

func cmpCodes(a, b Code) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestEveryCountryIsComplete(t *testing.T) {
	var (
		alpha3    = regexp.MustCompile(`^[A-Z]{3}$`)
		numeric   = regexp.MustCompile(`^[0-9]{3}$`)
		calling   = regexp.MustCompile(`^\+[1-9][0-9]{0,2}$`)
		emergency = regexp.MustCompile(`^[0-9]{2,6}$`)
		official  = []string{"", "OFFICIAL", "REGIONAL", "DE_FACTO"}
	)
	for _, c := range Countries() {
		if !alpha3.MatchString(c.Alpha3) || !numeric.MatchString(c.Numeric) {
			t.Errorf("%s: codes %q and %q", c.Code, c.Alpha3, c.Numeric)
		}
		if Lookup(c.Code) != c {
			t.Errorf("%s: found under another country", c.Code)
		}
		checkPlace(t, c)
		for _, code := range c.CallingCodes {
			if !calling.MatchString(code) {
				t.Errorf("%s: calling code %q", c.Code, code)
			}
		}
		for _, n := range c.EmergencyNumbers {
			if !emergency.MatchString(n.Number) || n.Source == "" {
				t.Errorf("%s: emergency number %+v", c.Code, n)
			}
		}
		for _, l := range c.Languages {
			if tag, err := language.Parse(l.Tag); err != nil || tag.String() != l.Tag {
				t.Errorf("%s: language tag %q is not canonical: %v %v", c.Code, l.Tag, tag, err)
			}
			if !slices.Contains(official, l.Official) || l.PopulationPercent < 0 || l.PopulationPercent > 100 {
				t.Errorf("%s: language %+v", c.Code, l)
			}
		}
		if c.OfficialLanguages == nil || c.RegionalLanguages == nil || c.Languages == nil || c.CallingCodes == nil || c.EmergencyNumbers == nil {
			t.Errorf("%s: a list is nil", c.Code)
		}
	}
}

func checkPlace(t *testing.T, c *Country) {
	t.Helper()
	if c.Code == "AQ" {
		if c.Region != "001" || c.Subregion != "" {
			t.Errorf("Antarctica is in %q, %q", c.Region, c.Subregion)
		}
		return
	}
	if r := RegionByCode(c.Region); r == nil || r.Level != "REGION" || !slices.Contains(r.Countries, c.Code) {
		t.Errorf("%s: region %q", c.Code, c.Region)
	}
	if r := RegionByCode(c.Subregion); r == nil || r.Level != "SUBREGION" || len(r.Regions) > 0 || !slices.Contains(r.Countries, c.Code) {
		t.Errorf("%s: subregion %q", c.Code, c.Subregion)
	}
}

func TestKnownCountries(t *testing.T) {
	type facts struct {
		Alpha3, Numeric, Region, Subregion string
		Official, Regional, Calling        []string
	}
	for code, want := range map[Code]facts{
		"MD": {"MDA", "498", "150", "151", []string{"ro"}, []string{}, []string{"+373"}},
		"KE": {"KEN", "404", "002", "014", []string{"sw", "en"}, []string{}, []string{"+254"}},
		"BR": {"BRA", "076", "019", "005", []string{"pt"}, []string{"vec"}, []string{"+55"}},
		"TW": {"TWN", "158", "142", "030", []string{"zh-Hant", "nan-Hant", "hak-Hant"}, []string{}, []string{"+886"}},
		// Swiss German is official in practice and follows the languages official by law.
		"CH": {"CHE", "756", "150", "155", []string{"de", "fr", "it", "gsw"}, []string{"rm"}, []string{"+41"}},
	} {
		c := Lookup(code)
		got := facts{c.Alpha3, c.Numeric, c.Region, c.Subregion, c.OfficialLanguages, c.RegionalLanguages, c.CallingCodes}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
		if c.Population < 1_000_000 {
			t.Errorf("%s: population %d", code, c.Population)
		}
	}
}

func TestKnownEmergencyNumbers(t *testing.T) {
	for code, wanted := range map[Code][]string{
		"DE": {"110", "112"},
		"US": {"911"},
		"GB": {"112", "999"},
	} {
		for _, number := range wanted {
			if !slices.ContainsFunc(Lookup(code).EmergencyNumbers, func(n EmergencyNumber) bool { return n.Number == number }) {
				t.Errorf("%s is missing in %s", number, code)
			}
		}
	}
}

func TestLookupOfUnknownCodes(t *testing.T) {
	for _, code := range []Code{"", "D", "de", "UK", "ZZ", "EU", "DEU", "1A", "É"} {
		if c := Lookup(code); c != nil {
			t.Errorf("%q is %s", code, c.Code)
		}
	}
}

func TestListsAreTheCallersOwn(t *testing.T) {
	Countries()[0], Regions()[0] = nil, nil
	if Countries()[0] == nil || Regions()[0] == nil {
		t.Error("a caller changed the shared list")
	}
}

func TestLookupDoesNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Lookup("MD") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		if Lookup("MD") == nil {
			b.Fatal("not found")
		}
	}
}
