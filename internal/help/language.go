package help

import (
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// Ranks of a channel by language, the best first. Below byInterpreter they are the place of the first
// language of the person that is spoken, as far as it matters.
const (
	lastPreference  = 6
	byInterpreter   = 7
	languageUnknown = 8
	otherLanguages  = 9
)

// language ranks a channel by the person's languages; when they are not said, all channels are equal.
func (q *question) language(ch *directory.Channel) int {
	rank, _ := q.spoken(ch)
	return rank
}

// spoken gives the rank of a channel by language, and the language of the person's that it comes from.
func (q *question) spoken(ch *directory.Channel) (rank int, tag directory.LanguageTag) {
	wanted := q.situation.Languages
	if len(wanted) == 0 {
		return 0, ""
	}
	rank, tag = languageUnknown, wanted[0]
	at := q.answered(ch)
	var inForce []string // by the hours; none: those of the channel
	if c := ch.Hours.Compiled(); c != nil {
		inForce = c.Languages(at)
	}
	if len(ch.Languages) > 0 || len(inForce) > 0 {
		rank = otherLanguages
	}
	if rank == otherLanguages && (ch.InterpreterLanguages != nil || ch.LanguageCount != nil) {
		rank = languageUnknown // there are more than are named
	}
	for i, w := range wanted {
		for _, own := range inForce {
			if directory.Understands(directory.LanguageTag(own), w) {
				return min(i, lastPreference), w
			}
		}
		for j := range ch.Languages {
			l := &ch.Languages[j]
			if !directory.Understands(l.Tag, w) {
				continue
			}
			switch now := spokenAt(ch, l, inForce, at); {
			case now == directory.AnswerUnknown:
				if rank > languageUnknown {
					rank, tag = languageUnknown, w
				}
			case now == directory.AnswerYes && l.ByInterpreter:
				if rank > byInterpreter {
					rank, tag = byInterpreter, w
				}
			case now == directory.AnswerYes:
				return min(i, lastPreference), w
			}
		}
	}
	return rank, tag
}

// answered is the instant whose languages count: now, or when a closed channel opens. It only matters where
// languages depend on the hour.
func (q *question) answered(ch *directory.Channel) time.Time {
	c := ch.Hours.Compiled()
	if c == nil || !c.NamesLanguages() && !slices.ContainsFunc(ch.Languages, func(l directory.ChannelLanguage) bool { return len(l.Days) > 0 }) {
		return q.at
	}
	if ch.State(q.at) == hours.Closed {
		if opens, ok := ch.OpensAt(q.at); ok {
			return opens
		}
	}
	return q.at
}

// spokenAt tells whether one of the channel's languages is spoken at an instant: rows of the hours may name
// languages of their own, and a language may be spoken on some days only.
func spokenAt(ch *directory.Channel, l *directory.ChannelLanguage, inForce []string, at time.Time) directory.Answer {
	if len(inForce) > 0 {
		return directory.AnswerNo
	}
	if len(l.Days) == 0 {
		return directory.AnswerYes
	}
	var (
		day   hours.Weekday
		known bool
	)
	if c := ch.Hours.Compiled(); c != nil {
		day, known = c.Weekday(at)
	}
	switch {
	case !known:
		return directory.AnswerUnknown
	case slices.Contains(l.Days, day):
		return directory.AnswerYes
	}
	return directory.AnswerNo
}
