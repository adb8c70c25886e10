package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/graph"
	"github.com/blueheart-federation/api/internal/httpapi"
)

// partnerDir holds what partners, reviewers and strangers ask: <case>.<who>.graphql, its variables in
// <case>.<who>.variables.json, and the answer in <case>.<who>.golden.json. Records stand there by their names
// on the desk of the tests, as <ours draft>; those that the request makes, as <new 1>.
var partnerDir = filepath.Join("testdata", "partner")

// partnerQueries runs a test for each of them, with a desk of its own.
func partnerQueries(t *testing.T, run func(t *testing.T, d *desk, who, path, body string)) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(partnerDir, "*.graphql"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no queries: %v", err)
	}
	newPeopledDesk(t)
	for _, path := range paths {
		base := strings.TrimSuffix(path, ".graphql")
		t.Run(filepath.Base(base), func(t *testing.T) {
			t.Parallel()
			query, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			d := newPeopledDesk(t)
			var variables any
			if raw, err := os.ReadFile(base + ".variables.json"); err == nil {
				if err := json.Unmarshal([]byte(d.unnamed(string(raw))), &variables); err != nil {
					t.Fatal(err)
				}
			}
			who := strings.TrimPrefix(filepath.Ext(base), ".")
			run(t, d, strings.ReplaceAll(who, "-", " "), base, requestBody(t, d.unnamed(string(query)), variables))
		})
	}
}

var (
	recordName = regexp.MustCompile(`<[a-z ]+>`)
	recordID   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
	secretText = regexp.MustCompile(`(bh_|whsec_)[A-Za-z0-9_+/=-]+`)
)

// unnamed puts ids in the place of names.
func (d *desk) unnamed(text string) string {
	return recordName.ReplaceAllStringFunc(text, func(name string) string {
		id := d.ids[strings.Trim(name, "<>")]
		if id == "" {
			d.t.Fatalf("no record is called %s", name)
		}
		return id
	})
}

// named puts names in the place of ids, and takes secrets out.
func (d *desk) named(text string) string {
	names := map[string]string{}
	for name, id := range d.ids {
		names[id] = "<" + name + ">"
	}
	made := 0
	text = recordID.ReplaceAllStringFunc(text, func(id string) string {
		if names[id] == "" {
			made++
			names[id] = fmt.Sprintf("<new %d>", made)
		}
		return names[id]
	})
	return secretText.ReplaceAllString(text, "$1…")
}

func TestGoldenQueriesOfPartners(t *testing.T) {
	partnerQueries(t, func(t *testing.T, d *desk, who, path, body string) {
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, d.send(who, body).Body.Bytes(), "", "  "); err != nil {
			t.Fatal(err)
		}
		got := d.named(pretty.String()) + "\n"
		golden := path + ".golden.json"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("answer differs from %s (run with -update to rewrite):\n%s", golden, diff)
		}
	})
}

// TestCompiledPlansAnswerPartnersAsGeneratedCodeDoes holds the fast way against the one that defines the answer.
func TestCompiledPlansAnswerPartnersAsGeneratedCodeDoes(t *testing.T) {
	partnerQueries(t, func(t *testing.T, d *desk, who, _, body string) {
		if strings.Contains(body, `"query":"mutation`) {
			return // the generated code's
		}
		got := d.send(who, body)
		d.handler = d.serve(graph.Generated(d.resolver))
		if want := d.send(who, body); got.Code != want.Code || got.Body.String() != want.Body.String() {
			t.Errorf("status %d, generated code %d:\n%s", got.Code, want.Code, cmp.Diff(want.Body.String(), got.Body.String()))
		}
	})
}

// private are the queries whose answers are not for everybody.
var private = []string{
	"{ viewer { id role initiatives { id state } corrections { comment } tokens { name } } }",
	"{ initiativeRecord(id: \"<ours draft>\") { id state draft } }",
	"{ initiativeRecord(id: \"<ours public>\") { history { version actor changes { path } } } }",
	"{ initiative(id: \"<ours public>\") { slug history { version actor action } } }",
	"{ initiatives { nodes { slug history(first: 2) { actor } } } viewer { role } }",
}

// TestAnswersToTokensAreForNobodyElse asks the same, byte for byte, with a token and without, in both orders, of
// one server: the answer to a token is kept by nobody, and the answer to a stranger holds nothing of it.
func TestAnswersToTokensAreForNobodyElse(t *testing.T) {
	for _, query := range private {
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			for _, order := range [][]string{{"editor", "anonymous", "editor", "anonymous"}, {"anonymous", "editor", "anonymous", "another manager", "anonymous"}} {
				t.Run(method+" "+strings.Join(order, ", ")+": "+query, func(t *testing.T) {
					d := newPeopledDesk(t)
					query := d.unnamed(query)
					answers := map[string]string{}
					for _, who := range order {
						var r *http.Request
						if method == http.MethodGet {
							r = httptest.NewRequestWithContext(t.Context(), method, "/graphql?query="+url.QueryEscape(query), nil)
						} else {
							r = httptest.NewRequestWithContext(t.Context(), method, "/graphql", strings.NewReader(requestBody(t, query, nil)))
							r.Header.Set("Content-Type", "application/json")
						}
						w := d.sendAs(who, r)
						if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"errors"`) {
							t.Fatalf("%s: %d %s", who, w.Code, w.Body)
						}
						if before, again := answers[who]; again && before != w.Body.String() {
							t.Errorf("%s got another answer the second time:\n%s\n%s", who, before, w.Body)
						}
						answers[who] = w.Body.String()
						h := w.Header()
						if who != "anonymous" && (h.Get("Cache-Control") != "no-store" || h.Get("Etag") != "") {
							t.Errorf("the answer to %s may be kept: %v", who, h)
						}
						if !strings.Contains(h.Get("Vary"), "Authorization") {
							t.Errorf("the answer to %s does not say that it depends on the token: %v", who, h)
						}
					}
					if answers["editor"] == answers["anonymous"] {
						t.Errorf("everybody sees %s", answers["editor"])
					}
					for _, secret := range []string{d.ids["token of editor"], d.ids["token of manager"], d.ids["ours draft"], "createInitiative", "Nobody answers"} {
						if strings.Contains(answers["anonymous"], secret) {
							t.Errorf("a stranger sees %s in %s", secret, answers["anonymous"])
						}
					}
				})
			}
		}
	}
}

// TestPricesAreOfFieldsThatExist finds a price that a renamed field has lost.
func TestPricesAreOfFieldsThatExist(t *testing.T) {
	schema := graph.NewSchema(resolver()).Schema()
	limits := httpapi.DefaultLimits()
	for _, prices := range []map[string]int{limits.ListFactors, limits.FieldCosts} {
		for coordinate := range prices {
			typ, name, _ := strings.Cut(coordinate, ".")
			if def := schema.Types[typ]; def == nil || def.Fields.ForName(name) == nil {
				t.Errorf("there is no %s", coordinate)
			}
		}
	}
	// A record that a partner works on is read from the store, and a list of them is as long as it says.
	for _, f := range schema.Types["Viewer"].Fields {
		if f.Type.Elem != nil && schema.Types[f.Type.Name()].IsCompositeType() && limits.FieldCosts["Viewer."+f.Name] == 0 {
			t.Errorf("Viewer.%s costs no more than a value", f.Name)
		}
		if f.Type.Elem != nil && f.Arguments.ForName("first") == nil && limits.ListFactors["Viewer."+f.Name] == 0 && f.Name != "scopes" {
			t.Errorf("nobody knows how long Viewer.%s is", f.Name)
		}
	}
}
