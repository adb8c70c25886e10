package site

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/wording"
)

func TestHeadersKeepAPagePrivate(t *testing.T) {
	for name, page := range map[string]answered{"the form": get(foundingSite(), "fr"), "an answer": answer(foundingSite(), "MD", "fr")} {
		for header, want := range map[string]string{
			"Cache-Control":              "no-store",
			"Content-Language":           "fr",
			"Content-Type":               "text/html; charset=utf-8",
			"Referrer-Policy":            "no-referrer",
			"X-Content-Type-Options":     "nosniff",
			"X-Frame-Options":            "DENY",
			"Cross-Origin-Opener-Policy": "same-origin",
			"Vary":                       "Accept-Language",
		} {
			if got := page.header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		if got := page.header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none'; ") || strings.Contains(got, "unsafe") || !strings.Contains(got, "frame-ancestors 'none'") {
			t.Errorf("%s: the policy is %q", name, got)
		}
		if got := page.header.Get("Permissions-Policy"); !strings.Contains(got, "geolocation=()") {
			t.Errorf("%s: the permissions are %q", name, got)
		}
		for _, kept := range []string{"Set-Cookie", "Etag", "Last-Modified"} {
			if page.header.Get(kept) != "" {
				t.Errorf("%s: has %s", name, kept)
			}
		}
	}
}

// TestLanguageOfThePage shows who gets which: another language never stands in.
func TestLanguageOfThePage(t *testing.T) {
	for accepted, want := range map[string]string{
		"":                        "en",
		"fr-CH, de;q=0.9":         "fr",
		"de, es;q=0.5":            "es",
		"uk":                      "en", // not Russian
		"uk, ru;q=0.8":            "ru", // the reader says so
		"ug":                      "en", // not Chinese
		"ar-MA":                   "ar",
		"zh-TW":                   "zh",
		"*":                       "en",
		"en-GB, fr":               "en",
		"sr, en;q=0.1":            "en",
		strings.Repeat("x", 9000): "en",
	} {
		if got := get(foundingSite(), accepted).header.Get("Content-Language"); got != want {
			t.Errorf("%.40q gets %s, want %s", accepted, got, want)
		}
	}
}

func TestAnotherLanguageKeepsTheAnswers(t *testing.T) {
	fields := url.Values{"show": {"1"}, "country": {"MD"}, "speaks": {"uk"}, "phone": {"MOBILE"}, "way": {"call", "app"}, "police": {"no"}, "in": {"en"}, "lang": {"ru"}}
	page := post(foundingSite(), fields)
	if page.header.Get("Content-Language") != "ru" {
		t.Fatalf("the page is in %s", page.header.Get("Content-Language"))
	}
	for _, want := range []string{
		`name="country" value="MD"`, `name="speaks" value="uk"`, `name="phone" value="MOBILE"`, `name="way" value="call"`,
		`name="way" value="app"`, `name="police" value="no"`, `name="show" value="1"`, `name="in" value="ru"`,
	} {
		if !strings.Contains(page.body, `<input type="hidden" `+want+`>`) {
			t.Errorf("the page forgets %s", want)
		}
	}
	fields.Del("show") // "Change your answers"
	form := post(foundingSite(), fields).body
	for _, want := range []string{
		`value="MD" selected`, `value="uk" selected`, `value="MOBILE" selected`, `value="call" checked`, `value="app" checked`,
		`name="police" value="no" checked`, `<details open>`,
	} {
		if !strings.Contains(form, want) {
			t.Errorf("the form forgets %s", want)
		}
	}
}

