package export

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/hsds"
)

// packing writes the tables of a data package. Each table is one walk over the edition, for a zip holds its files
// one after another; the mapper leaves out what a table has no use for.
type packing struct {
	e     *Edition
	whole *hsds.Mapper
	bare  *hsds.Mapper
	rows  *csv.Writer
	row   []string
}

// table is a table of the package.
type table struct {
	name   string // of the resource
	file   string
	object any
	write  func(p *packing) error
}

// tables are those that are written, in the order of the specification.
var tables = []table{
	{"organization", "organizations.csv", hsds.Organization{}, (*packing).organizations},
	{"program", "programs.csv", hsds.Program{}, (*packing).programs},
	{"service", "services.csv", hsds.Service{}, (*packing).services},
	{"attribute", "attributes.csv", hsds.Attribute{}, (*packing).attributes},
	{"phone", "phones.csv", hsds.Phone{}, (*packing).phones},
	{"schedule", "schedules.csv", hsds.Schedule{}, (*packing).schedules},
	{"service_area", "service_areas.csv", hsds.ServiceArea{}, (*packing).areas},
	{"language", "languages.csv", hsds.Language{}, (*packing).languages},
	{"organization_identifier", "organization_identifiers.csv", hsds.Identifier{}, (*packing).identifiers},
	{"taxonomy", "taxonomies.csv", hsds.Taxonomy{}, func(p *packing) error { return p.put(hsds.Profile()) }},
	{"taxonomy_term", "taxonomy_terms.csv", hsds.Term{}, (*packing).terms},
}

// writePackage writes a zip with datapackage.json and the tables.
func writePackage(w *bufio.Writer, e *Edition) error {
	archive := zip.NewWriter(w)
	at := e.Updated.UTC().Truncate(2 * time.Second) // as precise as a zip is
	create := func(name string) (io.Writer, error) {
		return archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	}
	f, err := create("datapackage.json")
	if err != nil {
		return err
	}
	if _, err := f.Write(append(marshal(descriptorOf(e)), '\n')); err != nil {
		return err
	}
	p := &packing{e: e, whole: e.mapper(), bare: e.mapper()}
	p.bare.Bare = true
	for _, t := range tables {
		if f, err = create(t.file); err != nil {
			return err
		}
		p.rows = csv.NewWriter(f)
		if err := p.rows.Write(columnsOf(t.object)); err != nil {
			return err
		}
		if err := t.write(p); err != nil {
			return err
		}
		if p.rows.Flush(); p.rows.Error() != nil {
			return p.rows.Error()
		}
	}
	return archive.Close()
}

// descriptor is datapackage.json (Frictionless Data Package).
type descriptor struct {
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Profile     string     `json:"profile"`
	Version     string     `json:"version"`
	Created     string     `json:"created,omitempty"`
	Licences    []licence  `json:"licenses"` // as the specification spells it
	Directory   Stamp      `json:"directory"`
	Resources   []resource `json:"resources"`
}

type licence struct {
	Name string `json:"name"`
}

type resource struct {
	Name    string `json:"name"`
	Path    string `json:"path"`
	Profile string `json:"profile"`
	Format  string `json:"format"`
	Type    string `json:"mediatype"`
	Schema  schema `json:"schema"`
}

type schema struct {
	Fields []field `json:"fields"`
	Key    string  `json:"primaryKey"`
}

type field struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

func descriptorOf(e *Edition) *descriptor {
	s := e.Stamp()
	d := &descriptor{
		Name: "human_services_data", Title: s.Source, Description: strings.Join(s.Warnings, " "), Profile: "tabular-data-package",
		Version: version + ".0", Created: s.Updated, Licences: []licence{{s.Licence}}, Directory: s,
	}
	for _, t := range tables {
		r := resource{Name: t.name, Path: t.file, Profile: "tabular-data-resource", Format: "csv", Type: "text/csv", Schema: schema{Key: "id"}}
		for f := range reflect.TypeOf(t.object).Fields() {
			if name, kind := columnOf(f); name != "" {
				r.Schema.Fields = append(r.Schema.Fields, field{name, kind})
			}
		}
		d.Resources = append(d.Resources, r)
	}
	return d
}

// columnOf gives the column of a field and its type, nothing for a field that holds other objects.
func columnOf(f reflect.StructField) (name, kind string) {
	name, _, _ = strings.Cut(f.Tag.Get("json"), ",")
	switch f.Type {
	case reflect.TypeFor[string]():
		return name, "string"
	case reflect.TypeFor[*int]():
		return name, "number"
	}
	return "", ""
}

