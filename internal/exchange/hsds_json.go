package exchange

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
)

// hsdsFile reads HSDS as JSON.
type hsdsFile struct {
	hsds
	services *window // services as objects of their own, by program
}

// readHSDS reads HSDS as JSON: an array of organizations or services in full, such objects one after
// another, or pages of the API with their list contents.
func readHSDS(s *sink, in *input) error {
	f := &hsdsFile{hsds: hsds{s}}
	f.services = newWindow(s.limits.Held, f.gathered)
	split := &splitter{r: text(in), limits: s.limits, lists: func(name string) bool { return name == "contents" }}
	split.each = func(_ string, object []byte) error {
		if err := s.row(); err != nil {
			return err
		}
		if err := valid(object, "object", split.number); err != nil {
			return err
		}
		return f.object(split.number, object)
	}
	if err := split.run(); err != nil {
		return err
	}
	return f.services.flush()
}

// kindOfObject tells what an object is by the members that only its kind has.
type kindOfObject struct {
	ID             cell
	Status         *json.RawMessage
	Organization   *json.RawMessage
	OrganizationID *json.RawMessage `json:"organization_id"`
	Services       *json.RawMessage
	Programs       *json.RawMessage
	ServiceID      *json.RawMessage `json:"service_id"`
	Location       *json.RawMessage
	LocationType   *json.RawMessage `json:"location_type"`
	Addresses      *json.RawMessage
	Version        *json.RawMessage // of a taxonomy
	TermURI        *json.RawMessage `json:"term_uri"`
	Taxonomy       *json.RawMessage
	ProgramID      cell `json:"program_id"`
	Program        one[struct{ ID cell }]
}

func (f *hsdsFile) object(number int, object []byte) error {
	at := spot{row: number}
	var kind kindOfObject
	if err := json.Unmarshal(object, &kind); err != nil {
		return f.unreadable(at, kind.ID, err)
	}
	switch {
	case kind.Services == nil && kind.Programs == nil && (kind.Status != nil || kind.Organization != nil || kind.OrganizationID != nil) && kind.Location == nil:
		program := unquote(string(kind.ProgramID))
		if p := kind.Program.value; p != nil && p.ID != "" {
			program = unquote(string(p.ID))
		}
		if program == "" { // on its own
			return f.service(heldRow{number, object})
		}
		return f.services.add(program, number, slices.Clone(object))
	case kind.Location != nil, kind.ServiceID != nil, kind.LocationType != nil, kind.Addresses != nil,
		kind.Version != nil, kind.TermURI != nil, kind.Taxonomy != nil:
		return f.unreadable(at, kind.ID, errNoRecord)
	}
	return f.whole(at, object)
}

var errNoRecord = errors.New("the object is neither an organization nor a service")

// unreadable yields a row for an object that cannot be read.
func (f *hsdsFile) unreadable(at spot, id cell, err error) error {
	d := newDraft(at.row, directory.Identifier{Scheme: SchemeHSDS, Value: unquote(string(id))})
	d.problem(at, "", "write objects organization_full or service_full of HSDS 3", "the object cannot be read as HSDS: %s", causeOf(err))
	return f.emit(d)
}

// causeOf words an error of decoding without the names of Go types.
func causeOf(err error) string {
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return "a " + t.Value + " stands where something else belongs"
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return "it is not JSON"
	}
	return err.Error()
}

// whole reads an organization with its programs and services.
func (f *hsdsFile) whole(at spot, object []byte) error {
	var o hsdsOrganization
	if err := json.Unmarshal(object, &o); err != nil {
		return f.unreadable(at, o.ID, err)
	}
	if err := f.knownOrganization(at, &o); err != nil {
		return err
	}
	return f.initiativesOf(at, &o)
}

// initiativesOf yields the programs of an organization with their services, then the services without.
func (h *hsds) initiativesOf(at spot, o *hsdsOrganization) error {
	initiatives := make([]hsdsInitiative, 0, len(o.Programs))
	byID := map[string]int{}
	program := func(at spot, p *hsdsProgram) int {
		id := unquote(string(p.ID))
		i, there := byID[id]
		if !there {
			i = len(initiatives)
			byID[id] = i
			initiatives = append(initiatives, hsdsInitiative{at: at, program: p, organization: o})
		}
		return i
	}
	for i := range o.Programs {
		program(at.at("programs[%d]", i), &o.Programs[i])
	}
	for i := range o.Services {
		s := &o.Services[i]
		here := at.at("services[%d]", i)
		if p := s.Program.value; p != nil && p.ID != "" {
			at := program(here.at("program"), p)
			initiatives[at].services = append(initiatives[at].services, placed{here, s})
			continue
		}
		if at, there := byID[unquote(string(s.ProgramID))]; there && s.ProgramID != "" {
			initiatives[at].services = append(initiatives[at].services, placed{here, s})
			continue
		}
		initiatives = append(initiatives, hsdsInitiative{at: here, organization: o, services: []placed{{here, s}}})
	}
	for _, in := range initiatives {
		if err := h.initiativeRow(in); err != nil {
			return err
		}
	}
	return nil
}

// service reads a service that is an initiative of its own.
func (f *hsdsFile) service(row heldRow) error {
	return f.gathered(&heldGroup{rows: []heldRow{row}})
}

// gathered reads services of one program.
func (f *hsdsFile) gathered(g *heldGroup) error {
	in := hsdsInitiative{at: spot{row: g.rows[0].number}}
	for _, row := range g.rows {
		at := spot{row: row.number}
		s := &hsdsService{}
		if err := json.Unmarshal(row.data, s); err != nil {
			// The services beside it are refused with it: an initiative is taken whole or not at all.
			return f.unreadable(at, cell(g.key), err)
		}
		if o := s.Organization.value; o != nil && in.organization == nil {
			in.organization = o
			if err := f.knownOrganization(at.at("organization"), o); err != nil {
				return err
			}
		}
		if in.owner == "" {
			in.owner = unquote(string(s.OrganizationID))
		}
		if p := s.Program.value; p != nil && in.program == nil {
			in.program = p
		}
		in.services = append(in.services, placed{at, s})
	}
	if in.program == nil && g.key != "" {
		in.program = &hsdsProgram{ID: cell(g.key), Name: in.services[0].service.Name}
	}
	return f.initiativeRow(in)
}
