package graph

import (
	"fmt"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/loaders"
)

// maxIDs is how many ids one filter or query may name.
const maxIDs = 100

// sets collects the sets of rows that the fields of a filter select; they are ANDed.
type sets[T any] struct {
	table *snapshot.Table[T]
	all   []snapshot.Set
	err   error
}

// any adds the rows that have any of the values. Null is no filter; an empty list matches nothing.
func anyOf[T any, V ~string](s *sets[T], f snapshot.Facet, values []V) {
	if values != nil {
		s.all = append(s.all, snapshot.With(s.table, f, values))
	}
}

func (s *sets[T]) ids(ids []directory.ID) {
	if s.err = tooManyIDs("filter.ids", len(ids)); ids != nil && s.err == nil {
		s.all = append(s.all, s.table.Of(ids))
	}
}

func tooManyIDs(path string, n int) error {
	if n <= maxIDs {
		return nil
	}
	message := fmt.Sprintf("has %d ids; at most %d are allowed", n, maxIDs)
	return directory.NewError(directory.InvalidInput, "The list "+path+" "+message+".",
		directory.Problem{Path: path, Code: directory.InvalidInput, Message: message})
}

func (s *sets[T]) fresh(l *loaders.Loaders, wanted []directory.Freshness) {
	if wanted != nil {
		s.all = append(s.all, snapshot.Fresh(l.Snapshot, s.table, wanted, l.Now()))
	}
}

// languages adds the rows in a language that speakers of any of these understand.
func (s *sets[T]) languages(wanted []directory.LanguageTag) {
	if wanted != nil {
		s.all = append(s.all, snapshot.Speaking(s.table, wanted))
	}
}

func (s *sets[T]) flag(f snapshot.Facet, wanted *bool) {
	if wanted == nil {
		return
	}
	value := directory.AnswerNo
	if *wanted {
		value = directory.AnswerYes
	}
	s.all = append(s.all, snapshot.With(s.table, f, []directory.Answer{value}))
}

// within joins the sets with the one the list is limited to anyway.
func (s *sets[T]) within(set snapshot.Set) (snapshot.Set, error) {
	return snapshot.And(append(s.all, set)...), s.err
}

func initiativeSets(l *loaders.Loaders, f *model.InitiativeFilter) *sets[directory.Initiative] {
	s := &sets[directory.Initiative]{table: l.Snapshot.Initiatives}
	if f == nil {
		return s
	}
	s.ids(f.Ids)
	anyOf(s, snapshot.ByCountry, f.Countries)
	anyOf(s, snapshot.ByRegion, f.Regions)
	anyOf(s, snapshot.ByScope, f.Scopes)
	anyOf(s, snapshot.ByStatus, f.Statuses)
	anyOf(s, snapshot.ByOrganizationKind, f.OrganizationKinds)
	anyOf(s, snapshot.ByPopulation, f.Populations)
	anyOf(s, snapshot.ByForm, f.FormsOfExploitation)
	s.languages(f.Languages)
	anyOf(s, snapshot.ByBanner, f.Banners)
	s.fresh(l, f.Freshness)
	return s
}

func hotlineSets(l *loaders.Loaders, f *model.HotlineFilter) *sets[directory.Hotline] {
	s := &sets[directory.Hotline]{table: l.Snapshot.Hotlines}
	if f == nil {
		return s
	}
	s.ids(f.Ids)
	anyOf(s, snapshot.ByCountry, f.Countries)
	anyOf(s, snapshot.ByRegion, f.Regions)
	s.languages(f.Languages)
	anyOf(s, snapshot.ByChannelKind, f.ChannelKinds)
	anyOf(s, snapshot.ByPurpose, f.Purposes)
	anyOf(s, snapshot.ByPopulation, f.Populations)
	anyOf(s, snapshot.ByForm, f.FormsOfExploitation)
	anyOf(s, snapshot.ByStatus, f.Statuses)
	anyOf(s, snapshot.ByResponder, f.AnsweredBy)
	anyOf(s, snapshot.ByOrganizationKind, f.OrganizationKinds)
	s.flag(snapshot.ByTollFree, f.TollFree)
	s.flag(snapshot.ByReachableFromAbroad, f.ReachableFromAbroad)
	s.flag(snapshot.ByAlwaysOpen, f.AlwaysOpen)
	s.fresh(l, f.Freshness)
	if f.OpenAt != nil {
		s.all = append(s.all, l.Snapshot.OpenAt(*f.OpenAt))
	}
	return s
}

func campaignSets(l *loaders.Loaders, f *model.CampaignFilter) *sets[directory.Campaign] {
	s := &sets[directory.Campaign]{table: l.Snapshot.Campaigns}
	if f == nil {
		return s
	}
	s.ids(f.Ids)
	anyOf(s, snapshot.ByCountry, f.Countries)
	anyOf(s, snapshot.ByRegion, f.Regions)
	anyOf(s, snapshot.ByStatus, f.Statuses)
	anyOf(s, snapshot.ByAudience, f.Audiences)
	anyOf(s, snapshot.ByMediaChannel, f.MediaChannels)
	anyOf(s, snapshot.ByApproach, f.Approaches)
	anyOf(s, snapshot.ByForm, f.FormsOfExploitation)
	anyOf(s, snapshot.ByBanner, f.Banners)
	anyOf(s, snapshot.ByOrganizationKind, f.OrganizationKinds)
	s.fresh(l, f.Freshness)
	return s
}

func resourceSets(l *loaders.Loaders, f *model.ResourceFilter) *sets[directory.Resource] {
	s := &sets[directory.Resource]{table: l.Snapshot.Resources}
	if f == nil {
		return s
	}
	s.ids(f.Ids)
	anyOf(s, snapshot.ByCountry, f.Countries)
	anyOf(s, snapshot.ByRegion, f.Regions)
	anyOf(s, snapshot.ByKind, f.Kinds)
	anyOf(s, snapshot.ByAudience, f.Audiences)
	anyOf(s, snapshot.ByProfession, f.Professions)
	anyOf(s, snapshot.BySector, f.Sectors)
	anyOf(s, snapshot.ByFormat, f.Formats)
	s.languages(f.Languages)
	anyOf(s, snapshot.ByOrganizationKind, f.OrganizationKinds)
	s.flag(snapshot.ByFree, f.Free)
	s.fresh(l, f.Freshness)
	return s
}

func organizationSets(l *loaders.Loaders, f *model.OrganizationFilter) *sets[directory.Organization] {
	s := &sets[directory.Organization]{table: l.Snapshot.Organizations}
	if f == nil {
		return s
	}
	s.ids(f.Ids)
	anyOf(s, snapshot.ByCountry, f.Countries)
	anyOf(s, snapshot.ByRegion, f.Regions)
	anyOf(s, snapshot.ByKind, f.Kinds)
	s.fresh(l, f.Freshness)
	return s
}

func lessonSets(l *loaders.Loaders, f *model.LessonFilter) *sets[directory.Lesson] {
	s := &sets[directory.Lesson]{table: l.Snapshot.Lessons}
	if f == nil {
		return s
	}
	s.ids(f.Ids)
	anyOf(s, snapshot.ByCountry, f.Countries)
	anyOf(s, snapshot.ByOrigin, f.CountriesOfOrigin)
	anyOf(s, snapshot.ByRegion, f.Regions)
	anyOf(s, snapshot.ByKind, f.Kinds)
	anyOf(s, snapshot.ByAudience, f.Audiences)
	anyOf(s, snapshot.ByForm, f.FormsOfExploitation)
	s.fresh(l, f.Freshness)
	return s
}
