package snapshot

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/document"
)

func TestBuildDoesNotDependOnTheOrderOfEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := anyDirectory(t, 5)
		if rapid.Bool().Draw(t, "with a double") {
			double := initiative(900)
			double.Slug = "initiative-1"
			records = append(records, double, initiative(901, hotline(1, "its id is that of another")))
		}
		entries := prepared(records...)
		first := Build(entries, 3, now, directory.DefaultThresholds)
		shuffled := rapid.Permutation(entries).Draw(t, "order")
		same(t, first, Build(shuffled, 3, now, directory.DefaultThresholds))
		same(t, first, Build(prepared(records...), 3, now, directory.DefaultThresholds))
	})
}

func TestBuildLeavesItsEntriesAlone(t *testing.T) {
	entries := prepared(made(30, 2)...)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	order := append([]*Entry{}, entries...)
	first := Build(entries, 1, now, directory.DefaultThresholds)
	for i := range order {
		if entries[i] != order[i] {
			t.Fatal("the caller's list was sorted")
		}
	}
	same(t, first, Build(entries, 1, now, directory.DefaultThresholds))
}

// problem fails unless exactly one part was set aside, with one problem that says so.
func problem(t *testing.T, aside []SetAside, record directory.ID, part, path, message string) {
	t.Helper()
	if len(aside) != 1 || aside[0].Record != record || aside[0].Part != part {
		t.Fatalf("set aside %+v, want %s %q", aside, record, part)
	}
	for _, p := range aside[0].Problems {
		if p.Path == path && strings.Contains(p.Message, message) && p.Code != "" {
			return
		}
	}
	t.Errorf("problems %+v, want %q: %q", aside[0].Problems, path, message)
}

func TestBadPartIsSetAsideAlone(t *testing.T) {
	for name, c := range map[string]struct {
		damage        func(*directory.Initiative)
		part          string
		path, message string
	}{
		"hotline with two addresses": {
			func(in *directory.Initiative) { in.Hotlines[1].Channels[0].Email = "help@example.org" },
			"hotlines[1]", "channels[0].address", "exactly one of number",
		},
		"hotline in an unknown zone": {
			func(in *directory.Initiative) {
				in.Hotlines[1].Channels[0].Hours = &directory.OpeningHours{Schedule: hours.Schedule{AlwaysOpen: true, TimeZone: "Europe/Nowhere"}}
			},
			"hotlines[1]", "channels[0].hours.timeZone", "Europe/Nowhere",
		},
		"hotline with a value of a newer program": {
			func(in *directory.Initiative) { in.Hotlines[1].AnsweredBy = "ROBOT" }, "hotlines[1]", "hotlines[1]", "ROBOT",
		},
		"hotline without a name": {
			func(in *directory.Initiative) { in.Hotlines[1].Names = nil }, "hotlines[1]", "names", "at least one",
		},
		"campaign that ends first": {
			func(in *directory.Initiative) { in.Campaigns[0].Start, in.Campaigns[0].End = "2021", "2020" },
			"campaigns[0]", "end", "before start",
		},
		"resource without a kind": {
			func(in *directory.Initiative) { in.Resources[0].Kind = "" }, "resources[0]", "kind", "required",
		},
		"lesson from a place twice": {
			func(in *directory.Initiative) { in.Lessons[0].CountriesOfOrigin = []directory.CountryCode{"NG", "NG"} },
			"lessons[0]", "countriesOfOrigin[1]", "twice",
		},
	} {
		t.Run(name, func(t *testing.T) {
			in := initiative(1, hotline(2, "A"), hotline(3, "B"), hotline(4, "C"))
			in.Campaigns = []*directory.Campaign{{Common: common(5, "Campaign")}}
			in.Resources = []*directory.Resource{{Common: common(6, "Guide"), Kind: directory.ResourceKindGuide}}
			in.Lessons = []*directory.Lesson{{Common: common(7, "Lesson")}}
			c.damage(in)
			other := initiative(8, hotline(9, "D"))
			s := Build(prepared(in, other), 1, now, directory.DefaultThresholds)
			problem(t, s.SetAside, id(1), c.part, c.path, c.message)
			served := s.Hotlines.Len() + s.Campaigns.Len() + s.Resources.Len() + s.Lessons.Len()
			if served != 6 || s.Initiatives.Len() != 2 {
				t.Errorf("%d parts of %d initiatives are served, want 6 of 2", served, s.Initiatives.Len())
			}
			of := s.Initiatives.ByID(id(1))
			if n := len(of.Hotlines) + len(of.Campaigns) + len(of.Resources) + len(of.Lessons); n != 5 {
				t.Errorf("the initiative itself has %d parts, want 5", n)
			}
		})
	}
}

