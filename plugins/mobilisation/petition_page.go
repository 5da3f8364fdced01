package mobilisation

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/date"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

//go:embed petition.html
var petitionText string

// petitionPlain is a petition for browsers without JavaScript: its text, its count and a form.
var petitionPlain = pageOfForm("petition", petitionText)

func (d *desk) registerPetitionPage(api huma.API) {
	const path = "/public/petition:page"
	huma.Register(api, readPage("public-petition-page", path, "Read a petition in a browser without JavaScript",
		sdk.Rules{Action: "mobilisation:public.read", Public: true, Internal: true}), d.readPetitionPage)
	huma.Register(api, sendPage("public-petition-page-sign", path, "Sign a petition in a browser without JavaScript",
		sdk.Rules{Action: "mobilisation:petition.sign", Public: true, Internal: true}), d.signPetitionPage)
}

// PetitionAsked says which petition, in which language. It is exported because Huma looks into embedded types only then.
type PetitionAsked struct {
	PageAsked
	Petition string `query:"petition" maxLength:"60" doc:"Default the newest that takes signatures."`
}

// petitionView is what the page shows.
type petitionView struct {
	Language            string
	None                bool // there is no petition
	Title, Target, Text string
	Count, Goal         int
	Thresholds          []shownThreshold
	Until               string // last day, as people read it
	Status              petition.Status
	Reason              string // why it is paused or closed
	Organisation        string
	Form                *petitionForm // nil where nothing can be signed
	Thanks              string        // the day until which the message can be followed, once it is sent
}

// English reports whether the page is read in English.
func (v petitionView) English() bool { return v.Language == "en" }

// petitionForm is the form with what was typed so far.
type petitionForm struct {
	plainForm
	Sign, News            box
	Postcodes             bool
	Name, Email, Postcode string
}

func (d *desk) readPetitionPage(ctx context.Context, in *PetitionAsked) (*sdk.Page, error) {
	one, view, err := d.viewed(ctx, in)
	if err != nil || view.None {
		return pageOrError(http.StatusOK, view, err)
	}
	status, err := in.offer(ctx, one, view, nil, nil)
	if err != nil {
		return nil, err
	}
	return sdk.Fill(status, petitionPlain, view)
}

// signPetitionPage keeps a signature, or tells on the page what is in the way.
func (d *desk) signPetitionPage(ctx context.Context, in *struct {
	PetitionAsked
	RawBody []byte `contentType:"application/x-www-form-urlencoded"`
},
) (*sdk.Page, error) {
	form, err := typed(in.RawBody)
	if err != nil {
		return nil, err
	}
	one, view, err := d.viewed(ctx, &in.PetitionAsked)
	if err != nil || view.None {
		return pageOrError(http.StatusNotFound, view, err)
	}
	err = d.signPlain(ctx, in.Language, one, form)
	if err == nil {
		view.Thanks = date.Day(signature.Expires(sdk.Call(ctx).Now).In(sdk.Call(ctx).Zone), sdk.Language(ctx, in.Language))
		return sdk.Fill(http.StatusOK, petitionPlain, view)
	}
	status, err := in.offer(ctx, one, view, form, err)
	if err != nil {
		return nil, err
	}
	return sdk.Fill(status, petitionPlain, view)
}

func pageOrError(status int, view *petitionView, err error) (*sdk.Page, error) {
	if err != nil {
		return nil, err
	}
	return sdk.Fill(status, petitionPlain, view)
}

// signPlain is signPetition for a form that no script has worked for.
func (d *desk) signPlain(ctx context.Context, asked string, p *sdk.Item[petition.Petition], form url.Values) error {
	if !p.Doc.Taking(sdk.Call(ctx).Today) {
		return errNotTaking
	}
	in := &signing{Target: sdk.Target{ID: p.ID}}
	in.Body.Name, in.Body.Email, in.Body.Postcode = form.Get("name"), form.Get("email"), form.Get("postcode")
	in.Body.Sign, in.Body.News = chosen(form, "sign"), chosen(form, "news")
	in.Body.Language, in.Body.Page = sdk.Language(ctx, asked), sdk.Call(ctx).Pages+"/petition"
	if _, err := in.signature(ctx, p.Doc); err != nil { // mistakes first: while they are mended, the stamp grows old enough
		return err
	}
	mark, err := stampOf(ctx, form.Get("stamp"), "petition/"+p.ID)
	if err != nil {
		return err
	}
	return d.sign(ctx, in, p, mark, scriptless)
}

// viewed is what everybody reads of the petition that is asked for.
func (d *desk) viewed(ctx context.Context, in *PetitionAsked) (*sdk.Item[petition.Petition], *petitionView, error) {
	language := sdk.Language(ctx, in.Language)
	view := &petitionView{Language: language}
	one, err := d.readable(ctx, in.Petition)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		view.None = true
		return nil, view, nil
	}
	if err != nil {
		return nil, nil, err
	}
	confirmed, err := confirmedOf(ctx, "petition = "+quoted(one.ID)+" AND ")
	if err != nil {
		return nil, nil, err
	}
	config, err := configured(ctx)
	if err != nil {
		return nil, nil, err
	}
	p := one.Doc
	view.Title, view.Target, view.Text = p.Title.In(language), p.Target.In(language), wording.Text(p.Text).In(language)
	public := shown(*one, confirmed[one.ID], sdk.Call(ctx).Today)
	view.Count, view.Goal, view.Thresholds = public.Confirmed, public.Goal, public.Thresholds
	view.Status, view.Organisation = p.Status, config.Organisation
	if p.ClosesOn != "" {
		view.Until = date.Civil(p.ClosesOn, language)
	}
	if n := len(p.Log); n > 0 && p.Status != petition.Open {
		view.Reason = p.Log[n-1].Reason.In(language)
	}
	return one, view, nil
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

// offer puts the form into the view: empty, its boxes unticked, or with what was typed and why that was refused. Where
// nothing can be signed there is none. The status is that of the page.
func (in *PetitionAsked) offer(ctx context.Context, p *sdk.Item[petition.Petition], view *petitionView, form url.Values, tried error) (int, error) {
	part, status, err := formOf(ctx, form, "petition/"+p.ID, tried)
	if err != nil || !p.Doc.Taking(sdk.Call(ctx).Today) {
		return status, err
	}
	tongue := sdk.Language(ctx, in.Language)
	view.Form = &petitionForm{
		plainForm: part, Postcodes: p.Doc.Postcode,
		Name: form.Get("name"), Email: form.Get("email"), Postcode: form.Get("postcode"),
		Sign: boxOf(wording.Text(p.Doc.Sign).In(tongue), form.Get("sign")),
		News: boxOf(wording.Text(p.Doc.News).In(tongue), form.Get("news")),
	}
	return status, nil
}
