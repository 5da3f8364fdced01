package module

import (
	"net/http"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// What a module sees of a request's headers, and what a caller sees of an answer's. Cookies, credentials,
// addresses to go to and rules for browsers are in neither.
func requestHeaders() []string {
	return []string{"Accept", "Accept-Language", "Content-Type", "If-Match", "If-None-Match", "Last-Event-Id"}
}

func answerHeaders() []string {
	return []string{"Cache-Control", "Content-Disposition", "Content-Language", "Content-Type", "Etag", "Last-Modified"}
}

// only keeps the listed headers. Names are canonical: net/http and the wire have made them so.
func only(h http.Header, names []string) http.Header {
	kept := make(http.Header, len(names))
	for _, name := range names {
		if values, sent := h[name]; sent {
			kept[name] = values
		}
	}
	return kept
}

// setHeaders writes a module's headers and the core's own: a browser neither guesses what the answer is nor
// runs anything in it.
func setHeaders(w http.ResponseWriter, sent http.Header) {
	for _, name := range answerHeaders() {
		if values, has := sent[name]; has {
			w.Header()[name] = values
		}
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
}

// takesBody reports whether an answer with this status may have a body (RFC 9110, sections 15.3.5 and 15.4.5).
func takesBody(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}

// checkStatus refuses statuses that are not a module's to give: interim ones, redirects, failures that should
// have been faults.
func checkStatus(status int) error {
	if status >= 200 && status < 300 || status == http.StatusNotModified || status >= 400 && status < 500 {
		return nil
	}
	return fault.New(fault.Internal, "answer-not-allowed", "The module answered with the status %d, which it may not.", status)
}
