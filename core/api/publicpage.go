package api

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/widget"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// bareShell stands for the console's public page and frame as long as the console is not built.
const bareShell = `<!doctype html>
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
{{if .Element}}{{.Element}}{{if .Scripted}}<noscript><p>Cette page a besoin de JavaScript. / This page needs JavaScript.</p></noscript>{{end}}
{{else}}<main><h1>Fermé pour le moment</h1><p>Cette page n’est pas ouverte en ce moment. La personne qui vous l’a donnée pourra vous en dire plus.</p>
<p lang="en">Closed for now. Whoever gave you this address can tell you more.</p></main>
{{end}}</body>
</html>
`

// publicData is what the shells show: the organisation's name, the module's script and its element.
type publicData struct {
	Language, Title, Script string
	Element                 template.HTML // empty when closed
	Scripted                bool          // the element is nothing without JavaScript
	Page                    string        // address of the whole page, for frames
	Foot                    string        // the last line; in French and in English too
	FootFrench, FootEnglish string
}

// publicPage shows a module's page to somebody without an account. It answers the same closed page for a module
// that is off, a page that is not there and an organisation that is not there. Whatever stands after # in the
// address never arrives here.
func (e *edge) publicPage(w http.ResponseWriter, r *http.Request) {
	open, err := e.open(r, pageNamed(r.PathValue("page")))
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	if open.guest() {
		e.writeShell(w, r, "public.html", http.StatusOK, housed(r, open))
		return
	}
	status, data, err := e.shown(r, open, "")
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	e.writeShell(w, r, "public.html", status, data)
}

// opening is a public page that was asked for; zero but for the language when it is closed.
type opening struct {
	tenant   tenant.Tenant
	module   plugin
	widget   sdk.Widget
	language string
}

func (o opening) closed() bool { return o.widget.Element == "" }

// pageNamed tells the public widget with a page of that name.
func pageNamed(name string) func(sdk.Widget) bool {
	return func(w sdk.Widget) bool { return w.Place == sdk.PlacePublic && w.Page == name }
}

// open finds the widget that an address means.
func (e *edge) open(r *http.Request, means func(sdk.Widget) bool) (opening, error) {
	shut := opening{language: "fr"}
	t, err := e.Tenants.BySlug(r.Context(), r.PathValue("tenant"))
	if err != nil {
		return shut, closing(err)
	}
	shut.tenant, shut.language = t, first(t.Languages)
	if !t.Standing.Open() {
		return shut, nil
	}
	m, err := e.installed(r.PathValue("module"), t.ID)
	if err != nil {
		return shut, closing(err)
	}
	state, err := e.stateOf(r.Context(), t.ID, m.Name)
	if err != nil {
		return shut, err
	}
	if i := slices.IndexFunc(m.Widgets, means); i >= 0 && state.On && m.mayOpen(m.Widgets[i], state) {
		return opening{t, m, m.Widgets[i], shut.language}, nil
	}
	return shut, nil
}

// closing drops the news that there is nothing: that page is a closed one.
func closing(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// mayOpen reports whether the organisation agrees that strangers see a widget.
func (m plugin) mayOpen(w sdk.Widget, state tenant.Module) bool {
	return w.Place != sdk.PlacePublic || m.bundled || slices.Contains(state.Consented, sdk.GrantPublic)
}

// shown is what a shell shows of an opening; key is the embed key of a frame.
func (e *edge) shown(r *http.Request, o opening, key string) (int, publicData, error) {
	if o.closed() {
		return http.StatusNotFound, publicData{Language: o.language, Title: "Fermé pour le moment"}, nil
	}
	status, plain, err := e.plain(r, o)
	if err != nil {
		return 0, publicData{}, err
	}
	plain = typeset(o.tenant.Wording, o.spoken(r), plain)
	if plain != "" && r.Method == http.MethodGet {
		plain = o.otherTongues(r) + plain
	}
	data := o.shell(r)
	data.Script, data.Scripted = assetBase(o.module)+o.widget.Script, plain == ""
	data.Element = element(o.widget.Element, o.tenant.Slug, key, plain)
	data.Page = "/p/" + o.tenant.Slug + "/" + o.module.Name + "/" + o.widget.Page
	return status, data, nil
}

// shell is what a shell shows around any widget.
func (o opening) shell(r *http.Request) publicData {
	spoken, foot := o.spoken(r), footOf(o.tenant)
	return publicData{Language: spoken, Title: o.tenant.Name, Foot: foot[spoken], FootFrench: foot["fr"], FootEnglish: foot["en"]}
}

// element writes the custom element's tag around what browsers without JavaScript show. Its name was checked
// when the module was made.
func element(name, slug, key string, plain template.HTML) template.HTML {
	var attributes string
	for _, a := range [][2]string{{"tenant", slug}, {"api", "/t/" + slug}, {"embed", key}} {
		if a[1] != "" {
			attributes += " " + a[0] + `="` + template.HTMLEscapeString(a[1]) + `"`
		}
	}
	return template.HTML("<"+name+attributes+">") + plain + template.HTML("</"+name+">") //nolint:gosec // names of elements match a strict pattern
}

// framePage is a public page for the frames of other portals: an embed key says whose.
func (e *edge) framePage(w http.ResponseWriter, r *http.Request) {
	open, err := e.open(r, pageNamed(r.PathValue("page")))
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	public := r.URL.Query().Get(embedParameter)
	k, err := e.keyOf(r, open, public)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	sites := k.Origins
	if len(sites) == 0 { // shows nothing of anybody, and says so wherever it stands
		open, sites = opening{language: open.language}, []string{"*"}
	}
	status, data, err := e.shown(r, open, public)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	framed(w.Header(), sites)
	if open.guest() {
		w.Header().Add("Content-Security-Policy", "sandbox allow-popups allow-popups-to-escape-sandbox "+guestMay)
	}
	e.writeShell(w, r, "frame.html", status, data)
}

// keyOf finds the embed key of a frame; a zero one where it opens nothing here.
func (e *edge) keyOf(r *http.Request, o opening, public string) (widget.Key, error) {
	if o.closed() || !o.widget.Embed || !widget.IsPublic(public) {
		return widget.Key{}, nil
	}
	k, err := e.Embeds.Key(r.Context(), o.tenant.ID, public)
	if fault.KindOf(err) == fault.NotFound || err == nil && !k.Covers(o.module.Name) {
		return widget.Key{}, nil
	}
	return k, err
}

// writeShell answers with a page of the console's, filled in.
func (e *edge) writeShell(w http.ResponseWriter, r *http.Request, name string, status int, data publicData) {
	page, err := e.filled(name, data)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	html(w, status, page)
}

func (e *edge) filled(name string, data publicData) ([]byte, error) {
	text, err := e.consoleFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		text = []byte(bareShell)
	} else if err != nil {
		return nil, fmt.Errorf("reading the page %s: %w", name, err)
	}
	shell, err := template.New(name).Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("reading the page %s: %w", name, err)
	}
	var page bytes.Buffer
	if err := shell.Execute(&page, data); err != nil {
		return nil, fmt.Errorf("filling in the page %s: %w", name, err)
	}
	return page.Bytes(), nil
}
