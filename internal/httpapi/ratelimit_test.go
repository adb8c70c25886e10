package httpapi

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

func TestClientAddress(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, c := range map[string]struct {
		remote, forwarded string
		trusted           []netip.Prefix
		want              string
	}{
		"direct":                    {"192.0.2.1:5", "", nil, "192.0.2.1"},
		"forged without a proxy":    {"192.0.2.1:5", "198.51.100.7", nil, "192.0.2.1"},
		"forged past the proxy":     {"192.0.2.1:5", "198.51.100.7", trusted, "192.0.2.1"},
		"one proxy":                 {"10.0.0.1:5", "198.51.100.7", trusted, "198.51.100.7"},
		"forged before the proxy":   {"10.0.0.1:5", "203.0.113.9, 198.51.100.7", trusted, "198.51.100.7"},
		"two proxies":               {"10.0.0.1:5", "198.51.100.7, 10.2.2.2", trusted, "198.51.100.7"},
		"proxies only":              {"10.0.0.1:5", "10.3.3.3,10.2.2.2", trusted, "10.3.3.3"},
		"nonsense":                  {"10.0.0.1:5", "198.51.100.7, nonsense", trusted, "10.0.0.1"},
		"with port":                 {"10.0.0.1:5", "198.51.100.7:99", trusted, "198.51.100.7"},
		"IPv6 by /64":               {"[2001:db8:1:2:3:4:5:6]:5", "", nil, "2001:db8:1:2::"},
		"forwarded IPv6":            {"[fd00::1]:5", "[2001:db8::1]:7", trusted, "2001:db8::"},
		"IPv4 in IPv6":              {"[::ffff:192.0.2.1]:5", "", nil, "192.0.2.1"},
		"zone":                      {"[fe80::1%eth0]:5", "", nil, "fe80::"},
		"a very long list of these": {"10.0.0.1:5", strings.Repeat("10.0.0.1,", 5000) + "10.0.0.2", trusted, "10.0.0.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := clientAddress(r, c.trusted).String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestRateLimit(t *testing.T) {
	w := newWorld(func(o *Options) { o.RatePerMinute = 100 })
	from := func(c call, address string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		r.RemoteAddr = address + ":1"
		a := httptest.NewRecorder()
		w.ServeHTTP(a, r)
		return a
	}
	costly := post("{ hotlines(first: 39) { nodes { id } totalCount } }") // 1 + 1 + 39 + 1 = 42
	for i, want := range []string{"58", "16"} {
		a := from(costly, "192.0.2.1") // the second is a hit and pays all the same
		if got := a.Header().Get("RateLimit-Remaining"); a.Code != 200 || got != want || a.Header().Get("RateLimit-Limit") != "100" {
			t.Errorf("%d: %d, %s remaining", i, a.Code, got)
		}
	}
	a := from(costly, "192.0.2.1")
	if a.Code != 429 || codeIn(t, a.Body.Bytes()) != "RATE_LIMITED" || a.Header().Get("Retry-After") != "16" ||
		a.Header().Get("Cache-Control") != "no-store" || strings.Contains(a.Body.String(), `"data"`) {
		t.Errorf("%d %s %v", a.Code, a.Body, a.Header())
	}
	if a := from(post("{ hello }"), "192.0.2.1"); a.Code != 200 {
		t.Errorf("what is left cannot be spent: %d", a.Code)
	}
	if a := from(costly, "192.0.2.2"); a.Code != 200 {
		t.Errorf("another client: %d", a.Code)
	}
	w.clock.Add(17)
	if a := from(costly, "192.0.2.1"); a.Code != 200 {
		t.Errorf("a second after the time named: %d %s", a.Code, a.Body)
	}
	w.clock.Add(60)
	if a := from(post("{ hotlines(first: 100) { nodes { id name } } }"), "192.0.2.1"); a.Code != 200 || a.Header().Get("RateLimit-Remaining") != "0" {
		t.Errorf("dearer than a minute: %d %v", a.Code, a.Header())
	}
	if a := from(post("{ hello }"), "192.0.2.1"); a.Code != 429 {
		t.Errorf("in debt: %d", a.Code)
	}
	a = from(post("{ rateLimit { limit cost remaining } }"), "192.0.2.3")
	if a.Body.String() != `{"data":{"rateLimit":{"limit":100,"cost":4,"remaining":96}}}` {
		t.Errorf("%s", a.Body)
	}
	for range 20 {
		a = from(post("{ refused }"), "192.0.2.4")
	}
	if a.Code != 429 {
		t.Errorf("refused documents are free: %d", a.Code)
	}
}

func TestClientsAreBounded(t *testing.T) {
	now := time.Unix(0, 0)
	l := newLimiter(10, 160, nil, func() time.Time { return now })
	for i := range uint64(10_000) {
		_, _ = l.take(i*0x9e3779b97f4a7c15, 1, false)
	}
	n := 0
	for i := range l.shards {
		n += len(l.shards[i].buckets)
	}
	if n > 160 {
		t.Errorf("%d clients remembered", n)
	}
}

func TestLogSaysNothingAboutPeople(t *testing.T) {
	var b bytes.Buffer
	w := newWorld(func(o *Options) { o.Logger = slog.New(slog.NewJSONHandler(&b, nil)); o.RatePerMinute = 1000 })
	c := call{body: `{"query":"query secretname($n: String) { hello(name: $n) fail(how: \"panic\") }","variables":{"n":"secretvalue"}}`}
	_ = c.with("User-Agent", "secretagent").with("Referer", "https://secret.example/").with("Authorization", "secrettoken").
		with("X-Forwarded-For", "198.51.100.7").do(t, w.API)
	_ = (call{method: "SECRET"}).do(t, w.API)
	log := b.String()
	if strings.Contains(strings.ToLower(log), "secret") || strings.Contains(log, "192.0.2.1") || strings.Contains(log, "198.51") {
		t.Errorf("%s", log)
	}
	if strings.Count(log, `"msg":"request"`) != 2 || strings.Count(log, `"msg":"panic"`) != 1 || !strings.Contains(log, `"route":"/graphql"`) {
		t.Errorf("%s", log)
	}
}

func TestUnknownErrorsAreLoggedOnceAndNotForever(t *testing.T) {
	var b bytes.Buffer
	w := newWorld(func(o *Options) { o.Logger = slog.New(slog.NewJSONHandler(&b, nil)); o.LogOneIn = -1 })
	_ = post(`{fail(how:"unknown")}`).do(t, w.API)
	if n := strings.Count(b.String(), `"error_type":"*errors.errorString"`); n != 1 || strings.Count(b.String(), "\n") != 1 {
		t.Errorf("logged %d times: %s", n, &b)
	}
	b.Reset()
	_ = post("{"+fill(20, func(i int) string { return "a" + itoa(i) + `:fail(how:"unknown")` })+"}").do(t, w.API)
	if n := strings.Count(b.String(), "\n"); n != maxErrorsInLog {
		t.Errorf("logged %d times", n)
	}
}

func TestMetrics(t *testing.T) {
	reg := prometheus.NewPedanticRegistry()
	w := newWorld(func(o *Options) { o.Registry = reg })
	_ = post("{hello}").do(t, w.API)
	_ = post("{hello}").do(t, w.API)
	_ = post("{nothing}").do(t, w.API)
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.Metric {
			name := f.GetName()
			for _, l := range m.Label {
				name += "," + l.GetValue()
			}
			got[name] = m.GetCounter().GetValue()
		}
	}
	for name, want := range map[string]float64{
		"blueheart_http_requests_total,200,/graphql": 2, "blueheart_http_requests_total,400,/graphql": 1,
		"blueheart_answer_cache_total,hit": 1, "blueheart_answer_cache_total,miss": 2,
		"blueheart_graphql_errors_total,GRAPHQL_VALIDATION_FAILED": 1,
	} {
		if got[name] != want {
			t.Errorf("%s: %v, want %v", name, got[name], want)
		}
	}
}

func TestPiecesForOtherRoutes(t *testing.T) {
	w := newWorld(func(o *Options) { o.RatePerMinute = 10 })
	ok := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, deadline := r.Context().Deadline(); !deadline {
			t.Error("no deadline")
		}
		_, err := bytes.NewBuffer(nil).ReadFrom(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	})
	h := w.Observe("/export", w.RateLimit(6, LimitBody(4, Timeout(time.Second, ok))))
	if a := (call{body: "1234"}).do(t, h); a.Code != 200 {
		t.Errorf("%d", a.Code)
	}
	if a := (call{body: "1234"}).do(t, h); a.Code != 429 {
		t.Errorf("%d", a.Code)
	}
	w.clock.Add(60)
	if a := (call{body: "12345"}).do(t, h); a.Code != 413 {
		t.Errorf("%d", a.Code)
	}
}
