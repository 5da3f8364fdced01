package api

import (
	"net/http"

	"github.com/ribambelle/ribambelle/sdk"
)

// A guest is a module that did not come with the server. Its HTML and scripts live in frames without an origin: no
// cookie, no storage, no network, nothing of the page around. That page fetches for them, at the addresses of their own
// module only (rb-guest, of the console).
const (
	guestMay    = "allow-scripts allow-forms"
	guestPolicy = "sandbox " + guestMay + "; default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
		"font-src 'self'; form-action 'self'; base-uri 'none'; webrtc 'block'; frame-ancestors 'self'"
)

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
	h := w.Header()
	h.Set("Content-Security-Policy", guestPolicy)
	h.Del("X-Frame-Options") // an older word for frame-ancestors
	h.Set("X-DNS-Prefetch-Control", "off")
	e.writeShell(w, r, "guest.html", status, data)
}

// guestFrame is what a public page of ours shows of a guest.
type guestFrame struct {
	Tenant, Module, Title string
	Source                string // address of the document within
}

// housed is the shell of a guest's public page. The rest of its address goes to the frame.
func housed(r *http.Request, o opening) publicData {
	source := "/g/" + o.tenant.Slug + "/" + o.module.Name + "/" + o.widget.Element
	if r.URL.RawQuery != "" {
		source += "?" + r.URL.RawQuery
	}
	spoken := o.spoken(r)
	return publicData{
		Language: spoken, Title: o.tenant.Name, Foot: footOf(o.tenant),
		Guest: &guestFrame{Tenant: o.tenant.Slug, Module: o.module.Name, Title: o.widget.Title[spoken], Source: source},
	}
}
