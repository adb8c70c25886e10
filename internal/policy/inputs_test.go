package policy

import (
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/document"
)

// notInInput are the fields of a record that no partner fills, and why.
var notInInput = map[string]string{
	"Initiative.id":           "made when it is created, and named by ReviseInitiativeInput",
	"Initiative.members":      "a banner's members are proposed by joinBanner and decided by decideBanner",
	"Initiative.replacedBy":   "said by retireInitiative",
	"Provenance.verification": "said by verifyHotline",
	"Consent.withdrawnOn":     "said by withdrawConsent, which removes the testimony",
}

// onlyInInput are the fields that an input has beyond those of the record, by their type.
var onlyInInput = map[string]map[string]string{
	"OpeningHoursInput": {"notation": "String"},
	"CreateInitiativeInput": {
		"organization": "ID", "idempotencyKey": "String",
	},
	"ReviseInitiativeInput": {
		"id": "ID!", "baseVersion": "Int!", "idempotencyKey": "String",
	},
}

// scalarOf names the types of the schema that have another name in Go. Fields that are plain strings in
// package hours, which knows no type for them, stand by their own names.
var scalarOf = map[string]string{
	"string": "String", "int": "Int", "float64": "Float", "bool": "Boolean",
	reflect.TypeFor[directory.CountryCode]().Name(): "CountryCode",
	"Channel.timeZone":          "TimeZone",
	"OpeningHours.timeZone":     "TimeZone",
	"OpeningHoursRow.languages": "LanguageTag",
}

// schemaName is the name of a struct in the schema.
func schemaName(t reflect.Type) string {
	if t.PkgPath() == reflect.TypeFor[hours.Row]().PkgPath() {
		return "OpeningHours" + t.Name()
	}
	return t.Name()
}

// inputTypes collects what the inputs of a struct and of those within it must be: field by field, the type.
func inputTypes(t reflect.Type, all map[string]map[string]string) {
	name := schemaName(t)
	if all[name+"Input"] != nil {
		return
	}
	fields := map[string]string{}
	all[name+"Input"] = fields
	for _, f := range document.JSONFields(t) {
		if notInInput[name+"."+f.Name] != "" {
			continue
		}
		elem, list := f.Type, false
		for elem.Kind() == reflect.Pointer || elem.Kind() == reflect.Slice {
			list = list || elem.Kind() == reflect.Slice
			elem = elem.Elem()
		}
		typ := elem.Name()
		if elem.Kind() == reflect.Struct {
			inputTypes(elem, all)
			typ = schemaName(elem) + "Input"
		} else if other := scalarOf[name+"."+f.Name]; other != "" {
			typ = other
		} else if other := scalarOf[typ]; other != "" {
			typ = other
		}
		if list {
			typ = "[" + typ + "!]"
		}
		fields[f.Name] = typ
	}
	maps.Copy(fields, onlyInInput[name+"Input"])
}

// TestInputsOfPartnersHaveTheFieldsOfTheRecord holds the inputs against the domain: a field that is added to
// a record is added to its input, or to the list of those that no partner fills.
func TestInputsOfPartnersHaveTheFieldsOfTheRecord(t *testing.T) {
	want := map[string]map[string]string{}
	inputTypes(reflect.TypeFor[directory.Initiative](), want)
	content := want["InitiativeInput"]
	delete(want, "InitiativeInput") // its fields stand in the inputs of the mutations
	for _, name := range []string{"CreateInitiativeInput", "ReviseInitiativeInput"} {
		want[name] = maps.Clone(content)
		maps.Copy(want[name], onlyInInput[name])
	}
	if len(want) < 30 {
		t.Errorf("only %d inputs were found", len(want))
	}
	definitions := schema(t).Definitions
	for name, fields := range want {
		def := definitions.ForName(name)
		if def == nil || def.Kind != ast.InputObject {
			t.Errorf("the schema has no input %s", name)
			continue
		}
		got := map[string]string{}
		for _, f := range def.Fields {
			got[f.Name] = f.Type.String()
			if f.DefaultValue != nil { // it would come to the resolver from some clients only
				t.Errorf("%s.%s has a default", name, f.Name)
			}
		}
		if diff := cmp.Diff(fields, got); diff != "" {
			t.Errorf("%s (-record +schema):\n%s", name, diff)
		}
	}
	for field := range notInInput {
		name, f, _ := strings.Cut(field, ".")
		if name != "Initiative" && want[name+"Input"] == nil || content[f] != "" && name == "Initiative" {
			t.Errorf("%s is listed as no input and nobody asks for it", field)
		}
	}
}

// TestInputsOfPartnersAreHandedOverAsGiven finds an input of a whole record that the generated code would read,
// and with it stop at the first wrong value.
func TestInputsOfPartnersAreHandedOverAsGiven(t *testing.T) {
	settings := string(read(t, "gqlgen.yml"))
	for _, name := range []string{"CreateInitiativeInput", "ReviseInitiativeInput"} {
		if !strings.Contains(settings, "\n  "+name+":\n    model: "+module+"/graph/model.Input\n") {
			t.Errorf("gqlgen.yml does not bind %s to model.Input", name)
		}
	}
	generated := string(read(t, "graph/model/model.generated.go"))
	for _, name := range []string{"HotlineInput", "TextInput"} {
		if strings.Contains(generated, "\ntype "+name+" ") {
			t.Errorf("the generator made a struct of %s", name)
		}
	}
}
