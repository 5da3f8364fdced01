package api

import (
	"net/http"
	"strings"
)

// What pages may load: our own files, nothing else. Styles set by script on elements are allowed since
// components compute colours; inline scripts are not.
const (
	ourFiles = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
		"font-src 'self'; form-action 'self'; base-uri 'none'; "
	pagePolicy = ourFiles + "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; frame-ancestors 'none'"
	// framePolicy ends with the sites whose pages may show the frame.
	framePolicy = ourFiles + "connect-src 'self'; worker-src 'self' blob:; frame-ancestors "
	apiPolicy   = "default-src 'none'; frame-ancestors 'none'"
)

// secured sets the headers that every answer has; pages replace the policy by their own.
func secured(h http.Header, secure bool) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", apiPolicy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
	h.Set("Cache-Control", "no-store")
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// overTLS reports whether the browser came by https. Behind a proxy the public address says so.
func (e *edge) overTLS(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(e.URL, "https://")
}

// shareable lets a page of another origin load an answer that says nothing about anybody.
func shareable(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// framed sets the headers of a page that stands in the pages of other sites, isolated ones included.
func framed(h http.Header, sites []string) {
	h.Set("Content-Security-Policy", framePolicy+strings.Join(sites, " "))
	h.Del("X-Frame-Options") // an older word for frame-ancestors, without a list
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
}
