package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// partner sends requests with a token.
type partner struct {
	t          *testing.T
	url, token string
}

// send gives the data of an answer and the codes of its errors.
func (p partner) send(query string, variables map[string]any) (data map[string]any, codes []string) {
	p.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read to its end
	var answer struct {
		Data   map[string]any
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		p.t.Fatal(err)
	}
	for _, e := range answer.Errors {
		codes = append(codes, e.Extensions.Code)
	}
	return answer.Data, codes
}

// do carries out a mutation that must succeed and gives its payload.
func (p partner) do(mutation, selection string, input map[string]any) map[string]any {
	p.t.Helper()
	payload, problems := p.try(mutation, selection, input)
	if len(problems) > 0 {
		p.t.Fatalf("%s: %v", mutation, problems)
	}
	return payload
}

// try carries out a mutation and gives its payload and the codes of what is wrong.
func (p partner) try(mutation, selection string, input map[string]any) (payload map[string]any, problems []string) {
	p.t.Helper()
	name := strings.ToUpper(mutation[:1]) + mutation[1:]
	data, codes := p.send("mutation($input: "+name+"Input!) { "+mutation+"(input: $input) { "+selection+" problems { path code } } }", map[string]any{"input": input})
	if len(codes) > 0 {
		return nil, codes
	}
	payload = data[mutation].(map[string]any)
	for _, x := range payload["problems"].([]any) {
		problem := x.(map[string]any)
		problems = append(problems, problem["code"].(string)+" "+problem["path"].(string))
	}
	return payload, problems
}

// TestAnOrganizationComesToBePublic walks an organization and its initiative from nothing to the public, with a
// new start of the program in between: what was acknowledged is there, and nobody else has seen a draft.
func TestAnOrganizationComesToBePublic(t *testing.T) {
	dir := t.TempDir()
	first := start(t, "--data-dir="+dir, "--no-founding")
	fields := strings.Fields(lineOf(first.printed, "Admin"))
	if len(fields) != 1 || !strings.HasPrefix(fields[0], "bh_") {
		t.Fatalf("the first start printed %q", first.printed)
	}
	secret := fields[0]
	nobody, admin := partner{t, first.url, ""}, partner{t, first.url, secret}

	organization := nobody.do("registerOrganization", "organization { id state }", map[string]any{
		"names": []any{map[string]any{"value": "An organization", "language": "en"}}, "kind": "NGO", "country": "MD",
	})["organization"].(map[string]any)["id"]
	if _, problems := nobody.try("approveOrganization", "organization { id }", map[string]any{"id": organization}); len(problems) != 1 || problems[0] != "UNAUTHENTICATED" {
		t.Errorf("approved by nobody: %v", problems)
	}
	admin.do("approveOrganization", "organization { id }", map[string]any{"id": organization})
	editor := partner{t, first.url, admin.do("createToken", "secret", map[string]any{"organization": organization, "name": "desk", "role": "EDITOR"})["secret"].(string)}
	record := editor.do("createInitiative", "initiative { id version draft }", map[string]any{
		"slug": "a-line", "scope": "NATIONAL", "countries": []any{"MD"}, "names": []any{map[string]any{"value": "An initiative", "language": "en"}},
		"hotlines": []any{map[string]any{
			"names": []any{map[string]any{"value": "A line", "language": "en"}}, "countries": []any{"MD"},
			"channels": []any{map[string]any{"kind": "VOICE", "number": "+37322233309"}},
		}},
	})["initiative"].(map[string]any)
	id := record["id"]
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}

	second := start(t, "--data-dir="+dir, "--no-founding", "--rate-limit=off") // it is asked again and again below
	if strings.Contains(second.printed, "Admin") {
		t.Error("a second start prints a token")
	}
	nobody.url, admin.url, editor.url = second.url, second.url, second.url
	const see = "query($id: ID!) { initiativeRecord(id: $id) { state version } initiative(id: $id) { slug hotlines { nodes { id } } } }"
	if data, _ := nobody.send(see, map[string]any{"id": id}); data["initiativeRecord"] != nil || data["initiative"] != nil {
		t.Errorf("a draft is shown to nobody we know: %v", data)
	}
	if data, _ := editor.send(see, map[string]any{"id": id}); data["initiativeRecord"] == nil {
		t.Errorf("the draft is not there after a new start: %v", data)
	}
	editor.do("submitInitiative", "initiative { state }", map[string]any{"id": id, "baseVersion": 1})
	admin.do("approveInitiative", "initiative { state }", map[string]any{"id": id, "baseVersion": 2})
	published := time.Now()
	var line any
	for line == nil { // the test's own deadline ends this
		data, _ := nobody.send(see, map[string]any{"id": id})
		if in, ok := data["initiative"].(map[string]any); ok {
			line = in["hotlines"].(map[string]any)["nodes"].([]any)[0].(map[string]any)["id"]
		}
	}
	t.Logf("public after %s", time.Since(published))
	editor.do("verifyHotline", "initiative { state }", map[string]any{"hotline": line})
	for fresh := false; !fresh; {
		data, _ := nobody.send("query($id: ID!) { hotline(id: $id) { freshness } }", map[string]any{"id": line})
		fresh = data["hotline"].(map[string]any)["freshness"] == "FRESH"
	}
	if _, problems := editor.try("reviseInitiative", "initiative { state }", map[string]any{"id": id, "baseVersion": 1, "slug": "a-line"}); len(problems) != 1 || problems[0] != "CONFLICT input.baseVersion" {
		t.Errorf("revised from an old version: %v", problems)
	}
	admin.do("suspendOrganization", "organization { state }", map[string]any{"id": organization, "reason": "a test"})
	if _, codes := editor.send("{ viewer { id } }", nil); len(codes) != 1 || codes[0] != "UNAUTHENTICATED" {
		t.Errorf("the token of a suspended organization: %v", codes)
	}
	if data, _ := nobody.send(see, map[string]any{"id": id}); data["initiative"] == nil {
		t.Error("the suspended organization's line is gone")
	}
}
