package advice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// mostShared is how many initiatives may have their website on one host before the host says nothing.
const mostShared = 2

// platforms are hosts on which anybody has a page: only the whole page tells whose it is.
var platforms = map[string]bool{
	"facebook.com": true, "instagram.com": true, "x.com": true, "twitter.com": true, "youtube.com": true, "youtu.be": true,
	"linkedin.com": true, "tiktok.com": true, "t.me": true, "telegram.me": true, "wa.me": true, "api.whatsapp.com": true,
	"whatsapp.com": true, "signal.me": true, "vk.com": true, "ok.ru": true, "weibo.com": true, "linktr.ee": true,
	"line.me": true, "viber.com": true, "m.me": true, "medium.com": true, "github.com": true, "bit.ly": true, "play.google.com": true,
	"apps.apple.com": true, "sites.google.com": true, "docs.google.com": true, "forms.gle": true, "drive.google.com": true,
	"maps.google.com": true, "google.com": true, "wikipedia.org": true, "web.archive.org": true, "canada.ca": true, "admin.ch": true,
	"un.org": true, "unodc.org": true, "osce.org": true, "europa.eu": true,
}

// ofGovernments are labels in the hosts of governments and international bodies, which serve many initiatives.
var ofGovernments = []string{"gov", "gob", "gouv", "gub", "govt", "government", "go", "gv", "mil", "int", "police", "kormany"}

// sharedHost says whether many initiatives have their pages on a host.
func sharedHost(host string) bool {
	labels := strings.Split(host, ".")
	for i := range labels {
		if platforms[strings.Join(labels[i:], ".")] {
			return true
		}
		// "gov" itself is a label anywhere but at the very front, where it may be a name of its own.
		if (i > 0 || labels[i] == "gov" || labels[i] == "government") && slices.Contains(ofGovernments, labels[i]) && !(labels[i] == "go" && i == len(labels)-1) {
			return true
		}
	}
	return false
}

// duplicates looks for public records of other initiatives that may be the same as parts of this one.
func (a *adviser) duplicates() {
	a.sameSite()
	for i, h := range a.in.Hotlines {
		if h == nil {
			continue
		}
		for j := range h.Channels {
			a.sameAddress(fmt.Sprintf("hotlines[%d].channels[%d]", i, j), h, &h.Channels[j])
		}
	}
	for i, r := range a.in.Resources {
		if r == nil {
			continue
		}
		_, page := snapshot.SiteOf(r.URL)
		for other := range a.s.ResourcesAt(page) {
			if !a.duplicate(fmt.Sprintf("resources[%d].url", i), SameSite, directory.RecordKindResource, &other.Common, other.Initiative, "is the page of this resource already. If it is the same one, refer to it instead of entering it again.") {
				break
			}
		}
	}
	if !a.brief {
		a.similarNames()
	}
}

// duplicate adds one unless it is of this initiative or of one it is known to belong with. It says whether
// there is room for more.
func (a *adviser) duplicate(path string, reason Reason, kind directory.RecordKind, other *directory.Common, of directory.ID, message string) bool {
	if a.related(of) {
		return true
	}
	if len(a.advice.Duplicates) >= MaxFindings {
		return false
	}
	d := Duplicate{Path: path, Reason: reason, Kind: kind, ID: other.ID, Initiative: of, Message: message}
	if len(other.Names) > 0 {
		d.Name = other.Names[0].Value
	}
	a.advice.Duplicates = append(a.advice.Duplicates, d)
	return true
}

// related says whether an initiative is this one, its parent, a part of it, or what replaces one of the two:
// then it is known that they agree.
func (a *adviser) related(id directory.ID) bool {
	if id == a.in.ID && id != "" || id == a.in.Parent && id != "" || id == a.in.ReplacedBy && id != "" {
		return true
	}
	other := a.s.Initiatives.ByID(id)
	return other != nil && a.in.ID != "" && (other.Parent == a.in.ID || other.ReplacedBy == a.in.ID)
}

func (a *adviser) sameSite() {
	host, page := snapshot.SiteOf(a.in.Website)
	if host == "" {
		return
	}
	others := make([]*directory.Initiative, 0, mostShared)
	shared := sharedHost(host)
	if !shared {
		for other := range a.s.InitiativesOn(host) {
			if a.related(other.ID) {
				continue
			}
			if len(others) == mostShared {
				shared = true
				break
			}
			others = append(others, other)
		}
	}
	if !shared {
		for _, other := range others {
			a.duplicate("website", SameSite, directory.RecordKindInitiative, &other.Common, other.ID, "is a site that this initiative has already. If they are one, revise that one; if one belongs to the other, say so as its parent.")
		}
		return
	}
	if page == host {
		return // the front page of a government or a platform is nobody's own
	}
	for other := range a.s.InitiativesAt(page) {
		if !a.duplicate("website", SameSite, directory.RecordKindInitiative, &other.Common, other.ID, "is the page of this initiative already. If they are one, revise that one; if one belongs to the other, say so as its parent.") {
			return
		}
	}
}

// sameAddress looks for other lines at the address of a channel. Emergency numbers are everybody's.
func (a *adviser) sameAddress(path string, h *directory.Hotline, ch *directory.Channel) {
	field := "number"
	switch {
	case ch.Number != "":
	case ch.ShortCode != "":
		if field = "shortCode"; emergencyNumber(ch.ShortCode, ch.Country) {
			return
		}
	case ch.NationalNumber != "":
		field = "nationalNumber"
	case ch.URL != "":
		field = "url"
		if host, page := snapshot.SiteOf(ch.URL); host == page && sharedHost(host) {
			return
		}
	default:
		field = "email"
	}
	for other := range a.s.HotlinesAt(snapshot.AddressOf(ch)) {
		if paired(h, other) {
			continue
		}
		if !a.duplicate(path+"."+field, SameAddress, directory.RecordKindHotline, &other.Common, other.Initiative, "is an address of this line already. If it is the same line, do not enter it again: ask the organization that keeps it, or propose a correction.") {
			return
		}
	}
}

