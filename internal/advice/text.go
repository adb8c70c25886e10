package advice

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// longStory is how many characters somebody may write of themselves without it being taken for their story.
const longStory = 600

// Correction tells what in a text of a correction speaks against keeping it: all that [FreeText] tells, and a cry
// for help. Nobody watches the queue for one, so it must not look as if it had been heard.
func Correction(s string) []Finding {
	t, v := see(s)
	found := freeText(t, &v)
	if v.plea >= 0 && !slices.ContainsFunc(found, func(f Finding) bool { return f.Code == PersonalStory }) {
		found = append(found, Finding{Code: PersonalStory, Message: fmt.Sprintf(pleaMessage, t.place(v.plea))})
	}
	return found
}

// FreeText tells what in a text speaks against keeping it, when it comes from somebody nobody knows: the address of a shelter, a person's mailbox, their own number, name, birth or papers, and
// stories of what was done to anybody. Each finding is a reason to refuse it; none means that it can be kept.
// Numbers and role addresses of lines are what corrections are about, and pass. The findings have no path,
// and they repeat nothing of the text.
func FreeText(s string) []Finding {
	t, v := see(s)
	return freeText(t, &v)
}

// FreeTexts tells the same of every free text of a record, which is a pointer, with the path of the text in it. Like
// [About] it gives at most [MaxFindings].
func FreeTexts(record any) (found []Finding) {
	w := walker{visit: func(path, s string, _ bool) {
		for _, f := range FreeText(s) {
			if f.Path = path; len(found) < MaxFindings {
				found = append(found, f)
			}
		}
	}}
	w.walk(reflect.ValueOf(record))
	return found
}

func freeText(t *text, v *seen) (found []Finding) {
	refuse := func(word int, code Code, format string) {
		if word >= 0 {
			found = append(found, Finding{Code: code, Message: fmt.Sprintf(format, t.place(word))})
		}
	}
	refuse(v.shelter, ShelterAddress, shelterMessage)
	switch told := v.told(); {
	case told >= 0 && (v.recognizable() || v.age >= 0):
		refuse(told, CaseDetails, "tells at character %d what was done to somebody who could be recognized. Leave out what happened, and say only which entry is wrong and how. In danger, call a line of this directory.")
	case v.own >= 0:
		refuse(v.own, PersonalStory, storyMessage)
	case v.firstPersons >= 4 && v.length > longStory:
		refuse(0, PersonalStory, storyMessage)
	}
	if v.told() < 0 || !v.recognizable() {
		refuse(v.named, NamedPerson, "names somebody at character %d. Leave the name out: the directory keeps none.")
		refuse(v.birth, DateOfBirth, "holds a date of birth at character %d. Leave it out: the directory keeps none.")
		refuse(v.document, IdentityNumber, "holds the number of a document at character %d. Leave it out: the directory keeps none.")
	}
	refuse(v.email, PersonalEmail, "holds what looks like one person's e-mail address at character %d. Leave it out, or give the organization's address.")
	refuse(v.contact, PersonalNumber, "holds your own number at character %d. Leave it out: nobody calls back, and the number would be kept. In danger, call a line of this directory.")
	return found
}

const (
	shelterMessage = "has an address beside a word for a shelter at character %d. Where a shelter is must not be known: take the address out, and name the town or region at most. Keep the address of a public office in a text of its own."
	pleaMessage    = "asks for help at character %d. Nobody reads this form in time: call a line of this directory, or the emergency number of the country. Here say only which entry is wrong and how."
	storyMessage   = "tells at character %d what somebody has lived through. This form keeps corrections only, and others read them: say which entry is wrong and how. Those who answer the lines of this directory will listen."
)

// texts looks at every text of the initiative and its parts.
func (a *adviser) texts() {
	w := walker{visit: a.text}
	w.walk(reflect.ValueOf(a.in).Elem())
}

