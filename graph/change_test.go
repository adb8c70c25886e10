package graph_test

import (
	"encoding/json"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/graph"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// TestGoneRecordIsNamedWithoutAWordOfIt asks both ways of answering about a record that was withdrawn and one
// that was never public.
func TestGoneRecordIsNamedWithoutAWordOfIt(t *testing.T) {
	content := map[string]document.Content{
		"00000000-0000-7000-8000-000000000001": {State: "WITHDRAWN", PublishedAt: now, Draft: document.Encode(&directory.Initiative{Slug: "a-draft"})},
		"00000000-0000-7000-8000-000000000002": {State: "DRAFT", Draft: document.Encode(&directory.Initiative{Slug: "a-draft"})},
	}
	var entries []*snapshot.Entry
	for id, c := range content {
		entries = append(entries, snapshot.Prepare(document.Record{ID: id, Kind: document.KindInitiative, Version: 1, UpdatedAt: now, Content: c}))
	}
	s := snapshot.Build(entries, 7, now, directory.DefaultThresholds)
	want := map[string]any{"data": map[string]any{"changes": map[string]any{
		"totalCount": 1.0, "revision": 7.0, "startAnew": false,
		"edges": []any{map[string]any{"id": "00000000-0000-7000-8000-000000000001", "kind": "INITIATIVE", "gone": true, "revision": 7.0, "node": nil}},
	}}}
	r := resolver()
	for name, schema := range map[string]graphql.ExecutableSchema{
		"compiled": graph.Compiled(onlyCompiled{graph.Generated(r), t}, r), "generated": graph.Generated(r),
	} {
		t.Run(name, func(t *testing.T) {
			_, body := ask(t, serve(schema, s), `{ changes(since: 3) { totalCount revision startAnew edges { id kind gone revision node { id } } } }`, nil, nil)
			var got map[string]any
			if err := json.Unmarshal(body, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}
