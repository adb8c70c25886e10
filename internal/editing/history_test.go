package editing

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

func testHistory(t *testing.T, open opener) {
	w := newWorld(t, open)
	ctx := t.Context()
	rec := w.create()
	of, line := directory.ID(rec.ID), w.line(rec)
	rec = w.revise(rec, func(in map[string]any) { // a changed, an added and a removed part, and a list of values
		channel(in)["number"] = "+37322233310"
		in["hotlines"] = append(in["hotlines"].([]any), map[string]any{"names": rename, "countries": []any{"MD"}, "channels": []any{map[string]any{"kind": "EMAIL", "email": "help@line.example"}}})
		delete(in, "resources")
		in["populations"] = []any{"CHILDREN"}
		in["acronym"] = "A"
	})
	resource := w.parsed(w.revision(of, 1).Content.Draft).Resources[0].ID
	added := w.parsed(rec.Content.Draft).Hotlines[1].ID
	rec = w.take(rec, submit, approve)
	w.done(w.desk.VerifyHotline(ctx, w.as(editor), line, ""))

	versions, err := w.desk.History(ctx, editor, of, 0, 10)
	if err != nil || len(versions) != 5 {
		t.Fatalf("%d versions, %v", len(versions), err)
	}
	type told struct {
		Version int64
		Actor   string
		Action  string
		State   directory.RecordState
		Public  bool
	}
	var got []told
	for _, v := range versions {
		got = append(got, told{v.Version, v.Actor, v.Action, v.State, v.Public})
	}
	if diff := cmp.Diff([]told{
		{5, editor.ID, "verifyHotline", "PUBLISHED", true},
		{4, reviewer.ID, "approveInitiative", "PUBLISHED", true},
		{3, editor.ID, "submitInitiative", "SUBMITTED", false},
		{2, editor.ID, "reviseInitiative", "DRAFT", false},
		{1, editor.ID, "createInitiative", "DRAFT", false},
	}, got); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
	if n := len(versions[1].Changes) + len(versions[2].Changes); n != 0 {
		t.Errorf("a submission and an approval change %d fields", n)
	}
	changed := map[string]Change{}
	for _, c := range versions[3].Changes {
		changed[c.Path] = c
	}
	for _, c := range []struct {
		path, before, after string // after and before by what they contain
	}{
		{fmt.Sprintf("hotlines[%s].channels[0].number", line), `"+37322233309"`, `"+37322233310"`},
		{fmt.Sprintf("hotlines[%s]", added), "", "help@line.example"},
		{fmt.Sprintf("resources[%s]", resource), "Guide", ""},
		{"populations[0]", "", `"CHILDREN"`},
		{"acronym", "", `"A"`},
	} {
		x, ok := changed[c.path]
		if !ok || !strings.Contains(x.Before, c.before) || !strings.Contains(x.After, c.after) || (c.before == "") != (x.Before == "") || (c.after == "") != (x.After == "") {
			t.Errorf("%s: %+v, want %q to become %q", c.path, x, c.before, c.after)
		}
		delete(changed, c.path)
	}
	if len(changed) > 0 {
		t.Errorf("also changed: %+v", changed)
	}
	for _, c := range versions[0].Changes {
		if !strings.Contains(c.Path, "verification") {
			t.Errorf("a verification changes %s", c.Path)
		}
	}
	if len(versions[0].Changes) == 0 || len(versions[4].Changes) < 5 {
		t.Errorf("a verification changes %d fields, a creation %d", len(versions[0].Changes), len(versions[4].Changes))
	}
	// In pages, each is compared with the one before it, which is not on the page.
	var paged []*Version
	for before := int64(0); ; before = paged[len(paged)-1].Version {
		page, err := w.desk.History(ctx, editor, of, before, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
		if page[len(page)-1].Version == 1 {
			break
		}
	}
	if diff := cmp.Diff(versions, paged); diff != "" {
		t.Errorf("in pages (-whole +pages):\n%s", diff)
	}
	// The history of a token has no secret in it, not even its hash.
	out, _, err := w.desk.CreateToken(ctx, w.as(manager), &NewToken{Name: "desk", Role: directory.RoleEditor})
	token := w.done(out, err)
	versions, err = w.desk.History(ctx, manager, directory.ID(token.ID), 0, 10)
	if err != nil || len(versions) != 1 || len(versions[0].Changes) == 0 || strings.Contains(fmt.Sprint(versions[0].Changes), "ash") {
		t.Errorf("history of a token: %+v, %v", versions, err)
	}
}

// revision reads one revision of a record.
func (w *world) revision(of directory.ID, version int64) document.Revision {
	w.t.Helper()
	found, err := w.store.History(w.t.Context(), string(of), version+1, 1)
	if err != nil || len(found) != 1 {
		w.t.Fatal(found, err)
	}
	return found[0]
}

func TestChangesAreBounded(t *testing.T) {
	of := func(in *directory.Initiative) *document.Content { return &document.Content{Draft: document.Encode(in)} }
	many := &directory.Initiative{Common: directory.Common{ID: id(1)}}
	for i := range maxChanges + 5 {
		many.Lessons = append(many.Lessons, &directory.Lesson{Common: directory.Common{ID: id(2 + i)}})
	}
	for _, c := range []struct {
		lessons int
		more    bool
	}{{maxChanges, false}, {maxChanges + 1, true}, {maxChanges + 5, true}} {
		was, is := &directory.Initiative{Common: many.Common}, &directory.Initiative{Common: many.Common, Lessons: many.Lessons[:c.lessons]}
		changes, more, err := changesOf(document.KindInitiative, of(was), of(is))
		if err != nil || len(changes) != maxChanges || more != c.more {
			t.Errorf("%d lessons: %d changes, more %v, %v", c.lessons, len(changes), more, err)
		}
	}
	for _, letter := range []string{"x", "ж", "水", "🐦"} {
		long := &directory.Initiative{Common: many.Common, Acronym: strings.Repeat(letter, 1000)}
		changes, _, err := changesOf(document.KindInitiative, of(&directory.Initiative{Common: many.Common}), of(long))
		if err != nil || len(changes) != 1 || !utf8.ValidString(changes[0].After) || len(changes[0].After) > maxValueText+len("…") || !strings.HasSuffix(changes[0].After, "…") {
			t.Errorf("a thousand %s: %d changes, %v", letter, len(changes), err)
		}
	}
}

func TestChanges(t *testing.T) {
	object := func(pairs ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return m
	}
	for name, c := range map[string]struct {
		was, is map[string]any
		want    []Change
	}{
		"nothing":               {object("a", "x"), object("a", "x"), nil},
		"an empty list is none": {object("a", []any{}), object(), nil},
		"a value":               {object("a", "x"), object("a", "y"), []Change{{"a", `"x"`, `"y"`}}},
		"a value is new":        {object(), object("a", true), []Change{{"a", "", "true"}}},
		"a value is gone":       {object("a", 1.5), object(), []Change{{"a", "1.5", ""}}},
		"an object is new":      {object(), object("a", object("b", "x")), []Change{{"a", "", `{"b":"x"}`}}},
		"in an object":          {object("a", object("b", "x", "c", "y")), object("a", object("b", "z", "c", "y")), []Change{{"a.b", `"x"`, `"z"`}}},
		"a kind of value":       {object("a", []any{"x"}), object("a", "x"), []Change{{"a", `["x"]`, `"x"`}}},
		"a list is new":         {object(), object("a", []any{"x", "y"}), []Change{{"a[0]", "", `"x"`}, {"a[1]", "", `"y"`}}},
		"a list is gone":        {object("a", []any{"x"}), object(), []Change{{"a[0]", `"x"`, ""}}},
		"an item by place":      {object("a", []any{"x", "y"}), object("a", []any{"x"}), []Change{{"a[1]", `"y"`, ""}}},
		"items by id": {
			object("a", []any{object("id", "1", "b", "x"), object("id", "2", "b", "y"), object("id", "3")}),
			object("a", []any{object("id", "4"), object("id", "2", "b", "z"), object("id", "1", "b", "x")}),
			[]Change{{"a[2].b", `"y"`, `"z"`}, {"a[3]", `{"id":"3"}`, ""}, {"a[4]", "", `{"id":"4"}`}},
		},
		"all items are new":  {object(), object("a", []any{object("id", "4")}), []Change{{"a[4]", "", `{"id":"4"}`}}},
		"all items are gone": {object("a", []any{object("id", "4")}), object(), []Change{{"a[4]", `{"id":"4"}`, ""}}},
	} {
		k := comparing{}
		k.objects("", c.was, c.is)
		if diff := cmp.Diff(c.want, k.changes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
