package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/outbound"
)

// mirrored keeps a copy of a server in a folder and gives the file that another one starts from.
func mirrored(t *testing.T, s running, dir string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run([]string{"mirror", strings.TrimSuffix(s.url, "/graphql"), "--out=" + dir, "--no-pages"}, &out, &errs); code != exitFine {
		t.Fatalf("%d: %s", code, &errs)
	}
	return filepath.Join(dir, "current", "directory.json")
}

// framed is a page that says of which day it is.
const framed = "/embed?country=MD&lang=ar"

// answersOf asks a server everything that a copy must answer as its directory does, but for when and where from.
func answersOf(t *testing.T, s running) map[string]string {
	t.Helper()
	base := strings.TrimSuffix(s.url, "/graphql")
	answers := map[string]string{}
	for name, query := range map[string]string{
		"directory":   `{ directory { revision setAside languages licence attribution warnings { value } counts { initiatives hotlines campaigns resources organizations lessons countries } } }`,
		"country":     `{ country(code: "MD") { name { value } hotlines { nodes { id name { value } freshness channels { kind address languages { tag } safety { tollFree { value } } } } } } }`,
		"initiatives": `{ initiatives(first: 100, sort: {by: UPDATED_AT}) { totalCount nodes { id slug updatedAt updatedBy { id } names { value language } countries { code } facts { topic value } organizations { role organization { id } } } } }`,
		"campaigns":   `{ campaigns(first: 100) { totalCount nodes { id names { value } testimonies { id } partners { organization { id } } } } }`,
		"resources":   `{ resources(first: 100) { nodes { id free publisher { id names { value } } } } }`,
		"lessons":     `{ lessons(first: 100) { nodes { id statement { value } learnedFrom { id } } } }`,
		"members":     `{ initiative(slug: "blue-heart-campaign") { members { since campaign { id } country { code } } provenance { sources { url } } } }`,
		"coverage":    `{ coverage(scope: {level: SUBREGION}) { region { code } hotlines hasAlwaysOpenLine gaps { kind unknown } } }`,
		"help":        `{ findHelp(situation: {country: "MD", languages: ["uk"], phone: FOREIGN_SIM, at: "2026-11-25T14:00:00Z"}) { entries { hotline { id } usable channels { dial { press } } reasons { code text { value } } } } }`,
		"search":      `{ search(text: "trata", first: 50) { totalCount edges { kind node { __typename id } match { field fragments { value matched } } } } }`,
	} {
		_, answers[name] = get(t, s.url+"?query="+url.QueryEscape(query))
	}
	for _, path := range []string{
		"/", framed, "/export/", "/export/directory.json", "/export/directory.json?country=MD", "/export/directory.json.sha256",
		"/export/directory.ndjson", "/export/directory.csv", "/export/directory.vcf", "/export/directory.jsonld", "/export/hsds.json", "/export/hsds.zip",
		"/hsds/services?per_page=100", "/hsds/organizations?search=a",
	} {
		status, body := get(t, base+path)
		if status != http.StatusOK {
			t.Errorf("%s: %d %.300s", path, status, body)
		}
		answers[path] = body
	}
	return answers
}

// wantSame compares what two servers answer. "Open now" changes with the minute, so there are some tries. A page says of
// which day it is: where midnight has passed since the test began, the two need not be of the same.
func wantSame(t *testing.T, began time.Time, directory, copied running) {
	t.Helper()
	for try := 1; ; try++ {
		want, got := answersOf(t, directory), answersOf(t, copied)
		days := strings.NewReplacer(began.UTC().Format(time.DateOnly), "today", time.Now().UTC().Format(time.DateOnly), "today")
		for _, answers := range []map[string]string{want, got} {
			answers[framed] = days.Replace(answers[framed])
		}
		var differ []string
		for name := range want {
			if strings.HasPrefix(want[name], `{"errors`) {
				t.Fatalf("%s: %s", name, want[name])
			}
			if want[name] != got[name] {
				differ = append(differ, name)
			}
		}
		if len(differ) == 0 {
			return
		}
		if try == 3 {
			for _, name := range differ {
				t.Errorf("%s: the directory has\n%.600s\nand the copy\n%.600s", name, want[name], got[name])
			}
			return
		}
	}
}

