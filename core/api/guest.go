package api

import (
	"html/template"
	"net/http"

	"github.com/ribambelle/ribambelle/sdk"
)

// A guest is a module that did not come with the server. Its HTML and scripts live in frames without an origin: no
// cookie, no storage, no network, nothing of the page around. That page fetches for them, at the addresses of their own
// module only (rb-guest, of the console).
const (
	guestMay    = "allow-scripts allow-forms"
	guestPolicy = ourFiles + "sandbox " + guestMay + "; webrtc 'block'; frame-ancestors 'self'"
)

// guest reports whether a widget is a guest's.
func (o opening) guest() bool { return !o.closed() && !o.module.bundled }

// guestPage is the document within such a frame: one widget of a guest, wherever in the console or in public it stands.
func (e *edge) guestPage(w http.ResponseWriter, r *http.Request) {
	open, err := e.open(r, func(w sdk.Widget) bool { return w.Element == r.PathValue("element") })
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	status, data, err := e.shown(r, open, "")
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	data.Page = "" // it is no page of another portal's
	h := w.Header()
	h.Set("Content-Security-Policy", guestPolicy)
	h.Del("X-Frame-Options") // an older word for frame-ancestors
	h.Set("X-DNS-Prefetch-Control", "off")
	e.writeShell(w, r, "guest.html", status, data)
}

// housed is the shell of a guest's public page: the frame, to which the rest of the address goes.
func housed(r *http.Request, o opening) publicData {
	source := "/g/" + o.tenant.Slug + "/" + o.module.Name + "/" + o.widget.Element
	if r.URL.RawQuery != "" {
		source += "?" + r.URL.RawQuery
	}
	data := o.shell(r)
	source, title := template.HTMLEscapeString(source), template.HTMLEscapeString(o.widget.Title[data.Language])
	data.Element = template.HTML(`<rb-guest tenant="` + o.tenant.Slug + `" api="/t/` + o.tenant.Slug + `" module="` + o.module.Name + `" src="` + source + `" label="` + title + //nolint:gosec // names match strict patterns, the rest is escaped
		`"><iframe src="` + source + `" title="` + title + `" sandbox="` + guestMay + `"></iframe></rb-guest>`)
	return data
}
