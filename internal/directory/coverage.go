package directory

// Coverage tells what exists in a country, an area or the world, and what lacks. It counts entries,
// never people.
type Coverage struct {
	Level                     CoverageLevel
	Country                   CountryCode // at level COUNTRY
	Region                    RegionCode  // at the other levels
	CountryCount              int
	CountriesWithInitiative   int
	CountriesWithHotline      int
	Initiatives               int
	Organizations             int
	Hotlines                  int
	Campaigns                 int
	Resources                 int
	Lessons                   int
	HasAlwaysOpenLine         Answer
	HasLineInOfficialLanguage Answer
	OfficialLanguages         []LanguageTag
	HotlineLanguages          []LanguageTag
	Freshness                 FreshnessCounts
	Gaps                      []CoverageGap // the gravest first
}

// FreshnessCounts counts working hotlines by freshness.
type FreshnessCounts struct {
	Fresh, Due, Stale, Unverified int
}

// CoverageGap is something that lacks. Unknown means that it may exist and is only not known.
type CoverageGap struct {
	Kind    GapKind
	Reason  Text
	Unknown bool
}
