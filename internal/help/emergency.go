package help

import (
	"cmp"
	"slices"
	"sync"

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
	channels := emergencyChannels(q.situation.Country)
	usable := directory.AnswerYes
	switch {
	case q.situation.Phone == directory.PhoneKindNoPhone,
		q.situation.Channels != nil && !slices.Contains(q.situation.Channels, directory.ChannelKindVoice):
		usable = directory.AnswerNo
	case channels.anyNetwork:
		usable = directory.AnswerUnknown // not every country answers them
	}
	e := Entry{Kind: directory.HelpEntryKindEmergencyNumbers, Usable: usable, Channels: make([]Channel, len(channels.list))}
	for i := range channels.list {
		e.Channels[i] = Channel{Channel: &channels.list[i], Usable: usable, from: q.from, urgent: true}
	}
	e.Reasons = append(e.Reasons, Reason{Code: directory.HelpReasonCodeEmergencyNumber, Country: q.situation.Country})
	if channels.anyNetwork {
		e.Reasons = append(e.Reasons, Reason{Code: directory.HelpReasonCodeWorksOnAnyNetwork})
	}
	if usable == directory.AnswerNo {
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
		slices.SortStableFunc(listed, func(a, b geography.EmergencyNumber) int { return cmp.Compare(known112(a.Number), known112(b.Number)) })
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

// known112 puts the numbers that work on most phones first.
func known112(number string) int {
	if i := slices.Index(everywhere, number); i >= 0 {
		return i
	}
	return len(everywhere)
}

func emergencyChannel(number string, country directory.CountryCode, source string) directory.Channel {
	return directory.Channel{
		Kind: directory.ChannelKindVoice, ShortCode: number, Country: country, Printed: number,
		Provenance: &directory.Provenance{Sources: []directory.Source{{Reference: source, Class: directory.SourceClassAuthority}}},
	}
}
