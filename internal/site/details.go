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

// details are the hours, the cost and the facts of each way of contact that is shown.
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
		if w := k.hours(ch); w.Value != "" {
			if len(channels) > 1 {
				w.Value = k.verb(ch.Kind).Value + ": " + w.Value
			}
			if !slices.Contains(v.Hours, w) {
				v.Hours = append(v.Hours, w)
			}
		}
	}
	if len(v.Facts) == 1 {
		v.Facts[0].Of = nil
	}
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

// hours tells an ordinary week in words, empty when nothing is known of it. Exceptions and holidays count in
// what the reasons say of now.
func (k talk) hours(ch *directory.Channel) words {
	h := ch.Hours
	if h == nil {
		return words{}
	}
	if h.AlwaysOpen {
		return words{Value: k.Say("ALWAYS")}
	}
	var rows []string
	for i := range h.Weekly[:min(len(h.Weekly), 14)] {
		r := &h.Weekly[i]
		if r.TimesUnknown {
			continue
		}
		rows = append(rows, k.days(r.Days)+" "+string(r.Opens)+"–"+string(r.Closes))
	}
	if rows == nil {
		return words{}
	}
	told := strings.Join(rows, "; ")
	if h.TimeZone != "" {
		told += " (" + h.TimeZone + ")"
	}
	return words{Value: told}
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
