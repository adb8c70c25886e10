package httpapi

import (
	"net/http"
	"strings"
)

// media is one of the two types an answer can have.
type media uint8

const (
	mediaJSON    media = iota // application/json: what clients of before the draft expect
	mediaGraphQL              // application/graphql-response+json: the status code tells the outcome
	mediaNone                 // neither is acceptable
)

var mediaNames = [...]string{"application/json", "application/graphql-response+json"}

// negotiate reads an Accept header (RFC 9110 section 12.5.1). Without one, or with wildcards only, the
// answer is application/json; where the client names both alike, it is the newer type.
func negotiate(accept []string) media {
	switch len(accept) {
	case 0:
		return mediaJSON
	case 1:
		switch accept[0] { // what most clients send, decided without reading
		case "", "*/*", "application/json":
			return mediaJSON
		case "application/graphql-response+json",
			"application/graphql-response+json, application/json",
			"application/graphql-response+json,application/json",
			"application/graphql-response+json, application/json;q=0.9":
			return mediaGraphQL
		}
	}
	var q, specificity [2]int // q in thousandths; the most specific range decides
	for _, line := range accept {
		for item := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(item, ";")
			name = strings.ToLower(strings.TrimSpace(name))
			weight, ok := mediaWeight(params)
			if !ok {
				continue
			}
			for m := range q {
				s := 0
				switch name {
				case mediaNames[m]:
					s = 3
				case "application/*":
					s = 2
				case "*/*":
					s = 1
				}
				if s > specificity[m] || s != 0 && s == specificity[m] && weight > q[m] {
					specificity[m], q[m] = s, weight
				}
			}
		}
	}
	switch {
	case q[mediaJSON] == 0 && q[mediaGraphQL] == 0:
		return mediaNone
	case q[mediaGraphQL] > q[mediaJSON]:
		return mediaGraphQL
	case q[mediaGraphQL] == q[mediaJSON] && specificity[mediaGraphQL] == 3:
		return mediaGraphQL
	}
	return mediaJSON
}

// mediaOf is negotiate for error answers, which have to have some type.
func mediaOf(r *http.Request) media {
	if m := negotiate(r.Header["Accept"]); m != mediaNone {
		return m
	}
	return mediaJSON
}

// mediaWeight reads the parameters of a media range. It is not ok when they ask for a charset that we
// do not write.
func mediaWeight(params string) (int, bool) {
	weight := 1000
	for p := range strings.SplitSeq(params, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		switch strings.ToLower(k) {
		case "q":
			weight = qvalue(v)
		case "charset":
			if !isUTF8(v) {
				return 0, false
			}
		}
	}
	return weight, true
}

func isUTF8(charset string) bool {
	charset = strings.Trim(charset, `"`)
	return strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// qvalue reads a weight of at most three decimals as thousandths; anything else weighs nothing.
func qvalue(s string) int {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 5 || s[0] != '0' && s[0] != '1' || len(s) > 1 && s[1] != '.' {
		return 0
	}
	n, unit := int(s[0]-'0')*1000, 100
	for i := 2; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		n += int(s[i]-'0') * unit
		unit /= 10
	}
	return min(n, 1000)
}

// acceptsBody tells whether a POST's Content-Type is JSON in UTF-8, the one kind of body taken. No page
// of another site can send it without a preflight.
func acceptsBody(contentType []string) bool {
	if len(contentType) != 1 {
		return false
	}
	if contentType[0] == "application/json" {
		return true
	}
	name, params, _ := strings.Cut(contentType[0], ";")
	if !strings.EqualFold(strings.TrimSpace(name), "application/json") {
		return false
	}
	for p := range strings.SplitSeq(params, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(k, "charset") && !isUTF8(v) {
			return false
		}
	}
	return true
}
