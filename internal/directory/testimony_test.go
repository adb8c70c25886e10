package directory

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testimonyFields are all there may be: a field that is added fails the test until somebody has thought
// about what it could tell of a survivor.
var testimonyFields = map[string][]string{
	"Testimony": {"ID", "Form", "Voice", "VoiceDescription", "SurvivorsAnonymous", "Themes", "Consent", "Provenance"},
	"Consent":   {"Status", "Scope", "RecordedOn", "ExpiresOn", "WithdrawnOn"},
}

func TestATestimonyHasTheAgreedFieldsOnly(t *testing.T) {
	for _, typ := range []reflect.Type{reflect.TypeFor[Testimony](), reflect.TypeFor[Consent]()} {
		var fields []string
		for field := range typ.Fields() {
			fields = append(fields, field.Name)
		}
		if diff := cmp.Diff(testimonyFields[typ.Name()], fields); diff != "" {
			t.Errorf("fields of %s (-agreed +now):\n%s", typ.Name(), diff)
		}
	}
}

// No type of a record has a field for a private person's contact: organizations have role addresses only.
func TestNoRecordNamesAPersonToContact(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(typ reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] || !strings.Contains(typ.PkgPath(), "internal/directory") {
			return
		}
		seen[typ] = true
		for field := range typ.Fields() {
			name := field.Name
			for _, word := range []string{"Contact", "Person", "Birth", "Survivor", "Victim", "Shelter", "Address"} {
				if strings.Contains(name, word) && name != "SurvivorsAnonymous" {
					t.Errorf("%s.%s", typ.Name(), name)
				}
			}
			walk(field.Type)
		}
	}
	walk(reflect.TypeFor[Organization]())
	walk(reflect.TypeFor[Initiative]())
	if len(seen) < 30 {
		t.Errorf("only %d types were looked at", len(seen))
	}
}
