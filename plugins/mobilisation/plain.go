package mobilisation

import (
	"bytes"
	"context"
	"html/template"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerPlain(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "public-petition-page", Method: http.MethodGet, Path: "/public/petition:page",
		Summary: "Read a petition in a browser without JavaScript", Description: "Text, addressee and count. Signing needs a script: it is what keeps robots away.",
		Responses: map[string]*huma.Response{"200": {
			Description: "A part of a page.", Content: map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}, sdk.Rules{Action: "mobilisation:public.read", Public: true, Internal: true}), d.plainPetition)
}

// html is what plain pages are.
const html = "text/html; charset=utf-8"

// plainPage is a petition for browsers without JavaScript; its texts are escaped by the template.
var plainPage = template.Must(template.New("petition").Parse(`<h1>{{.Title}}</h1>
<p>{{.To}} {{.Target}}</p>
<p><strong>{{.Count}}</strong> {{.Confirmed}}</p>
<p style="white-space:pre-line">{{.Text}}</p>
<p>{{.How}}</p>
`))

func (d *desk) plainPetition(ctx context.Context, in *struct {
	Petition string `query:"petition" maxLength:"60"`
	Language string `query:"lang" maxLength:"20"`
},
) (*page, error) {
	language := language(ctx, in.Language)
	say := func(fr, en string) string { return wording.Text{"fr": fr, "en": en}.In(language) }
	one, err := d.readable(ctx, in.Petition)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		none := "<p>" + say("Aucune pétition n’est ouverte ici en ce moment.", "No petition is open here at the moment.") + "</p>\n"
		return &page{ContentType: html, Body: []byte(none)}, nil
	}
	if err != nil {
		return nil, err
	}
	confirmed, err := confirmedOf(ctx, "petition = "+quoted(one.ID)+" AND ")
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	err = plainPage.Execute(&text, map[string]any{
		"Title": one.Doc.Title.In(language), "Target": one.Doc.Target.In(language), "Text": wording.Text(one.Doc.Text).In(language),
		"Count": shown(*one, confirmed[one.ID], sdk.Call(ctx).Today).Confirmed, "To": say("À l’attention de\u00a0:", "To:"), "Confirmed": say("signatures confirmées", "confirmed signatures"),
		"How": say("Pour signer, ouvrez cette page dans un navigateur où JavaScript est permis\u00a0: c’est lui qui écarte les robots, sans image à déchiffrer.",
			"To sign, open this page in a browser where JavaScript is allowed: it keeps robots away, without a picture to decipher."),
	})
	return &page{ContentType: html, Body: text.Bytes()}, err
}

// readable is the petition that is asked for, or the newest that takes signatures.
func (d *desk) readable(ctx context.Context, id string) (*sdk.Item[petition.Petition], error) {
	if id != "" {
		one, err := d.petitions.Get(ctx, id)
		if err == nil && one.Doc.Status == petition.Draft {
			err = fault.Missing("petition")
		}
		return one, err
	}
	found, _, err := d.petitions.List(ctx, store.Query{Filter: `status = "open"`, Order: "id desc", Size: 1})
	if err == nil && len(found) == 0 {
		err = fault.Missing("petition")
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}
