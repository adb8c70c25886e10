package geography

import (
	"errors"
	"strings"
	"testing"
)

func TestParseCode(t *testing.T) {
	for input, want := range map[string]Code{
		"MD": "MD", "md": "MD", "mD": "MD", "UK": "GB", "uk": "GB", "EL": "GR", "XK": "XK", "AQ": "AQ",
	} {
		if got, err := ParseCode(input); got != want || err != nil {
			t.Errorf("%q: %q, %v", input, got, err)
		}
	}
}

func TestParseCodeRefuses(t *testing.T) {
	for input, says := range map[string]string{
		"DD": "use DE.", "ZR": "use CD.", "TP": "use TL.", "bu": "use MM.",
		"SU": "successors are RU, AM,", "YU": "successors are RS, ME.", "CS": "successors are RS, ME.", "AN": "CW, SX, BQ",
		"EU": "group", "UN": "group", "QO": "group", "EZ": "group", "QU": "group",
		"AC": "part of a country", "IC": "part of a country", "CQ": "part of a country",
		"ZZ": "unknown", "XX": "not assigned", "AA": "not assigned",
		"": "two letters", "M": "two letters", "MDA": "two letters", "498": "two letters", " MD": "two letters",
		"é": "two letters", "ſ": "two letters", "M\x00": "two letters",
	} {
		got, err := ParseCode(input)
		var refused *CodeError
		if got != "" || !errors.As(err, &refused) {
			t.Errorf("%q: %q, %v", input, got, err)
			continue
		}
		if refused.Input != input || !strings.Contains(refused.Message, says) {
			t.Errorf("%q: %+v, want %q", input, refused, says)
		}
	}
}

func TestEveryWithdrawnCodeHasSuccessors(t *testing.T) {
	for code, successors := range withdrawn {
		if _, err := ParseCode(string(code)); err == nil {
			t.Errorf("%s is accepted", code)
		}
		for _, successor := range successors {
			if Lookup(successor) == nil {
				t.Errorf("%s is succeeded by %s, which is not a country", code, successor)
			}
		}
	}
}

func TestCodeErrorIsShort(t *testing.T) {
	_, err := ParseCode(strings.Repeat("x", 1<<16))
	if n := len(err.Error()); n > 200 {
		t.Errorf("%d bytes", n)
	}
}

func FuzzParseCode(f *testing.F) {
	for _, seed := range []string{"MD", "uk", "EL", "SU", "", "ZZ", "é", "ıS", "498", "CH-NE"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := ParseCode(s)
		if err != nil {
			var refused *CodeError
			if code != "" || !errors.As(err, &refused) || refused.Message == "" || refused.Error() == "" {
				t.Fatalf("%q: %q, %v", s, code, err)
			}
			return
		}
		if Lookup(code) == nil {
			t.Fatalf("%q: %q is not a country", s, code)
		}
		if again, err := ParseCode(string(code)); again != code || err != nil {
			t.Fatalf("%q: %q is not canonical: %q, %v", s, code, again, err)
		}
		if upper := strings.ToUpper(s); upper != string(code) && aliases[[2]byte([]byte(upper))] != code {
			t.Fatalf("%q became %q", s, code)
		}
	})
}
