package directory_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// parsed runs the cases of a Parse function: accepted maps input to value, refused are inputs.
func parsed[T ~string](t *testing.T, parse func(string) (T, error), accepted map[string]T, refused ...string) {
	t.Helper()
	for in, want := range accepted {
		t.Run("accepted "+in, func(t *testing.T) {
			got, err := parse(in)
			if err != nil || got != want {
				t.Fatalf("got %q, %v; want %q", got, err, want)
			}
			if again, err := parse(string(got)); err != nil || again != got {
				t.Errorf("parsed again it is %q, %v", again, err)
			}
		})
	}
	for _, in := range refused {
		t.Run("refused "+in[:min(len(in), 40)], func(t *testing.T) {
			got, err := parse(in)
			if err == nil || got != "" {
				t.Fatalf("got %q", got)
			}
			if message := err.Error(); len(message) > 300 || !utf8.ValidString(message) {
				t.Errorf("the message is not fit to print: %q", message)
			}
		})
	}
}

func TestParseLanguageTag(t *testing.T) {
	parsed(t, directory.ParseLanguageTag, map[string]directory.LanguageTag{
		"uk": "uk", "UK": "uk", "iw": "he", "zh-Hant": "zh-Hant", "ZH-hant-hk": "zh-Hant-HK", "pt-br": "pt-BR",
		"und": "und", "en-Latn": "en", "sgn-BE-FR": "sfb", "ase": "ase",
	}, "", "english", "e", "-", "en-", "en--US", "xx-", "日本語", "en\x00", "\xff", strings.Repeat("a-", 1000))
}

func TestLanguagesOfCountriesAreTheSameInRecordsAndInPreferences(t *testing.T) {
	for _, c := range geography.Countries() {
		for _, l := range c.Languages {
			got, err := directory.ParseLanguageTag(l.Tag)
			if err != nil || string(got) != l.Tag {
				t.Errorf("%s of %s: parsed as %q, %v", l.Tag, c.Code, got, err)
			}
			// In other letters the tag is not found in the table of known tags: the library reads it.
			if slow, err := directory.ParseLanguageTag(strings.ToUpper(l.Tag)); err != nil || slow != got {
				t.Errorf("%s of %s: in capitals parsed as %q, %v", l.Tag, c.Code, slow, err)
			}
			if header := directory.CanonicalLanguages(l.Tag); header != string(got) {
				t.Errorf("%s of %s: preferred as %q, parsed as %q", l.Tag, c.Code, header, got)
			}
		}
	}
}

func TestParseRegionCode(t *testing.T) {
	parsed(t, directory.ParseRegionCode, map[string]directory.RegionCode{"001": "001", "150": "150", "419": "419"},
		"", "1", "498", "999", "EU", "0001", "１５０")
}

func TestParseSubdivisionCode(t *testing.T) {
	parsed(t, directory.ParseSubdivisionCode, map[string]directory.SubdivisionCode{"CH-ZH": "CH-ZH", "ch-zh": "CH-ZH", "US-NY": "US-NY"},
		"", "CH", "ZH", "CH-", "ZZ-ZZ", "CH-TOOLONG", "CH ZH")
}

func TestParseTimeZone(t *testing.T) {
	parsed(t, directory.ParseTimeZone, map[string]string{
		"Europe/Chisinau": "Europe/Chisinau", "Asia/Kathmandu": "Asia/Kathmandu", "Etc/UTC": "Etc/UTC",
	}, "", "Local", "Europe/Nowhere", "../../etc/passwd", "/etc/localtime", "+02:00", strings.Repeat("A", 65), "\xff")
}

