package directory

import (
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/directory/hours"
)

// Hotline is a line a person can reach, by one or more channels. Lists that are empty mean "not
// stated", never "none".
type Hotline struct {
	Common
	Initiative          ID // set by the snapshot: the aggregate it is part of
	Operator            ID
	Purposes            []HotlinePurpose
	AnsweredBy          Responder
	Status              HotlineStatus
	StatusNote          *Text
	Countries           []CountryCode
	Subdivisions        []SubdivisionCode
	ServiceAreas        []Text // the area as printed, where no ISO 3166-2 code says it
	Populations         []Population
	PopulationsPrinted  []Text
	MinimumAge          *int
	MaximumAge          *int
	FormsOfExploitation []FormOfExploitation
	Offers              []Text
	DoesNotOffer        []Text
	Channels            []Channel
	UnaddressedChannels []ChannelKind // ways a source names without giving an address
	PairedWith          []ID
	ReplacedBy          ID
	Facts               []Fact
}

// Channel is one way to reach a hotline. Exactly one of Number, ShortCode, NationalNumber, URL and
// Email is set; ShortCode and NationalNumber come with the Country they work in. None is ever derived
// from another: a short code written as E.164 would call a stranger.
type Channel struct {
	Kind                 ChannelKind
	Label                *Text
	Number               E164
	ShortCode            string
	NationalNumber       string
	Country              CountryCode
	URL                  URL
	Email                EmailAddress
	Printed              string // the address as the source prints it
	Phones               []PhoneKind
	MenuOption           string
	Cost                 *Text
	Languages            []ChannelLanguage
	LanguageCount        *Quantity // spoken without interpreter, where a source counts more than it names
	InterpreterLanguages *Quantity
	Hours                *OpeningHours
	TimeZone             string  // IANA name, where Hours give none: it may be known without them
	TimeZoneDerived      bool    // TimeZone was taken from the country, no source prints it
	Safety               *Safety // nil: nothing is known
	Cautions             []Text  // doubts about the address to be heard before relying on it
	Notes                []Text
	Provenance           *Provenance
	line                 *Hotline
	plan                 NumberPlan
}

// NumberPlan is what the number-plan metadata say of a channel's number; see package dialling.
type NumberPlan struct {
	Region CountryCode // where the number belongs, empty when no country or more than one
	Type   NumberType
}

// NumberType says what kind of number one is, as far as dialling it from elsewhere goes.
type NumberType uint8

// The values of NumberType.
const (
	NumberNone      NumberType = iota // the channel has no E.164 number
	NumberOrdinary                    // of a place or a mobile phone: it can be called from any country
	NumberTollFree                    // free for the caller, as a rule only inside its country
	NumberSpecial                     // shared cost, premium rate or company-wide
	NumberNotInPlan                   // the metadata do not know it
	NumberEmergency                   // of the emergency services
)

// Line is the hotline the channel belongs to, nil outside a snapshot.
func (c *Channel) Line() *Hotline { return c.line }

// NumberPlan is what the number-plan metadata say, nothing outside a snapshot.
func (c *Channel) NumberPlan() NumberPlan { return c.plan }

// BelongTo sets what is derived from elsewhere: the line, and what the number-plan metadata say. The
// snapshot calls it before anybody else sees the value.
func (c *Channel) BelongTo(line *Hotline, plan NumberPlan) { c.line, c.plan = line, plan }

// Address is the one address of the channel as text.
func (c *Channel) Address() string {
	for _, a := range [...]string{string(c.Number), c.ShortCode, c.NationalNumber, string(c.URL)} {
		if a != "" {
			return a
		}
	}
	return string(c.Email)
}

// ChannelLanguage is a language spoken on a channel; no Days means whenever it is answered.
type ChannelLanguage struct {
	Tag           LanguageTag
	ByInterpreter bool
	Days          []hours.Weekday
	Provenance    *Provenance
}

// SafetyFact is a fact a person may need before making contact. The zero value means unknown.
type SafetyFact struct {
	Value      Answer
	Note       *Text
	Provenance *Provenance
}

// Safety holds what to know before making contact.
type Safety struct {
	TollFree                      SafetyFact
	ReachableFromAbroad           SafetyFact
	WorksWithoutCredit            SafetyFact
	AppearsOnPhoneBill            SafetyFact
	CallsRecorded                 SafetyFact
	Anonymous                     SafetyFact
	ReportsToPoliceWithoutConsent SafetyFact
}

// Facts gives the seven facts for loops over all of them; none of a nil Safety.
func (s *Safety) Facts() [7]*SafetyFact {
	if s == nil {
		return [7]*SafetyFact{}
	}
	return [...]*SafetyFact{
		&s.TollFree, &s.ReachableFromAbroad, &s.WorksWithoutCredit, &s.AppearsOnPhoneBill,
		&s.CallsRecorded, &s.Anonymous, &s.ReportsToPoliceWithoutConsent,
	}
}

// SafetyShown is what to know before making contact, complete: what is not known says so, and a fact
// without provenance of its own has the channel's.
func (c *Channel) SafetyShown() *Safety {
	var shown Safety
	if c.Safety != nil {
		shown = *c.Safety
	}
	for _, f := range shown.Facts() {
		if f.Value == "" {
			f.Value = AnswerUnknown
		}
		if f.Provenance == nil {
			f.Provenance = c.Provenance.ForParts()
		}
	}
	return &shown
}