func TestPartsSetAsideAreNamedByTheirStoredPlace(t *testing.T) {
	in := initiative(1, hotline(2, "A"), hotline(3, "B"), hotline(4, "C"), hotline(5, "D"))
	in.Hotlines[0].Channels[0].Number, in.Hotlines[2].Names = "12", nil
	s := Build(prepared(in), 1, now, directory.DefaultThresholds)
	var parts []string
	for _, aside := range s.SetAside {
		parts = append(parts, aside.Part)
	}
	if d := cmp.Diff([]string{"hotlines[0]", "hotlines[2]"}, parts); d != "" {
		t.Error(d)
	}
	if s.Hotlines.Len() != 2 || s.Hotlines.ByID(id(3)) == nil || s.Hotlines.ByID(id(5)) == nil {
		t.Error("the others are not served")
	}
}

func TestWholeRecordSetAside(t *testing.T) {
	change := func(record any, change func(*document.Record)) document.Record {
		rec := stored(4, record)
		change(&rec)
		return rec
	}
	unknownField, err := bson.Marshal(bson.D{{Key: "id", Value: string(id(1))}, {Key: "survivor_name", Value: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	noScope := initiative(1)
	noScope.Scope = ""
	badWebsite := organization(1)
	badWebsite.Website = "ftp://example.org"
	for name, c := range map[string]struct {
		rec           document.Record
		path, message string
	}{
		"initiative that breaks a rule":   {stored(4, noScope), "scope", "required"},
		"organization that breaks a rule": {stored(4, badWebsite), "website", "http"},
		"document that is no BSON":        {change(initiative(1), func(r *document.Record) { r.Content.Public = bson.Raw("nonsense") }), "", ""},
		"document cut off": {change(initiative(1), func(r *document.Record) {
			r.Content.Public = r.Content.Public[:len(r.Content.Public)-5]
		}), "", ""},
		"document with an unknown field": {change(organization(1), func(r *document.Record) { r.Content.Public = unknownField }), "", "survivor"},
		"stored under another id":        {change(initiative(2), func(r *document.Record) { r.ID = string(id(1)) }), "id", "differs"},
		"of an unknown kind":             {change(initiative(1), func(r *document.Record) { r.Kind = "poem" }), "kind", "poem"},
	} {
		t.Run(name, func(t *testing.T) {
			e := Prepare(c.rec)
			if e.Version != 4 || e.Organization != nil || e.Initiative != nil {
				t.Fatalf("prepared %+v", e)
			}
			s := Build(append(prepared(initiative(5, hotline(6, "A")), organization(7)), e), 1, now, directory.DefaultThresholds)
			problem(t, s.SetAside, id(1), "", c.path, c.message)
			if s.Initiatives.Len() != 1 || s.Hotlines.Len() != 1 || s.Organizations.Len() != 1 {
				t.Error("the others are not served")
			}
		})
	}
}

func TestRecordWithoutAPublicFaceIsNeitherServedNorReported(t *testing.T) {
	rec := stored(2, initiative(1))
	rec.Content.Public, rec.Content.Draft = nil, rec.Content.Public
	e := Prepare(rec)
	s := Build([]*Entry{e}, 1, now, directory.DefaultThresholds)
	if e.Version != 2 || e.ID != id(1) || s.Initiatives.Len() != 0 || len(s.SetAside) != 0 {
		t.Errorf("prepared %+v, set aside %v", e, s.SetAside)
	}
}

func TestDoublesAreSetAside(t *testing.T) {
	double := func(n int, slug string, hotlines ...*directory.Hotline) *directory.Initiative {
		in := initiative(n, hotlines...)
		in.Slug = slug
		return in
	}
	for name, c := range map[string]struct {
		records []any
		aside   int
		path    string
	}{
		"slug of another initiative":       {[]any{double(1, "a", hotline(2, "A")), double(3, "a", hotline(4, "B"))}, 3, "slug"},
		"hotline's id is another's":        {[]any{double(1, "a", hotline(9, "A")), double(2, "b", hotline(9, "B"))}, 2, "id"},
		"hotline twice in one initiative":  {[]any{double(1, "a", hotline(5, "A")), double(2, "b", hotline(3, "A"), hotline(3, "B"))}, 2, "id"},
		"hotline has its initiative's id":  {[]any{double(1, "a", hotline(5, "A")), double(2, "b", hotline(2, "A"))}, 2, "id"},
		"initiative's id is a hotline's":   {[]any{double(1, "a", hotline(3, "A")), double(3, "b")}, 3, "id"},
		"organization's id is a hotline's": {[]any{double(1, "a", hotline(3, "A")), organization(3)}, 3, "id"},
		"hotline's id is an organization's": {
			[]any{double(1, "a", hotline(6, "A")), organization(2), double(3, "b", hotline(2, "B"))}, 3, "id",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := Build(prepared(c.records...), 1, now, directory.DefaultThresholds)
			problem(t, s.SetAside, id(c.aside), "", c.path, "another")
			if s.SetAside[0].Problems[0].Code != directory.Conflict {
				t.Errorf("code %s", s.SetAside[0].Problems[0].Code)
			}
			if s.Initiatives.ByID(id(1)) == nil || s.Hotlines.Len() != 1 || s.InitiativeBySlug("a").ID != id(1) {
				t.Error("the earlier one is not served")
			}
			if s.Initiatives.ByID(id(c.aside)) != nil || s.Organizations.ByID(id(c.aside)) != nil {
				t.Error("the double is served")
			}
		})
	}
}

func TestReferenceToNothingIsKept(t *testing.T) {
	h := hotline(2, "A")
	h.Operator, h.PairedWith, h.ReplacedBy = id(77), []directory.ID{id(78)}, id(79)
	s := build(t, initiative(1, h))
	if got := s.Hotlines.ByID(id(2)); got == nil || got.Operator != id(77) || s.Organizations.ByID(id(77)) != nil {
		t.Errorf("got %+v", got)
	}
}

func TestDefaultsOfWhatNobodyStated(t *testing.T) {
	in := initiative(1, hotline(2, "A"))
	in.Campaigns = []*directory.Campaign{{Common: common(3, "C"), Testimonies: []directory.Testimony{{
		ID: id(4), Form: directory.TestimonyFormVideo, Voice: directory.VoiceActor,
		Consent: directory.Consent{Status: directory.ConsentStatusUnknown},
	}}}}
	in.Resources = []*directory.Resource{{Common: common(5, "R"), Kind: directory.ResourceKindGuide}}
	in.Members = []directory.BannerMembership{{Country: "CO", Status: directory.MembershipStatusActive}}
	s := build(t, in)
	got := s.Initiatives.ByID(id(1))
	h, c, r := got.Hotlines[0], got.Campaigns[0], got.Resources[0]
	want := fmt.Sprint(
		directory.InitiativeStatusActive, directory.HotlineStatusActive, directory.ResponderUnknown, directory.CampaignStatusUnknown,
		directory.AnswerUnknown, directory.AnswerUnknown, id(1), id(1), id(1), id(1), now)
	have := fmt.Sprint(
		got.Status, h.Status, h.AnsweredBy, c.Status,
		c.Testimonies[0].SurvivorsAnonymous, r.Free, h.Initiative, c.Initiative, r.Initiative, got.Members[0].Banner, got.UpdatedAt)
	if want != have {
		t.Errorf("got %s\nwant %s", have, want)
	}
	if m := s.MembershipsOf("CO"); len(m) != 1 || m[0] != &got.Members[0] {
		t.Errorf("memberships of CO: %v", m)
	}
}

func TestProvenanceIsOwnOrInherited(t *testing.T) {
	fact := func(p *directory.Provenance) directory.Fact {
		return directory.Fact{Topic: "staff", Value: "at least 50", Provenance: p}
	}
	own := func(day int) *directory.Provenance { return verified(directory.Date(fmt.Sprintf("2026-10-%02d", day))) }
	bare, full := hotline(2, "A"), hotline(3, "B")
	bare.Facts = []directory.Fact{fact(nil), fact(own(9))}
	full.Provenance = own(2)
	full.Facts = []directory.Fact{fact(nil)}
	full.Channels = append(full.Channels, full.Channels[0])
	full.Channels[1].Provenance = own(3)
	in := initiative(1, bare, full)
	in.Provenance = own(1)
	in.Facts = []directory.Fact{fact(nil), fact(own(4))}
	in.Campaigns = []*directory.Campaign{{Common: common(4, "C"), Facts: []directory.Fact{fact(nil)}, Testimonies: []directory.Testimony{{
		ID: id(5), Form: directory.TestimonyFormVideo, Voice: directory.VoiceActor, Consent: directory.Consent{Status: directory.ConsentStatusUnknown},
	}}}}
	in.Lessons = []*directory.Lesson{{Common: common(6, "L")}}
	in.Lessons[0].Provenance = own(5)
	in.Resources = []*directory.Resource{{Common: common(7, "R"), Kind: directory.ResourceKindGuide}}
	in.Members = []directory.BannerMembership{
		{Country: "CO", Status: directory.MembershipStatusActive},
		{Country: "MD", Status: directory.MembershipStatusActive, Evidence: own(6)},
	}
	o := organization(8)
	o.Provenance = own(7)
	o.Facts, o.Governance = []directory.Fact{fact(nil)}, []directory.Fact{fact(own(8))}
	s := build(t, in, o)
	got, org := s.Initiatives.ByID(id(1)), s.Organizations.ByID(id(8))
	campaign := got.Campaigns[0]
	for name, c := range map[string]struct {
		p         *directory.Provenance
		day       int
		inherited bool
	}{
		"initiative":                      {got.Provenance, 1, false},
		"its fact":                        {got.Facts[0].Provenance, 1, true},
		"its fact with its own":           {got.Facts[1].Provenance, 4, false},
		"hotline":                         {got.Hotlines[0].Provenance, 1, true},
		"its channel":                     {got.Hotlines[0].Channels[0].Provenance, 1, true},
		"fact of it":                      {got.Hotlines[0].Facts[0].Provenance, 1, true},
		"fact of it with its own":         {got.Hotlines[0].Facts[1].Provenance, 9, false},
		"hotline with its own":            {got.Hotlines[1].Provenance, 2, false},
		"channel below own":               {got.Hotlines[1].Channels[0].Provenance, 2, true},
		"fact below own":                  {got.Hotlines[1].Facts[0].Provenance, 2, true},
		"channel with its own":            {got.Hotlines[1].Channels[1].Provenance, 3, false},
		"safety of a channel":             {got.Hotlines[1].Channels[1].SafetyShown().TollFree.Provenance, 3, true},
		"safety of a channel without own": {got.Hotlines[0].Channels[0].SafetyShown().TollFree.Provenance, 1, true},
		"campaign":                        {campaign.Provenance, 1, true},
		"its fact ":                       {campaign.Facts[0].Provenance, 1, true},
		"testimony":                       {campaign.Testimonies[0].Provenance, 1, true},
		"lesson with its own":             {got.Lessons[0].Provenance, 5, false},
		"resource":                        {got.Resources[0].Provenance, 1, true},
		"membership":                      {got.Members[0].Evidence, 1, true},
		"membership with its own":         {got.Members[1].Evidence, 6, false},
		"organization":                    {org.Provenance, 7, false},
		"fact of an organization":         {org.Facts[0].Provenance, 7, true},
		"governance with its own":         {org.Governance[0].Provenance, 8, false},
	} {
		if want := own(c.day).VerifiedOn(); c.p.VerifiedOn() != want || c.p.Inherited != c.inherited {
			t.Errorf("%s: verified on %s, inherited %v; want %s, %v", name, c.p.VerifiedOn(), c.p.Inherited, want, c.inherited)
		}
	}
}

func TestRecordWithoutProvenanceShowsItsOwnEmptyOne(t *testing.T) {
	got := build(t, initiative(1, hotline(2, "A"))).Initiatives.ByID(id(1))
	if got.Provenance == nil || got.Provenance.Inherited || got.Provenance.VerifiedOn() != "" {
		t.Errorf("initiative: %+v", got.Provenance)
	}
	if p := got.Hotlines[0].Provenance; p == nil || !p.Inherited || p.VerifiedOn() != "" {
		t.Errorf("hotline: %+v", p)
	}
}

// The race detector speaks here: entries are prepared on all processors at once.
func TestManyPrepareAtOnce(t *testing.T) {
	in := initiative(1, hotline(2, "A"))
	in.Hotlines[0].Channels[0].Hours = &directory.OpeningHours{Schedule: someHours[1]}
	rec, d := stored(1, in), document.NewDecoder()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				e := prepare(rec, d)
				if p := e.Initiative.Hotlines[0].Provenance; !p.Inherited || p.VerifiedOn() != "" {
					t.Errorf("provenance %+v", p)
				}
			}
		})
	}
	wg.Wait()
}

// The race detector speaks here too: a snapshot has many readers.
func TestManyReadersAtOnce(t *testing.T) {
	s := build(t, made(60, 5)...)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for day := range 10 {
				at := now.AddDate(0, 0, day*i)
				fresh := Fresh(s, s.Hotlines, []directory.Freshness{directory.FreshnessFresh, directory.FreshnessStale}, at)
				set := And(s.OpenAt(at), fresh, With(s.Hotlines, ByLanguage, []string{"en", "fr", "zh"}))
				if p, err := s.Hotlines.Page(set, Sort{By: "STANDING"}, PageArgs{}); err != nil || p.Total() != int(set.GetCardinality()) {
					t.Errorf("page: %v", err)
				}
				if s.Coverage(at).Region("001").Initiatives != s.Initiatives.Len() {
					t.Error("the world lacks initiatives")
				}
			}
		})
	}
	wg.Wait()
}