func TestServeFromSnapshotAnswersAsTheDirectoryDoes(t *testing.T) {
	began := time.Now()
	key, _ := signingKey(t, 1)
	s := start(t, "--data-dir="+t.TempDir(), "--signing-key-file="+key, "--rate-limit=off", "--admin-token="+adminToken)
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "data")
	file := mirrored(t, s, dir)
	// It has the key, too, so that even signatures can be compared; and settings of its own for what the copy says.
	c := start(t, "--from-snapshot="+file, "--data-dir="+data, "--rate-limit=off", "--poll-interval=100ms", "--signing-key-file="+key, "--licence=MIT", "--attribution=Mine")
	if lineOf(c.printed, "Admin") != "" || !strings.Contains(c.printed, "to read only") || lineOf(c.printed, "Data") != file {
		t.Errorf("it printed %s", c.printed)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("a folder of data was made")
	}
	wantSame(t, began, s, c)
	if d := ask(t, c.url, "{ directory { source } }")["directory"].(map[string]any); d["source"] != "SNAPSHOT" {
		t.Errorf("source: %v", d)
	}

	// What changes at the directory comes by the next copy, with when and by whom.
	admin := partner{t, s.url, adminToken}
	organization := admin.do("registerOrganization", "organization { id }", map[string]any{"names": english("Harbour"), "kind": "NGO", "country": "MD"})["organization"].(map[string]any)["id"].(string)
	admin.do("approveOrganization", "organization { id }", map[string]any{"id": organization})
	manager := partner{t, s.url, admin.do("createToken", "secret", map[string]any{"organization": organization, "name": "desk", "role": "MANAGER"})["secret"].(string)}
	_, before := countsAt(t, s.url)
	publish(manager, admin, "harbour", nil)
	for { // the directory shows it a moment later; the test's own deadline ends this
		if _, initiatives := countsAt(t, s.url); initiatives == before+1 {
			break
		}
	}
	mirrored(t, s, dir)
	revision, _ := countsAt(t, s.url)
	for {
		if now, _ := countsAt(t, c.url); now == revision {
			break
		}
	}
	wantSame(t, began, s, c)
	if d := ask(t, c.url, `{ changes(since: 1) { startAnew } new: changes(since: 0) { totalCount } }`); d["changes"].(map[string]any)["startAnew"] != true || d["new"].(map[string]any)["totalCount"].(float64) < 200 {
		t.Errorf("changes: %v", d)
	}
	if err := c.stop(); err != nil {
		t.Error(err)
	}
}

