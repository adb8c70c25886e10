package exchange

import (
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// lineChannels adds the channels of one row to a hotline: one for each column with an address. The
// languages, hours and safety facts of the row are theirs.
func (d *draft) lineChannels(row *templateRow, h *directory.Hotline, language directory.LanguageTag) {
	common := channelFacts{draft: d, language: language, zone: zoneHint{only: onlyZone(h.Countries)}}
	common.country = d.country(row.spot, "dial_country", row.get("dial_country"))
	if common.country == "" && len(h.Countries) == 1 {
		common.country = h.Countries[0]
	}
	for _, tag := range each(row.get("languages"), func(v string) directory.LanguageTag { return d.language(row.spot, "languages", v) }) {
		common.languages = append(common.languages, directory.ChannelLanguage{Tag: tag})
	}
	for _, tag := range each(row.get("interpreter_languages"), func(v string) directory.LanguageTag {
		return d.language(row.spot, "interpreter_languages", v)
	}) {
		common.languages = append(common.languages, directory.ChannelLanguage{Tag: tag, ByInterpreter: true})
	}
	common.zone.stated = d.zone(row.spot, "time_zone", row.get("time_zone"))
	printed := tidy(row.get("hours_printed"))
	if n := row.get("opening_hours"); n != "" {
		if common.hours = d.notation(row.spot, "opening_hours", n, common.zone); common.hours != nil && printed != "" {
			common.hours.Printed = printed
		}
	} else if printed != "" {
		common.hours = &directory.OpeningHours{Schedule: hours.Schedule{Printed: printed}}
	}
	common.safety = d.safety(row.spot, "", row.get)
	common.cost = oneText(language, row.get("cost"))
	phones := choices[directory.PhoneKind](d, row.spot, "phones", row.get("phones"))

	before := len(h.Channels)
	for i, c := range Columns {
		value := row.cells[i]
		if c.channel == "" || value == "" {
			continue
		}
		ch := directory.Channel{Kind: c.channel}
		if !d.address(row.spot, c, value, common.country, &ch) {
			continue
		}
		internet := ch.URL != "" || ch.Email != ""
		common.fill(&ch, internet)
		if !internet {
			ch.Phones = append(ch.Phones, phones...)
			ch.MenuOption = tidy(row.get("menu_option"))
		}
		h.Channels = append(h.Channels, ch)
	}
	if len(h.Channels) == before && !d.refused {
		d.idleChannelCells(row)
	}
}

// idleChannelCells warns of facts about channels in a row that has none.
func (d *draft) idleChannelCells(row *templateRow) {
	for i, c := range Columns {
		if c.level == ofChannel && c.channel == "" && row.cells[i] != "" {
			d.warn(row.spot, c.Name, "put it in the row of a number or address", "the row has no number or address that this could be about")
			return
		}
	}
}

// address sets the one address of a channel from a cell.
func (d *draft) address(at spot, c Column, value string, country directory.CountryCode, ch *directory.Channel) bool {
	switch {
	case c.channel == directory.ChannelKindEmail:
		ch.Email = d.email(at, c.Name, value)
		return ch.Email != ""
	case strings.HasSuffix(c.Name, "_url") || strings.HasPrefix(value, "http"):
		ch.URL = d.url(at, c.Name, value)
		return ch.URL != ""
	}
	return d.telephone(at, c.Name, value, country, ch)
}
