package snapshot

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Numbers of a drawn directory: initiative k and its parts are k hundred and something.
const (
	mostAggregates  = 6
	hotlineNumber   = 1
	campaignNumber  = 20
	resourceNumber  = 40
	lessonNumber    = 60
	firstOrganized  = 10_000
	firstFiller     = 20_000
	partsOfEachKind = 3
)

func someOrganization(t *rapid.T) directory.ID {
	return id(firstOrganized + rapid.IntRange(1, mostAggregates).Draw(t, "organization"))
}

// somePart draws the id of a part that there may or may not be.
func somePart(t *rapid.T, from int) directory.ID {
	return id(100*rapid.IntRange(1, mostAggregates).Draw(t, "of") + from + rapid.IntRange(0, partsOfEachKind-1).Draw(t, "part"))
}

func maybe(t *rapid.T, label string) bool { return rapid.IntRange(0, 2).Draw(t, label) == 0 }

// anyPublication draws a public initiative that says all kinds of things about others.
func anyPublication(t *rapid.T, k int) *directory.Initiative {
	in := initiative(100 * k)
	in.Names = append(in.Names, directory.Text{Value: anyOf(t, "name", someNames), Language: anyOf(t, "language", someLanguages)})
	if maybe(t, "renamed") {
		in.Names[0].Value = anyOf(t, "name", someNames)
	}
	in.Scope, in.Countries = anyOf(t, "scope", []directory.Scope{directory.ScopeNational, directory.ScopeGlobal}), pick(t, "countries", someCountries, 2)
	in.Provenance = verified(anyOf(t, "verified", someDates))
	in.LeadKind = anyOf(t, "lead", []directory.OrganizationKind{"", directory.OrganizationKindNgo, directory.OrganizationKindGovernment})
	for range rapid.IntRange(0, 2).Draw(t, "organizations") {
		in.Organizations = append(in.Organizations, directory.InitiativeOrganization{Organization: someOrganization(t), Role: directory.OrganizationRoleLead})
	}
	for range rapid.IntRange(0, 2).Draw(t, "members") {
		m := directory.BannerMembership{Status: directory.MembershipStatusActive}
		switch rapid.IntRange(0, 2).Draw(t, "member") {
		case 0:
			m.Initiative = id(100 * rapid.IntRange(1, mostAggregates).Draw(t, "initiative"))
		case 1:
			m.Campaign = somePart(t, campaignNumber)
		case 2:
			m.Country = "MD"
		}
		in.Members = append(in.Members, m)
	}
	for i := range rapid.IntRange(0, partsOfEachKind).Draw(t, "hotlines") {
		h := anyHotline(t, 100*k+hotlineNumber+i)
		if maybe(t, "operated") {
			h.Operator = someOrganization(t)
		}
		if maybe(t, "paired") {
			h.PairedWith = []directory.ID{somePart(t, hotlineNumber)}
		}
		if maybe(t, "replaced") {
			h.ReplacedBy = somePart(t, hotlineNumber)
		}
		in.Hotlines = append(in.Hotlines, h)
	}
	anyOtherParts(t, k, in)
	if k > 1 && rapid.IntRange(0, 15).Draw(t, "slug of another") == 0 {
		in.Slug = "initiative-100"
	}
	if len(in.Hotlines) == 0 {
		return in
	}
	switch rapid.IntRange(0, 24).Draw(t, "damage") {
	case 0, 1:
		in.Hotlines[0].ID = somePart(t, hotlineNumber) // perhaps that of another
	case 2:
		in.Hotlines[0].Countries = []directory.CountryCode{"ZZ"}
	case 3:
		in.Slug = "No Slug"
	}
	return in
}

