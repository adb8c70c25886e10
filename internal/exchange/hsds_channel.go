package exchange

import (
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// channels reads the ways to reach a service: its phones and those of the service at a location, its e-mail
// address, and its url where the profile says that it is one. Phones of the organization, of locations and
// of persons are not the service's.
func (r *serviceReader) channels(at spot, s *hsdsService, stated facts, h *directory.Hotline, language directory.LanguageTag) {
	common := channelFacts{draft: r.draft, language: language, service: stated, zone: zoneHint{only: onlyZone(h.Countries)}}
	common.zone.stated = r.zone(at, "attributes.time_zone", stated.get("time_zone"))
	common.languages = r.languages(at, stated.get("interpreter_languages"), s.Languages, true)
	if n := stated.get("opening_hours"); n != "" {
		common.hours = r.notation(at, "attributes.opening_hours", strings.Join(stated["opening_hours"], "; "), common.zone)
	} else {
		common.hours = r.schedules(at, s.Schedules, common.zone)
	}
	common.replaced = r.replacedHours(at, s, common.zone)
	common.safety = r.safety(at, "attributes.", stated.get)
	common.cost = oneText(language, strings.Join(stated["cost"], "; "))
	if len(h.Countries) == 1 {
		common.country = h.Countries[0]
	}

	for i := range s.Phones {
		r.phone(r.within(at, "phones.csv", "phones", i, s.Phones[i].row), &s.Phones[i], &common, h)
	}
	for i := range s.AtLocations {
		place := &s.AtLocations[i]
		below := at.at("service_at_locations[%d]", i)
		for j := range place.Phones {
			r.phone(r.within(below, "phones.csv", "phones", j, place.Phones[j].row), &place.Phones[j], &common, h)
		}
	}
	if address := r.email(at, "email", unquote(string(s.Email))); address != "" {
		ch := directory.Channel{Kind: directory.ChannelKindEmail, Email: address}
		common.fill(&ch, true)
		h.Channels = append(h.Channels, ch)
	}
	if kind := choice[directory.ChannelKind](r.draft, at, "attributes.url_channel", stated.get("url_channel")); kind != "" {
		if u := r.url(at, "url", string(s.URL)); u != "" {
			ch := directory.Channel{Kind: kind, URL: u}
			common.fill(&ch, true)
			h.Channels = append(h.Channels, ch)
		}
	}
}

// channelFacts are what holds for all channels of a service unless a phone says otherwise.
type channelFacts struct {
	*draft
	language  directory.LanguageTag
	service   facts
	zone      zoneHint
	languages []directory.ChannelLanguage
	hours     *directory.OpeningHours
	replaced  string // hours in the notation that the schedules have replaced since they were exported
	safety    *directory.Safety
	cost      *directory.Text
	country   directory.CountryCode
}

// fill sets what the channel does not have yet. Each channel gets copies, for records are changed in place.
func (c *channelFacts) fill(ch *directory.Channel, internet bool) {
	if ch.Languages == nil {
		ch.Languages = slices.Clone(c.languages)
	}
	if ch.Hours == nil && c.hours != nil {
		copied := *c.hours
		ch.Hours = &copied
	}
	if c.safety != nil {
		if ch.Safety == nil {
			ch.Safety = &directory.Safety{}
		}
		of := c.safety.Facts()
		for i, f := range ch.Safety.Facts() {
			if f.Value == "" && !(internet && ofNumbers[i]) {
				*f = *of[i]
			}
		}
		if *ch.Safety == (directory.Safety{}) {
			ch.Safety = nil
		}
	}
	if !internet && ch.Cost == nil && c.cost != nil {
		copied := *c.cost
		ch.Cost = &copied
	}
}

// phoneKinds are the ways to use a phone of HSDS (RFC 6350). What has no kind here is left out.
var phoneKinds = map[string]directory.ChannelKind{
	"": directory.ChannelKindVoice, "voice": directory.ChannelKindVoice, "cell": directory.ChannelKindVoice,
	"text": directory.ChannelKindSms, "sms": directory.ChannelKindSms,
	"video": directory.ChannelKindVideoSign, "textphone": directory.ChannelKindTty, "tty": directory.ChannelKindTty,
}

// phone adds a phone to a hotline.
func (r *serviceReader) phone(at spot, p *hsdsPhone, common *channelFacts, h *directory.Hotline) {
	stated := r.facts(at, "phone", p.Attributes)
	kind, known := phoneKinds[strings.ToLower(unquote(string(p.Type)))]
	if k := stated.get("channel"); k != "" {
		kind, known = choice[directory.ChannelKind](r.draft, at, "attributes.channel", k), true
	}
	if !known {
		r.warn(at, "type", "use voice, cell, text, video or textphone, or the attribute channel of the profile", "the phone is left out: a channel of type %s does not exist here", quote(string(p.Type)))
		return
	}
	ch := directory.Channel{
		Kind:       kind,
		Label:      oneText(common.language, string(p.Description)),
		Phones:     choices[directory.PhoneKind](r.draft, at, "attributes.phones", stated.get("phones")),
		MenuOption: stated.get("menu_option"),
		Cost:       oneText(common.language, strings.Join(stated["cost"], "; ")),
		Languages:  r.languages(at, stated.get("interpreter_languages"), p.Languages, true),
		Safety:     r.safety(at, "attributes.", stated.get),
	}
	if strings.EqualFold(unquote(string(p.Description)), string(kind)) { // as exports call what has no name
		ch.Label = nil
	}
	if !r.phoneAddress(at, p, stated, common.country, &ch) {
		return
	}
	if p.Extension != "" {
		ch.Notes = texts("en", "Extension "+string(p.Extension))
	}
	if n := strings.Join(stated["opening_hours"], "; "); n != "" && n != common.replaced {
		zone := common.zone
		if z := r.zone(at, "attributes.time_zone", stated.get("time_zone")); z != "" {
			zone.stated = z
		}
		ch.Hours = r.notation(at, "attributes.opening_hours", n, zone)
	}
	common.fill(&ch, false)
	for i := range h.Channels { // the same phone stands on the service and on its location
		if other := &h.Channels[i]; other.Kind == ch.Kind && other.Address() == ch.Address() && other.Country == ch.Country {
			return
		}
	}
	h.Channels = append(h.Channels, ch)
}

func (r *serviceReader) phoneAddress(at spot, p *hsdsPhone, stated facts, country directory.CountryCode, ch *directory.Channel) bool {
	if c := r.country(at, "attributes.country", stated.get("country")); c != "" {
		country = c
	}
	if code := stated.get("short_code"); code != "" {
		if digitsOf(code) != code || country == "" {
			r.problem(at, "attributes.short_code", "give digits only, and the attribute country", "a short code is digits that work in one country")
			return false
		}
		if prints(string(p.Number), code) {
			ch.ShortCode, ch.Country, ch.Printed = code, country, unquote(string(p.Number))
			return true
		}
		r.warn(at, "attributes.short_code", "write the same in both", "the number is %s and the short code %s: the number holds", quote(string(p.Number)), code)
	}
	number := string(p.Number)
	if strings.HasPrefix(number, "http") {
		ch.URL = r.url(at, "number", number)
		return ch.URL != ""
	}
	return r.telephone(at, "number", number, country, ch)
}

// prints says that a number as it is printed says no other than a short code: nothing, or its digits, with words
// around them or not. Programs for HSDS change the number, and know nothing of the attribute.
func prints(number, code string) bool {
	printed := tidy(unquote(number))
	if digits := digitsOf(printed); digits != "" || printed == "" {
		return digits == "" || digits == code
	}
	return !strings.HasPrefix(printed, "+") && strings.Contains(strings.Map(digit, printed), code)
}

// digit drops what is no digit.
func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// languages reads the languages of a service or phone. A language without a code is left out with a
// warning; channel says that the languages are spoken on a channel, by interpreter where they are listed as
// such.
func (r *serviceReader) languages(at spot, interpreted string, list []hsdsLanguage, channel bool) (out []directory.ChannelLanguage) {
	add := func(l directory.ChannelLanguage) {
		if l.Tag != "" && !slices.ContainsFunc(out, func(o directory.ChannelLanguage) bool { return o.Tag == l.Tag }) {
			out = append(out, l)
		}
	}
	for i := range list {
		l := &list[i]
		here := r.within(at, "languages.csv", "languages", i, l.row)
		if l.Code == "" {
			if l.Name != "" {
				r.warn(here, "code", "give the code of the language (ISO 639)", "the language %s has no code and is left out", quote(string(l.Name)))
			}
			continue
		}
		add(directory.ChannelLanguage{Tag: r.draft.language(here, "code", unquote(string(l.Code)))})
	}
	if channel {
		for _, item := range items(interpreted) {
			add(directory.ChannelLanguage{Tag: r.draft.language(at, "attributes.interpreter_languages", item), ByInterpreter: true})
		}
	}
	return out
}
