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

// maxNumbers bounds how many emergency numbers are shown; the source has more for some countries, each of
// one service.
const maxNumbers = 6

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
		listed := slices.Clone(country.EmergencyNumbers)
		if slices.ContainsFunc(listed, short) { // the others reach a station of one town
			listed = slices.DeleteFunc(listed, func(e geography.EmergencyNumber) bool { return !short(e) })
		}
		slices.SortStableFunc(listed, func(a, b geography.EmergencyNumber) int {
			return cmp.Compare(standing(a.Number, country.Code), standing(b.Number, country.Code))
		})
		var n numbers
		for _, e := range listed[:min(maxNumbers, len(listed))] {
			n.list = append(n.list, emergencyChannel(e.Number, country.Code, e.Source))
		}
		all[country.Code] = n
	}
	unplaced := numbers{anyNetwork: true}
	for _, number := range everywhere {
		unplaced.list = append(unplaced.list, emergencyChannel(number, "", "3GPP TS 22.101, section 10.1: emergency calls"))
	}
	all[""] = unplaced
	return all
})

// short says that a number is one that works in the whole country; South Africa's 10111 is the longest.
func short(e geography.EmergencyNumber) bool { return len(e.Number) <= 5 }

// standing orders the numbers of a country: the one that is its own on every phone, then its others, then
// those that only mobile phones are known to understand.
func standing(number string, country directory.CountryCode) int {
	switch {
	case dialling.ForAnyPhone(number, country):
		return 0
	case slices.Contains(everywhere, number):
		return 2
	}
	return 1
}

func emergencyChannel(number string, country directory.CountryCode, source string) directory.Channel {
	ch := directory.Channel{
		Kind: directory.ChannelKindVoice, ShortCode: number, Country: country, Printed: number,
		Provenance: &directory.Provenance{Sources: []directory.Source{{Reference: source, Class: directory.SourceClassAuthority}}},
	}
	if country == "AU" && number == "106" {
		ch.Kind = directory.ChannelKindTty // Telecommunications (Emergency Call Service) Determination: text only
	}
	ch.BelongTo(nil, directory.NumberPlan{Region: country, Type: directory.NumberEmergency})
	return ch
}
