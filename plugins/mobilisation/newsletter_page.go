package mobilisation

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed newsletter.html
var newsletterText string

// newsletterPlain is the way onto the list for browsers without JavaScript.
var newsletterPlain = pageOfForm("newsletter", newsletterText)

func (d *desk) registerNewsletterPage(api huma.API) {
	const path = "/public/newsletter:page"
	huma.Register(api, readPage("public-newsletter-page", path, "Read how to get news in a browser without JavaScript",
		sdk.Rules{Action: "mobilisation:public.read", Public: true}), d.readNewsletterPage)
	huma.Register(api, sendPage("public-newsletter-page-join", path, "Ask for news in a browser without JavaScript",
		sdk.Rules{Action: "mobilisation:newsletter.join", Public: true, Internal: true}), d.joinNewsletterPage)
}

// newsletterView is what the page shows.
type newsletterView struct {
	English bool
	Form    *newsletterForm // nil where nobody can be written to
	Thanks  string          // the day until which the message can be followed, once it is sent
}

// newsletterForm is the form with what was typed so far.
type newsletterForm struct {
	plainForm
	Email string
	News  box
}

func (d *desk) readNewsletterPage(ctx context.Context, in *PageAsked) (*sdk.Page, error) {
	return newsletterPage(ctx, in.Language, nil, nil)
}

// joinNewsletterPage keeps a wish for news, or tells on the page what is in the way.
func (d *desk) joinNewsletterPage(ctx context.Context, in *struct {
	PageAsked
	RawBody []byte `contentType:"application/x-www-form-urlencoded"`
},
) (*sdk.Page, error) {
	form, err := typed(in.RawBody)
	if err != nil {
		return nil, err
	}
	if err := d.joinPlain(ctx, in.Language, form); err != nil {
		return newsletterPage(ctx, in.Language, form, err)
	}
	language := sdk.Language(ctx, in.Language)
	return sdk.Fill(http.StatusOK, newsletterPlain, newsletterView{English: language == "en", Thanks: until(ctx).In(language)})
}

// newsletterPage is the page with its form as it stands after a try, or before the first.
func newsletterPage(ctx context.Context, asked string, form url.Values, tried error) (*sdk.Page, error) {
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	part, status, err := formOf(ctx, form, "newsletter", tried)
	if err != nil {
		return nil, err
	}
	language := sdk.Language(ctx, asked)
	view := newsletterView{English: language == "en"}
	if config.ready() == nil {
		text := wording.Text(config.newsWords(sdk.Call(ctx).Country)).In(language)
		view.Form = &newsletterForm{part, form.Get("email"), boxOf(text, form.Get("news"))}
	}
	return sdk.Fill(status, newsletterPlain, view)
}

// joinPlain is joinNewsletter for a form that no script has worked for. Mistakes are told first: while they are mended,
// the stamp grows old enough.
func (d *desk) joinPlain(ctx context.Context, asked string, form url.Values) error {
	in := &joining{}
	in.Body.Email, in.Body.News = form.Get("email"), chosen(form, "news")
	in.Body.Language, in.Body.Page = sdk.Language(ctx, asked), sdk.Call(ctx).Pages+"/newsletter"
	fresh, err := in.subscription(ctx)
	if err != nil {
		return err
	}
	if fresh.Challenge, err = stampOf(ctx, form.Get("stamp"), "newsletter"); err != nil {
		return err
	}
	return d.join(ctx, fresh, scriptless)
}
