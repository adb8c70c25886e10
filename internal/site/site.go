package site

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"golang.org/x/text/language"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/wording"
)

// maxBody is far above what the form sends, in bytes.
const maxBody = 4 << 10

// What one page costs its client, in the measure of the API's budget.
const (
	formCost   = 20
	answerCost = 100
)

// Exit is where the exit button leads unless Options say otherwise: the World Weather Information Service of
// the World Meteorological Organization, which looks like what it is and can be opened in front of anybody.
const Exit = "https://worldweather.wmo.int/"

// Options is what a [Site] is made of.
type Options struct {
	Snapshot func() *snapshot.Snapshot // the directory as it is now
	Now      func() time.Time
	Words    *wording.Catalog
	// Allow charges the client of a request and says how long it has to wait, 0 for not at all. Nil: nobody waits.
	Allow func(r *http.Request, cost int) time.Duration
	Exit  string // the address behind the exit button; empty: [Exit]
	// AsOf says of when the directory is known to be as it is; nil: since the snapshot was built.
	AsOf func() time.Time
}

// Site serves the find-help page: its form by GET, and its answer by POST. It is safe for concurrent use.
type Site struct {
	snapshot  func() *snapshot.Snapshot
	now       func() time.Time
	words     *wording.Catalog
	allow     func(*http.Request, int) time.Duration
	exit      string
	asOf      func() time.Time
	languages []directory.LanguageTag
	countries sync.Map // directory.LanguageTag -> template.HTML; as many as there are languages of pages
	spoken    spoken
	component func() *component
}

// New makes the page. Snapshot, Now and Words are required.
func New(o Options) *Site {
	s := &Site{
		snapshot: o.Snapshot, now: o.Now, words: o.Words, allow: o.Allow, exit: o.Exit, asOf: o.AsOf, languages: o.Words.PageLanguages(),
	}
	if s.asOf == nil {
		s.asOf = func() time.Time { return s.snapshot().BuiltAt }
	}
	if s.exit == "" {
		s.exit = Exit
	}
	if s.allow == nil {
		s.allow = func(*http.Request, int) time.Duration { return 0 }
	}
	s.component = sync.OnceValue(s.newComponent)
	return s
}

// Handler serves "GET /" and "POST /". It needs no protection against forgery and must have none: see the
// package documentation.
func (s *Site) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *Site) serve(w http.ResponseWriter, r *http.Request) {
	headers(w.Header())
	accepted := directory.ParseLanguages(directory.CanonicalLanguages(r.Header.Get("Accept-Language")))
	c := &choices{}
	cost := formCost
	if r.Method == http.MethodPost {
		cost = answerCost
		c = s.read(w, r)
	}
	t := s.tongue(c.language, accepted)
	w.Header().Set("Content-Language", string(t.language))
	var page bytes.Buffer
	page.Grow(30 << 10)
	status := http.StatusOK
	wait := s.allow(r, cost)
	switch {
	case wait > 0:
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", seconds(wait))
		talk{site: s, tongue: t}.refused(&page, "BUSY")
	case c.show:
		s.answer(&page, t, c)
		pad(&page)
	default:
		s.form(&page, t, c)
	}
	w.Header().Set("Content-Length", strconv.Itoa(page.Len()))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = page.WriteTo(w) // the client may have left
	}
}

// step is what the lengths of answers are multiples of, in bytes.
const step = 4 << 10

// pad makes the lengths of answers equal but for a few steps: they are seen by whoever watches the network, and
// would tell the country.
func pad(page *bytes.Buffer) {
	missing := (step - page.Len()%step) % step
	if page.Len()+missing > atMost {
		return // nothing the founding data make; the limit on the size is a promise to slow networks
	}
	for range missing {
		page.WriteByte('\n')
	}
}

// read takes the choices from a body. One that is no form, or too large to be ours, still gets an answer.
func (s *Site) read(w http.ResponseWriter, r *http.Request) *choices {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	body := ""
	if err == nil && kind == "application/x-www-form-urlencoded" {
		read, failed := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err = failed; err == nil {
			body = string(read)
		}
	}
	c := parse(body, s.languages, s.named)
	if body == "" {
		c.show = true
		c.doubt("UNCLEAR_CHOICE")
	}
	return c
}

// named says whether a language can be shown by a name.
func (s *Site) named(tag directory.LanguageTag) bool {
	if base, _ := language.Make(string(tag)).Base(); tag == "" || base.String() == "und" { // private tags too
		return false
	}
	return s.words.LanguageName("en", tag) != string(tag)
}

// tongue is the language a page is in, and those its reader prefers for texts of records.
type tongue struct {
	language directory.LanguageTag
	pages    []directory.LanguageTag // the language alone
	readers  []directory.LanguageTag
	direct   string // ltr or rtl
}

// tongue chooses by what the reader pressed, else by what the browser says.
func (s *Site) tongue(chosen directory.LanguageTag, accepted []directory.LanguageTag) *tongue {
	t := &tongue{language: chosen}
	for i := 0; t.language == "" && i < len(accepted); i++ {
		// Asked one by one: each falls back to English by itself.
		got := s.words.Sentence("Page.TITLE", wording.About{}, accepted[i:i+1]).Language
		if slices.Contains(s.languages, got) && (got != "en" || directory.Understands(accepted[i], got)) {
			t.language = got
		}
	}
	if t.language == "" {
		t.language = "en"
	}
	t.pages = []directory.LanguageTag{t.language}
	// Who gets English because there is no page in their language reads a record in their own where they can.
	if t.readers = append(slices.Clip(accepted), t.language); chosen != "" {
		t.readers = append(t.pages[:1:1], accepted...)
	}
	t.direct = direction(t.language)
	return t
}

func direction(tag directory.LanguageTag) string {
	if wording.RightToLeft(tag) {
		return "rtl"
	}
	return "ltr"
}
