package advice

import (
	"fmt"
	"slices"
	"time"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// adult is the age below which somebody is a child (Convention on the Rights of the Child, article 1).
const adult = 18

// hotline looks for facts about a line that do not go together.
func (a *adviser) hotline(path string, h *directory.Hotline) {
	a.age(path, h)
	if h.Works() && h.ReplacedBy != "" {
		a.warn(path+".replacedBy", Contradiction, "names a successor of a line that works. If it has been replaced, its status is RETIRED or OUT_OF_SERVICE; if not yet, leave replacedBy out.")
	}
	if h.Works() && len(h.Channels) == 0 {
		a.warn(path+".channels", NoChannel, "is empty, so nobody can reach this line. Add a number, a page or a mailbox, or set the status to what is true.")
	}
	if a.in.Scope == directory.ScopeNational && len(a.in.Countries) == 1 {
		for i, c := range h.Countries {
			if c != a.in.Countries[0] {
				a.warn(fmt.Sprintf("%s.countries[%d]", path, i), Contradiction, "the line serves %s, and its initiative is national for %s. Correct the line's countries or the initiative's scope.", shown(c), shown(a.in.Countries[0]))
			}
		}
	}
	for i := range h.Channels {
		at := fmt.Sprintf("%s.channels[%d]", path, i)
		a.number(at, h, &h.Channels[i])
		a.channel(at, h, &h.Channels[i])
	}
	a.reachable(path, h)
}

// age compares whom a line is for with the age it serves from.
func (a *adviser) age(path string, h *directory.Hotline) {
	if h.MinimumAge == nil || *h.MinimumAge < adult {
		return
	}
	child := func(p directory.Population) bool {
		return p == directory.PopulationChildren || p == directory.PopulationGirls || p == directory.PopulationBoys
	}
	switch {
	case len(h.Populations) == 0 || !slices.ContainsFunc(h.Populations, child):
	case slices.ContainsFunc(h.Populations, func(p directory.Population) bool { return !child(p) }):
		a.warn(path+".minimumAge", Contradiction, "is %d, and the line is for children too. If adults call for them, leave minimumAge out; else take the children out of populations.", *h.MinimumAge)
	default:
		a.refuse(path+".minimumAge", Contradiction, "is %d, and the line is for children only, so nobody may call it. Correct minimumAge or populations.", *h.MinimumAge)
	}
}

// channel looks for facts about one channel that do not go together.
func (a *adviser) channel(path string, h *directory.Hotline, ch *directory.Channel) {
	if ch.Email != "" && personalMailbox(string(ch.Email)) {
		a.warn(path+".email", PersonalEmail, "looks like one person's address. Enter a role address such as help@ or info@ of the organization, which stays when the person leaves.")
	}
	if s := ch.Safety; s != nil {
		if s.TollFree.Value == directory.AnswerYes && ch.Cost != nil {
			a.warn(path+".cost", Contradiction, "says what the call costs, and safety.tollFree says that it is free. Keep the one that the source states.")
		}
		if h.AnsweredBy == directory.ResponderPolice && s.ReportsToPoliceWithoutConsent.Value == directory.AnswerNo {
			a.warn(path+".safety.reportsToPoliceWithoutConsent", Contradiction, "is NO, and police answer the line. Whoever calls police has told them: leave it unknown unless a source states how they keep it apart.")
		}
	}
	if ch.Hours == nil || len(ch.Languages) == 0 {
		return
	}
	for i := range ch.Hours.Weekly {
		for j, tag := range ch.Hours.Weekly[i].Languages {
			if !slices.ContainsFunc(ch.Languages, func(l directory.ChannelLanguage) bool {
				return directory.Understands(l.Tag, directory.LanguageTag(tag))
			}) {
				a.warn(fmt.Sprintf("%s.hours.weekly[%d].languages[%d]", path, i, j), Contradiction, "%s is spoken at these hours, and the channel's languages do not name it. Add it there, or take it out here.", shown(tag))
			}
		}
	}
}

// reachable looks for countries that a line for help serves and where none of its channels can be reached
// with any phone. It asks a copy of the line, since the answer depends on what the snapshot sets.
func (a *adviser) reachable(path string, h *directory.Hotline) {
	if !h.Works() || len(h.Channels) == 0 || !slices.Contains(h.Purposes, directory.HotlinePurposeHelp) {
		return
	}
	line := *h
	line.Channels = slices.Clone(h.Channels)
	for i := range line.Channels {
		line.Channels[i].BelongTo(&line, dialling.Classify(&line.Channels[i]))
	}
	var without []directory.CountryCode
	for _, c := range h.Countries {
		reached := slices.ContainsFunc(line.Channels, func(ch directory.Channel) bool {
			mobile, _ := dialling.Assess(&ch, dialling.From{Country: c})
			landline, _ := dialling.Assess(&ch, dialling.From{Country: c, Phone: directory.PhoneKindLandline})
			return mobile != directory.AnswerNo || landline != directory.AnswerNo
		})
		if !reached {
			without = append(without, c)
		}
	}
	if len(without) > 0 {
		a.warn(path+".channels", NotReachable, "the line gives help in %s, and none of its channels can be reached there. Add the number or page that people there use, or correct the countries.", listed(without))
	}
}

func (a *adviser) initiative() {
	in := a.in
	if in.ReplacedBy != "" && (in.Status == directory.InitiativeStatusActive || in.Status == "") {
		a.warn("replacedBy", Contradiction, "names a successor of an initiative that is at work. If it has been replaced, its status is ENDED or RETIRED; if not yet, leave replacedBy out.")
	}
}

// campaign looks at the consents of testimonies. The end of one is a warning and no problem: the entry of a
// withdrawal has to be writable, and the testimony is shown to nobody.
func (a *adviser) campaign(path string, c *directory.Campaign) {
	for i := range c.Testimonies {
		k, at := &c.Testimonies[i].Consent, fmt.Sprintf("%s.testimonies[%d].consent", path, i)
		switch {
		case k.WithdrawnOn != "":
			a.warn(at+".withdrawnOn", ConsentEnded, "the consent has been withdrawn, and nobody is shown this testimony. Take it out of the campaign.")
		case k.ExpiresOn != "" && k.ExpiresOn < directory.Date(a.now.UTC().Format(time.DateOnly)):
			a.warn(at+".expiresOn", ConsentEnded, "the consent has expired, and nobody is shown this testimony. Take it out, or record the new consent if one was given.")
		}
		if a.inFuture(k.RecordedOn) {
			a.refuse(at+".recordedOn", InFuture, "lies in the future, so there is no consent yet. Enter the day on which it was given.")
		}
	}
}

// inFuture says that nowhere on Earth a day has begun. What is no date at all is the form's business.
func (a *adviser) inFuture(day directory.Date) bool {
	_, err := hours.ParseDate(string(day))
	return err == nil && day > directory.Date(a.now.UTC().Add(24*time.Hour).Format(time.DateOnly))
}

// checks looks at the days of checks of all parts.
func (a *adviser) checks() {
	one := func(path string, p *directory.Provenance) {
		if a.inFuture(p.VerifiedOn()) {
			a.refuse(path+".verification.verifiedOn", InFuture, "lies in the future. Enter the day on which it was checked.")
		}
	}
	one("provenance", a.in.Provenance)
	for i, h := range a.in.Hotlines {
		if h == nil {
			continue
		}
		one(fmt.Sprintf("hotlines[%d].provenance", i), h.Provenance)
		for j := range h.Channels {
			one(fmt.Sprintf("hotlines[%d].channels[%d].provenance", i, j), h.Channels[j].Provenance)
		}
	}
	parts(a.in.Campaigns, func(i int, m *directory.Common) { one(fmt.Sprintf("campaigns[%d].provenance", i), m.Provenance) })
	parts(a.in.Resources, func(i int, m *directory.Common) { one(fmt.Sprintf("resources[%d].provenance", i), m.Provenance) })
	parts(a.in.Lessons, func(i int, m *directory.Common) { one(fmt.Sprintf("lessons[%d].provenance", i), m.Provenance) })
}

func parts[T any, P interface {
	*T
	Meta() *directory.Common
}](list []P, each func(int, *directory.Common)) {
	for i, p := range list {
		if p != nil {
			each(i, p.Meta())
		}
	}
}
