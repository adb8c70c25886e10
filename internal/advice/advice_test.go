package advice

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/founding"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// The founding directory is what register entries look like: nothing in it may be refused, and no two of its
// initiatives be taken for one.
func TestFounding(t *testing.T) {
	initiatives := foundingInitiatives(t)
	s := published(t, initiatives...)
	count := map[Code]int{}
	for _, in := range initiatives {
		a := About(s, in, now)
		for _, p := range a.Problems {
			t.Errorf("%s is refused: %+v", in.Slug, p)
		}
		for code, n := range codes(a.Warnings) {
			count[code] += n
		}
		if got := doubles(a.Duplicates); len(got) > 0 {
			t.Errorf("%s: %v", in.Slug, got)
		}
	}
	// Short codes that the tables do not know, and the numbers in notes that say how a source prints them.
	if diff := cmp.Diff(map[Code]int{ShortCodeUnknown: 25, PersonalNumber: 6}, count); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

// What registers say, readers quote when they correct it.
func TestFreeTextKeepsTheTextsOfTheFoundingDirectory(t *testing.T) {
	organizations, initiatives, err := founding.Load()
	if err != nil {
		t.Fatal(err)
	}
	texts := 0
	w := walker{visit: func(path, text string, _ bool) {
		texts++
		if found := FreeText(text); len(found) > 0 {
			t.Errorf("%s: %q is refused: %+v", path, text, found)
		}
	}}
	for _, o := range organizations {
		w.walk(reflect.ValueOf(o))
	}
	for _, in := range initiatives {
		w.walk(reflect.ValueOf(in))
	}
	if texts < 1500 {
		t.Errorf("only %d texts were looked at", texts)
	}
}

var pathStep = regexp.MustCompile(`^([a-zA-Z0-9]+)((?:\[\d+\])*)$`)

// lookUp follows a path in the project's JSON.
func lookUp(value any, path string) (any, error) {
	for part := range strings.SplitSeq(path, ".") {
		m := pathStep.FindStringSubmatch(part)
		if m == nil {
			return nil, fmt.Errorf("%q is no step", part)
		}
		object, ok := value.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%q is in no object", part)
		}
		if value, ok = object[m[1]]; !ok {
			return nil, fmt.Errorf("there is no %q", part)
		}
		for index := range strings.SplitSeq(strings.Trim(m[2], "[]"), "][") {
			if index == "" {
				continue
			}
			i, err := strconv.Atoi(index)
			list, ok := value.([]any)
			if err != nil || !ok || i >= len(list) {
				return nil, fmt.Errorf("%q is in no list", part)
			}
			value = list[i]
		}
	}
	return value, nil
}

func TestPathsAreThoseOfTheJSON(t *testing.T) {
	for _, in := range foundingInitiatives(t) {
		var whole any
		if err := json.Unmarshal(document.EncodeJSON(in), &whole); err != nil {
			t.Fatal(err)
		}
		w := walker{visit: func(path, text string, _ bool) {
			if got, err := lookUp(whole, path); err != nil || got != text {
				t.Errorf("%s %s: %v (%v), want %q", in.Slug, path, got, err, text)
			}
		}}
		w.walk(reflect.ValueOf(in))
		for _, f := range About(nil, in, now).Warnings {
			if _, err := lookUp(whole, f.Path); err != nil {
				t.Errorf("%s %s: %v", in.Slug, f.Path, err)
			}
		}
	}
}

// fill fills a record at random by reflection, with values that no form would let through.
func fill(t *rapid.T, v reflect.Value, depth int) {
	number := func(label string, most int) int { return rapid.IntRange(0, most).Draw(t, label) }
	switch v.Kind() {
	case reflect.String:
		if values := directory.EnumValues(v.Type()); values != nil {
			v.SetString(rapid.SampledFrom(values).Draw(t, "value"))
			return
		}
		pool := append([]string{
			"", "+90157", "157", "0800", "TR", "ZZ", "en", "und", "2030-01-01", "https://www.example.org/", "://", "a.b@c.d", "@", "+", "\xff\x00",
			"00000000-0000-7000-8000-000000000001", "12 Main Street", "شارع", "路1号", "12345678901234567890", "“", "ﬁ \u0301", "İstanbul via 3",
		}, kept...)
		for _, r := range refused {
			pool = append(pool, r.text)
		}
		v.SetString(rapid.SampledFrom(pool).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(number("bool", 1) == 1)
	case reflect.Int:
		v.SetInt(int64(number("int", 200) - 50))
	case reflect.Pointer:
		if number("set", depth+1) <= 1 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), depth+1)
		}
	case reflect.Slice:
		n := number("length", max(0, 3-depth/2))
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && number("given", 2) > 0 {
				fill(t, v.Field(i), depth+1)
			}
		}
	default: // floats stay zero
	}
}

