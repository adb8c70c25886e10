package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// HSDS has one name of a thing, one language of its texts and no provenance; what it cannot say, our exports add
// as the attribute record: the whole record in the project's own JSON. Beside it stands the attribute print, a
// hash of what HSDS says of the object. While it is right, the record is taken as it stands; once somebody
// has changed the object, HSDS holds, and of the record only what HSDS has no place for.

// Codes of the profile for records of this directory.
const (
	CodeRecord      = "record"
	CodePrint       = "print"
	CodePlaceholder = "placeholder"
)

// Print gives the hash of what HSDS says of an object, which is "organization", "program" or "service", as far
// as it is read: without records it refers to, and without the attributes record and print.
func Print(kind string, object []byte) (string, error) {
	var into any
	switch kind {
	case "organization":
		into = &hsdsOrganization{}
	case "program":
		into = &hsdsProgram{}
	case "service":
		into = &hsdsService{}
	default:
		return "", fmt.Errorf("print: no object of HSDS is a %s", kind)
	}
	if err := json.Unmarshal(object, into); err != nil {
		return "", fmt.Errorf("print: %w", err)
	}
	return printOf(reflect.ValueOf(into).Elem()), nil
}

func printOf(object reflect.Value) string {
	h := sha256.New()
	printValue(h, object)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// notPrinted are fields that differ between JSON and tables, or that name other records.
var notPrinted = map[string]bool{
	"OrganizationID": true, "ProgramID": true, "Organization": true, "Program": true, "Programs": true, "Services": true,
	"TermID": true,
}

func printValue(h hash.Hash, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		_, _ = io.WriteString(h, v.String()) // never fails
		_, _ = h.Write([]byte{0})
	case reflect.Slice:
		for i := range v.Len() {
			if a, ok := reflect.TypeAssert[hsdsAttribute](v.Index(i)); ok && a.ofRecord() {
				continue
			}
			_, _ = h.Write([]byte{1})
			printValue(h, v.Index(i))
		}
		_, _ = h.Write([]byte{2})
	case reflect.Pointer:
		if !v.IsNil() {
			printValue(h, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Type.Kind() != reflect.Int && !notPrinted[f.Name] {
				printValue(h, v.Field(i))
			}
		}
	}
}

// ofRecord says that an attribute is a record or its print.
func (a *hsdsAttribute) ofRecord() bool {
	t := a.Term.value
	return t != nil && t.Taxonomy == Profile && (t.Code == CodeRecord || t.Code == CodePrint)
}

// holds reads the record of an object into a struct of the domain. It says whether there is one, and whether the
// object still is what it was when the record was written beside it. A record that cannot be read is a problem.
func (d *draft) holds(at spot, stated facts, object reflect.Value, into any) (there, whole bool) {
	value := strings.Join(stated[CodeRecord], "")
	if value == "" {
		return false, false
	}
	if err := document.DecodeJSON([]byte(value), into); err != nil {
		d.problem(at, "attributes.record", "leave the attributes record and print out, or export anew", "the record is damaged: %s", strings.TrimPrefix(err.Error(), "read "))
		return false, false
	}
	whole = stated.get(CodePrint) == printOf(object)
	if !whole {
		d.warn(at, "", "export anew after the import to have all of it", "it was changed since it was exported: HSDS holds, and what HSDS has no field for, such as texts in further languages, is left out")
	}
	return true, whole
}

// keepOfOrganization adds what HSDS has no field for.
func keepOfOrganization(o, record *directory.Organization) {
	o.ID, o.Identifiers, o.Parent = record.ID, record.Identifiers, record.Parent
	o.Acronym, o.Staff, o.Governance, o.Facts = record.Acronym, record.Staff, record.Governance, record.Facts
}

// keepOfInitiative adds what HSDS has no field for.
func keepOfInitiative(in, record *directory.Initiative) {
	in.ID, in.Identifiers, in.Slug, in.Acronym = record.ID, record.Identifiers, record.Slug, record.Acronym
	in.Organizations, in.LeadKind, in.Parent, in.ReplacedBy = record.Organizations, record.LeadKind, record.Parent, record.ReplacedBy
	in.Status, in.StatusNote, in.Subdivisions = record.Status, record.StatusNote, record.Subdivisions
	in.Members, in.Facts, in.Campaigns, in.Lessons = record.Members, record.Facts, record.Campaigns, record.Lessons
}

// keepOfHotline adds what HSDS has no field for.
func keepOfHotline(h, record *directory.Hotline) {
	h.ID, h.Identifiers, h.Operator = record.ID, record.Identifiers, record.Operator
	h.PairedWith, h.ReplacedBy, h.Facts, h.UnaddressedChannels = record.PairedWith, record.ReplacedBy, record.Facts, record.UnaddressedChannels
	if h.Status == directory.HotlineStatusPaused && record.Status == directory.HotlineStatusOutOfService {
		h.Status = record.Status // HSDS has one word for both
	}
}

// keepOfResource adds what HSDS has no field for.
func keepOfResource(m, record *directory.Resource) {
	m.ID, m.Identifiers, m.Publisher = record.ID, record.Identifiers, record.Publisher
	m.PublisherPrinted, m.Author, m.Commissioner, m.Compares = record.PublisherPrinted, record.Author, record.Commissioner, record.Compares
	m.KindPrinted, m.Licence, m.SHA256, m.PublishedOn = record.KindPrinted, record.Licence, record.SHA256, record.PublishedOn
}

// isPlaceholder says that an organization stands for none, since HSDS must have one.
func (o *hsdsOrganization) isPlaceholder() bool {
	return slices.ContainsFunc(o.Attributes, func(a hsdsAttribute) bool {
		t := a.Term.value
		return t != nil && t.Taxonomy == Profile && t.Code == CodePlaceholder
	})
}
