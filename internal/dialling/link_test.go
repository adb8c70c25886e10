package dialling

import (
	"net/mail"
	"net/url"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestLinks(t *testing.T) {
	number := func(kind directory.ChannelKind) directory.Channel {
		return directory.Channel{Kind: kind, Number: ordinary}
	}
	for _, c := range []struct {
		channel directory.Channel
		display string
		link    string
	}{
		{number(directory.ChannelKindVoice), "022 233 309", "tel:+37322233309"},
		{number(directory.ChannelKindTty), "022 233 309", "tel:+37322233309"},
		{number(directory.ChannelKindSms), "022 233 309", "sms:+37322233309"},
		{number(directory.ChannelKindWhatsapp), "+373 22 233 309", "https://wa.me/37322233309"},
		{number(directory.ChannelKindSignal), "+373 22 233 309", "https://signal.me/#p/+37322233309"},
		{number(directory.ChannelKindTelegram), "+373 22 233 309", "https://t.me/+37322233309"},
		{number(directory.ChannelKindViber), "+373 22 233 309", "viber://chat?number=%2B37322233309"},
		{number(directory.ChannelKindLine), "+373 22 233 309", ""},
		{number(directory.ChannelKindChat), "+373 22 233 309", ""},
		{app(directory.ChannelKindWhatsapp, notKnown), notKnown, "https://wa.me/999123456789"},
		{directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: "157", Country: "MD", Printed: " 1-57"}, "1-57", "tel:157"},
		{directory.Channel{Kind: directory.ChannelKindSms, ShortCode: "233733", Country: "MD", Printed: "233733 (BeFree)"}, "233733", "sms:233733"},
		{directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: "*55#", Country: "MD"}, "*55#", "tel:*55%23"},
		{directory.Channel{Kind: directory.ChannelKindWhatsapp, ShortCode: "157", Country: "MD"}, "157", ""},
		{directory.Channel{Kind: directory.ChannelKindVoice, NationalNumber: "080088888", Country: "MD", Printed: "0 800 88888"}, "0 800 88888", "tel:080088888"},
		{directory.Channel{Kind: directory.ChannelKindVoice, NationalNumber: "080088888", Country: "MD", Printed: "0 800 88889"}, "080088888", "tel:080088888"},
		{directory.Channel{Kind: directory.ChannelKindLine, URL: "https://line.me/R/ti/p/@x?a=b#c"}, "https://line.me/R/ti/p/@x?a=b#c", "https://line.me/R/ti/p/@x?a=b#c"},
		{directory.Channel{Kind: directory.ChannelKindChat, URL: "HTTP://example.org"}, "HTTP://example.org", "HTTP://example.org"},
		{directory.Channel{Kind: directory.ChannelKindChat, URL: "javascript:alert(1)"}, "javascript:alert(1)", ""},
		{directory.Channel{Kind: directory.ChannelKindEmail, Email: "help+me@example.org"}, "help+me@example.org", "mailto:help+me@example.org"},
		{directory.Channel{Kind: directory.ChannelKindEmail, Email: "a&b?c=d/e@example.org"}, "a&b?c=d/e@example.org", "mailto:a%26b%3Fc%3Dd%2Fe@example.org"},
		{directory.Channel{Kind: directory.ChannelKindEmail, Email: `"a@b,c"@example.org`}, `"a@b,c"@example.org`, "mailto:%22a%40b%2Cc%22@example.org"},
		{directory.Channel{Kind: directory.ChannelKindEmail, Email: "помощь@пример.org"}, "помощь@пример.org", "mailto:%D0%BF%D0%BE%D0%BC%D0%BE%D1%89%D1%8C@%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.org"},
		{directory.Channel{Kind: directory.ChannelKindEmail, Email: "none"}, "none", ""},
	} {
		c.channel.BelongTo(nil, Classify(&c.channel))
		d := Dial(&c.channel, From{"MD", directory.PhoneKindMobile})
		if d.Display != c.display || d.Link != c.link {
			t.Errorf("%s %s: got %q, %q; want %q, %q", c.channel.Kind, c.channel.Address(), d.Display, d.Link, c.display, c.link)
		}
	}
}

func FuzzMailLink(f *testing.F) {
	for _, s := range []string{"a@example.org", `"a b"@example.org`, "a%40b@example.org", "a;b@c@d", "@", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		link := mailLink(s)
		if link == "" {
			if _, err := mail.ParseAddress(s); err == nil && strings.Contains(s, "@") && !strings.ContainsAny(s, "<> ") {
				t.Errorf("%q: no link", s)
			}
			return
		}
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "mailto" || u.RawQuery != "" || u.Fragment != "" || strings.Contains(link, ",") {
			t.Fatalf("%q: %q, %v", s, link, err)
		}
		if back, err := url.PathUnescape(u.Opaque); err != nil || back != s {
			t.Errorf("%q: %q says %q, %v", s, link, back, err)
		}
	})
}