func columnsOf(object any) (names []string) {
	for f := range reflect.TypeOf(object).Fields() {
		if name, _ := columnOf(f); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// put writes an object as a row of its table.
func (p *packing) put(object any) error {
	p.row = p.row[:0]
	for _, v := range reflect.ValueOf(object).Fields() {
		switch f := v.Interface().(type) {
		case string:
			p.row = append(p.row, tame(f))
		case *int:
			p.row = append(p.row, number(f))
		}
	}
	return p.rows.Write(p.row)
}

// tame neutralizes a cell as [Neutral] does, but leaves numbers to dial as other programs expect them.
func tame(cell string) string {
	if zeroFirst(cell) || strings.HasPrefix(cell, "+") && strings.Trim(cell[1:], "0123456789 -./()\u00a0") == "" {
		return cell
	}
	return Neutral(cell)
}

// eachInitiative walks over the initiatives with the id of the organization that stands above them.
func (p *packing) eachInitiative(each func(owner string, in *directory.Initiative) error) error {
	none := p.bare.Placeholder().ID
	for in := range p.e.initiatives {
		owner := none
		if o := p.bare.Owner(in); o != nil {
			owner = string(o.ID)
		}
		if err := each(owner, in); err != nil {
			return err
		}
	}
	return nil
}

// eachService walks over the services as a mapper gives them.
func (p *packing) eachService(m *hsds.Mapper, each func(*hsds.Service) error) error {
	return p.eachInitiative(func(owner string, in *directory.Initiative) error {
		for _, s := range m.Services(in) {
			s.OrganizationID, s.ProgramID = owner, string(in.ID)
			if err := each(s); err != nil {
				return err
			}
		}
		return nil
	})
}

// placeholder is the organization of initiatives that none leads, nil when the edition has none of these.
func (p *packing) placeholder(m *hsds.Mapper) *hsds.Organization {
	for in := range p.e.initiatives {
		if m.Owner(in) == nil {
			return m.Placeholder()
		}
	}
	return nil
}

func (p *packing) eachOrganization(m *hsds.Mapper, each func(*hsds.Organization) error) error {
	for o := range p.e.organizations {
		if err := each(m.Organization(o)); err != nil {
			return err
		}
	}
	if o := p.placeholder(m); o != nil {
		return each(o)
	}
	return nil
}

func (p *packing) organizations() error {
	return p.eachOrganization(p.bare, func(o *hsds.Organization) error { return p.put(*o) })
}

func (p *packing) programs() error {
	return p.eachInitiative(func(owner string, in *directory.Initiative) error {
		program := *p.bare.Program(in)
		program.OrganizationID = owner
		return p.put(program)
	})
}

func (p *packing) services() error {
	return p.eachService(p.bare, func(s *hsds.Service) error { return p.put(*s) })
}

func (p *packing) phones() error {
	return p.eachService(p.bare, func(s *hsds.Service) error {
		for _, phone := range s.Phones {
			phone.ServiceID = s.ID
			if err := p.put(phone); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *packing) schedules() error {
	return p.eachService(p.bare, func(s *hsds.Service) error {
		for _, schedule := range s.Schedules {
			schedule.ServiceID = s.ID
			if err := p.put(schedule); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *packing) areas() error {
	return p.eachService(p.bare, func(s *hsds.Service) error {
		for _, area := range s.ServiceAreas {
			area.ServiceID = s.ID
			if err := p.put(area); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *packing) languages() error {
	return p.eachService(p.bare, func(s *hsds.Service) error {
		for _, l := range s.Languages {
			l.ServiceID = s.ID
			if err := p.put(l); err != nil {
				return err
			}
		}
		for i := range s.Phones {
			for _, l := range s.Phones[i].Languages {
				l.PhoneID = s.Phones[i].ID
				if err := p.put(l); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (p *packing) identifiers() error {
	return p.eachOrganization(p.bare, func(o *hsds.Organization) error {
		for _, id := range o.Identifiers {
			id.OrganizationID = o.ID
			if err := p.put(id); err != nil {
				return err
			}
		}
		return nil
	})
}

// attributes are those of all objects, in the order of their tables.
func (p *packing) attributes() error {
	linked := func(list []hsds.Attribute, of, entity string) error {
		for _, a := range list {
			a.LinkID, a.LinkEntity, a.TermID = of, entity, a.Term.ID
			if err := p.put(a); err != nil {
				return err
			}
		}
		return nil
	}
	err := p.eachOrganization(p.whole, func(o *hsds.Organization) error { return linked(o.Attributes, o.ID, "organization") })
	if err != nil {
		return err
	}
	err = p.eachInitiative(func(_ string, in *directory.Initiative) error {
		return linked(p.whole.Program(in).Attributes, string(in.ID), "program")
	})
	if err != nil {
		return err
	}
	return p.eachService(p.whole, func(s *hsds.Service) error {
		if err := linked(s.Attributes, s.ID, "service"); err != nil {
			return err
		}
		for i := range s.Phones {
			if err := linked(s.Phones[i].Attributes, s.Phones[i].ID, "phone"); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *packing) terms() error {
	for _, t := range hsds.Terms() {
		if err := p.put(t); err != nil {
			return err
		}
	}
	return nil
}

// revisionText is a revision in a file name or tag.
func revisionText(n int64) string { return strconv.FormatInt(n, 10) }
