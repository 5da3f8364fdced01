package mobilisation

import (
	"context"
	_ "embed"
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

// newsletterForm is the form with what was typed so far.
type newsletterForm struct {
	plainForm
	Email string
	News  box
}

// newsletterPage is the page with its form.
func (d *desk) newsletterPage() formPage {
	return formPage{purpose: "newsletter", text: newsletterPlain, form: newsletterFormOf, send: d.joinPlain}
}

func (d *desk) readNewsletterPage(ctx context.Context, in *PageAsked) (*sdk.Page, error) {
	return d.newsletterPage().show(ctx, in.Language, nil, nil)
}

// joinNewsletterPage keeps a wish for news, or tells on the page what is in the way.
func (d *desk) joinNewsletterPage(ctx context.Context, in *struct {
	PageAsked
	RawBody []byte `contentType:"application/x-www-form-urlencoded"`
},
) (*sdk.Page, error) {
	return d.newsletterPage().take(ctx, in.Language, in.RawBody)
}

func newsletterFormOf(ctx context.Context, c Config, language string, shared plainForm, typed url.Values) any {
	text := wording.Text(c.newsWords(sdk.Call(ctx).Country)).In(language)
	return &newsletterForm{shared, typed.Get("email"), boxOf(text, typed.Get("news"))}
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
