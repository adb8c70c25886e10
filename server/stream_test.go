package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// events reads the revisions of a stream, one at a time.
type events struct {
	t     *testing.T
	lines *bufio.Scanner
}

// subscribe opens a stream as EventSource does.
func subscribe(t *testing.T, to string) events {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to+"?query="+url.QueryEscape("subscription { directoryChanged { revision } }"), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	if answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status)
	}
	return events{t, bufio.NewScanner(answer.Body)}
}

// next gives the revision of the next event, and false at the end of the stream.
func (e events) next() (revision float64, more bool) {
	e.t.Helper()
	for e.lines.Scan() {
		data, ok := strings.CutPrefix(e.lines.Text(), "data: ")
		if !ok {
			if strings.Contains(e.lines.Text(), "complete") {
				e.t.Error("the stream says that it is complete")
			}
			continue
		}
		var event struct {
			Data struct{ DirectoryChanged struct{ Revision float64 } }
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			e.t.Fatalf("%v in %s", err, data)
		}
		return event.Data.DirectoryChanged.Revision, true
	}
	return 0, false
}

// TestCopyFollowsByEventsAndChanges hears of publications, asks what they were, and hears the server stop.
func TestCopyFollowsByEventsAndChanges(t *testing.T) {
	s := start(t, "--data-dir="+t.TempDir(), "--no-founding")
	admin := partner{t, s.url, strings.Fields(lineOf(s.printed, "Admin"))[0]}
	stream := subscribe(t, s.url)
	since, _ := stream.next()
	changed := func() (kinds []string) {
		data, codes := partner{t, s.url, ""}.send("query($since: Int!) { changes(since: $since) { revision edges { kind gone node { __typename } } } }", map[string]any{"since": since})
		if len(codes) > 0 {
			t.Fatal(codes)
		}
		changes := data["changes"].(map[string]any)
		since = changes["revision"].(float64)
		for _, e := range changes["edges"].([]any) {
			edge := e.(map[string]any)
			kind := edge["kind"].(string)
			if edge["gone"] == true {
				kind += " gone"
			}
			kinds = append(kinds, kind)
		}
		return kinds
	}
	hears := func(want string) {
		t.Helper()
		if revision, more := stream.next(); !more || revision != since+1 {
			t.Fatalf("heard of revision %v after %v, %v", revision, since, more)
		}
		if kinds := strings.Join(changed(), ", "); kinds != want {
			t.Errorf("changed: %q, want %q", kinds, want)
		}
	}
	if kinds := changed(); len(kinds) > 0 || since != 0 {
		t.Errorf("an empty directory has %v at %v", kinds, since)
	}
	organization := admin.do("registerOrganization", "organization { id }", map[string]any{
		"names": []any{map[string]any{"value": "An organization", "language": "en"}}, "kind": "NGO", "country": "MD",
	})["organization"].(map[string]any)["id"]
	admin.do("approveOrganization", "organization { id }", map[string]any{"id": organization})
	hears("ORGANIZATION")
	id := admin.do("createInitiative", "initiative { id }", map[string]any{
		"organization": organization, "slug": "a-line", "scope": "NATIONAL", "countries": []any{"MD"}, "names": []any{map[string]any{"value": "An initiative", "language": "en"}},
	})["initiative"].(map[string]any)["id"]
	admin.do("submitInitiative", "initiative { state }", map[string]any{"id": id, "baseVersion": 1})
	admin.do("approveInitiative", "initiative { state }", map[string]any{"id": id, "baseVersion": 2})
	hears("INITIATIVE")
	admin.do("withdrawInitiative", "initiative { state }", map[string]any{"id": id, "baseVersion": 3, "reason": "a test"})
	hears("INITIATIVE gone")
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if revision, more := stream.next(); more {
		t.Errorf("after the end came revision %v", revision)
	}
}
