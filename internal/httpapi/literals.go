package httpapi

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// checkLiterals refuses the character U+0000 in the strings of a document, as the reader of JSON does in a
// body and its variables: no text here may hold it, and an escape would bring it in. Each definition is
// looked at once, so the time is linear.
func checkLiterals(doc *ast.QueryDocument) *gqlerror.Error {
	for _, op := range doc.Operations {
		for _, v := range op.VariableDefinitions {
			if err := checkLiteral(v.DefaultValue); err != nil {
				return err
			}
			if err := checkDirectives(v.Directives); err != nil {
				return err
			}
		}
		if err := checkDirectives(op.Directives); err != nil {
			return err
		}
		if err := checkSelections(op.SelectionSet); err != nil {
			return err
		}
	}
	for _, f := range doc.Fragments {
		if err := checkDirectives(f.Directives); err != nil {
			return err
		}
		if err := checkSelections(f.SelectionSet); err != nil {
			return err
		}
	}
	return nil
}

func checkSelections(set ast.SelectionSet) *gqlerror.Error {
	for _, sel := range set {
		var directives ast.DirectiveList
		var below ast.SelectionSet
		switch sel := sel.(type) {
		case *ast.Field:
			if err := checkArguments(sel.Arguments); err != nil {
				return err
			}
			directives, below = sel.Directives, sel.SelectionSet
		case *ast.InlineFragment:
			directives, below = sel.Directives, sel.SelectionSet
		case *ast.FragmentSpread:
			directives = sel.Directives
		}
		if err := checkDirectives(directives); err != nil {
			return err
		}
		if err := checkSelections(below); err != nil {
			return err
		}
	}
	return nil
}

func checkDirectives(directives ast.DirectiveList) *gqlerror.Error {
	for _, d := range directives {
		if err := checkArguments(d.Arguments); err != nil {
			return err
		}
	}
	return nil
}

func checkArguments(arguments ast.ArgumentList) *gqlerror.Error {
	for _, a := range arguments {
		if err := checkLiteral(a.Value); err != nil {
			return err
		}
	}
	return nil
}

func checkLiteral(v *ast.Value) *gqlerror.Error {
	if v == nil {
		return nil
	}
	if (v.Kind == ast.StringValue || v.Kind == ast.BlockValue) && strings.IndexByte(v.Raw, 0) >= 0 {
		return at(v.Position, codeValidation, "A string holds the character U+0000, which no text here may hold.")
	}
	for _, child := range v.Children {
		if err := checkLiteral(child.Value); err != nil {
			return err
		}
	}
	return nil
}
