package api

import (
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// assetBase is the address of a module's built files; a new digest is a new address.
func assetBase(m plugin) string { return "/assets/m/" + m.Name + "/" + m.digest + "/" }

// pages mounts what browsers look at.
func (e *edge) pages() {
	shell := http.HandlerFunc(e.shell)
	for _, pattern := range []string{"/", "/o/{tenant}", "/o/{tenant}/{path...}"} {
		e.adapter.Mount(http.MethodGet, pattern, shell)
	}
	e.adapter.Mount(http.MethodGet, "/p/{tenant}/{module}/{page}", http.HandlerFunc(e.publicPage))
	e.adapter.Mount(http.MethodPost, "/p/{tenant}/{module}/{page}", http.HandlerFunc(e.publicPage))
	e.adapter.Mount(http.MethodGet, "/w/{tenant}/{module}/{page}", http.HandlerFunc(e.framePage))
	e.adapter.Mount(http.MethodPost, "/w/{tenant}/{module}/{page}", http.HandlerFunc(e.framePage))
	e.adapter.Mount(http.MethodGet, "/g/{tenant}/{module}/{element}", http.HandlerFunc(e.guestPage))
	e.adapter.Mount(http.MethodPost, "/g/{tenant}/{module}/{element}", http.HandlerFunc(e.guestPage))
	e.adapter.Mount(http.MethodGet, "/embed.js", http.HandlerFunc(e.loader))
	e.adapter.Mount(http.MethodGet, "/assets/m/{module}/{digest}/{path...}", http.HandlerFunc(e.moduleAsset))
	e.adapter.Mount(http.MethodGet, "/assets/{path...}", http.HandlerFunc(e.consoleAsset))
	e.adapter.Mount(http.MethodGet, "/docs", http.HandlerFunc(e.docsPage))
	e.adapter.Mount(http.MethodGet, "/t/{tenant}/docs", http.HandlerFunc(e.docsPage))
	e.adapter.Mount(http.MethodGet, "/docs/{file}", http.HandlerFunc(e.docsFile))
	e.adapter.Mount(http.MethodGet, "/problems", http.HandlerFunc(e.problemIndex))
	e.adapter.Mount(http.MethodGet, "/problems/{code}", http.HandlerFunc(e.problemPage))
	e.adapter.Mount(http.MethodGet, "/openapi.json", http.HandlerFunc(e.coreDocument))
	e.adapter.Mount(http.MethodGet, "/t/{tenant}/openapi.json", http.HandlerFunc(e.tenantDocument))
	if e.Metrics != nil {
		e.adapter.Mount(http.MethodGet, "/metrics", e.Metrics)
	}
}

// html writes a page with the policy that lets it load our own files only, unless it has a policy already.
func html(w http.ResponseWriter, status int, page []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Content-Security-Policy") == apiPolicy {
		h.Set("Content-Security-Policy", pagePolicy)
	}
	h.Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	_, _ = w.Write(page) // the client may have gone
}

// shell is the console: one page, whose script reads the address.
func (e *edge) shell(w http.ResponseWriter, r *http.Request) {
	page, err := e.consoleFile("index.html")
	if err != nil {
		page = []byte("<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Ribambelle</title><p>The console is not built. The API is described at <a href=\"/docs\">/docs</a>.</p></html>")
	}
	html(w, http.StatusOK, page)
}

func (e *edge) consoleFile(name string) ([]byte, error) {
	if e.Console == nil {
		return nil, fs.ErrNotExist
	}
	return fs.ReadFile(e.Console, name)
}

// wantsPage tells a browser that follows a link from a script that asks for data.
func wantsPage(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html")
}

func (e *edge) moduleAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("path")
	content, err := e.Modules.Asset(r.Context(), r.PathValue("module"), r.PathValue("digest"), name)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	sendFile(w, name, content)
}

func (e *edge) consoleAsset(w http.ResponseWriter, r *http.Request) {
	if e.Console == nil {
		e.refuse(w, r, fault.Missing("file"))
		return
	}
	e.file(w, r, e.Console, path.Join("assets", r.PathValue("path")))
}

// loader is what other portals load: the element that puts a widget's frame into their page.
func (e *edge) loader(w http.ResponseWriter, r *http.Request) {
	text, err := e.consoleFile("embed.js")
	if err != nil {
		e.refuse(w, r, fault.Missing("file"))
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	shareable(w.Header())
	_, _ = w.Write(text) // the client may have gone
}

func (e *edge) file(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	content, err := readFile(files, name)
	if err != nil {
		e.refuse(w, r, fault.Missing("file"))
		return
	}
	sendFile(w, name, content)
}

// sendFile sends a built file. Its address carries a digest, so browsers keep it; frames without an origin of
// their own load it too.
func sendFile(w http.ResponseWriter, name string, content []byte) {
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) {
	case ".js", ".mjs":
		kind = "text/javascript; charset=utf-8"
	case ".html", ".htm", ".xhtml", ".xml", "":
		kind = "application/octet-stream" // a module's own page would speak with our origin's authority
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	shareable(w.Header())
	_, _ = w.Write(content) // the client may have gone
}

func readFile(files fs.FS, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrInvalid
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return nil, errors.Join(err, fs.ErrNotExist)
	}
	return io.ReadAll(f)
}
