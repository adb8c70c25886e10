package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// harbour is an organization of its own file.
const (
	harbour   = "00000000-0000-4000-8000-000000000001"
	harbourIn = `{"organizations": [{"id": "` + harbour + `", "names": [{"value": "Harbour Association", "language": "en"}]}]}`
)

// withHarbour makes a folder with a directory in which harbour is registered.
func withHarbour(t testing.TB) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "organization.json")
	if err := os.WriteFile(file, []byte(harbourIn), 0o600); err != nil {
		t.Fatal(err)
	}
	var failed strings.Builder
	if code := run([]string{"import", file, "--data-dir=" + dir}, &strings.Builder{}, &failed); code != exitFine {
		t.Fatal(failed.String())
	}
	return dir
}

const adminToken = "an-administrator-of-tests-only"

// managed starts a program with harbour and gives its manager and its administrator.
func managed(t *testing.T, args ...string) (manager, admin partner) {
	t.Helper()
	s := start(t, append([]string{"--data-dir=" + withHarbour(t), "--no-founding", "--rate-limit=off", "--admin-token=" + adminToken}, args...)...)
	admin = partner{t, s.url, adminToken}
	secret := admin.do("createToken", "secret", map[string]any{"organization": harbour, "name": "desk", "role": "MANAGER"})["secret"]
	return partner{t, s.url, secret.(string)}, admin
}

const lineFile = "initiative_id,initiative_name,language,hotline_id,hotline_name,countries,phone\n" +
	"I1,Harbour,en,H1,Harbour line,MD,+373 22 233 301\nI2,Bridge,en,H2,Bridge line,MD,%s\n"

const reportOf = "report { created changed unchanged refused moreRows rows { row field problem remedy refuses } }"

// importCounts are the first numbers of a report.
func importCounts(payload map[string]any) [4]float64 {
	r := payload["report"].(map[string]any)
	return [4]float64{r["created"].(float64), r["changed"].(float64), r["unchanged"].(float64), r["refused"].(float64)}
}

func TestImportInitiativesOverHTTP(t *testing.T) {
	manager, _ := managed(t)
	bring := func(input map[string]any) map[string]any {
		t.Helper()
		return manager.do("importInitiatives", reportOf, input)
	}
	mixed := fmt.Sprintf(lineFile, "nonsense")
	if got := importCounts(bring(map[string]any{"format": "CSV", "data": mixed, "dryRun": true})); got != [4]float64{1, 0, 0, 1} {
		t.Errorf("dry run: %v", got)
	}
	payload := bring(map[string]any{"format": "CSV", "data": mixed, "submit": true})
	if got := importCounts(payload); got != [4]float64{1, 0, 0, 1} {
		t.Errorf("a file with a bad row: %v", got)
	}
	found := false
	for _, n := range payload["report"].(map[string]any)["rows"].([]any) {
		note := n.(map[string]any)
		found = found || note["row"] == 3.0 && note["field"] == "phone" && note["refuses"] == true && note["remedy"] != ""
	}
	if !found {
		t.Errorf("the bad row is not named: %v", payload)
	}
	if got := importCounts(bring(map[string]any{"format": "CSV", "data": fmt.Sprintf(lineFile, "+37322233302"), "submit": true})); got != [4]float64{1, 0, 1, 0} {
		t.Errorf("the corrected file: %v", got)
	}
	data, _ := manager.send("{ viewer { initiatives(states: [SUBMITTED]) { id } } }", nil)
	if n := len(data["viewer"].(map[string]any)["initiatives"].([]any)); n != 2 {
		t.Errorf("%d wait for review", n)
	}

	zipped := base64.StdEncoding.EncodeToString(hsdsPackage(t))
	if got := importCounts(bring(map[string]any{"format": "HSDS_CSV", "data": zipped})); got != [4]float64{2, 0, 0, 0} {
		t.Errorf("a zip: %v", got)
	}
	for name, c := range map[string]map[string]any{
		"bytes that are no base64": {"format": "HSDS_CSV", "data": "PK?"},
		"base64 of no zip":         {"format": "HSDS_CSV", "data": "UEsDBA=="},
		"a zip cut off":            {"format": "HSDS_CSV", "data": zipped[:len(zipped)/8*4]},
		"another format":           {"format": "HSDS_JSON", "data": mixed},
		"nothing":                  {"format": "CSV", "data": ""},
	} {
		if _, problems := manager.try("importInitiatives", reportOf, c); len(problems) != 1 || problems[0] != "INVALID_INPUT input.data" {
			t.Errorf("%s: %v", name, problems)
		}
	}
	if _, problems := (partner{t, manager.url, ""}).try("importInitiatives", reportOf, map[string]any{"format": "CSV", "data": mixed}); len(problems) != 1 || problems[0] != "UNAUTHENTICATED" {
		t.Errorf("nobody: %v", problems)
	}
}

// What is wrong with a row or a file as a whole has no field to name, and is told all the same.
func TestImportReportsWhatHasNoField(t *testing.T) {
	manager, _ := managed(t)
	for name, c := range map[string]struct {
		data    string
		refused float64
	}{
		"a row that is too short":            {"initiative_id,initiative_name,hotline_id,hotline_name\nI1,Harbour\n", 1},
		"a column that the template has not": {"initiative_id,initiative_name,hotline_id,hotline_name,countries,phone,mood\nI2,Bridge,H2,Line,MD,+37322233302,good\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			payload := manager.do("importInitiatives", reportOf, map[string]any{"format": "CSV", "data": c.data})
			report := payload["report"].(map[string]any)
			if report["refused"] != c.refused {
				t.Errorf("refused %v", report["refused"])
			}
			for _, n := range report["rows"].([]any) {
				if note := n.(map[string]any); note["field"] == nil && note["problem"] != "" {
					return
				}
			}
			t.Errorf("no note about the whole: %v", report)
		})
	}
}