// TestWhatIsNotUnderstoodIsNamedAndNotRepeated keeps the page useful and free of others' words.
func TestWhatIsNotUnderstoodIsNamedAndNotRepeated(t *testing.T) {
	const evil = `"><script>alert(1)</script>ZQX`
	say := func(key string) string {
		return strings.ReplaceAll(wording.Default().Sentence("Page."+key, wording.About{}, nil).Value, "'", "&#39;")
	}
	for name, c := range map[string]struct{ body, want string }{
		"a country that is none":        {"show=1&country=ZQX", "UNCLEAR_COUNTRY"},
		"a country with markup":         {"show=1&country=" + url.QueryEscape(evil), "UNCLEAR_COUNTRY"},
		"no country":                    {"show=1&country=", "NO_COUNTRY"},
		"a language that is none":       {"show=1&country=MD&speaks=" + url.QueryEscape(evil), "UNCLEAR_LANGUAGE"},
		"a language without a name":     {"show=1&country=MD&speaks=x-zqx", "UNCLEAR_LANGUAGE"},
		"a phone that is none":          {"show=1&country=MD&phone=ZQX", "UNCLEAR_CHOICE"},
		"a way that is none":            {"show=1&country=MD&way=call&way=ZQX", "UNCLEAR_CHOICE"},
		"a page language that is none":  {"show=1&country=MD&lang=ZQX", "UNCLEAR_CHOICE"},
		"police that is neither":        {"show=1&country=MD&police=ZQX", "UNCLEAR_CHOICE"},
		"a broken escape":               {"show=1&country=MD&x=%ZQX", "UNCLEAR_CHOICE"},
		"no phone, and calls":           {"show=1&country=MD&phone=NO_PHONE&way=call&way=sms", "NO_PHONE_NO_CALL"},
		"more than a form can have":     {"show=1&country=MD&x=" + strings.Repeat("ZQX", 4000), "UNCLEAR_CHOICE"},
		"nothing":                       {"", "UNCLEAR_CHOICE"},
		"what no form is":               {`{"country":"ZQX"}`, "NO_COUNTRY"},
		"a country of a withdrawn code": {"show=1&country=SU", "UNCLEAR_COUNTRY"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		page := do(foundingSite(), r)
		if name == "what no form is" { // one field without a value, so the form comes back
			if page.status != http.StatusOK || strings.Contains(page.body, "ZQX") {
				t.Errorf("%s: %d", name, page.status)
			}
			continue
		}
		if page.status != http.StatusOK || !strings.Contains(page.body, say(c.want)) {
			t.Errorf("%s: %d, and does not say %s", name, page.status, c.want)
		}
		if strings.Contains(page.body, "ZQX") {
			t.Errorf("%s: repeats it", name)
		}
		if !strings.Contains(page.body, `<bdi dir="ltr">112</bdi>`) {
			t.Errorf("%s: offers no help", name)
		}
		for _, fault := range faults(page.body, "en", addressesOfRecords()) {
			t.Errorf("%s: %s", name, fault)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("show=1&country=MD"))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if page := do(foundingSite(), r); page.status != http.StatusOK || !strings.Contains(page.body, say("UNCLEAR_CHOICE")) {
		t.Errorf("another kind of body: %d", page.status)
	}
}

// TestPlainFormWorksFromAnyBrowser because "Referrer-Policy: no-referrer" makes browsers send "Origin: null",
// and old ones say nothing else of where a form is from.
func TestPlainFormWorksFromAnyBrowser(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("show=1&country=MD"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "null")
	if page := do(foundingSite(), r); page.status != http.StatusOK || !strings.Contains(page.body, "0 800 77777") {
		t.Errorf("%d", page.status)
	}
}

func TestHeadHasNoBody(t *testing.T) {
	page := do(foundingSite(), httptest.NewRequest(http.MethodHead, "/", http.NoBody))
	if page.status != http.StatusOK || page.body != "" || page.header.Get("Content-Length") == "0" {
		t.Errorf("%d, %d bytes of %s", page.status, len(page.body), page.header.Get("Content-Length"))
	}
}

func TestTooManyRequestsStillSayWhatToDo(t *testing.T) {
	var costs []int
	s := New(Options{
		Snapshot: foundingSnapshot, Now: func() time.Time { return now }, Words: wording.Default(),
		Allow: func(_ *http.Request, cost int) time.Duration {
			costs = append(costs, cost)
			return 1500 * time.Millisecond
		},
	})
	page := answer(s, "MD", "es")
	if page.status != http.StatusTooManyRequests || page.header.Get("Retry-After") != "2" || !strings.Contains(page.body, "112") {
		t.Errorf("%d, Retry-After %q", page.status, page.header.Get("Retry-After"))
	}
	if form := get(s, "es"); form.status != http.StatusTooManyRequests || len(costs) != 2 || costs[0] <= costs[1] {
		t.Errorf("%d, costs %v", form.status, costs)
	}
	for _, fault := range faults(page.body, "es", nil) {
		t.Error(fault)
	}
}

func TestBeforeThereIsADirectoryThePageSaysWhatToDo(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.Header.Set("Accept-Language", "ru")
	w := httptest.NewRecorder()
	Unavailable(wording.Default()).ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "112") {
		t.Errorf("%d %s", w.Code, w.Header())
	}
	for _, fault := range faults(w.Body.String(), "ru", nil) {
		t.Error(fault)
	}
}

// TestRecordsCannotSpoilThePage lets records hold what a partner could be made to enter.
func TestRecordsCannotSpoilThePage(t *testing.T) {
	long := strings.Repeat("<b onclick=x>\"'&amp;Ж", 50)
	h := &directory.Hotline{Common: directory.Common{Names: []directory.Text{{Value: long, Language: "und"}}}, StatusNote: &directory.Text{Value: long, Language: "fa"}}
	for range 20 {
		h.Channels = append(h.Channels, directory.Channel{
			Kind: directory.ChannelKindChat, URL: "https://example.org/?a=\"'<>&b", Label: &directory.Text{Value: long, Language: "he"},
			Cost: &directory.Text{Value: long, Language: "ru"}, Cautions: []directory.Text{{Value: long, Language: "en"}, {Value: long, Language: "en"}},
			Notes: []directory.Text{{Value: long + "1", Language: "en"}, {Value: long[1:], Language: "fa"}}, MenuOption: string([]rune(long)[:250]),
			Hours: &directory.OpeningHours{Schedule: hours.Schedule{Note: string([]rune(long)[:450])}},
		})
	}
	for _, language := range []string{"en", "ar", "ru"} {
		page := answer(one(t, h), "MD", language).body
		for _, fault := range faults(page, language, map[string]bool{"https://example.org/?a=\"'<>&b": true}) {
			t.Errorf("%s: %s", language, fault)
		}
		if strings.Contains(page, "<b onclick") || !strings.Contains(page, `id="emergency"`) {
			t.Errorf("%s: the page is spoiled", language)
		}
	}
}

// TestUnknownIsNeverNo reads what the page says of facts that no source states.
func TestUnknownIsNeverNo(t *testing.T) {
	h := &directory.Hotline{Channels: []directory.Channel{{
		Kind: directory.ChannelKindVoice, Number: "+37322123456",
		Safety: &directory.Safety{Anonymous: directory.SafetyFact{Value: directory.AnswerYes}, CallsRecorded: directory.SafetyFact{Value: directory.AnswerNo}},
	}}}
	page := answer(one(t, h), "MD", "en").body
	for _, want := range []string{
		"<dt>Yes, says a source<dd>you can stay anonymous\n", "<dt>No, says a source<dd>calls are recorded\n",
		"<dt>Not known<dd>free of charge; can be reached from abroad; works without credit; appears on the phone bill; they tell the police without asking you\n",
		"Nobody has checked this entry yet.", "It is not known at what times it is answered.", "<dt>Who answers<dd>Not known who answers",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestEmptyDirectoryStillHelps(t *testing.T) {
	s := newSite(snapshot.Build(nil, 0, now, directory.DefaultThresholds))
	page := answer(s, "MD", "en").body
	for _, want := range []string{`href="tel:112"`, "This directory knows of no line that serves this country."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if form := get(s, "en").body; !strings.Contains(form, `value="MD"`) {
		t.Error("the form has no countries")
	}
}

// FuzzForm reads anything as a form: the choices contradict nothing, and come back as they were sent.
func FuzzForm(f *testing.F) {
	for _, body := range []string{
		"", "show=1&country=MD&speaks=uk&phone=FOREIGN_SIM&way=call&way=app&police=no&in=en&lang=ar", "show=1&country=unknown",
		"country=%zz&show", "show=1&speaks=zh-Hant-x-a;b=1", "show=1&phone=NO_PHONE&way=sms&way=", "lang=tlh&speaks=und",
	} {
		f.Add(body)
	}
	s := foundingSite()
	f.Fuzz(func(t *testing.T, body string) {
		c := parse(body, s.languages, s.named)
		if problems := c.situation().Validate(); len(problems) > 0 {
			t.Errorf("the form makes a contradiction: %v", problems)
		}
		again := url.Values{}
		for _, f := range c.fields() {
			again.Add(f.Name, f.Value)
		}
		if c2 := parse(again.Encode(), s.languages, s.named); c2.place() != c.place() || c2.speaks != c.speaks || c2.phone != c.phone || len(c2.ways) != len(c.ways) || len(c2.unclear) > 0 {
			t.Errorf("the choices %+v come back as %+v", c, c2)
		}
	})
}

// TestLengthOfAnAnswerSaysLittle because who watches the network, or reads a log, sees how long an answer is.
func TestLengthOfAnAnswerSaysLittle(t *testing.T) {
	lengths := map[int]bool{}
	for _, country := range []string{"MD", "EG", "US", "AQ", "FR", "unknown", "QQ"} {
		page := answer(foundingSite(), country, "en").body
		lengths[len(page)] = true
		if len(page)%step != 0 {
			t.Errorf("%s has %d bytes", country, len(page))
		}
	}
	if len(lengths) > 3 {
		t.Errorf("seven answers have the lengths %v", lengths)
	}
}

func BenchmarkForm(b *testing.B) {
	get(foundingSite(), "ru")
	for b.Loop() {
		get(foundingSite(), "ru")
	}
}

func BenchmarkAnswer(b *testing.B) {
	answer(foundingSite(), "NZ", "ru")
	for b.Loop() {
		answer(foundingSite(), "NZ", "ru")
	}
}
