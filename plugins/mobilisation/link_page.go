package mobilisation

import (
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed link.html
var linkText string

// linkPlain is what a link leads to in a browser without JavaScript.
var linkPlain = template.Must(template.New("link").Parse(linkText))

func (d *desk) registerLinkPage(api huma.API) {
	const path = "/links:page"
	rules := sdk.Rules{Action: "mobilisation:link.follow", Public: true, Internal: true}
	huma.Register(api, readPage("link-page", path, "Say what a link of a message is for, in a browser without JavaScript", rules), d.readLinkPage)
	huma.Register(api, sendPage("link-page-follow", path, "Do what a link of a message is for, in a browser without JavaScript", rules), d.followLinkPage)
}

// LinkAsked is a link as its address carries it.
type LinkAsked struct {
	Token    string `query:"token" maxLength:"120" doc:"Empty where it stands behind #, which no browser sends: the page asks for it."`
	Language string `query:"lang" maxLength:"20"`
}

// linkShown is what the page shows: what there is to do, what was done, or why there is nothing.
type linkShown struct {
	linkView
	English bool
	Token   string // empty: the page asks for it
	Refusal string // a code
	Name    string // of the petition
}

func (d *desk) readLinkPage(ctx context.Context, in *LinkAsked) (*sdk.Page, error) {
	return linkPage(ctx, in.Language, in.Token, d.lookAtLink)
}

func (d *desk) followLinkPage(ctx context.Context, in *struct {
	LinkAsked
	RawBody []byte `contentType:"application/x-www-form-urlencoded"`
},
) (*sdk.Page, error) {
	form, err := typed(in.RawBody)
	if err != nil {
		return nil, err
	}
	do := d.lookAtLink
	if form.Get("follow") != "" {
		do = d.followLink
	}
	return linkPage(ctx, in.Language, tokenIn(form.Get("token")), do)
}

// linkPage looks at a link, or follows it, and shows how things stand then.
func linkPage(ctx context.Context, asked, token string, do func(context.Context, *holding) (*sdk.Reply[linkView], error)) (*sdk.Page, error) {
	shown, status := linkShown{Token: token, English: sdk.Language(ctx, asked) == "en"}, http.StatusOK
	if token == "" {
		return sdk.Fill(status, linkPlain, shown)
	}
	in := &holding{}
	in.Body.Token = token
	answer, err := do(ctx, in)
	if err != nil {
		refusal := fault.From(err)
		if refusal.Kind == fault.Internal || refusal.Kind == fault.Unavailable {
			return nil, err
		}
		shown.Refusal, status = refusal.Code, sdk.StatusOf(refusal)
		return sdk.Fill(status, linkPlain, shown)
	}
	shown.linkView = answer.Body
	if asked == "" {
		shown.English = answer.Body.Language == "en"
	}
	shown.Name = answer.Body.Title.In(map[bool]string{true: "en", false: "fr"}[shown.English])
	return sdk.Fill(status, linkPlain, shown)
}

// tokenIn finds the token in what somebody copied from a message: the whole address, or the token by itself.
func tokenIn(copied string) string {
	copied = strings.TrimSpace(copied)
	for _, before := range []string{string(scripted), string(scriptless)} {
		if _, token, found := strings.Cut(copied, before); found {
			return token
		}
	}
	return copied
}
