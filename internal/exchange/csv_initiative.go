package exchange

import (
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// initiative yields the initiative of some rows, and its organization before it.
func (t *templateReader) initiative(g *heldGroup) error {
	d := newDraft(g.rows[0].number, directory.Identifier{})
	rows := make([]templateRow, len(g.rows))
	for i, held := range g.rows {
		cells, _ := unpack(make([]string, 0, len(Columns)+1), held.data, len(Columns)+1)
		rows[i] = templateRow{spot{row: held.number}, cells[1:]}
		switch cells[0] {
		case short:
			d.problem(rows[i].spot, "", "give every row as many cells as the header; if the file was cut off, send it again", "the row has fewer cells than the header")
		case long:
			d.problem(rows[i].spot, "", "put cells that hold the separator in quotation marks", "the row has more cells than the header")
		}
		if strings.Contains(string(held.data), "\uFFFD") {
			d.noteDamaged(rows[i].spot)
		}
		d.formulas(&rows[i])
	}
	m := d.merge(rows, ofInitiative)
	d.row.Key, _ = d.identifier(m.spot, keyColumn, SchemePartner, m.get(keyColumn))
	language := d.language(m.of("language"), "language", m.get("language"))
	if language == "" {
		language = directory.Undetermined
		d.warn(m.spot, "language", "state the language of the texts", "it is not said in which language the texts are")
	}
	in := &directory.Initiative{
		Common: directory.Common{
			Names:       names(language, m.get("initiative_name"), m.get("initiative_other_name")),
			Identifiers: []directory.Identifier{d.row.Key},
		},
		Summaries:           texts(language, m.get("initiative_summary")),
		Status:              choice[directory.InitiativeStatus](d, m.of("initiative_status"), "initiative_status", m.get("initiative_status")),
		Countries:           d.countries(m.of("initiative_countries"), "initiative_countries", m.get("initiative_countries")),
		Website:             d.url(m.of("initiative_website"), "initiative_website", m.get("initiative_website")),
		Populations:         choices[directory.Population](d, m.of("initiative_populations"), "initiative_populations", m.get("initiative_populations")),
		FormsOfExploitation: choices[directory.FormOfExploitation](d, m.of("forms_of_exploitation"), "forms_of_exploitation", m.get("forms_of_exploitation")),
	}
	if in.Status == "" {
		in.Status = directory.InitiativeStatusActive
	}
	if m.get("initiative_name") == "" {
		d.problem(m.spot, "initiative_name", "give the name in the first row of the initiative", "the initiative has no name")
	}
	d.hotlines(rows, in, language)
	d.reach(m.of("scope"), "scope", m.get("scope"), in, nil)
	if err := t.party(d, rows, m, in, language); err != nil {
		return err
	}
	return t.sink.initiative(d, in)
}

// formulas refuses cells that a spreadsheet program would run: nobody means them as a value. One that an
// apostrophe stands before is meant.
func (d *draft) formulas(row *templateRow) {
	for i, c := range row.cells {
		if strings.HasPrefix(c, "=") || strings.HasPrefix(c, "@") {
			d.problem(row.spot, Columns[i].Name, "write the value itself", "%s is a formula", quote(c))
		}
		row.cells[i] = literal(c)
	}
}

// hotlines reads the hotlines of an initiative. A row without any cell of a hotline is about the initiative
// alone.
func (d *draft) hotlines(rows []templateRow, in *directory.Initiative, language directory.LanguageTag) {
	var order []string
	of := map[string][]templateRow{}
	for _, row := range rows {
		id := unquote(row.get("hotline_id"))
		if id == "" {
			for i, c := range Columns {
				if c.level >= ofHotline && row.cells[i] != "" {
					d.problem(row.spot, "hotline_id", "give the hotline an identifier that stays the same in every file", "the row has %s and no identifier of a hotline", c.Name)
					break
				}
			}
			continue
		}
		if of[id] == nil {
			order = append(order, id)
		}
		of[id] = append(of[id], row)
	}
	for _, id := range order {
		d.comes(part("hotlines", len(in.Hotlines)), of[id][0].spot)
		in.Hotlines = append(in.Hotlines, d.line(of[id], id, in, language))
	}
}

// line reads one hotline.
func (d *draft) line(rows []templateRow, id string, in *directory.Initiative, language directory.LanguageTag) *directory.Hotline {
	m := d.merge(rows, ofHotline)
	key, _ := d.identifier(m.spot, "hotline_id", SchemePartner, id)
	if m.get("hotline_name") == "" {
		d.problem(m.spot, "hotline_name", "give the name in the first row of the hotline", "the hotline has no name")
	}
	h := &directory.Hotline{
		Common: directory.Common{
			Names:       names(language, m.get("hotline_name"), m.get("hotline_other_name")),
			Notes:       texts(language, m.get("hotline_notes")),
			Identifiers: []directory.Identifier{key},
			Provenance:  d.source(m),
		},
		Purposes:           choices[directory.HotlinePurpose](d, m.of("purposes"), "purposes", m.get("purposes")),
		AnsweredBy:         choice[directory.Responder](d, m.of("answered_by"), "answered_by", m.get("answered_by")),
		Status:             choice[directory.HotlineStatus](d, m.of("hotline_status"), "hotline_status", m.get("hotline_status")),
		StatusNote:         oneText(language, m.get("hotline_status_note")),
		Countries:          d.countries(m.of("countries"), "countries", m.get("countries")),
		Subdivisions:       d.subdivisions(m.of("subdivisions"), "subdivisions", m.get("subdivisions")),
		ServiceAreas:       texts(language, m.get("service_area")),
		Populations:        choices[directory.Population](d, m.of("populations"), "populations", m.get("populations")),
		PopulationsPrinted: texts(language, m.get("populations_printed")),
		MinimumAge:         d.whole(m.of("minimum_age"), "minimum_age", m.get("minimum_age")),
		MaximumAge:         d.whole(m.of("maximum_age"), "maximum_age", m.get("maximum_age")),
		Offers:             texts(language, m.get("offers")),
		DoesNotOffer:       texts(language, m.get("does_not_offer")),
	}
	if h.Status == "" {
		h.Status = directory.HotlineStatusActive
	}
	if len(h.Countries) == 0 {
		h.Countries = append(h.Countries, in.Countries...)
	}
	for i := range rows {
		d.lineChannels(&rows[i], h, language)
	}
	if len(h.Channels) == 0 {
		d.warn(m.spot, "phone", "give a number, an e-mail address or a page", "the hotline has no way to reach it")
	}
	return h
}

// source is the page of a hotline and its last check.
func (d *draft) source(m *merged) *directory.Provenance {
	var p directory.Provenance
	seen := d.date(m.of("source_seen_on"), "source_seen_on", m.get("source_seen_on"))
	if u := d.url(m.of("source_url"), "source_url", m.get("source_url")); u != "" {
		p.Sources = []directory.Source{{URL: u, SeenOn: seen}}
	} else if seen != "" {
		d.problem(m.of("source_seen_on"), "source_url", "give the page that was read", "a day on which a page was read needs the page")
	}
	method := choice[directory.VerificationMethod](d, m.of("verification_method"), "verification_method", m.get("verification_method"))
	if on := d.date(m.of("verified_on"), "verified_on", m.get("verified_on")); on != "" {
		if method == "" {
			method = directory.VerificationMethodOperatorConfirmed // the partner says so itself
		}
		p.Verification = &directory.Verification{VerifiedOn: on, Method: method}
	}
	if p.Sources == nil && p.Verification == nil {
		return nil
	}
	return &p
}

// party links the organization of an initiative and yields it when the file says more than its identifier,
// once in a file.
func (t *templateReader) party(d *draft, rows []templateRow, m *merged, in *directory.Initiative, language directory.LanguageTag) error {
	o := d.merge(rows, ofOrganization)
	value := m.get("organization_id")
	role := choice[directory.OrganizationRole](d, m.of("organization_role"), "organization_role", m.get("organization_role"))
	if value == "" {
		if len(o.values) > 0 || role != "" {
			d.problem(o.spot, "organization_id", "give the organization an identifier that stays the same in every file", "an organization is described and has no identifier")
		}
		return nil
	}
	key, ok := d.identifier(m.of("organization_id"), "organization_id", SchemePartner, value)
	if !ok {
		return nil
	}
	d.operates(in, key)
	if role != "" {
		in.Organizations[0].Role = role
	}
	if len(o.values) == 0 {
		return nil
	}
	said := make([]string, 0, len(Columns))
	for _, c := range Columns {
		if c.level == ofOrganization {
			said = append(said, o.get(c.Name))
		}
	}
	identity, content := t.hash(key.Value), t.hash(said...)
	if before, there := t.organizations[identity]; there {
		if before != content {
			d.problem(o.spot, "organization_name", "describe an organization in the same words in all its rows, or once only", "rows of another initiative describe the organization otherwise")
		}
		return nil
	}
	t.organizations[identity] = content
	return t.organizationOf(o, key, language)
}

func (t *templateReader) organizationOf(o *merged, key directory.Identifier, language directory.LanguageTag) error {
	d := newDraft(o.row, key)
	org := &directory.Organization{
		Common:  directory.Common{Names: names(language, o.get("organization_name")), Identifiers: []directory.Identifier{key}},
		Kind:    choice[directory.OrganizationKind](d, o.of("organization_kind"), "organization_kind", o.get("organization_kind")),
		Country: d.country(o.of("organization_country"), "organization_country", o.get("organization_country")),
		Website: d.url(o.of("organization_website"), "organization_website", o.get("organization_website")),
	}
	if a := d.email(o.of("organization_email"), "organization_email", o.get("organization_email")); a != "" {
		org.Emails = []directory.EmailAddress{a}
	}
	if o.get("organization_name") == "" {
		d.problem(o.spot, "organization_name", "give its name", "the organization is described and has no name")
	}
	d.row.Kind = document.KindOrganization
	return t.sink.organization(d, org)
}
