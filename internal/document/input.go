package document

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/blueheart-federation/api/internal/directory"
)

// Bounds on an input. Depth needs none: a value is followed only as far as the domain's structs go.
const (
	maxInputText     = 16 * directory.MaxText // bytes of one text, before it is normalised
	maxInputProblems = 500
)

// ReadInput reads an input object of the API into a domain struct, which should be zero; pass a pointer to
// it. The names are those of the project's own JSON. The value is what a GraphQL executor makes of
// variables and literals: strings, numbers (int, int64, float64, [json.Number]), booleans, []any,
// map[string]any, nil for what is not given, and "" for the same where a text belongs.
//
// It gives every problem with its path from the record on, such as "hotlines[2].channels[0].number", at
// most 500, each with the code INVALID_INPUT and what to do about it; no problem repeats more than 40
// characters of the input. What has a problem keeps its zero value, so the record may be validated
// all the same; a problem that validation adds at the same path then follows from the one given here.
//
// Texts lose surrounding white space and are normalised to NFC. Values that have a canonical form are
// kept in it: the country uk becomes GB, the language iw becomes he, an id is in lower case. One value
// stands for a list of it. A list with more than 100 values, or more than 500 parts, is not read at all. The
// rules beyond single values are those of directory.ValidateInitiative and its siblings.
func ReadInput(value map[string]any, record any) []directory.Problem {
	v := reflect.ValueOf(record).Elem()
	r := &inputReader{}
	r.object(value, shapeOf(v.Type()), v)
	return r.problems
}

// inputReader collects problems on its way through an input. The way is put into words only for a problem.
type inputReader struct {
	problems []directory.Problem
	path     []inputStep
}

// inputStep is a field, or an item of a list when the name is empty.
type inputStep struct {
	name  string
	index int
}

func (r *inputReader) full() bool { return len(r.problems) > maxInputProblems }

func (r *inputReader) at(step inputStep, read func()) {
	if r.full() {
		return
	}
	r.path = append(r.path, step)
	read()
	r.path = r.path[:len(r.path)-1]
}

// add notes a problem at the present place. It gives false, the answer of a reader that has read nothing.
func (r *inputReader) add(format string, args ...any) bool {
	switch {
	case len(r.problems) < maxInputProblems:
		r.problems = append(r.problems, directory.Problem{
			Path: r.place(), Code: directory.InvalidInput, Message: fmt.Sprintf(format, args...),
		})
	case len(r.problems) == maxInputProblems:
		r.problems = append(r.problems, directory.Problem{
			Code: directory.InvalidInput, Message: fmt.Sprintf("has more than %d problems: correct these first", maxInputProblems),
		})
	}
	return false
}

func (r *inputReader) place() string {
	var b strings.Builder
	for _, s := range r.path {
		switch {
		case s.name == "":
			fmt.Fprintf(&b, "[%d]", s.index)
		case b.Len() > 0:
			b.WriteByte('.')
			fallthrough
		default:
			b.WriteString(s.name)
		}
	}
	return b.String()
}