// text judges a text of a record. Numbers are expected in some.
func (a *adviser) text(path, s string, numbers bool) {
	t, v := see(s)
	if v.shelter >= 0 {
		a.refuse(path, ShelterAddress, shelterMessage, t.place(v.shelter))
	}
	told := v.told()
	switch {
	case told >= 0 && v.recognizable():
		a.refuse(path, CaseDetails, "tells at character %d what was done to somebody who could be recognized. Take the name, the birth or the papers and what happened out: the directory keeps no cases.", t.place(told))
	case told >= 0 && v.age >= 0:
		a.warn(path, CaseDetails, "tells at character %d what was done to somebody of a given age. If it is a real case, take it out; if it is the plot of a campaign, say so.", t.place(told))
	default:
		if v.named >= 0 {
			a.warn(path, NamedPerson, "seems to name somebody at character %d. Unless it is the name of a public figure, take it out.", t.place(v.named))
		}
		if v.birth >= 0 {
			a.warn(path, DateOfBirth, "seems to hold a date of birth at character %d. Take it out.", t.place(v.birth))
		}
		if v.document >= 0 {
			a.warn(path, IdentityNumber, "seems to hold the number of a person's document at character %d. Take it out.", t.place(v.document))
		}
	}
	if v.email >= 0 {
		a.warn(path, PersonalEmail, "holds what looks like one person's e-mail address at character %d. Take it out, or give a role address of the organization.", t.place(v.email))
	}
	if v.phone >= 0 && !numbers {
		a.warn(path, PersonalNumber, "holds a telephone number at character %d. If it is one of the line, enter it as a channel, where it can be checked and called; if it is a person's, take it out.", t.place(v.phone))
	}
}

// unread are fields that hold no free text: identifiers, and what the rules of the form bind already.
var unread = map[reflect.Type][]string{
	reflect.TypeFor[directory.Initiative]():     {"Slug"},
	reflect.TypeFor[directory.Channel]():        {"ShortCode", "NationalNumber"},
	reflect.TypeFor[directory.Identifier]():     {"Scheme", "Value"},
	reflect.TypeFor[directory.SourceConflict](): {"Path"},
	reflect.TypeFor[directory.Resource]():       {"SHA256"},
	reflect.TypeFor[directory.Recurrence]():     {"AnnualDay"},
	reflect.TypeFor[directory.CampaignEvent]():  {"AnnualDay"},
	reflect.TypeFor[hours.Schedule]():           {"TimeZone"},
	reflect.TypeFor[hours.Row]():                {"Languages"},
}

// withNumbers are texts in which telephone numbers are expected.
var withNumbers = map[reflect.Type][]string{
	reflect.TypeFor[directory.Channel](): {"Printed"},
	reflect.TypeFor[directory.Claim]():   {"Value"},
}

// walker visits every free text of a record by reflection, so that a field added to the domain is looked at
// without anybody thinking of it. Free text is what is a plain string: all other strings of the domain have a
// type with a rule of its own.
type walker struct {
	visit func(path, text string, numbers bool)
	path  []step
}

// step is a field, or an item of a list when index is not negative.
type step struct {
	field string
	index int
}

var plainString = reflect.TypeFor[string]()

func (w *walker) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			w.walk(v.Elem())
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.String && v.Type().Elem() != plainString {
			return
		}
		for i := range v.Len() {
			w.path = append(w.path, step{"", i})
			w.walk(v.Index(i))
			w.path = w.path[:len(w.path)-1]
		}
	case reflect.Struct:
		w.fields(v)
	case reflect.String:
		if v.Type() == plainString && v.Len() > 0 {
			w.visit(w.joined(), v.String(), false)
		}
	default: // numbers and booleans
	}
}

func (w *walker) fields(v reflect.Value) {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			w.walk(v.Field(i))
			continue
		}
		if !f.IsExported() || slices.Contains(unread[t], f.Name) {
			continue
		}
		w.path = append(w.path, step{jsonName(f.Name), -1})
		if slices.Contains(withNumbers[t], f.Name) {
			if s := v.Field(i).String(); s != "" {
				w.visit(w.joined(), s, true)
			}
		} else {
			w.walk(v.Field(i))
		}
		w.path = w.path[:len(w.path)-1]
	}
}

func (w *walker) joined() string {
	var b strings.Builder
	for _, s := range w.path {
		if s.index >= 0 {
			fmt.Fprintf(&b, "[%d]", s.index)
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.field)
	}
	return b.String()
}

// jsonName gives a field the name it has in the project's JSON: Summaries is summaries, URL is url.
func jsonName(field string) string {
	if strings.ToUpper(field) == field {
		return strings.ToLower(field)
	}
	runes := []rune(field)
	runes[0] = unicode.ToLower(runes[0])
	return string(runes)
}
