package document

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestPublishedFormTellsWhenAndByWhomARecordChanged(t *testing.T) {
	at := time.Date(2026, 11, 25, 12, 30, 1, 5_000_000, time.UTC)
	in := &directory.Initiative{Slug: "one", UpdatedAt: at, UpdatedBy: "00000000-0000-7000-8000-000000000001"}
	in.ID = "00000000-0000-7000-8000-000000000002"
	const want = `{"id":"00000000-0000-7000-8000-000000000002","slug":"one","updatedAt":"2026-11-25T12:30:01.005Z","updatedBy":"00000000-0000-7000-8000-000000000001"}`
	if diff := cmp.Diff(want, string(EncodePublished(in))); diff != "" {
		t.Error(diff)
	}
	again := &directory.Initiative{}
	if err := DecodeJSON([]byte(want), again); err != nil || !again.UpdatedAt.Equal(at) || again.UpdatedBy != in.UpdatedBy {
		t.Errorf("%+v, %v", again, err)
	}
	// It is no part of what is stored, and nobody can say it in an input.
	if text := string(EncodeJSON(again)); strings.Contains(text, "updated") {
		t.Error(text)
	}
	stored := &directory.Initiative{}
	if err := Decode(Encode(again), stored); err != nil || !stored.UpdatedAt.IsZero() {
		t.Errorf("%+v, %v", stored, err)
	}
	if problems := ReadInput(map[string]any{"updatedAt": "2026-11-25T12:30:01Z"}, &directory.Initiative{}); len(problems) != 1 {
		t.Errorf("%+v", problems)
	}
	if text := string(EncodePublished(&directory.Organization{UpdatedAt: at})); text != `{"updatedAt":"2026-11-25T12:30:01.005Z"}` {
		t.Error(text)
	}
}