func (r *inputReader) object(given map[string]any, s *shape, v reflect.Value) {
	for i := range s.fields {
		f := &s.fields[i]
		if x := given[f.json]; x != nil {
			r.at(inputStep{name: f.json}, func() { r.field(x, s, f, v.FieldByIndex(f.index)) })
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, known := s.byJSON[name]; known {
			continue
		}
		r.at(inputStep{name: printable(name)}, func() {
			if s.typ != openingHoursType || name != notationName {
				r.add("is not known here: leave it out")
			} else if given[name] != nil {
				r.notation(given, v.Addr().Interface().(*directory.OpeningHours))
			}
		})
	}
}

func (r *inputReader) field(x any, s *shape, f *field, v reflect.Value) {
	parse := parsers[f.shape.typ]
	if of := fieldParsers[s.typ][f.name]; of != nil {
		parse = of
	}
	if f.shape.kind == reflect.Slice {
		r.list(x, f, parse, v)
		return
	}
	r.value(x, f.shape, parse, v)
}

func (r *inputReader) list(x any, f *field, parse parseFunc, v reflect.Value) {
	given := items(x)
	if most := f.most(); len(given) > most {
		r.add("has %d items; at most %d are allowed", len(given), most)
		return
	}
	if len(given) == 0 {
		return // an empty list and none are the same
	}
	elem := f.shape.elem
	if parse == nil {
		parse = parsers[elem.typ]
	}
	list := reflect.MakeSlice(f.shape.typ, len(given), len(given))
	for i, e := range given {
		r.at(inputStep{index: i}, func() {
			before := len(r.problems)
			if !r.value(e, elem, parse, list.Index(i)) && len(r.problems) == before {
				r.add("is empty: leave it out")
			}
		})
		if item := list.Index(i); elem.kind == reflect.Pointer && item.IsNil() {
			item.Set(reflect.New(elem.elem.typ)) // no list of the domain holds nil
		}
	}
	v.Set(list)
}

// items gives the items of a list; one value stands for a list of it. An executor that has made that list
// itself may have made one of another type, such as []map[string]any.
func items(x any) []any {
	if list, ok := x.([]any); ok {
		return list
	}
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Slice {
		return []any{x}
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = v.Index(i).Interface()
	}
	return list
}

// value reads what is neither a field nor a list. It says whether there was a value to keep.
func (r *inputReader) value(x any, s *shape, parse parseFunc, v reflect.Value) bool {
	switch {
	case x == nil:
		return false
	case s.kind == reflect.Pointer:
		p := reflect.New(s.elem.typ)
		if !r.value(x, s.elem, parse, p.Elem()) {
			return false
		}
		v.Set(p)
	case s.typ == timeType:
		text, ok := r.text(x)
		if !ok || text == "" {
			return false
		}
		t, err := directory.ParseDateTime(text)
		if err != nil {
			return r.add("%s", withoutValue(err))
		}
		v.Set(reflect.ValueOf(t))
	case s.kind == reflect.String:
		return r.string(x, s, parse, v)
	case s.kind == reflect.Bool:
		b, ok := x.(bool)
		if !ok {
			return r.add("must be true or false")
		}
		v.SetBool(b)
	case s.kind == reflect.Int, s.kind == reflect.Int64:
		n, ok := wholeNumber(x)
		if !ok {
			return r.add("must be a whole number")
		}
		v.SetInt(n)
	case s.kind == reflect.Float64:
		n, ok := number(x)
		if !ok {
			return r.add("must be a number")
		}
		v.SetFloat(n)
	case s.kind == reflect.Struct:
		given, ok := x.(map[string]any)
		if !ok {
			return r.add("must be an object with fields")
		}
		r.object(given, s, v)
	default:
		panic("document: no input can hold " + s.typ.String()) // no struct of the domain has it
	}
	return true
}

func (r *inputReader) string(x any, s *shape, parse parseFunc, v reflect.Value) bool {
	text, ok := r.text(x)
	if !ok || text == "" {
		return false
	}
	if s.closed != nil {
		if text, ok = s.closed[text]; !ok {
			return r.add("%s", oneOf(directory.EnumValues(s.typ)))
		}
	} else if parse != nil {
		canonical, err := parse(text)
		if err != nil {
			return r.add("%s", withoutValue(err))
		}
		text = canonical
	}
	v.SetString(text)
	return true
}

// text reads a text as it is kept: without surrounding white space and in normal form.
func (r *inputReader) text(x any) (string, bool) {
	text, ok := x.(string)
	switch {
	case !ok:
		return "", r.add("must be a text")
	case len(text) > maxInputText:
		return "", r.add("is longer than %d characters", directory.MaxText)
	case !utf8.ValidString(text):
		return "", r.add("is not valid UTF-8")
	}
	return norm.NFC.String(strings.TrimSpace(text)), true
}

func wholeNumber(x any) (int64, bool) {
	switch x := x.(type) {
	case int:
		return int64(x), true
	case int64:
		return x, true
	case float64:
		const exact = 1 << 53 // beyond it a float64 stands for several whole numbers
		return int64(x), x == math.Trunc(x) && math.Abs(x) <= exact
	case json.Number:
		n, err := strconv.ParseInt(x.String(), 10, 64)
		return n, err == nil
	}
	return 0, false
}

func number(x any) (float64, bool) {
	switch x := x.(type) {
	case int:
		return float64(x), true
	case int64:
		return float64(x), true
	case float64:
		return x, !math.IsNaN(x) && !math.IsInf(x, 0)
	case json.Number:
		n, err := strconv.ParseFloat(x.String(), 64)
		return n, err == nil && !math.IsInf(n, 0)
	}
	return 0, false
}

// printable is what a problem may repeat of an input: 40 characters, none that a terminal obeys.
func printable(s string) string {
	const most = 40
	runes := 0
	for i := range s {
		if runes++; runes > most {
			s = s[:i]
			break
		}
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
