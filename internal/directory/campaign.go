package directory

// Campaign is a campaign and what it taught.
type Campaign struct {
	Common
	Initiative          ID // set by the snapshot: the aggregate it is part of
	Summaries           []Text
	KindPrinted         string // the kind of campaign in the words of the source
	Status              CampaignStatus
	Start               PartialDate
	End                 PartialDate
	RelaunchedOn        []PartialDate
	DurationDays        *int
	Recurrence          *Recurrence
	Scope               Scope
	Countries           []CountryCode
	Places              []Place
	Phases              []CampaignPhase
	Predecessor         ID
	Audiences           []Audience
	AudiencesPrinted    []Text
	Purposes            []Text
	KeyMessages         []Text
	Media               []MediaPlacement
	Approaches          []CampaignApproach
	FormsOfExploitation []FormOfExploitation
	Testimonies         []Testimony
	Tour                *Tour
	Events              []CampaignEvent
	Partners            []CampaignPartner
	Hotlines            []ID // the lines it points at
	Materials           []ID // resources
	Facts               []Fact
}

// Place is a town named by a source.
type Place struct {
	Name        Text
	Country     CountryCode
	Subdivision SubdivisionCode
}

// Recurrence is how a campaign comes back; AnnualDay is MM-DD.
type Recurrence struct {
	Printed   string
	AnnualDay string
	YearsSeen []int
}

// CampaignPhase is a phase of a campaign; Position counts from 1.
type CampaignPhase struct {
	Position    int
	Goal        PhaseGoal
	Description *Text
	Start       PartialDate
	End         PartialDate
}

// MediaPlacement is a medium a campaign uses, with the words of the source.
type MediaPlacement struct {
	Channel MediaChannel
	Printed string
	URL     URL
}

// CampaignPartner is a partner as printed, linked to its own entry where it has one.
type CampaignPartner struct {
	Name         string
	Organization ID
	Role         OrganizationRole
	Note         string
}

// CampaignEvent is a day or event a campaign is tied to; AnnualDay is MM-DD.
type CampaignEvent struct {
	Name      Text
	Date      PartialDate
	AnnualDay string
}

// Tour is a campaign that travels. StopCount may be more than Stops lists.
type Tour struct {
	StopCount        *Quantity
	SubdivisionCount *Quantity
	Stops            []TourStop
	Authorities      []StopAuthority
}

// TourStop is a stop of a tour; Position counts from 1. Site is a public place, never a shelter.
type TourStop struct {
	Position    int
	Place       Text
	Site        *Text
	Subdivision SubdivisionCode
	Start       Date
	End         Date
	Authorities []StopAuthority
}

// StopAuthority is an authority involved at a stop and what it did there.
type StopAuthority struct {
	Name string
	Role string
}

// Testimony is a testimony in a campaign. It has no field for a survivor's name, place or date of birth,
// and none may be added. A withdrawn or expired consent removes it from every answer.
type Testimony struct {
	ID                 ID
	Form               TestimonyForm
	Voice              Voice
	VoiceDescription   *Text
	SurvivorsAnonymous Answer
	Themes             []Text
	Consent            Consent
	Provenance         *Provenance
}

// Consent is the consent to publish a testimony.
type Consent struct {
	Status      ConsentStatus
	Scope       *Text
	RecordedOn  Date
	ExpiresOn   Date
	WithdrawnOn Date
}

// Holds says whether the consent allows publication on the given day.
func (c *Consent) Holds(day Date) bool {
	return c.WithdrawnOn == "" && (c.ExpiresOn == "" || day <= c.ExpiresOn)
}

// Lesson is what was learned from a campaign or by an initiative.
type Lesson struct {
	Common
	Initiative          ID // set by the snapshot: the aggregate it is part of
	Kind                LessonKind
	LearnedFrom         ID   // a campaign
	AppliedIn           []ID // campaigns
	Audiences           []Audience
	FormsOfExploitation []FormOfExploitation
	CountriesOfOrigin   []CountryCode
	CountriesOfAction   []CountryCode
}

// Resource is something to be used: a course, a poster, a report.
type Resource struct {
	Common
	Initiative       ID // set by the snapshot: the aggregate it is part of
	Summaries        []Text
	Kind             ResourceKind
	KindPrinted      string
	Audiences        []Audience
	AudiencesPrinted []Text
	Professions      []Profession
	Sectors          []Sector
	Formats          []ResourceFormat
	DurationMinutes  *int
	Languages        []LanguageTag
	LanguageCount    *Quantity
	Free             Answer
	Cost             *Text
	Licence          string
	URL              URL
	SHA256           string
	Publisher        ID
	PublisherPrinted string
	Author           ID
	Commissioner     ID
	Compares         []ID // initiatives
	Countries        []CountryCode
	PublishedOn      PartialDate
}
