package snapshot

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// spoken are the tags of a line and every tag above them.
func spoken(h *directory.Hotline) []directory.LanguageTag {
	var tags []directory.LanguageTag
	for _, ch := range h.Channels {
		for _, l := range ch.Languages {
			tags = append(tags, l.Tag)
		}
		if ch.Hours != nil {
			for _, row := range ch.Hours.Weekly {
				for _, tag := range row.Languages {
					tags = append(tags, directory.LanguageTag(tag))
				}
			}
		}
	}
	return tags
}

// rule is a filter: the set an index gives and what it means for one record.
type rule struct {
	name string
	set  Set
	is   func(*directory.Hotline) bool
}

func anyRule(t *rapid.T, s *Snapshot, at time.Time) rule {
	someChannel := func(is func(*directory.Channel) bool) func(*directory.Hotline) bool {
		return func(h *directory.Hotline) bool {
			return slices.ContainsFunc(h.Channels, func(ch directory.Channel) bool { return is(&ch) })
		}
	}
	switch rapid.IntRange(0, 8).Draw(t, "rule") {
	case 0:
		countries := pick(t, "countries", append(someCountries, "ZZ"), 3)
		return rule{"countries", With(s.Hotlines, ByCountry, countries), func(h *directory.Hotline) bool { return anyIn(h.Countries, countries) }}
	case 1:
		regions := pick(t, "regions", []string{"001", "002", "014", "019", "419", "150", "151", "155", "009", "999"}, 2)
		return rule{"regions", With(s.Hotlines, ByRegion, regions), func(h *directory.Hotline) bool {
			return slices.ContainsFunc(regions, func(code string) bool {
				r := geography.RegionByCode(code)
				return r != nil && anyIn(h.Countries, r.Countries)
			})
		}}
	case 2:
		tags := pick(t, "tags", []directory.LanguageTag{"en", "f", "fr", "fr-CH", "pt", "pt-BR", "pt-PT", "zh", "zh-Hans", "zh-Hant-HK", "es"}, 3)
		return rule{"languages", Speaking(s.Hotlines, tags), func(h *directory.Hotline) bool {
			return slices.ContainsFunc(tags, func(tag directory.LanguageTag) bool {
				return slices.ContainsFunc(spoken(h), func(s directory.LanguageTag) bool { return directory.Understands(tag, s) || directory.Covers(tag, s) })
			})
		}}
	case 3:
		wanted := pick(t, "freshness", []directory.Freshness{directory.FreshnessFresh, directory.FreshnessDue, directory.FreshnessStale, directory.FreshnessUnverified}, 3)
		return rule{"freshness", Fresh(s, s.Hotlines, wanted, at), func(h *directory.Hotline) bool {
			return slices.Contains(wanted, s.Thresholds().Freshness(h.Provenance.VerifiedOn(), at))
		}}
	case 4:
		return rule{"open", s.OpenAt(at), func(h *directory.Hotline) bool { return h.State(at) == hours.Open }}
	case 5:
		wanted := pick(t, "statuses", []directory.HotlineStatus{directory.HotlineStatusActive, directory.HotlineStatusPaused, directory.HotlineStatusRetired}, 2)
		return rule{"status", With(s.Hotlines, ByStatus, wanted), func(h *directory.Hotline) bool { return slices.Contains(wanted, h.Status) }}
	case 6:
		wanted := pick(t, "abroad", []directory.Answer{directory.AnswerYes, directory.AnswerNo, directory.AnswerUnknown}, 2)
		return rule{"abroad", With(s.Hotlines, ByReachableFromAbroad, wanted), someChannel(func(ch *directory.Channel) bool {
			return slices.Contains(wanted, ch.SafetyShown().ReachableFromAbroad.Value)
		})}
	case 7:
		return rule{"always open", With(s.Hotlines, ByAlwaysOpen, []string{"YES"}), someChannel(func(ch *directory.Channel) bool {
			return ch.Hours != nil && ch.Hours.AlwaysOpen
		})}
	}
	return rule{"all", nil, func(*directory.Hotline) bool { return true }}
}

func TestFiltersAgreeWithAScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s *Snapshot
		if rapid.IntRange(0, 4).Draw(t, "synthetic") == 0 {
			s = build(t, made(20, rapid.Uint64().Draw(t, "seed"))...)
		} else {
			s = build(t, anyDirectory(t, 8)...)
		}
		for range 5 {
			at := now.Add(time.Duration(rapid.IntRange(-200*24*60, 400*24*60).Draw(t, "minutes")) * time.Minute)
			var rules []rule
			for range rapid.IntRange(1, 3).Draw(t, "rules") {
				rules = append(rules, anyRule(t, s, at))
			}
			wanted := func(h *directory.Hotline) bool {
				return !slices.ContainsFunc(rules, func(r rule) bool { return !r.is(h) })
			}
			sets := make([]Set, len(rules))
			for i := range rules {
				sets[i] = rules[i].set
			}
			p, err := s.Hotlines.Page(And(sets...), Sort{}, PageArgs{First: new(MaxPage)})
			want := naiveList(s, Sort{}, wanted)
			if err != nil || p.Total() != len(want) || !slices.Equal(idsOf(p), want) {
				t.Fatalf("%+v at %s: %v of %d (%v), want %v", rules, at, idsOf(p), p.Total(), err, want)
			}
		}
	})
}

func TestAnyOfNothingMatchesNothing(t *testing.T) {
	s := build(t, made(5, 1)...)
	if set := With(s.Hotlines, ByCountry, []string{}); set == nil || !set.IsEmpty() {
		t.Error("no countries match something")
	}
	if set := Speaking(s.Hotlines, nil); set == nil || !set.IsEmpty() {
		t.Error("no languages match something")
	}
	if set := Fresh(s, s.Hotlines, nil, now); set == nil || !set.IsEmpty() {
		t.Error("no freshness matches something")
	}
	if And() != nil || And(nil, nil) != nil {
		t.Error("no filter is not all rows")
	}
}

func TestFiltersDoNotChangeTheIndexes(t *testing.T) {
	s, untouched := build(t, made(40, 4)...), build(t, made(40, 4)...)
	for _, c := range geography.Countries() {
		set := And(With(s.Hotlines, ByCountry, []directory.CountryCode{c.Code, "CN"}), With(s.Hotlines, ByRegion, []string{"001"}), s.OpenAt(now))
		if _, err := s.Hotlines.Page(set, Sort{By: "STANDING", Descending: true}, PageArgs{}); err != nil {
			t.Fatal(err)
		}
	}
	same(t, untouched, s)
}

