package site

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/wording"
)

// refusedView is a page without an answer: why there is none, and what to do in danger.
type refusedView struct {
	talk
	Title   string
	Why     string
	Unclear []string
	Fields  []field
	Show    bool
}

// refused renders a page that says why there is no answer, as a page of its own or in a frame.
func (k talk) refused(page *bytes.Buffer, why string) {
	name := "refused"
	if k.Framed {
		name = "frameRefused"
	}
	render(page, name, &refusedView{talk: k, Title: k.Say("TITLE"), Why: k.Say(why)})
}

// seconds are whole ones, for Retry-After.
func seconds(wait time.Duration) string {
	return strconv.Itoa(int((wait + time.Second - 1) / time.Second))
}

// Unavailable serves the page while there is no directory yet: it says so, in the language of the reader, and
// what to do in danger.
func Unavailable(words *wording.Catalog) http.Handler {
	s := New(Options{Words: words})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers(w.Header())
		t := s.tongue("", directory.ParseLanguages(directory.CanonicalLanguages(r.Header.Get("Accept-Language"))))
		w.Header().Set("Content-Language", string(t.language))
		w.Header().Set("Retry-After", "1")
		var page bytes.Buffer
		talk{site: s, tongue: t}.refused(&page, "EMBED_FAILED")
		w.WriteHeader(http.StatusServiceUnavailable)
		if r.Method != http.MethodHead {
			_, _ = page.WriteTo(w) // the client may have left
		}
	})
}
