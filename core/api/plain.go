package api

import (
	"bytes"
	"fmt"
	"html/template"
	"mime"
	"net/http"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// plain asks a module for what browsers without JavaScript show of a public page. The module sees a stranger,
// whoever asks; a form that is sent comes back the same way, at the pace that its sender's network address may keep. It returns nothing where the module has no such page.
func (e *edge) plain(r *http.Request, o opening) (status int, text template.HTML, err error) {
	if o.widget.Plain == "" {
		if r.Method != http.MethodGet {
			return 0, "", fault.New(fault.Unsupported, "method-not-allowed", "%s is not possible here; GET is.", r.Method)
		}
		return http.StatusOK, "", nil
	}
	asked := keyless(stranger(r))
	asked.URL.Path, asked.URL.RawPath = o.widget.Plain, ""
	at, _ := e.belowModule(r.Context(), r.Method, "/t/"+o.tenant.Slug+"/"+o.module.Name+o.widget.Plain)
	c, err := e.arriveAt(asked, at.home, at.absent)
	if err != nil {
		return 0, "", err
	}
	s := served{call: c, module: at.module}
	if s.state, err = c.on(o.module.Name); err != nil {
		return 0, "", err
	}
	page := &page{header: http.Header{}}
	if err := e.forward(page, asked, s, at); err != nil {
		if fault.From(err).Code == tooManyForms {
			return http.StatusTooManyRequests, pausedForms, nil
		}
		return 0, "", err
	}
	if kind, _, _ := mime.ParseMediaType(page.header.Get("Content-Type")); kind != "text/html" {
		return 0, "", fmt.Errorf("the plain page of %s is %q, not HTML", o.widget.Element, kind)
	}
	return page.status, template.HTML(page.String()), nil //nolint:gosec // of a module that is built and signed with the core
}

// pausedForms is what the sender of too many forms reads.
const pausedForms = template.HTML(`<h1>Un instant</h1>
<p>Beaucoup de formulaires viennent d’arriver de votre connexion. Attendez dix minutes, revenez en arrière, puis envoyez-le de nouveau.</p>
<p lang="en"><strong>One moment.</strong> Many forms have just come from your connection. Wait ten minutes, go back, then send it again.</p>`)

// page is an answer that becomes part of another.
type page struct {
	bytes.Buffer
	header http.Header
	status int
}

// Header implements http.ResponseWriter.
func (p *page) Header() http.Header { return p.header }

// WriteHeader implements http.ResponseWriter.
func (p *page) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
}

// Write implements http.ResponseWriter.
func (p *page) Write(text []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	return p.Buffer.Write(text)
}
