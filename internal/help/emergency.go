package help

import (
	"cmp"
	"slices"
	"sync"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// everywhere are the numbers that a mobile phone treats as an emergency call on any network (3GPP TS
// 22.101, section 10.1: "112 and 911 shall always be available").
var everywhere = []string{"112", "911"}

// emergency is the entry of the emergency numbers: those of the country, else those of any network.
func (q *question) emergency() Entry {
	numbers := emergencyChannels(q.situation.Country)
	e := Entry{Kind: directory.HelpEntryKindEmergencyNumbers, Usable: directory.AnswerNo, Channels: make([]Channel, len(numbers.list))}
	for i := range numbers.list {
		ch := &numbers.list[i]
		usable, _ := dialling.Assess(ch, q.from)
		switch {
		case q.situation.Channels != nil && !slices.Contains(q.situation.Channels, ch.Kind):
			usable = directory.AnswerNo
		case numbers.anyNetwork && usable == directory.AnswerYes:
			usable = directory.AnswerUnknown // not every country answers them
		}
		e.Channels[i] = Channel{Channel: ch, Usable: usable, from: q.from}
		if usable == directory.AnswerYes || usable == directory.AnswerUnknown && e.Usable == directory.AnswerNo {
			e.Usable = usable
		}
	}
	e.Reasons = append(e.Reasons, Reason{Code: directory.HelpReasonCodeEmergencyNumber, Country: q.situation.Country})
	if numbers.anyNetwork {
		e.Reasons = append(e.Reasons, Reason{Code: directory.HelpReasonCodeWorksOnAnyNetwork})
	}
	if e.Usable == directory.AnswerNo {
		e.Reasons = append(e.Reasons, Reason{Code: directory.HelpReasonCodeChannelNotUsable, Channel: directory.ChannelKindVoice})
	}
	return e
}

// numbers are the emergency numbers of one country as channels.
type numbers struct {
	list       []directory.Channel
	anyNetwork bool // no source names a number of the country
}

// emergencyChannels gives the numbers of a country, and those of any network for a country without, or
// unknown.
func emergencyChannels(c directory.CountryCode) numbers {
	all := allNumbers()
	if n, ok := all[c]; ok {
		return n
	}
	return all[""]
}

var allNumbers = sync.OnceValue(func() map[directory.CountryCode]numbers {
	all := map[directory.CountryCode]numbers{}
	for _, country := range geography.Countries() {
		if len(country.EmergencyNumbers) == 0 {
			continue
		}
		listed := slices.DeleteFunc(slices.Clone(country.EmergencyNumbers), func(e geography.EmergencyNumber) bool {
			return superseded(e.Number, country)
		})
		listed = append(listed, lacking[country.Code]...)
		if slices.ContainsFunc(listed, nationwide) { // the others reach a station of one town
			listed = slices.DeleteFunc(listed, func(e geography.EmergencyNumber) bool { return !nationwide(e) })
		}
		var n numbers
		for _, e := range listed {
			n.list = append(n.list, emergencyChannel(e.Number, country.Code, e.Source))
		}
		slices.SortStableFunc(n.list, func(a, b directory.Channel) int {
			return cmp.Or(cmp.Compare(standing(&a), standing(&b)), cmp.Compare(max(3, len(a.ShortCode)), max(3, len(b.ShortCode))))
		})
		all[country.Code] = n
	}
	unplaced := numbers{anyNetwork: true}
	for _, number := range everywhere {
		unplaced.list = append(unplaced.list, emergencyChannel(number, "", "3GPP TS 22.101, section 10.1: emergency calls"))
	}
	all[""] = unplaced
	return all
})

func nationwide(e geography.EmergencyNumber) bool { return dialling.Nationwide(e.Number) }

// givenUp has numbers that are not answered, or no longer, as the authorities of the country say, though the metadata
// list them.
var givenUp = map[directory.CountryCode][]string{
	"BR": {"128"},                             // Anatel, list of emergency services: not activated
	"EC": {"101", "102"},                      // Servicio Integrado de Seguridad ECU 911: disabled on 17 March 2022, 911 instead
	"MX": {"060", "065", "066", "068", "080"}, // Diario Oficial of 2 December 2015: to move to 911, complete in January 2017
	"PH": {"117"},                             // Executive Order 56 of 2018: replaced by 911
}

// lacking has numbers that authorities of the country name and the metadata lack.
var lacking = map[directory.CountryCode][]geography.EmergencyNumber{
	"BL": {{Number: "15", Source: arcep}, {Number: "17", Source: arcep}, {Number: "112", Source: arcep}},
	"GF": {{Number: "112", Source: union}},
	"GP": {{Number: "112", Source: union}},
	"MF": {{Number: "112", Source: union}},
	"NG": {{Number: "112", Source: "Nigerian Communications Commission, Emergency Communications Centres: national emergency number"}},
	"PM": {{Number: "112", Source: arcep}},
}

const (
	union = "Directive (EU) 2018/1972, article 109: in the outermost regions too"
	arcep = "Arcep, plan national de numérotation, of which the territory is part: numéros d'urgence"
)

// foremost is the number of a country for everything, where it is neither 112 nor 911, and the metadata have
// numbers of single services besides.
var foremost = map[directory.CountryCode]string{
	"BD": "999", // National Emergency Service
	"CO": "123", // Decreto 4366 of 2006: número único nacional
}

// superseded says that another number has taken the place of one: 101 that of 01, and of 011 and 01 as mobile
// phones had to dial it, in countries of the former Soviet Union, where the metadata have both.
func superseded(number string, c *geography.Country) bool {
	if slices.Contains(givenUp[c.Code], number) {
		return true
	}
	if number[0] != '0' || number[1] < '1' || number[1] > '3' || len(number) > 3 || len(number) == 3 && number[1] != number[2] {
		return false
	}
	return slices.ContainsFunc(c.EmergencyNumbers, func(e geography.EmergencyNumber) bool { return e.Number == "10"+number[1:2] })
}

// standing orders the numbers of a country: the one that is its own on every phone, then its others, then
// those that only mobile phones are known to understand, then those that are no calls.
func standing(ch *directory.Channel) int {
	switch {
	case ch.Kind != directory.ChannelKindVoice:
		return 3
	case dialling.ForAnyPhone(ch.ShortCode, ch.Country), foremost[ch.Country] == ch.ShortCode:
		return 0
	case slices.Contains(everywhere, ch.ShortCode):
		return 2
	}
	return 1
}

func emergencyChannel(number string, country directory.CountryCode, source string) directory.Channel {
	ch := directory.Channel{
		Kind: directory.ChannelKindVoice, ShortCode: number, Country: country, Printed: number,
		Provenance: &directory.Provenance{Sources: []directory.Source{{Reference: source, Class: directory.SourceClassAuthority}}},
	}
	switch {
	case country == "AU" && number == "106":
		ch.Kind = directory.ChannelKindTty // Telecommunications (Emergency Call Service) Determination: text only
	case country == "HK" && number == "992":
		ch.Kind = directory.ChannelKindSms // Hong Kong Police Force: for people who registered and cannot hear or speak
	}
	ch.BelongTo(nil, directory.NumberPlan{Region: country, Type: directory.NumberEmergency})
	return ch
}
