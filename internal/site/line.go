package site

import (
	"html/template"
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/help"
	"github.com/blueheart-federation/api/internal/wording"
)

// lineView is one line, or the emergency numbers, with its ways of contact.
type lineView struct {
	talk
	ID       int
	Open     bool // shown at once; otherwise by its name, which opens the rest
	Name     words
	Status   *words
	Contacts []contact
	Reasons  []words
	Further  []words // reasons that matter less
	Who      words
	Spoken   []spokenWords
	Hours    []hoursGroup
	Costs    []words
	Notes    []words
	Facts    []factGroup
	Sources  []source
}

// contact is one button, or why there is none.
type contact struct {
	Verb    words
	Label   *words // what the source calls it
	Address string
	Link    template.URL // empty: it cannot be used from here
	State   *words       // open or closed now, where a line has several
	Notes   []words      // what to know about this way
	Menu    string       // what to choose when a menu is read out
}

type spokenWords struct {
	Name        string
	Interpreted bool
	Days        string // empty: whenever the line answers
}

type source struct {
	Class words
	Host  string
	Link  template.URL
	Seen  directory.Date
	Words string // a reference without a page
}

func (k talk) line(e *help.Entry, id int, open bool) template.HTML {
	h := e.Hotline
	v := lineView{talk: k, ID: id, Open: open, Name: k.name(h), Reasons: k.reasons(e, false), Further: k.reasons(e, true)}
	if h.StatusNote != nil {
		w := k.tongue.record(h.StatusNote)
		v.Status = &w
	}
	k.contacts(&v, e, len(e.Channels) > 1)
	answers := h.AnsweredBy
	if answers == "" {
		answers = directory.ResponderUnknown
	}
	v.Who = k.Label("Responder", string(answers))
	v.Spoken = k.spokenOn(h)
	k.details(&v, e)
	v.Sources = k.sources(h)
	return piece("line", &v)
}

func (k talk) name(h *directory.Hotline) words {
	text := directory.Best(h.Names, k.tongue.readers)
	if text == nil { // a snapshot lets no line without a name in
		return words{Value: k.Label("HelpEntryKind", "HOTLINE").Value}
	}
	return k.tongue.record(text)
}

// contacts are the ways of contact, those that the person can use first, as package help has them.
func (k talk) contacts(v *lineView, e *help.Entry, several bool) {
	// The entry says so of the best of its ways, and it must not be read of the others.
	free := slices.ContainsFunc(e.Reasons, func(r help.Reason) bool { return r.Code == directory.HelpReasonCodeFree })
	for i := range e.Channels[:min(len(e.Channels), tooMany)] {
		ch := &e.Channels[i]
		d := ch.Dial()
		c := contact{Verb: k.verb(ch.Channel.Kind), Address: d.Display, Link: link(d.Link)}
		if ch.Channel.Kind != directory.ChannelKindEmail && ch.Channel.URL != "" {
			c.Address = host(string(ch.Channel.URL))
		}
		if c.Address == "" {
			c.Address = cut(ch.Channel.Address())
		}
		if ch.Channel.Label != nil {
			w := k.tongue.record(ch.Channel.Label)
			c.Label = &w
		}
		if several && k.Copy == nil {
			code := directory.HelpReasonCodeHoursUnknown
			if ch.IsOpen != nil && *ch.IsOpen {
				code = directory.HelpReasonCodeOpenNow
			} else if ch.IsOpen != nil {
				code = directory.HelpReasonCodeClosedNow
			}
			w := k.Label("HelpReasonCode", string(code))
			c.State = &w
		}
		c.Notes, c.Menu = k.contactNotes(ch.Channel, d), cut(ch.Channel.MenuOption)
		if several && free && mayCost(ch.Channel) {
			c.Notes = append(c.Notes, k.Label("HelpReasonCode", string(directory.HelpReasonCodeMayCost)))
		}
		v.Contacts = append(v.Contacts, c)
	}
}

// mayCost says that no source calls a telephone number free of charge.
func mayCost(ch *directory.Channel) bool {
	switch ch.Kind {
	case directory.ChannelKindVoice, directory.ChannelKindSms, directory.ChannelKindTty:
		return ch.Safety == nil || ch.Safety.TollFree.Value != directory.AnswerYes
	default:
		return false
	}
}

