package mobilisation

import (
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed form.html
var formText string

// pageOfForm reads the template of a page with a form; what forms share is in it.
func pageOfForm(name, text string) *template.Template {
	return template.Must(template.Must(template.New("form").Funcs(template.FuncMap{"number": number}).Parse(formText)).New(name).Parse(text))
}

// PageAsked says in which language a page is wanted. It is exported because Huma looks into embedded types only then.
type PageAsked struct {
	Language string `query:"lang" maxLength:"20"`
}

// plainForm is what every form carries, whatever is typed in it.
type plainForm struct {
	Stamp   string
	Refusal string          // a code
	Wrong   map[string]bool // places: "name", "email", "postcode", "sign"
}

// formOf is what a form carries at first, or after a try that ended with a refusal. It keeps its stamp as long as that
// holds, so that nobody waits twice. A failure that is not the sender's comes back as the error.
func formOf(ctx context.Context, sent url.Values, purpose string, tried error) (plainForm, int, error) {
	f, status := plainForm{Stamp: sent.Get("stamp"), Wrong: map[string]bool{}}, http.StatusOK
	if tried != nil {
		refusal := fault.From(tried)
		if refusal.Kind == fault.Internal || refusal.Kind == fault.Unavailable {
			return f, 0, tried
		}
		status = sdk.StatusOf(refusal)
		f.Refusal = refusal.Code
		for _, field := range refusal.Fields {
			f.Wrong[strings.TrimPrefix(field.Pointer, "/")] = true
		}
		if refusal.Code == errSpent.Code {
			f.Stamp = ""
		}
	}
	if _, err := stampOf(ctx, f.Stamp, purpose); err != nil && fault.From(err).Code != errEarly.Code {
		if f.Stamp, err = stamped(ctx, purpose); err != nil {
			return f, 0, err
		}
	}
	return f, status, nil
}

// formPage is a page of nothing but a form.
type formPage struct {
	purpose string // of its stamp
	text    *template.Template
	form    func(ctx context.Context, c Config, language string, shared plainForm, typed url.Values) any
	send    func(ctx context.Context, asked string, typed url.Values) error
}

// formView is what such a page shows.
type formView struct {
	English bool
	Form    any    // with what was typed so far; nil where nobody can be written to
	Thanks  string // the day until which the message can be followed, once it is sent
}

// show is the page with its form as it stands after a try, or before the first.
func (p formPage) show(ctx context.Context, asked string, typed url.Values, tried error) (*sdk.Page, error) {
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	shared, status, err := formOf(ctx, typed, p.purpose, tried)
	if err != nil {
		return nil, err
	}
	language := sdk.Language(ctx, asked)
	view := formView{English: language == "en"}
	if config.ready() == nil {
		view.Form = p.form(ctx, config, language, shared, typed)
	}
	return sdk.Fill(status, p.text, view)
}

// take sends what was typed and thanks, or tells on the page what is in the way.
func (p formPage) take(ctx context.Context, asked string, body []byte) (*sdk.Page, error) {
	form, err := typed(body)
	if err != nil {
		return nil, err
	}
	if err := p.send(ctx, asked, form); err != nil {
		return p.show(ctx, asked, form, err)
	}
	language := sdk.Language(ctx, asked)
	return sdk.Fill(http.StatusOK, p.text, formView{English: language == "en", Thanks: until(ctx).In(language)})
}

// box is a choice beside its text; it stays ticked as long as the text is the one that was read.
type box struct {
	Text, Version string
	Ticked        bool
}

func boxOf(text, ticked string) box {
	version := consent.Version(text)
	return box{text, version, ticked == version}
}

// chosen is a box as a form sends it.
func chosen(form url.Values, name string) Choice {
	return Choice{Agreed: form.Get(name) != "", Version: form.Get(name)}
}

// mostTyped is the size of a form that a page sends, in bytes.
const mostTyped = 32 << 10

// readPage and sendPage are the two operations of a page: reading it, and what its form does.
func readPage(id, path, summary string, r sdk.Rules) huma.Operation {
	return sdk.Operation(huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Responses: parts()}, r)
}

func sendPage(id, path, summary string, r sdk.Rules) huma.Operation {
	r.Retry = true
	return sdk.Operation(huma.Operation{
		OperationID: id, Method: http.MethodPost, Path: path, Summary: summary, Responses: parts(), MaxBodyBytes: mostTyped, SkipValidateBody: true,
	}, r)
}

func parts() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: "A part of a page.", Content: map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

// typed reads a form as browsers send it.
func typed(body []byte) (url.Values, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, fault.New(fault.Invalid, "form-malformed", "The form cannot be read.").Because(err)
	}
	return form, nil
}
