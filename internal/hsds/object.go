package hsds

// The objects of HSDS, with the fields that we fill. Fields that name the object's owner are for tables; in JSON
// objects stand within each other.
type (
	// Organization is an organization, in full with its programs and services.
	Organization struct {
		ID            string       `json:"id"`
		Name          string       `json:"name"`
		AlternateName string       `json:"alternate_name,omitempty"`
		Description   string       `json:"description"`
		Email         string       `json:"email,omitempty"`
		Website       string       `json:"website,omitempty"`
		ParentID      string       `json:"parent_organization_id,omitempty"`
		Identifiers   []Identifier `json:"organization_identifiers,omitempty"`
		Programs      []Program    `json:"programs,omitempty"`
		Services      []*Service   `json:"services,omitempty"`
		Attributes    []Attribute  `json:"attributes,omitempty"`
	}
	// Identifier is an identifier of an organization elsewhere.
	Identifier struct {
		ID             string `json:"id"`
		OrganizationID string `json:"organization_id,omitempty"`
		Scheme         string `json:"identifier_scheme,omitempty"`
		Type           string `json:"identifier_type"`
		Value          string `json:"identifier"`
	}
	// Program is an initiative.
	Program struct {
		ID             string      `json:"id"`
		OrganizationID string      `json:"organization_id,omitempty"`
		Name           string      `json:"name"`
		AlternateName  string      `json:"alternate_name,omitempty"`
		Description    string      `json:"description"`
		Attributes     []Attribute `json:"attributes,omitempty"`
	}
	// Service is a hotline, or a resource by the attribute resource_kind.
	Service struct {
		ID                     string        `json:"id"`
		OrganizationID         string        `json:"organization_id,omitempty"`
		ProgramID              string        `json:"program_id,omitempty"`
		Name                   string        `json:"name"`
		AlternateName          string        `json:"alternate_name,omitempty"`
		Description            string        `json:"description,omitempty"`
		URL                    string        `json:"url,omitempty"`
		Email                  string        `json:"email,omitempty"`
		Status                 string        `json:"status"`
		ApplicationProcess     string        `json:"application_process,omitempty"`
		FeesDescription        string        `json:"fees_description,omitempty"`
		EligibilityDescription string        `json:"eligibility_description,omitempty"`
		MinimumAge             *int          `json:"minimum_age,omitempty"`
		MaximumAge             *int          `json:"maximum_age,omitempty"`
		AssuredDate            string        `json:"assured_date,omitempty"`
		Alert                  string        `json:"alert,omitempty"`
		LastModified           string        `json:"last_modified,omitempty"`
		Organization           *Organization `json:"organization,omitempty"`
		Program                *Program      `json:"program,omitempty"`
		Phones                 []Phone       `json:"phones,omitempty"`
		Schedules              []Schedule    `json:"schedules,omitempty"`
		Languages              []Language    `json:"languages,omitempty"`
		ServiceAreas           []ServiceArea `json:"service_areas,omitempty"`
		Attributes             []Attribute   `json:"attributes,omitempty"`
	}
	// Phone is a channel with a number, or a page where service.url is taken.
	Phone struct {
		ID          string      `json:"id"`
		ServiceID   string      `json:"service_id,omitempty"`
		Number      string      `json:"number"`
		Type        string      `json:"type,omitempty"`
		Description string      `json:"description,omitempty"`
		Languages   []Language  `json:"languages,omitempty"`
		Attributes  []Attribute `json:"attributes,omitempty"`
	}
	// Schedule is a row of the week.
	Schedule struct {
		ID          string `json:"id"`
		ServiceID   string `json:"service_id,omitempty"`
		ValidFrom   string `json:"valid_from,omitempty"`
		ValidTo     string `json:"valid_to,omitempty"`
		Frequency   string `json:"freq,omitempty"`
		Days        string `json:"byday,omitempty"`
		Description string `json:"description,omitempty"`
		Opens       string `json:"opens_at,omitempty"`
		Closes      string `json:"closes_at,omitempty"`
		Notes       string `json:"notes,omitempty"`
	}
	// Language is a language spoken.
	Language struct {
		ID        string `json:"id"`
		ServiceID string `json:"service_id,omitempty"`
		PhoneID   string `json:"phone_id,omitempty"`
		Name      string `json:"name,omitempty"`
		Code      string `json:"code,omitempty"`
	}
	// ServiceArea is a country, a part of one, or an area in words.
	ServiceArea struct {
		ID          string `json:"id"`
		ServiceID   string `json:"service_id,omitempty"`
		Name        string `json:"name,omitempty"`
		Description string `json:"description,omitempty"`
		Extent      string `json:"extent,omitempty"`
		ExtentType  string `json:"extent_type,omitempty"`
	}
	// Attribute is a fact of the profile.
	Attribute struct {
		ID         string `json:"id"`
		LinkID     string `json:"link_id,omitempty"`
		TermID     string `json:"taxonomy_term_id,omitempty"`
		LinkEntity string `json:"link_entity,omitempty"`
		Value      string `json:"value,omitempty"`
		Term       *Term  `json:"taxonomy_term,omitempty"`
	}
	// Term is a code of the profile.
	Term struct {
		ID          string `json:"id"`
		Code        string `json:"code,omitempty"`
		Name        string `json:"name"`
		Description string `json:"description"`
		Taxonomy    string `json:"taxonomy,omitempty"`
		TaxonomyID  string `json:"taxonomy_id,omitempty"`
	}
	// Taxonomy is the profile.
	Taxonomy struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
		Version     string `json:"version,omitempty"`
	}
)