func anyOtherParts(t *rapid.T, k int, in *directory.Initiative) {
	for i := range rapid.IntRange(0, partsOfEachKind).Draw(t, "campaigns") {
		c := &directory.Campaign{
			Common: common(100*k+campaignNumber+i, anyOf(t, "name", someNames)), Countries: pick(t, "countries", someCountries, 2),
			Audiences: pick(t, "audiences", []directory.Audience{directory.AudienceEmployers, directory.AudienceParents}, 2),
			Start:     directory.PartialDate(anyOf(t, "start", []string{"", "2020", "2021-03"})),
		}
		if maybe(t, "promotes") {
			c.Hotlines = []directory.ID{somePart(t, hotlineNumber)}
		}
		if maybe(t, "follows") {
			c.Predecessor = somePart(t, campaignNumber)
		}
		in.Campaigns = append(in.Campaigns, c)
	}
	for i := range rapid.IntRange(0, 1).Draw(t, "resources") {
		in.Resources = append(in.Resources, &directory.Resource{
			Common: common(100*k+resourceNumber+i, anyOf(t, "name", someNames)), Kind: directory.ResourceKindGuide,
			Countries: pick(t, "countries", someCountries, 2), Languages: pick(t, "languages", someLanguages, 2),
		})
	}
	for i := range rapid.IntRange(0, 1).Draw(t, "lessons") {
		l := &directory.Lesson{Common: common(100*k+lessonNumber+i, anyOf(t, "name", someNames)), CountriesOfAction: pick(t, "countries", someCountries, 2)}
		if maybe(t, "learned") {
			l.LearnedFrom, l.AppliedIn = somePart(t, campaignNumber), []directory.ID{somePart(t, campaignNumber)}
		}
		in.Lessons = append(in.Lessons, l)
	}
}

func anyOrganizationOf(t *rapid.T, k int) *directory.Organization {
	o := organization(firstOrganized + k)
	o.Kind = anyOf(t, "kind", []directory.OrganizationKind{"", directory.OrganizationKindNgo, directory.OrganizationKindGovernment})
	o.Country = anyOf(t, "country", append([]directory.CountryCode{""}, someCountries...))
	o.Provenance = verified(anyOf(t, "verified", someDates))
	return o
}

// fillers are initiatives that nothing happens to, all of one organization, under one banner, promoting one
// line: so many that the organization, with one more or less, comes to a set of its own or has none.
func fillers(n int) []*Entry {
	var records []any
	for i := range n {
		in := initiative(firstFiller + 10*i)
		in.Organizations = []directory.InitiativeOrganization{{Organization: id(firstOrganized + 1), Role: directory.OrganizationRoleLead}}
		in.Campaigns = []*directory.Campaign{{Common: common(firstFiller+10*i+1, "Filler"), Hotlines: []directory.ID{id(100 + hotlineNumber)}}}
		records = append(records, in)
	}
	return prepared(records...)
}

// life is a directory to which things happen.
type life struct {
	entries map[directory.ID]*Entry
	version int64
}

func (l *life) build() *Snapshot {
	return Build(slices.Collect(maps.Values(l.entries)), l.version, now, directory.DefaultThresholds)
}

// happens draws what happens to some records in one revision.
func (l *life) happens(t *rapid.T) (changed []*Entry, removed []directory.ID) {
	l.version++
	for _, k := range rapid.SliceOfNDistinct(rapid.IntRange(1, 2*mostAggregates), 0, 3, rapid.ID).Draw(t, "records") {
		var record any
		var about directory.ID
		if k > mostAggregates {
			o := anyOrganizationOf(t, k-mostAggregates)
			record, about = o, o.ID
		} else {
			in := anyPublication(t, k)
			record, about = in, in.ID
		}
		rec := stored(l.version, record)
		was := l.entries[about]
		switch what := rapid.IntRange(0, 9).Draw(t, "what"); {
		case what == 0 && was != nil: // a store forgets nothing, but what reads it must not rely on that
			removed = append(removed, about)
			delete(l.entries, about)
			continue
		case what == 1:
			rec.Content = document.Content{State: "WITHDRAWN"}
		case what == 2 && was != nil && was.Initiative != nil: // published again as it was, but for one name
			again := *was.Initiative
			again.Names = []directory.Text{{Value: anyOf(t, "name", someNames), Language: "en"}}
			rec = stored(l.version, &again)
		}
		e := Prepare(rec)
		l.entries[about] = e
		changed = append(changed, e)
	}
	return changed, removed
}

