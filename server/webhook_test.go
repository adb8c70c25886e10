package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/outbound"
)

func english(text string) []any { return []any{map[string]any{"value": text, "language": "en"}} }

// publish brings an initiative with one line from nothing to the public, and gives its id and its version.
func publish(editor, reviewer partner, slug string, more map[string]any) (id string, version int) {
	editor.t.Helper()
	input := map[string]any{
		"slug": slug, "scope": "NATIONAL", "countries": []any{"MD"}, "names": english("An initiative"),
		"hotlines": []any{map[string]any{
			"names": english("A line"), "countries": []any{"MD"}, "channels": []any{map[string]any{"kind": "VOICE", "number": "+37322233309"}},
		}},
	}
	maps.Copy(input, more)
	id = editor.do("createInitiative", "initiative { id }", input)["initiative"].(map[string]any)["id"].(string)
	editor.do("submitInitiative", "initiative { id }", map[string]any{"id": id, "baseVersion": 1})
	reviewer.do("approveInitiative", "initiative { id }", map[string]any{"id": id, "baseVersion": 2})
	return id, 3
}

// told is a message as it came.
type told struct {
	header http.Header
	body   []byte
}

// partnerSite is a partner's address that is told things.
func partnerSite(t *testing.T) (address string, messages <-chan told, calls outbound.Options) {
	t.Helper()
	came := make(chan told, 10)
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		came <- told{r.Header, body}
	}))
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s.URL + "/told", came, outbound.Options{AnyPort: true, Loopback: true, RootCAs: roots}
}

// TestASignedMessageArrives: what a reviewer does reaches the organization's address, signed with the key that it
// was shown, once for each occasion, and says no more than which record it was.
func TestASignedMessageArrives(t *testing.T) {
	address, messages, calls := partnerSite(t)
	s := startCalling(t, calls, "--data-dir="+withHarbour(t), "--no-founding", "--rate-limit=off", "--admin-token="+adminToken)
	admin := partner{t, s.url, adminToken}
	manager := partner{t, s.url, admin.do("createToken", "secret", map[string]any{"organization": harbour, "name": "desk", "role": "MANAGER"})["secret"].(string)}
	secret := manager.do("registerWebhook", "secret", map[string]any{"url": address})["secret"].(string)
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	id, version := publish(manager, admin, "a-line", map[string]any{"campaigns": []any{map[string]any{
		"names": english("A campaign"), "testimonies": []any{map[string]any{
			"form": "VIDEO", "voice": "SURVIVOR_ANONYMOUS", "themes": english("words of a survivor"), "consent": map[string]any{"status": "RECORDED"},
		}},
	}}})
	draft := manager.do("reviseInitiative", "initiative { version draft }", map[string]any{
		"id": id, "baseVersion": version, "slug": "a-line", "scope": "NATIONAL", "countries": []any{"MD"}, "names": english("Another name"),
	})["initiative"].(map[string]any)
	manager.do("submitInitiative", "initiative { id }", map[string]any{"id": id, "baseVersion": draft["version"]})
	admin.do("returnInitiative", "initiative { id }", map[string]any{"id": id, "baseVersion": 5, "comment": "a comment for its people only"})

	ids := map[string]bool{}
	events := map[string]float64{}
	for range 2 {
		m := <-messages // the test's own deadline ends this
		at, messageID := m.header.Get("webhook-timestamp"), m.header.Get("webhook-id")
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(messageID + "." + at + "." + string(m.body)))
		if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); m.header.Get("webhook-signature") != want {
			t.Errorf("the signature is %q, want %q", m.header.Get("webhook-signature"), want)
		}
		var message map[string]any
		if err := json.Unmarshal(m.body, &message); err != nil {
			t.Fatal(err)
		}
		if message["record"] != id {
			t.Errorf("it is about %v, not %s", message["record"], id)
		}
		if text := string(m.body); strings.Contains(text, "survivor") || strings.Contains(text, "comment") || strings.Contains(text, "name") {
			t.Errorf("it tells more than which record it was: %s", text)
		}
		ids[messageID] = true
		events[message["event"].(string)] = message["version"].(float64)
	}
	if len(ids) != 2 || events["PUBLISHED"] != 3 || events["RETURNED"] != 6 {
		t.Errorf("told of %v under the ids %v", events, ids)
	}
}

// TestNoMessageGoesInwards: a program as it is deployed does not call this machine, whatever a partner registers.
func TestNoMessageGoesInwards(t *testing.T) {
	address, messages, _ := partnerSite(t)
	manager, admin := managed(t)
	for _, url := range []string{address, "https://[::ffff:127.0.0.1]/", "https://localhost/"} {
		manager.do("registerWebhook", "webhook { id }", map[string]any{"url": url})
	}
	publish(manager, admin, "a-line", nil)
	for tried := 0; tried < 3; { // the test's own deadline ends this
		tried = 0
		data, _ := manager.send("{ viewer { deliveries { state lastStatus lastError } } }", nil)
		for _, d := range data["viewer"].(map[string]any)["deliveries"].([]any) {
			d := d.(map[string]any)
			if d["lastError"] != nil {
				tried++
			}
			if d["state"] == "DONE" || d["lastStatus"] != nil {
				t.Fatalf("somebody answered: %v", d)
			}
		}
	}
	select {
	case <-messages:
		t.Error("this machine was called")
	default:
	}
}
