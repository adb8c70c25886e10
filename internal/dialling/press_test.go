package dialling

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// callers are countries with every way of dialling out: one prefix, several, a tone to wait for, a
// preferred one, shared codes, no number plan at all. Each number is also dialled in its own.
var callers = []directory.CountryCode{
	"AQ", "AR", "AU", "BR", "CL", "DE", "GB", "HU", "IL", "IT", "JM", "KZ", "MD", "MX", "NO", "RU", "SG", "SJ", "UA", "US",
	"UZ", "XK",
}

// TestPressedNumbersAreUnderstood parses what is pressed as somebody in the country presses it, for the
// example numbers of all regions.
func TestPressedNumbersAreUnderstood(t *testing.T) {
	if testing.Short() {
		t.Skip("presses 10 000 numbers")
	}
	pressed, silent := 0, map[directory.CountryCode]int{}
	for i, number := range examples() {
		if i%thinned != 0 {
			continue
		}
		ch := &directory.Channel{Kind: directory.ChannelKindVoice, Number: directory.E164(number)}
		plan := Classify(ch)
		line := &directory.Hotline{Countries: []directory.CountryCode{plan.Region}}
		ch.BelongTo(line, plan)
		from := callers
		if plan.Region != "" && !slices.Contains(callers, plan.Region) {
			from = append(slices.Clone(callers), plan.Region)
		}
		for _, country := range from {
			for _, phone := range phones {
				if country != plan.Region && phone != directory.PhoneKindMobile && phone != directory.PhoneKindLandline {
					continue // they press what a mobile phone does
				}
				// What is stated makes restricted numbers pressable too.
				ch.Safety = &directory.Safety{ReachableFromAbroad: directory.SafetyFact{Value: directory.AnswerYes}}
				d := Dial(ch, From{country, phone})
				if d.Press == "" {
					if phone == directory.PhoneKindLandline {
						silent[country]++
						if v := assess(ch, d.From); v.way != wayNone {
							t.Errorf("%s from a landline in %s: a way, but nothing to press", number, country)
						}
					} else if phone != directory.PhoneKindNoPhone {
						t.Errorf("%s from %s %s: nothing to press", number, country, phone)
					}
					continue
				}
				pressed++
				if phone == directory.PhoneKindLandline && strings.Contains(d.Press, "+") {
					t.Errorf("%s from a landline in %s: %s", number, country, d.Press)
				}
				n, err := phonenumbers.Parse(d.Press, string(country))
				if err != nil || phonenumbers.Format(n, phonenumbers.E164) != number {
					t.Errorf("%s from %s %s: pressing %s calls %v, %v", number, country, phone, d.Press, n, err)
				}
				if keys(d.Display) != d.Press {
					t.Errorf("%s from %s %s: shows %q, presses %q", number, country, phone, d.Display, d.Press)
				}
				if v := assess(ch, d.From); v.way == wayNational && d.Press[0] == '+' {
					t.Errorf("%s from %s %s: the national form is not understood", number, country, phone)
				}
			}
		}
	}
	t.Logf("%d pressed; nothing to press on landlines: %v", pressed, silent)
}

// TestLandlinesOfAllCountries calls one number of each kind of calling code from every country.
func TestLandlinesOfAllCountries(t *testing.T) {
	if testing.Short() {
		t.Skip("dials the landlines of all countries")
	}
	for _, number := range []directory.E164{
		"+18028726199", "+18883737888", "+201001234567", "+27101234567", "+302123456789", "+34615430452", "+37322233309",
		"+390612345678", "+4930123456", "+5491123456789", "+61393451800", "+66991301300", "+74951234567", "+81335952487",
		"+886223883095", "+970599123456", "+80012345678",
	} {
		ch := &directory.Channel{Kind: directory.ChannelKindVoice, Number: number}
		ch.Safety = &directory.Safety{ReachableFromAbroad: directory.SafetyFact{Value: directory.AnswerYes}}
		ch.BelongTo(nil, Classify(ch))
		for _, c := range geography.Countries() {
			d := Dial(ch, From{c.Code, directory.PhoneKindLandline})
			if (d.Press != "") != (d.Reachable == directory.AnswerYes) {
				t.Errorf("%s from %s: %s, press %q", number, c.Code, d.Reachable, d.Press)
			}
			if d.Press != "" && !meansSame(d.Press, c.Code, string(number)) {
				t.Errorf("%s from %s: pressing %s calls another number", number, c.Code, d.Press)
			}
		}
	}
}

func TestPrefixes(t *testing.T) {
	for country, want := range map[directory.CountryCode]string{
		"MD": "00", "US": "011", "JM": "011", "RU": "810", "KZ": "810", "BY": "810", "UA": "00", "AU": "0011", "JP": "010",
		"CU": "119", "KE": "000", "IL": "00", "BO": "", "HK": "", "CN": "00", "CL": "00", "FI": "00", "AX": "00", "SJ": "00", "XK": "00", "MU": "020", "NG": "009",
		"BR": "", "CO": "", "KR": "", "SG": "", "TH": "", "ID": "", "AQ": "", "": "", "ZZ": "", "usa": "", "é": "",
	} {
		if got := prefixOf(country); got != want {
			t.Errorf("%q: got %q, want %q", country, got, want)
		}
	}
	digits := regexp.MustCompile(`^[0-9]{1,4}$`)
	var none []string
	for _, c := range geography.Countries() {
		if p := prefixOf(c.Code); p == "" {
			none = append(none, string(c.Code))
		} else if !digits.MatchString(p) {
			t.Errorf("%s: %q", c.Code, p)
		}
	}
	t.Logf("no prefix: %v", none)
	if len(none) > 25 {
		t.Errorf("%d countries have no prefix", len(none))
	}
	if got := prefix("00", "("); got != "" {
		t.Errorf("a damaged pattern: got %q", got)
	}
}

