package auth

import "strings"

// maxHeader is the most bytes an Authorization header may have. ID tokens with many claims have 2 to 4 KiB.
const maxHeader = 8 << 10

// bearer gives the token of an Authorization header. The header must be there once, name the scheme
// Bearer in whatever case (RFC 9110, section 11.1), and hold one token of visible ASCII after it. Two
// headers are refused rather than one of them chosen: a proxy in front might have chosen the other.
func bearer(values []string) (token string, ok bool) {
	if len(values) != 1 || len(values[0]) > maxHeader {
		return "", false
	}
	scheme, token, ok := strings.Cut(values[0], " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	token = strings.Trim(token, " ")
	return token, visible(token)
}

// visible tells whether a text is of visible ASCII alone, and not empty.
func visible(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return text != ""
}

// likeJWT tells whether a token has the form of a signed JWT in compact serialization: three parts. What
// is in them is the verifier's to judge.
func likeJWT(token string) bool { return strings.Count(token, ".") == 2 }
