package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/embedded"
)

// TestWhatTheOperatorPublishesIsTold queues a message for each initiative that an import makes public, once however
// often it is announced.
func TestWhatTheOperatorPublishesIsTold(t *testing.T) {
	t.Parallel()
	dir := withHarbour(t)
	within := func(do func(s *embedded.Store, desk *editing.Desk)) {
		t.Helper()
		s, err := embedded.Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close(t.Context()) //nolint:errcheck // what was written is read again
		do(s, editing.NewDesk(editing.Options{Store: s, Rand: rand.Reader}))
	}
	within(func(_ *embedded.Store, desk *editing.Desk) {
		manager := &editing.Request{Actor: directory.Actor{ID: "manager", Role: directory.RoleManager, Organization: harbour}, At: time.Now()}
		if out, _, err := desk.RegisterWebhook(t.Context(), manager, "", "https://harbour.example/told"); err != nil || len(out.Problems) > 0 {
			t.Fatal(out, err)
		}
	})
	file := filepath.Join(t.TempDir(), "lines.csv")
	if err := os.WriteFile(file, fmt.Appendf(nil, lineFile, "+373 22 233 302"), 0o600); err != nil {
		t.Fatal(err)
	}
	queued := func() (events []string) {
		within(func(s *embedded.Store, _ *editing.Desk) {
			messages, err := s.List(t.Context(), document.Listing{Kind: document.KindDelivery, Limit: document.MaxListing})
			if err != nil {
				t.Fatal(err)
			}
			for i := range messages {
				m, err := editing.Decode[directory.Delivery](&messages[i])
				if err != nil {
					t.Fatal(err)
				}
				events = append(events, string(m.Event))
			}
		})
		return events
	}
	for _, c := range []struct {
		state string
		want  string
	}{{"submitted", ""}, {"published", "PUBLISHED PUBLISHED"}, {"published", "PUBLISHED PUBLISHED"}} {
		var said strings.Builder
		if code := run([]string{"import", file, "--data-dir=" + dir, "--organization=" + string(harbour), "--state=" + c.state}, &said, &said); code != exitFine {
			t.Fatal(said.String())
		}
		if got := strings.Join(queued(), " "); got != c.want {
			t.Errorf("%s: %q was queued, not %q", c.state, got, c.want)
		}
	}
}
