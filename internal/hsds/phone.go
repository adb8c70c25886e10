package hsds

import (
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// phoneTypes are the types of RFC 6350 that HSDS uses; other channels are told by the attribute channel.
var phoneTypes = map[directory.ChannelKind]string{
	directory.ChannelKindVoice: "voice", directory.ChannelKindSms: "text",
	directory.ChannelKindTty: "textphone", directory.ChannelKindVideoSign: "video",
}

// channels puts the channels of a line where HSDS has places for them: the first e-mail address and the first
// page on the service, the rest as phones. It gives the kind of the page.
func (m *Mapper) channels(s *Service, h *directory.Hotline) (page directory.ChannelKind) {
	var tags []directory.LanguageTag
	for i := range h.Channels {
		ch := &h.Channels[i]
		for _, tag := range spoken(ch, false) {
			if !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
		switch {
		case ch.Email != "":
			if s.Email == "" {
				s.Email = string(ch.Email)
			}
		case ch.URL != "" && page == "" && ch.Kind != directory.ChannelKindVoice:
			s.URL, page = string(ch.URL), ch.Kind
		default:
			s.Phones = append(s.Phones, m.phone(s.ID, i, ch))
		}
		if ch.Cost != nil && s.FeesDescription == "" {
			s.FeesDescription = words(ch.Cost)
		}
		if len(s.Schedules) == 0 && ch.Hours != nil {
			s.Schedules = schedules(s.ID, ch.Hours)
		}
	}
	for i, tag := range tags {
		s.Languages = append(s.Languages, Language{ID: nth(s.ID, "language", i), Code: string(tag)})
	}
	return page
}

func (m *Mapper) phone(service string, index int, ch *directory.Channel) Phone {
	p := Phone{ID: nth(service, "phone", index), Number: Number(ch), Type: phoneTypes[ch.Kind], Description: words(ch.Label)}
	if p.Type == "" && p.Description == "" { // whoever does not know the profile would call it
		p.Description = string(ch.Kind)
	}
	for i, tag := range spoken(ch, false) {
		p.Languages = append(p.Languages, Language{ID: nth(p.ID, "language", i), Code: string(tag)})
	}
	if m.Bare {
		return p
	}
	a := attributes{of: p.ID}
	if p.Type == "" {
		a.add("channel", string(ch.Kind))
	}
	a.add("short_code", ch.ShortCode)
	a.add("country", string(ch.Country))
	addAll(&a, "phones", ch.Phones)
	a.add("menu_option", ch.MenuOption)
	addAll(&a, "interpreter_languages", spoken(ch, true))
	a.add("cost", words(ch.Cost))
	if ch.Hours != nil {
		if notation, err := ch.Hours.Notation(); err == nil { // else the whole record says them
			a.add("opening_hours", notation)
			a.add("time_zone", ch.Hours.TimeZone)
		}
	}
	for i, f := range ch.Safety.Facts() {
		if f != nil {
			a.add(safetyCodes[i], string(f.Value))
		}
	}
	p.Attributes = a.list
	return p
}

// safetyCodes are the codes of the safety facts in the order of directory.Safety.Facts.
var safetyCodes = [...]string{
	"toll_free", "reachable_from_abroad", "works_without_credit", "appears_on_phone_bill",
	"calls_recorded", "anonymous", "reports_to_police_without_consent",
}

// Number is the address of a channel as a reader of numbers takes it for the same: as it is printed where that
// says no more and no less, else as it is stored. Only an E.164 number begins with a plus sign.
func Number(ch *directory.Channel) string {
	plus := strings.HasPrefix(ch.Printed, "+")
	digits := digitsOf(ch.Printed)
	switch {
	case ch.Number != "":
		if plus && "+"+digits == string(ch.Number) {
			return ch.Printed
		}
		return string(ch.Number)
	case ch.ShortCode != "":
		if digits == ch.ShortCode && !plus {
			return ch.Printed
		}
		return ch.ShortCode
	case ch.NationalNumber != "":
		if digits == ch.NationalNumber && !plus {
			return ch.Printed
		}
		return ch.NationalNumber
	}
	return ch.Address()
}

// digitsOf gives the digits of a number that holds nothing else but separators, else nothing.
func digitsOf(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune(" -./()\u00a0", r), r == '+' && i == 0:
		default:
			return ""
		}
	}
	if strings.Contains(s, "(0)") {
		return ""
	}
	return b.String()
}
