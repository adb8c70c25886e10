package directory

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestAWholeRecordIsValid(t *testing.T) {
	for name, whole := range kinds {
		t.Run(name, func(t *testing.T) {
			if problems := problemsOf(whole(t)); len(problems) > 0 {
				t.Errorf("problems: %+v", problems)
			}
		})
	}
}

// attack is a value that no field of the kind may hold.
type attack struct {
	name string
	path string // where the problem is to be named
	do   func(record reflect.Value)
}

// unchecked are the fields in which any value of the Go type is right.
var unchecked = map[string]string{
	"ID":                       "a reference may dangle; it is looked up and answers null",
	"Quantity.Value":           "any number",
	"BannerMembership.Banner":  "set by the snapshot",
	"Hotline.Initiative":       "set by the snapshot",
	"Campaign.Initiative":      "set by the snapshot",
	"Resource.Initiative":      "set by the snapshot",
	"Lesson.Initiative":        "set by the snapshot",
	"Initiative.Hotlines[]":    "checked one by one by ValidateHotline",
	"Initiative.Campaigns[]":   "checked one by one by ValidateCampaign",
	"Initiative.Resources[]":   "checked one by one by ValidateResource",
	"Initiative.Lessons[]":     "checked one by one by ValidateLesson",
	"Schedule.TimeZoneDerived": "a flag",
	"Channel.TimeZoneDerived":  "a flag",
}

// Every field of every record is bounded: its size, its closed set, its form. What a record may hold
// bounds what one answer can cost, so a field added without a rule fails here.
func TestEveryFieldIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a record for every field")
	}
	for name, whole := range kinds {
		t.Run(name, func(t *testing.T) {
			attacks := attacksOn(reflect.ValueOf(whole(t)).Elem(), "", "", func(v reflect.Value) reflect.Value { return v })
			if len(attacks) < 30 {
				t.Fatalf("only %d attacks", len(attacks))
			}
			for _, a := range attacks {
				record := whole(t)
				a.do(reflect.ValueOf(record).Elem())
				problems := problemsOf(record)
				at := slices.IndexFunc(problems, func(p Problem) bool { return p.Path == a.path })
				if at < 0 {
					t.Errorf("%s at %s is accepted; problems: %v", a.name, a.path, problems)
					continue
				}
				if p := problems[at]; p.Code != InvalidInput || p.Message == "" || len(p.Message) > 300 {
					t.Errorf("%s at %s: %+v", a.name, a.path, p)
				}
			}
		})
	}
}

// attacksOn lists the attacks on a value and all below it. get finds the value in another record.
func attacksOn(v reflect.Value, path, field string, get func(reflect.Value) reflect.Value) []attack {
	typ := v.Type()
	if unchecked[field] != "" || unchecked[typ.Name()] != "" && field != "Common.ID" && field != "Testimony.ID" {
		return nil
	}
	text := func(name, value string) attack {
		return attack{name, path, func(record reflect.Value) { get(record).SetString(value) }}
	}
	var out []attack
	switch v.Kind() {
	case reflect.String:
		if typ.PkgPath() != "" {
			return []attack{text("a value outside the set", "BOGUS?"), text("a very long value", strings.Repeat("A", 70_000))}
		}
		out = append(out, text("a very long text", strings.Repeat("ж", 4_001)))
		ofHours := strings.HasPrefix(field, "Schedule.") || strings.HasPrefix(field, "Exception.") // which has rules of its own
		if !ofHours || strings.HasSuffix(field, ".Note") {
			out = append(out, text("a control character", "a\x07b"), text("a character that isolates", "a\u2066b"), text("bytes that are not UTF-8", "a\xff"))
		}
	case reflect.Int:
		out = append(out, attack{"a number beyond 32 bits", path, func(record reflect.Value) { get(record).SetInt(1 << 32) }})
	case reflect.Pointer:
		out = attacksOn(v.Elem(), path, field, func(record reflect.Value) reflect.Value { return get(record).Elem() })
	case reflect.Slice:
		out = append(out, attack{"a list without end", path, func(record reflect.Value) {
			list := get(record)
			long := reflect.MakeSlice(typ, 2_001, 2_001)
			for i := range long.Len() {
				long.Index(i).Set(list.Index(0))
			}
			list.Set(long)
		}})
		out = append(out, attacksOn(v.Index(0), path+"[0]", field+"[]", func(record reflect.Value) reflect.Value { return get(record).Index(0) })...)
	case reflect.Struct:
		if typ == reflect.TypeFor[time.Time]() {
			return nil
		}
		for i := range v.NumField() {
			sf := typ.Field(i)
			if !sf.IsExported() {
				continue
			}
			below := path
			if !sf.Anonymous {
				below = strings.TrimPrefix(path+"."+lowerCamel(sf.Name), ".")
			}
			out = append(out, attacksOn(v.Field(i), below, typ.Name()+"."+sf.Name, func(record reflect.Value) reflect.Value { return get(record).Field(i) })...)
		}
	}
	return out
}

// lowerCamel gives the name of a field in paths: URL is url, SHA256 is sha256, SeenOn is seenOn.
func lowerCamel(name string) string {
	if strings.ToUpper(name) == name {
		return strings.ToLower(name)
	}
	return strings.ToLower(name[:1]) + name[1:]
}

func TestProblemsAreBounded(t *testing.T) {
	h := whole[Hotline](t)
	h.Countries = slices.Repeat([]CountryCode{CountryCode(strings.Repeat("x", 1<<20))}, 3)
	for _, p := range ValidateHotline(h) {
		if len(p.Message) > 300 {
			t.Errorf("%s: a message of %s bytes", p.Path, strconv.Itoa(len(p.Message)))
		}
	}
}

func TestAllProblemsAreToldAtOnceAndInTheSameOrder(t *testing.T) {
	broken := func() []Problem {
		h := whole[Hotline](t)
		bad := -1
		h.Names, h.MinimumAge, h.MaximumAge, h.Status = nil, &bad, &bad, "BUSY"
		return ValidateHotline(h)
	}
	first := broken()
	if len(first) != 4 {
		t.Errorf("problems: %+v", first)
	}
	for range 20 {
		if again := broken(); !slices.Equal(first, again) {
			t.Fatalf("another order: %+v", again)
		}
	}
}
