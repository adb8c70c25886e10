package help

import (
	"strings"
	"time"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Answer is whom one person can reach.
type Answer struct {
	Country directory.CountryCode // empty when unknown
	At      time.Time
	Notices []Notice
	Entries []Entry // best first, never empty
	Total   int     // entries there are in all
}

// Entry is one line, or the emergency numbers, with the reasons for its place.
type Entry struct {
	Rank     int // from 1
	Kind     directory.HelpEntryKind
	Hotline  *directory.Hotline // nil for emergency numbers
	Usable   directory.Answer   // now, as far as is known
	Channels []Channel          // those that the person can use first
	Reasons  []Reason
	Replaces []*directory.Hotline // lines that no longer work and that this one stands for
}

// Channel is one way to reach an entry, as it looks from the person's situation.
type Channel struct {
	Channel *directory.Channel
	Usable  directory.Answer
	IsOpen  *bool // nil when unknown
	from    dialling.From
}

// Dial says what to dial from where the person is with the phone they have.
func (c *Channel) Dial() *dialling.Dialling {
	return dialling.Dial(c.Channel, c.from)
}

// Reason is why an entry stands where it stands. Fields that do not belong to the code are zero.
type Reason struct {
	Code     directory.HelpReasonCode
	Country  directory.CountryCode
	Language directory.LanguageTag
	At       *time.Time
	TimeZone string
	Channel  directory.ChannelKind
	Date     directory.Date
	Stated   bool // of HOURS_UNKNOWN: hours are stated, and do not tell
}

// Sentence names the words that tell the reason: its code, and which of its sentences where it has several.
func (r *Reason) Sentence() string {
	key := string(r.Code)
	switch {
	case r.Code == directory.HelpReasonCodeOpenNow && r.At != nil:
		key += ".until"
	case r.Code == directory.HelpReasonCodeHoursUnknown && r.Stated:
		key += ".stated"
	case (r.Code == directory.HelpReasonCodeFallbackRegional || r.Code == directory.HelpReasonCodeFallbackGlobal) && r.Country == "":
		key += ".anywhere"
	}
	return key
}

// Notice is something to hear before the entries.
type Notice struct {
	Code directory.HelpNoticeCode
}

// Find answers for one situation, at the instant at when the situation names none. It gives the first
// lines, at least one, and the emergency numbers. The error is INVALID_INPUT with the path of every
// contradiction.
func Find(s *snapshot.Snapshot, situation *Situation, at time.Time, first int) (*Answer, error) {
	if problems := situation.Validate(); len(problems) > 0 {
		return nil, directory.NewError(directory.InvalidInput, "The situation holds a contradiction or an impossible value.", problems...)
	}
	if situation.Country == "" && situation.Subdivision != "" {
		placed := *situation
		placed.Country = countryOf(situation.Subdivision)
		situation = &placed
	}
	now := at
	if situation.At != nil {
		at = *situation.At
	}
	q := &question{
		snapshot: s, situation: situation, at: at, now: now,
		from: dialling.From{Country: situation.Country, Phone: situation.Phone},
	}
	found, total := q.lines(first)
	lines, all := q.together(found.lines, first)
	return q.answer(found, lines, max(total, all)), nil
}

// countryOf is the country of a subdivision, whose code begins with the country's (ISO 3166-2).
func countryOf(s directory.SubdivisionCode) directory.CountryCode {
	country, _, _ := strings.Cut(string(s), "-")
	if geography.Lookup(directory.CountryCode(country)) == nil {
		return ""
	}
	return directory.CountryCode(country)
}

// question is one situation being answered.
type question struct {
	snapshot  *snapshot.Snapshot
	situation *Situation
	at        time.Time // the instant asked about
	now       time.Time // when it is asked
	from      dialling.From
	freshness freshnessOfDay // of the last day asked about: neighbours in the directory share it
}

type freshnessOfDay struct {
	day   directory.Date
	value directory.Freshness
}

// freshnessOf tells how far a line's last check can be relied on: at the instant asked about, and for one in the
// past now, since a check made after it was still made.
func (q *question) freshnessOf(row uint32) directory.Freshness {
	day := q.snapshot.VerifiedOn(row)
	if q.freshness.value == "" || q.freshness.day != day {
		by := q.at
		if q.now.After(by) {
			by = q.now
		}
		q.freshness = freshnessOfDay{day, q.snapshot.Thresholds().Freshness(day, by)}
	}
	return q.freshness.value
}
