package api

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
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

// html writes a page with the policy that lets it load our own files only.
func html(w http.ResponseWriter, status int, page []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", pagePolicy)
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

// barePublicShell stands for the console's public page as long as the console is not built.
const barePublicShell = `<!doctype html>
<html lang="{{.Language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>{{.Title}}</title>
{{if .Script}}<script type="module" src="{{.Script}}"></script>{{end}}
</head>
<body>
{{if .Element}}{{.Element}}<noscript><p>Cette page a besoin de JavaScript. / This page needs JavaScript.</p></noscript>
{{else}}<main><h1>Fermé pour le moment</h1><p>Cette page n’est pas ouverte en ce moment. La personne qui vous l’a donnée pourra vous en dire plus.</p>
<p lang="en">Closed for now. Whoever gave you this address can tell you more.</p></main>
{{end}}</body>
</html>
`

// publicShell is the page of somebody without an account: the organisation's name, the module's script and its
// element. The console brings it, with its styles.
func (e *edge) publicShell() (*template.Template, error) {
	text, err := e.consoleFile("public.html")
	if errors.Is(err, fs.ErrNotExist) {
		text = []byte(barePublicShell)
	} else if err != nil {
		return nil, fmt.Errorf("reading the public page: %w", err)
	}
	return template.New("public").Parse(string(text))
}

type publicData struct {
	Language, Title, Script string
	Element                 template.HTML
}

// publicPage answers the same closed page for a module that is off, a page that is not there and an
// organisation that is not there. Whatever stands after # in the address never arrives here.
func (e *edge) publicPage(w http.ResponseWriter, r *http.Request) {
	data, err := e.public(r)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	shell, err := e.publicShell()
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	var page bytes.Buffer
	if err := shell.Execute(&page, data); err != nil {
		e.refuse(w, r, err)
		return
	}
	status := http.StatusOK
	if data.Element == "" {
		status = http.StatusNotFound
	}
	html(w, status, page.Bytes())
}

func (e *edge) public(r *http.Request) (publicData, error) {
	closed := publicData{Language: "fr", Title: "Fermé pour le moment"}
	t, err := e.Tenants.BySlug(r.Context(), r.PathValue("tenant"))
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return closed, nil
		}
		return closed, err
	}
	closed.Language = first(t.Languages)
	on, err := e.modulesOn(r.Context(), t.ID)
	if err != nil {
		return closed, err
	}
	for _, m := range on {
		i := slices.IndexFunc(m.Widgets, func(w sdk.Widget) bool {
			return m.Name == r.PathValue("module") && w.Place == sdk.PlacePublic && w.Page == r.PathValue("page")
		})
		if i >= 0 {
			return publicData{
				Language: closed.Language, Title: t.Name, Script: assetBase(m) + m.Widgets[i].Script,
				Element: element(m.Widgets[i].Element, t.Slug),
			}, nil
		}
	}
	return closed, nil
}

// element writes the custom element's tag. Its name was checked when the module was made.
func element(name, slug string) template.HTML {
	slug = template.HTMLEscapeString(slug)
	return template.HTML("<" + name + ` tenant="` + slug + `" api="/t/` + slug + `"></` + name + ">") //nolint:gosec // names of elements match a strict pattern
}

func (e *edge) moduleAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("path")
	content, digest, err := e.Modules.Asset(r.Context(), r.PathValue("module"), name)
	switch {
	case err != nil:
		e.refuse(w, r, err)
	case digest != r.PathValue("digest"):
		e.refuse(w, r, fault.Missing("file"))
	default:
		sendFile(w, name, content)
	}
}

func (e *edge) consoleAsset(w http.ResponseWriter, r *http.Request) {
	if e.Console == nil {
		e.refuse(w, r, fault.Missing("file"))
		return
	}
	e.file(w, r, e.Console, path.Join("assets", r.PathValue("path")))
}

func (e *edge) file(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	content, err := readFile(files, name)
	if err != nil {
		e.refuse(w, r, fault.Missing("file"))
		return
	}
	sendFile(w, name, content)
}

// sendFile sends a built file. Its address carries a digest, so browsers keep it.
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
