package synthetic

import (
	"fmt"

	"github.com/blueheart-federation/api/internal/directory"
)

var (
	purposes = []directory.HotlinePurpose{
		directory.HotlinePurposeHelp, directory.HotlinePurposeReport, directory.HotlinePurposeInformation,
	}
	responders = []directory.Responder{
		directory.ResponderNgo, directory.ResponderNgo, directory.ResponderGovernment,
		directory.ResponderPolice, directory.ResponderMixed, directory.ResponderUnknown,
	}
	answers = []directory.Answer{directory.AnswerYes, directory.AnswerYes, directory.AnswerNo, directory.AnswerUnknown}
)

// hotline makes the k-th line of the n-th initiative.
func (g *generator) hotline(n, k int, host string, operator directory.ID) *directory.Hotline {
	h := &directory.Hotline{
		Common:   g.common(func(t *tongue) string { return t.hotline }, 10*n+k),
		Operator: operator, Purposes: some(g, purposes, 2), AnsweredBy: one(g, responders),
		Status: directory.HotlineStatusActive, Countries: []directory.CountryCode{g.place.code},
		Populations: some(g, populations, 2),
	}
	g.inEnglish(&h.Common, func(t *tongue) string { return t.hotline }, 10*n+k)
	switch {
	case g.chance(3):
		h.Status = directory.HotlineStatusOutOfService
	case g.chance(2):
		h.Status = directory.HotlineStatusPaused
	}
	if g.chance(30) { // the others inherit that of the initiative
		h.Provenance = g.provenance(host, operator)
	}
	h.Channels = []directory.Channel{g.voice(n, k)}
	if g.chance(50) {
		h.Channels = append(h.Channels, g.writing(n, k, host))
	}
	return h
}

// voice is a telephone. The country code 999 is unassigned (ITU-T E.164), and so is a national number
// that begins with five zeros.
func (g *generator) voice(n, k int) directory.Channel {
	ch := g.channel(directory.ChannelKindVoice)
	if g.chance(85) {
		ch.Number = directory.E164(fmt.Sprintf("+999%08d%d", n, k))
		ch.Printed = fmt.Sprintf("+999 %08d %d", n, k)
	} else {
		ch.NationalNumber = fmt.Sprintf("00000%07d%d", n, k)
		ch.Country = g.place.code
	}
	ch.Safety = &directory.Safety{
		TollFree:            directory.SafetyFact{Value: one(g, answers)},
		ReachableFromAbroad: directory.SafetyFact{Value: one(g, answers)},
		Anonymous:           directory.SafetyFact{Value: one(g, answers)},
	}
	return ch
}

// writing is a channel for people who cannot speak freely.
func (g *generator) writing(n, k int, host string) directory.Channel {
	switch g.random.IntN(4) {
	case 0:
		ch := g.channel(directory.ChannelKindSms)
		ch.Number = directory.E164(fmt.Sprintf("+999%08d%d", n, 5+k))
		return ch
	case 1:
		ch := g.channel(directory.ChannelKindWhatsapp)
		ch.Number = directory.E164(fmt.Sprintf("+999%08d%d", n, 5+k))
		return ch
	case 2:
		ch := g.channel(directory.ChannelKindEmail)
		ch.Email = directory.EmailAddress(fmt.Sprintf("line%d@%s", k, host))
		return ch
	}
	ch := g.channel(directory.ChannelKindChat)
	ch.URL = directory.URL(fmt.Sprintf("https://%s/chat/%d", host, k))
	return ch
}

// channel makes a channel without an address. Four of ten are answered day and night; of one in ten
// nobody knows.
func (g *generator) channel(kind directory.ChannelKind) directory.Channel {
	ch := directory.Channel{Kind: kind}
	for i, tag := range some(g, g.place.languages, 3) {
		ch.Languages = append(ch.Languages, directory.ChannelLanguage{Tag: tag, ByInterpreter: i > 0 && g.chance(30)})
	}
	switch p := g.random.IntN(100); {
	case p < 40:
		ch.Hours = &directory.OpeningHours{Schedule: dayAndNight}
	case p < 90:
		ch.Hours = &directory.OpeningHours{Schedule: one(g, g.place.schedules)}
	}
	return ch
}
