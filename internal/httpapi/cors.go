package httpapi

import (
	"net/http"
	"strings"

	"github.com/rs/cors"
)

var exposedHeaders = []string{
	"ETag", "Retry-After", "X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
	"Accept-Ranges", "Content-Range", "Repr-Digest", // of files
}

// origins decides which sites may read answers, and which may send tokens and mutations.
type origins struct {
	cors   *cors.Cors
	any    bool
	expose []string
	cross  *http.CrossOriginProtection
}

func newOrigins(allowed []string) origins {
	o := origins{any: len(allowed) == 0, cross: http.NewCrossOriginProtection()}
	headers := []string{
		"Content-Type", "Accept-Language", "If-None-Match", "Range", "If-Range",
		"Apollo-Require-Preflight", "X-Apollo-Operation-Name",
		"Apollographql-Client-Name", "Apollographql-Client-Version",
	}
	if o.any {
		allowed = []string{"*"}
	} else {
		headers = append(headers, "Authorization")
	}
	o.cors = cors.New(cors.Options{
		AllowedOrigins: allowed,
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost},
		AllowedHeaders: headers,
		ExposedHeaders: exposedHeaders,
		MaxAge:         7200,
	})
	var joined strings.Builder
	joined.WriteString(exposedHeaders[0])
	for _, h := range exposedHeaders[1:] {
		joined.WriteString(", " + h)
	}
	o.expose = []string{joined.String()}
	return o
}

// strange tells whether a request comes from a page of a site that may read and no more. Programs, which send
// neither Origin nor Sec-Fetch-Site, are no page.
func (o *origins) strange(r *http.Request) bool {
	return o.cross.Check(r) != nil && (o.any || !o.cors.OriginAllowed(r))
}

var anyOrigin = []string{"*"}

// CORS lets the pages of any site (or of the configured ones) read answers, never with cookies. Only pages of
// configured sites may send a token: one that is typed into a page of a site that the operator does not know
// is a token given away.
//
// When any origin may read, the two headers are on every answer and Origin is not in Vary: a shared
// cache then keeps one copy, and one that was first asked for without Origin serves pages too.
func (a *API) CORS(next http.Handler) http.Handler {
	checked := a.origins.cors.Handler(next)
	if !a.origins.any {
		return checked
	}
	expose := a.origins.expose
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions {
			checked.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h["Access-Control-Allow-Origin"] = anyOrigin
		h["Access-Control-Expose-Headers"] = expose
		next.ServeHTTP(w, r)
	})
}

// SameOrigin refuses requests that change something and come from a page of another site, for the routes
// that are not under CORS. The GraphQL endpoint asks the same of mutations only: queries may come from any
// page. It reads no cookie, so what a page of another site could misuse is the reader's budget and address.
func SameOrigin(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(next)
}
