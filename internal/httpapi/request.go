package httpapi

import (
	"encoding/hex"
	"net/url"
	"strings"
	"unicode/utf8"
)

// request is what a client asks, read from a body or a query string.
type request struct {
	query         string
	operationName string
	variables     map[string]any
	hash          [32]byte // of the automatic persisted query
	persisted     bool
	stranger      bool // who asks showed no credential
}

// parseBody reads the JSON body of a POST. Members that we do not know are ignored, as the draft wants.
func parseBody(body []byte) (*request, *refusal) {
	d := &jsonReader{s: body}
	switch d.peek() {
	case '{':
	case '[':
		return nil, badRequest("Batches are not supported: send one operation.")
	case 0:
		return nil, badRequest("The body is empty: a JSON object with the member query was expected.")
	default:
		return nil, badRequest("The body must be a JSON object.")
	}
	var q request
	var seen [4]bool
	var refused *refusal
	err := d.object(func(name string) error {
		n := parameterIndex(name)
		if n < 0 {
			_, err := d.value()
			return err
		}
		if seen[n] {
			return d.fail("A member is named twice")
		}
		seen[n] = true
		v, err := d.value()
		if err == nil && refused == nil {
			refused = q.set(name, v)
		}
		return err
	})
	if err == nil {
		err = d.end()
	}
	if err != nil {
		return nil, badRequest(err.Error() + ".")
	}
	if refused == nil {
		refused = q.complete()
	}
	return &q, refused
}

// parseQueryString reads the parameters of a GET.
func parseQueryString(raw string) (*request, *refusal) {
	if strings.IndexByte(raw, ';') >= 0 {
		return nil, badRequest("The query string holds an unescaped semicolon.")
	}
	var q request
	var seen [4]bool
	for part := range strings.SplitSeq(raw, "&") {
		k, v, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(k)
		if err != nil {
			return nil, badRequest("The query string is not valid percent-encoding.")
		}
		n := parameterIndex(name)
		if n < 0 {
			continue
		}
		if seen[n] {
			return nil, badRequest("The parameter " + name + " is given twice.")
		}
		seen[n] = true
		text, err := url.QueryUnescape(v)
		if err != nil {
			return nil, badRequest("The query string is not valid percent-encoding.")
		}
		if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
			return nil, badRequest("The parameter " + name + " is not text in UTF-8, or holds the character U+0000.")
		}
		var value any = text
		if name == "variables" || name == "extensions" {
			if text == "" {
				continue
			}
			d := &jsonReader{s: []byte(text)}
			if value, err = d.value(); err == nil {
				err = d.end()
			}
			if err != nil {
				return nil, badRequest("The parameter " + name + " is not valid JSON: " + err.Error() + ".")
			}
		}
		if refused := q.set(name, value); refused != nil {
			return nil, refused
		}
	}
	return &q, q.complete()
}

func parameterIndex(name string) int {
	switch name {
	case "query":
		return 0
	case "operationName":
		return 1
	case "variables":
		return 2
	case "extensions":
		return 3
	}
	return -1
}

// set takes one parameter; null means that it is absent.
func (q *request) set(name string, v any) *refusal {
	if v == nil {
		return nil
	}
	var ok bool
	switch name {
	case "query":
		if q.query, ok = v.(string); !ok {
			return badRequest("query must be a string.")
		}
	case "operationName":
		if q.operationName, ok = v.(string); !ok {
			return badRequest("operationName must be a string or null.")
		}
	case "variables":
		if q.variables, ok = v.(map[string]any); !ok {
			return badRequest("variables must be an object or null.")
		}
	case "extensions":
		extensions, ok := v.(map[string]any)
		if !ok {
			return badRequest("extensions must be an object or null.")
		}
		return q.setPersisted(extensions["persistedQuery"])
	}
	return nil
}

func (q *request) setPersisted(v any) *refusal {
	if v == nil {
		return nil
	}
	p, ok := v.(map[string]any)
	if !ok {
		return badRequest("extensions.persistedQuery must be an object.")
	}
	if version, _ := p["version"].(int64); version != 1 {
		return badRequest("extensions.persistedQuery.version must be 1.")
	}
	text, _ := p["sha256Hash"].(string)
	if len(text) != hex.EncodedLen(len(q.hash)) {
		return badRequest("extensions.persistedQuery.sha256Hash must be 64 hexadecimal digits.")
	}
	if _, err := hex.Decode(q.hash[:], []byte(text)); err != nil {
		return badRequest("extensions.persistedQuery.sha256Hash must be 64 hexadecimal digits.")
	}
	q.persisted = true
	return nil
}

// complete fails when there is nothing to run.
func (q *request) complete() *refusal {
	if q.query == "" && !q.persisted {
		return badRequest("The parameter query is missing.")
	}
	return nil
}
