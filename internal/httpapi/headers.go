package httpapi

import "net/http"

// Header values that are the same for every answer: shared, never written to.
var (
	nosniff        = []string{"nosniff"}
	noReferrer     = []string{"no-referrer"}
	crossOrigin    = []string{"cross-origin"}
	apiPolicy      = []string{"default-src 'none'; frame-ancestors 'none'"}
	noStore        = []string{"no-store"}
	varyAnswer     = []string{"Accept, Accept-Language, Accept-Encoding, Authorization"}
	varyOrigin     = []string{"Origin, " + varyAnswer[0]} // in one line: some caches look at one only
	contentTypes   = [...][]string{{"application/json; charset=utf-8"}, {"application/graphql-response+json; charset=utf-8"}}
	allowAll       = []string{"GET, HEAD, POST, OPTIONS"}
	allowPost      = []string{"POST, OPTIONS"}
	encodingGzip   = []string{"gzip"}
	encodingZstd   = []string{"zstd"}
	connectionEnds = []string{"close"}
)

// SecurityHeaders sets what every answer of the API carries: data only, never a page, readable from any
// site because it is public, and no trace of who asked in a Referer.
func SecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["X-Content-Type-Options"] = nosniff
		h["Referrer-Policy"] = noReferrer
		h["Cross-Origin-Resource-Policy"] = crossOrigin
		h["Content-Security-Policy"] = apiPolicy
		next.ServeHTTP(w, r)
	})
}
