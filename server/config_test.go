package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestConfigDefaultsAreAccepted(t *testing.T) {
	c, err := parseConfig(t)
	if err != nil {
		t.Fatal(err)
	}
	if c.Address != "127.0.0.1:8080" || c.RateLimit != 60_000 || c.BodyLimit != 64<<10 || c.Grace != 5*time.Second || !c.Founding {
		t.Errorf("%+v", c)
	}
}

func TestConfigFromFlags(t *testing.T) {
	for name, c := range map[string]struct {
		flag string
		want string // in the error; empty: accepted
	}{
		"port only":             {"--address=:8080", ""},
		"IPv6":                  {"--address=[::1]:0", ""},
		"no port":               {"--address=127.0.0.1", "BLUEHEART_ADDRESS"},
		"port too large":        {"--address=127.0.0.1:70000", "port from 0 to 65535"},
		"debug off":             {"--debug-address=off", ""},
		"debug on localhost":    {"--debug-address=localhost:0", ""},
		"debug everywhere":      {"--debug-address=:6060", "loopback"},
		"origin":                {"--allowed-origins=https://example.org,http://localhost:3000", ""},
		"origin with a path":    {"--allowed-origins=https://example.org/x", "not an origin"},
		"proxies":               {"--trusted-proxies=10.0.0.0/8,::1", ""},
		"proxy by name":         {"--trusted-proxies=proxy.internal", "10.0.0.0/8"},
		"no limit":              {"--rate-limit=off", ""},
		"a limit of nothing":    {"--rate-limit=0", "or off"},
		"answers kept for long": {"--max-age=2h", "BLUEHEART_MAX_AGE"},
		"answers kept for none": {"--max-age=500ms", "BLUEHEART_MAX_AGE"},
		"no streams":            {"--max-streams=off", ""},
		"streams of nobody":     {"--client-streams=0", "BLUEHEART_CLIENT_STREAMS"},
		"size":                  {"--answer-cache=1GiB", ""},
		"no cache":              {"--answer-cache=off", ""},
		"size without sense":    {"--answer-cache=64MB", "64MiB"},
		"negative size":         {"--answer-cache=-1KiB", "not a size"},
		"large body":            {"--body-limit=1GiB", "BLUEHEART_BODY_LIMIT"},
		"documents off":         {"--document-cache=off", "BLUEHEART_DOCUMENT_CACHE"},
		"memory below need":     {"--memory-limit=1MiB", "BLUEHEART_MEMORY_LIMIT"},
		"days":                  {"--due-days=0", "BLUEHEART_DUE_DAYS"},
		"depth":                 {"--depth-limit=1", "BLUEHEART_DEPTH_LIMIT"},
		"slow operations":       {"--operation-timeout=1m", "BLUEHEART_OPERATION_TIMEOUT"},
		"negative grace":        {"--grace=-1s", "BLUEHEART_GRACE"},
		"poll without pause":    {"--poll-interval=1ns", "BLUEHEART_POLL_INTERVAL"},
		"log level":             {"--log-level=loud", "log-level"},
		"logging off":           {"--log-requests=off", ""},
		"MongoDB":               {"--mongodb-uri=mongodb+srv://db.example.org/x", ""},
		"another database":      {"--mongodb-uri=redis://x", "mongodb://"},
		"exit":                  {"--exit-url=https://www.example.org/weather?q=1", ""},
		"exit without a site":   {"--exit-url=weather", "BLUEHEART_EXIT_URL"},
		"exit by script":        {"--exit-url=javascript:alert(1)", "BLUEHEART_EXIT_URL"},
		"exit in the open":      {"--exit-url=http://example.org/", "BLUEHEART_EXIT_URL"},
		"token with a space":    {"--admin-token=12345678 9", "BLUEHEART_ADMIN_TOKEN"},
		"no founding data":      {"--no-founding", ""},
		"folder without a name": {"--data-dir= ", "BLUEHEART_DATA_DIR"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseConfig(t, c.flag)
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

// Every setting has a variable, a flag of the same name, and words that say what it is.
func TestConfigNames(t *testing.T) {
	var c commands
	parser, err := newParser(&c, &bytes.Buffer{}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string]bool{}
	for _, f := range parser.Model.Flags {
		flags[f.Name] = true
	}
	for f := range reflect.TypeFor[Config]().Fields() {
		env := f.Tag.Get("env")
		if !strings.HasPrefix(env, prefix) || !flags[flagOf(env)] || f.Tag.Get("help") == "" || f.Tag.Get("group") == "" {
			t.Errorf("%s: variable %q, flag %q", f.Name, env, flagOf(env))
		}
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	c, err := parseConfig(t, "--admin-token=swordfish-swordfish", "--mongodb-uri=mongodb://u:swordfish@h/d")
	if err != nil {
		t.Fatal(err)
	}
	var shown bytes.Buffer
	c.show(&shown)
	newLogger(&shown, "debug").Info("config", slog.Any("token", c.AdminToken), slog.Any("uri", c.MongoDBURI))
	fmt.Fprintf(&shown, "%v %+v %#v %s %q", c, c, c, c.AdminToken, c.AdminToken)
	if strings.Contains(shown.String(), "swordfish") {
		t.Error(shown.String())
	}
}

func TestSizesAreWrittenAsTheyAreRead(t *testing.T) {
	for _, s := range []string{"off", "1", "1500", "64KiB", "3MiB", "2GiB"} {
		var b byteSize
		if err := b.UnmarshalText([]byte(s)); err != nil || b.String() != s {
			t.Errorf("%s became %s, %v", s, b, err)
		}
	}
}
