package api

import (
	"embed"
	"io/fs"
	"net/http"
	"path"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// docsFiles is the page that renders an OpenAPI document, with its style and script: no request leaves the host.
//
//go:embed docs
var docsFiles embed.FS

// docsPage shows the document beside it: /openapi.json, or the organisation's.
func (e *edge) docsPage(w http.ResponseWriter, r *http.Request) {
	page, err := docsFiles.ReadFile("docs/index.html")
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	html(w, http.StatusOK, page)
}

func (e *edge) docsFile(w http.ResponseWriter, r *http.Request) {
	name := path.Join("docs", r.PathValue("file"))
	kind := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}[path.Ext(name)]
	content, err := fs.ReadFile(docsFiles, name)
	if err != nil || kind == "" {
		e.refuse(w, r, fault.Missing("file"))
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(content) // the client may have gone
}
