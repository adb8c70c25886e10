package help

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// channelSets are every way of contact alone, none, all, not said, and what people often have.
func channelSets() [][]directory.ChannelKind {
	all := []directory.ChannelKind{
		directory.ChannelKindVoice, directory.ChannelKindSms, directory.ChannelKindWhatsapp, directory.ChannelKindSignal,
		directory.ChannelKindTelegram, directory.ChannelKindLine, directory.ChannelKindViber, directory.ChannelKindChat,
		directory.ChannelKindEmail, directory.ChannelKindWebForm, directory.ChannelKindTty, directory.ChannelKindVideoSign,
		directory.ChannelKindApp,
	}
	sets := [][]directory.ChannelKind{nil, {}, all, {directory.ChannelKindWhatsapp, directory.ChannelKindChat}}
	for _, k := range all {
		sets = append(sets, []directory.ChannelKind{k})
	}
	return sets
}

// TestNeverEmpty asks for every territory, at each hour of a week, with each set of channels.
func TestNeverEmpty(t *testing.T) {
	s := foundingSnapshot()
	sets := channelSets()
	start := time.Date(2026, 11, 23, 0, 30, 0, 0, time.UTC)
	var work sync.WaitGroup
	territories := make(chan directory.CountryCode)
	for range 2 {
		work.Go(func() {
			for country := range territories {
				for hour := range hoursAsked() {
					for i, set := range sets {
						if !ask(i, hour) {
							continue
						}
						at := start.Add(time.Duration(hour) * time.Hour)
						q := Situation{Country: country, Channels: set, At: &at}
						a, err := Find(s, &q, now, 20)
						if err != nil {
							t.Errorf("%s %s %v: %v", country, at, set, err)
							continue
						}
						check(t, &q, a)
					}
				}
			}
		})
	}
	asked := 0
	for _, c := range geography.Countries() {
		territories <- c.Code
		asked++
	}
	territories <- "" // who does not know where they are
	close(territories)
	work.Wait()
	if asked != 250 { // the 249 of ISO 3166-1, and Kosovo
		t.Errorf("%d territories", asked)
	}
}

// check fails on an entry whose reasons are not so.
func check(t *testing.T, q *Situation, a *Answer) {
	t.Helper()
	bad := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s at %s with %v: "+format, append([]any{q.Country, a.At, q.Channels}, args...)...)
	}
	emergencies, emptyHanded := 0, true
	for i := range a.Entries {
		e := &a.Entries[i]
		if len(e.Reasons) == 0 || len(e.Channels) == 0 {
			bad("entry %d has no reason or no channel", e.Rank)
			continue
		}
		if e.Usable != directory.AnswerNo {
			emptyHanded = false
		}
		if e.Kind == directory.HelpEntryKindEmergencyNumbers {
			emergencies++
			if !has(e, directory.HelpReasonCodeEmergencyNumber) {
				bad("the emergency numbers do not say what they are")
			}
			continue
		}
		checkLine(e, q, a, bad)
	}
	if emergencies != 1 {
		bad("%d entries of emergency numbers", emergencies)
	}
	voice := q.Channels == nil || slices.Contains(q.Channels, directory.ChannelKindVoice)
	if emptyHanded && voice {
		bad("nothing can be used though a call is possible")
	}
}

func checkLine(e *Entry, q *Situation, a *Answer, bad func(string, ...any)) {
	h := e.Hotline
	if h.Status != directory.HotlineStatusActive && h.Status != directory.HotlineStatusPaused {
		bad("%s is %s", h.ID, h.Status)
	}
	if serves := slices.Contains(h.Countries, q.Country); serves != has(e, directory.HelpReasonCodeServesCountry) {
		bad("%s serves the country: %t, and says otherwise", h.ID, serves)
	} else if !serves && !has(e, directory.HelpReasonCodePairedLine) && !has(e, directory.HelpReasonCodeFallbackRegional) && !has(e, directory.HelpReasonCodeFallbackGlobal) {
		bad("%s does not say why it stands there", h.ID)
	}
	for code, want := range map[directory.HelpReasonCode]bool{
		directory.HelpReasonCodeUnverified:       true, // as is everything in the founding data
		directory.HelpReasonCodeAnsweredByPolice: h.AnsweredBy == directory.ResponderPolice,
	} {
		if has(e, code) != want {
			bad("%s gives the reason %s: %t, want %t", h.ID, code, !want, want)
		}
	}
	if h.Works() && !slices.ContainsFunc(e.Channels, func(c Channel) bool { // the one that the line's place comes from
		state := c.Channel.State(a.At)
		return has(e, directory.HelpReasonCodeOpenNow) == (state == hours.Open) && has(e, directory.HelpReasonCodeHoursUnknown) == (state == hours.Unknown)
	}) {
		bad("%s has no channel with the hours of its reasons", h.ID)
	}
	if !slices.IsSortedFunc(e.Channels, func(a, b Channel) int { return usableRank(a.Usable) - usableRank(b.Usable) }) || e.Usable != e.Channels[0].Usable {
		bad("%s is usable: %s, and its channels are not in order", h.ID, e.Usable)
	}
	ch := e.Channels[0].Channel
	answer, _ := dialling.Assess(ch, dialling.From{Country: q.Country})
	usable := q.Channels == nil || slices.Contains(q.Channels, ch.Kind)
	switch {
	case e.Usable == directory.AnswerYes && (!usable || answer != directory.AnswerYes || ch.State(a.At) != hours.Open):
		bad("%s is not usable for sure", h.ID)
	case e.Usable == directory.AnswerUnknown && !usable:
		bad("%s cannot be used", h.ID)
	}
}
