package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/oauth2-proxy/mockoidc"
)

// provider starts an identity provider that others wrote.
func provider(t *testing.T) *mockoidc.MockOIDC {
	t.Helper()
	m, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Shutdown(); err != nil {
			t.Error(err)
		}
	})
	return m
}

// signIn goes through the authorization code flow of a provider and gives the ID token of somebody in groups.
func signIn(t *testing.T, m *mockoidc.MockOIDC, subject string, groups ...string) string {
	t.Helper()
	m.QueueUser(&mockoidc.MockUser{Subject: subject, Email: subject + "@example.org", Groups: groups})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, m.AuthorizationEndpoint()+"?"+url.Values{
		"client_id": {m.ClientID}, "response_type": {"code"}, "redirect_uri": {"https://desk.example.org/back"},
		"scope": {"openid email groups"}, "state": {"s"},
	}.Encode(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = sent.Body.Close()
	back, err := sent.Location()
	if err != nil {
		t.Fatal(err)
	}
	r, err = http.NewRequestWithContext(t.Context(), http.MethodPost, m.TokenEndpoint(), strings.NewReader(url.Values{
		"client_id": {m.ClientID}, "client_secret": {m.ClientSecret}, "grant_type": {"authorization_code"}, "code": {back.Query().Get("code")},
	}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	given, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer given.Body.Close() //nolint:errcheck // it was read to its end
	var answer struct {
		Token string `json:"id_token"`
	}
	if err := json.NewDecoder(given.Body).Decode(&answer); err != nil || answer.Token == "" {
		t.Fatalf("no ID token: %v", err)
	}
	return answer.Token
}

// TestStaffSignInAtAServer: whoever the provider says is a reviewer reviews, an administrator administers, and
// nobody else gets further than without a token. Of the person only a hash stays.
func TestStaffSignInAtAServer(t *testing.T) {
	m := provider(t)
	s := start(t, "--data-dir="+t.TempDir(), "--no-founding", "--rate-limit=off", "--oidc-issuer="+m.Issuer(), "--oidc-audience="+m.ClientID,
		"--oidc-role-claim=groups", "--oidc-reviewers=desk", "--oidc-admins=board")
	as := func(token string) partner { return partner{t, s.url, token} }
	reviewer, admin := as(signIn(t, m, "ana", "staff", "desk")), as(signIn(t, m, "bea", "board"))

	organization := as("").do("registerOrganization", "organization { id }", map[string]any{
		"names": english("An organization"), "kind": "NGO", "country": "MD",
	})["organization"].(map[string]any)["id"]
	reviewer.do("approveOrganization", "organization { id }", map[string]any{"id": organization})
	staffs := map[string]any{"name": "a colleague", "role": "REVIEWER"}
	if _, problems := reviewer.try("createToken", "secret", staffs); len(problems) != 1 || problems[0] != "FORBIDDEN input.role" {
		t.Errorf("a reviewer makes a token of staff: %v", problems)
	}
	admin.do("createToken", "secret", staffs)
	manager := as(admin.do("createToken", "secret", map[string]any{"organization": organization, "name": "desk", "role": "MANAGER"})["secret"].(string))
	id, _ := publish(manager, reviewer, "a-line", nil)
	data, _ := manager.send("query($id: ID!) { initiativeRecord(id: $id) { history { action actor } } }", map[string]any{"id": id})
	actor := data["initiativeRecord"].(map[string]any)["history"].([]any)[0].(map[string]any)["actor"].(string)
	if !strings.HasPrefix(actor, "oidc:") || strings.Contains(actor, "ana") {
		t.Errorf("the reviewer is %q in the history", actor)
	}

	for name, token := range map[string]string{
		"somebody without a role of ours":         signIn(t, m, "carl", "staff"),
		"the same groups from another provider":   signIn(t, provider(t), "ana", "desk", "board"),
		"a token whose signature was cut":         reviewer.token[:strings.LastIndexByte(reviewer.token, '.')+1],
		"a token with the signature of another's": reviewer.token[:strings.LastIndexByte(reviewer.token, '.')] + admin.token[strings.LastIndexByte(admin.token, '.'):],
	} {
		if _, codes := as(token).send("{ viewer { role } }", nil); len(codes) != 1 || codes[0] != "UNAUTHENTICATED" {
			t.Errorf("%s: %v", name, codes)
		}
	}
}
