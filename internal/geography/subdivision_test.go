package geography

import (
	"errors"
	"strings"
	"testing"
)

func TestParseSubdivision(t *testing.T) {
	for input, want := range map[string]string{
		"CH-NE": "CH-NE", "ch-ne": "CH-NE", "uk-eng": "GB-ENG", "FR-ARA": "FR-ARA", "FR-20R": "FR-20R",
		"GB-ABE": "GB-ABE", // a council area, below GB-SCT
		"US-PR":  "US-PR",  // a territory listed under both codes
		"AT-9":   "AT-9",
	} {
		if got, err := ParseSubdivision(input); got != want || err != nil {
			t.Errorf("%q: %q, %v", input, got, err)
		}
	}
}

func TestParseSubdivisionRefuses(t *testing.T) {
	for input, says := range map[string]string{
		"CH-XX":   "not a known subdivision",
		"CN-11":   "use CN-BJ.",
		"NZ-N":    "successors are NZ-AUK,",
		"FR-GP":   "use GP.",
		"HK-1":    "no subdivisions",
		"SU-MOW":  "withdrawn from ISO 3166-1",
		"ZZ-A":    "unknown country",
		"":        "a dash",
		"CH":      "a dash",
		"CH-":     "a dash",
		"-NE":     "a dash",
		"CHE-NE":  "a dash",
		"CH-NEUC": "a dash",
		"CH-N E":  "a dash",
		"CH-N-E":  "a dash",
		"CH NE":   "a dash",
		"US-Kſ":   "a dash",
	} {
		got, err := ParseSubdivision(input)
		var refused *CodeError
		if got != "" || !errors.As(err, &refused) || refused.Input != input || !strings.Contains(refused.Message, says) {
			t.Errorf("%q: %q, %v, want %q", input, got, err, says)
		}
	}
}

func TestEveryListedSubdivisionParses(t *testing.T) {
	n := 0
	for country, list := range subdivisions {
		for suffix := range strings.FieldsSeq(list) {
			code := string(country) + "-" + suffix
			if got, err := ParseSubdivision(code); got != code || err != nil {
				t.Errorf("%s: %q, %v", code, got, err)
			}
			n++
		}
	}
	if n < 5000 {
		t.Errorf("only %d subdivisions", n)
	}
}

func FuzzParseSubdivision(f *testing.F) {
	for _, seed := range []string{"CH-NE", "uk-eng", "CN-11", "", "-", "US-Kſ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := ParseSubdivision(s)
		if err != nil {
			return
		}
		if again, err := ParseSubdivision(code); again != code || err != nil {
			t.Fatalf("%q: %q is not canonical: %q, %v", s, code, again, err)
		}
	})
}
