package main

import (
	"testing"

	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/testkit"
)

// Two stores that differ in any one field of a revision have different digests.
func TestDigestCoversEveryField(t *testing.T) {
	t.Parallel()
	of := func(change func(*document.Revision)) contents {
		s, err := embedded.Open(t.Context(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}()
		r := testkit.Revision("a", 1)
		change(&r)
		if _, outcomes, err := s.Commit(t.Context(), []document.Revision{r}); err != nil || outcomes[0] != nil {
			t.Fatal(outcomes, err)
		}
		sum, err := digest(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	seen := make(map[contents]string)
	for name, change := range map[string]func(*document.Revision){
		"nothing":  func(*document.Revision) {},
		"kind":     func(r *document.Revision) { r.Kind = document.KindToken },
		"at":       func(r *document.Revision) { r.At = r.At.AddDate(0, 0, 1) },
		"actor":    func(r *document.Revision) { r.Actor = "x" },
		"command":  func(r *document.Revision) { r.Command = "x" },
		"reason":   func(r *document.Revision) { r.Reason = "x" },
		"public":   func(r *document.Revision) { r.Public = false },
		"key":      func(r *document.Revision) { r.Key = "x" },
		"state":    func(r *document.Revision) { r.Content.State = "x" },
		"owner":    func(r *document.Revision) { r.Content.Owner = "x" },
		"face":     func(r *document.Revision) { r.Content.Public = nil },
		"draft":    func(r *document.Revision) { r.Content.Draft = r.Content.Public },
		"comment":  func(r *document.Revision) { r.Content.Comment = "x" },
		"redacted": func(r *document.Revision) { r.Content.Redacted = []string{"x"} },
		"two":      func(r *document.Revision) { r.Content.Redacted = []string{"x", "y"} },
	} {
		sum := of(change)
		if other, ok := seen[sum]; ok {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[sum] = name
	}
}
