package snapshot

import (
	"fmt"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// coverageDay is the coverage of every country and area on one day: freshness changes with the day, all
// else with the revision.
type coverageDay struct {
	day       string
	countries map[directory.CountryCode]*directory.Coverage
	regions   map[directory.RegionCode]*directory.Coverage
}

// Coverage tells the coverage of the countries and areas at an instant. It is computed once a day and
// revision, so asking is a look-up.
func (s *Snapshot) Coverage(now time.Time) *CoverageView {
	day := now.UTC().Format(time.DateOnly)
	if c := s.coverage.Load(); c != nil && c.day == day {
		return (*CoverageView)(c)
	}
	s.covering.Lock() // many may ask at once after a publication and at midnight; one works
	defer s.covering.Unlock()
	c := s.coverage.Load()
	if c == nil || c.day != day {
		c = s.cover(day, now)
		s.coverage.Store(c)
	}
	return (*CoverageView)(c)
}

// CountriesWithInitiative counts the countries in which an initiative is at work, without the coverage: whoever asks what
// the directory is right after a publication must not wait for that.
func (s *Snapshot) CountriesWithInitiative() int {
	n := 0
	for _, country := range geography.Countries() {
		if !With(s.Initiatives, ByCountry, []string{string(country.Code)}).IsEmpty() {
			n++
		}
	}
	return n
}

// CoverageView answers for countries and areas.
type CoverageView coverageDay

// Country gives the coverage of a country, nil for a code that is none.
func (v *CoverageView) Country(c directory.CountryCode) *directory.Coverage { return v.countries[c] }

// Region gives the coverage of a UN M49 area, nil for a code that is none.
func (v *CoverageView) Region(r directory.RegionCode) *directory.Coverage { return v.regions[r] }

func (s *Snapshot) cover(day string, now time.Time) *coverageDay {
	c := &coverageDay{
		day:       day,
		countries: make(map[directory.CountryCode]*directory.Coverage, 250),
		regions:   make(map[directory.RegionCode]*directory.Coverage, 40),
	}
	f := s.freshHotlines(now)
	for _, country := range geography.Countries() {
		k := s.count(f, ByCountry, string(country.Code))
		k.Level, k.Country, k.CountryCount = directory.CoverageLevelCountry, country.Code, 1
		k.CountriesWithInitiative, k.CountriesWithHotline = min(k.Initiatives, 1), min(k.Hotlines, 1)
		for _, tag := range country.OfficialLanguages {
			k.OfficialLanguages = append(k.OfficialLanguages, directory.LanguageTag(tag))
		}
		k.HasLineInOfficialLanguage = s.speaksOfficial(country, k)
		k.HasAlwaysOpenLine = s.alwaysOpen(s.workingIn(ByCountry, string(country.Code)))
		k.Gaps = s.gaps(k, ByCountry, string(country.Code))
		c.countries[country.Code] = k
	}
	for _, region := range geography.Regions() {
		k := s.count(f, ByRegion, region.Code)
		k.Level, k.Region, k.CountryCount = level(region.Level), directory.RegionCode(region.Code), len(region.Countries)
		c.sum(k, region.Countries)
		k.Gaps = s.gaps(k, ByRegion, region.Code)
		c.regions[directory.RegionCode(region.Code)] = k
	}
	return c
}

// sum derives from its countries what an area's own lines do not tell. A country of which nothing is known
// leaves the area unknown: an area has a line that is always open when one of its countries has, and lines
// in official languages when each of its countries that have official languages does.
func (c *coverageDay) sum(k *directory.Coverage, countries []directory.CountryCode) {
	var open, official []directory.Answer
	for _, code := range countries {
		of := c.countries[code]
		k.CountriesWithInitiative += of.CountriesWithInitiative
		k.CountriesWithHotline += of.CountriesWithHotline
		open = append(open, of.HasAlwaysOpenLine)
		if len(of.OfficialLanguages) > 0 {
			official = append(official, of.HasLineInOfficialLanguage)
		}
	}
	k.HasAlwaysOpenLine = firstOf(open, directory.AnswerYes, directory.AnswerUnknown)
	k.HasLineInOfficialLanguage = firstOf(official, directory.AnswerNo, directory.AnswerUnknown)
}

// firstOf gives the first of the deciding answers that is among answers, what they all are when none of
// them is, and unknown when there are none at all.
func firstOf(answers []directory.Answer, deciding ...directory.Answer) directory.Answer {
	if len(answers) == 0 {
		return directory.AnswerUnknown
	}
	for _, d := range deciding {
		if slices.Contains(answers, d) {
			return d
		}
	}
	return answers[0]
}

func level(l string) directory.CoverageLevel { return directory.CoverageLevel(l) }

// freshHotlines are the hotlines at each freshness, in the order of directory.FreshnessCounts.
func (s *Snapshot) freshHotlines(now time.Time) [4]*roaring.Bitmap {
	var sets [4]*roaring.Bitmap
	for i, f := range [...]directory.Freshness{directory.FreshnessFresh, directory.FreshnessDue, directory.FreshnessStale, directory.FreshnessUnverified} {
		sets[i] = Fresh(s, s.Hotlines, []directory.Freshness{f}, now)
	}
	return sets
}

// workingIn are the hotlines of status ACTIVE that serve a country or area.
func (s *Snapshot) workingIn(f Facet, place string) *roaring.Bitmap {
	return And(With(s.Hotlines, f, []string{place}), With(s.Hotlines, ByStatus, []directory.HotlineStatus{directory.HotlineStatusActive}))
}

func (s *Snapshot) count(fresh [4]*roaring.Bitmap, f Facet, place string) *directory.Coverage {
	working := s.workingIn(f, place)
	in := []string{place}
	k := &directory.Coverage{
		Initiatives:   int(With(s.Initiatives, f, in).GetCardinality()),
		Organizations: int(With(s.Organizations, f, in).GetCardinality()),
		Hotlines:      int(working.GetCardinality()),
		Campaigns:     int(With(s.Campaigns, f, in).GetCardinality()),
		Resources:     int(With(s.Resources, f, in).GetCardinality()),
		Lessons:       int(With(s.Lessons, f, in).GetCardinality()),
		Freshness: directory.FreshnessCounts{
			Fresh: both(working, fresh[0]), Due: both(working, fresh[1]), Stale: both(working, fresh[2]), Unverified: both(working, fresh[3]),
		},
	}
	for tag, rows := range s.Hotlines.values[ByLanguage].many {
		if working.Intersects(rows) {
			k.HotlineLanguages = append(k.HotlineLanguages, directory.LanguageTag(tag))
		}
	}
	slices.Sort(k.HotlineLanguages)
	return k
}

func both(a, b *roaring.Bitmap) int { return int(a.AndCardinality(b)) }

// alwaysOpen tells whether one of these lines is open day and night. It is no only when there are lines and
// the hours of every channel are known: what nobody stated is unknown.
func (s *Snapshot) alwaysOpen(working *roaring.Bitmap) directory.Answer {
	if working.Intersects(With(s.Hotlines, ByAlwaysOpen, []directory.Answer{directory.AnswerYes})) {
		return directory.AnswerYes
	}
	return s.noIfKnown(working, func(ch *directory.Channel) bool {
		oh := ch.Hours
		if oh == nil || !oh.AlwaysOpen && len(oh.Weekly) == 0 {
			return false // they are in the words of the source at most
		}
		return !oh.MayBeRoundTheClock()
	})
}

// speaksOfficial tells whether a line of a country speaks a language official there. It is no only when there
// are lines and the languages of every channel are known.
func (s *Snapshot) speaksOfficial(c *geography.Country, k *directory.Coverage) directory.Answer {
	for _, official := range c.OfficialLanguages {
		for _, spoken := range k.HotlineLanguages {
			if directory.Understands(directory.LanguageTag(official), spoken) {
				return directory.AnswerYes
			}
		}
	}
	return s.noIfKnown(s.workingIn(ByCountry, string(c.Code)), func(ch *directory.Channel) bool {
		// A source that counts languages has not named them all.
		return len(ch.Languages) > 0 && ch.LanguageCount == nil && ch.InterpreterLanguages == nil
	})
}

// noIfKnown is no when there are lines and a matter is known of every channel of theirs, else unknown.
func (s *Snapshot) noIfKnown(lines *roaring.Bitmap, known func(*directory.Channel) bool) directory.Answer {
	if lines.IsEmpty() {
		return directory.AnswerUnknown
	}
	for it := lines.Iterator(); it.HasNext(); {
		h := s.Hotlines.rows[it.Next()]
		if len(h.Channels) == 0 {
			return directory.AnswerUnknown
		}
		for i := range h.Channels {
			if !known(&h.Channels[i]) {
				return directory.AnswerUnknown
			}
		}
	}
	return directory.AnswerNo
}

// gaps lists what lacks, the gravest first.
func (s *Snapshot) gaps(k *directory.Coverage, f Facet, place string) []directory.CoverageGap {
	var gaps []directory.CoverageGap
	gap := func(kind directory.GapKind, unknown bool, reason string, args ...any) {
		gaps = append(gaps, directory.CoverageGap{
			Kind: kind, Unknown: unknown,
			Reason: directory.Text{Value: fmt.Sprintf(reason, args...), Language: "en"},
		})
	}
	working := s.workingIn(f, place)
	if k.Hotlines == 0 {
		gap(directory.GapKindNoHotline, true, "No working hotline that serves it is registered.")
	} else {
		s.lineGaps(k, working, gap)
	}
	if k.Initiatives == 0 {
		gap(directory.GapKindNoInitiative, true, "No initiative that serves it is registered.")
	}
	campaigns := With(s.Campaigns, f, []string{place})
	if k.Campaigns == 0 {
		gap(directory.GapKindNoCampaign, true, "No campaign is registered.")
	} else if !campaigns.Intersects(With(s.Campaigns, ByAudience, []directory.Audience{directory.AudienceEmployers})) {
		gap(directory.GapKindNoCampaignForEmployers, true, "None of %d campaigns is known to address employers.", k.Campaigns)
	}
	return gaps
}

func (s *Snapshot) lineGaps(k *directory.Coverage, working *roaring.Bitmap, gap func(directory.GapKind, bool, string, ...any)) {
	unknown := func(a directory.Answer) bool { return a == directory.AnswerUnknown }
	elsewhere := k.CountriesWithHotline < k.CountryCount // in a country of which no line is known there may be one
	has := func(f Facet, values ...string) bool { return working.Intersects(With(s.Hotlines, f, values)) }
	switch k.Freshness.Unverified {
	case k.Hotlines:
		gap(directory.GapKindNothingVerified, false, "None of %d lines has been verified.", k.Hotlines)
	default:
		if k.Freshness.Fresh == 0 {
			gap(directory.GapKindNothingFresh, false, "None of %d lines was verified recently.", k.Hotlines)
		}
	}
	if k.HasAlwaysOpenLine != directory.AnswerYes {
		gap(directory.GapKindNoAlwaysOpenLine, unknown(k.HasAlwaysOpenLine), "None of %d lines is known to answer day and night.", k.Hotlines)
	}
	if k.HasLineInOfficialLanguage != directory.AnswerYes && (k.Level != directory.CoverageLevelCountry || len(k.OfficialLanguages) > 0) {
		gap(directory.GapKindNoLineInOfficialLanguage, unknown(k.HasLineInOfficialLanguage), "No line is known to speak an official language in each country counted.")
	}
	if !has(ByReachableFromAbroad, string(directory.AnswerYes)) {
		known := s.noIfKnown(working, func(ch *directory.Channel) bool {
			return ch.Safety != nil && ch.Safety.ReachableFromAbroad.Value == directory.AnswerNo
		})
		gap(directory.GapKindNoLineFromAbroad, elsewhere || unknown(known), "No line is known to be reachable from abroad.")
	}
	if !has(ByChannelKind, writtenChannels...) {
		gap(directory.GapKindNoTextChannel, true, "No line is known to be reachable in writing.")
	}
	if police := With(s.Hotlines, ByResponder, []directory.Responder{directory.ResponderPolice}); both(working, police) == k.Hotlines {
		gap(directory.GapKindOnlyPolice, elsewhere, "All lines are answered by police.")
	}
}

var writtenChannels = []string{
	string(directory.ChannelKindSms), string(directory.ChannelKindWhatsapp), string(directory.ChannelKindSignal),
	string(directory.ChannelKindTelegram), string(directory.ChannelKindLine), string(directory.ChannelKindViber),
	string(directory.ChannelKindChat), string(directory.ChannelKindEmail), string(directory.ChannelKindWebForm),
	string(directory.ChannelKindTty), string(directory.ChannelKindApp),
}