// HoursShown is the hours with the channel's provenance where they have none of their own, nil when
// nothing is known.
func (c *Channel) HoursShown() *OpeningHours {
	if c.Hours == nil {
		return nil
	}
	shown := *c.Hours
	if shown.PublicHolidays == "" {
		shown.PublicHolidays = hours.HolidaysUnknown
	}
	if shown.Provenance == nil {
		shown.Provenance = c.Provenance.ForParts()
	}
	return &shown
}

// Zone is the time zone in which the channel is answered, by its hours or by its own; empty when unknown.
func (c *Channel) Zone() string {
	if c.Hours != nil && c.Hours.TimeZone != "" {
		return c.Hours.TimeZone
	}
	return c.TimeZone
}

// ZoneDerived says that Zone was taken from the country and that no source prints it.
func (c *Channel) ZoneDerived() bool {
	if c.Hours != nil && c.Hours.TimeZone != "" {
		return c.Hours.TimeZoneDerived
	}
	return c.TimeZoneDerived
}

// LanguagesShown is the languages with the channel's provenance where they have none of their own.
func (c *Channel) LanguagesShown() []ChannelLanguage {
	shown := slices.Clone(c.Languages)
	for i := range shown {
		if shown[i].Provenance == nil {
			shown[i].Provenance = c.Provenance.ForParts()
		}
	}
	return shown
}

// OpeningHours is when a channel is answered, and who says so.
type OpeningHours struct {
	hours.Schedule
	Provenance *Provenance
	compiled   *hours.Compiled
}

// Use sets the compiled form, which answers the questions below. The snapshot calls it before anybody
// else sees the value.
func (o *OpeningHours) Use(c *hours.Compiled) { o.compiled = c }

// Compiled is the form that answers questions about instants, nil when nothing is known.
func (o *OpeningHours) Compiled() *hours.Compiled {
	if o == nil {
		return nil
	}
	return o.compiled
}

// Works says that the line is published as working: neither paused, out of service nor retired.
func (h *Hotline) Works() bool { return h.Status == HotlineStatusActive || h.Status == "" }

// silent says that nobody answers, whatever the hours say.
func (c *Channel) silent() bool { return c.line != nil && !c.line.Works() }

// State tells whether a channel is answered at an instant. Without hours it is unknown; on a line that does
// not work it is closed.
func (c *Channel) State(at time.Time) hours.State {
	if c.silent() {
		return hours.Closed
	}
	if k := c.Hours.Compiled(); k != nil {
		return k.State(at)
	}
	return hours.Unknown
}

// State tells whether any channel is answered at an instant: open when one is, closed when all are known
// to be closed, else unknown.
func (h *Hotline) State(at time.Time) hours.State {
	state := hours.Closed
	if !h.Works() {
		return state
	}
	for i := range h.Channels {
		switch h.Channels[i].State(at) {
		case hours.Open:
			return hours.Open
		case hours.Unknown:
			state = hours.Unknown
		default:
		}
	}
	if len(h.Channels) == 0 {
		return hours.Unknown
	}
	return state
}

// OpensAt is when the first channel opens after an instant at which the line is known to be closed. It is
// not known when the hours of a channel become unknown before: then that one may open earlier.
func (h *Hotline) OpensAt(at time.Time) (opens time.Time, ok bool) {
	if !h.Works() || h.State(at) != hours.Closed {
		return time.Time{}, false
	}
	for i := range h.Channels { // all are closed, so the first change of any is the first of the line
		if t, _, changes := h.Channels[i].Hours.Compiled().NextChange(at); changes && (!ok || t.Before(opens)) {
			opens, ok = t, true
		}
	}
	if !ok || h.State(opens) != hours.Open {
		return time.Time{}, false
	}
	return opens, true
}

// ClosesAt is when the line is no longer answered on any channel, after an instant at which it is. It
// is not known while a channel with unknown hours may still be open then.
func (h *Hotline) ClosesAt(at time.Time) (time.Time, bool) {
	if h.State(at) != hours.Open {
		return time.Time{}, false
	}
	for range 64 { // each round passes at least one change of one channel
		latest, found := at, false
		for i := range h.Channels {
			k := h.Channels[i].Hours.Compiled()
			if k == nil || k.State(at) != hours.Open {
				continue
			}
			t, known := k.ClosesAt(at)
			if !known {
				return time.Time{}, false
			}
			if t.After(latest) {
				latest, found = t, true
			}
		}
		if !found {
			return time.Time{}, false
		}
		at = latest
		switch h.State(at) {
		case hours.Closed:
			return at, true
		case hours.Unknown:
			return time.Time{}, false
		default: // another channel is still open
		}
	}
	return time.Time{}, false
}

// OpensAt is when the channel opens after an instant at which it is known to be closed.
func (c *Channel) OpensAt(at time.Time) (time.Time, bool) {
	if k := c.Hours.Compiled(); k != nil && !c.silent() {
		return k.OpensAt(at)
	}
	return time.Time{}, false
}

// ClosesAt is when the channel closes after an instant at which it is known to be open.
func (c *Channel) ClosesAt(at time.Time) (time.Time, bool) {
	if k := c.Hours.Compiled(); k != nil && !c.silent() {
		return k.ClosesAt(at)
	}
	return time.Time{}, false
}