func TestFacetsOfTheOtherTables(t *testing.T) {
	police, school := organization(1), organization(2)
	police.Kind, school.Kind = directory.OrganizationKindGovernment, directory.OrganizationKindAcademic
	h := hotline(11, "H")
	h.Operator = id(2)
	in := initiative(10, h)
	in.Organizations = []directory.InitiativeOrganization{{Organization: id(1), Role: directory.OrganizationRoleLead}}
	in.Campaigns = []*directory.Campaign{
		{Common: common(12, "First"), Media: []directory.MediaPlacement{{Channel: directory.MediaChannelPoster}}, Hotlines: []directory.ID{id(11)}},
		{Common: common(13, "Second"), Predecessor: id(12)},
	}
	in.Resources = []*directory.Resource{{Common: common(14, "R"), Kind: directory.ResourceKindGuide, Languages: []directory.LanguageTag{"pt-BR"}}}
	in.Lessons = []*directory.Lesson{{
		Common: common(15, "L"), LearnedFrom: id(12), AppliedIn: []directory.ID{id(13)},
		CountriesOfOrigin: []directory.CountryCode{"NG"}, CountriesOfAction: []directory.CountryCode{"FR"},
	}}
	banner := initiative(20)
	banner.Scope, banner.Countries, banner.LeadKind = directory.ScopeGlobal, nil, directory.OrganizationKindIgo
	banner.Members = []directory.BannerMembership{
		{Initiative: id(10), Status: directory.MembershipStatusActive},
		{Campaign: id(13), Status: directory.MembershipStatusProposed},
		{Country: "MD", Status: directory.MembershipStatusEnded},
	}
	s := build(t, police, school, in, banner)
	for name, c := range map[string]struct {
		got  []directory.ID
		want []directory.ID
	}{
		"organizations by kind":            {with(s.Organizations, ByKind, "ACADEMIC"), []directory.ID{id(2)}},
		"organizations by region":          {with(s.Organizations, ByRegion, "151"), []directory.ID{id(1), id(2)}},
		"initiatives by organization":      {with(s.Initiatives, ByOrganization, string(id(1))), []directory.ID{id(10)}},
		"initiatives by organization kind": {with(s.Initiatives, ByOrganizationKind, "GOVERNMENT"), []directory.ID{id(10)}},
		"initiatives by kind of leader":    {with(s.Initiatives, ByOrganizationKind, "IGO"), []directory.ID{id(20)}},
		"initiatives by banner":            {with(s.Initiatives, ByBanner, string(id(20))), []directory.ID{id(10)}},
		"hotlines by kind of initiative":   {with(s.Hotlines, ByOrganizationKind, "GOVERNMENT"), []directory.ID{id(11)}},
		"hotlines by kind of operator":     {with(s.Hotlines, ByOrganizationKind, "ACADEMIC"), []directory.ID{id(11)}},
		"campaigns by banner":              {with(s.Campaigns, ByBanner, string(id(20))), []directory.ID{id(13)}},
		"campaigns by predecessor":         {with(s.Campaigns, ByPredecessor, string(id(12))), []directory.ID{id(13)}},
		"campaigns by hotline":             {with(s.Campaigns, ByPromoted, string(id(11))), []directory.ID{id(12)}},
		"campaigns by medium":              {with(s.Campaigns, ByMediaChannel, "POSTER"), []directory.ID{id(12)}},
		"resources by language":            {with(s.Resources, ByLanguage, "pt-BR"), []directory.ID{id(14)}},
		"resources nobody calls free":      {with(s.Resources, ByFree, "UNKNOWN"), []directory.ID{id(14)}},
		"lessons by campaign":              {with(s.Lessons, ByLearnedFrom, string(id(12))), []directory.ID{id(15)}},
		"lessons by application":           {with(s.Lessons, ByAppliedIn, string(id(13))), []directory.ID{id(15)}},
		"lessons by origin":                {with(s.Lessons, ByOrigin, "NG"), []directory.ID{id(15)}},
		"lessons by place of action":       {with(s.Lessons, ByCountry, "FR"), []directory.ID{id(15)}},
		"lessons are not of their origin":  {with(s.Lessons, ByCountry, "NG"), nil},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	for member, n := range map[string]int{string(id(10)): 1, string(id(13)): 1, "MD": 1, string(id(12)): 0} {
		if got := s.MembershipsOf(member); len(got) != n || n == 1 && got[0].Banner != id(20) {
			t.Errorf("memberships of %s: %v", member, got)
		}
	}
	if s.InitiativeBySlug("initiative-10").ID != id(10) || s.InitiativeBySlug("nothing") != nil {
		t.Error("slugs do not lead to their initiatives")
	}
}

func with[T any](t *Table[T], f Facet, value string) []directory.ID {
	var ids []directory.ID
	for it := With(t, f, []string{value}).Iterator(); it.HasNext(); {
		row := it.Next()
		if t.ByID(t.id(row)) != t.Row(row) {
			ids = append(ids, "a row that is not its record's")
		}
		ids = append(ids, t.id(row))
	}
	slices.Sort(ids)
	return ids
}
