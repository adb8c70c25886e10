package site

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
	"github.com/blueheart-federation/api/internal/wording"
)

// now is a Wednesday, 16:00 in Chisinau.
var now = time.Date(2026, 11, 25, 14, 0, 0, 0, time.UTC)

var foundingSnapshot = sync.OnceValue(func() *snapshot.Snapshot { return testkit.Founding(now) })

// newSite makes a site of a snapshot.
func newSite(of *snapshot.Snapshot) *Site {
	return New(Options{Snapshot: func() *snapshot.Snapshot { return of }, Now: func() time.Time { return now }, Words: wording.Default()})
}

var foundingSite = sync.OnceValue(func() *Site { return newSite(foundingSnapshot()) })

// answered is what a site answers to one request.
type answered struct {
	status int
	header http.Header
	body   string
}

// get asks for the form.
func get(s *Site, languages string) answered {
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.Header.Set("Accept-Language", languages)
	return do(s, r)
}

// post sends a form. A "lang" of the fields is the language of the page.
func post(s *Site, fields url.Values) answered {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(s, r)
}

func do(s *Site, r *http.Request) answered {
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		panic(err) // it is in memory
	}
	return answered{w.Code, w.Header(), string(body)}
}

// answer asks for help in a country, in a language.
func answer(s *Site, country, language string, more ...string) answered {
	fields := url.Values{"show": {"1"}, "country": {country}, "lang": {language}}
	for i := 0; i < len(more); i += 2 {
		fields.Add(more[i], more[i+1])
	}
	return post(s, fields)
}

// one makes a directory of one line of Moldova.
func one(t testing.TB, h *directory.Hotline) *Site {
	t.Helper()
	h.ID = "00000000-0000-7000-8000-000000000001"
	h.Status, h.Countries = directory.HotlineStatusActive, []directory.CountryCode{"MD"}
	if h.Names == nil {
		h.Names = []directory.Text{{Value: "Line", Language: "en"}}
	}
	in := &directory.Initiative{
		Common: directory.Common{ID: "00000000-0000-7000-8000-000000000002", Names: []directory.Text{{Value: "Initiative", Language: "en"}}},
		Slug:   "initiative", Scope: directory.ScopeNational, Countries: []directory.CountryCode{"MD"}, Hotlines: []*directory.Hotline{h},
	}
	return newSite(testkit.Snapshot(t, now, nil, []*directory.Initiative{in}))
}