// TestServeFromSnapshotForgetsWithTheDay lets a consent run out while a copy serves whose directory cannot be reached
// any more: from that day on what was told is in no answer and in no file, and caches are told that these are others.
func TestServeFromSnapshotForgetsWithTheDay(t *testing.T) {
	key, _ := signingKey(t, 1)
	s := start(t, "--data-dir="+t.TempDir(), "--no-founding", "--rate-limit=off", "--signing-key-file="+key, "--admin-token="+adminToken)
	admin := partner{t, s.url, adminToken}
	organization := admin.do("registerOrganization", "organization { id }", map[string]any{"names": english("Harbour"), "kind": "NGO", "country": "MD"})["organization"].(map[string]any)["id"].(string)
	admin.do("approveOrganization", "organization { id }", map[string]any{"id": organization})
	manager := partner{t, s.url, admin.do("createToken", "secret", map[string]any{"organization": organization, "name": "desk", "role": "MANAGER"})["secret"].(string)}
	const told, holds = "what one survivor told", "what another one told"
	testimony := func(theme, expires string) map[string]any {
		consent := map[string]any{"status": "RECORDED"}
		if expires != "" {
			consent["expiresOn"] = expires
		}
		return map[string]any{"form": "TEXT", "voice": "SURVIVOR_ANONYMOUS", "themes": english(theme), "consent": consent}
	}
	publish(manager, admin, "harbour", map[string]any{"campaigns": []any{map[string]any{
		"names": english("A campaign"), "countries": []any{"MD"},
		"testimonies": []any{testimony(told, time.Now().UTC().AddDate(0, 0, 2).Format(time.DateOnly)), testimony(holds, "")},
	}}})
	for { // the directory shows it a moment later; the test's own deadline ends this
		if _, initiatives := countsAt(t, s.url); initiatives == 1 {
			break
		}
	}
	file := mirrored(t, s, t.TempDir())
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}

	var ahead atomic.Int64
	c := startAt(t, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }, outbound.Options{}, "--from-snapshot="+file, "--rate-limit=off", "--full-interval=24h")
	shown := func() (answers map[string]string, tag string) {
		answers = map[string]string{}
		for _, query := range []string{
			`{ campaigns(first: 5) { nodes { testimonies { themes { value } } } } }`,
			`{ initiative(slug: "harbour") { campaigns { nodes { testimonies { themes { value } } } } } }`,
			`{ search(text: "survivor told", first: 5) { edges { match { fragments { value } } } } }`,
		} {
			_, answers[query] = get(t, c.url+"?query="+url.QueryEscape(query))
		}
		base := strings.TrimSuffix(c.url, "/graphql")
		for _, path := range []string{"/export/directory.json", "/export/directory.json?country=MD", "/export/directory.ndjson", "/export/directory.csv", "/export/directory.jsonld", "/export/hsds.json", "/export/directory.json.delta?since=0"} {
			_, answers[path] = get(t, base+path)
		}
		r, err := http.Head(base + "/export/directory.json")
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		return answers, r.Header.Get("ETag")
	}
	before, tagBefore := shown()
	if !strings.Contains(before["/export/directory.json"], told) || !strings.Contains(before["/export/directory.json"], holds) {
		t.Fatal("the copy does not show what it may")
	}
	ahead.Store(int64(72 * time.Hour))
	after, tagAfter := shown()
	for name, answer := range after {
		if strings.Contains(answer, told) {
			t.Errorf("%s tells on what nobody consents to any more", name)
		}
		if strings.Contains(before[name], holds) != strings.Contains(answer, holds) {
			t.Errorf("%s has lost what it may show", name)
		}
	}
	if tagBefore == tagAfter || tagAfter == "" {
		t.Errorf("the tag is %s before and %s after", tagBefore, tagAfter)
	}
}

