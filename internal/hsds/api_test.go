package hsds

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// served is the API over a directory. Refusals are their code and message.
func served(s *snapshot.Snapshot) *API {
	return NewAPI(Options{
		Pin: func() (*snapshot.Snapshot, string) { return s, "1-test" }, Now: func() time.Time { return noon },
		Publisher: "Blue Heart federation directory", Caching: "public", Charge: func(http.ResponseWriter, *http.Request, int) bool { return true },
		Refuse: func(w http.ResponseWriter, _ *http.Request, err error) {
			status := map[directory.Code]int{directory.InvalidInput: 400, directory.NotFound: 404, directory.Unavailable: 503}[directory.CodeOf(err)]
			http.Error(w, err.Error(), status)
		},
	})
}

func get(t testing.TB, a *API, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

// openapi is the specification's description of the API.
func openapi(t testing.TB) routers.Router {
	t.Helper()
	files, err := specification()
	if err != nil {
		t.Fatal(err)
	}
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, at *url.URL) ([]byte, error) {
		name := strings.TrimPrefix(at.String(), specURL)
		data, ok := files[name]
		if !ok {
			t.Errorf("the description names %s", at)
		}
		return data, nil
	}
	at, _ := url.Parse(specURL + "schema/openapi.json")
	doc, err := loader.LoadFromDataWithPath(files["schema/openapi.json"], at)
	if err != nil {
		t.Fatal(err)
	}
	doc.Servers = openapi3.Servers{{URL: "/hsds"}}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// TestAnswersAreThoseOfTheDescription sends requests and holds them and their answers against openapi.json.
func TestAnswersAreThoseOfTheDescription(t *testing.T) {
	if testing.Short() {
		t.Skip("the validator compiles the schemas for each answer")
	}
	s := foundingDirectory()
	a, router := served(s), openapi(t)
	var resource, organization string
	for in := range s.Initiatives.All {
		if o := mapper(s).Owner(in); o != nil && len(in.Hotlines) > 0 {
			organization = string(o.ID)
		}
		if len(in.Resources) > 0 {
			resource = string(in.Resources[0].ID)
		}
	}
	for _, path := range []string{
		"/hsds/", "/hsds/services", "/hsds/services?page=2&per_page=10", "/hsds/services?full=true&per_page=5", "/hsds/services?minimal=true",
		"/hsds/services?search=trata", "/hsds/services?organization_id=" + organization, "/hsds/services?taxonomy_id=" + Profile().ID,
		"/hsds/services?taxonomy_term_id=" + termOf["short_code"].ID, "/hsds/services?modified_after=2026-01-01T00:00:00Z", "/hsds/services?page=999",
		"/hsds/services/" + resource,
		"/hsds/organizations", "/hsds/organizations?full=true&per_page=3", "/hsds/organizations?search=strada",
		"/hsds/organizations/" + organization + "?full_service=true", // the schemas are compiled for each answer, which takes a while
		"/hsds/taxonomies", "/hsds/taxonomies/" + Profile().ID, "/hsds/taxonomy_terms?per_page=5", "/hsds/taxonomy_terms/" + Terms()[0].ID,
		"/hsds/service_at_locations?postcode=1",
	} {
		t.Run(path, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
			route, parameters, err := router.FindRoute(r)
			if err != nil {
				t.Fatal(err)
			}
			asked := &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route}
			if err := openapi3filter.ValidateRequest(t.Context(), asked); err != nil {
				t.Error(err)
			}
			w := get(t, a, path)
			answer := &openapi3filter.ResponseValidationInput{RequestValidationInput: asked, Status: w.Code, Header: w.Header()}
			answer.SetBodyBytes(w.Body.Bytes())
			if err := openapi3filter.ValidateResponse(t.Context(), answer); err != nil || w.Code != http.StatusOK {
				t.Errorf("%d: %.500v", w.Code, err)
			}
		})
	}
}

// counted is a page as a client reads it.
type counted struct {
	Total    int `json:"total_items"`
	Pages    int `json:"total_pages"`
	Size     int
	First    bool `json:"first_page"`
	Last     bool `json:"last_page"`
	Empty    bool
	Contents []struct {
		ID           string
		Organization struct{ ID string }
		Attributes   []Attribute
		Phones       []Phone
	}
}

func list(t testing.TB, a *API, path string) counted {
	t.Helper()
	var p counted
	w := get(t, a, path)
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d %v %s", path, w.Code, err, w.Body)
	}
	return p
}

