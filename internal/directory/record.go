package directory

import "time"

// Text is a text in one language. Kind and TranslatedBy are set on names.
type Text struct {
	Value        string
	Language     LanguageTag
	Kind         TextKind
	TranslatedBy string
}

// Quantity is a number as a source gives it: "at least 50" keeps its qualifier.
type Quantity struct {
	Qualifier  QuantityQualifier
	Value      float64
	Unit       string
	Printed    string
	AsOf       PartialDate
	Provenance *Provenance
}

// Fact is a statement about a record that has no field of its own.
type Fact struct {
	Topic      string
	Value      string
	Quantity   *Quantity
	Date       PartialDate
	Provenance *Provenance
}

// Identifier is a record's identifier in another register.
type Identifier struct {
	Scheme string
	Value  string
}

// Source is one source of a fact: a page, or a reference in words.
type Source struct {
	URL         URL
	Reference   string
	Class       SourceClass
	SeenOn      Date
	PublishedOn PartialDate
}

// Verification is the last time somebody checked that an entry is right.
type Verification struct {
	VerifiedOn Date
	By         ID // an organization
	Method     VerificationMethod
}

// Provenance is where something comes from and when it was checked. A nil Provenance on a fact means
// that its record's holds, which is then shown marked Inherited.
type Provenance struct {
	Sources       []Source
	SourceClasses []SourceClass // kinds of source, where known only for all sources together
	PublishedOn   PartialDate   // date of the sources, where known only for all of them together
	Verification  *Verification
	Inherited     bool
	forParts      *Provenance
}

// ForParts is the provenance as a part without its own shows it: marked Inherited.
func (p *Provenance) ForParts() *Provenance {
	if p == nil || p.Inherited || p.forParts == nil {
		return p
	}
	return p.forParts
}

// Share prepares ForParts. The snapshot calls it before anybody else sees the value.
func (p *Provenance) Share() {
	if p != nil && !p.Inherited && p.forParts == nil {
		inherited := *p
		inherited.Inherited = true
		p.forParts = &inherited
	}
}

// Claim is what one source says in a conflict.
type Claim struct {
	Value  string
	Source *Source
}

// SourceConflict keeps what two or more sources say when they disagree. Nobody has decided yet.
type SourceConflict struct {
	Path   string // of the field within the record, such as "channels[0].hours"
	Claims []Claim
	Note   *Text
}

// Common is what every record has.
type Common struct {
	ID          ID
	Names       []Text // official ones first
	Provenance  *Provenance
	Conflicts   []SourceConflict
	Notes       []Text // what the sources say that no field holds
	Identifiers []Identifier
}

// Meta gives what every record has, so that one function can serve all of them.
func (c *Common) Meta() *Common { return c }

// Organization is a body that runs, funds or supports initiatives.
type Organization struct {
	Common
	Acronym    string
	Kind       OrganizationKind
	Country    CountryCode
	Parent     ID
	Website    URL
	Emails     []EmailAddress
	Staff      *Quantity
	Governance []Fact
	Facts      []Fact
	UpdatedAt  time.Time // of its public face; set by the snapshot from the stored record
}

// InitiativeOrganization is an organization's part in an initiative.
type InitiativeOrganization struct {
	Organization ID
	Role         OrganizationRole
	Note         *Text
}

// BannerMembership says that an initiative, a campaign or a country belongs to a banner. It is kept with
// the banner; exactly one of Initiative, Campaign and Country is set.
type BannerMembership struct {
	Banner     ID // the initiative that is the banner; set by the snapshot
	Initiative ID
	Campaign   ID
	Country    CountryCode
	Since      PartialDate
	Until      PartialDate
	Status     MembershipStatus
	LocalName  *Text
	Note       *Text
	Evidence   *Provenance
}

// Initiative is the unit a partner registers and the aggregate that is stored, reviewed and published
// as a whole: its hotlines, campaigns, resources and lessons live and change with it.
type Initiative struct {
	Common
	Slug                string
	Acronym             string
	Summaries           []Text
	Scope               Scope
	Countries           []CountryCode
	Subdivisions        []SubdivisionCode
	Status              InitiativeStatus
	StatusNote          *Text
	LeadKind            OrganizationKind // where a source gives the kind and no organization is named
	Organizations       []InitiativeOrganization
	Parent              ID
	Members             []BannerMembership
	FormsOfExploitation []FormOfExploitation
	Populations         []Population
	Website             URL
	Facts               []Fact
	ReplacedBy          ID
	Hotlines            []*Hotline
	Campaigns           []*Campaign
	Resources           []*Resource
	Lessons             []*Lesson
	UpdatedAt           time.Time // of its public face; set by the snapshot from the stored record
	UpdatedBy           ID        // the organization that changed it last, empty for staff; set by the snapshot
}