// hsdsPackage is the example package of internal/exchange.
func hsdsPackage(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if err := w.AddFS(os.DirFS(filepath.Join("..", "internal", "exchange", "testdata", "package"))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLargeBodies are for imports of people we know only.
func TestLargeBodies(t *testing.T) {
	manager, _ := managed(t)
	large := strings.Repeat("x", 100<<10)
	for name, c := range map[string]struct {
		token, query string
		status       int
	}{
		"an import":                    {manager.token, "mutation($data: String!) { importInitiatives(input: {format: CSV, data: $data}) { problems { code } } }", http.StatusOK},
		"an import without a token":    {"", "mutation($data: String!) { importInitiatives(input: {format: CSV, data: $data}) { problems { code } } }", http.StatusRequestEntityTooLarge},
		"another mutation":             {manager.token, "mutation($data: String!) { suspendOrganization(input: {id: \"x\", reason: $data}) { problems { code } } }", http.StatusRequestEntityTooLarge},
		"an import beside another":     {manager.token, "mutation($data: String!) { importInitiatives(input: {format: CSV, data: $data}) { problems { code } } pauseFeed(input: {id: \"x\", paused: true}) { problems { code } } }", http.StatusRequestEntityTooLarge},
		"a query":                      {manager.token, "query($data: String!) { search(text: $data) { totalCount } }", http.StatusRequestEntityTooLarge},
		"an import with a wrong token": {"bh_" + strings.Repeat("x", 43), "mutation($data: String!) { importInitiatives(input: {format: CSV, data: $data}) { problems { code } } }", http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			body, err := json.Marshal(map[string]any{"query": c.query, "variables": map[string]any{"data": large}})
			if err != nil {
				t.Fatal(err)
			}
			if status := post(t, manager.url, c.token, body); status != c.status {
				t.Errorf("status %d", status)
			}
		})
	}
	if status := post(t, manager.url, manager.token, bytes.Repeat([]byte(" "), importBody+1)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("beyond the limit: status %d", status)
	}
}

// post sends a body and gives the status of the answer.
func post(t testing.TB, url, token string, body []byte) int {
	t.Helper()
	_, status := postAnswer(t, url, token, body)
	return status
}

// postAnswer sends a body and gives the answer and its status.
func postAnswer(t testing.TB, url, token string, body []byte) (answer string, status int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read to its end
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(said), resp.StatusCode
}

// TestAKilledImportIsDoneAgain kills the command at any time, until one run comes to its end: what is there
// then is what one run leaves, and at no time was an initiative half there.
func TestAKilledImportIsDoneAgain(t *testing.T) {
	path, err := exec.LookPath("server") // TestMain puts it there
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString(`{"initiatives": [`)
	n := 0
	initiatives := 600
	if raced {
		initiatives = 60
	}
	for _, in := range synthetic.Directory(initiatives, 11, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) {
		if n++; n > 1 {
			b.WriteByte(',')
		}
		in.Slug = ""
		b.Write(document.EncodeJSON(in))
	}
	b.WriteString("]}")
	file := filepath.Join(t.TempDir(), "file.json")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	command := func(dir string) *exec.Cmd {
		return exec.CommandContext(t.Context(), path, "import", file, "--organization", harbour, "--data-dir", dir) //nolint:gosec // ourselves
	}
	whole := withHarbour(t)
	begun := time.Now()
	if out, err := command(whole).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	took := time.Since(begun)
	want := stateOf(t, whole)

	dir := withHarbour(t)
	killed := 0
	for round := 0; round < 6; round++ {
		if len(stateOf(t, dir)) == len(want) { // it came to its end before it was killed
			if killed > 0 {
				break
			}
			dir, took, round = withHarbour(t), took/2, 0 // the machine had been busier
		}
		c := command(dir)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(took*time.Duration(20+rand.IntN(60))/100, func() { _ = c.Process.Kill() })
		if c.Wait() != nil {
			killed++
		}
		kill.Stop()
		have := stateOf(t, dir)
		for id, content := range have {
			if !reflect.DeepEqual(content, want[id]) {
				t.Fatalf("round %d: %s is not what one run leaves", round, id)
			}
		}
		t.Logf("round %d: %d of %d records", round, len(have), len(want))
	}
	if killed == 0 {
		t.Error("no run was killed")
	}
	if out, err := command(dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if have := stateOf(t, dir); !maps.EqualFunc(have, want, func(a, b document.Content) bool { return reflect.DeepEqual(a, b) }) {
		t.Errorf("%d records, and %d of one run", len(have), len(want))
	}
}

// stateOf gives what every record of a folder's directory says, times apart. Each has had one version.
func stateOf(t *testing.T, dir string) map[string]document.Content {
	t.Helper()
	c, err := parseConfig(t, "--data-dir="+dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	state := map[string]document.Content{}
	err = s.Records(t.Context(), func(r document.Record) error {
		if r.Version != 1 {
			return fmt.Errorf("%s has version %d", r.ID, r.Version)
		}
		r.Content.PublishedAt = time.Time{}
		state[r.ID] = r.Content
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return state
}