func TestParsePartialDate(t *testing.T) {
	parsed(t, directory.ParsePartialDate, map[string]directory.PartialDate{
		"2020": "2020", "2020-11": "2020-11", "2020-11-24": "2020-11-24", "2024-02-29": "2024-02-29", "1900": "1900", "2200-12-31": "2200-12-31",
	}, "", "20", "1899", "2201", "2020-13", "2020-00", "2023-02-29", "2020-1", "2020-11-4", "2020-11-24T00:00:00Z", "24.11.2020",
		"٢٠٢٠", "-020", "+020", "2020-", "1899-12-31", "2020/11", strings.Repeat("2", 200), "\xff\xff\xff\xff")
}

func TestParseDateTime(t *testing.T) {
	for in, want := range map[string]time.Time{
		"2026-11-24T23:10:00Z":        time.Date(2026, 11, 24, 23, 10, 0, 0, time.UTC),
		"2026-11-24T23:10:00+02:00":   time.Date(2026, 11, 24, 21, 10, 0, 0, time.UTC),
		"2026-11-24T23:10:00.5Z":      time.Date(2026, 11, 24, 23, 10, 0, 500000000, time.UTC),
		"2026-11-24T23:10:00.123456Z": time.Date(2026, 11, 24, 23, 10, 0, 123456000, time.UTC),
		"1900-01-01T00:00:00Z":        time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
		"2200-12-31T23:59:59Z":        time.Date(2200, 12, 31, 23, 59, 59, 0, time.UTC),
	} {
		if got, err := directory.ParseDateTime(in); err != nil || got != want {
			t.Errorf("%s: got %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", "2026-11-24", "2026-11-24T23:10:00", "2026-11-24 23:10:00Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
		"1899-12-31T23:59:59Z", "1900-01-01T00:30:00+01:00", "2201-01-01T00:00:00Z", "2200-12-31T23:59:59-01:00", "now",
		"2026-11-24T23:10:00,5Z", "2026-11-24T23:10:00." + strings.Repeat("0", 100) + "Z",
	} {
		if got, err := directory.ParseDateTime(in); err == nil {
			t.Errorf("%q: got %v", in, got)
		}
	}
}

func TestParseE164(t *testing.T) {
	parsed(t, directory.ParseE164, map[string]directory.E164{
		"+37322233309": "+37322233309", "+1234567": "+1234567", "+123456789012345": "+123456789012345",
	}, "", "+", "37322233309", "0037322233309", "+123456", "+1234567890123456", "+07322233309", "+373 22 233 309", "+373-22233309",
		"+3732223330x", "+٣٧٣٢٢٢٣٣٣٠٩", "116006", "tel:+37322233309", "+3732223\n309")
}

func TestParseURL(t *testing.T) {
	longest := "https://example.org/" + strings.Repeat("a", directory.MaxURL-20)
	parsed(t, directory.ParseURL, map[string]directory.URL{
		"https://example.org": "https://example.org", "http://example.org:8080/a?b=c#d": "http://example.org:8080/a?b=c#d",
		"https://xn--80ak6aa92e.com/": "https://xn--80ak6aa92e.com/", "https://[2001:db8::1]/": "https://[2001:db8::1]/",
		longest: directory.URL(longest),
	}, "", "example.org", "//example.org", "/path", "ftp://example.org", "javascript:alert(1)", "mailto:a@example.org", "https:", "https://",
		"https:example.org", "https://user@example.org", "https://user:secret@example.org", "https://:80/", "http://?q", "https://exa mple.org",
		"https://example.org/\n", "https://example.org/%zz", "https://example.org:port/", "https://example.org/\xff", longest+"a",
		" https://example.org")
}

func TestParseEmailAddress(t *testing.T) {
	parsed(t, directory.ParseEmailAddress, map[string]directory.EmailAddress{
		"help@example.org": "help@example.org", "help+line@sub.example.org": "help+line@sub.example.org",
	}, "", "help", "help@", "@example.org", "Help <help@example.org>", "<help@example.org>", "help@example.org ", "a@example.org, b@example.org",
		"mailto:help@example.org", "help@example.org\n", strings.Repeat("a", 250)+"@example.org", "a b@example.org")
}

func TestParseID(t *testing.T) {
	parsed(t, directory.ParseID, map[string]directory.ID{
		"0190f3a2-7c11-7a55-8f0e-1234567890ab": "0190f3a2-7c11-7a55-8f0e-1234567890ab",
	}, "", "0190F3A2-7C11-7A55-8F0E-1234567890AB", "0190f3a27c117a558f0e1234567890ab", "{0190f3a2-7c11-7a55-8f0e-1234567890ab}",
		"0190f3a2-7c11-7a55-8f0e-1234567890ag", "0190f3a2-7c11-7a55-8f0e01234567890ab", "0190f3a2-7c11-7a55-8f0e-1234567890ab\n", "-----------------------------------ab")
}

func TestErrorMessageBoundsWhatItRepeats(t *testing.T) {
	_, err := directory.ParseURL(strings.Repeat("ы", 5000))
	if err == nil || len(err.Error()) > 300 || !utf8.ValidString(err.Error()) {
		t.Errorf("got %v", err)
	}
}

func TestErrorKeepsItsCauseForTheLogOnly(t *testing.T) {
	cause := errors.New("disk on fire")
	err := directory.WithCause(directory.Unavailable, "The directory cannot be changed now.", cause)
	if !errors.Is(err, cause) || directory.CodeOf(err) != directory.Unavailable || strings.Contains(err.Message, "fire") {
		t.Errorf("got %v", err)
	}
	refusal := directory.NewError(directory.InvalidInput, "Wrong.", directory.Problem{Path: "input.slug", Message: "is taken"})
	if text := refusal.Error(); !strings.Contains(text, "input.slug: is taken") || refusal.Unwrap() != nil {
		t.Errorf("got %q", text)
	}
	if directory.CodeOf(cause) != directory.Internal {
		t.Error("a foreign error has a code of ours")
	}
}

func FuzzParseURL(f *testing.F) {
	for _, s := range []string{"https://example.org/a?b=c", "http://:80", "https://u@h", "https://[::1]:1/", "https://\xff", "HTTP://EXAMPLE.ORG"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { holds(t, s, directory.MaxURL, directory.ParseURL) })
}

func FuzzParseE164(f *testing.F) {
	for _, s := range []string{"+37322233309", "+0", "+12345678901234567", "12", "+١٢٣٤٥٦٧"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { holds(t, s, 16, directory.ParseE164) })
}

func FuzzParsePartialDate(f *testing.F) {
	for _, s := range []string{"2020", "2020-11", "2020-11-24", "2020-02-30", "-200", "20 0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { holds(t, s, 10, directory.ParsePartialDate) })
}

// holds checks what is true of every value that is stored as it was given.
func holds[T ~string](t *testing.T, s string, longest int, parse func(string) (T, error)) {
	got, err := parse(s)
	switch {
	case err != nil && (got != "" || !utf8.ValidString(err.Error()) || len(err.Error()) > 400):
		t.Errorf("%q: refused with %q, %q", s, got, err)
	case err == nil && (string(got) != s || !utf8.ValidString(s) || len(s) > longest || strings.ContainsAny(s, "\n\x00")):
		t.Errorf("%q: accepted as %q", s, got)
	}
}

func FuzzParseDateTime(f *testing.F) {
	for _, s := range []string{"2026-11-24T23:10:00Z", "1900-01-01T00:00:00+14:00", "2200-12-31T23:59:60Z", "2026-11-24t23:10:00,5z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := directory.ParseDateTime(s)
		if err != nil {
			return
		}
		again, err := directory.ParseDateTime(got.Format(time.RFC3339Nano))
		if err != nil || !again.Equal(got) || got.Location() != time.UTC || got.Year() < directory.MinYear || got.Year() > directory.MaxYear {
			t.Errorf("%q: %v, then %v, %v", s, got, again, err)
		}
	})
}
