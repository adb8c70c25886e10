package snapshot

import (
	"cmp"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// lastKey sorts after every country code.
const lastKey = "\U0010FFFF"

// Build makes a snapshot of prepared entries: a pure function of its arguments. A slug or id that stands
// twice is set aside for the later entry. A reference to a record that is not there is kept and answers
// null: hiding a number because its operator's entry is missing would be the greater harm.
func Build(entries []*Entry, revision int64, now time.Time, thresholds directory.Thresholds) *Snapshot {
	s := &Snapshot{
		Revision: revision, BuiltAt: now.UTC(), Source: directory.DirectorySourceDatabase, thresholds: thresholds,
		slugs: map[string]*directory.Initiative{}, memberships: map[string][]*directory.BannerMembership{},
	}
	entries = slices.SortedFunc(slices.Values(entries), func(a, b *Entry) int { return cmp.Compare(a.ID, b.ID) })
	var (
		g    gathered
		seen = make(map[directory.ID]bool, 4*len(entries))
	)
	for _, e := range entries {
		s.SetAside = append(s.SetAside, e.SetAside...)
		switch {
		case e.Organization != nil && seen[e.ID]:
			s.SetAside = append(s.SetAside, SetAside{Record: e.ID, Problems: []directory.Problem{
				{Path: "id", Code: directory.Conflict, Message: "stands at another record"},
			}})
		case e.Organization != nil:
			seen[e.ID] = true
			g.organizations = append(g.organizations, e.Organization)
		case e.Initiative != nil:
			if problem := g.add(e.Initiative, seen, s.slugs); problem != nil {
				s.SetAside = append(s.SetAside, SetAside{Record: e.ID, Problems: []directory.Problem{*problem}})
			}
		}
	}
	s.tables(&g)
	s.index()
	s.finder = newFinder(s)
	s.Coverage(now) // so that the first reader does not pay for it
	return s
}

// tables sorts the records of each kind, on all processors: at a hundred thousand initiatives this is the
// longest part of a build.
func (s *Snapshot) tables(g *gathered) {
	var work errgroup.Group
	for _, build := range []func(){
		func() {
			s.Organizations = newTable('o', g.organizations, []sortBy[directory.Organization]{
				{"NAME", nil},
				{"COUNTRY", func(o *directory.Organization, name string) string { return countryKey(nonEmpty(o.Country), name) }},
			})
		},
		func() {
			s.Initiatives = newTable('i', g.initiatives, []sortBy[directory.Initiative]{
				{"NAME", nil},
				{"COUNTRY", func(i *directory.Initiative, name string) string { return countryKey(i.Countries, name) }},
				{"VERIFIED_ON", func(i *directory.Initiative, _ string) string { return string(i.Provenance.VerifiedOn()) }},
				{"UPDATED_AT", func(i *directory.Initiative, _ string) string {
					return i.UpdatedAt.UTC().Format("2006-01-02T15:04:05.000Z")
				}},
			})
		},
		func() {
			s.Hotlines = newTable('h', g.hotlines, []sortBy[directory.Hotline]{
				{"STANDING", standingKey},
				{"NAME", nil},
				{"COUNTRY", func(h *directory.Hotline, name string) string { return countryKey(h.Countries, name) }},
				{"VERIFIED_ON", func(h *directory.Hotline, _ string) string { return string(h.Provenance.VerifiedOn()) }},
			})
		},
		func() {
			s.Campaigns = newTable('c', g.campaigns, []sortBy[directory.Campaign]{
				{"NAME", nil},
				{"COUNTRY", func(c *directory.Campaign, name string) string { return countryKey(c.Countries, name) }},
				{"START", func(c *directory.Campaign, _ string) string { return string(c.Start) }},
				{"END", func(c *directory.Campaign, _ string) string { return string(c.End) }},
			})
		},
		func() {
			s.Resources = newTable('r', g.resources, []sortBy[directory.Resource]{
				{"NAME", nil},
				{"COUNTRY", func(r *directory.Resource, name string) string { return countryKey(r.Countries, name) }},
				{"KIND", func(r *directory.Resource, name string) string { return bound(string(r.Kind) + " " + name) }},
			})
		},
		func() {
			s.Lessons = newTable('l', g.lessons, []sortBy[directory.Lesson]{
				{"NAME", nil},
				{"COUNTRY", func(l *directory.Lesson, name string) string { return countryKey(l.CountriesOfAction, name) }},
			})
		},
	} {
		work.Go(func() error { return contained(func() error { build(); return nil }) })
	}
	if err := work.Wait(); err != nil {
		panic(err) // in the goroutine of the caller, who contains it
	}
}

// gathered are the parts of all aggregates, kind by kind.
type gathered struct {
	organizations []*directory.Organization
	initiatives   []*directory.Initiative
	hotlines      []*directory.Hotline
	campaigns     []*directory.Campaign
	resources     []*directory.Resource
	lessons       []*directory.Lesson
}

func (g *gathered) add(in *directory.Initiative, seen map[directory.ID]bool, slugs map[string]*directory.Initiative) *directory.Problem {
	if slugs[in.Slug] != nil {
		return &directory.Problem{Path: "slug", Code: directory.Conflict, Message: "stands at another initiative"}
	}
	ids := []directory.ID{in.ID}
	for _, h := range in.Hotlines {
		ids = append(ids, h.ID)
	}
	for _, c := range in.Campaigns {
		ids = append(ids, c.ID)
	}
	for _, r := range in.Resources {
		ids = append(ids, r.ID)
	}
	for _, l := range in.Lessons {
		ids = append(ids, l.ID)
	}
	for i, id := range ids {
		if seen[id] || slices.Contains(ids[:i], id) {
			return &directory.Problem{Path: "id", Code: directory.Conflict, Message: "a part of it has the id of another record: " + string(id)}
		}
	}
	for _, id := range ids {
		seen[id] = true
	}
	slugs[in.Slug] = in
	g.initiatives = append(g.initiatives, in)
	g.hotlines = append(g.hotlines, in.Hotlines...)
	g.campaigns = append(g.campaigns, in.Campaigns...)
	g.resources = append(g.resources, in.Resources...)
	g.lessons = append(g.lessons, in.Lessons...)
	return nil
}

func nameKey(m *directory.Common) string { return foldKey(m.Names[0].Value) }

func countryKey(countries []directory.CountryCode, name string) string {
	if len(countries) == 0 {
		return bound(lastKey + name)
	}
	return bound(string(countries[0]) + " " + name)
}

// standingKey puts the lines that work before those that do not, and among them the most recently checked
// first: a list that is cut short must not lead with a number nobody answers.
func standingKey(h *directory.Hotline, name string) string {
	standing := "3"
	switch h.Status {
	case directory.HotlineStatusActive:
		standing = "0"
	case directory.HotlineStatusPaused:
		standing = "1"
	case directory.HotlineStatusOutOfService:
		standing = "2"
	default: // retired
	}
	return bound(standing + newestFirst(h.Provenance.VerifiedOn()) + " " + name)
}

// newestFirst turns a day around, so that later ones sort first and none at all sorts last.
func newestFirst(day directory.Date) string {
	if day == "" {
		return "~"
	}
	turned := []byte(day)
	for i, c := range turned {
		if c >= '0' && c <= '9' {
			turned[i] = '9' - (c - '0')
		}
	}
	return string(turned)
}

func nonEmpty(c directory.CountryCode) []directory.CountryCode {
	if c == "" {
		return nil
	}
	return []directory.CountryCode{c}
}

// index fills the facets of all tables and the relations between them.
func (s *Snapshot) index() {
	texts := map[directory.LanguageTag]bool{}
	for row, o := range s.Organizations.rows {
		t, r := s.Organizations, uint32(row)
		s.markCommon(texts, &o.Common)
		markPlaces(t, r, nonEmpty(o.Country))
		t.mark(ByKind, string(o.Kind), r)
		t.mark(ByVerifiedOn, string(o.Provenance.VerifiedOn()), r)
	}
	banners := map[directory.ID][]string{} // of an initiative and of a campaign
	for _, in := range s.Initiatives.rows {
		for i := range in.Members {
			m := &in.Members[i]
			member := cmp.Or(string(m.Initiative), string(m.Campaign), string(m.Country))
			s.memberships[member] = append(s.memberships[member], m)
			for _, id := range []directory.ID{m.Initiative, m.Campaign} {
				if id != "" {
					banners[id] = append(banners[id], string(in.ID))
				}
			}
		}
	}
	kinds := make(map[directory.ID][]directory.OrganizationKind, len(s.Initiatives.rows))
	for row, in := range s.Initiatives.rows {
		s.indexInitiative(uint32(row), in, banners, kinds, texts)
	}
	open := map[*hours.Compiled]*roaring.Bitmap{}
	for row, h := range s.Hotlines.rows {
		s.markCommon(texts, &h.Common)
		s.indexHotline(uint32(row), h, kinds[h.Initiative], open)
	}
	s.relate()
	for c, rows := range open {
		rows.RunOptimize()
		s.schedules = append(s.schedules, scheduleRows{c, rows})
	}
	for row, c := range s.Campaigns.rows {
		s.markCommon(texts, &c.Common)
		s.indexCampaign(uint32(row), c, kinds[c.Initiative], banners[c.ID])
	}
	for row, r := range s.Resources.rows {
		s.markCommon(texts, &r.Common)
		s.indexResource(uint32(row), r, kinds[r.Initiative])
	}
	for row, l := range s.Lessons.rows {
		s.markCommon(texts, &l.Common)
		s.indexLesson(uint32(row), l)
	}
	delete(texts, directory.Undetermined)
	for tag := range texts {
		s.languages = append(s.languages, tag)
	}
	slices.Sort(s.languages)
	s.Organizations.optimise()
	s.Initiatives.optimise()
	s.Hotlines.optimise()
	s.Campaigns.optimise()
	s.Resources.optimise()
	s.Lessons.optimise()
}

func (s *Snapshot) markCommon(texts map[directory.LanguageTag]bool, m *directory.Common) {
	for i := range m.Names {
		texts[m.Names[i].Language] = true
	}
}

func (s *Snapshot) indexInitiative(r uint32, in *directory.Initiative, banners map[directory.ID][]string, kinds map[directory.ID][]directory.OrganizationKind, texts map[directory.LanguageTag]bool) {
	t := s.Initiatives
	s.markCommon(texts, &in.Common)
	markPlaces(t, r, in.Countries)
	t.mark(ByScope, string(in.Scope), r)
	t.mark(ByStatus, string(in.Status), r)
	t.mark(ByVerifiedOn, string(in.Provenance.VerifiedOn()), r)
	markAll(t, ByForm, r, in.FormsOfExploitation)
	markAll(t, ByPopulation, r, in.Populations)
	if in.LeadKind != "" {
		kinds[in.ID] = append(kinds[in.ID], in.LeadKind)
		t.mark(ByOrganizationKind, string(in.LeadKind), r)
	}
	for _, o := range in.Organizations {
		t.mark(ByOrganization, string(o.Organization), r)
		if org := s.Organizations.ByID(o.Organization); org != nil && org.Kind != "" {
			kinds[in.ID] = append(kinds[in.ID], org.Kind)
			t.mark(ByOrganizationKind, string(org.Kind), r)
		}
	}
	markAll(t, ByBanner, r, banners[in.ID])
	for _, h := range in.Hotlines {
		for i := range h.Channels {
			markSpoken(t, r, &h.Channels[i])
		}
	}
	for _, c := range in.Campaigns {
		markAll(t, ByBanner, r, banners[c.ID])
	}
}

func (s *Snapshot) indexHotline(r uint32, h *directory.Hotline, kinds []directory.OrganizationKind, open map[*hours.Compiled]*roaring.Bitmap) {
	t := s.Hotlines
	markPlaces(t, r, h.Countries)
	t.mark(ByStatus, string(h.Status), r)
	t.mark(ByResponder, string(h.AnsweredBy), r)
	t.mark(ByVerifiedOn, string(h.Provenance.VerifiedOn()), r)
	markAll(t, ByPurpose, r, h.Purposes)
	markAll(t, ByPopulation, r, h.Populations)
	markAll(t, ByForm, r, h.FormsOfExploitation)
	markAll(t, ByOrganizationKind, r, kinds)
	if in := s.Initiatives.ByID(h.Initiative); in != nil {
		t.mark(ByScope, string(in.Scope), r)
	}
	if org := s.Organizations.ByID(h.Operator); org != nil {
		t.mark(ByOrganizationKind, string(org.Kind), r)
	}
	always := directory.AnswerNo
	for i := range h.Channels {
		ch := &h.Channels[i]
		t.mark(ByChannelKind, string(ch.Kind), r)
		tollFree, abroad := directory.AnswerUnknown, directory.AnswerUnknown
		if ch.Safety != nil {
			tollFree = cmp.Or(ch.Safety.TollFree.Value, tollFree)
			abroad = cmp.Or(ch.Safety.ReachableFromAbroad.Value, abroad)
		}
		t.mark(ByTollFree, string(tollFree), r)
		t.mark(ByReachableFromAbroad, string(abroad), r)
		markSpoken(t, r, ch)
		if ch.Hours != nil && ch.Hours.AlwaysOpen {
			always = directory.AnswerYes
		}
		if c := ch.Hours.Compiled(); c != nil && h.Works() {
			if open[c] == nil {
				open[c] = roaring.New()
			}
			open[c].Add(r)
		}
	}
	t.mark(ByAlwaysOpen, string(always), r)
}

func (s *Snapshot) indexCampaign(r uint32, c *directory.Campaign, kinds []directory.OrganizationKind, banners []string) {
	t := s.Campaigns
	markPlaces(t, r, c.Countries)
	t.mark(ByStatus, string(c.Status), r)
	t.mark(ByVerifiedOn, string(c.Provenance.VerifiedOn()), r)
	markAll(t, ByAudience, r, c.Audiences)
	markAll(t, ByApproach, r, c.Approaches)
	markAll(t, ByForm, r, c.FormsOfExploitation)
	markAll(t, ByOrganizationKind, r, kinds)
	markAll(t, ByBanner, r, banners)
	markAll(t, ByPromoted, r, c.Hotlines)
	for _, m := range c.Media {
		t.mark(ByMediaChannel, string(m.Channel), r)
	}
	if c.Predecessor != "" {
		t.mark(ByPredecessor, string(c.Predecessor), r)
	}
}

func (s *Snapshot) indexResource(row uint32, r *directory.Resource, kinds []directory.OrganizationKind) {
	t := s.Resources
	markPlaces(t, row, r.Countries)
	t.mark(ByKind, string(r.Kind), row)
	t.mark(ByFree, string(r.Free), row)
	t.mark(ByVerifiedOn, string(r.Provenance.VerifiedOn()), row)
	markAll(t, ByAudience, row, r.Audiences)
	markAll(t, ByProfession, row, r.Professions)
	markAll(t, BySector, row, r.Sectors)
	markAll(t, ByFormat, row, r.Formats)
	markAll(t, ByOrganizationKind, row, kinds)
	for _, tag := range r.Languages {
		markLanguage(t, row, tag)
	}
}

func (s *Snapshot) indexLesson(r uint32, l *directory.Lesson) {
	t := s.Lessons
	markPlaces(t, r, l.CountriesOfAction)
	t.mark(ByKind, string(l.Kind), r)
	t.mark(ByVerifiedOn, string(l.Provenance.VerifiedOn()), r)
	markAll(t, ByOrigin, r, l.CountriesOfOrigin)
	markAll(t, ByAudience, r, l.Audiences)
	markAll(t, ByForm, r, l.FormsOfExploitation)
	markAll(t, ByAppliedIn, r, l.AppliedIn)
	if l.LearnedFrom != "" {
		t.mark(ByLearnedFrom, string(l.LearnedFrom), r)
	}
}