// contactNotes say why a way may not work from here, what it may cost and what is doubtful about its address.
func (k talk) contactNotes(ch *directory.Channel, d *dialling.Dialling) []words {
	var notes []words
	for _, r := range d.Reasons {
		usual := r.Code == directory.DialReasonCodeInsideCountry || r.Code == directory.DialReasonCodeNeedsInternet
		if d.Reachable != directory.AnswerYes || !usual {
			notes = append(notes, k.sentence("DialReason."+string(r.Code), wording.About{}))
		}
	}
	for i := range ch.Cautions[:min(len(ch.Cautions), 2)] {
		notes = append(notes, k.tongue.record(&ch.Cautions[i]))
	}
	if ch.Kind == directory.ChannelKindSms { // such as the word to send, without which nobody answers
		for i := range ch.Notes[:min(len(ch.Notes), 2)] {
			notes = append(notes, k.tongue.record(&ch.Notes[i]))
		}
	}
	return notes
}

// verb is what a button does.
func (k talk) verb(kind directory.ChannelKind) words {
	switch kind {
	case directory.ChannelKindVoice:
		return words{Value: k.Say("CALL")}
	case directory.ChannelKindSms:
		return words{Value: k.Say("TEXT")}
	case directory.ChannelKindEmail:
		return words{Value: k.Say("WRITE")}
	default:
		return k.Label("ChannelKind", string(kind))
	}
}

// schemes are those of links that package dialling makes. html/template would let only some of them through.
var schemes = [...]string{"tel:", "sms:", "mailto:", "viber:", "https:", "http:"}

func link(to string) template.URL {
	for _, scheme := range schemes {
		if len(to) > len(scheme) && strings.EqualFold(to[:len(scheme)], scheme) {
			return template.URL(to) //nolint:gosec // its scheme is one of those above
		}
	}
	return ""
}

// host is what to show of an address.
func host(address string) string {
	_, rest, _ := strings.Cut(address, "//")
	rest, _, _ = strings.Cut(rest, "/")
	return cut(rest)
}

// lesser are reasons that explain a place in the list more than they help to decide.
var lesser = map[directory.HelpReasonCode]bool{
	directory.HelpReasonCodeServesCountry: true, directory.HelpReasonCodeReachableFromHere: true,
	directory.HelpReasonCodeChannelUsable: true, directory.HelpReasonCodePairedLine: true,
}

// momentary are reasons that hold at one instant only: a page of a copy shows the hours instead.
var momentary = map[directory.HelpReasonCode]bool{
	directory.HelpReasonCodeOpenNow: true, directory.HelpReasonCodeOpensAt: true,
	directory.HelpReasonCodeClosedNow: true, directory.HelpReasonCodeHoursUnknown: true,
}

// reasons tells why an entry stands where it stands: what helps to decide, or the rest.
func (k talk) reasons(e *help.Entry, rest bool) []words {
	var told []words
	for i := range e.Reasons {
		r := &e.Reasons[i]
		if lesser[r.Code] != rest || k.Copy != nil && momentary[r.Code] {
			continue
		}
		about := wording.About{Country: r.Country, Language: r.Language, Channel: r.Channel, Zone: r.TimeZone, Date: r.Date}
		if r.At != nil {
			about.At = *r.At
		}
		told = append(told, k.sentence("HelpReason."+r.Sentence(), about))
	}
	return told
}

// spokenOn are the languages of all channels of a line, once each, with the days where they are not spoken on all.
func (k talk) spokenOn(h *directory.Hotline) []spokenWords {
	var all []spokenWords
	seen := map[directory.LanguageTag]int{}
	for i := range h.Channels {
		for _, l := range h.Channels[i].Languages {
			days := k.days(l.Days)
			if at, ok := seen[l.Tag]; ok {
				if all[at].Days != days { // on another channel: which days hold for which would be too much to tell
					all[at].Days = ""
				}
			} else if len(all) < 20 {
				seen[l.Tag] = len(all)
				all = append(all, spokenWords{k.site.words.LanguageName(k.tongue.language, l.Tag), l.ByInterpreter, days})
			}
		}
	}
	return all
}

// sources are where an entry was read, two of them at most.
func (k talk) sources(h *directory.Hotline) []source {
	if h.Provenance == nil {
		return nil
	}
	var all []source
	for _, s := range h.Provenance.Sources[:min(len(h.Provenance.Sources), 2)] {
		one := source{Seen: s.SeenOn, Words: cut(s.Reference)}
		if s.Class != "" {
			one.Class = k.Label("SourceClass", string(s.Class))
		}
		if s.URL != "" {
			one.Link, one.Host = link(string(s.URL)), host(string(s.URL))
		}
		all = append(all, one)
	}
	return all
}