func TestParsedKeepsEveryDigit(t *testing.T) {
	for _, number := range append(examples(), "+390612345678", "+37400000000", "+390000000000") {
		n := parsed(number)
		if n == nil {
			if Classify(&directory.Channel{Number: directory.E164(number)}).Type != directory.NumberNotInPlan {
				t.Errorf("%s: nothing", number)
			}
			continue
		}
		if got := phonenumbers.Format(n, phonenumbers.E164); got != number {
			t.Errorf("%s: got %s", number, got)
		}
	}
}

// TestPressedNumbers are forms that somebody who lives there would write.
func TestPressedNumbers(t *testing.T) {
	for _, c := range []struct {
		number, from   string
		phone          directory.PhoneKind
		press, display string
	}{
		{"+37380077777", "MD", directory.PhoneKindMobile, "080077777", "0800 77777"},
		{"+37322233309", "MD", directory.PhoneKindLandline, "022233309", "022 233 309"},
		{"+37322233309", "MD", directory.PhoneKindForeignSim, "+37322233309", "+373 22 233 309"},
		{"+37322233309", "RO", directory.PhoneKindLandline, "0037322233309", "00 373 22 233 309"},
		{"+37322233309", "RU", directory.PhoneKindLandline, "81037322233309", "810 373 22 233 309"},
		{"+37322233309", "SG", directory.PhoneKindLandline, "", ""},
		{"+37322233309", "SG", directory.PhoneKindMobile, "+37322233309", "+373 22 233 309"},
		{"+18028726199", "US", directory.PhoneKindLandline, "18028726199", "1 (802) 872-6199"},
		{"+18028726199", "JM", directory.PhoneKindLandline, "18028726199", "1 (802) 872-6199"},
		{"+18028726199", "JM", directory.PhoneKindMobile, "+18028726199", "+1 802-872-6199"},
		{"+3614567890", "HU", directory.PhoneKindMobile, "0614567890", "(06 1) 456 7890"},
		{"+390669812345", "IT", directory.PhoneKindLandline, "0669812345", "06 6981 2345"},
		{"+390669812345", "VA", directory.PhoneKindLandline, "0669812345", "06 6981 2345"},
		{"+74951234567", "RU", directory.PhoneKindLandline, "84951234567", "8 (495) 123-45-67"},
		{"+74951234567", "KZ", directory.PhoneKindLandline, "84951234567", "8 (495) 123-45-67"},
		{"+5491123456789", "AR", directory.PhoneKindLandline, "0111523456789", "011 15-2345-6789"},
		{"+541123456789", "AR", directory.PhoneKindMobile, "01123456789", "011 2345-6789"},
		{"+551123456789", "BR", directory.PhoneKindMobile, "+551123456789", "+55 11 2345-6789"},
		{"+551123456789", "BR", directory.PhoneKindLandline, "", ""},
		{"+525512345678", "MX", directory.PhoneKindMobile, "+525512345678", "+52 55 1234 5678"},
		{"+525512345678", "MX", directory.PhoneKindLandline, "5512345678", "55 1234 5678"},
		{"+442079460000", "GB", "", "02079460000", "020 7946 0000"},
		{"+442079460000", "JE", directory.PhoneKindLandline, "02079460000", "020 7946 0000"},
		{"+442079460000", "AQ", directory.PhoneKindMobile, "+442079460000", "+44 20 7946 0000"},
		{"+442079460000", "AQ", directory.PhoneKindLandline, "", ""},
		{"+38338123456", "XK", directory.PhoneKindLandline, "038123456", "038 123 456"},
		{"+4779021234", "NO", directory.PhoneKindLandline, "79021234", "79 02 12 34"},
		{"+81335952487", "JP", directory.PhoneKindLandline, "0335952487", "03-3595-2487"},
	} {
		ch := &directory.Channel{Kind: directory.ChannelKindVoice, Number: directory.E164(c.number)}
		ch.BelongTo(nil, Classify(ch))
		d := Dial(ch, From{directory.CountryCode(c.from), c.phone})
		if d.Press != c.press || d.Display != c.display {
			t.Errorf("%s from %s %s: got %q, shown %q; want %q, shown %q", c.number, c.from, c.phone, d.Press, d.Display, c.press, c.display)
		}
	}
}

// TestAnotherNumberIsNeverShown asks for forms that would be understood as other numbers there.
func TestAnotherNumberIsNeverShown(t *testing.T) {
	if press, display := pressNumber(ordinary, wayNational, From{"RO", directory.PhoneKindMobile}); press != ordinary || keys(display) != ordinary {
		t.Errorf("mobile: got %q, shown %q", press, display)
	}
	for _, w := range []way{wayNational, wayNone, wayStored} {
		if press, display := pressNumber(ordinary, w, From{"RO", directory.PhoneKindLandline}); press != "" || display != "" {
			t.Errorf("landline: got %q, shown %q", press, display)
		}
	}
	for _, from := range []From{{"TH", directory.PhoneKindLandline}, {"", directory.PhoneKindLandline}} {
		if press, display := pressNumber(ordinary, wayPrefix, from); press != "" || display != "" {
			t.Errorf("no prefix: got %q, shown %q", press, display)
		}
	}
	if press, _ := pressNumber(notKnown, wayNational, From{"MD", directory.PhoneKindMobile}); press != "" {
		t.Errorf("not in plan: got %q", press)
	}
}
