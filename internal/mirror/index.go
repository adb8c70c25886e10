package mirror

import (
	"bytes"
	"html/template"
)

// page is for people who open the mirror in a browser. It loads nothing from anywhere.
var page = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{{.Stamp.Source}}: a copy</title>
<main>
<h1>{{.Stamp.Source}}</h1>
<p><strong>In immediate danger, call the emergency number of the country you are in.</strong></p>
<p>This is a copy of revision {{.Stamp.Revision}}{{with .Stamp.Updated}}, last changed on {{.}}{{end}}. Licence: {{.Stamp.Licence}}.</p>
{{range .Stamp.Warnings}}<p>{{.}}</p>
{{end}}<p><a href="directory.json">Everything</a>, <a href="directory.json.sha256">its SHA-256</a> and <a href="directory.json.sig">its signature</a>.</p>
<ul>
{{range .Countries}}<li><a href="countries/{{.Code}}.json">{{.Code}}</a>: {{.Count}}
{{end}}</ul>
</main>
</html>
`))

type country struct {
	Code  string
	Count int
}

// writeIndex writes the page that leads to everything in a copy.
func writeIndex(path string, s *stamp, counts map[string]int) error {
	var all []country
	for _, code := range sorted(counts) {
		all = append(all, country{code, counts[code]})
	}
	var text bytes.Buffer
	if err := page.Execute(&text, map[string]any{"Stamp": s, "Countries": all}); err != nil {
		return err
	}
	return writeFile(path, text.Bytes())
}