// paired says whether two lines are known to go together, or one to replace the other.
func paired(a, b *directory.Hotline) bool {
	return a.ID == b.ID && a.ID != "" || slices.Contains(a.PairedWith, b.ID) || a.ReplacedBy == b.ID ||
		a.ID != "" && (slices.Contains(b.PairedWith, a.ID) || b.ReplacedBy == a.ID)
}

// named is a part of this initiative with its names.
type named struct {
	path      string
	countries []directory.CountryCode
	names     []nameTokens
	acronym   bool // the last of them is one
}

// similarNames compares the names of the initiative, its lines and its campaigns with those of the same kind
// in the same countries; what serves no single country, with what serves none either. The time goes with how
// many records those countries have.
func (a *adviser) similarNames() {
	similar(a, directory.RecordKindInitiative, a.s.Initiatives, []named{a.named("", &a.in.Common, a.in.Acronym, a.in.Countries)},
		func(in *directory.Initiative) (*directory.Common, string, []directory.CountryCode, directory.ID) {
			return &in.Common, in.Acronym, in.Countries, in.ID
		})
	var lines, campaigns []named
	for i, h := range a.in.Hotlines {
		if h != nil {
			lines = append(lines, a.named(fmt.Sprintf("hotlines[%d].", i), &h.Common, "", h.Countries))
		}
	}
	for i, c := range a.in.Campaigns {
		if c != nil {
			campaigns = append(campaigns, a.named(fmt.Sprintf("campaigns[%d].", i), &c.Common, "", c.Countries))
		}
	}
	similar(a, directory.RecordKindHotline, a.s.Hotlines, lines,
		func(h *directory.Hotline) (*directory.Common, string, []directory.CountryCode, directory.ID) {
			return &h.Common, "", h.Countries, h.Initiative
		})
	similar(a, directory.RecordKindCampaign, a.s.Campaigns, campaigns,
		func(c *directory.Campaign) (*directory.Common, string, []directory.CountryCode, directory.ID) {
			return &c.Common, "", c.Countries, c.Initiative
		})
}

func (a *adviser) named(path string, m *directory.Common, acronym string, countries []directory.CountryCode) named {
	if len(countries) == 0 {
		countries = a.in.Countries
	}
	names := namesOf(m, acronym)
	n := named{path: path, countries: countries, acronym: len(names) > len(m.Names)}
	for _, name := range names {
		var t nameTokens
		tokensOf(name, &t)
		n.names = append(n.names, t)
	}
	return n
}

// similar compares parts with the rows of a table, each row read once.
func similar[T any](a *adviser, kind directory.RecordKind, t *snapshot.Table[T], parts []named, of func(*T) (*directory.Common, string, []directory.CountryCode, directory.ID)) {
	var countries []directory.CountryCode
	nowhere := false
	for _, p := range parts {
		nowhere = nowhere || len(p.countries) == 0
		for _, c := range p.countries {
			if !slices.Contains(countries, c) {
				countries = append(countries, c)
			}
		}
	}
	sets := []snapshot.Set{snapshot.With(t, snapshot.ByCountry, countries)}
	if nowhere {
		sets = append(sets, snapshot.With(t, snapshot.ByScope, []directory.Scope{directory.ScopeGlobal, directory.ScopeRegional}))
	}
	var theirs []nameTokens
	hits := make([][]Duplicate, len(parts)) // by part, so that the list is in the order of the record
	for rows := snapshot.Or(sets...).Iterator(); rows.HasNext(); {
		m, acronym, serves, initiative := of(t.Row(rows.Next()))
		if initiative == a.in.ID && initiative != "" {
			continue
		}
		names := namesOf(m, acronym)
		for len(theirs) < len(names) {
			theirs = append(theirs, nameTokens{})
		}
		for i, name := range names {
			tokensOf(name, &theirs[i])
		}
		for i := range parts {
			p := &parts[i]
			if len(hits[i]) >= MaxFindings || !sameCountry(p.countries, serves) {
				continue
			}
			if at := alikeAt(p.names, theirs[:len(names)]); at >= 0 {
				hits[i] = append(hits[i], Duplicate{Path: p.nameAt(at), ID: m.ID, Initiative: initiative, Name: m.Names[0].Value})
			}
		}
	}
	for _, part := range hits {
		for _, d := range part {
			other := directory.Common{ID: d.ID, Names: []directory.Text{{Value: d.Name}}}
			a.duplicate(d.Path, SimilarName, kind, &other, d.Initiative, "resembles the name of this entry in the same country. If they are one, revise that one instead of entering it again; if not, a name that tells them apart helps readers.")
		}
	}
}

// alikeAt gives the first name that is like one of the others, -1 when none is.
func alikeAt(names, others []nameTokens) int {
	for i := range names {
		for j := range others {
			if likeness(&names[i], &others[j]) >= alike {
				return i
			}
		}
	}
	return -1
}

func (n *named) nameAt(i int) string {
	if n.acronym && i == len(n.names)-1 {
		return n.path + "acronym"
	}
	return fmt.Sprintf("%snames[%d]", n.path, i)
}

func sameCountry(a, b []directory.CountryCode) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return slices.ContainsFunc(a, func(c directory.CountryCode) bool { return slices.Contains(b, c) })
}
