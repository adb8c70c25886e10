package dialling

import (
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// DialReason is one reason.
type DialReason struct {
	Code directory.DialReasonCode
}

// Dialling is how a channel is reached from one place with one kind of phone.
type Dialling struct {
	Reachable directory.Answer
	// Press is what to press: digits, "+", "*" and "#" only; empty when there is nothing to press, when it
	// must not be pressed and when nobody knows what would have to be.
	Press string
	// Display is Press in groups, as people write it there, or the address of a page, an application or a
	// mailbox.
	Display string
	// Link makes contact: tel:, sms:, mailto:, viber: or https:. It is empty when the channel cannot be
	// reached and when a number has nothing to press.
	Link string
	// Reasons are why, the most important first; never none.
	Reasons []DialReason
	// Channel is what was asked about, nil for an emergency number.
	Channel *directory.Channel
	// From is where and with what was asked.
	From From
}

// Dial is the full answer: what [Assess] says, and what to press, show and open. It takes some ten
// microseconds for a number and is meant for what is shown, not for ranking.
func Dial(ch *directory.Channel, from From) *Dialling {
	v := assess(ch, from)
	d := &Dialling{Reachable: answers[v.answer], Reasons: reasons(v.codes), Channel: ch, From: from}
	switch v.way {
	case wayPlus, wayNational, wayPrefix:
		d.Press, d.Display = pressNumber(string(ch.Number), v.way, from)
		if d.Press != "" {
			d.Display = asPrinted(ch, d.Press, d.Display)
			d.Link = phoneLink(ch.Kind, string(ch.Number))
		}
	case wayStored:
		d.Press, d.Display = pressStored(ch)
		if byPhone(ch.Kind) {
			d.Link = phoneLink(ch.Kind, d.Press)
		}
	case wayApp:
		d.Display = international(parsed(string(ch.Number)), string(ch.Number))
		d.Link = appLink(ch.Kind, string(ch.Number))
	case wayPage:
		d.Display, d.Link = string(ch.URL), pageLink(string(ch.URL))
	case wayMail:
		d.Display, d.Link = string(ch.Email), mailLink(string(ch.Email))
	case wayNone:
	}
	return d
}

func reasons(c Codes) []DialReason {
	all := make([]DialReason, 0, c.Len())
	for code := range c.All() {
		all = append(all, DialReason{code})
	}
	return all
}

// pressStored gives the digits of a short code or national number, nothing derived.
func pressStored(ch *directory.Channel) (press, display string) {
	press = withoutSeparators(ch.ShortCode)
	if press == "" {
		press = withoutSeparators(ch.NationalNumber)
	}
	return press, asPrinted(ch, press, press)
}

// asPrinted is what is pressed in the groups of the source, where it prints this and only this: the
// operator's own groups are those on its posters, such as 0800 800 800 where the metadata have 080 080 0800.
func asPrinted(ch *directory.Channel, press, otherwise string) string {
	if withoutSeparators(ch.Printed) == press {
		return strings.TrimSpace(ch.Printed)
	}
	return otherwise
}

// withoutSeparators strips what people put between digits (RFC 3966, visual separators, and spaces).
func withoutSeparators(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u2009', '\u202f', '-', '\u2010', '\u2011', '\u2013', '.', '/', '(', ')':
			return -1
		}
		return r
	}, s)
}
