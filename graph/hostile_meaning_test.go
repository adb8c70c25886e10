package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/blueheart-federation/api/graph"
)

// refuses sends an input that must change nothing and gives how it was refused, and the answer.
func (d *desk) refuses(t *testing.T, who, name, what, body string) (said []string, answer string) {
	t.Helper()
	writes := d.store.writes.Load()
	w := d.send(who, body)
	said, err := refusal(w.Code, w.Body.Bytes(), name)
	if wrote := d.store.writes.Load() - writes; err != nil || len(said) == 0 || wrote > 0 {
		t.Errorf("%s, by %s: %v, %d writes, %d: %.300s", what, who, err, wrote, w.Code, w.Body)
	}
	return said, w.Body.String()
}

// literal writes a value as it stands in a document.
func literal(schema *ast.Schema, typ *ast.Type, value any) string {
	def := schema.Types[typ.Name()]
	switch v := value.(type) {
	case []any:
		items := make([]string, len(v))
		for i := range v {
			items[i] = literal(schema, typ, v[i])
		}
		return "[" + strings.Join(items, ", ") + "]"
	case object:
		var fields []string
		for _, f := range def.Fields {
			if within, ok := v[f.Name]; ok {
				fields = append(fields, f.Name+": "+literal(schema, f.Type, within))
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case string:
		if def.Kind == ast.Enum {
			return v
		}
	}
	b, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return strings.ReplaceAll(string(b), "SURROGATE", `\ud800`)
}

// TestNoCharacterPassesAsALiteral sends texts as literals of the document, past what reads the request: with
// the character U+0000, with half a character, and with one that turns the others round.
func TestNoCharacterPassesAsALiteral(t *testing.T) {
	schema := graph.NewSchema(resolver()).Schema()
	eachMutation(t, func(t *testing.T, d *desk, name string, input *ast.Definition, right object) {
		typ := ast.NonNullNamedType(input.Name, nil)
		write := func(value any) string {
			return requestBody(t, "mutation { "+name+"(input: "+literal(schema, typ, value)+") { problems { path code message } } }", nil)
		}
		for _, at := range places(schema, input) {
			if !isText(schema.Types[at.def.Type.Name()]) || at.def.Name == "idempotencyKey" || valueAt(right, at.path) == nil {
				continue
			}
			for what, text := range map[string]string{"U+0000": "a\x00b", "half a character": "aSURROGATEb", "U+202E": "a\u202eb"} {
				body := write(with(right, at.path, one(at.def.Type, text)))
				for _, who := range actors {
					d.refuses(t, who, name, what+" at "+at.String(), body)
				}
			}
		}
		d.refresh()
		if _, err := refusal(200, d.send("admin", write(right)).Body.Bytes(), name); err != nil {
			t.Errorf("the right input as a literal: %v", err)
		}
	})
}

// TestNoBytePassesInARequest: what is no text is refused before anything is read of it.
func TestNoBytePassesInARequest(t *testing.T) {
	eachMutation(t, func(t *testing.T, d *desk, name string, _ *ast.Definition, right object) {
		body := requestBody(t, mutation(name, "__typename"), object{"input": right})
		for what, text := range map[string]string{"U+0000": `\u0000`, "half a character": `\ud800`, "a byte": "\xff", "a byte too many": "\xc0\x80", "a line break": "\n"} {
			hostile := strings.Replace(body, `"input":{`, `"input":{"notes":"a`+text+`b",`, 1)
			for _, who := range actors {
				if said, answer := d.refuses(t, who, name, what, hostile); !slices.Equal(said, []string{"BAD_REQUEST"}) {
					t.Errorf("%s, by %s: %s", what, who, answer)
				}
			}
		}
	})
}

// mayBeAnothers are the fields that may name what belongs to others, since it is public.
var mayBeAnothers = map[string]string{
	"retireInitiative.replacedBy":     "any public initiative replaces one",
	"reportOutage.replacedBy":         "any public hotline replaces one",
	"transferInitiative.organization": "whom it is given to; for reviewers only",
	"proposeCorrection.record":        "anybody proposes a correction of any public record",
	"joinBanner.banner":               "any public initiative that has members is a banner",
	"decideBanner.banner":             "for reviewers only, who decide about any",
	"decideBanner.initiative":         "for reviewers only, who decide about any",
}

// TestWhatIsAnothersIsAsIfItWereNot: a partner who names what belongs to others gets the answer, byte for
// byte, to the name of nothing, and so does who names a thing of another kind.
func TestWhatIsAnothersIsAsIfItWereNot(t *testing.T) {
	eachMutation(t, func(t *testing.T, d *desk, name string, input *ast.Definition, right object) {
		query := mutation(name, "__typename")
		for _, f := range input.Fields {
			id, _ := right[f.Name].(string)
			if f.Type.Name() != "ID" || id == "" || mayBeAnothers[name+"."+f.Name] != "" {
				continue
			}
			theirs := d.theirs(id)
			for _, who := range []string{"anonymous", "editor", "manager"} {
				ask := func(what, id string) (said []string, answer string) {
					return d.refuses(t, who, name, what+" at "+f.Name, requestBody(t, query, object{"input": with(right, []any{f.Name}, id)}))
				}
				said, want := ask("nothing", unknownID)
				if !slices.ContainsFunc([]string{"UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND input." + f.Name}, func(s string) bool { return slices.Equal(said, []string{s}) }) {
					t.Errorf("nothing at %s, by %s: %s", f.Name, who, want)
				}
				if _, got := ask("what is theirs", theirs); got != want {
					t.Errorf("what is theirs at %s, by %s: %s\nbut nothing: %s", f.Name, who, got, want)
				}
				for _, other := range []string{
					"ours", "ours public", "ours public hotline", "ours public campaign", "ours public testimony", "ours public resource",
					"ours public lesson", "ours feed", "ours webhook", "ours delivery", "ours correction", "token of spare",
				} {
					if kindOf(other) == kindOf(d.nameOf(id)) {
						continue
					}
					if _, got := ask(other, d.ids[other]); got != want {
						t.Errorf("%s at %s, by %s: %s\nbut nothing: %s", other, f.Name, who, got, want)
					}
				}
			}
		}
	})
}

// nameOf gives the name of a record.
func (d *desk) nameOf(id string) string {
	d.t.Helper()
	for name, of := range d.ids {
		if of == id {
			return name
		}
	}
	d.t.Fatalf("%s is no record of the tests", id)
	return ""
}

// kindOf tells what kind a record is of by its name.
func kindOf(name string) string {
	words := strings.Fields(name)
	switch last := words[len(words)-1]; {
	case words[0] == "token":
		return "token"
	case len(words) == 1:
		return "organization"
	case len(words) == 3, last == "feed", last == "webhook", last == "delivery", last == "correction":
		return last
	}
	return "initiative"
}

// theirs gives the id of what is to the others what a record is to us.
func (d *desk) theirs(id string) string {
	d.t.Helper()
	name := d.nameOf(id)
	switch {
	case name == "applicant":
		return d.ids["theirs"]
	case kindOf(name) == "token":
		return d.ids["token of another manager"]
	}
	return d.ids[strings.Replace(name, "ours", "theirs", 1)]
}

// mayStandTwice are the items, by type or place, that may stand twice in a list. What says the same again hurts nobody; a rule
// against it would hold for public records, too, and hide a hotline whose number stands there twice.
var mayStandTwice = map[string]bool{
	"TextInput": true, "SourceInput": true, "IdentifierInput": true, "ChannelInput": true, "ChannelLanguageInput": true,
	"OpeningHoursRowInput": true, "hotlines[0].channels[0].languages[0].days": true, "hotlines[0].channels[0].hours.weekly[0].languages": true,
	"campaigns[0].relaunchedOn": true, "campaigns[0].hotlines": true,
	"CampaignInput": true, "TestimonyInput": true, "ResourceInput": true, "LessonInput": true, // two parts that say the same are two parts
}

// rightItems are values that may stand in a list of their type.
var rightItems = map[string]any{
	"CountryCode": "MD", "SubdivisionCode": "MD-CU", "LanguageTag": "ro", "EmailAddress": "office@ours.example", "PartialDate": "2026", "Int": 2025,
	"TextInput": object{"value": "A text", "language": "en"}, "IdentifierInput": object{"scheme": "test", "value": "1"},
}

// TestNothingStandsTwice doubles every list of the inputs that can hold an item by itself.
func TestNothingStandsTwice(t *testing.T) {
	schema := graph.NewSchema(resolver()).Schema()
	eachMutation(t, func(t *testing.T, d *desk, name string, input *ast.Definition, right object) {
		for _, at := range places(schema, input) {
			if at.def.Type.Elem == nil || mayStandTwice[at.def.Type.Name()] || mayStandTwice[at.String()] {
				continue
			}
			within := schema.Types[at.def.Type.Name()]
			item := valueAt(right, append(slices.Clone(at.path), 0))
			if item == nil {
				item = rightItems[within.Name]
			}
			if item == nil && within.Kind == ast.Enum {
				item = anyValue(within)
			}
			if item == nil {
				continue
			}
			body := requestBody(t, mutation(name, "__typename"), object{"input": with(right, at.path, []any{item, item})})
			for _, who := range actors {
				d.refuses(t, who, name, fmt.Sprint("twice ", item, " at ", at), body)
			}
		}
	})
}

// TestWhatContradictsItselfIsRefused sends inputs of which each value alone would do, to whoever may do the
// thing, and looks for the place that the answer names.
func TestWhatContradictsItselfIsRefused(t *testing.T) {
	newPeopledDesk(t)
	for name, contradictions := range map[string]map[string]func(d *desk, right object) object{
		"createInitiative": {
			"INVALID_INPUT input.hotlines[0].maximumAge":               at(object{"minimumAge": 18, "maximumAge": 12}, "hotlines", 0),
			"INVALID_INPUT input.hotlines[0].channels[0].address":      at(object{"number": "+37322123456", "shortCode": "116", "country": "MD"}, "hotlines", 0, "channels", 0),
			"INVALID_INPUT input.hotlines[0].channels[0].hours.weekly": at(object{"alwaysOpen": true}, "hotlines", 0, "channels", 0, "hours"),
			"INVALID_INPUT input.campaigns[0].end":                     at(object{"start": "2026", "end": "2020"}, "campaigns", 0),
			"NOT_FOUND input.hotlines[0].id": func(d *desk, right object) object {
				return with(right, []any{"hotlines", 0, "id"}, d.ids["theirs public hotline"]).(object)
			},
			"CONFLICT input.slug": at(object{"slug": "theirs-public"}),
		},
		"reviseInitiative": {
			"CONFLICT input.baseVersion": at(object{"baseVersion": 2}),
			"NOT_FOUND input.hotlines[0].id": func(d *desk, right object) object {
				return with(right, []any{"hotlines", 0, "id"}, d.ids["ours public hotline"]).(object)
			},
		},
		"createToken": {
			"INVALID_INPUT input.organization":  at(object{"role": "REVIEWER"}),
			"INVALID_INPUT input.role":          at(object{"role": "ANONYMOUS"}),
			"INVALID_INPUT input.expiresInDays": at(object{"expiresInDays": 0}),
			"INVALID_INPUT input.scopes[1]":     at(object{"scopes": []any{"EDIT", "EDIT"}}),
		},
		"submitInitiative":   {"INVALID_INPUT input.id": func(d *desk, _ object) object { return object{"id": d.ids["ours public"], "baseVersion": 3} }},
		"approveInitiative":  {"INVALID_INPUT input.id": func(d *desk, _ object) object { return object{"id": d.ids["ours draft"], "baseVersion": 1} }},
		"returnInitiative":   {"INVALID_INPUT input.comment": at(object{"comment": ""})},
		"withdrawInitiative": {"CONFLICT input.baseVersion": at(object{"baseVersion": -1})},
		"retireInitiative": {"NOT_FOUND input.replacedBy": func(d *desk, right object) object {
			return with(right, []any{"replacedBy"}, d.ids["ours public"]).(object)
		}},
		"transferInitiative": {"INVALID_INPUT input.organization": func(d *desk, right object) object {
			return with(right, []any{"organization"}, d.ids["applicant"]).(object)
		}},
		"suspendOrganization": {
			"INVALID_INPUT input.reason": at(object{"reason": ""}),
		},
		"reportOutage": {
			"INVALID_INPUT input.replacedBy": at(object{"status": "ACTIVE"}),
			"INVALID_INPUT input.status":     at(object{"status": "RETIRED"}),
			"NOT_FOUND input.replacedBy": func(d *desk, right object) object {
				return with(right, []any{"replacedBy"}, d.ids["ours public hotline"]).(object)
			},
		},
		"joinBanner": {
			"INVALID_INPUT input":       at(object{"country": "MD"}),
			"INVALID_INPUT input.since": at(object{"since": "3026-13"}),
			"CONFLICT input.initiative": func(d *desk, _ object) object {
				return object{"banner": d.ids["theirs banner"], "initiative": d.ids["ours public"]}
			},
		},
		"decideBanner": {
			"INVALID_INPUT input.status": at(object{"status": "PROPOSED"}),
			"INVALID_INPUT input.until":  at(object{"since": "2026", "until": "2020"}),
			"NOT_FOUND input.initiative": func(d *desk, right object) object {
				return with(right, []any{"initiative"}, d.ids["ours banner"]).(object)
			},
		},
		"proposeCorrection": {"INVALID_INPUT input.proposed": at(object{"proposed": "", "comment": ""})},
		"importInitiatives": {"INVALID_INPUT input.data": at(object{"format": "HSDS_CSV"})},
		"registerFeed":      {"INVALID_INPUT input.url": at(object{"url": "http://ours.example/feed"})},
		"registerWebhook":   {"INVALID_INPUT input.url": at(object{"url": "http://ours.example/hook"})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newPeopledDesk(t)
			for want, contradict := range contradictions {
				input := contradict(d, rightInputs(d.ids)[name])
				said, answer := d.refuses(t, "admin", name, want, requestBody(t, mutation(name, "__typename"), object{"input": input}))
				if !slices.Contains(said, want) && !slices.Equal(said, []string{strings.Fields(want)[0]}) {
					t.Errorf("want %s, got %q: %s", want, said, answer)
				}
			}
		})
	}
}

// at changes some fields of the object at a place of an input.
func at(fields object, path ...any) func(*desk, object) object {
	return func(_ *desk, right object) object {
		for name, value := range fields {
			right = with(right, append(slices.Clone(path), name), value).(object)
		}
		return right
	}
}
