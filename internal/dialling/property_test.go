package dialling

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// phones are all kinds and the unknown one.
var phones = []directory.PhoneKind{
	"", directory.PhoneKindMobile, directory.PhoneKindLandline, directory.PhoneKindForeignSim, directory.PhoneKindNoPhone,
}

var kinds = []directory.ChannelKind{
	directory.ChannelKindVoice, directory.ChannelKindSms, directory.ChannelKindTty, directory.ChannelKindWhatsapp,
	directory.ChannelKindSignal, directory.ChannelKindTelegram, directory.ChannelKindLine, directory.ChannelKindViber,
	directory.ChannelKindChat, directory.ChannelKindEmail, directory.ChannelKindWebForm, directory.ChannelKindVideoSign,
	directory.ChannelKindApp, "", "FUTURE",
}

// shapes are channels of every kind with every kind of address, with and without facts and phones.
func shapes() []*directory.Channel {
	addresses := []directory.Channel{
		{},
		{Number: "+37322233309"},
		{Number: "+37380077777"},
		{Number: "+18883737888"},
		{Number: "+18769064923"},
		{Number: "+358295463177"},
		{Number: "+442079460000"},
		{Number: "+78002000122"},
		{Number: "+551123456789"},
		{Number: "+38338123456"},
		{Number: "+80012345678"},
		{Number: "+999123456789"},
		{Number: "+3731"},
		{Number: "garbage"},
		{ShortCode: "157", Country: "TR", Printed: "1 57"},
		{ShortCode: "233733", Country: "US", Printed: "233733 (BeFree)"},
		{ShortCode: "1x7", Country: "TR"},
		{ShortCode: "117"},
		{NationalNumber: "018000522020", Country: "CO", Printed: "01 8000 52 20 20"},
		{NationalNumber: "8885878423", Country: "JM"},
		{URL: "https://example.org/chat?a=b#c"},
		{URL: "javascript:alert(1)"},
		{Email: "help@example.org"},
		{Email: "no at"},
	}
	lines := []*directory.Hotline{nil, {}, {Countries: []directory.CountryCode{"MD", "TR", "US", "XK"}}}
	answers := []directory.Answer{"", directory.AnswerYes, directory.AnswerNo, directory.AnswerUnknown}
	restricted := [][]directory.PhoneKind{nil, {directory.PhoneKindMobile}, {directory.PhoneKindLandline, directory.PhoneKindMobile}, {directory.PhoneKindLandline}}
	var all []*directory.Channel
	for _, kind := range kinds {
		for i, a := range addresses {
			for j, abroad := range answers {
				for k, free := range answers[:3] {
					ch := a
					ch.Kind = kind
					if j+k > 0 {
						ch.Safety = &directory.Safety{
							ReachableFromAbroad: directory.SafetyFact{Value: abroad},
							TollFree:            directory.SafetyFact{Value: free},
						}
					}
					ch.Phones = restricted[(i+j+k)%len(restricted)]
					ch.BelongTo(lines[(i+2*j+k)%len(lines)], Classify(&ch))
					all = append(all, &ch)
				}
			}
		}
	}
	return all
}

var pressable = regexp.MustCompile(`^[0-9+*#]+$`)

// TestInvariants asks for every channel from every country with every phone.
func TestInvariants(t *testing.T) {
	countries := []directory.CountryCode{"", "ZZ"}
	for _, c := range geography.Countries() {
		countries = append(countries, c.Code)
	}
	all := shapes()
	if testing.Short() {
		countries = []directory.CountryCode{"", "ZZ", "AQ", "BR", "CA", "MD", "SG", "TR", "US", "XK"}
	}
	asked := 0
	for n, ch := range all {
		for i, country := range countries {
			// Every country meets every kind with every address; each combination of facts and phones
			// stated meets some forty countries.
			if i > 20/thinned && (n+i)%(12*thinned) != 0 {
				continue
			}
			for _, phone := range phones {
				asked++
				from := From{country, phone}
				if broken := invariants(ch, from); broken != "" {
					t.Fatalf("%s %s %q %+v %v from %+v: %s", ch.Kind, ch.Country, ch.Address(), ch.Safety, ch.Phones, from, broken)
				}
			}
		}
	}
	t.Logf("%d answers", asked)
}

