package graph_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestPartnersOfTheReadme carries out what README.md says leads from nothing to the public, line by line.
func TestPartnersOfTheReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## Partners\n")
	_, block, _ := strings.Cut(section, "```graphql\n")
	block, _, _ = strings.Cut(block, "```")
	lines := strings.Split(strings.TrimSpace(block), "\n")
	if len(lines) != 6 {
		t.Fatalf("found %d requests", len(lines))
	}
	d := newDesk(t, t.TempDir(), 1)
	d.tokens["anybody"], d.tokens["administrator"] = "", operatorToken
	made := regexp.MustCompile(`"(organization|initiative)":\{"id":"([^"]+)"|"secret":"([^"]+)"`)
	var answer string
	for _, line := range lines {
		query, who, _ := strings.Cut(line, " # ")
		answer = d.send(who, requestBody(t, d.unnamed(query), nil)).Body.String()
		if !strings.Contains(answer, `"problems":[]`) {
			t.Fatalf("%s: %s", line, answer)
		}
		if found := made.FindStringSubmatch(answer); found != nil && found[3] != "" {
			d.tokens["the new token"] = found[3]
		} else if found != nil {
			d.ids[found[1]] = found[2]
		}
		d.refresh()
	}
	var public struct{ Slug string }
	if err := json.Unmarshal(d.ask("anybody", `{ initiative(slug: "a-helping-hand") { slug } }`, nil).Data["initiative"], &public); err != nil || public.Slug == "" {
		t.Errorf("it is not public after %s: %v", answer, err)
	}
}
