package site

import "net/http"

// denied are the abilities of a browser that this page has no use for.
const denied = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()"

// policy lets a page run its own style and script, by their hashes, send its form here, and nothing else. The
// image is the empty icon, which keeps browsers from asking for one.
var policy = "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script) +
	"'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers are those of every page: nobody keeps it, frames it or learns of it.
func headers(h http.Header) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers older than frame-ancestors
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", denied)
	h.Set("X-Robots-Tag", "noarchive")
}
