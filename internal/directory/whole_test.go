package directory

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // so that zones load wherever the tests run
)

// id gives the n-th of some ids.
func id(n int) ID { return ID(fmt.Sprintf("00000000-0000-7000-8000-%012x", n)) }

// valid are values that a record may hold, by type and, where the rule is the field's own, by name.
var valid = map[string]string{
	"CountryCode": "MD", "Code": "MD", "RegionCode": "150", "SubdivisionCode": "CH-NE", "LanguageTag": "fr", "Date": "2026-11-24",
	"PartialDate": "2026-11", "LocalTime": "08:00", "E164": "+37322233309", "URL": "https://example.org/",
	"EmailAddress": "office@example.org", "Weekday": "MONDAY", "HolidayRule": "OWN_HOURS",

	"Initiative.Slug": "a-slug", "Initiative.Scope": "NATIONAL", "Resource.SHA256": strings.Repeat("0a", 32),
	"Recurrence.AnnualDay": "07-30", "CampaignEvent.AnnualDay": "07-30", "Schedule.TimeZone": "Europe/Chisinau", "Channel.TimeZone": "Europe/Chisinau",
	"Row.Closes": "12:00", "Span.Closes": "12:00", "Row.Languages": "fr",
}

// whole is a valid record in which every field is set, made by reflection, so that no field is forgotten.
// Lists have one item.
func whole[T any](t testing.TB) *T {
	t.Helper()
	record := new(T)
	set(t, reflect.ValueOf(record).Elem(), "")
	return record
}

func set(t testing.TB, v reflect.Value, name string) {
	typ := v.Type()
	switch v.Kind() {
	case reflect.String:
		text, ok := valid[name]
		if !ok {
			text, ok = valid[typ.Name()]
		}
		switch {
		case ok:
		case EnumValues(typ) != nil:
			text = EnumValues(typ)[0]
		case typ == reflect.TypeFor[ID]():
			text = string(id(len(name)))
		default:
			text = "some words"
		}
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(name == "Schedule.TimeZoneDerived" || name == "Channel.TimeZoneDerived" || name == "ChannelLanguage.ByInterpreter")
	case reflect.Int:
		v.SetInt(1)
		if name == "Recurrence.YearsSeen" {
			v.SetInt(2020)
		}
	case reflect.Float64:
		v.SetFloat(50)
	case reflect.Pointer:
		v.Set(reflect.New(typ.Elem()))
		set(t, v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(typ, 1, 1))
		set(t, v.Index(0), name)
	case reflect.Struct:
		if typ == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if typ.Field(i).IsExported() {
				set(t, v.Field(i), typ.Name()+"."+typ.Field(i).Name)
			}
		}
		agree(v.Addr().Interface())
	default:
		t.Fatalf("a record holds %s", typ)
	}
}

// agree makes the fields of one struct agree, where a rule ties them.
func agree(part any) {
	switch p := part.(type) {
	case *Channel:
		p.Number, p.NationalNumber, p.URL, p.Email = "", "", "", ""
		p.ShortCode = "527"
	case *BannerMembership:
		p.Campaign, p.Country = "", ""
	case *SourceConflict:
		p.Claims = append(p.Claims, p.Claims[0])
	case *Common:
		p.ID = id(1)
	case *Testimony:
		p.ID = id(2)
	}
}

func problemsOf(record any) []Problem {
	switch r := record.(type) {
	case *Organization:
		return ValidateOrganization(r)
	case *Initiative:
		return ValidateInitiative(r)
	case *Hotline:
		return ValidateHotline(r)
	case *Campaign:
		return ValidateCampaign(r)
	case *Resource:
		return ValidateResource(r)
	case *Lesson:
		return ValidateLesson(r)
	}
	panic("no record")
}

// kinds makes a whole record of each kind.
var kinds = map[string]func(testing.TB) any{
	"organization": func(t testing.TB) any { return whole[Organization](t) },
	"initiative":   func(t testing.TB) any { return whole[Initiative](t) },
	"hotline":      func(t testing.TB) any { return whole[Hotline](t) },
	"campaign":     func(t testing.TB) any { return whole[Campaign](t) },
	"resource":     func(t testing.TB) any { return whole[Resource](t) },
	"lesson":       func(t testing.TB) any { return whole[Lesson](t) },
}
