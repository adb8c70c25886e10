package httpapi

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// TestArgumentErrors makes the errors that generated code makes when a scalar refuses a value.
func TestArgumentErrors(t *testing.T) {
	api := newTestAPI()
	below := graphql.WithFieldContext(t.Context(), &graphql.FieldContext{Object: "Query"})
	deeper := graphql.WithFieldContext(below, &graphql.FieldContext{
		Object: "Query", Field: graphql.CollectedField{Field: &ast.Field{Alias: "here", Name: "country"}},
	})
	for name, ctx := range map[string]context.Context{"root": below, "nested": deeper} {
		_, err := graphql.ProcessArgField(ctx, map[string]any{"code": 1}, "code", func(ctx context.Context, _ any) (int, error) {
			return 0, graphql.ErrorOnPath(ctx, errors.New("must be two letters"))
		})
		got := api.Present(ctx, graphql.ErrorOnPath(ctx, err))
		want := map[string]any{
			"code":     "INVALID_INPUT",
			"problems": []problem{{Path: "code", Code: "INVALID_INPUT", Message: "must be two letters"}},
		}
		if diff := cmp.Diff(want, got.Extensions); diff != "" || got.Message != "Invalid value for the argument code: must be two letters." {
			t.Errorf("%s: %q -want +got\n%s", name, got.Message, diff)
		}
		if len(got.Path) != len(graphql.GetFieldContext(ctx).Path()) {
			t.Errorf("%s: path %v", name, got.Path)
		}
		// What a resolver adds by itself is none of these, with or without a place.
		if got := api.Present(ctx, graphql.ErrorOnPath(ctx, errors.New("secret"))); got.Message != "Internal error." {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestPresentNeverWritesToASharedError(t *testing.T) {
	api := newTestAPI()
	shared := &gqlerror.Error{Message: "x", Extensions: map[string]any{"code": "FORBIDDEN"}}
	got := api.Present(t.Context(), fmt.Errorf("wrapped: %w", shared))
	if got == shared || got.Extensions["code"] != "FORBIDDEN" || got.Message != "x" {
		t.Errorf("%v", got)
	}
	got.Extensions["code"] = "OTHER"
	if shared.Extensions["code"] != "FORBIDDEN" {
		t.Error("the shared error was changed")
	}
}
