package site

import (
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/help"
)

// factNames are the Page texts of the facts of directory.Safety, in its order.
var factNames = [7]string{"FACT_FREE", "FACT_ABROAD", "FACT_CREDIT", "FACT_BILL", "FACT_RECORDED", "FACT_ANONYMOUS", "FACT_POLICE"}

// factGroup is what is known of one way of contact, or of several of which the same is known. What nobody
// knows is said as such: it is never a "no".
type factGroup struct {
	Of      []contact // the ways, when a line has several
	Known   string
	Denied  string
	Unknown string
	answers [7]directory.Answer
}

// hoursGroup is the ordinary week of one way of contact, or of several that have the same. Without the ways, hours
// of one number would be read as those of another.
type hoursGroup struct {
	Of   []contact // the ways, when a line has several that differ
	Told string    // empty: not known
	Note string    // what does not fit into hours, in a language that nobody stated
}

// mostNotes bounds the notes of one line.
const mostNotes = 3

// details are the hours, the cost, the notes and the facts of each way of contact that is shown.
func (k talk) details(v *lineView, e *help.Entry) {
	channels := e.Channels[:min(len(e.Channels), tooMany)]
	for i := range channels {
		ch := channels[i].Channel
		k.facts(v, &v.Contacts[i], ch)
		if ch.Cost != nil {
			if w := k.tongue.record(ch.Cost); !slices.Contains(v.Costs, w) {
				v.Costs = append(v.Costs, w)
			}
		}
		if ch.Kind != directory.ChannelKindSms { // what to write stands by its button
			for j := range ch.Notes {
				if w := k.tongue.record(&ch.Notes[j]); len(v.Notes) < mostNotes && !slices.Contains(v.Notes, w) {
					v.Notes = append(v.Notes, w)
				}
			}
		}
		k.hours(v, &v.Contacts[i], ch)
	}
	if len(v.Facts) == 1 {
		v.Facts[0].Of = nil
	}
	if len(v.Hours) == 1 {
		v.Hours[0].Of = nil
	}
}

func (k talk) hours(v *lineView, of *contact, ch *directory.Channel) {
	g := hoursGroup{Of: []contact{*of}, Told: k.week(ch)}
	if ch.Hours != nil {
		g.Note = cut(ch.Hours.Note)
	}
	for i := range v.Hours {
		if same := &v.Hours[i]; same.Told == g.Told && same.Note == g.Note {
			same.Of = append(same.Of, *of)
			return
		}
	}
	v.Hours = append(v.Hours, g)
}

func (k talk) facts(v *lineView, of *contact, ch *directory.Channel) {
	var answers [7]directory.Answer
	for i, f := range ch.SafetyShown().Facts() {
		answers[i] = f.Value
	}
	for i := range v.Facts {
		if g := &v.Facts[i]; g.answers == answers {
			g.Of = append(g.Of, *of)
			return
		}
	}
	g := factGroup{Of: []contact{*of}, answers: answers}
	var known, denied, unknown []string
	for i, a := range answers {
		switch name := k.Say(factNames[i]); a {
		case directory.AnswerYes:
			known = append(known, name)
		case directory.AnswerNo:
			denied = append(denied, name)
		default:
			unknown = append(unknown, name)
		}
	}
	g.Known, g.Denied, g.Unknown = strings.Join(known, "; "), strings.Join(denied, "; "), strings.Join(unknown, "; ")
	v.Facts = append(v.Facts, g)
}

// mostRows bounds the rows of one week.
const mostRows = 14

// week tells an ordinary week in words, empty when nothing is known of it, or it was stated for other days than today.
// Exceptions and holidays count in what the reasons say of now.
func (k talk) week(ch *directory.Channel) string {
	h := ch.Hours
	if h == nil || !h.StatedFor(k.site.now()) {
		return ""
	}
	if h.AlwaysOpen {
		return k.Say("ALWAYS")
	}
	var rows []string
	known := false
	for i := range h.Weekly {
		r := &h.Weekly[i]
		if len(rows) == mostRows {
			rows = append(rows, "…") // a day that does not stand here would be read as closed
			break
		}
		if r.TimesUnknown {
			rows = append(rows, k.days(r.Days)+" ("+k.Say("UNKNOWN")+")")
			continue
		}
		rows, known = append(rows, k.days(r.Days)+" "+string(r.Opens)+"–"+string(r.Closes)), true
	}
	if !known {
		return ""
	}
	told := strings.Join(rows, "; ")
	if h.TimeZone != "" {
		told += " (" + h.TimeZone + ")"
	}
	return told
}

// days names weekdays, those in a row by the first and the last.
func (k talk) days(days []hours.Weekday) string {
	week := hours.Weekdays()
	on := make([]bool, len(week))
	for i, d := range week {
		on[i] = slices.Contains(days, d)
	}
	name := func(i int) string { return k.Label("Weekday", string(week[i])).Value }
	var spans []string
	for i := 0; i < len(week); i++ {
		if !on[i] {
			continue
		}
		first := i
		for i+1 < len(week) && on[i+1] {
			i++
		}
		switch i - first {
		case 0:
			spans = append(spans, name(first))
		case 1:
			spans = append(spans, name(first), name(i))
		default:
			spans = append(spans, name(first)+"–"+name(i))
		}
	}
	return strings.Join(spans, ", ")
}
