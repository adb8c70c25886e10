package snapshot

import (
	"cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// marker says under which values records are found. What it says of a record depends on the record, on the
// organizations that its initiative names, and on the banners that name it; whoever changes one of these has
// it marked anew, see update.go.
type marker struct {
	s     *Snapshot
	kinds map[directory.ID][]directory.OrganizationKind // by initiative, as far as asked for

	marks
	slot uint32                        // of the record at hand
	open map[*hours.Compiled]*[]uint32 // slots of working lines with a channel that keeps these hours
}

func newMarker(s *Snapshot) *marker {
	return &marker{s: s, kinds: map[directory.ID][]directory.OrganizationKind{}, open: map[*hours.Compiled]*[]uint32{}}
}

// markEach marks records of a table, in the order in which they are given.
func markEach[T any](m *marker, t *Table[T], records []*T, mark func(*marker, *T)) {
	for _, r := range records {
		m.slot = t.slots.of[t.meta(r).ID]
		mark(m, r)
	}
}

func (m *marker) mark(f Facet, value string) { m.add(f, value, m.slot) }

func markAll[V ~string](m *marker, f Facet, values []V) {
	for _, v := range values {
		m.mark(f, string(v))
	}
}

// places indexes countries and the UN M49 areas they lie in.
func (m *marker) places(countries []directory.CountryCode) {
	for _, c := range countries {
		m.mark(ByCountry, string(c))
		for _, area := range areasOf(c) {
			m.mark(ByRegion, area)
		}
	}
}

// kindsOf gives the kinds of the organizations behind an initiative.
func (m *marker) kindsOf(id directory.ID) []directory.OrganizationKind {
	kinds, known := m.kinds[id]
	if known {
		return kinds
	}
	if in := m.s.Initiatives.ByID(id); in != nil {
		if in.LeadKind != "" {
			kinds = append(kinds, in.LeadKind)
		}
		for _, o := range in.Organizations {
			if org := m.s.Organizations.ByID(o.Organization); org != nil && org.Kind != "" {
				kinds = append(kinds, org.Kind)
			}
		}
	}
	m.kinds[id] = kinds
	return kinds
}

// banners indexes the banners that an initiative or a campaign is a member of.
func (m *marker) banners(member directory.ID) {
	for _, membership := range m.s.memberships[string(member)] {
		m.mark(ByBanner, string(membership.Banner))
	}
}

func (m *marker) organization(o *directory.Organization) {
	m.places(nonEmpty(o.Country))
	m.mark(ByKind, string(o.Kind))
	m.mark(ByVerifiedOn, string(o.Provenance.VerifiedOn()))
}

func (m *marker) initiative(in *directory.Initiative) {
	m.places(in.Countries)
	m.mark(ByScope, string(in.Scope))
	m.mark(ByStatus, string(in.Status))
	m.mark(ByVerifiedOn, string(in.Provenance.VerifiedOn()))
	markAll(m, ByForm, in.FormsOfExploitation)
	markAll(m, ByPopulation, in.Populations)
	markAll(m, ByOrganizationKind, m.kindsOf(in.ID))
	for _, o := range in.Organizations {
		m.mark(ByOrganization, string(o.Organization))
	}
	m.banners(in.ID)
	for _, h := range in.Hotlines {
		for i := range h.Channels {
			m.spoken(&h.Channels[i])
		}
	}
	for _, c := range in.Campaigns {
		m.banners(c.ID)
	}
}

func (m *marker) hotline(h *directory.Hotline) {
	m.places(h.Countries)
	m.mark(ByStatus, string(h.Status))
	m.mark(ByResponder, string(h.AnsweredBy))
	m.mark(ByVerifiedOn, string(h.Provenance.VerifiedOn()))
	markAll(m, ByPurpose, h.Purposes)
	markAll(m, ByPopulation, h.Populations)
	markAll(m, ByForm, h.FormsOfExploitation)
	markAll(m, ByOrganizationKind, m.kindsOf(h.Initiative))
	if in := m.s.Initiatives.ByID(h.Initiative); in != nil {
		m.mark(ByScope, string(in.Scope))
	}
	if org := m.s.Organizations.ByID(h.Operator); org != nil {
		m.mark(ByOrganizationKind, string(org.Kind))
	}
	always := directory.AnswerNo
	for i := range h.Channels {
		ch := &h.Channels[i]
		m.channel(ch)
		if ch.Hours != nil && ch.Hours.RoundTheClock() {
			always = directory.AnswerYes
		}
		if c := ch.Hours.Compiled(); c != nil && h.Works() {
			m.keeps(c)
		}
	}
	m.mark(ByAlwaysOpen, string(always))
}

func (m *marker) channel(ch *directory.Channel) {
	m.mark(ByChannelKind, string(ch.Kind))
	tollFree, abroad := directory.AnswerUnknown, directory.AnswerUnknown
	if ch.Safety != nil {
		tollFree = cmp.Or(ch.Safety.TollFree.Value, tollFree)
		abroad = cmp.Or(ch.Safety.ReachableFromAbroad.Value, abroad)
	}
	m.mark(ByTollFree, string(tollFree))
	m.mark(ByReachableFromAbroad, string(abroad))
	m.spoken(ch)
}

// spoken indexes the languages of a channel, those of single hours included, by what was said alone: which others
// they answer to is for [Speaking].
func (m *marker) spoken(ch *directory.Channel) {
	for _, l := range ch.Languages {
		m.mark(ByLanguage, string(l.Tag))
	}
	if ch.Hours == nil {
		return
	}
	for i := range ch.Hours.Weekly {
		for _, tag := range ch.Hours.Weekly[i].Languages {
			m.mark(ByLanguage, tag)
		}
	}
}

// keeps notes that the line at hand is open in these hours.
func (m *marker) keeps(hours *hours.Compiled) {
	list := m.open[hours]
	if list == nil {
		list = new([]uint32)
		m.open[hours] = list
	}
	*list = append(*list, m.slot)
}

func (m *marker) campaign(c *directory.Campaign) {
	m.places(c.Countries)
	m.mark(ByStatus, string(c.Status))
	m.mark(ByVerifiedOn, string(c.Provenance.VerifiedOn()))
	markAll(m, ByAudience, c.Audiences)
	markAll(m, ByApproach, c.Approaches)
	markAll(m, ByForm, c.FormsOfExploitation)
	markAll(m, ByOrganizationKind, m.kindsOf(c.Initiative))
	m.banners(c.ID)
	markAll(m, ByPromoted, c.Hotlines)
	for _, media := range c.Media {
		m.mark(ByMediaChannel, string(media.Channel))
	}
	if c.Predecessor != "" {
		m.mark(ByPredecessor, string(c.Predecessor))
	}
}

func (m *marker) resource(r *directory.Resource) {
	m.places(r.Countries)
	m.mark(ByKind, string(r.Kind))
	m.mark(ByFree, string(r.Free))
	m.mark(ByVerifiedOn, string(r.Provenance.VerifiedOn()))
	markAll(m, ByAudience, r.Audiences)
	markAll(m, ByProfession, r.Professions)
	markAll(m, BySector, r.Sectors)
	markAll(m, ByFormat, r.Formats)
	markAll(m, ByOrganizationKind, m.kindsOf(r.Initiative))
	markAll(m, ByLanguage, r.Languages)
}

func (m *marker) lesson(l *directory.Lesson) {
	m.places(l.CountriesOfAction)
	m.mark(ByKind, string(l.Kind))
	m.mark(ByVerifiedOn, string(l.Provenance.VerifiedOn()))
	markAll(m, ByOrigin, l.CountriesOfOrigin)
	markAll(m, ByAudience, l.Audiences)
	markAll(m, ByForm, l.FormsOfExploitation)
	markAll(m, ByAppliedIn, l.AppliedIn)
	if l.LearnedFrom != "" {
		m.mark(ByLearnedFrom, string(l.LearnedFrom))
	}
}