func TestUpdatedSnapshotIsTheBuiltOne(t *testing.T) {
	updates, refusals := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		l := life{entries: map[directory.ID]*Entry{}}
		for _, e := range fillers(rapid.SampledFrom([]int{0, 0, fewest - 1}).Draw(t, "fillers")) {
			l.entries[e.ID] = e
		}
		for range 3 {
			l.happens(t)
		}
		first := l.build()
		firstToo, s := l.build(), first
		for range rapid.IntRange(1, mostRevisions).Draw(t, "revisions") {
			before := s
			changed, removed := l.happens(t)
			built := l.build()
			s = before.updated(maps.Clone(l.entries), changed, removed, l.version, now)
			if refused := s == nil; refused != (before.conflicts > 0 || built.conflicts > 0) {
				t.Fatalf("an update is refused: %v; %d conflicts before, %d after", refused, before.conflicts, built.conflicts)
			}
			if s == nil {
				refusals++
				s = before.Update(changed, removed, l.version, now)
			} else {
				updates++
			}
			same(t, built, s)
			if s.Revision != l.version || !maps.Equal(s.entries, l.entries) {
				t.Fatalf("revision %d, want %d", s.Revision, l.version)
			}
		}
		same(t, firstToo, first) // nothing that others share with it has changed
	})
	if updates < refusals {
		t.Errorf("%d updates and %d refusals say little", updates, refusals)
	}
}

// TestUpdatesOfAMadeUpDirectory goes through a directory as large as the founding one.
func TestUpdatesOfAMadeUpDirectory(t *testing.T) {
	all := prepared(made(300, 5)...)
	l := life{entries: map[directory.ID]*Entry{}, version: 1}
	for _, e := range all[:len(all)*2/3] {
		l.entries[e.ID] = e
	}
	s := l.build()
	other := prepared(made(300, 6)...)
	for i := 0; i < len(all)/3; i += 40 {
		l.version++
		var changed []*Entry
		var removed []directory.ID
		for k := range 10 {
			came, goes := all[(len(all)*2/3+i+k)%len(all)], all[(i*7+k)%len(all)]
			l.entries[came.ID] = came
			delete(l.entries, goes.ID)
			changed, removed = append(changed, came), append(removed, goes.ID)
		}
		e := other[i]
		l.entries[e.ID] = e
		changed = append(changed, e)
		removed = slices.DeleteFunc(removed, func(id directory.ID) bool { return l.entries[id] != nil })
		s = s.Update(changed, removed, l.version, now)
		same(t, l.build(), s)
	}
}

// TestUpdatesTakeNoMoreRoom lets records come and go.
func TestUpdatesTakeNoMoreRoom(t *testing.T) {
	s := Build(prepared(made(30, 3)...), 1, now, directory.DefaultThresholds)
	kept := len(s.Hotlines.slots.rows)
	for n := range 100 {
		in := initiative(1000+10*n, hotline(1001+10*n, "Line"))
		in.Campaigns = []*directory.Campaign{{Common: common(1002+10*n, "Campaign"), Hotlines: []directory.ID{id(1001 + 10*n)}}}
		s = s.Update(prepared(in), nil, int64(2*n+2), now)
		s = s.Update(nil, []directory.ID{in.ID}, int64(2*n+3), now)
	}
	if grown := len(s.Hotlines.slots.rows) - kept; grown > 1 || len(s.Hotlines.slots.free) != grown {
		t.Errorf("%d slots more than before, %d of them free", grown, len(s.Hotlines.slots.free))
	}
	if n := len(s.Campaigns.values[ByPromoted].few); n > kept {
		t.Errorf("%d lines are promoted", n)
	}
}

func TestReadersDoNotMindAnUpdate(t *testing.T) {
	l := life{entries: map[directory.ID]*Entry{}, version: 1}
	for _, e := range prepared(made(60, 3)...) {
		l.entries[e.ID] = e
	}
	var holder Holder
	holder.Swap(l.build())
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				s := holder.Current()
				if _, err := s.Search("helpline", nil, nil, PageArgs{}); err != nil {
					t.Error(err)
				}
				s.OpenAt(now)
				s.Coverage(now)
				for h := range s.Hotlines.All {
					With(s.Campaigns, ByPromoted, []directory.ID{h.ID})
					s.PairedWith(h)
				}
			}
		})
	}
	for i := range 30 {
		in := renamed(900, fmt.Sprintf("Name %d", i))
		in.Hotlines = []*directory.Hotline{hotline(901, fmt.Sprintf("Line %d", i))}
		holder.Swap(holder.Current().Update([]*Entry{Prepare(stored(int64(i+1), in))}, nil, int64(i+2), now))
	}
	close(stop)
	readers.Wait()
}