func TestServeFromSnapshotTakesNothingIn(t *testing.T) {
	key, public := signingKey(t, 1)
	s := start(t, "--data-dir="+t.TempDir(), "--signing-key-file="+key)
	file := mirrored(t, s, t.TempDir())
	keyFile := filepath.Join(t.TempDir(), "public.pem")
	if err := os.WriteFile(keyFile, public, 0o600); err != nil {
		t.Fatal(err)
	}
	c := start(t, "--from-snapshot="+file, "--snapshot-key="+keyFile, "--admin-token="+adminToken)
	for name, token := range map[string]string{"nobody": "", "a token of the directory": "bh_0123456789abcdef", "the operator": adminToken} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url, strings.NewReader(
			`{"query":"mutation { registerOrganization(input: {names: [{value: \"A\", language: \"en\"}], kind: NGO, country: MD}) { organization { id } } }"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(body), `"UNAVAILABLE"`) ||
			!strings.Contains(string(body), "a signed copy of revision") || !strings.Contains(string(body), "write at the directory itself") {
			t.Errorf("%s: %d %s", name, answer.StatusCode, body)
		}
		// Whoever comes with a token of the directory still reads what everybody does.
		if data, codes := (partner{t, c.url, token}).send("{ directory { revision } viewer { role } }", nil); len(codes) > 0 || data["viewer"].(map[string]any)["role"] != "ANONYMOUS" {
			t.Errorf("%s reads %v %v", name, data, codes)
		}
	}
	base := strings.TrimSuffix(c.url, "/graphql")
	for path, want := range map[string]int{"/readyz": 200, "/livez": 200, "/export/directory.json.sig": 404} { // it has no key of its own
		if status, body := get(t, base+path); status != want {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func TestServeFromSnapshotRefusesWhatItCannotTrust(t *testing.T) {
	key, _ := signingKey(t, 1)
	_, other := signingKey(t, 2)
	s := start(t, "--data-dir="+t.TempDir(), "--signing-key-file="+key)
	dir := t.TempDir()
	file := mirrored(t, s, dir)
	alone, otherKey := filepath.Join(t.TempDir(), "copied", "directory.json"), filepath.Join(t.TempDir(), "other.pem")
	if err := os.CopyFS(filepath.Dir(alone), os.DirFS(filepath.Dir(file))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(otherKey, other, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		says []string
	}{
		"without a key":          {[]string{"--from-snapshot=" + alone}, []string{"BLUEHEART_SNAPSHOT_KEY (--snapshot-key) is not set", "name the file with the directory's public key"}},
		"with another key":       {[]string{"--from-snapshot=" + file, "--snapshot-key=" + otherKey}, []string{"BLUEHEART_FROM_SNAPSHOT (--from-snapshot)", "another key"}},
		"with a key that is not": {[]string{"--from-snapshot=" + file, "--snapshot-key=" + file}, []string{"no PUBLIC KEY"}},
		"without a file":         {[]string{"--from-snapshot=" + filepath.Join(dir, "current", "other.json")}, []string{"other.json.sig"}},
		"a folder":               {[]string{"--from-snapshot=" + filepath.Dir(file)}, []string{"is a folder", "directory.json"}},
		"in no folder":           {[]string{"--from-snapshot=" + filepath.Join(dir, "nowhere", "directory.json")}, []string{"no such file"}},
		"beside a database":      {[]string{"--from-snapshot=" + file, "--mongodb-uri=mongodb://127.0.0.1/x"}, []string{"are both set", "BLUEHEART_MONGODB_URI"}},
		"the key alone":          {[]string{"--snapshot-key=" + otherKey}, []string{"without BLUEHEART_FROM_SNAPSHOT"}},
	} {
		t.Run(name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			for _, command := range []string{"serve", "check"} {
				var errs strings.Builder
				code := run(append([]string{command, "--address=127.0.0.1:0", "--data-dir=" + data}, c.args...), io.Discard, &errs)
				for _, says := range c.says {
					if code == exitFine || !strings.Contains(errs.String(), says) {
						t.Errorf("%s: %d: %s lacks %q", command, code, errs.String(), says)
					}
				}
			}
			if _, err := os.Stat(data); err == nil {
				t.Error("a folder of data was made")
			}
		})
	}
	var out, errs strings.Builder
	if code := run([]string{"check", "--from-snapshot=" + file}, &out, &errs); code != exitFine || !strings.Contains(out.String(), "BLUEHEART_FROM_SNAPSHOT="+file) ||
		!strings.Contains(out.String(), "signed copy of Blue Heart federation directory") || !strings.Contains(out.String(), "All is well.") {
		t.Errorf("check: %d: %s%s", code, out.String(), errs.String())
	}
	errs.Reset()
	harbourFile := filepath.Join(t.TempDir(), "harbour.json")
	if err := os.WriteFile(harbourFile, []byte(harbourIn), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run([]string{"import", harbourFile, "--from-snapshot=" + file}, &out, &errs); code != exitProblem || !strings.Contains(errs.String(), "Nothing can be written here") {
		t.Errorf("import: %d: %s", code, errs.String())
	}
}
