package exchange

import (
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// Profile names the taxonomy of the attributes by which HSDS says what its own fields cannot. An attribute
// belongs to the profile when the taxonomy of its term is this text; the code of the term is the name of the
// fact and the attribute's value is its value. It follows the names and closed sets of the schema. A change of
// meaning gets a new name.
const Profile = "blueheart-1"

// Attributes are the codes of the [Profile] and the objects of HSDS they may stand on.
var Attributes = []Attribute{
	{"language", "organization program service", "language of the texts, BCP 47"},
	{CodeRecord, "organization program service", "the whole record in the project's own JSON, where it is long in several pieces; of an export"},
	{CodePrint, "organization program service", "hash of the object; while it is right, the record is taken as it stands"},
	{CodePlaceholder, "organization", "YES: it stands for none, since HSDS must have one"},
	{"country", "organization phone", "country, or the country in which a number is dialled, ISO 3166-1"},
	{"organization_kind", "organization", "an OrganizationKind"},
	{"scope", "program service", "a Scope; of a service without program"},
	{"countries", "program service service_area", "countries served, ISO 3166-1"},
	{"subdivisions", "service service_area", "subdivisions served, ISO 3166-2"},
	{"forms_of_exploitation", "program service", "values of FormOfExploitation"},
	{"populations", "program service", "values of Population"},
	{"website", "program", "URL of the initiative"},
	{"campaign", "program service", "a whole campaign in the project's own JSON"},
	{"resource_kind", "service", "a ResourceKind: the service is a resource, such as TRAINING_COURSE, and no hotline"},
	{"professions", "service", "values of Profession, of a resource"},
	{"sectors", "service", "values of Sector, of a resource"},
	{"formats", "service", "values of ResourceFormat, of a resource"},
	{"duration_minutes", "service", "whole minutes, of a resource"},
	{"free", "service", "an Answer, of a resource"},
	{"purposes", "service", "values of HotlinePurpose"},
	{"answered_by", "service", "a Responder"},
	{"does_not_offer", "service", "what the line does not do, in words"},
	{"url_channel", "service", "CHAT, WEB_FORM, APP, TELEGRAM or VIDEO_SIGN: the service's url is a way to reach it"},
	{"verification_method", "service", "a VerificationMethod, for assured_date"},
	{"channel", "phone", "a ChannelKind, such as WHATSAPP, where the type of a phone cannot say it"},
	{"short_code", "phone", "the digits of a short code, with country"},
	{"phones", "phone", "values of PhoneKind: phones the number is meant for"},
	{"menu_option", "phone", "what to press after the call is answered"},
	{"interpreter_languages", "service phone", "languages spoken by interpreter, BCP 47"},
	{"opening_hours", "service phone", "hours in the opening_hours notation of OpenStreetMap; of one phone only on that phone"},
	{"time_zone", "service phone", "IANA time zone of the hours"},
	{"cost", "service phone", "what a call costs, in words"},
	{"toll_free", "service phone", "an Answer"},
	{"reachable_from_abroad", "service phone", "an Answer"},
	{"works_without_credit", "service phone", "an Answer"},
	{"appears_on_phone_bill", "service phone", "an Answer"},
	{"calls_recorded", "service phone", "an Answer"},
	{"anonymous", "service phone", "an Answer"},
	{"reports_to_police_without_consent", "service phone", "an Answer"},
}

// Attribute is a code of the [Profile].
type Attribute struct {
	Code    string
	Objects string // of HSDS, separated by spaces
	Value   string // what its value is
}

// facts are the attributes of one object that belong to the profile. Several of one code are one list.
type facts map[string][]string

func (d *draft) facts(at spot, object string, attributes []hsdsAttribute) facts {
	var found facts
	for _, a := range attributes {
		t := a.Term.value
		if t == nil || t.Taxonomy != Profile {
			continue
		}
		code := strings.ToLower(string(t.Code))
		if code == "" {
			code = strings.ToLower(string(t.Name))
		}
		known := slices.ContainsFunc(Attributes, func(k Attribute) bool {
			return k.Code == code && slices.Contains(strings.Fields(k.Objects), object)
		})
		if !known {
			d.warn(at, "attributes", "see the codes of the profile", "the profile has no %s for a %s; it is left out", quote(code), object)
			continue
		}
		if a.Value == "" {
			continue
		}
		if found == nil {
			found = facts{}
		}
		found[code] = append(found[code], string(a.Value))
	}
	return found
}

// get is the value of a code, all values of it as one list.
func (f facts) get(code string) string { return strings.Join(f[code], ",") }

// language is the language of the texts of an object, undetermined unless stated on it or above it.
func (d *draft) languageOf(at spot, stated facts, above directory.LanguageTag) directory.LanguageTag {
	if tag := d.language(at, "attributes.language", stated.get("language")); tag != "" {
		return tag
	}
	return above
}

// isTraining says that the terms of a service, of whatever taxonomy, call it a training course.
func isTraining(s *hsdsService) bool {
	return slices.ContainsFunc(s.Attributes, func(a hsdsAttribute) bool {
		if a.Term.value == nil {
			return false
		}
		return slices.ContainsFunc([]cell{a.Term.value.Code, a.Term.value.Name}, func(word cell) bool {
			switch strings.NewReplacer("_", " ", "-", " ").Replace(strings.ToLower(string(word))) {
			case "training", "training course", "training courses":
				return true
			}
			return false
		})
	})
}

// safety reads the safety facts that are stated by name, nil when none is.
func (d *draft) safety(at spot, prefix string, stated func(code string) string) *directory.Safety {
	var s directory.Safety
	said := false
	for i, f := range s.Facts() {
		if f.Value = d.answer(at, prefix+safetyCodes[i], stated(safetyCodes[i])); f.Value != "" {
			said = true
		}
	}
	if !said {
		return nil
	}
	return &s
}

// safetyCodes are the names of the facts of directory.Safety in the order of its Facts.
var safetyCodes = [...]string{
	"toll_free", "reachable_from_abroad", "works_without_credit", "appears_on_phone_bill",
	"calls_recorded", "anonymous", "reports_to_police_without_consent",
}

// ofNumbers says which safety facts are of calls to a number: they say nothing about an address on the
// internet.
var ofNumbers = [...]bool{true, true, true, true, false, false, false}