// TestPagesAreTheWhole walks through all pages of services and finds each once.
func TestPagesAreTheWhole(t *testing.T) {
	s := foundingDirectory()
	a := served(s)
	seen := map[string]bool{}
	for page, last := 1, false; !last; page++ {
		p := list(t, a, "/hsds/services?per_page=7&page="+itoa(page))
		for _, c := range p.Contents {
			if seen[c.ID] {
				t.Errorf("%s stands on two pages", c.ID)
			}
			seen[c.ID] = true
		}
		if last = p.Last; p.First != (page == 1) || p.Empty || p.Size != len(p.Contents) || p.Total != s.Hotlines.Len()+s.Resources.Len() || page > p.Pages {
			t.Fatalf("page %d: %+v", page, p)
		}
	}
	if want := s.Hotlines.Len() + s.Resources.Len(); len(seen) != want {
		t.Errorf("%d services, want %d", len(seen), want)
	}
}

func itoa(n int) string { return string(mustJSON(n)) }

func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

func TestFiltersOfServices(t *testing.T) {
	s := foundingDirectory()
	a := served(s)
	all := list(t, a, "/hsds/services?full=true&per_page=100")
	more := list(t, a, "/hsds/services?full=true&per_page=100&page=2")
	all.Contents = append(all.Contents, more.Contents...)
	organization := all.Contents[0].Organization.ID
	term := termOf["short_code"].ID
	byOrganization, byTerm := 0, 0
	for _, c := range all.Contents {
		if c.Organization.ID == organization {
			byOrganization++
		}
		has := false
		for _, p := range c.Phones {
			for _, x := range p.Attributes {
				has = has || x.Term.ID == term
			}
		}
		if has {
			byTerm++
		}
	}
	for path, want := range map[string]int{
		"organization_id=" + organization: byOrganization, "taxonomy_term_id=" + term: byTerm, "organization_id=nobody": 0, "taxonomy_id=" + nth("no", "such", 1): 0,
		"modified_after=2026-11-24T12:00:00Z": all.Total, "modified_after=2026-11-25": 0, "search=zzzzqqqq": 0,
	} {
		if got := list(t, a, "/hsds/services?"+path).Total; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	if byTerm == 0 || byOrganization == 0 {
		t.Error("the filters find nothing to compare")
	}
}

// TestSearchOfTheProfile asks for words in the taxonomy and its terms, as in records.
func TestSearchOfTheProfile(t *testing.T) {
	a := served(foundingDirectory())
	for path, want := range map[string]int{
		"taxonomies?search=TRAFFICKING": 1, "taxonomies?search=zzzzqqqq": 0, "taxonomies?search=": 1,
		"taxonomy_terms?search=short+CODE": 1, "taxonomy_terms?search=zzzzqqqq": 0, "taxonomy_terms?search=short+zzzzqqqq": 0,
		"taxonomy_terms?search=": len(Terms()),
	} {
		if got := list(t, a, Prefix+path).Total; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

func TestHostileParameters(t *testing.T) {
	a := served(foundingDirectory())
	const bad = "<b>evil\x00value"
	for path, want := range map[string]int{
		"services?page=0": 400, "services?page=-1": 400, "services?per_page=1000000000": 400, "services?per_page=99999999999999999999": 400,
		"services?page=1000000": 200, "services?page=1&page=2": 400, "services?full=" + url.QueryEscape(bad): 400, "services?modified_after=yesterday": 400,
		"services?" + url.QueryEscape(bad) + "=1": 400, "services?%zz": 400, "services?search=" + strings.Repeat("a", 201): 400, "services?search=" + strings.Repeat("a", 5000): 400,
		"services?format=xml": 400, "services?format=json": 200, "services/" + url.PathEscape(bad): 404, "services/..%2f..%2fetc": 404, "organizations/x": 404, "nothing": 404,
		"service_at_locations/1": 404, "taxonomies/1": 404, "taxonomy_terms/1": 404, "taxonomy_terms?parent_id=1": 200,
	} {
		w := get(t, a, Prefix+path)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
		if w.Code >= 400 && strings.Contains(w.Body.String(), "evil") {
			t.Errorf("%s: the value is repeated: %s", path, w.Body)
		}
	}
}

// TestOrganizationsInFull looks at what the description's schemas do not ask: services in short or in full, and the
// placeholder.
func TestOrganizationsInFull(t *testing.T) {
	s := foundingDirectory()
	a, m := served(s), mapper(s)
	whole := schemaOf(t, "compiled/organization.json")
	read := func(path string) (o Organization) {
		t.Helper()
		if err := json.Unmarshal(get(t, a, path).Body.Bytes(), &o); err != nil {
			t.Fatal(err)
		}
		valid(t, whole, path, &o)
		return o
	}
	for in := range s.Initiatives.All {
		id := m.Placeholder().ID
		if o := m.Owner(in); o != nil {
			id = string(o.ID)
		}
		if len(in.Hotlines) == 0 {
			continue
		}
		short, full := read("/hsds/organizations/"+id), read("/hsds/organizations/"+id+"?full_service=true")
		if len(short.Services) != len(full.Services) || len(short.Programs) == 0 || short.Services[0].Attributes != nil || full.Services[0].Attributes == nil {
			t.Errorf("%s: %d and %d services", id, len(short.Services), len(full.Services))
		}
		if len(short.Services) > 5 {
			break // enough: a placeholder or a large one was among them
		}
	}
}

func TestTagsOfTheAPI(t *testing.T) {
	a := served(foundingDirectory())
	w := get(t, a, "/hsds/services")
	tag := w.Header().Get("ETag")
	if tag == "" || !strings.HasPrefix(w.Header().Get("Cache-Control"), "public") {
		t.Fatalf("%v", w.Header())
	}
	if again := get(t, a, "/hsds/services", "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("%d", again.Code)
	}
	if other := get(t, a, "/hsds/services?page=2", "If-None-Match", tag); other.Code != http.StatusOK {
		t.Errorf("another page has the same tag: %d", other.Code)
	}
	r := httptest.NewRequest(http.MethodPost, "/hsds/services", http.NoBody)
	post := httptest.NewRecorder()
	if a.ServeHTTP(post, r); post.Code == http.StatusOK {
		t.Errorf("POST is answered with %d", post.Code)
	}
}

// TestNobodysWordsAreKept asks for words, which a cache would keep on its disk.
func TestNobodysWordsAreKept(t *testing.T) {
	a := served(foundingDirectory())
	for path, want := range map[string]string{
		"/hsds/services?search=trata": "no-store", "/hsds/organizations?search=iom": "no-store", "/hsds/taxonomies?search=a": "no-store",
		"/hsds/services?search=": "public", "/hsds/services": "public",
	} {
		w := get(t, a, path)
		if got := w.Header().Get("Cache-Control"); w.Code != http.StatusOK || got != want || (w.Header().Get("ETag") == "") != (want == "no-store") {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
}

func TestNothingIsWritten(t *testing.T) {
	w := httptest.NewRecorder()
	served(foundingDirectory()).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/hsds/services", http.NoBody))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// TestTermsFindWhatHasThem holds a search by a term against the services in full.
func TestTermsFindWhatHasThem(t *testing.T) {
	a := served(foundingDirectory())
	list := func(path string) (ids []string, attributes map[string][]string) {
		t.Helper()
		w := get(t, a, path)
		var p struct {
			Contents []struct {
				ID         string
				Attributes []Attribute
				Phones     []Phone
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: %d %v", path, w.Code, err)
		}
		attributes = map[string][]string{}
		for _, s := range p.Contents {
			ids = append(ids, s.ID)
			all := s.Attributes
			for _, phone := range s.Phones {
				all = append(all, phone.Attributes...)
			}
			for _, x := range all {
				if had := attributes[x.Term.ID]; len(had) == 0 || had[len(had)-1] != s.ID {
					attributes[x.Term.ID] = append(had, s.ID)
				}
			}
		}
		return ids, attributes
	}
	first, want := list("/hsds/services?full=true&per_page=100")
	for _, term := range Terms() {
		got, _ := list("/hsds/services?per_page=100&taxonomy_term_id=" + term.ID)
		for _, id := range first { // in the order of the directory, so what has the term is on the first page of those
			if slices.Contains(got, id) != slices.Contains(want[term.ID], id) {
				t.Errorf("%s finds %s: %v", term.Code, id, slices.Contains(got, id))
			}
		}
	}
	if got, _ := list("/hsds/services?taxonomy_term_id=x"); len(got) > 0 {
		t.Errorf("a term that does not exist finds %d", len(got))
	}
}

// TestDearRequestsCostMore sums up what a client is charged.
func TestDearRequestsCostMore(t *testing.T) {
	a, spent := served(foundingDirectory()), 0
	a.Charge = func(_ http.ResponseWriter, _ *http.Request, cost int) bool { spent = cost; return true }
	for path, want := range map[string]int{
		"/hsds/": CostOne, "/hsds/services": CostList, "/hsds/services?full=true": CostFull, "/hsds/services?minimal=true": CostFull,
		"/hsds/services?taxonomy_term_id=x": CostFull, "/hsds/organizations": CostList, "/hsds/organizations?full_service=true": CostFull, "/hsds/taxonomies": CostOne,
	} {
		if get(t, a, path); spent != want {
			t.Errorf("%s costs %d, want %d", path, spent, want)
		}
	}
}
