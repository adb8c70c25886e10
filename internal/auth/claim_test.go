package auth

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTexts(t *testing.T) {
	const claims = `{
		"roles": ["a", "b", 1, null, ["c"], {"d": "e"}],
		"role": "a",
		"realm_access": {"roles": ["r"]},
		"resource_access": {"blue.heart": {"roles": ["s"]}, "blue": {"heart": 1}},
		"https://example.org/roles": ["n"],
		"number": 1, "flag": true, "nothing": null, "empty": [], "": "x"
	}`
	var decoded map[string]any
	if err := json.Unmarshal([]byte(claims), &decoded); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{
		"roles":                            {"a", "b"},
		"role":                             {"a"},
		"realm_access.roles":               {"r"},
		"resource_access.blue.heart.roles": {"s"},
		"https://example.org/roles":        {"n"},
		"realm_access":                     nil,
		"realm_access.":                    nil,
		".roles":                           nil,
		"roles.0":                          nil,
		"number":                           nil,
		"flag":                             nil,
		"nothing":                          nil,
		"empty":                            nil,
		"missing":                          nil,
		"realm_access.missing.roles":       nil,
	} {
		if diff := cmp.Diff(want, texts(decoded, path)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}
