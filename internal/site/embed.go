package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

//go:embed embed
var embedded embed.FS

// component is the web component as it is served: with the words of every language of the pages.
type component struct {
	script    []byte
	zipped    []byte
	integrity string // for an integrity attribute: "sha384-…"
	version   string // changes with the script
	types     []byte
}

// componentWords are the words of the component in one language.
type componentWords struct {
	Lang      string            `json:"lang"`
	Dir       string            `json:"dir"`
	Title     string            `json:"title"`
	Exit      string            `json:"exit"`
	More      string            `json:"more"`
	Old       string            `json:"old"`
	Failed    string            `json:"failed"`
	Loading   string            `json:"loading"`
	Menu      string            `json:"menu"`
	Cost      string            `json:"cost"`
	Emergency string            `json:"emergency"`
	Open      string            `json:"open"`
	Closed    string            `json:"closed"`
	Unknown   string            `json:"unknown"`
	Kinds     map[string]string `json:"kinds"`
	Unclear   map[string]string `json:"unclear"` // by the attribute
	Titles    map[string]string `json:"titles"`  // of the notices that open when somebody wants to read them
}

var channelKinds = [...]directory.ChannelKind{
	directory.ChannelKindVoice, directory.ChannelKindSms, directory.ChannelKindWhatsapp, directory.ChannelKindSignal,
	directory.ChannelKindTelegram, directory.ChannelKindLine, directory.ChannelKindViber, directory.ChannelKindChat,
	directory.ChannelKindEmail, directory.ChannelKindWebForm, directory.ChannelKindTty, directory.ChannelKindVideoSign, directory.ChannelKindApp,
}

// newComponent puts the component together. It is the same for the same words, on every server.
func (s *Site) newComponent() *component {
	all := map[string]componentWords{}
	for _, tag := range s.languages {
		k := talk{site: s, tongue: s.tongue(tag, nil)}
		w := componentWords{
			Lang: k.Lang(), Dir: k.Dir(), Title: k.Say("TITLE"), Exit: k.Say("EXIT"), More: k.Say("EMBED_MORE"), Old: k.Say("EMBED_OLD"),
			Failed: k.Say("EMBED_FAILED"), Loading: k.Say("EMBED_LOADING"), Menu: k.Say("MENU"),
			Cost:      k.Label("HelpReasonCode", string(directory.HelpReasonCodeMayCost)).Value,
			Emergency: k.Label("HelpEntryKind", "EMERGENCY_NUMBERS").Value, Kinds: map[string]string{},
			Open:    k.Label("HelpReasonCode", string(directory.HelpReasonCodeOpenNow)).Value,
			Closed:  k.Label("HelpReasonCode", string(directory.HelpReasonCodeClosedNow)).Value,
			Unknown: k.Label("HelpReasonCode", string(directory.HelpReasonCodeHoursUnknown)).Value,
			Unclear: map[string]string{"country": k.Say("UNCLEAR_COUNTRY"), "languages": k.Say("UNCLEAR_LANGUAGE"), "channels": k.Say("UNCLEAR_CHOICE")},
			Titles:  map[string]string{},
		}
		for code := range longNotices {
			w.Titles[string(code)] = k.Label("HelpNoticeCode", string(code)).Value
		}
		for _, kind := range channelKinds {
			w.Kinds[string(kind)] = k.verb(kind).Value
		}
		all[string(tag)] = w
	}
	words, err := json.Marshal(all) // escapes what would end a script element
	if err != nil {
		panic(err) // strings only
	}
	exit, err := json.Marshal(s.exit)
	if err != nil {
		panic(err)
	}
	c := &component{types: []byte(part("embed.d.ts"))}
	c.script = []byte(strings.NewReplacer("/*words*/{}", string(words), `"/*exit*/"`, string(exit)).Replace(part("embed.js")))
	sum := sha512.Sum384(c.script)
	c.integrity = "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
	c.version = fmt.Sprintf("%x", sum[:10])
	var zipped bytes.Buffer
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(c.script)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err) // into memory
	}
	c.zipped = zipped.Bytes()
	return c
}

func part(name string) string {
	text, err := embedded.ReadFile("embed/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return string(text)
}

// Embed serves what other sites build in: the component under a name that always has the newest, and under one
// that never changes; its integrity; its types. The answers are for everybody and hold nothing of who asks.
//
//	GET /embed.js  /embed.js.sri  /embed.d.ts  /embed/{file}
func (s *Site) Embed() http.Handler {
	c := s.component()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /embed.js", func(w http.ResponseWriter, r *http.Request) {
		c.serve(w, r, "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800")
	})
	mux.HandleFunc("GET /embed/{file}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("file") != c.version+".js" {
			static(w.Header(), "text/plain; charset=utf-8", "no-store")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte("This version is not here. /embed.js has the newest, /embed.js.sri its name and integrity.\n"))
			return
		}
		c.serve(w, r, "public, max-age=31536000, immutable")
	})
	mux.HandleFunc("GET /embed.js.sri", func(w http.ResponseWriter, _ *http.Request) {
		static(w.Header(), "text/plain; charset=utf-8", "public, max-age=300")
		_, _ = fmt.Fprintf(w, "%s /embed/%s.js\n", c.integrity, c.version)
	})
	mux.HandleFunc("GET /embed.d.ts", func(w http.ResponseWriter, _ *http.Request) {
		static(w.Header(), "text/plain; charset=utf-8", "public, max-age=300")
		_, _ = w.Write(c.types)
	})
	return mux
}

func (c *component) serve(w http.ResponseWriter, r *http.Request, caching string) {
	h := w.Header()
	static(h, "text/javascript; charset=utf-8", caching)
	h.Set("Vary", "Accept-Encoding")
	etag := `"` + c.version + `"`
	h.Set("ETag", etag)
	if strings.Contains(r.Header.Get("If-None-Match"), `"`+c.version) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := c.script
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		h.Set("ETag", `"`+c.version+`-gzip"`)
		body = c.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client may have left
}

// static are the headers of what any site may use.
func static(h http.Header, kind, caching string) {
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", caching)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}
