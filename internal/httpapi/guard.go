package httpapi

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// guard bounds a parsed document before it is validated, because validation compares fields pairwise and
// execution expands fragments at each use. It works in two steps: sizes first, in linear time, with each
// fragment measured once; and only what is small then goes through the walk that merges fragments.
type guard struct {
	limits    *Limits
	fragments map[string]*ast.FragmentDefinition
	sizes     map[string]int // selections in a fragment, expanded; measuring while it is being counted
	aliases   int
	roots     int // __schema and __type fields
}

const measuring = -1

// check gives the first limit or rule that doc breaks, nil if none.
func check(doc *ast.QueryDocument, limits *Limits) *gqlerror.Error {
	if n := len(doc.Operations); n == 0 {
		return newError(codeValidation, "The document holds no operation.")
	} else if n > limits.Operations {
		return newError(codeComplexity, "The document holds "+strconv.Itoa(n)+" operations; "+strconv.Itoa(limits.Operations)+" are allowed.")
	}
	if err := checkLiterals(doc); err != nil {
		return err
	}
	g := guard{limits: limits}
	if len(doc.Fragments) > 0 {
		g.fragments = make(map[string]*ast.FragmentDefinition, len(doc.Fragments))
		g.sizes = make(map[string]int, len(doc.Fragments))
		for _, f := range doc.Fragments {
			if g.fragments[f.Name] != nil {
				return at(f.Position, codeValidation, "There can be only one fragment named "+quote(f.Name)+".")
			}
			g.fragments[f.Name] = f
		}
	}
	total := 0
	for _, op := range doc.Operations {
		n, err := g.measure(op.SelectionSet)
		if err != nil {
			return err
		}
		if total = add(total, n); total > limits.Selections {
			return at(op.Position, codeComplexity, "The document selects too much: with each fragment counted at each use, more than "+strconv.Itoa(limits.Selections)+" fields and fragments.")
		}
	}
	for _, f := range doc.Fragments {
		if _, used := g.sizes[f.Name]; !used {
			return at(f.Position, codeValidation, "Fragment "+quote(f.Name)+" is never used.")
		}
	}
	for _, op := range doc.Operations {
		if err := g.walk([]ast.SelectionSet{op.SelectionSet}, 1, false); err != nil {
			return err
		}
	}
	return nil
}

// measure counts the selections in set with each fragment expanded, saturating.
func (g *guard) measure(set ast.SelectionSet) (int, *gqlerror.Error) {
	total := 0
	for _, sel := range set {
		n, err := 0, (*gqlerror.Error)(nil)
		switch sel := sel.(type) {
		case *ast.Field:
			n, err = g.measure(sel.SelectionSet)
		case *ast.InlineFragment:
			n, err = g.measure(sel.SelectionSet)
		case *ast.FragmentSpread:
			n, err = g.measureFragment(sel)
		}
		if err != nil {
			return 0, err
		}
		total = add(total, add(n, 1))
	}
	return total, nil
}

func (g *guard) measureFragment(s *ast.FragmentSpread) (int, *gqlerror.Error) {
	if n, known := g.sizes[s.Name]; known {
		if n == measuring {
			return 0, at(s.Position, codeValidation, "Cannot spread fragment "+quote(s.Name)+" within itself.")
		}
		return n, nil
	}
	f := g.fragments[s.Name]
	if f == nil {
		return 0, nil // validation names the unknown fragment
	}
	g.sizes[s.Name] = measuring
	n, err := g.measure(f.SelectionSet)
	g.sizes[s.Name] = n
	return n, err
}

// level is one selection set with its fragments merged in: the fields by response name, in order.
type level struct {
	names  []string
	fields map[string][]*ast.Field
}

// walk checks one level of the answer and those below it. sets are the selection sets that merge there.
func (g *guard) walk(sets []ast.SelectionSet, depth int, introspecting bool) *gqlerror.Error {
	l := level{fields: make(map[string][]*ast.Field)}
	for _, set := range sets {
		g.flatten(set, &l)
	}
	aliases := 0
	for _, name := range l.names {
		fields := l.fields[name]
		first := fields[0]
		if len(fields) > g.limits.Repeats {
			return at(first.Position, codeComplexity, "The response name "+quote(name)+" is selected "+strconv.Itoa(len(fields))+" times in one place; "+strconv.Itoa(g.limits.Repeats)+" are allowed.")
		}
		var below []ast.SelectionSet
		inside := introspecting
		for _, f := range fields {
			if f.Alias != f.Name {
				aliases++
			}
			if f.Name == "__schema" || f.Name == "__type" {
				inside = true
				if g.roots++; g.roots > g.limits.Introspections {
					return at(f.Position, codeComplexity, "The document asks for __schema and __type more than "+strconv.Itoa(g.limits.Introspections)+" times.")
				}
			}
			if len(f.SelectionSet) > 0 {
				below = append(below, f.SelectionSet)
			}
		}
		if aliases > g.limits.AliasesPerLevel {
			return at(first.Position, codeComplexity, "More than "+strconv.Itoa(g.limits.AliasesPerLevel)+" aliases in one selection set.")
		}
		deepest := g.limits.Depth
		if inside {
			deepest = g.limits.IntrospectionDepth
		}
		if depth > deepest {
			return at(first.Position, codeComplexity, "The operation nests fields deeper than "+strconv.Itoa(deepest)+" levels.")
		}
		if len(below) > 0 {
			if err := g.walk(below, depth+1, inside); err != nil {
				return err
			}
		}
	}
	if g.aliases += aliases; g.aliases > g.limits.Aliases {
		return newError(codeComplexity, "More than "+strconv.Itoa(g.limits.Aliases)+" aliases in the document.")
	}
	return nil
}

func (g *guard) flatten(set ast.SelectionSet, l *level) {
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			if l.fields[sel.Alias] == nil {
				l.names = append(l.names, sel.Alias)
			}
			l.fields[sel.Alias] = append(l.fields[sel.Alias], sel)
		case *ast.InlineFragment:
			g.flatten(sel.SelectionSet, l)
		case *ast.FragmentSpread:
			if f := g.fragments[sel.Name]; f != nil {
				g.flatten(f.SelectionSet, l)
			}
		}
	}
}

// unbounded is where sums and products stop growing.
const unbounded = 1 << 31

func add(a, b int) int { return min(a+b, unbounded) }

func multiply(a, b int) int {
	if a <= 0 || b <= 0 {
		return 0
	}
	if a > unbounded/b {
		return unbounded
	}
	return a * b
}
