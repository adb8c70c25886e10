package exchange

import (
	"reflect"
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// placed is a service and where in the file it stands.
type placed struct {
	at      spot
	service *hsdsService
}

// hsdsInitiative is what one initiative is made of: a program and its services. A service without a
// program is an initiative of its own; program is nil then.
type hsdsInitiative struct {
	at           spot
	program      *hsdsProgram
	organization *hsdsOrganization // nil where the file does not have it
	owner        string            // id of the organization, where only that is known
	services     []placed
}

// hsds reads the objects of HSDS of one file.
type hsds struct{ *sink }

// knownOrganization yields an organization the first time the file shows it: with service_full each
// service repeats it.
func (h *hsds) knownOrganization(at spot, o *hsdsOrganization) error {
	if id := unquote(string(o.ID)); o.isPlaceholder() || id != "" && !h.first("shown", SchemeHSDS, id) {
		return nil
	}
	return h.organizationRow(at, o)
}

func (h *hsds) organizationRow(at spot, o *hsdsOrganization) error {
	d := newDraft(at.row, directory.Identifier{})
	d.row.Key, _ = d.identifier(at, "id", SchemeHSDS, string(o.ID))
	stated := d.facts(at, "organization", o.Attributes)
	record := &directory.Organization{}
	there, whole := d.holds(at, stated, reflect.ValueOf(o).Elem(), record)
	if whole {
		d.row.Key, _ = keyOf(&record.Common)
		return h.organization(d, record)
	}
	language := d.languageOf(at, stated, directory.Undetermined)
	org := &directory.Organization{
		Common: directory.Common{
			Names:       names(language, string(o.Name), string(o.AlternateName)),
			Notes:       texts(language, string(o.Description)),
			Identifiers: []directory.Identifier{d.row.Key},
		},
		Kind: choice[directory.OrganizationKind](d, at, "attributes.organization_kind", stated.get("organization_kind")),
	}
	site := o.Website
	if site == "" {
		site = o.URL
	}
	org.Website = d.url(at, "website", unquote(string(site)))
	if address := d.email(at, "email", unquote(string(o.Email))); address != "" {
		org.Emails = []directory.EmailAddress{address}
	}
	if org.Country = d.country(at, "attributes.country", stated.get("country")); org.Country == "" {
		if countries := d.organizationCountries(at, o); len(countries) == 1 {
			org.Country = countries[0]
		}
	}
	for i := range o.Identifiers {
		id := &o.Identifiers[i]
		scheme := id.Scheme
		if scheme == "" {
			scheme = id.Type
		}
		if scheme != "" && id.Value != "" && string(scheme) != SchemeHSDS {
			org.Identifiers = append(org.Identifiers, directory.Identifier{Scheme: tidy(string(scheme)), Value: tidy(string(id.Value))})
		}
	}
	if parent := unquote(string(o.ParentID)); parent != "" {
		d.refer("parent", document.KindOrganization, directory.Identifier{Scheme: SchemeHSDS, Value: parent}, &org.Parent)
	}
	if there {
		keepOfOrganization(org, record)
		d.row.Key, _ = keyOf(&org.Common)
		d.row.References = nil
	}
	return h.organization(d, org)
}

// organizationCountries are the countries of an organization's addresses.
func (d *draft) organizationCountries(at spot, o *hsdsOrganization) (codes []directory.CountryCode) {
	if o == nil {
		return nil
	}
	for i := range o.Locations {
		for _, c := range d.addressCountries(at, o.Locations[i].Addresses) {
			if !slices.Contains(codes, c) {
				codes = append(codes, c)
			}
		}
	}
	return codes
}

// initiativeRow yields an initiative.
func (h *hsds) initiativeRow(from hsdsInitiative) error {
	p := from.program
	if p == nil { // a service stands for its program
		s := from.services[0].service
		p = &hsdsProgram{ID: s.ID, Name: s.Name, AlternateName: s.AlternateName, Description: s.Description, Attributes: s.Attributes}
	}
	at := from.at
	d := newDraft(at.row, directory.Identifier{})
	d.row.Key, _ = d.identifier(at, "id", SchemeHSDS, string(p.ID))
	object := "program"
	if from.program == nil {
		object = "service"
	}
	stated := d.facts(at, object, p.Attributes)
	in := &directory.Initiative{Status: directory.InitiativeStatusActive}
	r := &serviceReader{draft: d, in: in, language: directory.Undetermined}
	owner := from.owner
	if o := from.organization; o != nil && o.isPlaceholder() {
		owner = ""
	} else if o != nil {
		owner = unquote(string(o.ID))
		quiet := newDraft(at.row, directory.Identifier{}) // what is wrong with it stands in its own row
		above := quiet.facts(at, "organization", o.Attributes)
		r.language = quiet.languageOf(at, above, directory.Undetermined)
		if r.countries = quiet.organizationCountries(at, o); above["country"] != nil {
			r.countries = quiet.countries(at, "", above.get("country"))
		}
	}
	r.language = d.languageOf(at, stated, r.language)
	record := &directory.Initiative{}
	there, whole := false, false
	if from.program != nil {
		there, whole = d.holds(at, stated, reflect.ValueOf(p).Elem(), record)
	}
	if whole {
		r.in, in = record, record
		d.row.Key, _ = keyOf(&in.Common)
		for _, s := range from.services {
			r.service(s.at, s.service)
		}
		return h.initiative(d, in)
	}
	if r.language == directory.Undetermined {
		d.warn(at, "", "state the language as an attribute of the profile on the organization", "HSDS does not say in which language the texts are, and no attribute does")
	}
	in.Names = names(r.language, string(p.Name), string(p.AlternateName))
	in.Summaries = texts(r.language, string(p.Description))
	in.Identifiers = []directory.Identifier{d.row.Key}
	in.FormsOfExploitation = choices[directory.FormOfExploitation](d, at, "attributes.forms_of_exploitation", stated.get("forms_of_exploitation"))
	in.Populations = choices[directory.Population](d, at, "attributes.populations", stated.get("populations"))
	in.Website = d.url(at, "attributes.website", stated.get("website"))
	in.Countries = d.countries(at, "attributes.countries", stated.get("countries"))
	d.campaigns(at, stated, in)
	for _, s := range from.services {
		r.service(s.at, s.service)
		if from.program != nil { // else they were read above
			d.campaigns(s.at, d.silently(s), in)
		}
	}
	d.reach(at, "attributes.scope", stated.get("scope"), in, r.countries)
	if there {
		keepOfInitiative(in, record)
		d.row.Key, _ = keyOf(&in.Common)
	} else if owner != "" {
		d.operates(in, directory.Identifier{Scheme: SchemeHSDS, Value: owner})
	}
	return h.initiative(d, in)
}

// silently gives the facts of a service again without noting again what is wrong with them.
func (d *draft) silently(s placed) facts {
	return newDraft(s.at.row, directory.Identifier{}).facts(s.at, "service", s.service.Attributes)
}

// reach sets countries and scope of an initiative from its hotlines where it does not state them.
func (d *draft) reach(at spot, field, scope string, in *directory.Initiative, otherwise []directory.CountryCode) {
	if len(in.Countries) == 0 {
		for _, line := range in.Hotlines {
			for _, c := range line.Countries {
				if !slices.Contains(in.Countries, c) {
					in.Countries = append(in.Countries, c)
				}
			}
		}
		for _, m := range in.Resources {
			for _, c := range m.Countries {
				if len(in.Hotlines) == 0 && !slices.Contains(in.Countries, c) {
					in.Countries = append(in.Countries, c)
				}
			}
		}
		if len(in.Countries) == 0 {
			in.Countries = slices.Clone(otherwise)
		}
	}
	if in.Scope = choice[directory.Scope](d, at, field, scope); in.Scope == "" {
		in.Scope = d.scope(at, field, in.Countries)
	}
}

// operates makes an organization lead an initiative and run its hotlines.
func (d *draft) operates(in *directory.Initiative, key directory.Identifier) {
	in.Organizations = []directory.InitiativeOrganization{{Role: directory.OrganizationRoleLead}}
	d.refer("organizations[0].organization", document.KindOrganization, key, &in.Organizations[0].Organization)
	for i, line := range in.Hotlines {
		d.refer(part("hotlines", i)+".operator", document.KindOrganization, key, &line.Operator)
	}
	for i, m := range in.Resources {
		d.refer(part("resources", i)+".publisher", document.KindOrganization, key, &m.Publisher)
	}
}
