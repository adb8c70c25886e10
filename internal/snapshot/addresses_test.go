package snapshot

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestSiteOf(t *testing.T) {
	for u, want := range map[directory.URL][2]string{
		"":                                   {"", ""},
		"https://www.Strada.cz/":             {"strada.cz", "strada.cz"},
		"http://strada.cz":                   {"strada.cz", "strada.cz"},
		"https://strada.cz:443/CZ/":          {"strada.cz", "strada.cz/cz"},
		"http://strada.cz:8080/":             {"strada.cz:8080", "strada.cz:8080"},
		"https://strada.cz./x#top":           {"strada.cz", "strada.cz/x"},
		"https://m.facebook.com/page?id=1":   {"facebook.com", "facebook.com/page?id=1"},
		"https://www.md/":                    {"www.md", "www.md"}, // a host of its own, not a prefix
		"https://helpline.example.org/?l=en": {"helpline.example.org", "helpline.example.org/?l=en"},
	} {
		if host, page := SiteOf(u); host != want[0] || page != want[1] {
			t.Errorf("SiteOf(%q) = %q, %q, want %q, %q", u, host, page, want[0], want[1])
		}
	}
}

func TestAddressOf(t *testing.T) {
	for want, ch := range map[string]directory.Channel{
		"":              {},
		"+37322233309":  {Number: "+37322233309"},
		"TR 157":        {ShortCode: "157", Country: "TR"},
		"ZZ 0123":       {NationalNumber: "0123", Country: "ZZ"}, // no calling code is known
		"+37353386030":  {NationalNumber: "053386030", Country: "MD"},
		"example.org/a": {URL: "https://www.example.org/a/"},
		"a@example.org": {Email: "A@Example.org"},
	} {
		if got := AddressOf(&ch); got != want {
			t.Errorf("AddressOf(%+v) = %q, want %q", ch, got, want)
		}
	}
}

func TestRecordsAreFoundByAddress(t *testing.T) {
	a, b, c := initiative(1, hotline(2, "A")), initiative(3, hotline(4, "B"), hotline(5, "C")), initiative(6, hotline(7, "D"))
	a.Website, b.Website, c.Website = "https://www.example.org/", "http://example.org/b/", "https://example.net/"
	b.Hotlines[0].Channels[0] = directory.Channel{Kind: directory.ChannelKindVoice, NationalNumber: "022233309", Country: "MD"}
	b.Hotlines[1].Channels = []directory.Channel{
		{Kind: directory.ChannelKindVoice, ShortCode: "157", Country: "MD"}, {Kind: directory.ChannelKindSms, ShortCode: "157", Country: "MD"},
	}
	c.Hotlines[0].Channels[0].Number = "+37322999999"
	c.Resources = []*directory.Resource{{Common: common(8, "R"), Kind: directory.ResourceKindGuide, URL: "https://example.net/guide"}}
	s := build(t, a, b, c)
	for name, tc := range map[string]struct{ got, want []directory.ID }{
		"a number, in either form":      {ids(slices.Collect(s.HotlinesAt("+37322233309"))), []directory.ID{id(2), id(4)}},
		"a short code, once a line":     {ids(slices.Collect(s.HotlinesAt("MD 157"))), []directory.ID{id(5)}},
		"a short code of elsewhere":     {ids(slices.Collect(s.HotlinesAt("UA 157"))), nil},
		"a host":                        {ids(slices.Collect(s.InitiativesOn("example.org"))), []directory.ID{id(1), id(3)}},
		"a page":                        {ids(slices.Collect(s.InitiativesAt("example.org/b"))), []directory.ID{id(3)}},
		"a resource":                    {ids(slices.Collect(s.ResourcesAt("example.net/guide"))), []directory.ID{id(8)}},
		"a page that only hotlines use": {ids(slices.Collect(s.ResourcesAt("example.org"))), nil},
		"no address":                    {ids(slices.Collect(s.HotlinesAt(""))), nil},
	} {
		slices.Sort(tc.got)
		if diff := cmp.Diff(tc.want, tc.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for h := range s.HotlinesAt("+37322233309") { // a caller may stop
		_ = h
		break
	}
}

func ids[T any, P record[T]](records []P) (out []directory.ID) {
	for _, r := range records {
		out = append(out, r.Meta().ID)
	}
	return out
}

func BenchmarkFirstAddressOf10kInitiatives(b *testing.B) {
	s := Build(prepared(made(10_000, 1)...), 1, now, directory.DefaultThresholds)
	b.ReportAllocs()
	for b.Loop() {
		s.addresses = addresses{}
		for range s.HotlinesAt("+37322233309") {
			b.Fatal("found")
		}
	}
}