func TestAboutAnything(t *testing.T) {
	s := published(t, foundingInitiatives(t)...)
	rapid.Check(t, func(t *rapid.T) {
		in := &directory.Initiative{}
		fill(t, reflect.ValueOf(in).Elem(), 0)
		before := clone(in)
		a := About(s, in, now)
		if diff := cmp.Diff(a, About(s, in, now)); diff != "" {
			t.Fatalf("two answers for one record:\n%s", diff)
		}
		unexported := cmpopts.IgnoreUnexported(directory.Provenance{}, directory.Channel{}, directory.OpeningHours{})
		if diff := cmp.Diff(before, in, unexported); diff != "" {
			t.Fatalf("the record was changed:\n%s", diff)
		}
		for _, list := range [][]Finding{a.Problems, a.Warnings} {
			if len(list) > MaxFindings {
				t.Fatalf("%d findings", len(list))
			}
			for _, f := range list {
				if f.Path == "" || f.Code == "" || f.Message == "" || strings.Contains(f.Message, "%!") {
					t.Fatalf("finding %+v", f)
				}
			}
		}
	})
}

// clone copies a record by value.
func clone(in *directory.Initiative) *directory.Initiative {
	var deep func(v reflect.Value) reflect.Value
	deep = func(v reflect.Value) reflect.Value {
		out := reflect.New(v.Type()).Elem()
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				out.Set(reflect.New(v.Type().Elem()))
				out.Elem().Set(deep(v.Elem()))
			}
		case reflect.Slice:
			if !v.IsNil() {
				out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
				for i := range v.Len() {
					out.Index(i).Set(deep(v.Index(i)))
				}
			}
		case reflect.Struct:
			out.Set(v)
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					out.Field(i).Set(deep(v.Field(i)))
				}
			}
		default:
			out.Set(v)
		}
		return out
	}
	return deep(reflect.ValueOf(in)).Interface().(*directory.Initiative)
}

func TestListsAreBounded(t *testing.T) {
	var lines []*directory.Hotline
	for i := range directory.MaxChildren {
		lines = append(lines, line(i+2, voice("+9015715")))
		lines[i].Notes = []directory.Text{{Value: refused[0].text, Language: "en"}}
	}
	published := published(t, initiative(9999, line(9998, voice("+9015715"))))
	in := initiative(1, lines...)
	a := About(published, in, now)
	if len(a.Problems) != MaxFindings || len(a.Warnings) != MaxFindings || len(a.Duplicates) != MaxFindings {
		t.Errorf("%d problems, %d warnings, %d duplicates", len(a.Problems), len(a.Warnings), len(a.Duplicates))
	}
}

func TestNoMessageRepeatsWhatItFound(t *testing.T) {
	for _, tc := range refused {
		in := initiative(1)
		in.Summaries = []directory.Text{{Value: tc.text, Language: "en"}}
		a := About(nil, in, now)
		for _, f := range append(append(FreeText(tc.text), a.Problems...), a.Warnings...) {
			for word := range strings.FieldsSeq(tc.text) {
				if strings.Trim(word, ".,;:") != strings.ToLower(strings.Trim(word, ".,;:")) && len(word) > 5 && strings.Contains(f.Message, word) {
					t.Errorf("%q repeats %q", f.Message, word)
				}
			}
		}
	}
}

func TestProblem(t *testing.T) {
	f := Finding{Path: "hotlines[0]", Code: InFuture, Message: "m"}
	for base, want := range map[string]string{"": "hotlines[0]", "input": "input.hotlines[0]"} {
		if p := f.Problem(base); p != (directory.Problem{Path: want, Code: directory.InvalidInput, Message: "m"}) {
			t.Errorf("problem %+v", p)
		}
	}
	if p := (Finding{Code: PersonalStory}).Problem("input.statement"); p.Path != "input.statement" {
		t.Errorf("problem %+v", p)
	}
}

func TestAboutNothing(t *testing.T) {
	if a := About(nil, nil, now); len(a.Problems)+len(a.Warnings)+len(a.Duplicates) > 0 {
		t.Errorf("advice %+v", a)
	}
}

func FuzzFreeText(f *testing.F) {
	for _, text := range kept {
		f.Add(text)
	}
	for _, tc := range refused {
		f.Add(tc.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		length := len([]rune(text))
		for _, found := range FreeText(text) {
			m := regexp.MustCompile(`at character (\d+)`).FindStringSubmatch(found.Message)
			if m == nil {
				t.Fatalf("no place in %q", found.Message)
			}
			if at, err := strconv.Atoi(m[1]); err != nil || at < 1 || at > length {
				t.Fatalf("character %s of %d", m[1], length)
			}
		}
	})
}

func made(n int) (list []*directory.Initiative) {
	for _, in := range synthetic.Directory(n, 1, now) {
		list = append(list, in)
	}
	return list
}

func BenchmarkAboutAmong10kInitiatives(b *testing.B) {
	all := made(10_000)
	s := published(b, all...)
	About(s, all[0], now) // reads the addresses once
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		About(s, all[i%len(all)], now)
		i++
	}
}

func BenchmarkFreeText(b *testing.B) {
	text := strings.Repeat(strings.Join(kept, " "), 2)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		FreeText(text)
	}
}
