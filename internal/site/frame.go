package site

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// framePolicy is that of the page that others frame: no script at all, and any site around it.
var framePolicy = "default-src 'none'; style-src '" + hash(style) + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors *"

// The parameters of a framed page beside country and lang. What it shows is the choice of the site that frames it
// and not of a reader, so it may stand in an address.
const (
	paramLanguages = "languages"
	paramChannels  = "channels"
	paramExit      = "exit"
	mostListed     = 20
)

// Frame serves "GET /embed": the answer for a country as a page to frame, for sites that run no script.
func (s *Site) Frame() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		headers(h)
		h.Set("Content-Security-Policy", framePolicy)
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Del("X-Frame-Options")
		h.Del("Cross-Origin-Opener-Policy")
		c := s.parseFrame(r.URL.RawQuery)
		t := s.tongue(c.language, directory.ParseLanguages(directory.CanonicalLanguages(r.Header.Get("Accept-Language"))))
		h.Set("Content-Language", string(t.language))
		var page bytes.Buffer
		status := http.StatusOK
		if wait := s.allow(r, answerCost); wait > 0 {
			status = http.StatusTooManyRequests
			h.Set("Retry-After", seconds(wait))
			talk{site: s, tongue: t, Framed: true}.refused(&page, "BUSY")
		} else {
			s.answer(&page, t, c)
		}
		h.Set("Content-Length", strconv.Itoa(page.Len()))
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			_, _ = page.WriteTo(w) // the client may have left
		}
	})
}

// parseFrame reads the parameters of a framed page, and like parse refuses nothing.
func (s *Site) parseFrame(query string) *choices {
	c := &choices{show: true, framed: true}
	if len(query) > maxBody {
		query = ""
		c.doubt("UNCLEAR_CHOICE")
	}
	params, err := url.ParseQuery(query)
	if err != nil {
		c.doubt("UNCLEAR_CHOICE")
	}
	if want := params.Get(fieldLanguage); want != "" {
		for _, tag := range s.languages {
			if want == string(tag) {
				c.language = tag
			}
		}
		if c.language == "" {
			c.doubt("UNCLEAR_CHOICE")
		}
	}
	c.parsePlace(strings.TrimSpace(params.Get(fieldCountry)))
	for _, one := range listed(params.Get(paramLanguages)) {
		if tag, err := directory.ParseLanguageTag(one); err == nil && s.named(tag) {
			c.languages = append(c.languages, tag)
		} else {
			c.doubt("UNCLEAR_LANGUAGE")
		}
	}
	for _, one := range listed(params.Get(paramChannels)) {
		if kind := directory.ChannelKind(strings.ToUpper(one)); slices.Contains(channelKinds[:], kind) {
			c.kinds = append(c.kinds, kind)
		} else {
			c.doubt("UNCLEAR_CHOICE")
		}
	}
	c.exit = params.Has(paramExit)
	return c
}

func listed(s string) []string {
	all := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	return all[:min(len(all), mostListed)]
}
