package site

import (
	"bytes"
	"embed"
	"html/template"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

//go:embed developers
var developerFiles embed.FS

// placeholder stands in the examples for the address of the server that shows them.
const placeholder = "https://directory.example"

// snippets are the examples in the order of the page. Tests in internal/conformance run those that can be run there.
var snippets = []snippet{
	{ID: "curl", Name: "curl", file: "curl.sh"},
	{ID: "javascript", Name: "JavaScript", file: "javascript.mjs"},
	{ID: "go", Name: "Go", file: "go.txt"},
	{ID: "python", Name: "Python", file: "python.py"},
	{ID: "kotlin", Name: "Kotlin (JVM 11 or later)", file: "kotlin.kt"},
	{ID: "swift", Name: "Swift", file: "swift.swift"},
}

type snippet struct {
	ID, Name, Text string
	file           string
}

var (
	developerStyle = lines(developerFile("page.css"))
	developerPage  = template.Must(template.New("developers").Parse(strings.Replace(developerFile("page.html"), "/*style*/", developerStyle, 1)))
)

// developerPolicy lets the live example work: the component, and its questions to this server.
var developerPolicy = "default-src 'none'; style-src '" + hash(developerStyle) + "'; script-src 'self'; connect-src 'self'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func developerFile(name string) string {
	text, err := developerFiles.ReadFile("developers/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return string(text)
}

// Developers serves "GET /developers": how to build on the directory, with examples for this very server.
func (s *Site) Developers() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := originOf(r.Host)
		c := s.component()
		view := struct {
			Origin, Tag, Frame string
			Snippets           []snippet
		}{
			Origin: origin,
			Tag: `<script defer src="` + origin + `/embed/` + c.version + `.js"` + "\n" + `  integrity="` + c.integrity + `" crossorigin="anonymous"></script>` + "\n" +
				`<blue-heart-hotlines country="MD" languages="uk,ro">` + "\n" + `  <a href="` + origin + `/" rel="noreferrer">Find help</a>` + "\n" + `</blue-heart-hotlines>`,
			Frame: `<iframe src="` + origin + `/embed?country=MD&languages=uk,ro" title="Hotlines" width="400" height="800"></iframe>`,
		}
		for _, one := range snippets {
			one.Text = strings.ReplaceAll(developerFile(one.file), placeholder, origin)
			view.Snippets = append(view.Snippets, one)
		}
		var page bytes.Buffer
		if err := developerPage.Execute(&page, view); err != nil {
			panic(err) // the template and its view do not belong together
		}
		developerHeaders(w.Header(), "text/html; charset=utf-8", developerPolicy)
		// The examples name the host that was asked for, which is what a client says. A cache that keys by path alone would
		// give everybody the address that one of them made up.
		w.Header().Set("Cache-Control", "private, max-age=300")
		w.Header().Set("Content-Length", strconv.Itoa(page.Len()))
		_, _ = page.WriteTo(w) // the client may have left
	})
}

var plainHost = regexp.MustCompile(`^[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?$|^\[[0-9A-Fa-f:]{2,45}\](:[0-9]{1,5})?$`)

// originOf is the address of this server as its readers write it. Behind a proxy that ends TLS nothing says so;
// only on a loopback address is there none.
func originOf(host string) string {
	if !plainHost.MatchString(host) {
		return placeholder
	}
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if ip := net.ParseIP(strings.Trim(name, "[]")); name == "localhost" || ip != nil && ip.IsLoopback() {
		return "http://" + host
	}
	return "https://" + host
}