func invariants(ch *directory.Channel, from From) string {
	d := Dial(ch, from)
	answer, codes := Assess(ch, from)
	stored := ch.ShortCode + ch.NationalNumber
	switch {
	case len(d.Reasons) == 0 || len(d.Reasons) > maxCodes:
		return fmt.Sprintf("%d reasons", len(d.Reasons))
	case answer != d.Reachable:
		return fmt.Sprintf("Assess says %s, Dial %s", answer, d.Reachable)
	case answer != directory.AnswerYes && answer != directory.AnswerNo && answer != directory.AnswerUnknown:
		return fmt.Sprintf("answer %q", answer)
	case codes.Len() != len(d.Reasons):
		return "Assess has other reasons than Dial"
	case d.Press != "" && !pressable.MatchString(d.Press):
		return fmt.Sprintf("press %q", d.Press)
	case d.Reachable == directory.AnswerNo && (d.Press != "" || d.Link != "" || d.Display != ""):
		return fmt.Sprintf("not reachable, but %q %q %q", d.Press, d.Display, d.Link)
	case stored != "" && d.Press != "" && d.Press != stored:
		return fmt.Sprintf("press %q for %q", d.Press, stored)
	case stored != "" && d.Press != "" && from.Country != ch.Country:
		return fmt.Sprintf("press %q outside its country", d.Press)
	case from.Phone == directory.PhoneKindLandline && strings.Contains(d.Press, "+"):
		return fmt.Sprintf("press %q on a landline", d.Press)
	case d.Press != "" && keys(d.Display) != d.Press:
		return fmt.Sprintf("shows %q, presses %q", d.Display, d.Press)
	case d.Press == "" && (strings.HasPrefix(d.Link, "tel:") || strings.HasPrefix(d.Link, "sms:")):
		return fmt.Sprintf("link %q with nothing to press", d.Link)
	case d.Press == "" && byPhone(ch.Kind) && ch.URL == "" && ch.Email == "" && d.Display != "":
		return fmt.Sprintf("shows %q with nothing to press", d.Display)
	case d.Reachable == directory.AnswerYes && d.Press == "" && d.Display == "":
		return "reachable, but nothing to press, show or open"
	case d.Reachable == directory.AnswerYes && ch.Number != "" && byPhone(ch.Kind) && d.Press == "":
		return "reachable, but nothing to press"
	case d.Link != "" && !linkable.MatchString(d.Link):
		return fmt.Sprintf("link %q", d.Link)
	case d.Channel != ch || d.From != from:
		return "does not say what was asked"
	}
	for i, r := range d.Reasons {
		if r.Code == "" || codes.At(i) != r.Code || !codes.Has(r.Code) {
			return fmt.Sprintf("reason %d is %q, Assess says %q", i, r.Code, codes.At(i))
		}
		if slices.Contains(d.Reasons[:i], r) {
			return fmt.Sprintf("reason %q twice", r.Code)
		}
	}
	return ""
}

var linkable = regexp.MustCompile(`^(tel:\+?[0-9*%]+|sms:\+?[0-9*%]+|mailto:[^?&#\s]+@[^?&#\s]+|viber://chat\?number=%2B[0-9]+|https?://.+)$`)

func TestAssessAllocatesNothing(t *testing.T) {
	Warm()
	all := shapes()
	if n := testing.AllocsPerRun(5, func() {
		for _, ch := range all {
			for _, phone := range phones {
				answer, codes := Assess(ch, From{"MD", phone})
				_, _ = answer, codes
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkAssess(b *testing.B) {
	Warm()
	line := &directory.Hotline{Countries: []directory.CountryCode{"MD"}}
	for _, c := range []struct {
		name string
		ch   directory.Channel
		from From
	}{
		{"inside", directory.Channel{Number: "+37322233309"}, From{"MD", directory.PhoneKindMobile}},
		{"abroad", directory.Channel{Number: "+37322233309"}, From{"RO", directory.PhoneKindMobile}},
		{"landline", directory.Channel{Number: "+37322233309"}, From{"RO", directory.PhoneKindLandline}},
		{"tollFreeAbroad", directory.Channel{Number: "+37380077777"}, From{"RO", directory.PhoneKindMobile}},
		{"shortCode", directory.Channel{ShortCode: "157", Country: "TR"}, From{"MD", directory.PhoneKindMobile}},
		{"page", directory.Channel{URL: "https://example.org"}, From{"MD", directory.PhoneKindMobile}},
	} {
		b.Run(c.name, func(b *testing.B) {
			c.ch.Kind = directory.ChannelKindVoice
			c.ch.BelongTo(line, Classify(&c.ch))
			b.ReportAllocs()
			for b.Loop() {
				Assess(&c.ch, c.from)
			}
		})
	}
}

func BenchmarkDial(b *testing.B) {
	ch := &directory.Channel{Kind: directory.ChannelKindVoice, Number: "+37322233309"}
	ch.BelongTo(nil, Classify(ch))
	for _, from := range []From{{"MD", directory.PhoneKindMobile}, {"RO", directory.PhoneKindMobile}, {"RO", directory.PhoneKindLandline}} {
		b.Run(string(from.Country+"/")+string(from.Phone), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Dial(ch, from)
			}
		})
	}
}
