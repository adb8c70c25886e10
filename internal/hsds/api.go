package hsds

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Costs of requests, out of the budget of a client.
const (
	CostOne  = 10   // an object, or the description of the API
	CostList = 200  // a page of a list
	CostFull = 2000 // a page of a list in full, or one that holds all
)

// Options are what an [API] is made of; all are required.
type Options struct {
	// Pin gives the directory that answers and a name for what it holds: equal names give equal answers.
	// Nil before there is one.
	Pin       func() (*snapshot.Snapshot, string)
	Now       func() time.Time
	Publisher string // names the directory
	// Charge takes a cost out of the budget of the client. When there is too little it answers and says false.
	Charge func(w http.ResponseWriter, r *http.Request, cost int) bool
	// Refuse answers with an error.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
	// Caching is the Cache-Control of what changes with the directory only.
	Caching string
}

// API is the read API of the specification's openapi.json. It is safe for concurrent use.
type API struct {
	Options
	mux   *http.ServeMux
	index atomic.Pointer[index]
}

// Prefix is where the API is.
const Prefix = "/hsds/"

// What the root of the API names.
const (
	version    = "3.0"
	openapiURL = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
	profileURL = "https://github.com/blueheart-federation/api/blob/main/.github/docs/importing.md"
)

// call is one request on its way to an answer.
type call struct {
	*Mapper
	index *index
	r     *http.Request
	query *query
}

// NewAPI makes an API.
func NewAPI(o Options) *API {
	a := &API{Options: o, mux: http.NewServeMux()}
	a.handle("{$}", CostOne, nil, func(*call) (any, error) {
		return map[string]string{"version": version, "profile": profileURL, "openapi_url": openapiURL}, nil
	})
	a.handle("services", CostList, []string{"search", "page", "per_page", "format", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "minimal", "full"}, (*call).services)
	a.handle("services/{id}", CostOne, nil, (*call).service)
	a.handle("organizations", CostList, []string{"search", "full_service", "full", "page", "per_page", "format"}, (*call).organizations)
	a.handle("organizations/{id}", CostList, []string{"full_service"}, (*call).organization)
	a.handle("taxonomies", CostOne, []string{"search", "page", "per_page", "format"}, (*call).taxonomies)
	a.handle("taxonomies/{id}", CostOne, nil, (*call).taxonomy)
	a.handle("taxonomy_terms", CostOne, []string{"search", "page", "per_page", "format", "taxonomy_id", "top_only", "parent_id"}, (*call).terms)
	a.handle("taxonomy_terms/{id}", CostOne, nil, (*call).term)
	// No entry of the directory has a place: where a shelter is must not be known.
	a.handle("service_at_locations", CostOne, []string{"search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full", "page", "per_page", "format", "postcode", "proximity"},
		func(c *call) (any, error) { return pageOf(c.query, []struct{}{}), nil })
	a.handle("service_at_locations/{id}", CostOne, nil, func(*call) (any, error) { return nil, notFound() })
	a.mux.HandleFunc(Prefix, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		a.Refuse(w, r, directory.NewError(directory.NotFound, "There is nothing here. The paths are those of "+openapiURL+"."))
	})
	return a
}

// ServeHTTP answers GET and HEAD.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

func notFound() error { return directory.NewError(directory.NotFound, "There is no such record.") }

// handle serves one path. The answer depends on the directory and the query only, so its tag is known before it
// is made.
func (a *API) handle(path string, cost int, parameters []string, answer func(*call) (any, error)) {
	a.mux.HandleFunc("GET "+Prefix+path, func(w http.ResponseWriter, r *http.Request) {
		snap, name := a.Pin()
		if snap == nil {
			a.Refuse(w, r, directory.NewError(directory.Unavailable, "The directory is starting. Try again in a moment."))
			return
		}
		q, err := readQuery(r.URL.RawQuery, parameters)
		if err == nil && !a.Charge(w, r, q.cost(cost)) {
			return
		}
		if err != nil {
			a.Refuse(w, r, err)
			return
		}
		day := a.Now().UTC().Format(time.DateOnly)
		sum := sha256.Sum256([]byte(strings.Join([]string{name, r.URL.Path, r.URL.RawQuery, day}, "\x00")))
		tag := `"` + hex.EncodeToString(sum[:12]) + `"`
		head := w.Header()
		say := func() {
			if q.search != "" { // somebody's words, which no cache keeps
				head.Set("Cache-Control", "no-store")
				return
			}
			head.Set("Etag", tag)
			head.Set("Cache-Control", a.Caching)
		}
		if q.search == "" && strings.Contains(strings.Join(r.Header["If-None-Match"], ","), tag) {
			say()
			w.WriteHeader(http.StatusNotModified)
			return
		}
		c := &call{
			Mapper: &Mapper{Snapshot: snap, Day: directory.Date(day), Publisher: a.Publisher}, index: a.indexOf(snap), r: r, query: q,
		}
		object, err := answer(c)
		if err != nil {
			a.Refuse(w, r, err)
			return
		}
		body, err := json.Marshal(object)
		if err != nil {
			a.Refuse(w, r, err)
			return
		}
		say()
		head.Set("Content-Type", "application/json; charset=utf-8")
		head.Set("Content-Length", strconv.Itoa(len(body)+1))
		w.WriteHeader(http.StatusOK)
		if r.Method != http.MethodHead {
			_, _ = w.Write(append(body, '\n')) // the client may have left
		}
	})
}

// index finds the initiatives of organizations. It is made once for each snapshot.
type index struct {
	snapshot *snapshot.Snapshot
	of       map[directory.ID][]*directory.Initiative
	none     []*directory.Initiative
}

func (a *API) indexOf(s *snapshot.Snapshot) *index {
	if x := a.index.Load(); x != nil && x.snapshot == s {
		return x
	}
	x := &index{snapshot: s, of: map[directory.ID][]*directory.Initiative{}}
	m := &Mapper{Snapshot: s}
	for in := range s.Initiatives.All {
		if o := m.Owner(in); o != nil {
			x.of[o.ID] = append(x.of[o.ID], in)
		} else {
			x.none = append(x.none, in)
		}
	}
	a.index.Store(x)
	return x
}
