package exchange

import "fmt"

// join puts the tables together into the objects of HSDS and yields them: organizations, then programs with
// their services, then the services without a program.
func (p *hsdsPackage) join() error {
	p.strays()
	if t := p.tables["organization"]; t != nil {
		for row := range t.rows {
			o := p.organizationAt(row)
			if o.isPlaceholder() {
				continue
			}
			if err := p.organizationRow(spot{row: o.row, path: t.name}, o); err != nil {
				return err
			}
		}
	}
	if t := p.tables["program"]; t != nil {
		for row := range t.rows {
			if err := p.programAt(t, row); err != nil {
				return err
			}
		}
	}
	t := p.tables["service"]
	if t == nil {
		return nil
	}
	for row := range t.rows {
		s := p.serviceAt(row)
		if id := unquote(string(s.ProgramID)); len(p.tables["program"].by(p.sink, "id", id)) > 0 {
			continue
		}
		at := spot{row: s.row, path: t.name}
		if err := p.initiativeRow(p.owned(hsdsInitiative{at: at, services: []placed{{at, s}}}, string(s.OrganizationID))); err != nil {
			return err
		}
	}
	return nil
}

// links are the columns by which rows name rows of other tables.
var links = []struct{ from, column, to string }{
	{"service", "organization_id", "organization"},
	{"service", "program_id", "program"},
	{"phone", "service_id", "service"},
	{"schedule", "service_id", "service"},
	{"service_area", "service_id", "service"},
	{"attribute", "taxonomy_term_id", "taxonomy_term"},
}

// strays notes rows that name a row the package does not have: of a number nobody would see that it is gone.
func (p *hsdsPackage) strays() {
	for _, l := range links {
		t := p.tables[l.from]
		if t == nil {
			continue
		}
		column, lost, first := t.column(l.column), 0, 0
		for row := range t.rows {
			if id := unquote(string(t.cell(row, column))); id != "" && cellOf(id) != "" && len(p.tables[l.to].by(p.sink, "id", id)) == 0 {
				if lost++; lost == 1 {
					first = int(t.rows[row].number)
				}
			}
		}
		if lost > 0 {
			p.note(Note{
				Row: first, Field: t.name + "." + l.column, Remedy: "add the missing rows, or mend the identifiers",
				Message: fmt.Sprintf("%d rows, of which this is the first, name a %s that the package does not have", lost, l.to),
			})
		}
	}
}

// programAt yields a program with its services.
func (p *hsdsPackage) programAt(t *table, row int) error {
	program := fill[hsdsProgram](t, row)
	program.row = int(t.rows[row].number)
	program.Attributes = p.attributes(string(program.ID))
	in := hsdsInitiative{at: spot{row: program.row, path: t.name}, program: &program}
	owner := string(program.OrganizationID)
	for _, row := range p.tables["service"].by(p.sink, "program_id", unquote(string(program.ID))) {
		s := p.serviceAt(row)
		in.services = append(in.services, placed{spot{row: s.row, path: "services.csv"}, s})
		if owner == "" {
			owner = string(s.OrganizationID)
		}
	}
	return p.initiativeRow(p.owned(in, owner))
}

// owned sets the organization of an initiative.
func (p *hsdsPackage) owned(in hsdsInitiative, id string) hsdsInitiative {
	in.owner = unquote(id)
	if rows := p.tables["organization"].by(p.sink, "id", in.owner); len(rows) > 0 {
		in.organization = p.organizationAt(rows[0])
	}
	return in
}

// joined makes the objects of those rows of a table whose column has a value.
func joined[T any](p *hsdsPackage, resource, column, value string, finish func(object *T, row int)) (objects []T) {
	t := p.tables[resource]
	for _, row := range t.by(p.sink, column, unquote(value)) {
		object := fill[T](t, row)
		finish(&object, int(t.rows[row].number))
		objects = append(objects, object)
	}
	return objects
}

func (p *hsdsPackage) organizationAt(row int) *hsdsOrganization {
	t := p.tables["organization"]
	o := fill[hsdsOrganization](t, row)
	o.row = int(t.rows[row].number)
	o.Attributes = p.attributes(string(o.ID))
	o.Identifiers = joined(p, "organization_identifier", "organization_id", string(o.ID), func(i *hsdsIdentifier, row int) { i.row = row })
	o.Locations = joined(p, "location", "organization_id", string(o.ID), p.place)
	return &o
}

func (p *hsdsPackage) place(l *hsdsLocation, row int) {
	l.row = row
	l.Addresses = joined(p, "address", "location_id", string(l.ID), func(a *hsdsAddress, row int) { a.row = row })
}

func (p *hsdsPackage) serviceAt(row int) *hsdsService {
	t := p.tables["service"]
	s := fill[hsdsService](t, row)
	s.row = int(t.rows[row].number)
	id := string(s.ID)
	s.Attributes = p.attributes(id)
	s.Phones = joined(p, "phone", "service_id", id, p.phone)
	s.Schedules = joined(p, "schedule", "service_id", id, func(x *hsdsSchedule, row int) { x.row = row })
	s.Languages = joined(p, "language", "service_id", id, func(l *hsdsLanguage, row int) { l.row = row })
	s.ServiceAreas = joined(p, "service_area", "service_id", id, func(a *hsdsServiceArea, row int) { a.row = row })
	areas := p.tables["service_area"]
	for i, row := range areas.by(p.sink, "service_id", unquote(id)) {
		s.ServiceAreas[i].Attributes = p.attributes(string(areas.cell(row, areas.column("id"))))
	}
	places := p.tables["service_at_location"]
	for _, row := range places.by(p.sink, "service_id", unquote(id)) {
		at := hsdsServiceAtPlace{row: int(places.rows[row].number)}
		at.Phones = joined(p, "phone", "service_at_location_id", string(places.cell(row, places.column("id"))), p.phone)
		locations := joined(p, "location", "id", string(places.cell(row, places.column("location_id"))), p.place)
		if len(locations) > 0 {
			at.Location.value = &locations[0]
		}
		s.AtLocations = append(s.AtLocations, at)
	}
	return &s
}

func (p *hsdsPackage) phone(ph *hsdsPhone, row int) {
	ph.row = row
	ph.Languages = joined(p, "language", "phone_id", string(ph.ID), func(l *hsdsLanguage, row int) { l.row = row })
	ph.Attributes = p.attributes(string(ph.ID))
}

// attributes are those of the object with an id: ids of HSDS are unique in the whole file.
func (p *hsdsPackage) attributes(id string) []hsdsAttribute {
	return joined(p, "attribute", "link_id", id, func(a *hsdsAttribute, row int) {
		a.row = row
		terms := joined(p, "taxonomy_term", "id", string(a.TermID), func(t *hsdsTerm, row int) { t.row = row })
		if len(terms) > 0 {
			a.Term.value = &terms[0]
		}
	})
}
