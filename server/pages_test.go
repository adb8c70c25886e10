package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/outbound"
)

// TestFindHelpPageTakesItsForm sends the form as a browser does that says nothing of where it is from, and as
// one that hides it, until the budget of the client is spent. The clock stands, since a budget grows with time.
func TestFindHelpPageTakesItsForm(t *testing.T) {
	const exit = "https://weather.example/today"
	at := time.Now().Add(time.Hour)
	s := startAt(t, func() time.Time { return at }, outbound.Options{}, "--data-dir="+t.TempDir(), "--rate-limit=250", "--exit-url="+exit)
	page := strings.TrimSuffix(s.url, "graphql")
	for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusTooManyRequests} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, page, strings.NewReader(url.Values{"show": {"1"}, "country": {"MD"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if i > 0 {
			r.Header.Set("Origin", "null")
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != want || strings.Contains(string(body), "tel:112") != (want == http.StatusOK) || !strings.Contains(string(body), `href="`+exit) {
			t.Errorf("request %d: %d, %v", i, answer.StatusCode, err)
		}
		if answer.Header.Get("Cache-Control") != "no-store" || answer.Header.Get("X-Request-Id") == "" {
			t.Errorf("request %d: the headers are %v", i, answer.Header)
		}
	}
}
