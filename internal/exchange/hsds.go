package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// The objects of HSDS 3, as far as they are read, with the names of its schema. They serve JSON, where
// objects hold each other, and the tables of a data package, which are joined into the same shape. Persons
// (contact) and street addresses are left out on purpose: a register of shelters must not have them.
type (
	hsdsOrganization struct {
		row           int // of its table in a data package, as in all objects below
		ID            cell
		Name          cell
		AlternateName cell `json:"alternate_name"`
		Description   cell
		Email         cell
		Website       cell
		URL           cell                 // HSDS before 3.0
		ParentID      cell                 `json:"parent_organization_id"`
		Identifiers   list[hsdsIdentifier] `json:"organization_identifiers"`
		Locations     list[hsdsLocation]
		Programs      list[hsdsProgram]
		Services      list[hsdsService]
		Attributes    list[hsdsAttribute]
	}
	hsdsIdentifier struct {
		row    int
		Scheme cell `json:"identifier_scheme"`
		Type   cell `json:"identifier_type"`
		Value  cell `json:"identifier"`
	}
	hsdsProgram struct {
		row            int
		ID             cell
		OrganizationID cell `json:"organization_id"`
		Name           cell
		AlternateName  cell `json:"alternate_name"`
		Description    cell
		Attributes     list[hsdsAttribute]
	}
	hsdsService struct {
		row                    int
		ID                     cell
		OrganizationID         cell `json:"organization_id"`
		ProgramID              cell `json:"program_id"`
		Name                   cell
		AlternateName          cell `json:"alternate_name"`
		Description            cell
		URL                    cell
		Email                  cell
		Status                 cell
		InterpretationServices cell `json:"interpretation_services"`
		ApplicationProcess     cell `json:"application_process"`
		FeesDescription        cell `json:"fees_description"`
		Accreditations         cell
		EligibilityDescription cell `json:"eligibility_description"`
		MinimumAge             cell `json:"minimum_age"`
		MaximumAge             cell `json:"maximum_age"`
		AssuredDate            cell `json:"assured_date"`
		Alert                  cell
		Organization           one[hsdsOrganization]
		Program                one[hsdsProgram]
		Phones                 list[hsdsPhone]
		Schedules              list[hsdsSchedule]
		Languages              list[hsdsLanguage]
		ServiceAreas           list[hsdsServiceArea]    `json:"service_areas"`
		AtLocations            list[hsdsServiceAtPlace] `json:"service_at_locations"`
		Attributes             list[hsdsAttribute]
	}
	hsdsPhone struct {
		row         int
		ID          cell
		Number      cell
		Extension   cell
		Type        cell
		Description cell
		Languages   list[hsdsLanguage]
		Attributes  list[hsdsAttribute]
	}
	hsdsSchedule struct {
		row         int
		ValidFrom   cell `json:"valid_from"`
		ValidTo     cell `json:"valid_to"`
		Start       cell `json:"dtstart"`
		TimeZone    cell `json:"timezone"`
		Until       cell
		Count       cell
		Frequency   cell `json:"freq"`
		Interval    cell
		Days        cell `json:"byday"`
		Weeks       cell `json:"byweekno"`
		MonthDays   cell `json:"bymonthday"`
		YearDays    cell `json:"byyearday"`
		Description cell
		Opens       cell `json:"opens_at"`
		Closes      cell `json:"closes_at"`
		Notes       cell
	}
	hsdsLanguage struct {
		row  int
		Name cell
		Code cell
		Note cell
	}
	hsdsServiceArea struct {
		row         int
		Name        cell
		Description cell
		Extent      cell
		ExtentType  cell `json:"extent_type"`
		URI         cell
		Attributes  list[hsdsAttribute]
	}
	hsdsServiceAtPlace struct {
		row      int
		Location one[hsdsLocation]
		Phones   list[hsdsPhone]
	}
	hsdsLocation struct {
		row       int
		ID        cell
		Addresses list[hsdsAddress]
	}
	hsdsAddress struct {
		row     int
		Country cell
	}
	hsdsAttribute struct {
		row    int
		ID     cell
		TermID cell `json:"taxonomy_term_id"`
		Value  cell
		Term   one[hsdsTerm] `json:"taxonomy_term"`
	}
	hsdsTerm struct {
		row      int
		ID       cell
		Code     cell
		Name     cell
		Taxonomy cell
	}
)

// cell is a value of HSDS as text. Files have numbers where the schema has strings and the other way round,
// empty strings or "null" for null, and lists for texts.
type cell string

var errNotText = errors.New("an object stands where HSDS has a text")

// UnmarshalJSON reads a text, a number, a truth value, null or a list of these.
func (c *cell) UnmarshalJSON(data []byte) error {
	switch {
	case bytes.Equal(data, []byte("null")):
		*c = ""
	case data[0] == '"':
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*c = cellOf(s)
	case data[0] == '{':
		return errNotText
	case data[0] == '[':
		var items []cell
		if err := json.Unmarshal(data, &items); err != nil {
			return err
		}
		var b strings.Builder
		for i, item := range items {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(string(item))
		}
		*c = cell(b.String())
	default:
		*c = cell(data)
	}
	return nil
}

// cellOf is a value as it stands in a table or a string.
func cellOf(s string) cell {
	s = strings.TrimSpace(s)
	if strings.EqualFold(s, "null") {
		return ""
	}
	return cell(s)
}

func (c cell) String() string { return string(c) }

// list is a list of HSDS, which files also leave out as null or an empty string, or give as its only item.
type list[T any] []T

// UnmarshalJSON reads a list.
func (l *list[T]) UnmarshalJSON(data []byte) error {
	switch data[0] {
	case '[':
		var items []T
		if err := json.Unmarshal(data, &items); err != nil {
			return err
		}
		*l = items
	case '{':
		var item T
		if err := json.Unmarshal(data, &item); err != nil {
			return err
		}
		*l = list[T]{item}
	default:
		*l = nil
		return absent(data)
	}
	return nil
}

// one is an object of HSDS that may be left out as null or an empty string.
type one[T any] struct{ value *T }

// UnmarshalJSON reads an object.
func (o *one[T]) UnmarshalJSON(data []byte) error {
	if o.value = nil; data[0] != '{' {
		return absent(data)
	}
	o.value = new(T)
	return json.Unmarshal(data, o.value)
}

var errNotObject = errors.New("a value stands where HSDS has an object or a list")

func absent(data []byte) error {
	switch string(data) {
	case "null", `""`, `"null"`:
		return nil
	}
	return errNotObject
}
