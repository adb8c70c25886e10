package hsds

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Bounds of pages.
const (
	defaultPage = 50
	mostPerPage = 100
	mostPages   = 1_000_000
	mostBytes   = 4 << 10
)

// query is what the parameters of a request ask for.
type query struct {
	page, perPage  int
	full, minimal  bool
	search         string
	organization   string
	taxonomy, term string
	parent         string
	modifiedAfter  time.Time
	modified       bool
}

// cost is what a request to a path costs.
func (q *query) cost(path int) int {
	if path == CostList && (q.full || q.minimal || q.term != "") {
		return CostFull
	}
	return path
}

func wrong(name, message string) error {
	return directory.NewError(directory.InvalidInput, "The "+name+" cannot be used: "+message+".",
		directory.Problem{Path: name, Code: directory.InvalidInput, Message: message})
}

// readQuery reads parameters. Errors are INVALID_INPUT; they name the parameter and repeat nothing of its value.
func readQuery(raw string, known []string) (*query, error) {
	if len(raw) > mostBytes {
		return nil, wrong("query", "the query string has at most 4096 bytes")
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, wrong("query", "the query string is not well formed")
	}
	for name, list := range values {
		if !slices.Contains(known, name) {
			return nil, wrong("query", "there is a parameter that this path does not have; see the openapi.json of HSDS")
		}
		if len(list) > 1 {
			return nil, wrong(name, "it stands there more than once")
		}
	}
	q := &query{page: 1, perPage: defaultPage}
	for _, n := range []struct {
		name string
		into *int
		most int
	}{{"page", &q.page, mostPages}, {"per_page", &q.perPage, mostPerPage}} {
		if v := values.Get(n.name); v != "" {
			if *n.into, err = strconv.Atoi(v); err != nil || *n.into < 1 || *n.into > n.most {
				return nil, wrong(n.name, "it is a whole number from 1 to "+strconv.Itoa(n.most))
			}
		}
	}
	for _, b := range []struct {
		name string
		into *bool
	}{{"full", &q.full}, {"full_service", &q.full}, {"minimal", &q.minimal}} {
		switch values.Get(b.name) {
		case "", "false":
		case "true":
			*b.into = true
		default:
			return nil, wrong(b.name, "it is true or false")
		}
	}
	if f := values.Get("format"); f != "" && f != "json" {
		return nil, wrong("format", "answers are json; the exports have the other forms")
	}
	if v := values.Get("modified_after"); v != "" {
		q.modified = true
		if q.modifiedAfter, err = time.Parse(time.RFC3339, v); err != nil {
			if q.modifiedAfter, err = time.Parse(time.DateOnly, v); err != nil {
				return nil, wrong("modified_after", "it is an instant as in 2026-11-24T12:00:00Z, or a day")
			}
		}
	}
	q.search = values.Get("search")
	if n := len([]rune(q.search)); n > snapshot.MaxSearchText {
		return nil, wrong("search", "it has at most "+strconv.Itoa(snapshot.MaxSearchText)+" characters")
	}
	q.organization, q.taxonomy, q.term, q.parent = values.Get("organization_id"), values.Get("taxonomy_id"), values.Get("taxonomy_term_id"), values.Get("parent_id")
	return q, nil
}

// says tells whether each word that is searched for stands in one of some texts, in whatever case. Records of the
// directory have an index for that; the few lines of the profile do not need one.
func (q *query) says(texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, "\n"))
	for word := range strings.FieldsSeq(strings.ToLower(q.search)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// page is a page of a list, with the names of openapi.json.
type page[T any] struct {
	TotalItems int  `json:"total_items"`
	TotalPages int  `json:"total_pages"`
	PageNumber int  `json:"page_number"`
	Size       int  `json:"size"`
	FirstPage  bool `json:"first_page"`
	LastPage   bool `json:"last_page"`
	Empty      bool `json:"empty"`
	Contents   []T  `json:"contents"`
}

// window says which items of a list are on the page.
func (q *query) window(total int) (from, to int) {
	from = min((q.page-1)*q.perPage, total)
	return from, min(from+q.perPage, total)
}

// pageOf cuts the page out of a list.
func pageOf[T any](q *query, all []T) *page[T] {
	from, to := q.window(len(all))
	return newPage(q, len(all), all[from:to])
}

func newPage[T any](q *query, total int, contents []T) *page[T] {
	pages := (total + q.perPage - 1) / q.perPage
	if contents == nil {
		contents = []T{}
	}
	return &page[T]{
		TotalItems: total, TotalPages: pages, PageNumber: q.page, Size: len(contents),
		FirstPage: q.page == 1, LastPage: q.page >= pages, Empty: len(contents) == 0, Contents: contents,
	}
}
