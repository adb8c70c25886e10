package dialling

import (
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// phoneLink is a tel: (RFC 3966) or sms: (RFC 5724) link: an E.164 number in its global form, which means
// the same everywhere, and a short code or national number as bare digits.
//
// RFC 3966 wants ";phone-context=" with the latter. It is left out: Apple's Phone Links name no parameter,
// and diallers have been seen to take what follows a semicolon for letters on the keys and to dial them as
// digits, or to put the context before the trunk prefix, and a dialler that does would call a stranger.
// Bare digits are what phones dial as if they were pressed. "#" is escaped, since it begins a fragment.
func phoneLink(kind directory.ChannelKind, press string) string {
	if press == "" {
		return ""
	}
	scheme := "tel:"
	if kind == directory.ChannelKindSms {
		scheme = "sms:"
	}
	return scheme + strings.ReplaceAll(press, "#", "%23")
}

// appLink opens an application at a number. Forms that no operator of an application documents and that
// are not in general use are not made up: LINE has none for numbers.
func appLink(kind directory.ChannelKind, number string) string {
	switch kind {
	case directory.ChannelKindWhatsapp: // WhatsApp help, "How to use click to chat": digits without "+"
		return "https://wa.me/" + strings.TrimPrefix(number, "+")
	case directory.ChannelKindSignal: // what Signal's own "share" makes; the fragment stays on the phone
		return "https://signal.me/#p/" + number
	case directory.ChannelKindTelegram: // core.telegram.org/api/links, "Phone number links"
		return "https://t.me/" + number
	case directory.ChannelKindViber: // in general use; with a bare "+" Viber fails on phones
		return "viber://chat?number=%2B" + strings.TrimPrefix(number, "+")
	default:
		return ""
	}
}

// pageLink is the address as it is. Only http and https pass, though validation lets nothing else in.
func pageLink(url string) string {
	for _, scheme := range [...]string{"https://", "http://"} {
		if len(url) > len(scheme) && strings.EqualFold(url[:len(scheme)], scheme) {
			return url
		}
	}
	return ""
}

// mailLink is a mailto: link (RFC 6068). Everything is escaped but what an address surely may have bare: a
// quoted local part may have commas, question marks and ampersands, which would add recipients and texts.
func mailLink(address string) string {
	const hex = "0123456789ABCDEF"
	at := strings.LastIndexByte(address, '@')
	if at <= 0 {
		return ""
	}
	b := append(make([]byte, 0, len(address)+16), "mailto:"...)
	for i := range len(address) {
		c := address[i]
		switch {
		case i == at, 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			strings.IndexByte("-._~!$'*+", c) >= 0:
			b = append(b, c)
		default:
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}
